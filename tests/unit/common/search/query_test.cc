#include "common/search/query.h"

#include <gtest/gtest.h>
#include <string>

#include "common/status/error.h"

namespace gangmu::search {
namespace {

std::string Show(const Query& query, const Node& node) {
  std::string out;
  switch (node.kind) {
    case Node::Kind::kPhrase: {
      const Phrase& phrase = query.phrases[static_cast<size_t>(node.phrase)];
      return phrase.wanted ? phrase.text : "-" + phrase.text;
    }
    case Node::Kind::kNot:
      return "!" + Show(query, node.children[0]);
    default:
      for (const Node& child : node.children) {
        if (!out.empty()) out += node.kind == Node::Kind::kAnd ? "&" : "|";
        out += Show(query, child);
      }
      return "(" + out + ")";
  }
}

std::string Parsed(std::string_view text) {
  const auto query = ParseQuery(text);
  return query.ok() ? Show(*query, query->root) : query.status().ToString();
}

TEST(QueryTest, WordsPhrasesAndOperators) {
  EXPECT_EQ(Parsed("补贴"), "补贴");
  EXPECT_EQ(Parsed("  营商环境\u3000补贴 "), "(营商环境&补贴)");
  EXPECT_EQ(Parsed("营商环境 AND 补贴"), "(营商环境&补贴)");
  EXPECT_EQ(Parsed("补贴 OR 奖励 OR 奖补"), "(补贴|奖励|奖补)");
  EXPECT_EQ(Parsed("\"smart city\" NOT 审批"), "(smart city&!-审批)");
  EXPECT_EQ(Parsed("（补贴 OR “奖 励”） AND 企业"), "((补贴|奖 励)&企业)");
  EXPECT_EQ(Parsed("企业 NOT (补贴 OR 奖励)"), "(企业&!(-补贴|-奖励))");
  EXPECT_EQ(Parsed("((补贴))"), "补贴");
  EXPECT_EQ(Parsed("or and not"), "(or&and&not)") << "operators are written in capitals";
  EXPECT_EQ(Parsed("\"AND\""), "AND");
  EXPECT_EQ(Parsed("企业，补贴"), "企业，补贴") << "a sign inside a word is part of the phrase";
}

struct Wrong {
  const char* query;
  const char* position;
};

TEST(QueryTest, FaultsNameTheirPlace) {
  const Wrong wrong[] = {
      {"", "0"},
      {"   ", "0"},
      {"补贴 OR", "5"},
      {"AND 补贴", "0"},
      {"(补贴", "0"},
      {"补贴)", "2"},
      {"补贴 \"奖励", "3"},
      {"a b OR c", "4"},
      {"a OR b c", "7"},
      {"NOT 补贴", "0"},
      {"企业 、", "3"},
      {"a OR NOT b", "0"},
      {"(NOT a) b", ""},
      {"NOT NOT a", "0"},
      {"()", "1"},
      {"NOT (NOT a)", "0"},
      {"(NOT a NOT b) c", "1"},
  };
  for (const Wrong& w : wrong) {
    const auto query = ParseQuery(w.query);
    if (std::string(w.position).empty()) {
      EXPECT_TRUE(query.ok()) << w.query << ": " << query.status();
      continue;
    }
    ASSERT_FALSE(query.ok()) << w.query;
    const ErrorDetails details = DetailsOf(query.status());
    EXPECT_EQ(details.reason, Reason::kFILTER_INVALID);
    ASSERT_FALSE(details.metadata.empty()) << w.query;
    EXPECT_EQ(details.metadata[0].first, "position");
    EXPECT_EQ(details.metadata[0].second, w.position) << w.query << ": " << query.status();
    EXPECT_EQ(details.violations[0].field, "query");
  }
}

TEST(QueryTest, WhatOneQueryMayCostIsBounded) {
  EXPECT_FALSE(ParseQuery(std::string(2000, 'a')).ok());
  EXPECT_FALSE(ParseQuery(std::string("\xff")).ok());
  std::string many, deep;
  for (int i = 0; i < 33; ++i) many += "字 ";
  EXPECT_FALSE(ParseQuery(many).ok());
  EXPECT_TRUE(ParseQuery(many.substr(4)).ok());
  for (int i = 0; i < 17; ++i) deep += "(";
  EXPECT_FALSE(ParseQuery(deep + "a" + std::string(17, ')')).ok());
  std::string phrase;
  for (int i = 0; i < 65; ++i) phrase += "字";
  EXPECT_FALSE(ParseQuery(phrase).ok());
}

}  // namespace
}  // namespace gangmu::search
