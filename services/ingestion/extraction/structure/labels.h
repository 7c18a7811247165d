// Labels of the contract's section 3, read at one place of the text. Whether a label really opens a unit is decided by
// the outline, which looks at the numbers before and after it.
#pragma once

#include <cstdint>

#include "services/ingestion/extraction/model.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

enum class LabelStyle : uint8_t {
  kNone,
  kPart,           // 第一篇 (also 编)
  kChapter,        // 第一章
  kSubchapter,     // 第一节
  kHanComma,       // 一、
  kHanBracket,     // （一）
  kArabicPoint,    // 1. 1． 1、
  kArabicBracket,  // （1） (1)
  kCircled,        // ①
  kDecimal,        // 13.1 13.1.2
  kArticle,        // 第一条
  kInlineIs,       // 一是
  kInlineMust,     // 一要
  kInlineOrdinal,  // 第一，
  kInlineFirst,    // 首先 其次 再次 最后
  kInlineOf,       // 其一
  kDash,           // —— and bullets
};

struct Label {
  LabelStyle style = LabelStyle::kNone;
  int32_t number = 0;  // 1-based; decimal: the last component; dash: 0
  int32_t path = 0;    // decimal only: the components before the last, as one number (13.1.2 → 13 * 1000 + 1)
  int32_t depth = 0;   // decimal only: 1 for 13.1, 2 for 13.1.2
  Span span;           // the label as written
  int32_t body = 0;    // first code point behind label and blanks
  explicit operator bool() const { return style != LabelStyle::kNone; }
};

inline bool IsInline(LabelStyle s) { return s >= LabelStyle::kInlineIs && s <= LabelStyle::kInlineOf; }

// Reads a label at `at`, not looking beyond `end`. `line_start` admits the forms that count at line starts only
// (decimal, dash).
Label ReadLabel(const SourceText& text, int32_t at, int32_t end, bool line_start);

// Level of the contract for a label.
int16_t LevelOf(const Label& label);

}  // namespace gangmu::extraction
