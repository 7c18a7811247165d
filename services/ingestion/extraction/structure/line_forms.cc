#include "services/ingestion/extraction/structure/line_forms.h"

#include <vector>

#include "common/codelists/tsv.h"
#include "ingestion_extraction_data.h"
#include "services/ingestion/extraction/dates.h"
#include "services/ingestion/extraction/lexicon.h"

namespace gangmu::extraction {
namespace {

struct Table {
  std::vector<codelists::TsvRow> rows;
  Lexicon lexicon;
  Table(std::string_view data, size_t fields, Lexicon::Direction direction)
      : rows(codelists::ReadTsv(data, fields)), lexicon(LexiconOfRows(rows, direction)) {}
};

const Table& FrontLines() {
  static const Table& table = *new Table(data::k_front_lines, 2, Lexicon::Direction::kForward);
  return table;
}
const Table& TypeWords() {
  static const Table& table = *new Table(data::k_document_types, 3, Lexicon::Direction::kBackward);
  return table;
}
const Table& OrganisationSuffixes() {
  static const Table& table = *new Table(data::k_organisation_suffixes, 2, Lexicon::Direction::kBackward);
  return table;
}

bool In(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }

bool IsBlank(const SourceText& t, int32_t i) {
  return t.cls(i) == CharClass::kBlank || t.cls(i) == CharClass::kNewline;
}

// Without what may stand behind a title: （草案） ［1］ [1] 》 blanks.
Span WithoutTail(const SourceText& t, Span s) {
  for (;;) {
    while (!s.empty() && (IsBlank(t, s.end - 1) || t[s.end - 1] == U'》' || t[s.end - 1] == U'·')) --s.end;
    if (s.empty()) return s;
    const char32_t close = t[s.end - 1];
    const char32_t open = close == U'）' ? U'（' : close == U']' ? U'[' : 0;
    if (open == 0) return s;
    int32_t i = s.end - 1;
    while (i > s.start && t[i] != open) --i;
    if (i == s.start) return s;
    s.end = i;
  }
}

constexpr int32_t kMaxOrganisation = 40;

}  // namespace

FrontLine ReadFrontLine(const SourceText& t, Span line) {
  const Table& table = FrontLines();
  const Lexicon::Hit hit = table.lexicon.Longest(t.folded(), line.start, line.end);
  if (!hit) return FrontLine::kNone;
  const std::string_view kind = table.rows[hit.value][1];
  const std::u32string_view word = t.folded(line);
  // Short words count only as the whole line; longer ones need a colon, a blank or the line's end behind them.
  const bool whole = hit.length == line.size();
  const char32_t next = whole ? 0 : word[hit.length];
  if (kind == "tail") return FrontLine::kTail;
  if (hit.length == 1 && !whole && t.cls(line.start) == CharClass::kHan) return FrontLine::kNone;
  if (!whole && t.cls(line.start) == CharClass::kHan && !In(next, U"：> 　】/")) return FrontLine::kNone;
  if (kind == "date") return FrontLine::kDate;
  if (kind == "source") return FrontLine::kSource;
  if (kind == "crumb") return FrontLine::kCrumb;
  return FrontLine::kSkip;
}

TypeWord ReadTypeWord(const SourceText& t, Span line) {
  const Span s = WithoutTail(t, line);
  if (s.empty()) return {};
  const Table& table = TypeWords();
  const Lexicon::Hit hit = table.lexicon.LongestEndingAt(t.folded(), s.end, s.start);
  if (!hit) return {};
  return {{s.end - hit.length, s.end}, table.rows[hit.value][1], table.rows[hit.value][2] == "statutory"};
}

bool IsOrganisationLine(const SourceText& t, Span line) {
  if (line.size() < 3 || line.size() > 2 * kMaxOrganisation) return false;
  const Table& table = OrganisationSuffixes();
  int32_t start = line.start;
  int32_t names = 0;
  for (int32_t i = line.start; i <= line.end; ++i) {
    if (i < line.end && !IsBlank(t, i)) {
      const CharClass c = t.cls(i);
      if (c != CharClass::kHan && c != CharClass::kHanDigit && c != CharClass::kOpen && c != CharClass::kClose) {
        return false;
      }
      continue;
    }
    if (i > start) {
      const Lexicon::Hit hit = table.lexicon.LongestEndingAt(t.folded(), i, start);
      const bool whole = hit && table.rows[hit.value][1] == "whole";
      // The blank may stand inside a name (国 务 院): then only the end of the line needs a suffix.
      if (hit && (whole || hit.length < i - start)) {
        ++names;
      } else if (i == line.end) {
        return false;
      }
    }
    start = i + 1;
  }
  return names > 0;
}

bool IsDateLine(const SourceText& t, Span line) {
  if (IsBracketed(t, line)) line = {line.start + 1, line.end - 1};
  if (line.size() > 24) return false;
  int32_t at = line.start;
  while (at < line.end && IsBlank(t, at)) ++at;
  const DateMatch m = ReadDate(t, at, line.end);
  if (!m) return false;
  int32_t rest = m.end;
  while (rest < line.end && !(t.cls(rest) == CharClass::kHan)) ++rest;  // 09:45:30
  return rest >= line.end || (line.end - rest <= 6 && In(t[rest], U"时印发星"));
}

Span ReadDocumentNumber(const SourceText& t, Span line) {
  constexpr std::u32string_view kOpen = U"〔（[［【";
  constexpr std::u32string_view kClose = U"〕）]］】";
  if (IsBracketed(t, line)) line = {line.start + 1, line.end - 1};
  if (line.size() < 7 || line.size() > 40) return {};
  int32_t i = line.start;
  while (i < line.end && (t.cls(i) == CharClass::kHan || t.cls(i) == CharClass::kHanDigit || IsBlank(t, i))) ++i;
  if (i == line.start || i >= line.end || !In(t[i], kOpen)) return {};
  int32_t digits = 0, p = i + 1;
  for (; p < line.end && (t.cls(p) == CharClass::kDigit || IsBlank(t, p)); ++p) digits += !IsBlank(t, p);
  if (digits != 4 || p >= line.end || !In(t[p], kClose)) return {};
  int32_t number = 0;
  ++p;
  if (p < line.end && t[p] == U'第') ++p;
  for (; p < line.end && (t.cls(p) == CharClass::kDigit || IsBlank(t, p)); ++p) number += !IsBlank(t, p);
  if (number == 0 || number > 5 || p >= line.end || t[p] != U'号') return {};
  return {line.start, p + 1};
}

bool IsBracketed(const SourceText& t, Span line) {
  if (line.size() < 3 || t[line.start] != U'（' || t[line.end - 1] != U'）') return false;
  int32_t depth = 0;
  for (int32_t i = line.start; i < line.end; ++i) {
    depth += t[i] == U'（';
    depth -= t[i] == U'）';
    if (depth == 0) return i == line.end - 1;
  }
  return false;
}

bool IsPersonLine(const SourceText& t, Span line) {
  if (line.size() > 40) return false;
  constexpr std::u32string_view kOffices[] = {U"省长", U"市长", U"州长", U"县长", U"区长", U"主席",
                                              U"主任", U"总理", U"部长", U"局长", U"盟长", U"专员"};
  const std::u32string_view s = t.folded(line);
  for (const std::u32string_view office : kOffices) {
    const size_t at = s.find(office);
    if (at == std::u32string_view::npos) continue;
    const int32_t behind = line.start + static_cast<int32_t>(at + office.size());
    int32_t name = 0, i = behind;
    for (; i < line.end; ++i) {
      if (IsBlank(t, i)) continue;
      if (t.cls(i) != CharClass::kHan && t[i] != U'·') return false;
      ++name;
    }
    return name <= 10 && (behind == line.end || IsBlank(t, behind) || name <= 4);
  }
  return false;
}

bool IsSalutation(const SourceText& t, Span line) {
  if (line.size() < 4 || line.size() > 160 || t[line.end - 1] != U'：') return false;
  for (int32_t i = line.start; i < line.end - 1; ++i) {
    if (t.cls(i) == CharClass::kStop || t.cls(i) == CharClass::kDigit) {
      if (t.cls(i) == CharClass::kStop) return false;
    }
  }
  const std::u32string_view s = t.folded({line.start, line.end - 1});
  constexpr std::u32string_view kEnds[] = {U"代表",   U"委员", U"同志", U"人民政府", U"机构", U"单位", U"部门",
                                           U"委员会", U"企业", U"局",   U"厅",       U"部",   U"委",   U"办",
                                           U"会",     U"政府", U"行署", U"公司",     U"院校", U"院",   U"学校"};
  for (const std::u32string_view e : kEnds) {
    if (s.ends_with(e))
      return s.find(U"各") != std::u32string_view::npos || IsOrganisationLine(t, {line.start, line.end - 1}) ||
             e == U"代表" || e == U"人民政府" || e == U"委员会";
  }
  return false;
}

}  // namespace gangmu::extraction
