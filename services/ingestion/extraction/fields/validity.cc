#include "services/ingestion/extraction/fields/validity.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "absl/time/civil_time.h"

#include "services/ingestion/extraction/dates.h"
#include "services/ingestion/extraction/structure/line_forms.h"

namespace gangmu::extraction {
namespace {

constexpr size_t kNone = std::u32string_view::npos;
constexpr int32_t kMaxMarkLine = 40;

bool Has(std::u32string_view s, std::u32string_view word) { return s.find(word) != kNone; }

// 2年, 三年 at `i`: the number of years, 0 where there is none.
int32_t ReadYears(std::u32string_view s, size_t i) {
  constexpr std::u32string_view kHan = U"〇一二三四五六七八九十";
  while (i < s.size() && (s[i] == U' ' || s[i] == U'为' || s[i] == U'：' || s[i] == U'期')) ++i;
  if (i + 1 >= s.size()) return 0;
  const size_t han = s[i] == U'两' ? 2 : kHan.find(s[i]);
  const int32_t n = s[i] >= U'0' && s[i] <= U'9' ? static_cast<int32_t>(s[i] - U'0')
                    : han != kNone               ? static_cast<int32_t>(han)
                                                 : 0;
  return s[i + 1] == U'年' ? n : 0;
}

Date LastDayOfTerm(const Date& from, int32_t years) {
  const absl::CivilDay last = absl::CivilDay(from.year + years, from.month, from.day) - 1;
  return {static_cast<int16_t>(last.year()), static_cast<int8_t>(last.month()), static_cast<int8_t>(last.day())};
}

class ValidityReader {
 public:
  ValidityReader(const SourceText& text, DocumentFields& document) : t_(text), d_(document) {}

  // Only sentences about the document itself: 本办法自…, 有效期…
  void ReadSentence(Span s) {
    const std::u32string_view text = t_.folded(s);
    const bool enters = Has(text, U"起施行") || Has(text, U"起实施") || Has(text, U"起执行") || Has(text, U"起生效");
    if (enters && (Has(text, U"本") || Has(text, U"自"))) ReadEntry(s, text);
    if (const size_t until = text.find(U"有效期至"); until != kNone) {
      d_.repeal_date = DateAt(s.start + static_cast<int32_t>(until) + 4, s.end);
    } else {
      ReadTerm(text);
    }
  }

 private:
  void ReadEntry(Span s, std::u32string_view text) {
    if (d_.effective_date.present()) return;
    for (const std::u32string_view word :
         {std::u32string_view(U"印发之日"), std::u32string_view(U"发布之日"), std::u32string_view(U"公布之日"),
          std::u32string_view(U"颁布之日"), std::u32string_view(U"发文之日")}) {
      if (Has(text, word)) {
        d_.effective_date = d_.publish_date;
        return;
      }
    }
    const size_t from = text.find(U'自');
    if (from != kNone) d_.effective_date = DateAt(s.start + static_cast<int32_t>(from) + 1, s.end);
  }

  void ReadTerm(std::u32string_view text) {
    if (d_.repeal_date.present()) return;
    int32_t years = 0;
    for (const std::u32string_view word : {std::u32string_view(U"有效期"), std::u32string_view(U"暂定")}) {
      const size_t at = text.find(word);
      if (at != kNone && years == 0) years = ReadYears(text, at + word.size());
    }
    if (years > 0 && d_.effective_date.day > 0) d_.repeal_date = LastDayOfTerm(d_.effective_date, years);
  }

  Date DateAt(int32_t at, int32_t end) const {
    while (at < end && t_.cls(at) == CharClass::kBlank) ++at;
    const DateMatch m = ReadDate(t_, at, end);
    return m && m.date.day > 0 ? m.date : Date{};
  }

  const SourceText& t_;
  DocumentFields& d_;
};

void ReadOpenness(std::u32string_view s, DocumentFields& d) {
  if (Has(s, U"不予公开") || Has(s, U"不公开")) {
    d.openness_mark = "不予公开";
  } else if (Has(s, U"依申请公开")) {
    d.openness_mark = "依申请公开";
  } else if (Has(s, U"主动公开") || Has(s, U"公开发布")) {
    d.openness_mark = "主动公开";
  }
}

void ReadSecrecy(std::u32string_view s, DocumentFields& d) {
  for (const auto& [word, mark] : {std::pair<std::u32string_view, std::string_view>{U"绝密", "绝密"},
                                   {U"机密", "机密"},
                                   {U"秘密", "秘密"},
                                   {U"内部", "内部"}}) {
    // The mark stands alone, with a star and a term, or as 内部资料 内部文件.
    if (!s.starts_with(word)) continue;
    const std::u32string_view rest = s.substr(word.size());
    if (rest.empty() || rest.front() == U'★' || rest.front() == U'☆' || rest.starts_with(U"资料") ||
        rest.starts_with(U"文件") || rest.starts_with(U"材料")) {
      d.secrecy_mark = std::string(mark);
      return;
    }
  }
}

}  // namespace

void ReadMarks(const SourceText& t, const std::vector<Block>& blocks, DocumentFields& d) {
  for (const Block& b : blocks) {
    if (b.kind != BlockKind::kMeta || b.span.size() > kMaxMarkLine) continue;
    const std::u32string_view s = t.folded(b.span);
    if (d.openness_mark.empty() &&
        (Has(s, U"此件") || Has(s, U"公开属性") || Has(s, U"公开方式") || Has(s, U"公开形式"))) {
      ReadOpenness(s, d);
    }
    if (d.secrecy_mark.empty()) ReadSecrecy(s, d);
    if (d.validity == Validity::kUnspecified) {
      if (Has(s, U"已废止") || Has(s, U"已失效")) d.validity = Validity::kRepealed;
      if (Has(s, U"已修改") || Has(s, U"已被修改")) d.validity = Validity::kAmended;
      if (Has(s, U"现行有效")) d.validity = Validity::kInForce;
    }
  }
}

void ReadValidity(const SourceText& t, Span sentence, DocumentFields& d) {
  ValidityReader(t, d).ReadSentence(sentence);
}

}  // namespace gangmu::extraction
