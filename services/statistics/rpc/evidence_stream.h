// Streams the facts behind a cell, with their sentences from the measures service.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"

#include "common/position/position.h"
#include "common/rpc/call_context.h"
#include "common/text/utf8.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "gangmu/statistics/v1/statistics_service.pb.h"
#include "services/statistics/engine/engine.h"

namespace gangmu::statistics {

// Adds to facts what the records of the store know of them. Facts come document by document; the record of one
// document is kept. Not thread safe.
class EvidenceTexts {
 public:
  // `measures` and `call` outlive it. `position`: of the answer; documents are read as they were then.
  EvidenceTexts(measures::v1::MeasureService::StubInterface* measures, const CallContext* call,
                const Position& position)
      : measures_(*measures), call_(*call), position_(position.ToString()) {}

  // Fills document_title and, for an indicator, indicator and sentence, from the revision that the answer was computed
  // from, however the document has changed since. Where the store no longer has that revision (it was purged) they stay
  // empty: the text of another one would be no evidence. UNAVAILABLE where the measures service does not answer.
  absl::Status Fill(v1::ListEvidenceResponse* evidence);

 private:
  absl::Status Fetch(const std::string& document);

  measures::v1::MeasureService::StubInterface& measures_;
  const CallContext& call_;
  const std::string position_;
  policy::v1::DocumentRecord record_;
  absl::flat_hash_map<std::string, int> places_;  // of indicators in record_, by resource name
  std::optional<OffsetMap> offsets_;              // of the record's text
};

// Without texts.
v1::ListEvidenceResponse ToMessage(const Evidence& evidence, FactKind facts);

}  // namespace gangmu::statistics
