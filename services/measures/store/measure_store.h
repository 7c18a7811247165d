// The contract of the measure store: documents, measures and indicators as effective records over immutable
// extractions, their history and the change feed. One interface for every backend; tests/contract holds each backend
// to it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/position/position.h"
#include "common/search/snippet.h"
#include "gangmu/policy/v1/codelist.pb.h"
#include "gangmu/policy/v1/correction.pb.h"
#include "gangmu/policy/v1/measure_link.pb.h"
#include "gangmu/policy/v1/policy.pb.h"
#include "services/measures/store/search_entry.h"

namespace gangmu::measures {

// How long a caller waits. Reads end soon after the deadline or cancellation, in the middle of a query; a write that
// has begun is finished, one that still waits is given up.
struct CallOptions {
  absl::Time deadline = absl::InfiniteFuture();
  std::function<bool()> cancelled;  // may be empty; cheap; called from several threads
};

// Who writes and why; becomes part of the history.
struct Authorship {
  std::string author;
  std::string reason;
};

// One document to be stored. Views and pointers must live until the call returns.
struct DocumentPut {
  const policy::v1::DocumentRecord* record = nullptr;  // document.name and document.text must be set
  std::string_view source;                             // original bytes, empty where there are none
  bool replace_extraction = false;                     // a re-extraction replaces the records of the same text
  std::string_view etag;                               // where set, must equal the stored one
};

struct PutRequest {
  std::vector<DocumentPut> documents;
  std::string request_id;  // empty: not repeatable
  bool validate_only = false;
  Authorship authorship;
};

// Numbers are stored: never given another meaning.
enum class PutOutcome { kCreated = 1, kUnchanged = 2, kNewRevision = 3, kDuplicate = 4 };

struct PutResult {
  std::string name;
  PutOutcome outcome = PutOutcome::kCreated;
  int64_t revision = 0;
  std::string etag;
  bool extraction_outdated = false;  // with kUnchanged: stored by another extractor version
  std::string duplicate_of;          // with kDuplicate: the representative of the cluster
  bool operator==(const PutResult&) const = default;
};

struct PutReceipt {
  std::vector<PutResult> results;  // in the order of the request
  Position position;               // the feed up to here includes this write
};

struct DeleteRequest {
  std::string name;
  std::string etag;  // where set, must equal the stored one
  bool allow_missing = false;
  bool validate_only = false;
  Authorship authorship;
};

struct UndeleteRequest {
  std::string name;
  std::string etag;
  bool validate_only = false;
  Authorship authorship;
};

// What the store knows of one identity.
struct DocumentState {
  std::string name;
  bool exists = false;  // as a living document
  std::string text_sha256;
  std::string extractor_version;
  int64_t revision = 0;
  std::string etag;
};

// Which moment a read speaks of: the present, a place of the feed, or a time (the last commit not after it).
struct AsOf {
  std::optional<Position> position;
  std::optional<absl::Time> time;
  bool present() const { return !position && !time; }
};

enum class View { kBasic, kFull };  // basic: without document text and measure text

struct ReadOptions {
  View view = View::kBasic;
  bool show_deleted = false;
  AsOf as_of;
};

struct ListRequest {
  std::string parent;    // documents/{document}; empty for all documents
  std::string filter;    // AIP-160 over the schema of resource_schemas.h
  std::string order_by;  // AIP-132; the name is always the last key
  int page_size = 50;
  std::string cursor;  // next_cursor of the page before; only with otherwise equal requests
  ReadOptions options;
};

// A page in order. Pages hang together by the sort keys of their last row: a row that stands still is neither missed
// nor seen twice, whatever is written meanwhile.
template <typename Resource>
struct Page {
  std::vector<Resource> items;
  std::string next_cursor;  // empty on the last page
};

// One page of measures that fit a search query (common/search/query.h), the best first, equal ones by name. The present
// only. Behind a page stand those of a lower score, or of the same score and a later name; a write between two pages
// may change scores.
struct SearchRequest {
  std::string query;
  std::string filter;  // over measures
  View view = View::kBasic;
  int page_size = 50;
  std::string cursor;  // next_cursor of the page before; only with otherwise equal requests
};

// Where and how the words of a query stand in one passage of a measure.
struct SearchSnippet {
  SearchField field = SearchField::kText;
  int index = 0;  // of the heading above it, or of the subject
  search::Snippet snippet;
};

struct SearchHit {
  policy::v1::Measure measure;
  int64_t score = 0;  // with 16 binary places
  std::vector<SearchSnippet> snippets;
};

// A bulk read of document records in the order of their names, all as of one place, batch by batch, each in a short
// transaction of its own. The cursor remembers the place.
struct RecordStreamRequest {
  std::string filter;  // over documents
  View view = View::kBasic;
  std::string cursor;  // empty for the beginning
  size_t max_records = 64;
  size_t max_bytes = 4 << 20;  // a batch ends with the record that passes this
  AsOf as_of;                  // of the beginning; the cursor remembers it
};

// What bulk reads give is serialised: most of it goes on to the wire and nobody looks into it on the way. A damaged
// record shows where it is parsed; CheckIntegrity finds it here.
struct RecordBatch {
  std::vector<std::string> records;  // each a serialised DocumentRecord
  std::vector<std::string> cursors;  // behind each record
  Position position;                 // of the whole stream: the feed from here on makes it complete
  bool complete = false;
};

// The same for measures or indicators, by name.
struct PartStreamRequest {
  std::string filter;        // over the parts
  View view = View::kBasic;  // of measures
  std::string cursor;        // empty for the beginning
  size_t max_items = 500;
  AsOf as_of;  // of the beginning; the cursor remembers it
};

struct PartBatch {
  std::vector<std::string> items;  // each a serialised Measure or Indicator
  std::string cursor;              // behind the last item
  Position position;               // of the whole stream
  bool complete = false;
};

// Why a document changed. Numbers are stored: never given another meaning.
enum class ChangeCause {
  kCreated = 1,
  kNewText = 2,
  kReextracted = 3,
  kDeleted = 4,
  kUndeleted = 5,
  kCluster = 6,  // the representative of its cluster of equal texts changed
  kCorrected = 7,
  kReviewed = 8,
  kCorrectionReverted = 9,
  kLinked = 10,
  kUnlinked = 11,
  kCodelist = 12,  // of no document: a local entry of a codelist
};

// What became of a local entry of a codelist.
struct CodelistChange {
  policy::v1::CodelistEntry entry;  // after the change, or before it was removed
  bool deleted = false;
};

// A change of a local entry. entry.name must be a name that ParseCodelistName takes.
struct CodelistWrite {
  enum class Kind { kCreate, kUpdate, kDelete };
  Kind kind = Kind::kCreate;
  policy::v1::CodelistEntry entry;  // etag, where set, must equal the stored one
  std::vector<std::string> fields;  // kUpdate: which to change; empty for all
  bool validate_only = false;
  Authorship authorship;
};

struct CodelistListRequest {
  policy::v1::Codelist codelist = policy::v1::CODELIST_UNSPECIFIED;
  std::string filter;
  int page_size = 50;
  std::string cursor;  // the last code of the page before
};

// One committed change of one document with its complete effective facts, without texts. A deleted document has name
// and delete_time only.
struct ChangeEvent {
  ChangeCause cause = ChangeCause::kCreated;
  policy::v1::DocumentRecord record;
  std::optional<CodelistChange> codelist;  // with kCodelist, in place of a record
  absl::Time commit_time;
  Position position;
};

struct ChangeBatch {
  std::vector<ChangeEvent> events;
  Position head;  // newest position of the store
};

// One entry of a document's history.
struct Revision {
  int64_t revision = 0;
  ChangeCause cause = ChangeCause::kCreated;
  std::string author;
  std::string reason;
  absl::Time commit_time;
  Position position;
};

// Which revisions to list: those below a number, at most so many.
struct RevisionRange {
  int64_t below = INT64_MAX;
  int limit = 1000;
};

// Corrections of one document, made together or not at all: of each kind, target, fields and value (an added indicator
// has no target, a review has its state in `review`).
struct CorrectionRequest {
  std::string document;
  std::string etag;  // where set, must equal the stored one
  std::vector<policy::v1::Correction> corrections;
  bool validate_only = false;
  Authorship authorship;
};

struct RevertRequest {
  std::string name;  // documents/{document}/corrections/{correction}
  std::string etag;
  bool validate_only = false;
  Authorship authorship;
};

struct CorrectionReceipt {
  std::vector<policy::v1::Correction> corrections;  // as stored
  policy::v1::DocumentRecord record;                // document, measures and indicators as effective after it
};

struct CorrectionListRequest {
  std::string document;  // empty for all
  policy::v1::CorrectionState state = policy::v1::CORRECTION_STATE_UNSPECIFIED;
  int page_size = 50;
  std::string cursor;
};

// A tie between two measures of the store: kind, from, to and evidence are set.
struct LinkRequest {
  policy::v1::MeasureLink link;
  bool validate_only = false;
  Authorship authorship;
};

struct UnlinkRequest {
  std::string name;  // documents/{document}/links/{link}
  bool validate_only = false;
  Authorship authorship;
};

struct LinkListRequest {
  std::string document;  // links from or to its measures; empty for all
  policy::v1::LinkState state = policy::v1::LINK_STATE_UNSPECIFIED;
  int page_size = 50;
  std::string cursor;
};

// One measure of a line through the years.
struct LineEntry {
  policy::v1::Measure measure;    // without text; of one that is gone the name only
  policy::v1::Document document;  // without text; of a measure that is gone the name only
  bool gone = false;
  std::vector<policy::v1::StatusTransition> transitions;  // oldest first, also where only the text says something
  std::vector<policy::v1::Indicator> indicators;
};

struct MeasureLine {
  static constexpr size_t kMaxEntries = 1000;
  std::vector<LineEntry> entries;  // by publish date (none last), then by name
  std::vector<policy::v1::MeasureLink> links;
  bool complete = true;  // false: only the nearest kMaxEntries
};

// The effective record of a document as it is, and as it would be with another extraction; without measure texts.
struct Preview {
  policy::v1::DocumentRecord before;
  policy::v1::DocumentRecord after;
};

enum class Parts { kIndicators, kMeasures };

struct ReviewCounts {
  int64_t unreviewed = 0;
  int64_t confirmed = 0;
  int64_t corrected = 0;
  int64_t disputed = 0;
};

// A stratified random sample of indicators: the same for the same seed and content, whatever the order of arrival.
struct SampleRequest {
  std::string filter;
  int size = 0;
  uint64_t seed = 0;
  std::string stratify_by;  // a field of the indicator schema that is no list; empty for one stratum
};

struct Stratum {
  std::string value;
  int64_t population = 0;
  std::vector<std::string> names;  // in random order
};

// What came of the review of an indicator.
enum class Verdict { kOpen, kRight, kWrong, kDisputed };

struct PurgeRequest {
  AsOf before;  // a moment, not the present
  bool validate_only = false;
};

// What a purge has forgotten, or would forget.
struct PurgeReport {
  Position horizon;
  int64_t changes = 0;
  int64_t document_versions = 0;
  int64_t measure_versions = 0;
  int64_t indicator_versions = 0;
  int64_t texts = 0;
  int64_t sources = 0;
};

struct BackupInfo {
  Position position;  // newest one in the backup
  int64_t size_bytes = 0;
  std::string sha256;
  int64_t document_count = 0;  // living
};

// A copy of a whole store that was made and checked. One thread at a time. Its file goes with it.
class StoreBackup {
 public:
  virtual ~StoreBackup() = default;
  // The next bytes, at most so many; empty at the end.
  virtual absl::StatusOr<std::string> Read(size_t most) = 0;
  const BackupInfo& info() const { return info_; }

