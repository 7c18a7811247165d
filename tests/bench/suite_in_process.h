// The three services in one process on one folder and free ports of loopback, for benchmarks.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gangmu/ingestion/v1/ingestion_service.pb.h"
#include "services/ingestion/app.h"
#include "services/measures/app.h"
#include "services/statistics/app.h"
#include "tests/support/temp_dir.h"

namespace gangmu::testing {

class SuiteInProcess {
 public:
  // Ends the process where a service cannot be started. Log lines go to /dev/null, since writing them to a terminal
  // is not what is measured.
  SuiteInProcess();
  ~SuiteInProcess();

  std::string measures() const { return measures_->target(); }
  std::string ingestion() const { return ingestion_->target(); }
  std::string statistics() const { return statistics_->target(); }
  std::string database() const { return folder_.File("measures/measures.db"); }
  const std::string& folder() const { return path_; }
  // Write transactions that the store has committed.
  int64_t StoreTransactions() const;

  // Streams all documents in, at most `in_flight` unanswered, and returns the seconds until the last was acknowledged
  // and the position that includes it. Ends the process where one is not stored as new or as a duplicate.
  double Ingest(const std::vector<ingestion::v1::RawDocument>& documents, size_t in_flight, std::string* position);

  // Closes the store, so that its file can be read.
  void Stop();

 private:
  TempDir folder_;
  std::string path_;
  std::unique_ptr<measures::App> measures_;
  std::unique_ptr<ingestion::App> ingestion_;
  std::unique_ptr<statistics::App> statistics_;
};

// `count` documents of different text: the corpus where it is there, else the samples, again and again, each copy with
// a last line of its own.
std::vector<ingestion::v1::RawDocument> BenchDocuments(size_t count);

}  // namespace gangmu::testing
