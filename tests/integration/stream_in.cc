#include "tests/integration/stream_in.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

#include "gtest/gtest.h"

namespace gangmu::testing {
namespace {

bool WantOfAService(const ingestion::v1::IngestResult& result) {
  const int code = result.status().code();
  return result.outcome() == ingestion::v1::INGEST_OUTCOME_REJECTED &&
         (code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::ABORTED ||
          code == grpc::StatusCode::DEADLINE_EXCEEDED || code == grpc::StatusCode::RESOURCE_EXHAUSTED);
}

}  // namespace

std::vector<ingestion::v1::RawDocument> SampleVariants(const std::string& prefix, int copies) {
  std::set<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(SamplesFolder())) {
    if (entry.path().extension() == ".txt") files.insert(entry.path());
  }
  std::vector<ingestion::v1::RawDocument> documents;
  for (const auto& path : files) {
    std::ifstream in(path);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    for (int i = 0; i < copies; ++i) {
      ingestion::v1::RawDocument& document = documents.emplace_back();
      document.set_source_uri(absl::StrCat(prefix, "/", path.stem().string(), "-", i, ".txt"));
      document.set_content(absl::StrCat(text, "\n附注：", prefix, "第", i, "份，另有材料", i + 2, "份。\n"));
    }
  }
  return documents;
}

void StreamIn(Suite& suite, const std::vector<ingestion::v1::RawDocument>& documents, Acknowledged* acknowledged) {
  const auto stub = suite.IngestionStub();
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(120)));
  const auto stream = stub->IngestDocuments(&context);
  std::set<size_t> answered;
  for (const auto& [index, result] : *acknowledged) answered.insert(index);
  std::thread writer([&, answered] {
    for (size_t i = 0; i < documents.size(); ++i) {
      if (answered.contains(i)) continue;
      ingestion::v1::IngestDocumentsRequest request;
      *request.mutable_document() = documents[i];
      request.set_index(static_cast<int64_t>(i));
      if (!stream->Write(request)) return;
    }
    stream->WritesDone();
  });
  ingestion::v1::IngestDocumentsResponse response;
  while (stream->Read(&response)) {
    if (WantOfAService(response.result())) continue;
    const bool first = acknowledged->emplace(response.index(), response.result()).second;
    EXPECT_TRUE(first) << "answered twice: " << response.ShortDebugString();
  }
  context.TryCancel();  // where the service is gone, the writer learns it here
  writer.join();
  (void)stream->Finish();
}

void StreamInAll(Suite& suite, const std::vector<ingestion::v1::RawDocument>& documents, int seconds,
                 Acknowledged* acknowledged) {
  const absl::Time end = absl::Now() + absl::Seconds(seconds);
  while (acknowledged->size() < documents.size()) {
    ASSERT_LT(absl::Now(), end) << acknowledged->size() << " of " << documents.size() << " answered";
    StreamIn(suite, documents, acknowledged);
    if (acknowledged->size() < documents.size()) absl::SleepFor(absl::Milliseconds(50));
  }
}

}  // namespace gangmu::testing
