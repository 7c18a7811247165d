// Files and folders of the command line → the files to take in, with the source URI that gives each its identity.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace gangmu::cli {

struct InputFile {
  std::string path;        // to open it; "-" for standard input
  std::string source_uri;  // prefix and the path relative to the given root; empty for standard input
};

struct WalkOptions {
  std::string source_prefix;
  // Shell patterns (*, ?, [a-z]; * also over slashes) against the path relative to the root and against the file name.
  std::vector<std::string> include;  // empty: all
  std::vector<std::string> exclude;
};

// A folder gives all regular files below it, ordered by the bytes of their relative path; names that begin with a dot
// are left out, links to folders are not followed. A file's source URI is its path relative to the folder given, a file
// given by itself has its own name: so another machine or another place of the folder gives the same identities. Bytes
// that are no UTF-8 are percent-encoded. Errors: NOT_FOUND, PERMISSION_DENIED, and UNAVAILABLE for other failures, each
// with the path.
absl::StatusOr<std::vector<InputFile>> FindFiles(const std::vector<std::string>& paths, const WalkOptions& options);

}  // namespace gangmu::cli
