#include "services/ingestion/extraction/facts/citations.h"

#include <algorithm>
#include <string_view>

namespace gangmu::extraction {
namespace {

constexpr int32_t kMaxTitle = 120;
constexpr int32_t kMaxIssuerInNumber = 14;  // 皖开放办, 京经信发
constexpr int32_t kBefore = 10;             // code points before the title that say the relation
constexpr int32_t kBehind = 40;             // of the sentence behind it

bool In(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }
bool Has(std::u32string_view s, std::u32string_view word) { return s.find(word) != std::u32string_view::npos; }

bool IsBlank(const SourceText& t, int32_t i) {
  return t.cls(i) == CharClass::kBlank || t.cls(i) == CharClass::kNewline;
}

// A document number that begins at `at`; its end, 0 where there is none. Writes it normalised.
int32_t ReadNumber(const SourceText& t, int32_t at, int32_t limit, std::string* out) {
  std::u32string number;
  number.reserve(2 * kMaxIssuerInNumber);
  int32_t i = at;
  const int32_t stop = std::min(limit, at + kMaxIssuerInNumber);
  while (i < stop && (t.cls(i) == CharClass::kHan || IsBlank(t, i))) {
    if (!IsBlank(t, i)) number.push_back(t[i]);
    ++i;
  }
  if (number.empty() || i >= limit || !In(t[i], U"〔[【（")) return 0;
  number.push_back(U'〔');
  ++i;
  int32_t digits = 0;
  for (; i < limit && (t.cls(i) == CharClass::kDigit || IsBlank(t, i)); ++i) {
    if (IsBlank(t, i)) continue;
    number.push_back(t[i]);
    ++digits;
  }
  if (digits != 4 || i >= limit || !In(t[i], U"〕]】）")) return 0;
  number.push_back(U'〕');
  ++i;
  digits = 0;
  for (; i < limit && (t.cls(i) == CharClass::kDigit || IsBlank(t, i) || t[i] == U'第'); ++i) {
    if (t.cls(i) != CharClass::kDigit) continue;
    number.push_back(t[i]);
    ++digits;
  }
  if (digits == 0 || digits > 5 || i >= limit || t[i] != U'号') return 0;
  number.push_back(U'号');
  *out = ToUtf8(number);
  return i + 1;
}

// What this document does with the cited one. Only its own act counts: that another body issued or amended something is
// a mere citation. `in_title`: the name of this document says it (关于印发《…》的通知).
Relation RelationOf(const SourceText& t, Span title, int32_t from, int32_t limit, bool in_title) {
  int32_t begin = title.start;
  while (begin > from && title.start - begin < kBefore && t.cls(begin - 1) != CharClass::kStop) --begin;
  const std::u32string_view before = t.folded({begin, title.start});
  int32_t end = title.end;
  int32_t depth = 0;  // （以下简称《方案》） speaks of the same document, the next 《 outside brackets does not
  for (; end < limit && end - title.end < kBehind && t.cls(end) != CharClass::kStop; ++end) {
    depth += t[end] == U'（';
    depth -= t[end] == U'）';
    if (t[end] == U'《' && depth <= 0) break;
  }
  const std::u32string_view behind = t.folded({title.end, end});
  for (const std::u32string_view w :
       {std::u32string_view(U"同时废止"), std::u32string_view(U"予以废止"), std::u32string_view(U"自行废止"),
        std::u32string_view(U"停止执行"), std::u32string_view(U"即行废止")}) {
    if (Has(behind, w)) return Relation::kRepeals;
  }
  if (in_title && before.ends_with(U"废止")) return Relation::kRepeals;
  if (in_title && (before.ends_with(U"修改") || before.ends_with(U"修订"))) return Relation::kAmends;
  if ((in_title || Has(before, U"现")) && before.ends_with(U"转发")) return Relation::kForwards;
  if (Has(behind, U"转发给你们")) return Relation::kForwards;
  const bool issued = (in_title && before.ends_with(U"印发")) || Has(behind, U"现印发") || Has(behind, U"印发给你们") ||
                      Has(behind, U"印发你们") || (before.ends_with(U"现将") && Has(behind, U"印发"));
  if (issued) return Relation::kIssues;
  // 不再执行《…》中的规定: neither carried out nor, as a whole, repealed.
  if (before.ends_with(U"不再执行") || before.ends_with(U"不再实施") || before.ends_with(U"停止执行"))
    return Relation::kCites;
  for (const std::u32string_view w :
       {std::u32string_view(U"贯彻"), std::u32string_view(U"落实"), std::u32string_view(U"实施"),
        std::u32string_view(U"执行"), std::u32string_view(U"贯彻落实好")}) {
    if (before.ends_with(w)) return Relation::kImplements;
  }
  return Relation::kCites;
}

}  // namespace

std::optional<Entity> ReadCitation(const SourceText& t, int32_t at, int32_t from, int32_t limit, bool in_title) {
  int32_t depth = 0, i = at;
  const int32_t stop = std::min(limit, at + kMaxTitle);
  for (; i < stop; ++i) {
    if (t[i] == U'《') ++depth;
    if (t[i] == U'》' && --depth == 0) break;
    if (t[i] == U'。') return std::nullopt;
  }
  if (i >= stop || i - at < 2) return std::nullopt;
  Entity e;
  e.kind = EntityKind::kCitedDocument;
  e.span = {at, i + 1};
  int32_t behind = i + 1;
  while (behind < limit && IsBlank(t, behind)) ++behind;
  if (behind < limit && t[behind] == U'（') ReadNumber(t, behind + 1, limit, &e.code);
  e.relation = RelationOf(t, e.span, from, limit, in_title);
  return e;
}

std::optional<Entity> ReadBareNumber(const SourceText& t, int32_t at, int32_t from, int32_t limit, bool in_title) {
  int32_t start = at;
  while (start > from && at - start < kMaxIssuerInNumber && t.cls(start - 1) == CharClass::kHan &&
         !In(t[start - 1], U"按据依见由和与及以的了将对")) {
    --start;
  }
  if (start == at) return std::nullopt;
  // （国办发〔2016〕82号） behind 《…》 was read with its title.
  if (start - 2 >= from && t[start - 1] == U'（' && t[start - 2] == U'》') return std::nullopt;
  Entity e;
  e.kind = EntityKind::kCitedDocument;
  const int32_t end = ReadNumber(t, start, limit, &e.code);
  if (end == 0) return std::nullopt;
  e.span = {start, end};
  e.relation = RelationOf(t, e.span, from, limit, in_title);
  return e;
}

}  // namespace gangmu::extraction
