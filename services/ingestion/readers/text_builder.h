// Collects the document text of a structured format line by line, within the text limit, with its way back.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "services/ingestion/readers/read_document.h"

namespace gangmu::readers {

// Not thread safe.
class TextBuilder {
 public:
  explicit TextBuilder(size_t max_text_bytes) : max_text_bytes_(max_text_bytes) {}

  // Adds one line (a paragraph, a heading, a row) that begins at this place of the source. Blank runs inside become as
  // they are; surrounding blanks go; an empty line is left out. A newline inside the line is kept.
  void AddLine(std::string_view line, int32_t page, int64_t byte, int32_t paragraph = 0);

  // True once the limit is passed; more lines are then dropped, so a reader may stop early.
  bool full() const { return full_; }

  // Moves text and map out. EMPTY_DOCUMENT where there is no line, DOCUMENT_TOO_LARGE past the limit.
  absl::StatusOr<ReadDocument> Finish(std::string_view media_type) &&;

 private:
  const size_t max_text_bytes_;
  bool full_ = false;
  int32_t code_points_ = 0;
  ReadDocument document_;
};

// Surrounding ASCII blanks, U+00A0, U+3000, U+FEFF and U+200B taken away.
std::string_view TrimBlanks(std::string_view s);

}  // namespace gangmu::readers
