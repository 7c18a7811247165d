// Files and folders of the command line → the files to take in, with the source URI that gives each its identity.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace gangmu::cli {

// What the user states of a document beside its file; wins over what its text gives.
struct StatedFacts {
  std::string title;
  std::string issuer;
  std::string date;  // of publication, YYYY-MM-DD
};

struct InputFile {
  std::string path;         // to open it; "-" for standard input
  std::string source_uri;   // prefix and the path relative to the given root; empty for standard input
  std::string document_id;  // empty: from the source URI
  StatedFacts stated;
  std::map<std::string, std::string> labels;
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

// The file at `path` below the folder `root`, as FindFiles would give it; nullopt where that leaves it out.
std::optional<InputFile> FileBelow(const std::string& root, const std::string& path, const WalkOptions& options);

// Prefix and path as a source URI. File names are bytes and URIs travel as UTF-8: what is none is percent-encoded.
std::string SourceUri(std::string_view prefix, std::string_view relative);

}  // namespace gangmu::cli
