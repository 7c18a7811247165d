#include "services/ingestion/extraction/facts/facts.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "services/ingestion/extraction/facts/citations.h"
#include "services/ingestion/extraction/facts/organisations.h"
#include "services/ingestion/extraction/facts/responsible.h"
#include "services/ingestion/extraction/facts/vocabulary.h"
#include "services/ingestion/extraction/fields/validity.h"
#include "services/ingestion/extraction/indicators/targets.h"
#include "services/ingestion/extraction/places.h"

namespace gangmu::extraction {
namespace {

constexpr int32_t kMinTopic = 6;       // evidence below this gives no topic
constexpr int32_t kHeadingFactor = 2;  // a heading says more of the topic than the text below it
constexpr int32_t kTitleFactor = 4;    // the title says most of the document's subject
constexpr int32_t kSingleSubject = 3;  // a third of all evidence for one topic: the document's subject
constexpr int32_t kLentTopic = 8;
constexpr int32_t kMinInstrument = 2;
constexpr size_t kMaxMeasureInstruments = 4;
constexpr int32_t kMinStatus = 2;
constexpr int32_t kMaxScheme = 14;  // code points inside the quotes

using TopicCounts = std::array<int32_t, kMaxTopics>;

struct Evidence {
  TopicCounts topic{};
  std::array<int32_t, kMaxInstruments> instrument{};
  std::array<int32_t, kStatusWords> status{};
};

class FactFinder {
 public:
  FactFinder(const SourceText& text, const Landmarks& landmarks, const Structure& structure, Result& result)
      : t_(text),
        marks_(landmarks.data()),
        blocks_(structure.blocks),
        r_(result),
        words_(FactsVocabulary::Get()),
        places_(PlaceNames::Get()),
        stance_(StanceOf(result.document)) {}

  void Find() {
    headings_.resize(r_.sections.size());
    constexpr size_t kUsual = 100;  // code points an entity
    ReserveForText(r_.entities, static_cast<size_t>(t_.size()) / kUsual);
    ReserveForText(topics_, r_.measures.size());
    for (size_t i = 0; i < blocks_.size(); ++i) {
      const Block& b = blocks_[i];
      if (b.kind == BlockKind::kToc || b.kind == BlockKind::kPageNumber || b.kind == BlockKind::kTableRow) continue;
      if (b.measure != measure_) Settle(b.measure);
      Scan(b);
      if (b.kind == BlockKind::kTitle) {
        for (int k = 0; k < words_.topics(); ++k) title_[k] += evidence_.topic[k] * kTitleFactor;
        evidence_ = {};
      }
      if (b.kind == BlockKind::kHeading && b.section >= 0) InheritHeading(b.section);
    }
    Settle(-1);
    JudgeTopics();
    AddRepeatedSchemes();
  }

 private:
  // ---- evidence -----------------------------------------------------------------------------------------------------

  // The heading's own words are in evidence_; those of the sections above it hold too, at half their weight a level.
  void InheritHeading(int32_t section) {
    Evidence& own = headings_[section];
    own = evidence_;
    evidence_ = {};
    const int32_t parent = r_.sections[section].parent;
    if (parent < 0) return;
    for (int i = 0; i < words_.topics(); ++i) own.topic[i] += headings_[parent].topic[i] / 2;
    for (int i = 0; i < kStatusWords; ++i) own.status[i] += headings_[parent].status[i];
  }

  int LeadingTopic(const TopicCounts& counts) const {
    return static_cast<int>(std::max_element(counts.begin(), counts.begin() + words_.topics()) - counts.begin());
  }

  // A document about one subject lends it to the measures that say little of another; a report to a congress is about
  // all of them.
  void JudgeTopics() {
    TopicCounts all = title_;
    int64_t sum = 0;
    for (const auto& [measure, counts] : topics_) {
      for (int i = 0; i < words_.topics(); ++i) all[i] += counts[i];
    }
    for (int i = 0; i < words_.topics(); ++i) sum += all[i];
    const int leading = LeadingTopic(all);
    const bool titled = stance_ != DocumentStance::kReport && !r_.document.title.empty();
    const bool one_subject = titled && all[leading] * kSingleSubject >= sum && sum > 0;
    const int32_t lent = one_subject ? kLentTopic : 0;
    for (auto& [measure, counts] : topics_) {
      counts[leading] += lent;
      const int best = LeadingTopic(counts);
      if (counts[best] >= kMinTopic) r_.measures[measure].topic = std::string(words_.topic(best));
    }
  }

  // The measure read so far is complete.
  void Settle(int32_t next) {
    if (measure_ >= 0) Judge(r_.measures[measure_]);
    evidence_ = {};
    measure_ = next;
  }