 protected:
  BackupInfo info_;
};

// The logical export of a whole store (policy/v1/store_export.proto), of one moment. One thread at a time.
class StoreExport {
 public:
  virtual ~StoreExport() = default;
  // The next lines, about so many bytes; empty at the end.
  virtual absl::StatusOr<std::string> Read(size_t about) = 0;
};

struct IntegrityProblem {
  std::string where;  // resource name, or part of the file
  std::string what;
};

struct IntegrityReport {
  static constexpr size_t kMaxProblems = 100;
  std::vector<IntegrityProblem> problems;  // at most so many; none: the store is sound
  int64_t documents = 0;                   // that were checked
  int64_t measures = 0;
  int64_t indicators = 0;
  int64_t contents = 0;  // texts and original files
};

struct Source {
  std::string bytes;
  policy::v1::SourceInfo info;
};

struct StoreInfo {
  Position head;
  Position change_horizon;  // what lies before it can no longer be asked for
  int schema_version = 0;
  int64_t document_count = 0;  // living
  int64_t measure_count = 0;
  int64_t indicator_count = 0;
  std::string backend;
};

// Thread safe. Every method may also fail with the store's own errors: DISK_FULL, READ_ONLY, STORE_BUSY,
// DATA_CORRUPTED, UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED. Names are taken as checked by the caller.
class MeasureStore {
 public:
  virtual ~MeasureStore() = default;

