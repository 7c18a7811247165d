#include "services/measures/store/corrections.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "common/text/strings.h"
#include "google/protobuf/descriptor.h"
#include "services/measures/store/canonical_digest.h"
#include "services/measures/store/record_check.h"
#include "services/measures/store/resource_ids.h"
#include "services/measures/store/status_history.h"

namespace gangmu::measures {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using policy::v1::Correction;
using policy::v1::DocumentRecord;
using policy::v1::Indicator;
using policy::v1::Measure;
using policy::v1::TextSpan;

// Sets the named fields of `to` as they are in `from`.
void CopyFields(const Message& from, const std::vector<std::string>& fields, Message& to) {
  for (const std::string& name : fields) {
    const FieldDescriptor* field = to.GetDescriptor()->FindFieldByName(name);
    if (field == nullptr) continue;
    to.GetReflection()->ClearField(&to, field);
    // Merging a copy that has this one field takes over scalars, messages, lists and maps alike.
    const std::unique_ptr<Message> one(from.New());
    one->CopyFrom(from);
    std::vector<const FieldDescriptor*> set;
    one->GetReflection()->ListFields(*one, &set);
    for (const FieldDescriptor* other : set) {
      if (other != field) one->GetReflection()->ClearField(one.get(), other);
    }
    to.MergeFrom(*one);
  }
}

std::vector<std::string> FieldsOf(const Correction& correction) {
  return {correction.fields().begin(), correction.fields().end()};
}

template <typename Resource>
void NoteCorrected(const std::vector<std::string>& fields, Resource& resource) {
  std::set<std::string> all(resource.corrected_fields().begin(), resource.corrected_fields().end());
  all.insert(fields.begin(), fields.end());
  resource.clear_corrected_fields();
  for (const std::string& field : all) resource.add_corrected_fields(field);
}

// What a review is about: everything but where it stands and what people said before.
std::string SayingDigest(Measure measure) {
  measure.clear_span();
  measure.clear_section();
  measure.clear_ordinal();
  measure.clear_text();
  measure.clear_review_state();
  measure.clear_corrected_fields();
  measure.set_status(StatedStatus(measure));
  measure.clear_transitions();
  return CanonicalDigest(measure);
}

std::string SayingDigest(Indicator indicator) {
  indicator.clear_span();
  indicator.clear_subject_span();
  indicator.clear_sentence();
  indicator.clear_measure();
  indicator.clear_part_of();
  indicator.clear_restates();
  indicator.clear_ordinal();
  indicator.clear_rules();
  indicator.clear_confidence();
  indicator.clear_review_state();
  indicator.clear_corrected_fields();
  return CanonicalDigest(indicator);
}

std::string_view Slice(std::string_view text, const OffsetMap& offsets, const TextSpan& span) {
  const size_t begin = offsets.ToBytes(span.start());
  return text.substr(begin, offsets.ToBytes(span.end()) - begin);
}

int32_t CodePoints(std::string_view text) { return static_cast<int32_t>(CountCodePoints(text)); }

bool Meet(const TextSpan& a, const TextSpan& b) { return a.start() < b.end() && b.start() < a.end(); }

// Where the n-th copy of `sentence` begins, in bytes; the first one where there are fewer; npos where there is none.
size_t FindSentence(std::string_view text, std::string_view sentence, int n) {
  const size_t first = text.find(sentence);
  size_t at = first;
  while (n-- > 0 && at != std::string_view::npos) at = text.find(sentence, at + sentence.size());
  return at == std::string_view::npos ? first : at;
}

// The sentence around a span, in bytes: from behind the last full stop or line end before it to its own, included.
std::pair<size_t, size_t> SentenceAround(std::string_view text, size_t begin, size_t end) {
  static constexpr std::string_view kEnds[] = {"。", "！", "？", "\n"};
  size_t first = 0;
  size_t last = text.size();
  for (const std::string_view mark : kEnds) {
    const size_t before = begin == 0 ? std::string_view::npos : text.rfind(mark, begin - 1);
    if (before != std::string_view::npos && before + mark.size() <= begin)
      first = std::max(first, before + mark.size());
    const size_t after = text.find(mark, end);
    if (after != std::string_view::npos) last = std::min(last, after + (mark == "\n" ? 0 : mark.size()));
  }
  return {first, last};
}

int MeasureAt(const DocumentRecord& facts, const TextSpan& span) {
  for (int i = 0; i < facts.measures_size(); ++i) {
    const TextSpan& m = facts.measures(i).span();
    if (m.start() <= span.start() && span.end() <= m.end()) return i;
  }
  return -1;
}

// The work of ApplyCorrections on one document.
class Layer {
 public:
  Layer(std::string_view text, const OffsetMap& offsets, DocumentRecord& facts)
      : text_(text), offsets_(offsets), facts_(facts) {
    for (Measure& m : *facts_.mutable_measures()) {
      m.set_review_state(policy::v1::REVIEW_STATE_UNREVIEWED);
      measures_[m.name()] = &m;
    }
    for (Indicator& i : *facts_.mutable_indicators()) {
      i.set_review_state(policy::v1::REVIEW_STATE_UNREVIEWED);
      parts_.push_back({i, &i});
    }
  }

