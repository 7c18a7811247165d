#include "tests/support/extraction/mutations.h"

#include <algorithm>

#include "common/text/utf8.h"

namespace gangmu::testing {
namespace {

// Pieces that rules look for, put where nobody expects them.
constexpr std::u32string_view kInserts[] = {U"0",          U"9",         U"１２",
                                            U"1,234",      U".",         U"，",
                                            U"。",         U"：",        U"\n",
                                            U"\n\n",       U"　　",      U" ",
                                            U"（",         U"）",        U"“",
                                            U"《",         U"》",        U"一",
                                            U"十",         U"百万亿",    U"万亿",
                                            U"余",         U"多",        U"%",
                                            U"％",         U"‰",         U"个",
                                            U"元/平方米",  U"亿元",      U"个百分点",
                                            U"翻一番",     U"第3位",     U"从",
                                            U"至",         U"—",         U"～",
                                            U"增长",       U"分别",      U"其中",
                                            U"不低于",     U"以上",      U"约",
                                            U"每",         U"今年",      U"2023年",
                                            U"1—9月",      U"到2025年",  U"十四五",
                                            U"一是",       U"二是",      U"\n一、",
                                            U"\n（一）",   U"\n1.",      U"\n（1）",
                                            U"\n第一条 ",  U"\n第一章 ", U"\n——",
                                            U"\n13.1",     U"\n附件",    U"\n附件1",
                                            U"号",         U"〔2022〕",  U"99999999999999999999999999999999999999999",
                                            U"千分之",     U"三分之二",  U"\t",
                                            U"\u200B",     U"\uFEFF",    U"\U0001F600",
                                            U"\U00020BB7", U"\u0301"};

char32_t AnyCodePoint(Random& random) {
  const char32_t c = static_cast<char32_t>(random.Below(0x110000 - 0x800));
  return c >= 0xD800 ? c + 0x800 : c;
}

char32_t RandomCodePoint(Random& random) {
  static constexpr std::u32string_view kUsual =
      U"0123456789０５９.，,。：:；;、（）()“”《》〔〕—-～%％ 　\n\n一二三四十百千万亿余多第个元年月日";
  switch (random.Below(8)) {
    case 0:
      return AnyCodePoint(random);
    case 1:
    case 2:
    case 3:
      return kUsual[random.Below(kUsual.size())];
    default:
      return static_cast<char32_t>(0x4E00 + random.Below(0x5200));
  }
}

void Damage(std::u32string& text, Random& random) {
  const size_t at = random.Below(text.size() + 1);
  const size_t length = std::min(1 + random.Below(random.Below(8) == 0 ? 400 : 6), text.size() - at);
  switch (random.Below(10)) {
    case 0:
    case 1:
    case 2:
      text.erase(at, length);
      break;
    case 3:
      text.insert(at, std::u32string(text, at, length));
      break;
    case 4:
      text.insert(at, 1, AnyCodePoint(random));
      break;
    default:
      text.insert(at, kInserts[random.Below(std::size(kInserts))]);
  }
}

std::string ToUtf8WithoutCr(std::u32string_view text) {
  std::string utf8;
  for (const char32_t c : text) {
    if (c != U'\r') AppendUtf8(utf8, c);
  }
  return utf8;
}

}  // namespace

uint64_t Random::Next() {
  uint64_t z = state_ += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

std::string Mutated(std::string_view utf8, uint64_t seed) {
  Random random(seed);
  std::u32string text;
  while (!utf8.empty()) text += TakeCodePoint(utf8);
  if (random.Below(4) == 0) text.resize(random.Below(text.size() + 1));
  if (random.Below(4) == 0) text.erase(0, random.Below(text.size() + 1));
  const size_t damages = 1 + random.Below(2 + text.size() / 40);
  for (size_t i = 0; i < damages; ++i) Damage(text, random);
  return ToUtf8WithoutCr(text);
}

std::string RandomText(size_t size, uint64_t seed) {
  Random random(seed);
  std::u32string text;
  while (text.size() < size) text += RandomCodePoint(random);
  return ToUtf8WithoutCr(text);
}

}  // namespace gangmu::testing
