#include "services/ingestion/extraction/folding.h"

#include <memory>
#include <string_view>

#include "common/text/folding.h"

namespace gangmu::extraction {
namespace {

constexpr size_t kPlane = 0x10000;

constexpr std::u32string_view kStops = U"。！？；";
constexpr std::u32string_view kCommas = U"，：、";
constexpr std::u32string_view kOpens = U"（〔[【《〈“‘{";
constexpr std::u32string_view kCloses = U"）〕]】》〉”’}";
constexpr std::u32string_view kDashes = U"—-~";
constexpr std::u32string_view kHanDigits = U"〇零一二两三四五六七八九十百千万亿廿卅";
constexpr std::u32string_view kBlanks = U" \t\r\v\f\u0085\u200B\u2028\u2029\uFEFF";

bool IsHan(char32_t c) { return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || c == U'々'; }

CharClass ClassOf(char32_t c) {
  const auto in = [c](std::u32string_view set) { return set.find(c) != std::u32string_view::npos; };
  if (c == U'\n') return CharClass::kNewline;
  if (c >= U'0' && c <= U'9') return CharClass::kDigit;
  if ((c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z')) return CharClass::kLatin;
  if (in(kHanDigits)) return CharClass::kHanDigit;
  if (IsHan(c)) return CharClass::kHan;
  if (in(kBlanks)) return CharClass::kBlank;
  if (in(kStops)) return CharClass::kStop;
  if (in(kCommas)) return CharClass::kComma;
  if (in(kOpens)) return CharClass::kOpen;
  if (in(kCloses)) return CharClass::kClose;
  if (in(kDashes)) return CharClass::kDash;
  if ((c > U' ' && c < 0x7F) || (c >= 0x2010 && c < 0x2070) || (c >= 0x3000 && c < 0x3040) || c == U'·' || c == U'×') {
    return CharClass::kMark;
  }
  return CharClass::kOther;
}

std::unique_ptr<uint32_t[]> Build() {
  const char32_t* const target = FoldingTable();
  auto table = std::make_unique<uint32_t[]>(kPlane);
  for (char32_t c = 0; c < kPlane; ++c) {
    table[c] = static_cast<uint32_t>(target[c]) | static_cast<uint32_t>(ClassOf(target[c])) << 24;
  }
  return table;
}

std::unique_ptr<uint8_t[]> BuildPlain() {
  constexpr char32_t kFirstOfThreeBytes = 0x800;
  const uint32_t* const fold = FoldTable();
  auto plain = std::make_unique<uint8_t[]>(kPlane);
  for (char32_t c = 0; c < kPlane; ++c) {
    const Folded f = Fold(fold, c);
    const bool surrogate = c >= 0xD800 && c < 0xE000;
    const bool is_plain = c >= kFirstOfThreeBytes && !surrogate && f.code_point == c && c != U'│';
    plain[c] = is_plain ? static_cast<uint8_t>(f.cls) : kNotPlain;
  }
  return plain;
}

}  // namespace

const uint8_t* PlainTable() {
  static const uint8_t* const table = BuildPlain().release();
  return table;
}

const uint32_t* FoldTable() {
  static const uint32_t* const table = Build().release();
  return table;
}

}  // namespace gangmu::extraction
