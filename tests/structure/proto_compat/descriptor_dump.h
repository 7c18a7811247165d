// Everything of a set of protos that bytes on the wire or proto3 JSON depend on, one sorted line an element, so that a
// change is readable in a diff:
//   field gangmu.policy.v1.Region 2 | name code type string label optional json code
// The part before the bar identifies the element, the part behind it must stay as it is.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"

namespace gangmu::structure {

using DescriptorDump = std::set<std::string>;

// The files of `set` in `pool`; INVALID_ARGUMENT where one does not build. `pool` must be empty.
absl::Status BuildFiles(const google::protobuf::FileDescriptorSet& set, google::protobuf::DescriptorPool* pool);

// Dump of all files of `set` but those of google.protobuf, which are not ours to keep stable.
absl::StatusOr<DescriptorDump> Dump(const google::protobuf::FileDescriptorSet& set);

// One line an element, and back.
std::string ToText(const DescriptorDump& dump);
DescriptorDump FromText(std::string_view text);

}  // namespace gangmu::structure