  bool Apply(const Correction& c) {
    switch (c.kind()) {
      case policy::v1::CORRECTION_KIND_UPDATE:
        return Update(c);
      case policy::v1::CORRECTION_KIND_ADD:
        return Add(c);
      case policy::v1::CORRECTION_KIND_REJECT:
        return Reject(c);
      case policy::v1::CORRECTION_KIND_REVIEW:
        return Review(c);
      case policy::v1::CORRECTION_KIND_STATUS:
        return NoteStatus(c);
      default:
        return false;
    }
  }

  // Settles what depends on all corrections together.
  void Finish() {
    for (const auto& [measure, entered] : entered_) SettleStatus(facts_.document(), entered, *measure);
    FinishIndicators();
  }

 private:
  // Puts the indicators in text order and settles indexes and ordinals.
  void FinishIndicators() {
    if (!moved_) {
      for (Part& part : parts_) *part.extracted = std::move(part.indicator);
      return;
    }
    std::stable_sort(parts_.begin(), parts_.end(), [](const Part& a, const Part& b) {
      return a.indicator.span().start() < b.indicator.span().start();
    });
    std::map<const Indicator*, int> place;  // of extracted ones, for those that refer to them
    for (size_t i = 0; i < parts_.size(); ++i) {
      if (parts_[i].extracted != nullptr) place[parts_[i].extracted] = static_cast<int>(i);
    }
    const auto moved_to = [&](int old) {
      if (old < 0 || old >= facts_.indicators_size()) return -1;
      const auto it = place.find(&facts_.indicators(old));
      return it == place.end() ? -1 : it->second;
    };
    google::protobuf::RepeatedPtrField<Indicator> settled;
    for (size_t i = 0; i < parts_.size(); ++i) {
      Indicator& indicator = parts_[i].indicator;
      indicator.set_ordinal(static_cast<int32_t>(i));
      if (parts_[i].extracted != nullptr) {
        indicator.set_part_of(moved_to(indicator.part_of()));
        indicator.set_restates(moved_to(indicator.restates()));
      }
      settled.Add(std::move(indicator));
    }
    facts_.mutable_indicators()->Swap(&settled);
  }

  struct Part {
    Indicator indicator;
    Indicator* extracted = nullptr;  // null for an added one
  };

  Part* Find(const std::string& name) {
    for (Part& part : parts_) {
      if (part.indicator.name() == name) return &part;
    }
    return nullptr;
  }

  bool Update(const Correction& c) {
    const std::vector<std::string> fields = FieldsOf(c);
    if (c.has_document()) {
      CopyFields(c.document(), fields, *facts_.mutable_document());
      NoteCorrected(fields, *facts_.mutable_document());
      return true;
    }
    if (c.has_measure()) {
      const auto it = measures_.find(c.target());
      if (it == measures_.end()) return false;
      CopyFields(c.measure(), fields, *it->second);
      NoteCorrected(fields, *it->second);
      it->second->set_review_state(policy::v1::REVIEW_STATE_CORRECTED);
      return true;
    }
    Part* part = Find(c.target());
    if (part == nullptr) return false;
    CopyFields(c.indicator(), fields, part->indicator);
    NoteCorrected(fields, part->indicator);
    part->indicator.set_review_state(policy::v1::REVIEW_STATE_CORRECTED);
    return true;
  }

  // Where the extraction finds it by now, the added one corrects it; where it finds another there, people must look.
  bool Add(const Correction& c) {
    if (Find(c.target()) != nullptr) return Update(c);
    const int copy = c.indicator().sentence().start();  // see AnchorCorrection
    const size_t begin = FindSentence(text_, c.sentence(), copy);
    if (begin == std::string_view::npos) return false;
    Indicator indicator = c.indicator();
    const int32_t start = CodePoints(text_.substr(0, begin));
    indicator.mutable_sentence()->set_start(start);
    indicator.mutable_sentence()->set_end(start + CodePoints(c.sentence()));
    indicator.mutable_span()->set_start(start + c.indicator().span().start());
    indicator.mutable_span()->set_end(start + c.indicator().span().end());
    for (const Part& part : parts_) {
      if (Meet(part.indicator.span(), indicator.span())) return false;
    }
    const int measure = MeasureAt(facts_, indicator.span());
    indicator.set_measure(measure);
    indicator.set_measure_name(measure < 0 ? "" : facts_.measures(measure).name());
    indicator.set_part_of(-1);
    indicator.set_restates(-1);
    indicator.set_review_state(policy::v1::REVIEW_STATE_CORRECTED);
    NoteCorrected(FieldsOf(c), indicator);
    parts_.push_back({std::move(indicator), nullptr});
    moved_ = true;
    return true;
  }