  void Judge(Measure& m) {
    if (m.section >= 0) {
      const Evidence& above = headings_[m.section];
      for (int i = 0; i < words_.topics(); ++i) evidence_.topic[i] += above.topic[i] * kHeadingFactor;
      for (int i = 0; i < kStatusWords; ++i) evidence_.status[i] += above.status[i];
    }
    topics_.emplace_back(measure_, evidence_.topic);

    std::array<std::pair<int32_t, int>, kMaxInstruments> found;  // weight, instrument
    size_t count = 0;
    for (int i = 0; i < words_.instruments(); ++i) {
      if (evidence_.instrument[i] >= kMinInstrument) found[count++] = {-evidence_.instrument[i], i};
    }
    std::sort(found.begin(), found.begin() + static_cast<ptrdiff_t>(count));
    count = std::min(count, kMaxMeasureInstruments);
    m.instruments.reserve(count);
    for (size_t k = 0; k < count; ++k) m.instruments.emplace_back(words_.instrument(found[k].second));
    m.status = StatusOf(evidence_.status);
    // 完成 and 实现 in a plan are tasks, unless figures say that they are reached.
    const bool task = m.status == MeasureStatus::kDone && stance_ == DocumentStance::kPlan &&
                      StatusByIndicators() != MeasureStatus::kDone;
    if (task) m.status = MeasureStatus::kPlanned;
    if (m.status == MeasureStatus::kUnspecified) m.status = StatusByStance();
  }

  // Where no word says how far a measure has got, the kind of the document does: plans plan, summaries report.
  MeasureStatus StatusByStance() const {
    if (stance_ == DocumentStance::kPlan) return MeasureStatus::kPlanned;
    if (stance_ == DocumentStance::kRecord && !r_.document.title.empty()) return MeasureStatus::kDone;
    return StatusByIndicators();
  }

  // Of a report: whether the measure's figures are reached or still to be reached.
  MeasureStatus StatusByIndicators() const {
    int32_t planned = 0, reached = 0;
    while (next_indicator_ < r_.indicators.size() && r_.indicators[next_indicator_].measure < measure_)
      ++next_indicator_;
    for (size_t i = next_indicator_; i < r_.indicators.size() && r_.indicators[i].measure == measure_; ++i) {
      ++(r_.indicators[i].target ? planned : reached);
    }
    if (planned == reached) return MeasureStatus::kUnspecified;
    return planned > reached ? MeasureStatus::kPlanned : MeasureStatus::kDone;
  }

  static MeasureStatus StatusOf(const std::array<int32_t, kStatusWords>& s) {
    const auto of = [&](StatusWord w) { return s[static_cast<size_t>(w)]; };
    if (of(StatusWord::kWithdrawn) > 0) return MeasureStatus::kWithdrawn;
    const int32_t done = of(StatusWord::kDone), under = of(StatusWord::kUnder), planned = of(StatusWord::kPlanned);
    if (std::max({done, under, planned}) < kMinStatus) return MeasureStatus::kUnspecified;
    if (done >= planned && done >= under) return MeasureStatus::kDone;
    return under >= planned ? MeasureStatus::kUnderWay : MeasureStatus::kPlanned;
  }

  // What a term does not speak of has the weight 0, so that no branch is needed.
  void Count(const Block& b, int32_t at, const Term& term) {
    evidence_.topic[term.topic] += term.topic_weight;
    evidence_.instrument[term.instrument] += term.instrument_weight;
    evidence_.status[term.status] += term.status_weight;
    if (!term.validity || b.kind != BlockKind::kBody || at < validity_read_) return;
    const Span sentence = SentenceAround(b.span, at);
    ReadValidity(t_, sentence, r_.document);
    validity_read_ = sentence.end;
  }

  // Not further than any sentence reaches: text without an end must not cost the square of its length.
  Span SentenceAround(Span block, int32_t at) const {
    constexpr int32_t kReach = 1000;
    block = {std::max(block.start, at - kReach), std::min(block.end, at + kReach)};
    Span s{at, at};
    while (s.start > block.start && t_[s.start - 1] != U'。') --s.start;
    while (s.end < block.end && t_[s.end] != U'。') ++s.end;
    return s;
  }

  // ---- the walk -----------------------------------------------------------------------------------------------------

