// Bytes → document text. The kind of file is found by content; names and stated types are hints and never decide alone.
// No reader fetches anything from a network, writes a file beside a private temporary one, or follows a path found in
// a file.
#pragma once

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "services/ingestion/readers/read_document.h"

namespace gangmu::readers {

// What the caller knows; everything may be empty.
struct Hints {
  std::string_view media_type;
  std::string_view charset;  // wins over detection where the bytes are valid in it
};

// Bounds of one file. What passes one ends with LIMIT_EXCEEDED (the text: DOCUMENT_TOO_LARGE) and costs no more than
// the bound.
struct Limits {
  size_t max_text_bytes = 8 << 20;                    // UTF-8 document text
  size_t max_source_bytes = 256 << 20;                // the file
  int max_depth = 512;                                // nesting of HTML and XML elements
  int max_archive_entries = 10'000;                   // entries of a ZIP container
  size_t max_archive_bytes = 256 << 20;               // a container's parts, unpacked, together
  int max_expansion_ratio = 200;                      // unpacked to packed size of one part above 1 MiB
  int max_pages = 5'000;                              // of PDF and OFD
  absl::Duration child_cpu_time = absl::Seconds(60);  // of a converter in a child process
  absl::Duration child_wall_time = absl::Seconds(120);
  size_t child_memory_bytes = size_t{1} << 30;
};

// Reads one file. Thread safe.
// Errors, all with the reason and metadata `mediaType` where it was found:
//   INVALID_ARGUMENT UNSUPPORTED_MEDIA_TYPE  a kind of file no reader takes
//   INVALID_ARGUMENT NOT_TEXT                bytes that are no text in a known encoding
//   INVALID_ARGUMENT EMPTY_DOCUMENT          nothing but blanks; also a PDF or OFD that holds pictures only
//   INVALID_ARGUMENT FILE_MALFORMED          the file breaks the rules of its format
//   INVALID_ARGUMENT ENCRYPTED               the file is protected by a password
//   INVALID_ARGUMENT DOCUMENT_TOO_LARGE      more text than Limits::max_text_bytes
//   INVALID_ARGUMENT LIMIT_EXCEEDED          any other limit; metadata `limit` names it
//   FAILED_PRECONDITION PRECONDITION_FAILED  pdftotext is not installed
absl::StatusOr<ReadDocument> Read(std::string_view bytes, const Hints& hints = {}, const Limits& limits = {});

}  // namespace gangmu::readers
