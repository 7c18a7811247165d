// The lines of a logical export: writing them, and reading them back with every fault named by its line.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/digest/sha256.h"
#include "gangmu/policy/v1/store_export.pb.h"

namespace gangmu::measures {

inline constexpr char kExportFormat[] = "gangmu-store";
inline constexpr int kExportVersion = 1;

// Makes lines of messages. Equal messages give equal bytes, whatever the order of their maps in memory.
class ExportLineWriter {
 public:
  // With its line end.
  absl::StatusOr<std::string> Write(const policy::v1::ExportLine& line);
  // The last line, over all before.
  absl::StatusOr<std::string> Trailer();

 private:
  int64_t lines_ = 0;
  Sha256Builder digest_;
};

// Reads an export as it comes, in constant memory. Errors are DATA_CORRUPTED and name the line, or SCHEMA_TOO_NEW for a
// version that this program does not know.
class ExportLineReader {
 public:
  // The next bytes of the export, however many; empty at the end.
  using Source = std::function<absl::StatusOr<std::string>()>;
  explicit ExportLineReader(Source source) : source_(std::move(source)) {}

  // The first line.
  absl::StatusOr<policy::v1::ExportHeader> ReadHeader();
  // The next line in `line`; false at the end, which is reached only behind a trailer that fits, with as many lines of
  // each kind as the header says and nothing behind it. Kinds come in the order of their numbers.
  absl::StatusOr<bool> Next(policy::v1::ExportLine& line);

  // `what` with the number of the line that was read last.
  absl::Status Broken(std::string_view what) const;

 private:
  absl::StatusOr<bool> TakeLine(std::string& line);
  absl::Status CheckTrailer(const policy::v1::ExportTrailer& trailer);

  Source source_;
  std::string buffer_;
  size_t begin_ = 0;  // of what was not taken yet
  bool ended_ = false;
  int64_t lines_ = 0;
  int kind_ = 0;  // field number of the last line
  policy::v1::ExportCounts expected_;
  policy::v1::ExportCounts seen_;
  Sha256Builder digest_;
};

}  // namespace gangmu::measures
