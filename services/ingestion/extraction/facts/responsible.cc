#include "services/ingestion/extraction/facts/responsible.h"

#include <algorithm>
#include <string_view>

namespace gangmu::extraction {
namespace {

constexpr int32_t kMaxBracket = 300;
constexpr int32_t kMaxBody = 30;

bool Has(std::u32string_view s, std::u32string_view word) { return s.find(word) != std::u32string_view::npos; }

// Labels before a list of bodies.
constexpr std::u32string_view kLabels[] = {U"责任单位", U"牵头单位",     U"牵头部门",     U"责任部门",
                                           U"配合单位", U"牵头考核单位", U"牵头责任单位", U"主办单位",
                                           U"协办单位", U"实施单位",     U"配合部门",     U"牵头"};
// Words behind a body or a list that say its part and are no name.
constexpr std::u32string_view kTails[] = {
    U"按职责分工负责", U"分工负责", U"负责",           U"牵头",     U"配合",   U"参与",
    U"参加",           U"按",       U"等有关部门",     U"等部门",   U"等单位", U"等",
    U"按职责分工",     U"分别",     U"有关部门和单位", U"具体",     U"会同",   U"共同",
    U"有关单位",       U"按职责",   U"牵头负责",       U"配合做好", U"指导"};

Span Trim(const SourceText& t, Span s) {
  const auto blank = [&](int32_t i) { return t.cls(i) == CharClass::kBlank || t.cls(i) == CharClass::kNewline; };
  while (!s.empty() && blank(s.start)) ++s.start;
  for (bool cut = true; cut && !s.empty();) {
    cut = false;
    while (!s.empty() && blank(s.end - 1)) --s.end;
    for (const std::u32string_view tail : kTails) {
      if (t.folded(s).ends_with(tail)) {
        s.end -= static_cast<int32_t>(tail.size());
        cut = true;
        break;
      }
    }
  }
  return s;
}

// Terms stand in such brackets too: 持续推进, 6月底完成.
bool IsBody(const SourceText& t, Span s) {
  const std::u32string_view text = t.folded(s);
  return t.cls(s.start) != CharClass::kDigit && !Has(text, U"推进") && !Has(text, U"完成") && !Has(text, U"成效");
}

}  // namespace

bool ReadResponsibleBracket(const SourceText& t, int32_t at, int32_t limit, std::vector<Span>& bodies) {
  int32_t depth = 0, close = at;
  const int32_t stop = std::min(limit, at + kMaxBracket);
  for (; close < stop; ++close) {
    depth += t[close] == U'（';
    if (t[close] == U'）' && --depth == 0) break;
    if (t[close] == U'。') return false;
  }
  if (close >= stop) return false;
  const std::u32string_view inner = t.folded({at + 1, close});
  const bool labelled = std::any_of(std::begin(kLabels), std::end(kLabels), [&](std::u32string_view l) {
    const size_t p = inner.find(l);
    return p != std::u32string_view::npos && p + l.size() < inner.size() && inner[p + l.size()] == U'：';
  });
  const bool closed =
      inner.ends_with(U"负责") || inner.ends_with(U"牵头") || inner.ends_with(U"配合") || inner.ends_with(U"参与");
  if (!labelled && !closed) return false;

  int32_t start = at + 1;
  depth = 0;
  for (int32_t i = at + 1; i <= close; ++i) {
    const char32_t c = t[i];
    depth += c == U'（';
    depth -= c == U'）' && i < close;
    const bool cut = i == close || (depth == 0 && (c == U'、' || c == U'，' || c == U'；' || c == U'。' ||
                                                   (c == U'等' && (t[i + 1] == U'和' || t[i + 1] == U'及'))));
    if (c == U'：' && depth == 0) {
      start = i + 1;  // what stands before the colon is a label
      continue;
    }
    if (!cut) continue;
    const Span s = Trim(t, {start, i});
    start = i + (c == U'等' && i < close ? 2 : 1);
    if (s.size() >= 2 && s.size() <= kMaxBody && IsBody(t, s)) bodies.push_back(s);
  }
  return true;
}

}  // namespace gangmu::extraction
