#include "services/ingestion/extraction/fields/fields.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "services/ingestion/extraction/dates.h"
#include "services/ingestion/extraction/fields/validity.h"
#include "services/ingestion/extraction/places.h"
#include "services/ingestion/extraction/structure/line_forms.h"

namespace gangmu::extraction {
namespace {

constexpr int32_t kOpeningScan = 400;  // code points of a report's opening in which it says for whom it speaks

class FieldReader {
 public:
  FieldReader(const SourceText& text, const Structure& structure, Result& result)
      : t_(text), blocks_(structure.blocks), title_(structure.title), d_(result.document) {}

  void Read() {
    d_.title = WithoutNewlines(title_);
    SplitFront();
    ReadNumber();
    ReadIssuer();
    ReadDate();
    ReadType();
    ReadRegion();
    ReadMarks(t_, blocks_, d_);
  }

 private:
  bool IsBlank(int32_t i) const { return t_.cls(i) == CharClass::kBlank || t_.cls(i) == CharClass::kNewline; }

  std::string WithoutNewlines(Span s) const {
    std::u32string kept;
    for (int32_t i = s.start; i < s.end; ++i) {
      if (t_.cls(i) != CharClass::kNewline && t_.raw()[i] != U'\r') kept.push_back(t_.raw()[i]);
    }
    return ToUtf8(kept);
  }

  // The masthead: everything before the first block of another kind than title and meta.
  void SplitFront() {
    while (front_ < blocks_.size() &&
           (blocks_[front_].kind == BlockKind::kTitle || blocks_[front_].kind == BlockKind::kMeta ||
            blocks_[front_].kind == BlockKind::kPageNumber || blocks_[front_].kind == BlockKind::kToc)) {
      ++front_;
    }
  }

  // ---- 发文字号
  // -------------------------------------------------------------------------------------------------------

  void ReadNumber() {
    for (size_t i = 0; i < front_; ++i) {
      const Span number = ReadDocumentNumber(t_, blocks_[i].span);
      if (number.empty()) continue;
      std::u32string out;
      for (int32_t k = number.start; k < number.end; ++k) {
        const char32_t c = t_[k];
        if (IsBlank(k)) continue;
        const bool open = c == U'（' || c == U'[' || c == U'【';
        const bool close = c == U'）' || c == U']' || c == U'】';
        // Characters stay as written (6號), brackets and digits do not.
        out.push_back(open                           ? U'〔'
                      : close                        ? U'〕'
                      : t_.cls(k) == CharClass::kHan ? t_.raw()[static_cast<size_t>(k)]
                                                     : c);
      }
      d_.document_number = ToUtf8(out);
      return;
    }
  }

  // ---- issuer -------------------------------------------------------------------------------------------------------

  void ReadIssuer() {
    if (Span s = OrganisationBeforeTitleWords(); !s.empty()) return SetIssuer(s);
    if (Span s = OrganisationLineInFront(); !s.empty()) return SetIssuer(s);
    if (Span s = OrganisationInSignature(); !s.empty()) return SetIssuer(s);
    if (Span s = OrganisationInPrintLine(); !s.empty()) return SetIssuer(s);
    if (Span s = OfficeOfSpeaker(); !s.empty()) return SetIssuer(s);
    if (Span s = WhomTheSpeakerSpeaksFor(); !s.empty()) return SetIssuer(s);
  }

  void SetIssuer(Span s) {
    while (!s.empty() && IsBlank(s.start)) ++s.start;
    while (!s.empty() && IsBlank(s.end - 1)) --s.end;
    issuer_ = s;
    d_.issuer = WithoutNewlines(s);
  }

  // 国务院关于…, 阿坝州人民政府办公室关于印发…, 民政部对…
  Span OrganisationBeforeTitleWords() const {
    const std::u32string_view title = t_.folded(title_);
    size_t cut = std::u32string_view::npos;
    for (const std::u32string_view word : {std::u32string_view(U"关于"), std::u32string_view(U"印发"),
                                           std::u32string_view(U"转发"), std::u32string_view(U"对“")}) {
      cut = std::min(cut, title.find(word));
    }
    if (cut == std::u32string_view::npos || cut < 2) return {};
    const Span s{title_.start, title_.start + static_cast<int32_t>(cut)};
    Span line = s;
    while (!line.empty() && IsBlank(line.end - 1)) --line.end;
    return EndsAsOrganisation(line) ? line : Span{};
  }

  // Looser than IsOrganisationLine: quotes may stand inside (…“三地一区”建设领导小组…办公室).
  bool EndsAsOrganisation(Span s) const {
    if (s.size() < 3 || s.size() > 60) return false;
    const int32_t tail = std::max(s.start, s.end - 8);
    for (int32_t from = tail; from + 3 <= s.end; ++from) {
      if (IsOrganisationLine(t_, {from, s.end})) return true;
    }
    return IsOrganisationLine(t_, s);
  }

