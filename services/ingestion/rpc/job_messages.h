// Jobs and items as messages, and their names. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

#include "gangmu/ingestion/v1/job_service.pb.h"
#include "services/ingestion/jobs/job.h"

namespace gangmu::ingestion {

struct ItemName {
  std::string job;
  int64_t number = 0;
};

// The id of jobs/{id}; nullopt where it is no such name.
std::optional<std::string> JobIdOf(std::string_view name);
std::optional<ItemName> ItemNameOf(std::string_view name);
std::string JobName(std::string_view id);
std::string JobItemName(std::string_view job_id, int64_t number);

// What a view of a job shows beside its row.
struct JobFigures {
  std::vector<jobs::ItemCount> counts;
  int64_t in_flight = 0;
  double per_second = 0;
  absl::Status trouble;  // shown while the job runs
  absl::Duration retention;
};

// The bytes that stand for what a caller said of a document: equal ones for equal messages, whatever the order of
// labels in memory.
std::string DescriptionOf(const v1::RawDocument& document);

v1::Job JobMessage(const jobs::Job& job, const JobFigures& figures);
v1::JobItem ItemMessage(std::string_view job_id, const jobs::Item& item);

}  // namespace gangmu::ingestion
