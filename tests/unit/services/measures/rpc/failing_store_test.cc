// What callers are told when the store fails, and what the store is told when callers leave.
#include <atomic>
#include <thread>

#include "common/time/clock.h"
#include "tests/contract/record_builder.h"
#include "tests/unit/services/measures/rpc/measure_server.h"
#include "tests/unit/services/measures/rpc/scripted_store.h"

namespace gangmu::measures::testing {
namespace {

using absl::StatusCode;
using ::testing::HasSubstr;
using ::testing::Not;

class FailingStore : public MeasureServerTest {
 protected:
  void TearDown() override {
    server_.reset();  // before the scripted store, which calls may still use
    MeasureServerTest::TearDown();
  }
  void ServeScript(ScriptedStore::Script script) {
    server_.reset();
    scripted_ = std::make_unique<ScriptedStore>(std::move(script));
    Serve(scripted_.get());
  }
  absl::Status PutOne() {
    v1::PutDocumentsRequest request;
    *request.add_documents()->mutable_record() = SampleRecord("documents/a", "甲");
    return Call(&Stub::PutDocuments, request).status();
  }
  absl::Status GetOne() {
    v1::GetDocumentRequest request;
    request.set_name("documents/a");
    return Call(&Stub::GetDocument, request).status();
  }
  absl::Status Watch() { return Stream(&Stub::WatchChanges, v1::WatchChangesRequest()).status(); }

  std::unique_ptr<ScriptedStore> scripted_;
};

TEST_F(FailingStore, ReasonsReachTheCaller) {
  struct Case {
    StatusCode code;
    Reason reason;
  };
  for (const Case& c :
       {Case{StatusCode::kResourceExhausted, Reason::kDISK_FULL},
        Case{StatusCode::kFailedPrecondition, Reason::kREAD_ONLY}, Case{StatusCode::kUnavailable, Reason::kSTORE_BUSY},
        Case{StatusCode::kDataLoss, Reason::kDATA_CORRUPTED}, Case{StatusCode::kOutOfRange, Reason::kPURGED},
        Case{StatusCode::kAborted, Reason::kCONFLICT}, Case{StatusCode::kUnavailable, Reason::kUNAVAILABLE}}) {
    SCOPED_TRACE(std::string(ReasonName(c.reason)));
    ServeScript([c](const CallOptions&) { return Error(c.code, c.reason, "as told").With("name", "documents/a"); });
    for (const absl::Status& status : {PutOne(), GetOne(), Watch()}) {
      EXPECT_THAT(status, FailsWith(c.code, c.reason));
      EXPECT_EQ(MetadataOf(status, "name"), "documents/a");
    }
  }
}

TEST_F(FailingStore, BusyStoreSaysWhenToTryAgain) {
  ServeScript([](const CallOptions&) {
    return Error(StatusCode::kUnavailable, Reason::kSTORE_BUSY, "busy").RetryAfter(absl::Milliseconds(200));
  });
  EXPECT_EQ(DetailsOf(PutOne()).retry_delay, absl::Milliseconds(200));
}

TEST_F(FailingStore, InternalTextStaysInside) {
  ServeScript([](const CallOptions&) { return absl::InternalError("SELECT * FROM /secret/measures.db"); });
  const absl::Status status = GetOne();
  EXPECT_EQ(status.code(), StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
  EXPECT_NE(MetadataOf(status, "requestId"), "");
}

// The script stands in for a long query: it ends only when the caller's options say so.
TEST_F(FailingStore, CancellationReachesTheStore) {
  std::atomic<bool> begun = false;
  std::atomic<bool> saw_cancel = false;
  ServeScript([&](const CallOptions& options) {
    begun = true;
    const absl::Duration end = SystemClock().Monotonic() + absl::Seconds(15);
    while (SystemClock().Monotonic() < end && !saw_cancel) {
      saw_cancel = options.cancelled();
      SystemClock().Sleep(absl::Milliseconds(2));
    }
    return Error(StatusCode::kCancelled, Reason::kCANCELLED, "seen").Build();
  });
  grpc::ClientContext context;
  std::thread leave([&] {
    while (!begun) SystemClock().Sleep(absl::Milliseconds(1));
    context.TryCancel();
  });
  v1::ListDocumentsResponse response;
  EXPECT_EQ(stub_->ListDocuments(&context, v1::ListDocumentsRequest(), &response).error_code(),
            grpc::StatusCode::CANCELLED);
  leave.join();
  server_->Stop();
  EXPECT_TRUE(saw_cancel);
}

TEST_F(FailingStore, DeadlineReachesTheStore) {
  std::atomic<int64_t> given = 0;  // atomic: the sanitizer does not see gRPC's own hand-over
  ServeScript([&](const CallOptions& options) {
    given = absl::ToUnixMillis(options.deadline);
    SystemClock().Sleep(options.deadline - SystemClock().Now());
    return Error(StatusCode::kDeadlineExceeded, Reason::kDEADLINE_EXCEEDED, "late").Build();
  });
  grpc::ClientContext context;
  const absl::Time deadline = SystemClock().Now() + absl::Milliseconds(300);
  context.set_deadline(absl::ToChronoTime(deadline));
  v1::ListDocumentsResponse response;
  EXPECT_EQ(stub_->ListDocuments(&context, v1::ListDocumentsRequest(), &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  server_->Stop();
  EXPECT_LT(absl::AbsDuration(absl::FromUnixMillis(given) - deadline), absl::Milliseconds(200))
      << "no more time than the caller has";
}

TEST_F(FailingStore, DeadlineThatHasPassedCostsNothing) {
  std::atomic<int> calls = 0;
  ServeScript([&](const CallOptions&) {
    ++calls;
    return absl::InternalError("never asked");
  });
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() - std::chrono::seconds(1));
  v1::ListDocumentsResponse response;
  EXPECT_EQ(stub_->ListDocuments(&context, v1::ListDocumentsRequest(), &response).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(calls, 0);
}

}  // namespace
}  // namespace gangmu::measures::testing
