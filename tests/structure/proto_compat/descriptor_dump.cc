#include "tests/structure/proto_compat/descriptor_dump.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace gangmu::structure {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::FileDescriptorProto;
using google::protobuf::FileDescriptorSet;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

constexpr char kBar[] = " | ";

std::string TypeOf(const FieldDescriptor& field) {
  if (field.type() == FieldDescriptor::TYPE_MESSAGE) return field.message_type()->full_name();
  if (field.type() == FieldDescriptor::TYPE_ENUM) return field.enum_type()->full_name();
  return field.type_name();
}

// A synthetic oneof stands for `optional`: presence changes what JSON prints.
std::string PresenceOf(const FieldDescriptor& field) {
  if (field.is_repeated()) return "repeated";
  return field.has_optional_keyword() ? "explicit" : "singular";
}

void DumpField(const FieldDescriptor& field, DescriptorDump* out) {
  std::string line =
      absl::StrCat("field ", field.containing_type()->full_name(), " ", field.number(), kBar, "name ", field.name(),
                   " type ", TypeOf(field), " label ", PresenceOf(field), " json ", field.json_name());
  if (const auto* oneof = field.real_containing_oneof()) absl::StrAppend(&line, " oneof ", oneof->name());
  out->insert(line);
}

void DumpEnum(const EnumDescriptor& type, DescriptorDump* out) {
  out->insert(absl::StrCat("enum ", type.full_name(), kBar));
  for (int i = 0; i < type.value_count(); ++i) {
    out->insert(absl::StrCat("value ", type.full_name(), " ", type.value(i)->name(), kBar, type.value(i)->number()));
  }
  for (int i = 0; i < type.reserved_range_count(); ++i) {
    const auto* range = type.reserved_range(i);
    out->insert(absl::StrCat("reserved ", type.full_name(), " ", range->start, " to ", range->end, kBar));
  }
  for (int i = 0; i < type.reserved_name_count(); ++i) {
    out->insert(absl::StrCat("reserved ", type.full_name(), " ", type.reserved_name(i), kBar));
  }
}

void DumpMessage(const Descriptor& type, DescriptorDump* out) {
  out->insert(absl::StrCat("message ", type.full_name(), kBar, type.options().map_entry() ? "map entry" : ""));
  for (int i = 0; i < type.field_count(); ++i) DumpField(*type.field(i), out);
  for (int i = 0; i < type.enum_type_count(); ++i) DumpEnum(*type.enum_type(i), out);
  for (int i = 0; i < type.nested_type_count(); ++i) DumpMessage(*type.nested_type(i), out);
  for (int i = 0; i < type.reserved_range_count(); ++i) {
    const auto* range = type.reserved_range(i);
    out->insert(absl::StrCat("reserved ", type.full_name(), " ", range->start, " to ", range->end - 1, kBar));
  }
  for (int i = 0; i < type.reserved_name_count(); ++i) {
    out->insert(absl::StrCat("reserved ", type.full_name(), " ", type.reserved_name(i), kBar));
  }
}

void DumpMethod(const MethodDescriptor& method, DescriptorDump* out) {
  out->insert(absl::StrCat("method ", method.full_name(), kBar, method.client_streaming() ? "stream " : "",
                           method.input_type()->full_name(), " returns ", method.server_streaming() ? "stream " : "",
                           method.output_type()->full_name()));
}

void DumpFile(const FileDescriptor& file, DescriptorDump* out) {
  for (int i = 0; i < file.message_type_count(); ++i) DumpMessage(*file.message_type(i), out);
  for (int i = 0; i < file.enum_type_count(); ++i) DumpEnum(*file.enum_type(i), out);
  for (int i = 0; i < file.service_count(); ++i) {
    const ServiceDescriptor& service = *file.service(i);
    out->insert(absl::StrCat("service ", service.full_name(), kBar));
    for (int m = 0; m < service.method_count(); ++m) DumpMethod(*service.method(m), out);
  }
}

}  // namespace

absl::Status BuildFiles(const FileDescriptorSet& set, DescriptorPool* pool) {
  for (const FileDescriptorProto& file : set.file()) {
    if (!pool->BuildFile(file)) return absl::InvalidArgumentError(absl::StrCat("cannot build ", file.name()));
  }
  return absl::OkStatus();
}

absl::StatusOr<DescriptorDump> Dump(const FileDescriptorSet& set) {
  DescriptorPool pool;
  if (absl::Status built = BuildFiles(set, &pool); !built.ok()) return built;
  DescriptorDump dump;
  for (const FileDescriptorProto& file : set.file()) {
    if (file.package() != "google.protobuf") DumpFile(*pool.FindFileByName(file.name()), &dump);
  }
  return dump;
}

std::string ToText(const DescriptorDump& dump) {
  std::string text;
  for (const std::string& line : dump) absl::StrAppend(&text, line, "\n");
  return text;
}

DescriptorDump FromText(std::string_view text) {
  DescriptorDump dump;
  for (absl::string_view line : absl::StrSplit(absl::string_view(text.data(), text.size()), '\n', absl::SkipEmpty())) {
    dump.emplace(line.data(), line.size());
  }
  return dump;
}

}  // namespace gangmu::structure
