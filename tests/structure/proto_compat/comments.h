// Finds protos without words: every message, field, enum, value, service and method of the project is explained.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "google/protobuf/descriptor.pb.h"

namespace gangmu::structure {

// "file:line: full name" of each element without a leading comment, in the order of the files. `set` must carry source
// info. Packages of others (google.*, grpc.*) and the entries that the compiler makes for maps are left out.
absl::StatusOr<std::vector<std::string>> UncommentedElements(const google::protobuf::FileDescriptorSet& set);

}  // namespace gangmu::structure
