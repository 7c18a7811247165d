// Equality of records is judged by a digest over their fields, never over serialised bytes, which may differ between
// versions of a library for equal messages.
#pragma once

#include <string>

#include "google/protobuf/message.h"

namespace gangmu::measures {

// 32 bytes over the set fields in the order of their numbers, maps in the order of their keys. Unknown fields do not
// count. Thread safe.
std::string CanonicalDigest(const google::protobuf::Message& message);

}  // namespace gangmu::measures
