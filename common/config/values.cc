#include "common/config/values.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"

#include "common/text/strings.h"

namespace gangmu {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 4> kUnits = {{{"GiB", 30}, {"MiB", 20}, {"KiB", 10}, {"B", 0}}};

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

}  // namespace

std::optional<bool> ParseBool(std::string_view text) {
  const std::string word = absl::AsciiStrToLower(ToAbsl(text));
  if (word == "true" || word == "yes" || word == "on" || word == "1") return true;
  if (word == "false" || word == "no" || word == "off" || word == "0") return false;
  return std::nullopt;
}

std::optional<absl::Duration> ParseDuration(std::string_view text) {
  absl::Duration value;
  // Abseil alone takes signs and "inf".
  if (text.empty() || !IsDigit(text.front()) || !absl::ParseDuration(ToAbsl(text), &value)) return std::nullopt;
  if (value == absl::InfiniteDuration()) return std::nullopt;
  return value;
}

std::optional<uint64_t> ParseBytes(std::string_view text) {
  int shift = 0;
  for (const auto& [unit, bits] : kUnits) {
    if (absl::EndsWithIgnoreCase(ToAbsl(text), ToAbsl(unit))) {
      shift = bits;
      text.remove_suffix(unit.size());
      break;
    }
  }
  uint64_t value = 0;
  if (text.empty() || !std::all_of(text.begin(), text.end(), IsDigit) || !absl::SimpleAtoi(ToAbsl(text), &value)) {
    return std::nullopt;
  }
  if (value > (std::numeric_limits<uint64_t>::max() >> shift)) return std::nullopt;
  return value << shift;
}

std::string FormatBytes(uint64_t bytes) {
  for (const auto& [unit, bits] : kUnits) {
    if (bits > 0 && bytes > 0 && bytes % (uint64_t{1} << bits) == 0) return StrCat(bytes >> bits, unit);
  }
  return StrCat(bytes);
}

std::optional<HostPort> ParseHostPort(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  std::string_view host = text.substr(0, colon), digits = text.substr(colon + 1);
  int port = 0;
  if (digits.empty() || digits.size() > 5 || !std::all_of(digits.begin(), digits.end(), IsDigit) ||
      !absl::SimpleAtoi(ToAbsl(digits), &port) || port > 65535) {
    return std::nullopt;
  }
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  // A colon outside brackets leaves open where the port begins.
  if (!bracketed && host.find_first_of("[]: \t") != std::string_view::npos) return std::nullopt;
  if (bracketed && host.find_first_not_of("0123456789abcdefABCDEF:.%", 1) != host.size() - 1) return std::nullopt;
  return HostPort{std::string(host), port};
}

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<size_t>> cost(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
      }
    }
  }
  return cost[a.size()][b.size()];
}

}  // namespace gangmu
