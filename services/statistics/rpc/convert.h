// Between the messages of the API and the plain structs of the engine.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"

#include "common/position/position.h"
#include "gangmu/statistics/v1/statistics_service.pb.h"
#include "services/statistics/engine/dimensions.h"
#include "services/statistics/engine/engine.h"
#include "services/statistics/engine/query.h"

namespace gangmu::statistics {

FactKind ToFactKind(v1::FactKind kind);

// A validated request as a query; as_of is the caller's to fill. Errors: FILTER_INVALID, QUERY_INVALID (order_by).
absl::StatusOr<Query> ToQuery(const v1::QueryStatisticsRequest& request);

// Name for people of a value of a dimension; empty where it is the value itself.
using DisplayName = std::function<std::string(const std::string& dimension, const std::string& value)>;

// Without evidence tokens and position. The digest covers dimensions, metrics and rows as they stand in the message.
v1::QueryStatisticsResponse ToResponse(const Answer& answer, const DisplayName& display_name);
// The same without rows and digest, and one of the rows.
v1::QueryStatisticsResponse ToHead(const Answer& answer, const DisplayName& display_name);
void FillRow(const Row& row, const Answer& answer, const DisplayName& display_name, v1::Row* out);

// Makes the tokens of an answer's cells.
class EvidenceTokens {
 public:
  // `answer` outlives it.
  EvidenceTokens(const v1::QueryStatisticsRequest& request, const Answer& answer, const Position& position);
  // Those of one row; `out` was made of it.
  void Add(const Row& row, v1::Row* out) const;

 private:
  const Answer& answer_;
  const uint64_t fingerprint_;
  const Place place_;
  const uint64_t feed_;
};

v1::LeftOutReason ToMessage(LeftOut reason);
v1::DimensionValue ToMessage(const DimensionValue& value, const std::string& dimension,
                             const DisplayName& display_name);
v1::ExplainQueryResponse ToMessage(const Plan& plan);

v1::Dimension ToMessage(const DimensionInfo& dimension);

}  // namespace gangmu::statistics