  // Atomic: all documents or none. Idempotent. What it acknowledges survives power loss. A failing put never fails
  // others that are written in the same group.
  // Errors: INVALID_FIELD, EMPTY_DOCUMENT and DOCUMENT_TOO_LARGE with all violations at once; ETAG_MISMATCH (metadata:
  // name); INVALID_FIELD where a request_id comes again with another request.
  virtual absl::StatusOr<PutReceipt> PutDocuments(const PutRequest& request, const CallOptions& options) = 0;

  // The deleted (undeleted) document. Errors: NOT_FOUND; ETAG_MISMATCH; PRECONDITION_FAILED where an undelete finds a
  // living document. Deleting what is deleted is NOT_FOUND, or nothing with allow_missing.
  virtual absl::StatusOr<policy::v1::Document> DeleteDocument(const DeleteRequest& request,
                                                              const CallOptions& options) = 0;
  virtual absl::StatusOr<policy::v1::Document> UndeleteDocument(const UndeleteRequest& request,
                                                                const CallOptions& options) = 0;

  struct States {
    std::vector<DocumentState> states;  // in the order of the names
    Position position;
  };
  virtual absl::StatusOr<States> CheckDocuments(const std::vector<std::string>& names, const CallOptions& options) = 0;

  // Errors of reads: NOT_FOUND (metadata: name); of reads as of a place: INVALID_POSITION, STORE_EPOCH_CHANGED, PURGED.
  virtual absl::StatusOr<policy::v1::Document> GetDocument(const std::string& name, const ReadOptions& read,
                                                           const CallOptions& options) = 0;
  virtual absl::StatusOr<policy::v1::DocumentRecord> GetDocumentRecord(const std::string& name, const ReadOptions& read,
                                                                       const CallOptions& options) = 0;
  // All or NOT_FOUND, in the order of the names.
  virtual absl::StatusOr<std::vector<policy::v1::Document>> BatchGetDocuments(const std::vector<std::string>& names,
                                                                              const ReadOptions& read,
                                                                              const CallOptions& options) = 0;
  virtual absl::StatusOr<std::vector<policy::v1::Measure>> BatchGetMeasures(const std::vector<std::string>& names,
                                                                            const ReadOptions& read,
                                                                            const CallOptions& options) = 0;
  virtual absl::StatusOr<std::vector<policy::v1::Indicator>> BatchGetIndicators(const std::vector<std::string>& names,
                                                                                const ReadOptions& read,
                                                                                const CallOptions& options) = 0;
  virtual absl::StatusOr<policy::v1::Measure> GetMeasure(const std::string& name, const ReadOptions& read,
                                                         const CallOptions& options) = 0;
  virtual absl::StatusOr<policy::v1::Indicator> GetIndicator(const std::string& name, const ReadOptions& read,
                                                             const CallOptions& options) = 0;
  virtual absl::StatusOr<Source> GetDocumentSource(const std::string& name, const CallOptions& options) = 0;

