// Where a bulk read stands: the position it speaks of and the cursor of its listing.
#pragma once

#include <string>

#include "absl/status/statusor.h"

#include "common/position/position.h"

namespace gangmu::measures {

struct StreamPlace {
  Position position;
  std::string list_cursor;  // empty at the beginning

  // Text, since a resume token travels as text: the position, a line feed, the cursor in base64.
  std::string ToString() const;
  // INVALID_ARGUMENT INVALID_PAGE_TOKEN where ToString did not make it.
  static absl::StatusOr<StreamPlace> Parse(const std::string& cursor);
};

}  // namespace gangmu::measures
