// Page tokens (AIP-158): opaque to callers, bound to the query they came from, checked for damage. They are no secret
// and no proof of authority: whoever decodes one still checks what the cursor names.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "google/protobuf/message.h"

namespace gangmu {

// A number for all arguments of a list request but page_token and page_size: a caller may change the size between
// pages, nothing else.
uint64_t QueryFingerprint(const google::protobuf::Message& request);

// `cursor`: where the next page begins, any bytes.
std::string EncodePageToken(uint64_t fingerprint, std::string_view cursor);

// The cursor. INVALID_ARGUMENT (INVALID_PAGE_TOKEN) where the token is damaged, of another version, or of another
// query; an empty token is not for this function.
absl::StatusOr<std::string> DecodePageToken(std::string_view token, uint64_t fingerprint);

}  // namespace gangmu
