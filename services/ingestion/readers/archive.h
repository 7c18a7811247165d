// A ZIP container in memory, read within limits. Entry names are keys and never paths: nothing is written to disk, so
// names such as ../../etc/passwd can do no harm.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "services/ingestion/readers/reader.h"

struct zip;

namespace gangmu::readers {

// Not thread safe. The bytes must outlive it.
class Archive {
 public:
  // `media_type` names the format in errors. Errors: FILE_MALFORMED, LIMIT_EXCEEDED (archiveEntries).
  static absl::StatusOr<Archive> Open(std::string_view bytes, const Limits& limits, std::string_view media_type);

  // The format once it is known better.
  void set_media_type(std::string_view media_type) { media_type_ = media_type; }

  bool Has(std::string_view name) const { return index_.contains(std::string(name)); }

  // One entry unpacked. Errors: FILE_MALFORMED (no such entry, damaged), ENCRYPTED, LIMIT_EXCEEDED (archiveBytes,
  // expansionRatio): the limits hold on what really comes out, whatever the headers say.
  absl::StatusOr<std::string> Extract(std::string_view name);

 private:
  struct Close {
    void operator()(zip* archive) const;
  };
  Archive(zip* archive, const Limits& limits, std::string_view media_type)
      : archive_(archive), limits_(limits), media_type_(media_type), bytes_left_(limits.max_archive_bytes) {}

  std::unique_ptr<zip, Close> archive_;
  Limits limits_;
  std::string media_type_;
  size_t bytes_left_;
  std::unordered_map<std::string, uint64_t> index_;
};

}  // namespace gangmu::readers