  // A line of names, near the title.
  Span OrganisationLineInFront() const {
    for (size_t i = 0; i < front_; ++i) {
      const Block& b = blocks_[i];
      if (b.kind != BlockKind::kMeta || ReadFrontLine(t_, b.span) != FrontLine::kNone) continue;
      if (IsPersonLine(t_, b.span) || !IsOrganisationLine(t_, b.span)) continue;
      return b.span;
    }
    return {};
  }

  Span OrganisationInSignature() const {
    Span names;
    for (const Block& b : blocks_) {
      if (b.kind != BlockKind::kSignature) {
        if (!names.empty()) break;
        continue;
      }
      Span s = b.span;
      if (IsBracketed(t_, s)) s = {s.start + 1, s.end - 1};
      if (!IsOrganisationLine(t_, s)) continue;
      if (names.empty()) {
        names = s;
      } else {
        names.end = s.end;
      }
    }
    return names;
  }

  // 济南市人民政府办公厅 2019年1月3日印发
  Span PrintLine() const {
    for (const Block& b : blocks_) {
      if (b.kind == BlockKind::kMeta && t_.folded(b.span).ends_with(U"印发")) return b.span;
    }
    return {};
  }

  Span OrganisationInPrintLine() const {
    const Span line = PrintLine();
    for (int32_t i = line.start; i < line.end; ++i) {
      if (t_.cls(i) != CharClass::kDigit) continue;
      Span s{line.start, i};
      while (!s.empty() && IsBlank(s.end - 1)) --s.end;
      return IsOrganisationLine(t_, s) ? s : Span{};
    }
    return {};
  }

  // 国务院总理 李克强, 河北省人民政府省长 王正谱
  Span OfficeOfSpeaker() const {
    constexpr std::u32string_view kOffices[] = {U"总理", U"省长", U"市长", U"州长", U"县长", U"区长", U"主席", U"主任"};
    for (size_t i = 0; i < front_; ++i) {
      const Block& b = blocks_[i];
      if (b.kind != BlockKind::kMeta || !IsPersonLine(t_, b.span)) continue;
      const std::u32string_view s = t_.folded(b.span);
      for (const std::u32string_view office : kOffices) {
        const size_t at = s.find(office);
        if (at == std::u32string_view::npos || at < 3) continue;
        const Span body{b.span.start, b.span.start + static_cast<int32_t>(at)};
        if (IsOrganisationLine(t_, body)) return body;
      }
    }
    return {};
  }

  // 现在，我代表深圳市人民政府，向大会报告…
  Span WhomTheSpeakerSpeaksFor() const {
    const std::u32string_view text = t_.folded().substr(0, OpeningEnd());
    const size_t at = text.find(U"我代表");
    if (at == std::u32string_view::npos) return {};
    Span s{static_cast<int32_t>(at) + 3, static_cast<int32_t>(at) + 3};
    constexpr std::u32string_view kBodies[] = {U"人民政府", U"国务院", U"行署"};
    for (const std::u32string_view body : kBodies) {
      const size_t end = text.substr(0, std::min(text.size(), at + 30)).find(body, at);
      if (end == std::u32string_view::npos) continue;
      s.end = static_cast<int32_t>(end + body.size());
      // 市人民政府 alone does not say which.
      return s.size() >= 7 || body == U"国务院" ? s : Span{};
    }
    return {};
  }

  size_t OpeningEnd() const {
    const int32_t from = front_ < blocks_.size() ? blocks_[front_].span.start : 0;
    return static_cast<size_t>(std::min(t_.size(), from + kOpeningScan));
  }

  // ---- date ---------------------------------------------------------------------------------------------------------

  void ReadDate() {
    if (const Date d = DateBehindLabel(); d.present()) return SetDate(d);
    if (const Date d = DateLineInFront(); d.present()) return SetDate(d);
    if (const Date d = DateInTitleBrackets(); d.present()) return SetDate(d);
    if (const Date d = DateOpeningFrontLine(); d.present()) return SetDate(d);
    if (const Date d = DateInSignature(); d.present()) return SetDate(d);
    if (const Date d = FirstDate(PrintLine()); d.present()) return SetDate(d);
  }

  void SetDate(const Date& d) { d_.publish_date = d; }

  Date FirstDate(Span s) const {
    for (int32_t i = s.start; i < s.end; ++i) {
      if (i > s.start && t_.cls(i - 1) == CharClass::kDigit) continue;
      const DateMatch m = extraction::ReadDate(t_, i, s.end);
      if (m && m.date.day > 0) return m.date;
    }
    return {};
  }

  // 发布时间:2022-10-21, or the label and the date on lines of their own.
  Date DateBehindLabel() const {
    for (size_t i = 0; i < front_; ++i) {
      Span s = blocks_[i].span;
      if (IsBracketed(t_, s)) s = {s.start + 1, s.end - 1};
      if (ReadFrontLine(t_, s) != FrontLine::kDate) continue;
      if (const Date d = FirstDate(s); d.present()) return d;
      if (i + 1 < front_) {
        if (const Date d = FirstDate(blocks_[i + 1].span); d.present()) return d;
      }
    }
    return {};
  }

  Date DateLineInFront() const {
    for (size_t i = 0; i < front_; ++i) {
      if (blocks_[i].kind != BlockKind::kMeta || !IsDateLine(t_, blocks_[i].span)) continue;
      if (const Date d = FirstDate(blocks_[i].span); d.present()) return d;
    }
    return {};
  }

