#include "tests/structure/proto_compat/comments.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

#include "google/protobuf/descriptor.h"
#include "tests/structure/proto_compat/descriptor_dump.h"

namespace gangmu::structure {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::EnumDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::SourceLocation;

class CommentCheck {
 public:
  void File(const FileDescriptor& file) {
    for (int i = 0; i < file.message_type_count(); ++i) Message(*file.message_type(i));
    for (int i = 0; i < file.enum_type_count(); ++i) Enum(*file.enum_type(i));
    for (int i = 0; i < file.service_count(); ++i) {
      Element(*file.service(i), file);
      for (int m = 0; m < file.service(i)->method_count(); ++m) Element(*file.service(i)->method(m), file);
    }
  }

  std::vector<std::string> found() && { return std::move(found_); }

 private:
  template <typename D>
  void Element(const D& element, const FileDescriptor& file) {
    SourceLocation at;
    const bool known = element.GetSourceLocation(&at);
    if (known && !absl::StripAsciiWhitespace(at.leading_comments).empty()) return;
    found_.push_back(absl::StrCat(file.name(), ":", known ? at.start_line + 1 : 0, ": ", element.full_name()));
  }

  void Enum(const EnumDescriptor& type) {
    Element(type, *type.file());
    for (int i = 0; i < type.value_count(); ++i) Element(*type.value(i), *type.file());
  }

  void Message(const Descriptor& type) {
    if (type.options().map_entry()) return;
    Element(type, *type.file());
    for (int i = 0; i < type.field_count(); ++i) Element(*type.field(i), *type.file());
    for (int i = 0; i < type.nested_type_count(); ++i) Message(*type.nested_type(i));
    for (int i = 0; i < type.enum_type_count(); ++i) Enum(*type.enum_type(i));
  }

  std::vector<std::string> found_;
};

// Wire-compatible copies of others' protos keep others' comments.
bool IsForeign(absl::string_view package) {
  return absl::StartsWith(package, "google.") || absl::StartsWith(package, "grpc.");
}

}  // namespace

absl::StatusOr<std::vector<std::string>> UncommentedElements(const google::protobuf::FileDescriptorSet& set) {
  DescriptorPool pool;
  if (absl::Status built = BuildFiles(set, &pool); !built.ok()) return built;
  CommentCheck check;
  for (const auto& file : set.file()) {
    if (!IsForeign(file.package())) check.File(*pool.FindFileByName(file.name()));
  }
  return std::move(check).found();
}

}  // namespace gangmu::structure
