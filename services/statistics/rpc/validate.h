// Checks of requests, pure: all violations at once.
#pragma once

#include "absl/status/status.h"
#include "absl/time/time.h"

#include "gangmu/statistics/v1/statistics_service.pb.h"

namespace gangmu::statistics {

inline constexpr int kMaxDimensions = 8;
inline constexpr int kMaxMetrics = 16;
inline constexpr int kMaxRows = 100'000;
inline constexpr int kMaxRates = 10'000;
inline constexpr int kMaxValues = 1'000;
inline constexpr int kMaxSeries = 1'000;
inline constexpr absl::Duration kLeastInterval = absl::Milliseconds(100);
inline constexpr absl::Duration kMostInterval = absl::Hours(1);

absl::Status ValidateQuery(const v1::QueryStatisticsRequest& request);
absl::Status ValidateStream(const v1::StreamStatisticsRequest& request);
absl::Status ValidateExport(const v1::ExportStatisticsRequest& request);
absl::Status ValidateListEvidence(const v1::ListEvidenceRequest& request);
absl::Status ValidateExplain(const v1::ExplainQueryRequest& request);
absl::Status ValidateSeries(const v1::QuerySeriesRequest& request);
absl::Status ValidateTargets(const v1::CompareTargetsRequest& request);
absl::Status ValidateListValues(const v1::ListValuesRequest& request);
absl::Status ValidateWatch(const v1::WatchStatisticsRequest& request);
absl::Status ValidateListDimensions(const v1::ListDimensionsRequest& request);

}  // namespace gangmu::statistics
