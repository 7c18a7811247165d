// A document as it will be stored: checked, named, digested and serialised before the one writer sees it, so that the
// work that grows with the text runs in the callers' threads.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "common/search/entry.h"
#include "gangmu/policy/v1/correction.pb.h"
#include "gangmu/policy/v1/policy.pb.h"
#include "services/measures/store/document_relations.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

struct PreparedMeasure {
  policy::v1::Measure measure;  // without text
  std::string_view text;        // a slice of the document text
  std::string digest;           // over the record as stored, its text and what else is searched of it
  std::string record;           // serialised
  search::Entry searched;
};

struct PreparedIndicator {
  policy::v1::Indicator indicator;
  std::string digest;
  std::string record;
  std::string dimension;  // of the unit; empty where there is no unit
  // Order-preserving keys; absent where the record has none.
  std::optional<std::string> value;
  std::optional<std::string> from_value;
  std::optional<std::string> lower_bound;
  std::optional<std::string> upper_bound;
};

struct PreparedFacts {
  std::vector<PreparedMeasure> measures;
  std::vector<PreparedIndicator> indicators;
};

// Views point into the DocumentPut it was made from.
struct PreparedDocument {
  policy::v1::Document document;  // without text and without what the store sets itself
  std::string record;             // the same, serialised
  std::string digest;
  std::string_view text;
  std::string_view source;
  std::string structure;                    // a DocumentRecord with sections and entities
  std::vector<DocumentRelation> relations;  // of these entities
  std::string facts_record;                 // a DocumentRecord with document, measures and indicators
  PreparedFacts facts;
  bool replace_extraction = false;
  std::string_view etag;
};

// Bounds of a put; from the configuration.
struct PutLimits {
  size_t max_text_bytes = 8 << 20;
};

// Errors: INVALID_FIELD, EMPTY_DOCUMENT (no text), DOCUMENT_TOO_LARGE; all violations of all documents at once.
absl::StatusOr<std::vector<PreparedDocument>> PrepareDocuments(const PutRequest& request, const PutLimits& limits);

// The effective record of a document: an extraction (`facts_record` as in PreparedDocument, parsed) with corrections
// applied. `text` is the document text and must outlive the result, in which structure and facts_record stay empty.
struct EffectiveDocument {
  PreparedDocument prepared;
  policy::v1::DocumentRecord record;  // document, measures and indicators as they will be read
  std::vector<bool> effects;          // of each correction: whether it had any
};
EffectiveDocument PrepareEffective(policy::v1::DocumentRecord facts_record, std::string_view text,
                                   const std::vector<policy::v1::Correction>& corrections);

// Of an effective record that was stored before: as it was made then, but for its digest, which is left empty.
PreparedMeasure PrepareStored(policy::v1::Measure measure, std::string_view text);
PreparedIndicator PrepareStored(policy::v1::Indicator indicator);
// Of a document as it reads: what of it is stored in its record.
policy::v1::Document StoredForm(policy::v1::Document document);

}  // namespace gangmu::measures
