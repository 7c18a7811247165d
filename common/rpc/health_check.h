// The client side of health: what --healthcheck and `gangmu health` ask.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace gangmu {

// OK where all of `services` (full names; "" for the server as a whole) are SERVING at `target` within `timeout`;
// else UNAVAILABLE with the reason in words.
absl::Status CheckHealth(const std::string& target, const std::vector<std::string>& services, absl::Duration timeout);

// For main: 0 where healthy; 1, with a line on stderr, where not. An unspecified listening address (0.0.0.0, [::]) is
// asked on loopback.
int HealthCheckExitCode(const std::string& listen_address, const std::vector<std::string>& services);

}  // namespace gangmu
