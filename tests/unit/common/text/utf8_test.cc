#include "common/text/utf8.h"

#include <cstdint>
#include <string>

#include "gtest/gtest.h"

namespace gangmu {
namespace {

// Validity written down from the table of RFC 3629, section 4, as a second opinion.
bool ValidByTheTable(std::string_view s) {
  const auto in = [&](size_t i, int low, int high) {
    return i < s.size() && static_cast<unsigned char>(s[i]) >= low && static_cast<unsigned char>(s[i]) <= high;
  };
  const auto tail = [&](size_t i) { return in(i, 0x80, 0xBF); };
  for (size_t i = 0; i < s.size();) {
    if (in(i, 0x00, 0x7F)) {
      i += 1;
    } else if (in(i, 0xC2, 0xDF) && tail(i + 1)) {
      i += 2;
    } else if (((in(i, 0xE0, 0xE0) && in(i + 1, 0xA0, 0xBF)) || (in(i, 0xE1, 0xEC) && tail(i + 1)) ||
                (in(i, 0xED, 0xED) && in(i + 1, 0x80, 0x9F)) || (in(i, 0xEE, 0xEF) && tail(i + 1))) &&
               tail(i + 2)) {
      i += 3;
    } else if (((in(i, 0xF0, 0xF0) && in(i + 1, 0x90, 0xBF)) || (in(i, 0xF1, 0xF3) && tail(i + 1)) ||
                (in(i, 0xF4, 0xF4) && in(i + 1, 0x80, 0x8F))) &&
               tail(i + 2) && tail(i + 3)) {
      i += 4;
    } else {
      return false;
    }
  }
  return true;
}

TEST(Utf8, EveryTwoByteStringAndEveryLeadAndSecondByteAgreeWithTheTable) {
  for (int a = 0; a < 256; ++a) {
    for (int b = 0; b < 256; ++b) {
      for (const std::string tail : {"", "\x80", "\x80\x80", "\xBF", "\xBF\xBF", "x", "\x80x"}) {
        const std::string s = std::string{static_cast<char>(a), static_cast<char>(b)} + tail;
        ASSERT_EQ(IsValidUtf8(s), ValidByTheTable(s)) << a << " " << b << " " << tail.size();
        // The same after enough text for the fast paths to run.
        ASSERT_EQ(IsValidUtf8("sixteen letters." + s + "措施"), ValidByTheTable(s + "措施")) << a << " " << b;
      }
    }
  }
}

TEST(Utf8, NamesTheFirstInvalidByte) {
  EXPECT_EQ(FirstInvalidUtf8("措施\xFF"), 6u);
  EXPECT_EQ(FirstInvalidUtf8("0123456789\x80"), 10u);
  EXPECT_EQ(FirstInvalidUtf8("措\xE6\x8E"), 3u);
  EXPECT_EQ(FirstInvalidUtf8("\xED\xA0\x80"), 0u);
  EXPECT_EQ(FirstInvalidUtf8(""), std::nullopt);
}

TEST(Utf8, CodePointsGoThereAndBack) {
  std::string all;
  std::u32string want;
  for (char32_t c :
       {U'\0', U'a', U'\x7F', U'\x80', U'\x7FF', U'\x800', U'措', U'\uFFFF', U'\U00010000', U'\U0010FFFF'}) {
    AppendUtf8(all, c);
    want.push_back(c);
  }
  EXPECT_TRUE(IsValidUtf8(all));
  EXPECT_EQ(CountCodePoints(all), want.size());
  std::u32string got;
  for (std::string_view rest = all; !rest.empty();) got.push_back(TakeCodePoint(rest));
  EXPECT_EQ(got, want);
}

TEST(Utf8, PrintableReplacesWhatIsNoUtf8AndCutsBetweenCharacters) {
  EXPECT_EQ(PrintableUtf8("a\xFF措\xE6", 100), "a?措?");
  EXPECT_EQ(PrintableUtf8("措施", 5), "措");
  EXPECT_EQ(PrintableUtf8("措施", 6), "措施");
  EXPECT_EQ(PrintableUtf8("措施", 2), "");
}

TEST(OffsetMap, AgreesWithCountingAtEveryByte) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += i % 7 == 0 ? "𠮷" : i % 3 == 0 ? "é" : i % 2 == 0 ? "措" : "x";
  const OffsetMap map(text);
  EXPECT_EQ(map.code_points(), CountCodePoints(text));
  size_t code_point = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool start = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (start && i > 0) ++code_point;
    ASSERT_EQ(map.ToCodePoints(i), code_point) << i;
    if (start) {
      ASSERT_EQ(map.ToBytes(code_point), i);
      ASSERT_EQ(ByteOffset(text, code_point), i);
    }
  }
  EXPECT_EQ(map.ToCodePoints(text.size()), map.code_points());
  EXPECT_EQ(map.ToBytes(map.code_points()), text.size());
  EXPECT_EQ(map.ToBytes(map.code_points() + 1), text.size());
  EXPECT_EQ(ByteOffset(text, map.code_points()), text.size());
  EXPECT_EQ(ByteOffset(text, map.code_points() + 1), std::nullopt);
  EXPECT_EQ(OffsetMap("").ToCodePoints(0), 0u);
}

}  // namespace
}  // namespace gangmu
