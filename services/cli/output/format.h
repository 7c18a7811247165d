// The output formats that commands offer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gangmu::cli {

enum class Format { kTable, kCsv, kJson, kJsonLines, kChart };

// "table", "csv", "json", "jsonl", "chart".
std::string_view FormatName(Format format);
std::vector<std::string> FormatNames(const std::vector<Format>& formats);
std::optional<Format> ParseFormat(std::string_view name);

}  // namespace gangmu::cli
