#include "services/cli/client/job_run.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "common/status/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/services/cli/fake_jobs.h"

namespace gangmu::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class JobRunTest : public ::testing::Test {
 protected:
  JobRunTest() : session_{.terminal = {in_, out_, err_}} { session_.addresses.ingestion = jobs_.address(); }

  InputFile Make(const std::string& name, const std::string& content) {
    std::ofstream(dir_.File(name), std::ios::binary) << content;
    return {.path = dir_.File(name), .source_uri = name};
  }
  IngestReport Run(const std::vector<InputFile>& files) {
    return RunJobIngest(
        files, settings_, {.resume_key = "k", .display_name = "archive", .max_in_flight = 3}, session_,
        [&](const IngestedFile& file) { decided_.push_back(file.file->source_uri); },
        [&](const absl::Status& why, absl::Duration) { pauses_.push_back(why); });
  }
  std::vector<std::string> Uploaded() const {
    std::vector<std::string> uris;
    for (const auto& [key, content] : jobs_.uploaded()) uris.push_back(key.substr(0, key.find('#')));
    return uris;
  }

  std::istringstream in_;
  std::ostringstream out_, err_;
  FakeJobs jobs_;
  testing::TempDir dir_;
  Session session_;
  IngestSettings settings_;
  std::vector<std::string> decided_;
  std::vector<absl::Status> pauses_;
};

TEST_F(JobRunTest, EveryFileIsUploadedAndReported) {
  InputFile stated = Make("b", "two");
  stated.document_id = "n-1";
  stated.stated.title = "通知";
  const std::vector<InputFile> files = {Make("a", "one"), stated, Make("c", std::string(9 << 20, 'x'))};
  const IngestReport report = Run(files);
  EXPECT_TRUE(report.error.ok()) << report.error;
  EXPECT_THAT(report.files, SizeIs(3));
  EXPECT_THAT(report.left, IsEmpty());
  EXPECT_EQ(report.job, "jobs/j1");
  EXPECT_EQ(jobs_.last_job().max_in_flight(), 3);
  EXPECT_THAT(Uploaded(), ElementsAre("a", "b", "c"));
  for (const auto& [key, content] : jobs_.uploaded()) {
    if (!key.starts_with("c#")) continue;
    EXPECT_EQ(content.size(), size_t{9} << 20) << "in pieces";
  }
  EXPECT_EQ(jobs_.documents()[1].document_id(), "n-1");
  EXPECT_EQ(jobs_.documents()[1].stated().title(), "通知");
}

TEST_F(JobRunTest, WhatIsThereFromAnEarlierRunIsNotSentAgain) {
  const std::vector<InputFile> files = {Make("a", "one"), Make("b", "two")};
  jobs_.Hold(absl::UnavailableError("away"));
  settings_.patience = absl::Milliseconds(100);
  EXPECT_FALSE(Run(files).error.ok()) << "its patience is over";
  const size_t sent = jobs_.documents().size();
  jobs_.Release();
  const IngestReport again = Run(files);
  EXPECT_TRUE(again.error.ok()) << again.error;
  EXPECT_THAT(again.files, SizeIs(2));
  EXPECT_EQ(jobs_.documents().size(), sent);
  EXPECT_EQ(jobs_.jobs(), 1);
}

TEST_F(JobRunTest, AChangedFileAndOneWithOtherFactsAreNewItems) {
  InputFile file = Make("a", "one");
  ASSERT_TRUE(Run({file}).error.ok());
  const std::string first = jobs_.uploaded().begin()->first;
  file.stated.issuer = "省政府";
  ASSERT_TRUE(Run({file}).error.ok());
  Make("a", "other");
  ASSERT_TRUE(Run({file}).error.ok());
  EXPECT_THAT(jobs_.uploaded(), SizeIs(3));
  EXPECT_TRUE(jobs_.uploaded().contains(first));
}

TEST_F(JobRunTest, AClosedJobFoundAgainIsFollowedByAnother) {
  jobs_.LeaveJob({"z#0"}, /*more_items=*/false);
  const IngestReport report = Run({Make("a", "one")});
  EXPECT_TRUE(report.error.ok()) << report.error;
  EXPECT_THAT(report.files, SizeIs(1));
  EXPECT_EQ(report.job, "jobs/j2");
}

TEST_F(JobRunTest, AnUploadThatFailsForAWhileIsTriedAgain) {
  jobs_.FailUploads(2, absl::UnavailableError("busy"));
  const IngestReport report = Run({Make("a", "one")});
  EXPECT_TRUE(report.error.ok()) << report.error;
  EXPECT_THAT(pauses_, SizeIs(2));
  EXPECT_THAT(Uploaded(), ElementsAre("a"));
}

TEST_F(JobRunTest, AnUploadThatIsRefusedEndsTheRunAndLeavesTheFiles) {
  jobs_.FailUploads(1, InvalidField("chunks", "no"));
  const std::vector<InputFile> files = {Make("a", "one")};
  const IngestReport report = Run(files);
  EXPECT_EQ(DetailsOf(report.error).reason, Reason::kINVALID_FIELD) << report.error;
  EXPECT_THAT(report.left, SizeIs(1));
}

TEST_F(JobRunTest, AFileThatIsGoneIsRejectedOrWhereItMayVanishLeftOut) {
  const std::vector<InputFile> files = {{.path = dir_.File("gone"), .source_uri = "gone"}, Make("a", "one")};
  const IngestReport strict = Run(files);
  ASSERT_THAT(strict.files, SizeIs(2));
  EXPECT_EQ(std::count_if(strict.files.begin(), strict.files.end(),
                          [](const IngestedFile& file) {
                            return file.result.outcome() == ingestion::v1::INGEST_OUTCOME_REJECTED;
                          }),
            1);
  settings_.files_may_vanish = true;
  EXPECT_THAT(Run(files).files, SizeIs(1));
}

TEST_F(JobRunTest, TwoFilesOfOneSourceAndTheSameBytesShareAnItem) {
  InputFile twin = Make("b", "one");
  twin.source_uri = "a";
  const std::vector<InputFile> files = {Make("a", "one"), twin};
  EXPECT_THAT(Run(files).files, SizeIs(2));
  EXPECT_THAT(jobs_.uploaded(), SizeIs(1));
}

}  // namespace
}  // namespace gangmu::cli
