#include "common/rpc/reflection.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/text/strings.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"
#include "grpc/health/v1/health.pb.h"

namespace gangmu {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using grpc::reflection::v1::ServerReflectionRequest;
using grpc::reflection::v1::ServerReflectionResponse;

constexpr Method kServerReflectionInfo{"grpc.reflection.v1.ServerReflection", "ServerReflectionInfo", Access::kRead};

void SetNotFound(ServerReflectionResponse& response, std::string_view what) {
  response.mutable_error_response()->set_error_code(static_cast<int>(grpc::StatusCode::NOT_FOUND));
  response.mutable_error_response()->set_error_message(StrCat("not found: ", what));
}

// The file and all it imports, each once, the file first.
void AppendWithImports(const FileDescriptor& file, std::set<std::string>& seen, ServerReflectionResponse& response) {
  if (!seen.insert(file.name()).second) return;
  google::protobuf::FileDescriptorProto proto;
  file.CopyTo(&proto);
  response.mutable_file_descriptor_response()->add_file_descriptor_proto(proto.SerializeAsString());
  for (int i = 0; i < file.dependency_count(); ++i) AppendWithImports(*file.dependency(i), seen, response);
}

void AnswerFile(const FileDescriptor* file, std::string_view asked, ServerReflectionResponse& response) {
  if (file == nullptr) return SetNotFound(response, asked);
  std::set<std::string> seen;
  AppendWithImports(*file, seen, response);
}

void AnswerExtensionNumbers(const std::string& type, ServerReflectionResponse& response) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  const Descriptor* descriptor = pool.FindMessageTypeByName(type);
  if (descriptor == nullptr) return SetNotFound(response, type);
  std::vector<const FieldDescriptor*> extensions;
  pool.FindAllExtensions(descriptor, &extensions);
  auto* answer = response.mutable_all_extension_numbers_response();
  answer->set_base_type_name(type);
  for (const FieldDescriptor* extension : extensions) answer->add_extension_number(extension->number());
}

void AnswerExtension(const grpc::reflection::v1::ExtensionRequest& asked, ServerReflectionResponse& response) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  const Descriptor* type = pool.FindMessageTypeByName(asked.containing_type());
  const FieldDescriptor* extension =
      type == nullptr ? nullptr : pool.FindExtensionByNumber(type, asked.extension_number());
  AnswerFile(extension == nullptr ? nullptr : extension->file(),
             StrCat(asked.containing_type(), " extension ", asked.extension_number()), response);
}

ServerReflectionResponse AnswerTo(const ServerReflectionRequest& request, const std::vector<std::string>& services) {
  const DescriptorPool& pool = *DescriptorPool::generated_pool();
  ServerReflectionResponse response;
  response.set_valid_host(request.host());
  *response.mutable_original_request() = request;
  switch (request.message_request_case()) {
    case ServerReflectionRequest::kFileByFilename:
      AnswerFile(pool.FindFileByName(request.file_by_filename()), request.file_by_filename(), response);
      break;
    case ServerReflectionRequest::kFileContainingSymbol:
      AnswerFile(pool.FindFileContainingSymbol(request.file_containing_symbol()), request.file_containing_symbol(),
                 response);
      break;
    case ServerReflectionRequest::kFileContainingExtension:
      AnswerExtension(request.file_containing_extension(), response);
      break;
    case ServerReflectionRequest::kAllExtensionNumbersOfType:
      AnswerExtensionNumbers(request.all_extension_numbers_of_type(), response);
      break;
    case ServerReflectionRequest::kListServices:
      response.mutable_list_services_response();
      for (const std::string& name : services) response.mutable_list_services_response()->add_service()->set_name(name);
      break;
    case ServerReflectionRequest::MESSAGE_REQUEST_NOT_SET:
      response.mutable_error_response()->set_error_code(static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
      response.mutable_error_response()->set_error_message("the request asks nothing");
      break;
  }
  return response;
}

}  // namespace

ReflectionService::ReflectionService(CallRunner& runner, std::vector<std::string> services)
    : runner_(runner), services_(std::move(services)) {
  // gRPC's own health service is made without C++ descriptors; naming ours links them in, so that the listed service
  // can be described too.
  services_.push_back(grpc::health::v1::HealthCheckRequest::descriptor()->file()->service(0)->full_name());
  services_.emplace_back(kServerReflectionInfo.service);
  services_.emplace_back("grpc.reflection.v1alpha.ServerReflection");
  std::sort(services_.begin(), services_.end());
}

grpc::Status ReflectionService::ServerReflectionInfo(
    grpc::ServerContext* context, grpc::ServerReaderWriter<ServerReflectionResponse, ServerReflectionRequest>* stream) {
  return runner_.BidiStream(*context, kServerReflectionInfo, *stream,
                            [this](CallContext&, StreamReader<ServerReflectionRequest>& in,
                                   StreamWriter<ServerReflectionResponse>& out) -> absl::Status {
                              ServerReflectionRequest request;
                              while (in.Read(&request)) RETURN_IF_ERROR(out.Write(AnswerTo(request, services_)));
                              return in.Check();
                            });
}

}  // namespace gangmu
