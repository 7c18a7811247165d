// How filter errors are built: one place for code, reason and metadata.
#pragma once

#include <string_view>

#include "common/status/error.h"

namespace gangmu::filter {

// Number of code points of source before byte `offset`.
size_t CodePointOffset(std::string_view source, size_t offset);

// INVALID_ARGUMENT, FILTER_INVALID, with metadata position and token and a violation of the field `filter`.
// `begin` and `end` are bytes of `source`.
Error Fault(std::string_view source, size_t begin, size_t end, std::string_view message);

}  // namespace gangmu::filter
