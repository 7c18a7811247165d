// Bulk reading and the change feed through the service's stubs.
#include <thread>

#include "common/position/position.h"
#include "tests/contract/record_builder.h"
#include "tests/unit/services/measures/rpc/measure_server.h"

namespace gangmu::measures::testing {
namespace {

using absl::StatusCode;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class StreamCalls : public MeasureServerTest {
 protected:
  std::string Head() { return store().GetStoreInfo({})->head.ToString(); }

  v1::WatchChangesRequest UntilNow(const std::string& position = "") {
    v1::WatchChangesRequest request;
    request.set_position(position);
    request.set_until_current(true);
    return request;
  }
};

TEST_F(StreamCalls, DocumentsComeByNameAndEndWithCompletion) {
  Put({SampleRecord("documents/b", "乙"), SampleRecord("documents/a", "甲"), SampleRecord("documents/c", "丙")});
  v1::StreamDocumentsRequest request;
  const auto messages = Stream(&Stub::StreamDocuments, request);
  ASSERT_TRUE(messages.ok()) << messages.status();
  ASSERT_THAT(*messages, SizeIs(4));
  EXPECT_EQ((*messages)[0].record().document().name(), "documents/a");
  EXPECT_EQ((*messages)[2].record().document().name(), "documents/c");
  EXPECT_THAT((*messages)[0].record().indicators(), SizeIs(4));
  EXPECT_EQ((*messages)[0].record().document().text(), "");
  for (const auto& message : *messages) EXPECT_EQ(message.position(), Head());
  EXPECT_FALSE((*messages)[2].complete());
  EXPECT_TRUE((*messages)[3].complete());
  EXPECT_FALSE((*messages)[3].has_record());

  request.set_view(v1::VIEW_FULL);
  request.set_filter(R"(title : "乙")");
  const auto filtered = Stream(&Stub::StreamDocuments, request);
  ASSERT_THAT(*filtered, SizeIs(2));
  EXPECT_EQ((*filtered)[0].record().document().text(), SampleRecord("documents/b", "乙").document().text());
}

// What was committed meanwhile is not part of the stream: it is one state, whose position the feed completes.
TEST_F(StreamCalls, BrokenStreamGoesOnBehindItsToken) {
  Put({SampleRecord("documents/a", "甲"), SampleRecord("documents/b", "乙"), SampleRecord("documents/c", "丙")});
  const std::string position = Head();
  v1::StreamDocumentsRequest request;
  {
    grpc::ClientContext context;
    SetDeadline(context);
    const auto reader = stub_->StreamDocuments(&context, request);
    v1::StreamDocumentsResponse message;
    ASSERT_TRUE(reader->Read(&message));
    request.set_resume_token(message.resume_token());
    context.TryCancel();
    while (reader->Read(&message)) {
    }
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  PutSample("documents/bb", "新");
  PutSample("documents/c", "改");
  const auto rest = Stream(&Stub::StreamDocuments, request);
  ASSERT_TRUE(rest.ok()) << rest.status();
  ASSERT_THAT(*rest, SizeIs(3));
  EXPECT_EQ((*rest)[0].record().document().name(), "documents/b");
  EXPECT_EQ((*rest)[1].record().document().title(), "关于改革的报告丙");
  EXPECT_EQ((*rest)[2].position(), position);
  EXPECT_THAT(*Stream(&Stub::WatchChanges, UntilNow(position)), SizeIs(2));

  request.set_resume_token("nonsense");
  EXPECT_THAT(Stream(&Stub::StreamDocuments, request),
              FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN));
  request.set_resume_token("");
  request.set_filter("titel : \"x\"");
  EXPECT_THAT(Stream(&Stub::StreamDocuments, request),
              FailsWith(StatusCode::kInvalidArgument, Reason::kFILTER_INVALID));
}

TEST_F(StreamCalls, FeedBringsEveryChangeInOrder) {
  PutSample("documents/a", "甲");
  PutSample("documents/a", "乙");
  v1::DeleteDocumentRequest gone;
  gone.set_name("documents/a");
  ASSERT_TRUE(Call(&Stub::DeleteDocument, gone).ok());
  const auto events = Stream(&Stub::WatchChanges, UntilNow());
  ASSERT_TRUE(events.ok()) << events.status();
  ASSERT_THAT(*events, SizeIs(3));
  EXPECT_EQ((*events)[0].change().kind(), v1::CHANGE_KIND_PUT);
  EXPECT_EQ((*events)[0].change().record().document().title(), "关于改革的报告甲");
  EXPECT_THAT((*events)[0].change().record().indicators(), SizeIs(4));
  EXPECT_EQ((*events)[2].change().kind(), v1::CHANGE_KIND_DELETE);
  EXPECT_EQ((*events)[2].change().record().document().name(), "documents/a");
  EXPECT_EQ((*events)[2].position(), Head());
  for (const auto& event : *events) EXPECT_EQ(event.head_position(), Head());
  EXPECT_THAT(*Stream(&Stub::WatchChanges, UntilNow((*events)[1].position())), SizeIs(1));
  EXPECT_THAT(*Stream(&Stub::WatchChanges, UntilNow(Head())), IsEmpty());
}

TEST_F(StreamCalls, OpenFeedSendsHeartbeatsAndThenNews) {
  PutSample("documents/a", "甲");
  v1::WatchChangesRequest request;
  request.set_position(Head());
  request.mutable_heartbeat()->set_seconds(1);
  grpc::ClientContext context;
  SetDeadline(context);
  const auto reader = stub_->WatchChanges(&context, request);
  v1::WatchChangesResponse message;
  ASSERT_TRUE(reader->Read(&message));
  EXPECT_FALSE(message.has_change()) << "nothing happened: a heartbeat";
  EXPECT_EQ(message.position(), Head());
  PutSample("documents/b", "乙");
  do {
    ASSERT_TRUE(reader->Read(&message));
  } while (!message.has_change());
  EXPECT_EQ(message.change().record().document().name(), "documents/b");
  EXPECT_EQ(message.position(), Head());
  context.TryCancel();
  while (reader->Read(&message)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(StreamCalls, PositionsThatCannotBeServedAreToldApart) {
  PutSample("documents/a", "甲");
  Position head = store().GetStoreInfo({})->head;
  const auto watch = [&](const std::string& position) { return Stream(&Stub::WatchChanges, UntilNow(position)); };
  EXPECT_THAT(watch("nonsense"), FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_POSITION));
  Position other = head;
  other.store_id = "another";
  EXPECT_THAT(watch(other.ToString()), FailsWith(StatusCode::kInvalidArgument, Reason::kINVALID_POSITION));
  other = head;
  other.epoch = "another";
  EXPECT_THAT(watch(other.ToString()), FailsWith(StatusCode::kFailedPrecondition, Reason::kSTORE_EPOCH_CHANGED));
  PutSample("documents/b", "乙");
  ASSERT_TRUE(store().PurgeHistory({.before = {.position = store().GetStoreInfo({})->head}}, {}).ok());
  for (const std::string& position : {head.ToString(), std::string()}) {
    const absl::Status compacted = watch(position).status();
    EXPECT_THAT(compacted, FailsWith(StatusCode::kOutOfRange, Reason::kCHANGES_COMPACTED));
    EXPECT_EQ(MetadataOf(compacted, "horizon"), Head());
  }
}

// A follower that reads nothing holds a thread and nothing else: writers and other followers go on.
TEST_F(StreamCalls, StalledFollowerHarmsNobody) {
  grpc::ClientContext stalled_context;
  SetDeadline(stalled_context);
  const auto stalled = stub_->WatchChanges(&stalled_context, v1::WatchChangesRequest());
  std::vector<policy::v1::DocumentRecord> records;
  for (int i = 0; i < 60; ++i) {
    auto record = SampleRecord("documents/" + std::to_string(i), std::to_string(i));
    record.mutable_indicators(0)->set_subject(std::string(20'000, 's'));
    records.push_back(record);
  }
  Put(records);
  const auto others = Stream(&Stub::WatchChanges, UntilNow());
  ASSERT_TRUE(others.ok()) << others.status();
  EXPECT_THAT(*others, SizeIs(60));
  v1::WatchChangesResponse message;
  int received = 0;
  while (received < 60 && stalled->Read(&message)) received += message.has_change();
  EXPECT_EQ(received, 60) << "and it misses nothing when it reads again";
  stalled_context.TryCancel();
  while (stalled->Read(&message)) {
  }
  stalled->Finish();
}

TEST_F(StreamCalls, StoppingServerTellsOpenStreams) {
  grpc::ClientContext context;
  SetDeadline(context);
  const auto reader = stub_->WatchChanges(&context, v1::WatchChangesRequest());
  PutSample("documents/a", "甲");
  v1::WatchChangesResponse message;
  ASSERT_TRUE(reader->Read(&message));
  std::thread stop([&] { server_->Stop(); });
  while (reader->Read(&message)) {
  }
  EXPECT_THAT(FromGrpcStatus(reader->Finish()), FailsWith(StatusCode::kUnavailable, Reason::kSERVICE_STOPPING));
  stop.join();
}

}  // namespace
}  // namespace gangmu::measures::testing
