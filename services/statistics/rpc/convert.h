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

// Tokens of all cells of `response`, which was made of `answer`.
void AddEvidenceTokens(const v1::QueryStatisticsRequest& request, const Answer& answer, const Position& position,
                       v1::QueryStatisticsResponse* response);

v1::LeftOutReason ToMessage(LeftOut reason);
v1::DimensionValue ToMessage(const DimensionValue& value, const std::string& dimension,
                             const DisplayName& display_name);
v1::ExplainQueryResponse ToMessage(const Plan& plan);

v1::Dimension ToMessage(const DimensionInfo& dimension);

}  // namespace gangmu::statistics