  void Scan(const Block& b) {
    int32_t next_term = b.span.start;
    ForEachPlace(marks_, b.span.start, b.span.end, kTermMark, [&](const int32_t* places, int32_t count) {
      for (int32_t i = 0; i < count; ++i) next_term = ReadTerm(b, places[i], next_term);
    });
    next_place_ = floor_ = b.span.start;
    context_ = nullptr;
    ForEachPlace(marks_, b.span.start, b.span.end, kPlaceMark | kOrganisationMark | kSignMark,
                 [&](const int32_t* places, int32_t count) {
                   for (int32_t i = 0; i < count; ++i) Prefetch(places_.lexicon(), places[i]);
                   for (int32_t i = 0; i < count; ++i) ReadNames(b, places[i]);
                 });
  }

  void Prefetch(const Lexicon& lexicon, int32_t at) const {
    const std::u32string_view text = t_.folded();
    lexicon.Prefetch(text[at], text[std::min(at + 1, t_.size() - 1)]);
  }

  // Returns the place behind the last term. Whether a term stands there and whether it lies in the one before cannot be
  // foreseen: both choose between values, not between ways.
  int32_t ReadTerm(const Block& b, int32_t at, int32_t next) {
    const Lexicon::Hit hit = words_.terms().Longest(t_.folded(), at, b.span.end);
    const int32_t value = at >= next ? hit.value : -1;
    Count(b, at, words_.term(value));
    return value >= 0 ? at + hit.length : next;
  }

  void ReadNames(const Block& b, int32_t at) {
    const uint8_t marks = marks_[at];
    const int32_t limit = b.span.end;
    if ((marks & kPlaceMark) != 0 && at >= next_place_) next_place_ = ReadPlace(b, at, limit);
    // The pair is the end of a name: its second code point is the last one.
    if ((marks & kOrganisationMark) != 0 && at + 1 < limit) ReadOrganisation(b, at + 1, limit);
    if ((marks & kSignMark) == 0) return;
    if (t_.cls(at) == CharClass::kOpen) ReadOpening(b, at, t_[at]);
    if (t_.cls(at) == CharClass::kStop) context_ = nullptr;
  }

  void ReadOpening(const Block& b, int32_t at, char32_t c) {
    const int32_t from = b.span.start, limit = b.span.end;
    if (c == U'《') {
      if (auto e = ReadCitation(t_, at, from, limit, b.kind == BlockKind::kTitle)) Add(b, std::move(*e));
    } else if ((c == U'〔' || c == U'[') &&
               b.kind != BlockKind::kMeta) {  // the masthead bears the document's own number
      if (auto e = ReadBareNumber(t_, at, from, limit, b.kind == BlockKind::kTitle)) Add(b, std::move(*e));
    } else if (c == U'“') {
      ReadScheme(b, at, limit);
    } else if (c == U'（' && b.measure >= 0) {
      ReadResponsibleBracket(t_, at, limit, r_.measures[b.measure].responsible_bodies);
    }
  }

  // Returns the place behind the name.
  int32_t ReadPlace(const Block& b, int32_t at, int32_t limit) {
    const PlaceName name = places_.At(t_.folded(), at, limit);
    if (!name) return at + name.trap;
    // 河南村, 上海路: a village or a street of that name.
    const int32_t behind = at + name.length;
    if (!name.full && behind < limit && (t_[behind] == U'村' || t_[behind] == U'路' || t_[behind] == U'街'))
      return behind;
    const bool carries_on = context_ != nullptr && at == context_end_;
    const codelists::Region* region = ResolvePlace(name, carries_on ? context_->code : std::string_view{});
    if (region == nullptr && !carries_on) region = ResolvePlace(name, r_.document.region.code);
    if (region == nullptr || (name.needs_context && !name.full && !carries_on)) return at;
    if (name.needs_context && name.full && !carries_on && !InRegionOfDocument(region)) return at;
    Entity e;
    e.kind = EntityKind::kPlace;
    e.span = {at, at + name.length};
    e.code = std::string(region->code);
    Add(b, std::move(e));
    context_ = region;
    context_end_ = at + name.length;
    return context_end_;
  }

  bool InRegionOfDocument(const codelists::Region* region) const {
    return codelists::RegionContains(r_.document.region.code, region->code);
  }

  void ReadOrganisation(const Block& b, int32_t last, int32_t limit) {
    const Span s = ReadOrganisationEndingAt(t_, marks_, words_, last, floor_, limit);
    if (s.empty()) return;
    // A longer name swallows a shorter one that it contains: 国务院 in 国务院办公厅.
    while (!r_.entities.empty() && r_.entities.back().kind == EntityKind::kOrganisation &&
           s.Contains(r_.entities.back().span)) {
      r_.entities.pop_back();
    }
    Entity e;
    e.kind = EntityKind::kOrganisation;
    e.span = s;
    Add(b, std::move(e));
  }

