#include "common/search/tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>

namespace gangmu::search {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

std::vector<TokenCode> Codes(std::string_view text) {
  std::vector<TokenCode> codes;
  for (const Token& token : Tokenize(text)) codes.push_back(token.code);
  return codes;
}

TEST(TokensTest, ACharacterIsATokenWithItsPlace) {
  EXPECT_THAT(Tokenize("补 贴"), ElementsAre(Token{U'补', 0, 1}, Token{U'贴', 2, 3}));
  EXPECT_THAT(Tokenize("a补"), ElementsAre(::testing::_, Token{U'补', 1, 2}));
  EXPECT_THAT(Tokenize("𠮷"), ElementsAre(Token{0x20BB7, 0, 1}));
  EXPECT_THAT(Tokenize(""), SizeIs(0));
}

TEST(TokensTest, WhatMeansTheSameIsTheSame) {
  EXPECT_EQ(Codes("營商環境"), Codes("营商环境"));
  EXPECT_EQ(Codes("５Ｇ基站"), Codes("5g基站"));
  EXPECT_EQ(Codes("补\n贴"), Codes("补贴"));
  EXPECT_EQ(Codes("科技、教育"), Codes("科技，——教育"));
  EXPECT_EQ(Codes("二○二二年"), Codes("二〇二二年"));
}

TEST(TokensTest, SignsPartAndDoNotCountAtTheEnds) {
  EXPECT_NE(Codes("科技、教育"), Codes("科技教育"));
  EXPECT_EQ(Codes("“补贴”。"), Codes("补贴"));
  EXPECT_THAT(Codes("、。！"), SizeIs(0));
  EXPECT_THAT(Codes("3.5亿"), ElementsAre(Codes("3")[0], kBreak, Codes("5")[0], U'亿'));
}

TEST(TokensTest, WordsAreWhole) {
  EXPECT_THAT(Codes("470家"), SizeIs(2));
  EXPECT_NE(Codes("470")[0], Codes("1470")[0]);
  EXPECT_NE(Codes("techn")[0], Codes("technology")[0]) << "a piece that goes on is another token";
  EXPECT_NE(Codes("ology")[0], Codes("technology")[1]);
  EXPECT_THAT(Codes("technology"), SizeIs(2));
  EXPECT_EQ(Codes("GDP"), Codes("gdp"));
  EXPECT_NE(Codes("0")[0], Codes("00")[0]);
}

TEST(TokensTest, CodesOfDifferentTokensDiffer) {
  std::set<TokenCode> codes;
  int count = 0;
  for (char a = 'a'; a <= 'z'; ++a) {
    for (const char* end : {"", "a", "0", "zz", "9999"}) {
      codes.insert(Codes(std::string(1, a) + end)[0]);
      ++count;
    }
  }
  EXPECT_EQ(codes.size(), static_cast<size_t>(count));
  for (const TokenCode code : codes) EXPECT_LT(code, 1u << 30);
}

}  // namespace
}  // namespace gangmu::search