  bool Reject(const Correction& c) {
    Part* part = Find(c.target());
    if (part == nullptr) return false;
    parts_.erase(parts_.begin() + (part - parts_.data()));
    moved_ = true;
    return true;
  }

  // A review is about what the reviewer saw.
  bool Review(const Correction& c) {
    if (c.has_measure()) {
      const auto it = measures_.find(c.target());
      if (it == measures_.end() || SayingDigest(*it->second) != SayingDigest(c.measure())) return false;
      it->second->set_review_state(c.review());
      return true;
    }
    Part* part = Find(c.target());
    if (part == nullptr || SayingDigest(part->indicator) != SayingDigest(c.indicator())) return false;
    part->indicator.set_review_state(c.review());
    return true;
  }

  bool NoteStatus(const Correction& c) {
    const auto it = measures_.find(c.target());
    if (it == measures_.end()) return false;
    entered_[it->second].push_back(EnteredTransition(c));
    return true;
  }

  const std::string_view text_;
  const OffsetMap& offsets_;
  DocumentRecord& facts_;
  std::map<Measure*, std::vector<policy::v1::StatusTransition>> entered_;
  std::unordered_map<std::string, Measure*> measures_;
  std::vector<Part> parts_;
  bool moved_ = false;
};

template <typename Parts>
const typename Parts::value_type* FindPart(const Parts& parts, const std::string& name) {
  for (const auto& part : parts) {
    if (part.name() == name) return &part;
  }
  return nullptr;
}

// Target, what the extraction says of it, and of a review what is reviewed: the record as corrected so far.
absl::Status AnchorPart(const DocumentRecord& facts, const DocumentRecord& effective, std::string_view text,
                        const OffsetMap& offsets, Correction& c) {
  if (const Measure* shown = FindPart(effective.measures(), c.target())) {
    if (const Measure* extracted = FindPart(facts.measures(), c.target())) *c.mutable_extracted_measure() = *extracted;
    if (c.kind() == policy::v1::CORRECTION_KIND_REVIEW) *c.mutable_measure() = *shown;
    return absl::OkStatus();
  }
  const Indicator* shown = FindPart(effective.indicators(), c.target());
  if (shown == nullptr || c.kind() == policy::v1::CORRECTION_KIND_STATUS) return NotFound(c.target());
  if (const Indicator* extracted = FindPart(facts.indicators(), c.target())) {
    *c.mutable_extracted_indicator() = *extracted;
  }
  if (c.kind() == policy::v1::CORRECTION_KIND_REVIEW) *c.mutable_indicator() = *shown;
  c.set_sentence(std::string(Slice(text, offsets, shown->sentence())));
  return absl::OkStatus();
}

// An exact number's bounds follow its value.
absl::Status SettleBounds(const DocumentRecord& effective, Correction& c) {
  const auto has = [&](std::string_view name) {
    return std::find(c.fields().begin(), c.fields().end(), name) != c.fields().end();
  };
  if (!c.has_indicator() || !has("value") || has("lower_bound") || has("upper_bound")) return absl::OkStatus();
  const Indicator* shown = FindPart(effective.indicators(), c.target());
  const auto qualifier = has("qualifier") || shown == nullptr ? c.indicator().qualifier() : shown->qualifier();
  if (qualifier != policy::v1::QUALIFIER_EXACT) {
    return InvalidField(
        "update_mask",
        "the bounds of a number that is not EXACT must be given with its value: lower_bound, upper_bound");
  }
  c.mutable_indicator()->set_lower_bound(c.indicator().value());
  c.mutable_indicator()->set_upper_bound(c.indicator().value());
  c.add_fields("lower_bound");
  c.add_fields("upper_bound");
  return absl::OkStatus();
}

// Makes the places of an added indicator relative to its sentence, by which it is found in other texts: the span in
// code points from the beginning of the sentence; sentence.start says how many equal sentences stand before it.
absl::Status AnchorAdded(const DocumentRecord& facts, const DocumentRecord& effective, std::string_view text,
                         const OffsetMap& offsets, Correction& c) {
  Indicator& indicator = *c.mutable_indicator();
  const int64_t length = static_cast<int64_t>(offsets.code_points());
  const TextSpan span = indicator.span();
  if (span.start() < 0 || span.start() >= span.end() || span.end() > length) {
    return InvalidField("indicator.span", StrCat("want a range within the ", length, " code points of the text"));
  }
  for (const Indicator& other : effective.indicators()) {
    if (Meet(other.span(), span)) {
      return Error(absl::StatusCode::kAlreadyExists, Reason::kALREADY_EXISTS, "another indicator stands in that span")
          .With("name", other.name());
    }
  }
  const size_t begin = offsets.ToBytes(span.start());
  const size_t end = offsets.ToBytes(span.end());
  const auto [first, last] = SentenceAround(text, begin, end);
  const std::string_view sentence = text.substr(first, last - first);
  int before = 0;
  for (size_t at = text.find(sentence); at < first; at = text.find(sentence, at + sentence.size())) ++before;
  c.set_sentence(std::string(sentence));
  indicator.set_text(std::string(text.substr(begin, end - begin)));
  const int32_t sentence_start = CodePoints(text.substr(0, first));
  indicator.mutable_span()->set_start(span.start() - sentence_start);
  indicator.mutable_span()->set_end(span.end() - sentence_start);
  indicator.clear_sentence();
  indicator.mutable_sentence()->set_start(before);
  indicator.clear_subject_span();
  for (int occurrence = 0;; ++occurrence) {
    const std::string name = IndicatorName(facts.document().name(), sentence, indicator.text(), occurrence);
    if (FindPart(facts.indicators(), name) || FindPart(effective.indicators(), name)) continue;
    indicator.set_name(name);
    c.set_target(name);
    return absl::OkStatus();
  }
}

}  // namespace

