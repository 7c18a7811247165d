// Makes and takes back corrections, and puts the layer of corrections over a new extraction.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "services/measures/store/prepared_document.h"
#include "services/measures/store/sqlite/correction_rows.h"
#include "services/measures/store/sqlite/document_writer.h"
#include "services/measures/store/sqlite/group_commit.h"

namespace gangmu::measures {

// A stored extraction: what corrections are laid over. `text` outlives what is made of it.
struct StoredExtraction {
  policy::v1::DocumentRecord facts;
  std::string text;
};
absl::StatusOr<StoredExtraction> ReadExtraction(sqlite::Connection& db, int64_t extraction);

// `facts` and `text` of an extraction with the document's corrections over them; each correction is marked by whether
// it has effect.
absl::StatusOr<EffectiveDocument> LayCorrections(sqlite::Connection& db, int64_t document,
                                                 policy::v1::DocumentRecord facts, std::string_view text);

absl::StatusOr<CorrectionReceipt> Correct(WriteScope& scope, const CorrectionRequest& request);
absl::StatusOr<CorrectionReceipt> Revert(WriteScope& scope, const RevertRequest& request);

}  // namespace gangmu::measures
