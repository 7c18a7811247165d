// The errors of readers, named.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace gangmu::readers {

absl::Status UnsupportedMediaType(std::string_view media_type);
absl::Status NotText(std::string_view why);
absl::Status EmptyDocument(std::string_view media_type);
absl::Status Malformed(std::string_view media_type, std::string_view what);
absl::Status Encrypted(std::string_view media_type);
// `limit` is the limit's name in lowerCamelCase, for example archiveEntries.
absl::Status LimitExceeded(std::string_view limit, std::string_view message);
absl::Status TextTooLarge(size_t max_text_bytes);

}  // namespace gangmu::readers
