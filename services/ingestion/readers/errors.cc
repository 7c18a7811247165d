#include "services/ingestion/readers/errors.h"

#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu::readers {
namespace {
using absl::StatusCode;
}

absl::Status UnsupportedMediaType(std::string_view media_type) {
  return Error(StatusCode::kInvalidArgument, Reason::kUNSUPPORTED_MEDIA_TYPE,
               StrCat("no reader takes ", media_type, "; give text, HTML, DOCX, PDF or OFD"))
      .With("mediaType", media_type);
}

absl::Status NotText(std::string_view why) { return Error(StatusCode::kInvalidArgument, Reason::kNOT_TEXT, why); }

absl::Status EmptyDocument(std::string_view media_type) {
  return Error(StatusCode::kInvalidArgument, Reason::kEMPTY_DOCUMENT,
               StrCat("the ", media_type, " document has no text"))
      .With("mediaType", media_type);
}

absl::Status Malformed(std::string_view media_type, std::string_view what) {
  return Error(StatusCode::kInvalidArgument, Reason::kFILE_MALFORMED, StrCat("broken ", media_type, " file: ", what))
      .With("mediaType", media_type);
}

absl::Status Encrypted(std::string_view media_type) {
  return Error(StatusCode::kInvalidArgument, Reason::kENCRYPTED,
               StrCat("the ", media_type, " file is protected by a password; remove it and try again"))
      .With("mediaType", media_type);
}

absl::Status LimitExceeded(std::string_view limit, std::string_view message) {
  return Error(StatusCode::kInvalidArgument, Reason::kLIMIT_EXCEEDED, message).With("limit", limit);
}

absl::Status TextTooLarge(size_t max_text_bytes) {
  return Error(StatusCode::kInvalidArgument, Reason::kDOCUMENT_TOO_LARGE,
               StrCat("the document text is larger than ", max_text_bytes, " bytes"))
      .With("maxBytes", StrCat(max_text_bytes));
}

}  // namespace gangmu::readers
