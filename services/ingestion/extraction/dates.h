// Full civil dates as documents write them: 2022年10月21日, 二〇〇四年一月十六日, 2022-10-21, 2022.10.28, 2022/1/3.
#pragma once

#include "services/ingestion/extraction/model.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

struct DateMatch {
  Date date;  // day 0 where only year and month are written
  int32_t end = 0;
  explicit operator bool() const { return end > 0; }
};

// Reads a date that begins at `at`, not looking beyond `end`; blanks may stand between its parts.
DateMatch ReadDate(const SourceText& text, int32_t at, int32_t end);

}  // namespace gangmu::extraction
