#include "common/text/display_width.h"

#include <unicode/uchar.h>

#include "common/text/utf8.h"

namespace gangmu {
namespace {

constexpr char32_t kSoftHyphen = 0xAD;

int WidthOf(char32_t code_point) {
  if (code_point >= 0x20 && code_point < 0x7f) return 1;
  const auto c = static_cast<UChar32>(code_point);
  const int category = u_charType(c);
  if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK) return 0;
  if (category == U_FORMAT_CHAR && code_point != kSoftHyphen) return 0;
  const int east_asian = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return east_asian == U_EA_WIDE || east_asian == U_EA_FULLWIDTH ? 2 : 1;
}

// Takes the first character off `text` and returns its width.
int TakeWidth(std::string_view& text) {
  if (Utf8SequenceLength(text) > 0) return WidthOf(TakeCodePoint(text));
  text.remove_prefix(1);
  return 1;
}

}  // namespace

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) width += TakeWidth(text);
  return width;
}

std::string_view CutAtDisplayWidth(std::string_view text, int columns) {
  std::string_view rest = text;
  int width = 0;
  while (!rest.empty()) {
    std::string_view after = rest;
    width += TakeWidth(after);
    if (width > columns) break;
    rest = after;
  }
  return text.substr(0, text.size() - rest.size());
}

}  // namespace gangmu
