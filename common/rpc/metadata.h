// Names of the metadata that this project sends and reads.
#pragma once

#include <string_view>

namespace gangmu {

// Chosen by the caller, or by the server where it is missing; the same through all services a call passes.
inline constexpr std::string_view kRequestIdMetadata = "x-request-id";

}  // namespace gangmu
