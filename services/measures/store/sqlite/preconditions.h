// What a caller may demand of the state that it changes.
#pragma once

#include <string_view>

#include "absl/status/status.h"

#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu::measures {

// ABORTED, ETAG_MISMATCH (metadata: name) where an etag is demanded and another, or none, is stored.
inline absl::Status CheckEtag(std::string_view name, std::string_view demanded, std::string_view stored) {
  if (demanded.empty() || demanded == stored) return absl::OkStatus();
  return Error(absl::StatusCode::kAborted, Reason::kETAG_MISMATCH,
               StrCat(name, " changed since it was read: read it again and repeat the change"))
      .With("name", name);
}

}  // namespace gangmu::measures