const std::vector<std::string_view>& CorrectableFields(const google::protobuf::Descriptor* resource) {
  static const auto& document = *new std::vector<std::string_view>{
      "title",    "issuer",         "publish_date", "document_number", "document_type", "region",
      "validity", "effective_date", "repeal_date",  "secrecy_mark",    "openness_mark", "labels"};
  static const auto& measure =
      *new std::vector<std::string_view>{"label", "heading", "topic", "instruments", "status", "responsible_bodies"};
  static const auto& indicator = *new std::vector<std::string_view>{
      "value", "from_value", "lower_bound", "upper_bound", "unit", "qualifier", "kind", "target", "subject", "period"};
  if (resource == policy::v1::Document::descriptor()) return document;
  return resource == Measure::descriptor() ? measure : indicator;
}

void CheckCorrection(const Correction& c, const std::string& field, Violations& violations) {
  if (c.has_document()) CheckDocumentValues(c.document(), field, violations);
  if (c.kind() == policy::v1::CORRECTION_KIND_STATUS) CheckTransition(c.transition(), violations);
  if (c.has_indicator()) {
    const Indicator& i = c.indicator();
    CheckIndicatorValues(i, field, violations);
    const auto sets = [&](std::string_view name) {
      return std::find(c.fields().begin(), c.fields().end(), name) != c.fields().end();
    };
    if (sets("qualifier") && i.qualifier() == policy::v1::QUALIFIER_UNSPECIFIED) {
      violations.Add(field + ".qualifier", "must be set");
    }
    if (sets("kind") && i.kind() == policy::v1::INDICATOR_KIND_UNSPECIFIED) {
      violations.Add(field + ".kind", "must be set");
    }
    const bool nothing = i.value().empty() && i.lower_bound().empty() && i.upper_bound().empty();
    if (c.kind() == policy::v1::CORRECTION_KIND_ADD && nothing)
      violations.Add(field + ".value", "must be set, or a bound");
  }
}

std::vector<bool> ApplyCorrections(const std::vector<Correction>& corrections, std::string_view text,
                                   const OffsetMap& offsets, DocumentRecord& facts) {
  if (corrections.empty()) {  // the way of nearly every document
    for (Measure& m : *facts.mutable_measures()) m.set_review_state(policy::v1::REVIEW_STATE_UNREVIEWED);
    for (Indicator& i : *facts.mutable_indicators()) i.set_review_state(policy::v1::REVIEW_STATE_UNREVIEWED);
    return {};
  }
  Layer layer(text, offsets, facts);
  std::vector<bool> effects;
  effects.reserve(corrections.size());
  for (const Correction& correction : corrections) effects.push_back(layer.Apply(correction));
  layer.Finish();
  return effects;
}

absl::Status AnchorCorrection(const DocumentRecord& facts, const DocumentRecord& effective, std::string_view text,
                              const OffsetMap& offsets, Correction& c) {
  c.set_extractor_version(facts.document().extractor_version());
  if (absl::Status settled = SettleBounds(effective, c); !settled.ok()) return settled;
  if (c.kind() == policy::v1::CORRECTION_KIND_ADD) return AnchorAdded(facts, effective, text, offsets, c);
  if (c.has_document()) {
    c.set_target(facts.document().name());
    *c.mutable_extracted_document() = facts.document();
    return absl::OkStatus();
  }
  return AnchorPart(facts, effective, text, offsets, c);
}

}  // namespace gangmu::measures
