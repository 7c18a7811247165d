// The written forms of setting values. Pure; each pair of functions is inverse.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"

namespace gangmu {

// "true", "false", "yes", "no", "on", "off", "1", "0".
std::optional<bool> ParseBool(std::string_view text);

// "250ms", "30s", "1h30m": Abseil's notation, finite and not negative; "0" too.
std::optional<absl::Duration> ParseDuration(std::string_view text);

// A whole number with B, KiB, MiB, GiB or without a unit (bytes).
std::optional<uint64_t> ParseBytes(std::string_view text);
// With the largest unit that divides it: "8MiB", "1500".
std::string FormatBytes(uint64_t bytes);

// A host and a port. Hosts are names or IPv4 as they are, IPv6 in brackets.
struct HostPort {
  std::string host;
  int port = 0;
};
std::optional<HostPort> ParseHostPort(std::string_view text);

// Edit distance with transpositions (optimal string alignment), for near matches.
size_t EditDistance(std::string_view a, std::string_view b);

}  // namespace gangmu
