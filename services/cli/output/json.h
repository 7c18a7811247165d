// Messages in the proto3 JSON mapping, default fields printed, so that a reader finds every field each time.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "google/protobuf/message.h"

namespace gangmu::cli {

enum class JsonLayout { kIndented, kOneLine };

// Without a newline at the end. INTERNAL where a google.protobuf.Any holds a type that this program does not know.
absl::StatusOr<std::string> ToJson(const google::protobuf::Message& message, JsonLayout layout);

// A JSON string with its quotes; bytes that are no UTF-8 become '?'.
std::string JsonString(std::string_view text);

}  // namespace gangmu::cli