  // …的意见（2022年12月2日）
  Date DateInTitleBrackets() const {
    if (title_.empty()) return {};
    int32_t end = title_.end;
    while (end < t_.size() && t_.cls(end) != CharClass::kNewline) ++end;
    if (end == title_.end || t_[title_.end] != U'（') return {};
    return FirstDate({title_.end, end});
  }

  // ——2023年3月5日在第十四届全国人民代表大会…, 2021年1月27日上海市第十五届人民代表大会…批准
  Date DateOpeningFrontLine() const {
    for (size_t i = 0; i < front_; ++i) {
      if (blocks_[i].kind != BlockKind::kMeta || ReadFrontLine(t_, blocks_[i].span) != FrontLine::kNone) continue;
      int32_t at = blocks_[i].span.start;
      while (at < blocks_[i].span.end && (t_.cls(at) == CharClass::kDash || IsBlank(at) || t_[at] == U'（')) ++at;
      const DateMatch m = extraction::ReadDate(t_, at, blocks_[i].span.end);
      if (m && m.date.day > 0) return m.date;
    }
    return {};
  }

  Date DateInSignature() const {
    for (const Block& b : blocks_) {
      if (b.kind != BlockKind::kSignature) continue;
      if (const Date d = FirstDate(b.span); d.present()) return d;
    }
    return {};
  }

  // ---- kind and place -----------------------------------------------------------------------------------------------

  void ReadType() {
    if (const TypeWord word = ReadTypeWord(t_, title_)) {
      d_.document_type = std::string(word.type);
      return;
    }
    if (d_.title.ends_with("工作报告")) {  // broken over two lines inside the word
      d_.document_type = "工作报告";
      return;
    }
    // A report to the people's congress whose title was lost says so in its first sentence.
    if (!title_.empty()) return;
    const std::u32string_view text = t_.folded().substr(0, OpeningEnd());
    const size_t at = text.find(U"我代表");
    if (at == std::u32string_view::npos) return;
    const std::u32string_view rest = text.substr(at, 60);
    if (rest.find(U"报告") != std::u32string_view::npos || rest.find(U"工作报告") != std::u32string_view::npos) {
      d_.document_type = "工作报告";
    }
  }

  // Where the issuer is a national body, the document speaks for no place below the country.
  void ReadRegion() {
    if (!issuer_.empty()) {
      if (SetRegion(issuer_)) return CompleteIssuer();
      if (IsNational(issuer_)) return;
    }
    if (SetRegion(title_)) return CompleteIssuer();
    for (size_t i = 0; i < front_; ++i) {
      const Block& b = blocks_[i];
      if (b.kind != BlockKind::kMeta || ReadFrontLine(t_, b.span) != FrontLine::kNone) continue;
      if (!IsPersonLine(t_, b.span) && !extraction::ReadDate(t_, FirstDigit(b.span), b.span.end)) continue;
      if (SetRegion(b.span)) return CompleteIssuer();
    }
  }

  int32_t FirstDigit(Span s) const {
    int32_t i = s.start;
    while (i < s.end && t_.cls(i) != CharClass::kDigit) ++i;
    return i;
  }

  bool IsNational(Span s) const {
    const std::u32string_view name = t_.folded(s);
    return name.starts_with(U"国务院") || name.starts_with(U"中共中央") || name.starts_with(U"国家") ||
           name.starts_with(U"全国") || name.ends_with(U"部");
  }

  bool SetRegion(Span s) {
    const PlaceInLine place = FindPlaceInLine(t_, s);
    if (place.region == nullptr) return false;
    d_.region.name = t_.Slice(place.span);
    d_.region.code = std::string(place.region->code);
    return true;
  }

  // 我代表省人民政府, in a report whose title or speaker names the province.
  void CompleteIssuer() {
    if (!d_.issuer.empty()) return;
    const codelists::Region* region = codelists::FindRegion(d_.region.code);
    const std::u32string_view text = t_.folded().substr(0, OpeningEnd());
    const size_t at = text.find(U"我代表");
    if (region == nullptr || at == std::u32string_view::npos) return;
    for (const auto& [word, suffix] : {std::pair<std::u32string_view, std::string_view>{U"省人民政府", "省"},
                                       {U"自治区人民政府", "自治区"},
                                       {U"市人民政府", "市"},
                                       {U"州人民政府", "州"},
                                       {U"县人民政府", "县"}}) {
      if (text.substr(at + 3).starts_with(word) && region->name.ends_with(suffix)) {
        d_.issuer = std::string(region->name) + "人民政府";
        return;
      }
    }
  }

  const SourceText& t_;
  const std::vector<Block>& blocks_;
  const Span title_;
  DocumentFields& d_;
  size_t front_ = 0;  // blocks of the masthead
  Span issuer_;
};

}  // namespace

void ReadDocumentFields(const SourceText& text, const Structure& structure, Result& result) {
  FieldReader(text, structure, result).Read();
}

}  // namespace gangmu::extraction
