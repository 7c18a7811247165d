// Backup and check through the service's stubs.
#include "common/digest/sha256.h"
#include "tests/unit/services/measures/rpc/measure_server.h"
#include "tests/unit/services/measures/rpc/scripted_store.h"

namespace gangmu::measures::testing {
namespace {

using absl::StatusCode;
using ::testing::IsEmpty;

using StoreCalls = MeasureServerTest;
using Admin = v1::StoreService::Stub;

TEST_F(StoreCalls, BackupArrivesWholeInSmallChunks) {
  for (int i = 0; i < 30; ++i) PutSample("documents/" + std::to_string(i), std::to_string(i));
  grpc::ClientContext context;
  SetDeadline(context);
  Admin stub(channel_);
  const auto reader = stub.BackupStore(&context, v1::BackupStoreRequest());
  v1::BackupStoreResponse message;
  std::string all;
  int chunks = 0;
  while (reader->Read(&message)) {
    all += message.chunk();
    chunks += !message.chunk().empty();
    EXPECT_LE(message.chunk().size(), 128u * 1024);
    EXPECT_NE(message.has_summary(), !message.chunk().empty());
  }
  ASSERT_TRUE(reader->Finish().ok());
  EXPECT_GT(chunks, 1);
  EXPECT_EQ(message.summary().sha256(), Sha256Hex(all));
  EXPECT_EQ(message.summary().size_bytes(), static_cast<int64_t>(all.size()));
  EXPECT_EQ(message.summary().document_count(), 30);
  EXPECT_EQ(message.summary().position(), store().GetStoreInfo({})->head.ToString());
  EXPECT_EQ(message.summary().store_id(), store().GetStoreInfo({})->head.store_id);
}

TEST_F(StoreCalls, CheckCountsWhatItChecked) {
  PutSample("documents/a", "甲");
  const auto report = Call(&Admin::CheckStore, v1::CheckStoreRequest());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->problems(), IsEmpty());
  EXPECT_EQ(report->document_count(), 1);
  EXPECT_EQ(report->measure_count(), 3);
  EXPECT_EQ(report->indicator_count(), 4);
  EXPECT_EQ(report->content_count(), 1);
}

TEST_F(StoreCalls, FaultsReachTheCaller) {
  ScriptedStore full(
      [](const CallOptions&) { return Error(StatusCode::kResourceExhausted, Reason::kDISK_FULL, "no space left"); });
  Serve(&full);
  EXPECT_THAT(Call(&Admin::CheckStore, v1::CheckStoreRequest()),
              FailsWith(StatusCode::kResourceExhausted, Reason::kDISK_FULL));
  grpc::ClientContext context;
  SetDeadline(context);
  Admin stub(channel_);
  v1::BackupStoreResponse message;
  const auto reader = stub.BackupStore(&context, v1::BackupStoreRequest());
  EXPECT_FALSE(reader->Read(&message));
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), FailsWith(StatusCode::kResourceExhausted, Reason::kDISK_FULL));
  server_.reset();
}

}  // namespace
}  // namespace gangmu::measures::testing
