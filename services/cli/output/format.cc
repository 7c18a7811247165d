#include "services/cli/output/format.h"

namespace gangmu::cli {
namespace {

constexpr std::string_view kNames[] = {"table", "csv", "json", "jsonl", "chart"};

}  // namespace

std::string_view FormatName(Format format) { return kNames[static_cast<size_t>(format)]; }

std::vector<std::string> FormatNames(const std::vector<Format>& formats) {
  std::vector<std::string> names;
  for (const Format format : formats) names.emplace_back(FormatName(format));
  return names;
}

std::optional<Format> ParseFormat(std::string_view name) {
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (name == kNames[i]) return static_cast<Format>(i);
  }
  return std::nullopt;
}

}  // namespace gangmu::cli
