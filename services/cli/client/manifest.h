// A list of documents with what a catalogue knows of them: CSV with a line of names on top, or JSON lines.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"

#include "services/cli/client/file_walk.h"

namespace gangmu::cli {

struct ManifestOptions {
  std::string folder;         // paths are relative to it; empty: to the folder of the manifest
  std::string source_prefix;  // put before a path to make the source URI, where none is given
};

// The columns, in any order; only `path` must be there:
//   path    the file
//   id      id of the document; empty: from the source
//   title, issuer, date (YYYY-MM-DD)   win over what the text gives
//   source  source URI; empty: prefix and path
//   labels  key=value; key=value — in JSON an object
// A file whose name ends in .jsonl (or .ndjson, .json) is read as JSON lines, any other as CSV. Nothing is sent for a
// manifest with a fault: INVALID_ARGUMENT with a violation for each bad row, named by its number from 1 (the line of
// names is row 1 of a CSV), at most 50 of them; an unknown column is named with the ones that may be meant.
absl::StatusOr<std::vector<InputFile>> ReadManifest(const std::string& path, const ManifestOptions& options);

}  // namespace gangmu::cli
