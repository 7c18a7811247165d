#include "common/filter/near_match.h"

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"

#include "common/text/strings.h"

namespace gangmu::filter {
namespace {

constexpr size_t kMaxLength = 64;

std::u32string CodePoints(std::string_view text) {
  std::u32string out;
  for (size_t i = 0; i < text.size() && out.size() < kMaxLength;) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80 ? 1 : (lead < 0xE0 ? 2 : (lead < 0xF0 ? 3 : 4));
    char32_t c = 0;
    for (size_t k = 0; k < length && i + k < text.size(); ++k) c = c << 8 | static_cast<unsigned char>(text[i + k]);
    out.push_back(c);  // any injective image of the code point serves
    i += length;
  }
  return out;
}

}  // namespace

int EditDistance(std::string_view a, std::string_view b, int bound) {
  const std::u32string x = CodePoints(a);
  const std::u32string y = CodePoints(b);
  const int n = static_cast<int>(x.size());
  const int m = static_cast<int>(y.size());
  if (std::abs(n - m) > bound) return bound + 1;
  using Line = std::array<int, kMaxLength + 1>;
  Line two_before{};
  Line before{};
  Line line{};
  for (int j = 0; j <= m; ++j) before[j] = j;
  for (int i = 1; i <= n; ++i) {
    line[0] = i;
    for (int j = 1; j <= m; ++j) {
      line[j] = std::min({before[j] + 1, line[j - 1] + 1, before[j - 1] + (x[i - 1] != y[j - 1])});
      if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1]) {
        line[j] = std::min(line[j], two_before[j - 2] + 1);
      }
    }
    two_before = before;
    before = line;
  }
  return std::min(before[m], bound + 1);
}

std::vector<std::string> NearMatches(std::string_view name, const std::vector<std::string>& candidates, size_t most) {
  const std::string lower = absl::AsciiStrToLower(ToAbsl(name));
  const int bound = std::clamp(static_cast<int>(CodePoints(name).size()) / 3, 1, 3);
  std::vector<std::pair<int, const std::string*>> near;
  for (const std::string& candidate : candidates) {
    const int distance = EditDistance(lower, absl::AsciiStrToLower(candidate), bound);
    if (distance <= bound) near.emplace_back(distance, &candidate);
  }
  std::stable_sort(near.begin(), near.end(), [](const auto& p, const auto& q) { return p.first < q.first; });
  std::vector<std::string> out;
  for (size_t i = 0; i < near.size() && i < most; ++i) out.push_back(*near[i].second);
  return out;
}

}  // namespace gangmu::filter
