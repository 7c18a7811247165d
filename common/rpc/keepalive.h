// Intervals that clients and servers must agree on.
#pragma once

#include "absl/time/time.h"

namespace gangmu {

// How often an idle connection is tried, by either side: faults of the network are seen within a minute.
inline constexpr absl::Duration kKeepaliveInterval = absl::Seconds(30);
inline constexpr absl::Duration kKeepaliveTimeout = absl::Seconds(20);
// A server ends connections that ping more often than this. Well below the interval of our clients, else it would end
// theirs ("too many pings").
inline constexpr absl::Duration kServerLeastPingInterval = absl::Seconds(10);
static_assert(kServerLeastPingInterval < kKeepaliveInterval);

}  // namespace gangmu
