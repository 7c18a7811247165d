// A job driven to its end through kills of the services at random moments.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "gangmu/ingestion/v1/job_service.pb.h"
#include "tests/integration/suite.h"

namespace gangmu::testing {

struct CrashPlan {
  int kills = 0;           // of ingestion and measures in turn, at random moments of the job
  int64_t longest_ms = 0;  // between two of them
  unsigned seed = 1;
};

// Uploads the documents as a job while the services are killed as planned, until all are decided. The items by key.
// Fails the test where an acknowledged item is lost or the job does not come to its end in time.
std::map<std::string, ingestion::v1::JobItem> RunJobThroughKills(
    Suite& suite, const std::vector<ingestion::v1::RawDocument>& documents, const CrashPlan& plan);

// Runs the same job on an undisturbed suite and through kills, and holds what is stored against each other: the same
// documents, each once, with the same records.
void ExpectKillsChangeNothing(const std::vector<ingestion::v1::RawDocument>& documents, const CrashPlan& plan);

}  // namespace gangmu::testing
