#include "services/measures/store/prepared_document.h"

#include <unordered_set>

#include "common/decimal/decimal.h"
#include "common/digest/sha256.h"
#include "common/status/error.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "common/units/units.h"
#include "services/measures/store/canonical_digest.h"
#include "services/measures/store/corrections.h"
#include "services/measures/store/record_check.h"
#include "services/measures/store/resource_ids.h"
#include "services/measures/store/search_entry.h"

namespace gangmu::measures {
namespace {

using policy::v1::Document;
using policy::v1::DocumentRecord;

// Collects the violations of all documents. The reason is that of the first fault, since an error has one only.
class Faults {
 public:
  void Add(Reason reason, const std::string& field, const std::string& what) {
    if (violations.empty()) reason_ = reason;
    violations.Add(field, what);
  }

  absl::Status ToStatus() const {
    const absl::Status status = violations.ToStatus();
    if (status.ok() || reason_ == Reason::kINVALID_FIELD) return status;
    Error error(status.code(), reason_, ToStd(status.message()));
    for (const FieldViolation& v : DetailsOf(status).violations) error.Violation(v.field, v.description);
    return error;
  }

  Violations violations;

 private:
  Reason reason_ = Reason::kINVALID_FIELD;
};

// True where the text is one; spans can be checked only then.
bool CheckText(const std::string& text, const PutLimits& limits, const std::string& field, Faults& faults) {
  if (text.empty()) {
    faults.Add(Reason::kEMPTY_DOCUMENT, field, "the document has no text");
  } else if (text.size() > limits.max_text_bytes) {
    faults.Add(Reason::kDOCUMENT_TOO_LARGE, field,
               StrCat("got ", text.size(), " bytes, want at most ", limits.max_text_bytes));
  } else if (!IsValidUtf8(text)) {
    faults.Add(Reason::kINVALID_FIELD, field, "not valid UTF-8");
  } else {
    return true;
  }
  return false;
}

void CheckSource(const DocumentPut& put, const std::string& field, Faults& faults) {
  const std::string& claimed = put.record->document().source().sha256();
  if (put.source.empty() || claimed.empty()) return;
  if (Sha256Hex(put.source) != claimed) {
    faults.Add(Reason::kINVALID_FIELD, StrCat(field, ".record.document.source.sha256"),
               "is not the SHA-256 of the source bytes");
  }
}

void ClearColumns(Document& document) {
  document.clear_text();
  document.clear_revision();
  document.clear_etag();
  document.clear_create_time();
  document.clear_update_time();
  document.clear_delete_time();
  document.clear_duplicate_of();
  document.clear_measure_count();
  document.clear_indicator_count();
}

void ClearStoreFields(Document& document) {
  ClearColumns(document);
  document.clear_corrected_fields();
}

std::string_view Slice(std::string_view text, const OffsetMap& offsets, const policy::v1::TextSpan& span) {
  const size_t begin = offsets.ToBytes(span.start());
  return text.substr(begin, offsets.ToBytes(span.end()) - begin);
}

std::optional<std::string> OrderedKey(const std::string& decimal) {
  // Records were checked when they came in; one that was damaged in the file since must end a check with a finding and
  // not the process.
  const auto parsed = Decimal::Parse(decimal);
  if (!parsed.ok()) return std::nullopt;
  return parsed->ToOrderedKey();
}

PreparedIndicator PrepareIndicator(policy::v1::Indicator&& indicator) {
  const std::string digest = CanonicalDigest(indicator);
  PreparedIndicator out = PrepareStored(std::move(indicator));
  out.digest = digest;
  return out;
}

Document PrepareFields(const DocumentPut& put, int64_t text_length) {
  Document document = put.record->document();
  const std::string& text = put.record->document().text();
  ClearStoreFields(document);
  document.set_text_sha256(Sha256Hex(text));
  document.set_text_length(static_cast<int32_t>(text_length));
  if (!put.source.empty()) {
    document.mutable_source()->set_sha256(Sha256Hex(put.source));
    document.mutable_source()->set_size_bytes(static_cast<int64_t>(put.source.size()));
  }
  return document;
}

PreparedFacts PrepareFacts(DocumentRecord facts, const OffsetMap& offsets, std::string_view document_text) {
  PreparedFacts out;
  out.measures.reserve(facts.measures_size());
  const auto subjects = SubjectsByMeasure(facts.measures_size(), facts.indicators());
  size_t number = 0;
  for (policy::v1::Measure& measure : *facts.mutable_measures()) {
    const std::string_view text = Slice(document_text, offsets, measure.span());
    // The text counts: a measure whose words change is another record although its fields are equal. So do the subjects
    // of its indicators: a row stands only as long as all that is searched of it.
    Sha256Builder digest;
    digest.Append(CanonicalDigest(measure));
    digest.Append(text);
    for (const std::string& subject : subjects[number]) digest.Append(StrCat("\n", subject));
    std::string record = measure.SerializeAsString();
    search::Entry searched = MakeSearchEntry(measure, subjects[number++], text);
    out.measures.push_back({std::move(measure), text, digest.Finish(), std::move(record), std::move(searched)});
  }
  out.indicators.reserve(facts.indicators_size());
  for (policy::v1::Indicator& indicator : *facts.mutable_indicators()) {
    out.indicators.push_back(PrepareIndicator(std::move(indicator)));
  }
  return out;
}

PreparedDocument Prepare(const DocumentPut& put, const OffsetMap& offsets) {
  PreparedDocument out;
  out.text = put.record->document().text();
  out.source = put.source;
  out.replace_extraction = put.replace_extraction;
  out.etag = put.etag;
  out.document = PrepareFields(put, static_cast<int64_t>(offsets.code_points()));
  out.record = out.document.SerializeAsString();
  out.digest = CanonicalDigest(out.document);

  DocumentRecord structure;
  *structure.mutable_sections() = put.record->sections();
  *structure.mutable_entities() = put.record->entities();
  out.structure = structure.SerializeAsString();
  out.relations = RelationsOf(structure.entities());

  DocumentRecord facts = *put.record;  // with sections, which the names need
  *facts.mutable_document() = out.document;
  AssignNames(out.text, offsets, facts);
  for (policy::v1::Measure& measure : *facts.mutable_measures()) {
    measure.clear_text();
    measure.clear_review_state();
    measure.clear_transitions();
    measure.clear_corrected_fields();
  }
  for (policy::v1::Indicator& indicator : *facts.mutable_indicators()) {
    indicator.clear_review_state();
    indicator.clear_corrected_fields();
    indicator.set_text(std::string(Slice(out.text, offsets, indicator.span())));
  }
  facts.clear_sections();
  facts.clear_entities();
  out.facts_record = facts.SerializeAsString();

  ApplyCorrections({}, out.text, offsets, facts);  // nobody has reviewed it
  out.facts = PrepareFacts(std::move(facts), offsets, out.text);
  return out;
}

}  // namespace

PreparedMeasure PrepareStored(policy::v1::Measure measure, std::string_view text) {
  PreparedMeasure out;
  out.text = text;
  measure.clear_text();
  out.record = measure.SerializeAsString();
  out.measure = std::move(measure);
  return out;
}

PreparedIndicator PrepareStored(policy::v1::Indicator indicator) {
  PreparedIndicator out;
  out.record = indicator.SerializeAsString();
  out.value = OrderedKey(indicator.value());
  out.from_value = OrderedKey(indicator.from_value());
  out.lower_bound = OrderedKey(indicator.lower_bound());
  out.upper_bound = OrderedKey(indicator.upper_bound());
  if (!indicator.unit().empty()) out.dimension = units::UnitOf(indicator.unit()).dimension;
  out.indicator = std::move(indicator);
  return out;
}

Document StoredForm(Document document) {
  ClearColumns(document);
  return document;
}

EffectiveDocument PrepareEffective(DocumentRecord facts_record, std::string_view text,
                                   const std::vector<policy::v1::Correction>& corrections) {
  const OffsetMap offsets(text);
  EffectiveDocument out;
  out.effects = ApplyCorrections(corrections, text, offsets, facts_record);
  out.record = facts_record;
  out.prepared.text = text;
  out.prepared.document = facts_record.document();
  out.prepared.record = facts_record.document().SerializeAsString();
  out.prepared.digest = CanonicalDigest(facts_record.document());
  out.prepared.facts = PrepareFacts(std::move(facts_record), offsets, text);
  return out;
}

absl::StatusOr<std::vector<PreparedDocument>> PrepareDocuments(const PutRequest& request, const PutLimits& limits) {
  Faults faults;
  std::unordered_set<std::string_view> names;
  std::vector<std::optional<OffsetMap>> offsets(request.documents.size());
  for (size_t i = 0; i < request.documents.size(); ++i) {
    const DocumentPut& put = request.documents[i];
    const Document& document = put.record->document();
    const std::string field = StrCat("documents[", i, "]");
    if (document.name().empty()) {
      faults.Add(Reason::kINVALID_FIELD, StrCat(field, ".record.document.name"), "must be set");
    } else if (!names.insert(document.name()).second) {
      faults.Add(Reason::kINVALID_FIELD, StrCat(field, ".record.document.name"),
                 StrCat("comes twice in this request: ", document.name()));
    }
    CheckSource(put, field, faults);
    if (!CheckText(document.text(), limits, StrCat(field, ".record.document.text"), faults)) continue;
    offsets[i].emplace(document.text());
    CheckRecord(*put.record, static_cast<int64_t>(offsets[i]->code_points()), StrCat(field, ".record"),
                faults.violations);
  }
  if (absl::Status status = faults.ToStatus(); !status.ok()) return status;

  std::vector<PreparedDocument> prepared;
  prepared.reserve(request.documents.size());
  for (size_t i = 0; i < request.documents.size(); ++i) prepared.push_back(Prepare(request.documents[i], *offsets[i]));
  return prepared;
}

}  // namespace gangmu::measures
