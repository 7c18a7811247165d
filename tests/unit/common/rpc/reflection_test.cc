#include "common/rpc/reflection.h"

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/unit/common/rpc/echo_server.h"

namespace gangmu::testing {
namespace {

using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;
using ::testing::ElementsAre;

class ReflectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    echo_.Start();
    channel_ = MakeChannel({.target = echo_.server->local_target()});
  }

  ServerReflectionResponse Ask(const ServerReflectionRequest& request) {
    const auto stub = grpc::reflection::v1::ServerReflection::NewStub(channel_);
    grpc::ClientContext context;
    PrepareCall(context, absl::Seconds(20));
    auto stream = stub->ServerReflectionInfo(&context);
    ServerReflectionResponse response;
    EXPECT_TRUE(stream->Write(request));
    EXPECT_TRUE(stream->Read(&response));
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
    return response;
  }

  EchoServer echo_;
  std::shared_ptr<grpc::Channel> channel_;
};

std::vector<std::string> ServiceNames(const ServerReflectionResponse& response) {
  std::vector<std::string> names;
  for (const auto& service : response.list_services_response().service()) names.push_back(service.name());
  return names;
}

TEST_F(ReflectionTest, ListsAllServices) {
  ServerReflectionRequest request;
  request.set_list_services("*");
  EXPECT_THAT(ServiceNames(Ask(request)),
              ElementsAre("gangmu.testing.v1.EchoService", "grpc.health.v1.Health",
                          "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"));
}

TEST_F(ReflectionTest, EveryListedServiceOfOursCanBeRebuiltFromTheAnswers) {
  for (const std::string name : {"gangmu.testing.v1.EchoService", "grpc.health.v1.Health",
                                 "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"}) {
    ServerReflectionRequest request;
    request.set_file_containing_symbol(name);
    const ServerReflectionResponse response = Ask(request);
    ASSERT_TRUE(response.has_file_descriptor_response()) << name << ": " << response.DebugString();
    google::protobuf::DescriptorPool pool;
    const auto& files = response.file_descriptor_response().file_descriptor_proto();
    // Imports come after what imports them.
    for (int i = files.size() - 1; i >= 0; --i) {
      google::protobuf::FileDescriptorProto file;
      ASSERT_TRUE(file.ParseFromString(files[i]));
      ASSERT_NE(pool.BuildFile(file), nullptr) << file.name();
    }
    EXPECT_NE(pool.FindServiceByName(name), nullptr);
  }
}

TEST_F(ReflectionTest, FilesByNameAndWhatIsNotThere) {
  ServerReflectionRequest request;
  request.set_file_by_filename("gangmu/testing/v1/echo.proto");
  EXPECT_EQ(Ask(request).file_descriptor_response().file_descriptor_proto_size(), 1);
  request.set_file_by_filename("no/such.proto");
  EXPECT_EQ(Ask(request).error_response().error_code(), static_cast<int>(grpc::StatusCode::NOT_FOUND));
  request.set_file_containing_symbol("no.such.Symbol");
  EXPECT_EQ(Ask(request).error_response().error_code(), static_cast<int>(grpc::StatusCode::NOT_FOUND));
  request.set_all_extension_numbers_of_type("google.protobuf.MessageOptions");
  EXPECT_EQ(Ask(request).all_extension_numbers_response().base_type_name(), "google.protobuf.MessageOptions");
  request.mutable_file_containing_extension()->set_containing_type("google.protobuf.MessageOptions");
  request.mutable_file_containing_extension()->set_extension_number(99999);
  EXPECT_EQ(Ask(request).error_response().error_code(), static_cast<int>(grpc::StatusCode::NOT_FOUND));
  EXPECT_EQ(Ask(ServerReflectionRequest()).error_response().error_code(),
            static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
}

// The two versions have one schema, so the messages of v1 read what v1alpha sends.
TEST_F(ReflectionTest, V1AlphaAnswersToo) {
  ServerReflectionRequest request;
  request.set_list_services("*");
  grpc::TemplatedGenericStub<ServerReflectionRequest, ServerReflectionResponse> stub(channel_);
  grpc::ClientContext context;
  PrepareCall(context, absl::Seconds(20));
  grpc::CompletionQueue queue;
  void* tag = nullptr;
  bool ok = false;
  auto stream = stub.PrepareCall(&context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
  stream->StartCall(nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  stream->Write(request, nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  ServerReflectionResponse response;
  stream->Read(&response, nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok) && ok);
  EXPECT_THAT(ServiceNames(response), ::testing::Contains("gangmu.testing.v1.EchoService"));
  context.TryCancel();
  grpc::Status status;
  stream->Finish(&status, nullptr);
  ASSERT_TRUE(queue.Next(&tag, &ok));
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
}

}  // namespace
}  // namespace gangmu::testing
