// The token that leads from a cell of an answer to the facts behind it. It names the cell and the state it was computed
// from, and is bound to its query by a fingerprint; the caller hands the query in again with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "common/position/position.h"
#include "gangmu/statistics/v1/statistics_service.pb.h"
#include "services/statistics/engine/facts.h"
#include "services/statistics/engine/query.h"

namespace gangmu::statistics {

// One cell of an answer.
struct CellAddress {
  Place place = 0;    // of the answer
  uint64_t feed = 0;  // of its store and epoch: FeedFingerprint
  uint32_t metric = 0;
  std::optional<LeftOut> blocked;  // as Cell::blocked
  std::vector<DimensionValue> row;
};

// A number for everything in a query that decides what its cells are made of: not for order, limit and positions.
uint64_t CellFingerprint(const v1::QueryStatisticsRequest& request);

// A number for the store and epoch of a position.
uint64_t FeedFingerprint(const Position& position);

std::string EncodeEvidenceToken(uint64_t fingerprint, const CellAddress& cell);
// INVALID_ARGUMENT (QUERY_INVALID) where the token is damaged or of another query.
absl::StatusOr<CellAddress> DecodeEvidenceToken(std::string_view token, uint64_t fingerprint);

}  // namespace gangmu::statistics
