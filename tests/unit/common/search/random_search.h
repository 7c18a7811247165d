// Random texts and queries over few characters, so that phrases meet, cross breaks and repeat.
#pragma once

#include <random>
#include <string>

namespace gangmu::search {

class RandomSearch {
 public:
  explicit RandomSearch(uint32_t seed) : random_(seed) {}

  int Below(int bound) { return static_cast<int>(random_() % static_cast<uint32_t>(bound)); }

  std::string Text(int most) {
    static const char* const kPieces[] = {"企", "业", "补", "贴", "补贴", "企业", "營商",       "营商环境", "，", "。",
                                          "、", " ",  "\n", "5G", "gdp",  "470",  "technology", "techn",    "（", "𠮷"};
    std::string text;
    for (int i = Below(most) + 1; i > 0; --i) text += kPieces[Below(std::size(kPieces))];
    return text;
  }

  // Valid as a rule; now and then not.
  std::string Query(int depth = 2) {
    if (depth == 0 || Below(3) == 0) return Below(4) == 0 ? "\"" + Text(5) + "\"" : Word();
    const char* const joint = Below(2) == 0 ? " OR " : Below(2) == 0 ? " AND " : " ";
    std::string query = Operand(depth);
    for (int i = Below(2); i >= 0; --i) {
      query += joint;
      if (joint[1] != 'O' && Below(4) == 0) query += "NOT ";
      query += Operand(depth);
    }
    return query;
  }

 private:
  std::string Operand(int depth) { return "(" + Query(depth - 1) + ")"; }

  std::string Word() {
    static const char* const kWords[] = {"企",         "业",   "补贴",   "企业",  "营商",       "營商環境",
                                         "5g",         "GDP",  "470",    "techn", "technology", "企业补贴",
                                         "补贴，企业", "贴企", "不存在", "𠮷",    "环境5G"};
    return kWords[Below(std::size(kWords))];
  }

  std::mt19937 random_;
};

}  // namespace gangmu::search
