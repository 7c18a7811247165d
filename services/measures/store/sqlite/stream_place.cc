#include "services/measures/store/sqlite/stream_place.h"

#include <utility>

#include "absl/strings/escaping.h"

#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu::measures {

std::string StreamPlace::ToString() const {
  return StrCat(position.ToString(), "\n", absl::WebSafeBase64Escape(list_cursor));
}

absl::StatusOr<StreamPlace> StreamPlace::Parse(const std::string& cursor) {
  const size_t line_feed = cursor.find('\n');
  auto position = Position::Parse(cursor.substr(0, line_feed));
  std::string list_cursor;
  if (line_feed == std::string::npos || !position.ok() ||
      !absl::WebSafeBase64Unescape(cursor.substr(line_feed + 1), &list_cursor)) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN, "the resume token is damaged")
        .Violation("resume_token", "send back the token of the last message as it was given");
  }
  return StreamPlace{*std::move(position), std::move(list_cursor)};
}

}  // namespace gangmu::measures
