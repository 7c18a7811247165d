// Rows to resources.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"

#include "gangmu/policy/v1/policy.pb.h"
#include "services/measures/store/measure_store.h"
#include "services/measures/store/sqlite/snapshot.h"

namespace gangmu::measures {

// SELECT lists, in the order that the readers below expect, and how many columns they have. The full ones need their
// table joined: texts t.
inline constexpr char kDocumentColumns[] =
    "d.record, d.name, d.revision, d.etag, d.create_time, d.update_time, d.delete_time, d.duplicate_of, "
    "d.measure_count, d.indicator_count";
inline constexpr int kDocumentColumnCount = 10;
inline constexpr char kMeasureColumns[] = "m.record";
inline constexpr char kIndicatorColumns[] = "i.record";

// From the columns above; DATA_CORRUPTED where a record does not parse.
absl::StatusOr<policy::v1::Document> ReadDocumentRow(const sqlite::Statement& row);
absl::StatusOr<policy::v1::Measure> ReadMeasureRow(const sqlite::Statement& row);
absl::StatusOr<policy::v1::Indicator> ReadIndicatorRow(const sqlite::Statement& row);

// One document; nullopt where there is none, or a deleted one that was not asked for.
absl::StatusOr<std::optional<policy::v1::Document>> ReadDocument(const Snapshot& snapshot, const std::string& name,
                                                                 View view, bool show_deleted);
absl::StatusOr<std::optional<policy::v1::Measure>> ReadMeasure(const Snapshot& snapshot, const std::string& name,
                                                               View view);
absl::StatusOr<std::optional<policy::v1::Indicator>> ReadIndicator(const Snapshot& snapshot, const std::string& name);

// A document with all its parts.
absl::StatusOr<std::optional<policy::v1::DocumentRecord>> ReadRecord(const Snapshot& snapshot, const std::string& name,
                                                                     View view, bool show_deleted);

// The same of a living document, serialised; its measures and indicators are not parsed.
absl::StatusOr<std::optional<std::string>> ReadRecordBytes(const Snapshot& snapshot, const std::string& name,
                                                           View view);

// A measure as it is stored, with its text where it is not empty.
std::string MeasureBytes(std::string_view record, std::string_view text);

}  // namespace gangmu::measures
