// The three services as real processes on one folder, and what tests ask them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gangmu/ingestion/v1/ingestion_service.grpc.pb.h"
#include "gangmu/ingestion/v1/job_service.grpc.pb.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "gangmu/statistics/v1/statistics_service.grpc.pb.h"
#include "tests/support/service_process.h"
#include "tests/support/temp_dir.h"

namespace gangmu::testing {

// A running suite. Each service can be killed and started again at its old address with its old data.
class Suite {
 public:
  Suite();

  void StartMeasures();
  void StartIngestion();
  void StartStatistics();
  void StartAll();

  ServiceProcess& measures() { return *measures_; }
  ServiceProcess& ingestion() { return *ingestion_; }
  ServiceProcess& statistics() { return *statistics_; }

  // build/bin/gangmu with the addresses of this suite.
  RunResult Gangmu(std::vector<std::string> args, const std::string& input = "");

  // Kills the service of that name ("measures", "ingestion", "statistics") and starts it again at once.
  void KillAndRestart(const std::string& service);

  std::unique_ptr<ingestion::v1::IngestionService::Stub> IngestionStub();
  std::unique_ptr<ingestion::v1::JobService::Stub> JobStub();
  std::unique_ptr<measures::v1::MeasureService::Stub> MeasuresStub();
  std::unique_ptr<statistics::v1::StatisticsService::Stub> StatisticsStub();

  // Every document of the store as text with what may differ between equal stores taken out (times, etags), by name.
  std::map<std::string, std::string> StoredRecords();
  // Indicators the statistics service counts, after it has followed the store's newest position.
  int64_t CountedIndicators();
  // Indicators the store holds.
  int64_t StoredIndicators();

  const TempDir& folder() const { return folder_; }

 private:
  TempDir folder_;
  std::string measures_address_ = "127.0.0.1:0";
  std::string ingestion_address_ = "127.0.0.1:0";
  std::string statistics_address_ = "127.0.0.1:0";
  std::unique_ptr<ServiceProcess> measures_;
  std::unique_ptr<ServiceProcess> ingestion_;
  std::unique_ptr<ServiceProcess> statistics_;
};

// The project's own samples.
std::string SamplesFolder();
// The corpus beside the project, or empty where it is not there.
std::string CorpusFolder();

}  // namespace gangmu::testing
