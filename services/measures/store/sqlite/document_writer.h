// Writes versions of one document's rows inside a write transaction: closes what no longer holds, adds what does, and
// puts the change into the feed.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "services/measures/store/prepared_document.h"
#include "services/measures/store/sqlite/group_commit.h"

namespace gangmu::measures {

// The newest version of a document, living or deleted.
struct CurrentDocument {
  int64_t document = 0;
  int64_t row = 0;
  int64_t from_place = 0;
  int64_t revision = 0;
  int64_t extraction = 0;
  absl::Time create_time;
  bool deleted = false;
  std::optional<absl::Time> delete_time;  // of a deleted one
  std::string name;
  std::string etag;
  std::string text_sha256;
  std::string extractor_version;
  std::string duplicate_of;
};

// nullopt where no document ever had that name.
absl::StatusOr<std::optional<CurrentDocument>> FindCurrent(sqlite::Connection& db, std::string_view name);

// A new etag for a version that says what `current` says, but for the store's own fields.
std::string NextEtag(const CurrentDocument& current);
// The etag of a version with these contents.
std::string MakeEtag(int64_t revision, const PreparedDocument& prepared);

struct FactCounts {
  int64_t measures = 0;
  int64_t indicators = 0;
};
// Of the current version of a document.
absl::StatusOr<FactCounts> CountFacts(sqlite::Connection& db, int64_t document);

// What a change of one document is committed as.
struct ChangeStamp {
  int64_t place = 0;
  absl::Time time;
  ChangeCause cause = ChangeCause::kCreated;
};

// One change of one document: takes the next place and commit time and enters it into the history.
absl::StatusOr<ChangeStamp> StampChange(WriteScope& scope, int64_t document, int64_t revision, ChangeCause cause,
                                        const Authorship& authorship);

// From which place of the feed a row is effective, and up to which.
struct Places {
  static constexpr int64_t kOpenEnd = INT64_MAX;  // of what is effective now
  int64_t from = 0;
  int64_t to = kOpenEnd;
};

// What a new version of a document row says beside what was prepared.
struct VersionFields {
  int64_t revision = 0;
  std::string etag;
  int64_t extraction = 0;
  absl::Time create_time;
  std::optional<absl::Time> delete_time;
  std::string duplicate_of;
  FactCounts counts;  // ReplaceDocumentRow takes them from what was prepared
};

// Writes text, source and extraction of a prepared document; the id of the extraction.
absl::StatusOr<int64_t> StoreExtraction(sqlite::Connection& db, int64_t document, const PreparedDocument& prepared);

// Closes `previous` and adds a row made from `prepared`.
absl::Status ReplaceDocumentRow(sqlite::Connection& db, const std::optional<CurrentDocument>& previous,
                                int64_t document, const PreparedDocument& prepared, const VersionFields& fields,
                                const ChangeStamp& stamp);

// Closes `previous` and adds a copy that differs in the given fields only.
absl::Status CopyDocumentRow(sqlite::Connection& db, const CurrentDocument& previous, const VersionFields& fields,
                             const ChangeStamp& stamp, const FactCounts& counts);

// Makes `facts` the effective measures and indicators of the document, also in the search index. Rows that say the same
// stay as they are.
absl::Status ReplaceFacts(WriteScope& scope, int64_t document, const PreparedFacts& facts, int64_t place);

// Single rows of any places, with what belongs to them, for an import. `record` is `stored` serialised, which is the
// document without text and what VersionFields holds.
absl::Status InsertDocumentRow(sqlite::Connection& db, int64_t document, const policy::v1::Document& stored,
                               const std::string& record, const VersionFields& fields, absl::Time update_time,
                               const Places& places);
absl::Status InsertMeasureVersion(sqlite::Connection& db, int64_t document, const PreparedMeasure& measure,
                                  const Places& places);
absl::Status InsertIndicatorVersion(sqlite::Connection& db, int64_t document, const PreparedIndicator& indicator,
                                    const Places& places);

// Whether the current row of that part, or the given row of a document, says just what these would write.
absl::StatusOr<bool> MeasureRowStands(sqlite::Connection& db, int64_t document, const PreparedMeasure& measure);
absl::StatusOr<bool> IndicatorRowStands(sqlite::Connection& db, int64_t document, const PreparedIndicator& indicator);
absl::StatusOr<bool> DocumentRowStands(sqlite::Connection& db, int64_t row, const PreparedDocument& prepared);

}  // namespace gangmu::measures
