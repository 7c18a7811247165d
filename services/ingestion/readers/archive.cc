#include "services/ingestion/readers/archive.h"

#include <algorithm>
#include <zip.h>

#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/ingestion/readers/errors.h"

namespace gangmu::readers {
namespace {

constexpr size_t kReadChunk = 64 * 1024;
// Small parts may be packed very well (an XML part of blanks); the ratio counts above this size only.
constexpr size_t kRatioFreeBytes = 1 << 20;

struct CloseEntry {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

void Archive::Close::operator()(zip* archive) const { zip_discard(archive); }

absl::StatusOr<Archive> Archive::Open(std::string_view bytes, const Limits& limits, std::string_view media_type) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  zip_t* opened = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (opened == nullptr) {
    if (source != nullptr) zip_source_free(source);
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    return Malformed(media_type, why);
  }
  zip_error_fini(&error);
  Archive archive(opened, limits, media_type);
  const int64_t entries = zip_get_num_entries(opened, 0);
  if (entries > limits.max_archive_entries) {
    return LimitExceeded("archiveEntries",
                         StrCat("the container has ", entries, " entries, more than ", limits.max_archive_entries));
  }
  for (int64_t i = 0; i < entries; ++i) {
    const char* name = zip_get_name(opened, i, ZIP_FL_ENC_GUESS);
    // The first of several entries of one name counts, so that a second one cannot replace it unseen.
    if (name != nullptr) archive.index_.try_emplace(name, i);
  }
  return archive;
}

absl::StatusOr<std::string> Archive::Extract(std::string_view name) {
  const auto found = index_.find(std::string(name));
  if (found == index_.end()) return Malformed(media_type_, StrCat("part ", name, " is missing"));
  zip_stat_t stat;
  if (zip_stat_index(archive_.get(), found->second, 0, &stat) != 0) return Malformed(media_type_, "damaged directory");
  if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE) {
    return Encrypted(media_type_);
  }
  std::unique_ptr<zip_file_t, CloseEntry> file(zip_fopen_index(archive_.get(), found->second, 0));
  if (file == nullptr) return Malformed(media_type_, StrCat("part ", name, " cannot be unpacked"));
  const size_t packed = std::max<size_t>(1, stat.comp_size);
  std::string content;
  while (true) {
    const size_t at = content.size();
    content.resize(at + kReadChunk);
    const int64_t got = zip_fread(file.get(), content.data() + at, kReadChunk);
    if (got < 0) return Malformed(media_type_, StrCat("part ", name, " is damaged"));
    content.resize(at + got);
    if (got == 0) break;
    if (content.size() > bytes_left_) {
      return LimitExceeded("archiveBytes",
                           StrCat("the parts unpack to more than ", limits_.max_archive_bytes, " bytes"));
    }
    if (content.size() > kRatioFreeBytes &&
        content.size() / packed > static_cast<size_t>(limits_.max_expansion_ratio)) {
      return LimitExceeded("expansionRatio",
                           StrCat("a part unpacks to more than ", limits_.max_expansion_ratio, " times its size"));
    }
  }
  bytes_left_ -= content.size();
  return content;
}

}  // namespace gangmu::readers
