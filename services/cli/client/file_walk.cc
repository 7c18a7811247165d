#include "services/cli/client/file_walk.h"

#include <algorithm>
#include <filesystem>
#include <fnmatch.h>
#include <system_error>

#include "absl/strings/str_format.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "services/cli/client/input.h"

namespace gangmu::cli {
namespace {

namespace fs = std::filesystem;

absl::Status WalkError(const fs::path& path, const std::error_code& error) {
  const std::string message = StrCat(path.string(), ": ", error.message());
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) {
    return Error(absl::StatusCode::kNotFound, Reason::kNOT_FOUND, message);
  }
  if (error == std::errc::permission_denied) {
    return Error(absl::StatusCode::kPermissionDenied, Reason::kPERMISSION_DENIED, message);
  }
  return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE, message);
}

bool MatchesAny(const std::vector<std::string>& patterns, const std::string& relative) {
  const std::string name = relative.substr(relative.rfind('/') + 1);
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return fnmatch(pattern.c_str(), relative.c_str(), 0) == 0 || fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
  });
}

bool IsWanted(const WalkOptions& options, const std::string& relative) {
  return (options.include.empty() || MatchesAny(options.include, relative)) && !MatchesAny(options.exclude, relative);
}

// Relative paths, with slashes, of all wanted files below `root`.
absl::StatusOr<std::vector<std::string>> FilesBelow(const fs::path& root, const WalkOptions& options) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
    if (it->path().filename().string().starts_with('.')) {
      it.disable_recursion_pending();
      continue;
    }
    std::error_code ignored;
    if (!it->is_regular_file(ignored)) continue;
    const std::string relative = it->path().lexically_relative(root).generic_string();
    if (IsWanted(options, relative)) files.push_back(relative);
  }
  if (error) return WalkError(root, error);
  std::sort(files.begin(), files.end());
  return files;
}

absl::Status AddPath(const std::string& path, const WalkOptions& options, std::vector<InputFile>* out) {
  if (path == kStandardInput) {
    out->push_back({.path = path});
    return absl::OkStatus();
  }
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) {
    return WalkError(path, error ? error : std::make_error_code(std::errc::no_such_file_or_directory));
  }
  if (!fs::is_directory(status)) {
    const std::string name = fs::path(path).filename().string();
    if (IsWanted(options, name)) out->push_back({.path = path, .source_uri = SourceUri(options.source_prefix, name)});
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> files, FilesBelow(path, options));
  for (const std::string& relative : files) {
    out->push_back(
        {.path = (fs::path(path) / relative).string(), .source_uri = SourceUri(options.source_prefix, relative)});
  }
  return absl::OkStatus();
}

}  // namespace

std::string SourceUri(std::string_view prefix, std::string_view relative) {
  std::string uri(prefix);
  while (!relative.empty()) {
    const size_t length = Utf8SequenceLength(relative);
    if (length == 0) {
      absl::StrAppendFormat(&uri, "%%%02X", static_cast<unsigned char>(relative[0]));
    } else {
      uri += relative.substr(0, length);
    }
    relative.remove_prefix(std::max<size_t>(length, 1));
  }
  return uri;
}

std::optional<InputFile> FileBelow(const std::string& root, const std::string& path, const WalkOptions& options) {
  const fs::path relative = fs::path(path).lexically_relative(root);
  for (const fs::path& part : relative) {
    if (part.string().starts_with('.')) return std::nullopt;  // hidden, or not below it
  }
  std::error_code ignored;
  const bool is_file = fs::is_regular_file(fs::status(path, ignored));
  if (relative.empty() || !is_file || !IsWanted(options, relative.generic_string())) return std::nullopt;
  return InputFile{.path = path, .source_uri = SourceUri(options.source_prefix, relative.generic_string())};
}

absl::StatusOr<std::vector<InputFile>> FindFiles(const std::vector<std::string>& paths, const WalkOptions& options) {
  std::vector<InputFile> files;
  for (const std::string& path : paths) RETURN_IF_ERROR(AddPath(path, options, &files));
  return files;
}

}  // namespace gangmu::cli