  // “一网统管”, “揭榜挂帅”机制: a short quoted name that is no sentence. The words around it must say that it is a
  // scheme: its own last word, a numeral in it (三变五合), the word behind the quotes, a verb before them, or another
  // scheme beside it. A name that was read so once is the same scheme wherever the document repeats it.
  void ReadScheme(const Block& b, int32_t at, int32_t limit) {
    int32_t close = at + 1, han = 0;
    bool numeral = false, plus = false;
    for (; close < limit && close - at <= kMaxScheme + 1 && t_[close] != U'”' && t_[close] != U'"'; ++close) {
      if (t_.cls(close) == CharClass::kStop || t_[close] == U'，' || t_[close] == U'：') return;
      const CharClass c = t_.cls(close);
      han += c == CharClass::kHan || c == CharClass::kHanDigit;
      plus |= t_[close] == U'+';
      numeral |= c == CharClass::kHanDigit || c == CharClass::kDigit || t_[close] == U'+' || t_[close] == U'双';
    }
    if (close >= limit || (t_[close] != U'”' && t_[close] != U'"') || close - at < 3 || (han == 0 && !numeral)) return;
    const Span name{at + 1, close};
    if (IsPlanPeriod(name) || words_.quoted_terms().Longest(t_.folded(), name.start, close).length == name.size())
      return;
    // “12·21” is a date.
    const bool counted = numeral && (han > 0 || plus);
    const bool said = counted || words_.scheme_words().LongestEndingAt(t_.folded(), close, name.start) ||
                      words_.scheme_heads().Longest(t_.folded(), close + 1, limit) ||
                      words_.scheme_verbs().LongestEndingAt(t_.folded(), at, b.span.start) || StandsBesideScheme(at);
    Entity e;
    e.kind = EntityKind::kNamedScheme;
    e.span = name;
    if (said) {
      last_scheme_ = name;
      schemes_.insert(t_.folded(name));
      Add(b, std::move(e));
    } else {
      e.measure = b.measure;
      quoted_.push_back(std::move(e));
    }
  }

  // “A”“B”, “A”、“B”: the scheme read last ends right before the quote at `at`.
  bool StandsBesideScheme(int32_t at) const {
    const int32_t gap = at - last_scheme_.end - 1;
    return last_scheme_.end > 0 && (gap == 0 || (gap == 1 && (t_[at - 1] == U'、' || t_[at - 1] == U'和')));
  }

  void AddRepeatedSchemes() {
    for (Entity& e : quoted_) {
      if (schemes_.contains(t_.folded(e.span))) r_.entities.push_back(std::move(e));
    }
  }

  // 十四五, 十五五: the name of a period, not of a scheme.
  bool IsPlanPeriod(Span s) const {
    const std::u32string_view name = t_.folded(s);
    return (name.size() == 2 || name.size() == 3) && name.ends_with(U"五") && t_.cls(s.start) == CharClass::kHanDigit &&
           t_.cls(s.start + 1) == CharClass::kHanDigit;
  }

  void Add(const Block& b, Entity e) {
    e.measure = b.measure;
    r_.entities.push_back(std::move(e));
  }

  const SourceText& t_;
  const uint8_t* const marks_;
  const std::vector<Block>& blocks_;
  Result& r_;
  const FactsVocabulary& words_;
  const PlaceNames& places_;
  Evidence evidence_;
  std::vector<Evidence> headings_;              // by section
  int32_t measure_ = -1;                        // the one whose evidence is collected
  int32_t floor_ = 0;                           // start of the block
  int32_t validity_read_ = 0;                   // behind the last sentence that was asked for validity
  int32_t next_place_ = 0;                      // behind the last place
  const codelists::Region* context_ = nullptr;  // the place named last in this sentence
  int32_t context_end_ = 0;
  DocumentStance stance_;
  mutable size_t next_indicator_ = 0;  // measures are judged in text order
  TopicCounts title_{};
  std::vector<std::pair<int32_t, TopicCounts>> topics_;  // by measure
  Span last_scheme_;
  std::unordered_set<std::u32string_view> schemes_;  // names, views of the text
  std::vector<Entity> quoted_;                       // short quoted names that nothing around them called a scheme
};

}  // namespace

void FindFacts(const SourceText& text, const Landmarks& landmarks, const Structure& structure, Result& result) {
  FactFinder(text, landmarks, structure, result).Find();
  std::stable_sort(result.entities.begin(), result.entities.end(), [](const Entity& a, const Entity& b) {
    return a.span.start != b.span.start ? a.span.start < b.span.start : a.span.end > b.span.end;
  });
}

}  // namespace gangmu::extraction
