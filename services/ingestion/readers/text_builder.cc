#include "services/ingestion/readers/text_builder.h"

#include <array>

#include "common/text/utf8.h"
#include "services/ingestion/readers/errors.h"

namespace gangmu::readers {
namespace {

constexpr std::array<std::string_view, 10> kBlanks = {" ",  "\t",     "\n",     "\r",     "\f",
                                                      "\v", "\u00A0", "\u3000", "\uFEFF", "\u200B"};

}  // namespace

std::string_view TrimBlanks(std::string_view s) {
  for (bool again = true; again;) {
    again = false;
    for (std::string_view blank : kBlanks) {
      while (s.starts_with(blank)) s.remove_prefix(blank.size()), again = true;
      while (s.ends_with(blank)) s.remove_suffix(blank.size()), again = true;
    }
  }
  return s;
}

void TextBuilder::AddLine(std::string_view line, int32_t page, int64_t byte, int32_t paragraph) {
  line = TrimBlanks(line);
  if (full_ || line.empty()) return;
  std::string& text = document_.text;
  if (line.size() + 1 > max_text_bytes_ || text.size() > max_text_bytes_ - line.size() - 1) {
    full_ = true;
    return;
  }
  document_.source_map.push_back({code_points_, page, byte, paragraph});
  text.append(line).push_back('\n');
  code_points_ += static_cast<int32_t>(CountCodePoints(line)) + 1;
}

absl::StatusOr<ReadDocument> TextBuilder::Finish(std::string_view media_type) && {
  if (full_) return TextTooLarge(max_text_bytes_);
  if (document_.text.empty()) return EmptyDocument(media_type);
  document_.media_type = std::string(media_type);
  return std::move(document_);
}

}  // namespace gangmu::readers