  // Errors: FILTER_INVALID, INVALID_FIELD (order_by), INVALID_PAGE_TOKEN (cursor), NOT_FOUND (parent).
  virtual absl::StatusOr<Page<policy::v1::Document>> ListDocuments(const ListRequest& request,
                                                                   const CallOptions& options) = 0;
  virtual absl::StatusOr<Page<policy::v1::Measure>> ListMeasures(const ListRequest& request,
                                                                 const CallOptions& options) = 0;
  virtual absl::StatusOr<Page<policy::v1::Indicator>> ListIndicators(const ListRequest& request,
                                                                     const CallOptions& options) = 0;

  // What is found is just what a scan of headings, subjects of indicators and texts of all current measures would find.
  // Errors: FILTER_INVALID (query or filter), INVALID_PAGE_TOKEN (cursor).
  virtual absl::StatusOr<Page<SearchHit>> SearchMeasures(const SearchRequest& request, const CallOptions& options) = 0;

  // Errors: FILTER_INVALID, INVALID_PAGE_TOKEN (cursor), STORE_EPOCH_CHANGED, PURGED where the place of the stream was
  // purged meanwhile.
  virtual absl::StatusOr<RecordBatch> ReadRecords(const RecordStreamRequest& request, const CallOptions& options) = 0;
  virtual absl::StatusOr<PartBatch> ReadMeasures(const PartStreamRequest& request, const CallOptions& options) = 0;
  virtual absl::StatusOr<PartBatch> ReadIndicators(const PartStreamRequest& request, const CallOptions& options) = 0;

