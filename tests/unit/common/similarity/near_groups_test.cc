#include "common/similarity/near_groups.h"

#include <algorithm>
#include <set>
#include <string>

#include "gtest/gtest.h"

namespace gangmu {
namespace {

std::string Sentences(int from, int to) {
  std::string text;
  for (int i = from; i < to; ++i) {
    text += "任务" + std::to_string(i * 31) + "由" + std::string(1, static_cast<char>('A' + i % 26)) +
            "单位牵头落实并按季度报告进展情况" + std::to_string(i * 17) + "。\n";
  }
  return text;
}

// A chain: each text is near to the next, the first not to the last. And one that is near to none.
std::vector<std::string> Chain() {
  return {Sentences(0, 100), Sentences(8, 108), Sentences(16, 116), Sentences(24, 124), Sentences(500, 600)};
}

// The groups as sets of texts.
std::set<std::set<std::string>> GroupsOf(const std::vector<std::string>& texts) {
  NearGroups groups;
  for (const std::string& text : texts) groups.Add(SketchText(text));
  std::set<std::set<std::string>> found;
  for (const auto& group : groups.Find([&](size_t a, size_t b) { return CompareTexts(texts[a], texts[b]).near; })) {
    std::set<std::string> members;
    for (const size_t i : group) members.insert(texts[i]);
    found.insert(members);
  }
  return found;
}

TEST(NearGroups, AreTheSameInEveryOrder) {
  std::vector<std::string> texts = Chain();
  ASSERT_TRUE(CompareTexts(texts[0], texts[1]).near) << CompareTexts(texts[0], texts[1]).percent;
  ASSERT_FALSE(CompareTexts(texts[0], texts[3]).near);
  const auto expected = GroupsOf(texts);
  ASSERT_EQ(expected, (std::set<std::set<std::string>>{{texts[0], texts[1], texts[2], texts[3]}}));
  std::sort(texts.begin(), texts.end());
  int orders = 0;
  do {
    EXPECT_EQ(GroupsOf(texts), expected);
    ++orders;
  } while (std::next_permutation(texts.begin(), texts.end()));
  EXPECT_EQ(orders, 120);
}

TEST(NearGroups, OneGroupOfManyIsFoundWithOneComparisonEach) {
  NearGroups groups;
  const std::string text = Sentences(0, 100);
  for (int i = 0; i < 200; ++i) groups.Add(SketchText(text));
  int comparisons = 0;
  const auto found = groups.Find([&](size_t, size_t) { return ++comparisons, true; });
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].size(), 200u);
  EXPECT_EQ(comparisons, 199);
}

TEST(NearGroups, TextsWithoutASketchAreInNone) {
  NearGroups groups;
  groups.Add(std::nullopt);
  groups.Add(std::nullopt);
  EXPECT_TRUE(groups.Find([](size_t, size_t) { return true; }).empty());
}

}  // namespace
}  // namespace gangmu