  // The changes behind `position` in order, none left out; without a position from the first one. At most `max_events`,
  // fewer where they grow beyond a few MiB, none at the head.
  // Errors: INVALID_POSITION (of another store, or beyond the head), STORE_EPOCH_CHANGED, CHANGES_COMPACTED.
  virtual absl::StatusOr<ChangeBatch> ReadChanges(const std::optional<Position>& position, size_t max_events,
                                                  const CallOptions& options) = 0;
  // True as soon as there is a commit behind `place`; false after `timeout`.
  virtual bool WaitForCommitAfter(int64_t place, absl::Duration timeout) = 0;

  // Newest first, as far as they are kept. NOT_FOUND where there never was such a document.
  virtual absl::StatusOr<std::vector<Revision>> ListRevisions(const std::string& name, const RevisionRange& range,
                                                              const CallOptions& options) = 0;
  // A document as it was right after a revision, in the full view, also a deleted one; 0 for the newest.
  // Errors: NOT_FOUND (metadata: name), PURGED where the revision is no longer kept (metadata: horizon).
  virtual absl::StatusOr<policy::v1::DocumentRecord> GetRevision(const std::string& name, int64_t revision,
                                                                 const CallOptions& options) = 0;
  // What the document would be with `record` as its extraction and its corrections over it. Writes nothing. Errors:
  // NOT_FOUND, and those of PutDocuments about the record.
  virtual absl::StatusOr<Preview> PreviewDocument(const policy::v1::DocumentRecord& record,
                                                  const CallOptions& options) = 0;

  // Each is a revision of the document and a change of the feed. Errors: NOT_FOUND (document or target), ETAG_MISMATCH,
  // INVALID_FIELD, ALREADY_EXISTS (an added indicator meets another).
  virtual absl::StatusOr<CorrectionReceipt> Correct(const CorrectionRequest& request, const CallOptions& options) = 0;
  // Errors: NOT_FOUND, ETAG_MISMATCH, PRECONDITION_FAILED (taken back already).
  virtual absl::StatusOr<CorrectionReceipt> RevertCorrection(const RevertRequest& request,
                                                             const CallOptions& options) = 0;
  // Oldest first. Errors: NOT_FOUND (document), INVALID_PAGE_TOKEN (cursor).
  virtual absl::StatusOr<Page<policy::v1::Correction>> ListCorrections(const CorrectionListRequest& request,
                                                                       const CallOptions& options) = 0;

  // Ties two measures together: a revision of the document of link.from and a change of the feed. What is linked alike
  // already is given as it stands. The link survives whatever becomes of its measures; it has effect while both are
  // there. Errors: NOT_FOUND (a measure or the evidence), INVALID_FIELD (with itself), PRECONDITION_FAILED (a measure
  // would come before itself).
  virtual absl::StatusOr<policy::v1::MeasureLink> LinkMeasures(const LinkRequest& request,
                                                               const CallOptions& options) = 0;
  // The removed link; one that was removed before is given as it stands. Errors: NOT_FOUND.
  virtual absl::StatusOr<policy::v1::MeasureLink> UnlinkMeasures(const UnlinkRequest& request,
                                                                 const CallOptions& options) = 0;
  // Oldest first. Errors: NOT_FOUND (document), INVALID_PAGE_TOKEN (cursor).
  virtual absl::StatusOr<Page<policy::v1::MeasureLink>> ListLinks(const LinkListRequest& request,
                                                                  const CallOptions& options) = 0;
  // Everything that links lead to from a measure, in order of time. Errors: NOT_FOUND (neither there nor linked), those
  // of reads as of a place.
  virtual absl::StatusOr<MeasureLine> GetMeasureLine(const std::string& name, const AsOf& as_of,
                                                     const CallOptions& options) = 0;

  // Errors: FILTER_INVALID.
  virtual absl::StatusOr<ReviewCounts> CountReviews(Parts parts, const std::string& filter,
                                                    const CallOptions& options) = 0;
  // By value. Errors: FILTER_INVALID, INVALID_FIELD (stratify_by).
  virtual absl::StatusOr<std::vector<Stratum>> SampleForReview(const SampleRequest& request,
                                                               const CallOptions& options) = 0;
  // One verdict a name of an indicator, in the order of the names.
  virtual absl::StatusOr<std::vector<Verdict>> ReviewVerdicts(const std::vector<std::string>& names,
                                                              const CallOptions& options) = 0;

  // Forgets the history before a moment: superseded rows and their changes. The present is untouched. Positions before
  // the horizon are CHANGES_COMPACTED from now on, reads as of them PURGED. Errors: those of reads as of a place.
  virtual absl::StatusOr<PurgeReport> PurgeHistory(const PurgeRequest& request, const CallOptions& options) = 0;

  // A consistent copy of everything, made while others read and write. Ends with the caller's time while it is made.
  virtual absl::StatusOr<std::unique_ptr<StoreBackup>> Backup(const CallOptions& options) = 0;

  // Everything the store holds, as lines that every backend reads. Equal stores give equal bytes. Made of a copy, so
  // that a slow reader holds up nobody. Ends with the caller's time while the copy is made.
  virtual absl::StatusOr<std::unique_ptr<StoreExport>> Export(const CallOptions& options) = 0;

  // Whether the store holds together: the file, contents by their digests, and every current record by making it anew
  // from extraction and corrections. Reads in short transactions.
  virtual absl::StatusOr<IntegrityReport> CheckIntegrity(const CallOptions& options) = 0;

  // Built-in and local entries alike, as of now. Errors: NOT_FOUND.
  virtual absl::StatusOr<policy::v1::CodelistEntry> GetCodelistEntry(const std::string& name,
                                                                     const CallOptions& options) = 0;
  // By code. Errors: FILTER_INVALID.
  virtual absl::StatusOr<Page<policy::v1::CodelistEntry>> ListCodelistEntries(const CodelistListRequest& request,
                                                                              const CallOptions& options) = 0;
  // The entry after the change, or as it was before it was removed. Each is a change of the feed. Errors: NOT_FOUND,
  // ALREADY_EXISTS, INVALID_FIELD, ETAG_MISMATCH, PRECONDITION_FAILED (the entry is built in).
  virtual absl::StatusOr<policy::v1::CodelistEntry> WriteCodelistEntry(const CodelistWrite& write,
                                                                       const CallOptions& options) = 0;

  virtual absl::StatusOr<StoreInfo> GetStoreInfo(const CallOptions& options) = 0;
};

}  // namespace gangmu::measures
