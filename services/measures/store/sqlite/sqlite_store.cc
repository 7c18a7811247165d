#include "services/measures/store/sqlite/sqlite_store.h"

#include <algorithm>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/numbers.h"

#include "common/sqlite/file_lock.h"
#include "common/sqlite/reader_pool.h"
#include "common/sqlite/transaction.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/time/civil.h"
#include "services/measures/store/codelist_entries.h"
#include "services/measures/store/corrections.h"
#include "services/measures/store/sqlite/backup.h"
#include "services/measures/store/sqlite/codelist_rows.h"
#include "services/measures/store/sqlite/correction_writer.h"
#include "services/measures/store/sqlite/deletion.h"
#include "services/measures/store/sqlite/document_writer.h"
#include "services/measures/store/sqlite/export.h"
#include "services/measures/store/sqlite/feed.h"
#include "services/measures/store/sqlite/group_commit.h"
#include "services/measures/store/sqlite/integrity.h"
#include "services/measures/store/sqlite/link_rows.h"
#include "services/measures/store/sqlite/link_writer.h"
#include "services/measures/store/sqlite/listings.h"
#include "services/measures/store/sqlite/measure_line.h"
#include "services/measures/store/sqlite/positions.h"
#include "services/measures/store/sqlite/put.h"
#include "services/measures/store/sqlite/record_reader.h"
#include "services/measures/store/sqlite/request_log.h"
#include "services/measures/store/sqlite/review_queries.h"
#include "services/measures/store/sqlite/schema.h"
#include "services/measures/store/sqlite/search_index.h"
#include "services/measures/store/sqlite/search_query.h"
#include "services/measures/store/sqlite/stream_place.h"

namespace gangmu::measures {
namespace {

using policy::v1::Document;
using policy::v1::DocumentRecord;
using policy::v1::Indicator;
using policy::v1::Measure;

constexpr absl::Duration kLongestWaitForAReader = absl::Seconds(30);

class SqliteStore final : public MeasureStore {
 public:
  static absl::StatusOr<std::unique_ptr<MeasureStore>> Open(const SqliteStoreOptions& options);

  absl::StatusOr<PutReceipt> PutDocuments(const PutRequest& request, const CallOptions& call) override;
  absl::StatusOr<Document> DeleteDocument(const DeleteRequest& request, const CallOptions& call) override;
  absl::StatusOr<Document> UndeleteDocument(const UndeleteRequest& request, const CallOptions& call) override;
  absl::StatusOr<States> CheckDocuments(const std::vector<std::string>& names, const CallOptions& call) override;
  absl::StatusOr<Document> GetDocument(const std::string& name, const ReadOptions& read,
                                       const CallOptions& call) override;
  absl::StatusOr<DocumentRecord> GetDocumentRecord(const std::string& name, const ReadOptions& read,
                                                   const CallOptions& call) override;
  absl::StatusOr<std::vector<Document>> BatchGetDocuments(const std::vector<std::string>& names,
                                                          const ReadOptions& read, const CallOptions& call) override;
  absl::StatusOr<std::vector<Measure>> BatchGetMeasures(const std::vector<std::string>& names, const ReadOptions& read,
                                                        const CallOptions& call) override;
  absl::StatusOr<std::vector<Indicator>> BatchGetIndicators(const std::vector<std::string>& names,
                                                            const ReadOptions& read, const CallOptions& call) override;
  absl::StatusOr<Measure> GetMeasure(const std::string& name, const ReadOptions& read,
                                     const CallOptions& call) override;
  absl::StatusOr<Indicator> GetIndicator(const std::string& name, const ReadOptions& read,
                                         const CallOptions& call) override;
  absl::StatusOr<Source> GetDocumentSource(const std::string& name, const CallOptions& call) override;
  absl::StatusOr<Page<Document>> ListDocuments(const ListRequest& request, const CallOptions& call) override;
  absl::StatusOr<Page<Measure>> ListMeasures(const ListRequest& request, const CallOptions& call) override;
  absl::StatusOr<Page<Indicator>> ListIndicators(const ListRequest& request, const CallOptions& call) override;
  absl::StatusOr<Page<SearchHit>> SearchMeasures(const SearchRequest& request, const CallOptions& call) override;
  absl::StatusOr<RecordBatch> ReadRecords(const RecordStreamRequest& request, const CallOptions& call) override;
  absl::StatusOr<PartBatch> ReadMeasures(const PartStreamRequest& request, const CallOptions& call) override;
  absl::StatusOr<PartBatch> ReadIndicators(const PartStreamRequest& request, const CallOptions& call) override;
  absl::StatusOr<ChangeBatch> ReadChanges(const std::optional<Position>& position, size_t max_events,
                                          const CallOptions& call) override;
  bool WaitForCommitAfter(int64_t place, absl::Duration timeout) override {
    return writer_->WaitForCommitAfter(place, timeout);
  }
  absl::StatusOr<std::vector<Revision>> ListRevisions(const std::string& name, const RevisionRange& range,
                                                      const CallOptions& call) override;
  absl::StatusOr<DocumentRecord> GetRevision(const std::string& name, int64_t revision,
                                             const CallOptions& call) override;
  absl::StatusOr<Preview> PreviewDocument(const DocumentRecord& record, const CallOptions& call) override;
  absl::StatusOr<CorrectionReceipt> Correct(const CorrectionRequest& request, const CallOptions& call) override;
  absl::StatusOr<CorrectionReceipt> RevertCorrection(const RevertRequest& request, const CallOptions& call) override;
  absl::StatusOr<Page<policy::v1::Correction>> ListCorrections(const CorrectionListRequest& request,
                                                               const CallOptions& call) override;
  absl::StatusOr<policy::v1::MeasureLink> LinkMeasures(const LinkRequest& request, const CallOptions& call) override;
  absl::StatusOr<policy::v1::MeasureLink> UnlinkMeasures(const UnlinkRequest& request,
                                                         const CallOptions& call) override;
  absl::StatusOr<Page<policy::v1::MeasureLink>> ListLinks(const LinkListRequest& request,
                                                          const CallOptions& call) override;
  absl::StatusOr<MeasureLine> GetMeasureLine(const std::string& name, const AsOf& as_of,
                                             const CallOptions& call) override;
  absl::StatusOr<ReviewCounts> CountReviews(Parts parts, const std::string& filter, const CallOptions& call) override;
  absl::StatusOr<std::vector<Stratum>> SampleForReview(const SampleRequest& request, const CallOptions& call) override;
  absl::StatusOr<std::vector<Verdict>> ReviewVerdicts(const std::vector<std::string>& names,
                                                      const CallOptions& call) override;
  absl::StatusOr<PurgeReport> PurgeHistory(const PurgeRequest& request, const CallOptions& call) override;
  absl::StatusOr<std::unique_ptr<StoreBackup>> Backup(const CallOptions& call) override;
  absl::StatusOr<std::unique_ptr<StoreExport>> Export(const CallOptions& call) override;
  absl::StatusOr<IntegrityReport> CheckIntegrity(const CallOptions& call) override;
  absl::StatusOr<policy::v1::CodelistEntry> GetCodelistEntry(const std::string& name, const CallOptions& call) override;
  absl::StatusOr<Page<policy::v1::CodelistEntry>> ListCodelistEntries(const CodelistListRequest& request,
                                                                      const CallOptions& call) override;
  absl::StatusOr<policy::v1::CodelistEntry> WriteCodelistEntry(const CodelistWrite& write,
                                                               const CallOptions& call) override;
  absl::StatusOr<StoreInfo> GetStoreInfo(const CallOptions& call) override;

 private:
  SqliteStore() = default;

  // Runs `body(connection)` in a read transaction that ends with the caller's time.
  template <typename Body>
  auto Read(const CallOptions& call, Body&& body) -> decltype(body(std::declval<sqlite::Connection&>()));
  // The same with the snapshot that the caller asked for.
  template <typename Body>
  auto ReadAsOf(const AsOf& as_of, const CallOptions& call, Body&& body)
      -> decltype(body(std::declval<const Snapshot&>()));
  absl::StatusOr<std::optional<int64_t>> Resolve(sqlite::Connection& db, const AsOf& as_of);
  // All of `names` or NOT_FOUND; `read` gives one.
  template <typename Resource>
  absl::StatusOr<std::vector<Resource>> Batch(
      const std::vector<std::string>& names, const AsOf& as_of, const CallOptions& call,
      absl::FunctionRef<absl::StatusOr<std::optional<Resource>>(const Snapshot&, const std::string&)> read);
  // Where a bulk read goes on, or begins.
  absl::StatusOr<StreamPlace> BeginStream(sqlite::Connection& db, const std::string& cursor, const AsOf& as_of);
  absl::StatusOr<PartBatch> ReadParts(const ResourceListing<std::string>& how, const PartStreamRequest& request,
                                      const CallOptions& call);
  template <typename Resource>
  absl::StatusOr<Page<Resource>> List(const ResourceListing<Resource>& how, const ListRequest& request,
                                      const CallOptions& call);

  std::string path_;
  IdSource* ids_ = nullptr;
  PutLimits limits_;
  Clock* clock_ = nullptr;
  FeedIdentity feed_;
  // Ended from the last to the first: the writer is the last connection to close, and so moves the whole WAL into the
  // database, which a read-only one could not.
  std::unique_ptr<sqlite::FileLock> lock_;
  std::unique_ptr<GroupCommit> writer_;
  std::unique_ptr<sqlite::ReaderPool> readers_;
};

template <typename Resource>
absl::StatusOr<Resource> Found(absl::StatusOr<std::optional<Resource>> read, const std::string& name) {
  RETURN_IF_ERROR(read.status());
  if (!read->has_value()) return NotFound(name);
  return **std::move(read);
}

absl::StatusOr<absl::Time> LastCommitTime(sqlite::Connection& db) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT max(commit_time) FROM commits"));
  ASSIGN_OR_RETURN(const bool row, read.Step());
  return row && !read.IsNull(0) ? absl::FromUnixMicros(read.Int(0)) : absl::InfinitePast();
}

absl::StatusOr<int64_t> DocumentId(sqlite::Connection& db, const std::string& name) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT document FROM document_ids WHERE name = ?1"));
  read.Bind(1, name);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  if (!found) return NotFound(name);
  return read.Int(0);
}

absl::StatusOr<int64_t> Count(sqlite::Connection& db, std::string_view sql) {
  ASSIGN_OR_RETURN(auto read, db.Prepare(sql));
  RETURN_IF_ERROR(read.Step().status());
  return read.Int(0);
}

absl::StatusOr<std::unique_ptr<MeasureStore>> SqliteStore::Open(const SqliteStoreOptions& options) {
  std::unique_ptr<SqliteStore> store(new SqliteStore);
  store->path_ = options.path;
  store->ids_ = options.ids;
  store->limits_ = options.limits;
  store->clock_ = options.clock;
  ASSIGN_OR_RETURN(store->lock_, sqlite::FileLock::Acquire(options.path + ".lock"));
  RemoveLeftBackups(options.path);
  const sqlite::OpenOptions open{.vfs = options.vfs};
  ASSIGN_OR_RETURN(auto writer, sqlite::Connection::Open(options.path, open));
  ASSIGN_OR_RETURN(store->feed_, PrepareSchema(*writer, *options.ids));
  ASSIGN_OR_RETURN(const absl::Time last_time, LastCommitTime(*writer));
  ASSIGN_OR_RETURN(const int64_t last_place, ReadHead(*writer));
  ASSIGN_OR_RETURN(store->readers_, sqlite::ReaderPool::Open(options.path, open, options.readers, AddSearchFunction));
  store->writer_ =
      std::make_unique<GroupCommit>(std::move(writer), *options.clock, last_time, last_place,
                                    GroupCommit::Options{.max_group = options.max_group, .metrics = options.metrics});
  return store;
}

template <typename Body>
auto SqliteStore::Read(const CallOptions& call, Body&& body) -> decltype(body(std::declval<sqlite::Connection&>())) {
  const absl::Duration patience = std::min(call.deadline - clock_->Now(), kLongestWaitForAReader);
  ASSIGN_OR_RETURN(const auto reader, readers_->Acquire(patience));
  const sqlite::Interrupt interrupt{call.deadline, clock_, call.cancelled};
  sqlite::InterruptScope scope(*reader, interrupt);
  ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(*reader, sqlite::Transaction::Kind::kRead));
  return body(*reader);
}

template <typename Body>
auto SqliteStore::ReadAsOf(const AsOf& as_of, const CallOptions& call, Body&& body)
    -> decltype(body(std::declval<const Snapshot&>())) {
  using Result = decltype(body(std::declval<const Snapshot&>()));
  return Read(call, [&](sqlite::Connection& db) -> Result {
    ASSIGN_OR_RETURN(const std::optional<int64_t> place, Resolve(db, as_of));
    return body(Snapshot(db, place));
  });
}

absl::StatusOr<std::optional<int64_t>> SqliteStore::Resolve(sqlite::Connection& db, const AsOf& as_of) {
  if (as_of.present()) return std::nullopt;
  ASSIGN_OR_RETURN(const int64_t horizon, ReadHorizon(db));
  if (as_of.position) {
    ASSIGN_OR_RETURN(const int64_t head, ReadHead(db));
    RETURN_IF_ERROR(CheckPosition(*as_of.position, feed_, horizon, head, Reason::kPURGED));
    return as_of.position->place;
  }
  ASSIGN_OR_RETURN(const int64_t place, PlaceAt(db, *as_of.time));
  // With nothing kept that is as old, the moment lies before the horizon, or before the first change.
  if (place < horizon) return BeforeHorizon(feed_, horizon, Reason::kPURGED);
  return place;
}

absl::StatusOr<PutReceipt> SqliteStore::PutDocuments(const PutRequest& request, const CallOptions& call) {
  ASSIGN_OR_RETURN(const std::vector<PreparedDocument> prepared, PrepareDocuments(request, limits_));
  const bool repeatable = !request.request_id.empty() && !request.validate_only;
  const std::string digest = repeatable ? RequestDigest(prepared) : "";
  PutAnswer answer;
  const auto put = [&](WriteScope& scope) -> absl::Status {
    if (repeatable) {
      ASSIGN_OR_RETURN(auto kept, FindAnswer(scope.db(), request.request_id, digest));
      if (kept) {
        answer = *std::move(kept);
        return absl::OkStatus();
      }
    }
    ASSIGN_OR_RETURN(answer, PutPrepared(scope, prepared, request.authorship));
    if (request.validate_only) scope.Discard();
    return repeatable ? KeepAnswer(scope, request.request_id, digest, answer) : absl::OkStatus();
  };
  RETURN_IF_ERROR(writer_->Run(put, call));
  // What was only tried has no place in the feed.
  const int64_t place = request.validate_only ? writer_->last_place() : answer.place;
  return PutReceipt{std::move(answer.results), feed_.At(place)};
}

absl::StatusOr<Document> SqliteStore::DeleteDocument(const DeleteRequest& request, const CallOptions& call) {
  Document deleted;
  const auto run = [&](WriteScope& scope) -> absl::Status {
    RETURN_IF_ERROR(Delete(scope, request));
    ASSIGN_OR_RETURN(auto read, ReadDocument(Snapshot(scope.db(), {}), request.name, View::kBasic, true));
    deleted = read ? *std::move(read) : Document();
    if (request.validate_only) scope.Discard();
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(writer_->Run(run, call));
  return deleted;
}

absl::StatusOr<Document> SqliteStore::UndeleteDocument(const UndeleteRequest& request, const CallOptions& call) {
  Document living;
  const auto run = [&](WriteScope& scope) -> absl::Status {
    RETURN_IF_ERROR(Undelete(scope, request));
    ASSIGN_OR_RETURN(living,
                     Found(ReadDocument(Snapshot(scope.db(), {}), request.name, View::kBasic, false), request.name));
    if (request.validate_only) scope.Discard();
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(writer_->Run(run, call));
  return living;
}

absl::StatusOr<MeasureStore::States> SqliteStore::CheckDocuments(const std::vector<std::string>& names,
                                                                 const CallOptions& call) {
  return Read(call, [&](sqlite::Connection& db) -> absl::StatusOr<States> {
    States answer;
    for (const std::string& name : names) {
      ASSIGN_OR_RETURN(auto current, FindCurrent(db, name));
      DocumentState& state = answer.states.emplace_back();
      state.name = name;
      state.exists = current && !current->deleted;
      if (!state.exists) continue;
      state.text_sha256 = current->text_sha256;
      state.extractor_version = current->extractor_version;
      state.revision = current->revision;
      state.etag = current->etag;
    }
    ASSIGN_OR_RETURN(const int64_t head, ReadHead(db));
    answer.position = feed_.At(head);
    return answer;
  });
}

absl::StatusOr<Document> SqliteStore::GetDocument(const std::string& name, const ReadOptions& read,
                                                  const CallOptions& call) {
  return ReadAsOf(read.as_of, call, [&](const Snapshot& snapshot) {
    return Found(ReadDocument(snapshot, name, read.view, read.show_deleted), name);
  });
}

absl::StatusOr<DocumentRecord> SqliteStore::GetDocumentRecord(const std::string& name, const ReadOptions& read,
                                                              const CallOptions& call) {
  return ReadAsOf(read.as_of, call, [&](const Snapshot& snapshot) {
    return Found(ReadRecord(snapshot, name, read.view, read.show_deleted), name);
  });
}

template <typename Resource>
absl::StatusOr<std::vector<Resource>> SqliteStore::Batch(
    const std::vector<std::string>& names, const AsOf& as_of, const CallOptions& call,
    absl::FunctionRef<absl::StatusOr<std::optional<Resource>>(const Snapshot&, const std::string&)> read) {
  return ReadAsOf(as_of, call, [&](const Snapshot& snapshot) -> absl::StatusOr<std::vector<Resource>> {
    std::vector<Resource> resources;
    resources.reserve(names.size());
    for (const std::string& name : names) {
      ASSIGN_OR_RETURN(resources.emplace_back(), Found(read(snapshot, name), name));
    }
    return resources;
  });
}

absl::StatusOr<std::vector<Document>> SqliteStore::BatchGetDocuments(const std::vector<std::string>& names,
                                                                     const ReadOptions& read, const CallOptions& call) {
  return Batch<Document>(names, read.as_of, call, [&](const Snapshot& snapshot, const std::string& name) {
    return ReadDocument(snapshot, name, read.view, read.show_deleted);
  });
}

absl::StatusOr<std::vector<Measure>> SqliteStore::BatchGetMeasures(const std::vector<std::string>& names,
                                                                   const ReadOptions& read, const CallOptions& call) {
  return Batch<Measure>(names, read.as_of, call, [&](const Snapshot& snapshot, const std::string& name) {
    return ReadMeasure(snapshot, name, read.view);
  });
}

absl::StatusOr<std::vector<Indicator>> SqliteStore::BatchGetIndicators(const std::vector<std::string>& names,
                                                                       const ReadOptions& read,
                                                                       const CallOptions& call) {
  return Batch<Indicator>(names, read.as_of, call, ReadIndicator);
}

absl::StatusOr<Measure> SqliteStore::GetMeasure(const std::string& name, const ReadOptions& read,
                                                const CallOptions& call) {
  return ReadAsOf(read.as_of, call,
                  [&](const Snapshot& snapshot) { return Found(ReadMeasure(snapshot, name, read.view), name); });
}

absl::StatusOr<Indicator> SqliteStore::GetIndicator(const std::string& name, const ReadOptions& read,
                                                    const CallOptions& call) {
  return ReadAsOf(read.as_of, call,
                  [&](const Snapshot& snapshot) { return Found(ReadIndicator(snapshot, name), name); });
}

absl::StatusOr<Source> SqliteStore::GetDocumentSource(const std::string& name, const CallOptions& call) {
  return Read(call, [&](sqlite::Connection& db) -> absl::StatusOr<Source> {
    ASSIGN_OR_RETURN(Document document, Found(ReadDocument(Snapshot(db, {}), name, View::kBasic, false), name));
    ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT bytes FROM sources WHERE sha256 = ?1"));
    read.Bind(1, document.source().sha256());
    ASSIGN_OR_RETURN(const bool found, read.Step());
    if (!found) return NotFound(StrCat("source of ", name));
    return Source{std::string(read.Bytes(0)), document.source()};
  });
}

template <typename Resource>
absl::StatusOr<Page<Resource>> SqliteStore::List(const ResourceListing<Resource>& how, const ListRequest& request,
                                                 const CallOptions& call) {
  return ReadAsOf(request.options.as_of, call, [&](const Snapshot& snapshot) -> absl::StatusOr<Page<Resource>> {
    std::optional<int64_t> parent;
    if (!request.parent.empty()) {
      RETURN_IF_ERROR(Found(ReadDocument(snapshot, request.parent, View::kBasic, false), request.parent).status());
      ASSIGN_OR_RETURN(parent, DocumentId(snapshot.db(), request.parent));
    }
    return ReadPage(snapshot, how, request, parent);
  });
}

absl::StatusOr<Page<Document>> SqliteStore::ListDocuments(const ListRequest& request, const CallOptions& call) {
  return List(DocumentListing(request.options.view, request.options.show_deleted), request, call);
}

absl::StatusOr<Page<Measure>> SqliteStore::ListMeasures(const ListRequest& request, const CallOptions& call) {
  return List(MeasureListing(request.options.view), request, call);
}

absl::StatusOr<Page<Indicator>> SqliteStore::ListIndicators(const ListRequest& request, const CallOptions& call) {
  return List(IndicatorListing(), request, call);
}

absl::StatusOr<Page<SearchHit>> SqliteStore::SearchMeasures(const SearchRequest& request, const CallOptions& call) {
  return ReadAsOf({}, call, [&](const Snapshot& snapshot) { return ReadSearchPage(snapshot, request); });
}

absl::StatusOr<StreamPlace> SqliteStore::BeginStream(sqlite::Connection& db, const std::string& cursor,
                                                     const AsOf& as_of) {
  if (!cursor.empty()) {
    ASSIGN_OR_RETURN(StreamPlace place, StreamPlace::Parse(cursor));
    RETURN_IF_ERROR(Resolve(db, {.position = place.position}).status());
    return place;
  }
  ASSIGN_OR_RETURN(const std::optional<int64_t> asked, Resolve(db, as_of));
  ASSIGN_OR_RETURN(const int64_t head, ReadHead(db));
  return StreamPlace{feed_.At(asked.value_or(head)), ""};
}

absl::StatusOr<RecordBatch> SqliteStore::ReadRecords(const RecordStreamRequest& request, const CallOptions& call) {
  return Read(call, [&](sqlite::Connection& db) -> absl::StatusOr<RecordBatch> {
    ASSIGN_OR_RETURN(StreamPlace place, BeginStream(db, request.cursor, request.as_of));
    const Snapshot snapshot(db, place.position.place);
    const ListRequest names{
        .filter = request.filter, .page_size = static_cast<int>(request.max_records), .cursor = place.list_cursor};
    std::vector<std::string> cursors;
    ASSIGN_OR_RETURN(const Page<std::string> page, ReadPage(snapshot, DocumentNameListing(), names, {}, &cursors));
    RecordBatch batch;
    batch.position = place.position;
    size_t bytes = 0;
    for (size_t i = 0; i < page.items.size() && bytes <= request.max_bytes; ++i) {
      ASSIGN_OR_RETURN(std::string record,
                       Found(ReadRecordBytes(snapshot, page.items[i], request.view), page.items[i]));
      bytes += record.size();
      batch.records.push_back(std::move(record));
      place.list_cursor = cursors[i];
      batch.cursors.push_back(place.ToString());
    }
    batch.complete = page.next_cursor.empty() && batch.records.size() == page.items.size();
    return batch;
  });
}

absl::StatusOr<PartBatch> SqliteStore::ReadParts(const ResourceListing<std::string>& how,
                                                 const PartStreamRequest& request, const CallOptions& call) {
  return Read(call, [&](sqlite::Connection& db) -> absl::StatusOr<PartBatch> {
    ASSIGN_OR_RETURN(StreamPlace place, BeginStream(db, request.cursor, request.as_of));
    const ListRequest list{.filter = request.filter,
                           .page_size = static_cast<int>(request.max_items),
                           .cursor = place.list_cursor,
                           .options = {.view = request.view}};
    ASSIGN_OR_RETURN(Page<std::string> page, ReadPage(Snapshot(db, place.position.place), how, list, {}));
    PartBatch batch;
    batch.position = place.position;
    batch.complete = page.next_cursor.empty();
    if (!batch.complete) place.list_cursor = page.next_cursor;
    batch.cursor = place.ToString();
    batch.items = std::move(page.items);
    return batch;
  });
}

absl::StatusOr<PartBatch> SqliteStore::ReadMeasures(const PartStreamRequest& request, const CallOptions& call) {
  return ReadParts(EncodedMeasureListing(request.view), request, call);
}

absl::StatusOr<PartBatch> SqliteStore::ReadIndicators(const PartStreamRequest& request, const CallOptions& call) {
  return ReadParts(EncodedIndicatorListing(), request, call);
}

absl::StatusOr<ChangeBatch> SqliteStore::ReadChanges(const std::optional<Position>& position, size_t max_events,
                                                     const CallOptions& call) {
  return Read(call, [&](sqlite::Connection& db) -> absl::StatusOr<ChangeBatch> {
    ASSIGN_OR_RETURN(const int64_t horizon, ReadHorizon(db));
    ASSIGN_OR_RETURN(const int64_t head, ReadHead(db));
    const Position from = position.value_or(feed_.At(0));
    RETURN_IF_ERROR(CheckPosition(from, feed_, horizon, head, Reason::kCHANGES_COMPACTED));
    ChangeBatch batch;
    batch.head = feed_.At(head);
    ASSIGN_OR_RETURN(batch.events, ReadChangesAfter(db, feed_, from.place, max_events));
    return batch;
  });
}

absl::StatusOr<std::vector<Revision>> SqliteStore::ListRevisions(const std::string& name, const RevisionRange& range,
                                                                 const CallOptions& call) {
  return Read(call, [&](sqlite::Connection& db) -> absl::StatusOr<std::vector<Revision>> {
    ASSIGN_OR_RETURN(const auto current, FindCurrent(db, name));
    if (!current) return NotFound(name);
    return ReadRevisions(db, feed_, name, range);
  });
}

absl::StatusOr<DocumentRecord> SqliteStore::GetRevision(const std::string& name, int64_t revision,
                                                        const CallOptions& call) {
  return Read(call, [&](sqlite::Connection& db) -> absl::StatusOr<DocumentRecord> {
    ASSIGN_OR_RETURN(const auto current, FindCurrent(db, name));
    if (!current || revision > current->revision) return NotFound(name);
    ASSIGN_OR_RETURN(const int64_t horizon, ReadHorizon(db));
    ASSIGN_OR_RETURN(auto find,
                     db.Prepare("SELECT from_place FROM document_rows WHERE document = ?1 AND revision = ?2"));
    find.BindAll(current->document, revision == 0 ? current->revision : revision);
    ASSIGN_OR_RETURN(const bool kept, find.Step());
    if (!kept) return BeforeHorizon(feed_, horizon, Reason::kPURGED);
    // Of a revision from before the horizon that still held there, the parts are kept from the horizon on.
    const int64_t place = std::max(find.Int(0), horizon);
    return Found(ReadRecord(Snapshot(db, place), name, View::kFull, true), name);
  });
}

absl::StatusOr<Preview> SqliteStore::PreviewDocument(const DocumentRecord& record, const CallOptions& call) {
  PutRequest put;
  put.documents.push_back({.record = &record});
  ASSIGN_OR_RETURN(const std::vector<PreparedDocument> prepared, PrepareDocuments(put, limits_));
  DocumentRecord facts;
  if (!facts.ParseFromString(prepared[0].facts_record)) return Internal("a prepared record does not parse");
  const std::string& name = record.document().name();
  return Read(call, [&](sqlite::Connection& db) -> absl::StatusOr<Preview> {
    ASSIGN_OR_RETURN(const auto current, FindCurrent(db, name));
    if (!current || current->deleted) return NotFound(name);
    Preview preview;
    ASSIGN_OR_RETURN(preview.before, Found(ReadRecord(Snapshot(db, {}), name, View::kBasic, false), name));
    ASSIGN_OR_RETURN(const std::vector<CorrectionRow> rows, ReadActiveCorrections(db, current->document));
    std::vector<policy::v1::Correction> corrections;
    for (const CorrectionRow& row : rows) corrections.push_back(row.correction);
    preview.after = PrepareEffective(std::move(facts), prepared[0].text, corrections).record;
    return preview;
  });
}

absl::StatusOr<CorrectionReceipt> SqliteStore::Correct(const CorrectionRequest& request, const CallOptions& call) {
  Violations violations;
  for (const policy::v1::Correction& correction : request.corrections) {
    const char* field = correction.has_document() ? "document" : correction.has_measure() ? "measure" : "indicator";
    CheckCorrection(correction, field, violations);
    if (correction.has_transition() && correction.transition().date() > FormatDay(ShanghaiDay(clock_->Now()))) {
      violations.Add("date", "has not come yet");
    }
  }
  RETURN_IF_ERROR(violations.ToStatus());
  CorrectionReceipt receipt;
  const auto run = [&](WriteScope& scope) -> absl::Status {
    ASSIGN_OR_RETURN(receipt, measures::Correct(scope, request));
    ASSIGN_OR_RETURN(
        *receipt.record.mutable_document(),
        Found(ReadDocument(Snapshot(scope.db(), {}), request.document, View::kBasic, false), request.document));
    if (request.validate_only) scope.Discard();
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(writer_->Run(run, call));
  return receipt;
}

absl::StatusOr<CorrectionReceipt> SqliteStore::RevertCorrection(const RevertRequest& request, const CallOptions& call) {
  CorrectionReceipt receipt;
  const auto run = [&](WriteScope& scope) -> absl::Status {
    ASSIGN_OR_RETURN(receipt, Revert(scope, request));
    if (request.validate_only) scope.Discard();
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(writer_->Run(run, call));
  return receipt;
}

// The id that a cursor stands behind.
absl::StatusOr<int64_t> IdOfCursor(const std::string& cursor) {
  int64_t after = 0;
  if (!cursor.empty() && !absl::SimpleAtoi(cursor, &after)) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN, "the page token is damaged");
  }
  return after;
}

absl::StatusOr<Page<policy::v1::Correction>> SqliteStore::ListCorrections(const CorrectionListRequest& request,
                                                                          const CallOptions& call) {
  ASSIGN_OR_RETURN(const int64_t after, IdOfCursor(request.cursor));
  return Read(call, [&](sqlite::Connection& db) -> absl::StatusOr<Page<policy::v1::Correction>> {
    std::optional<int64_t> document;
    if (!request.document.empty()) {
      ASSIGN_OR_RETURN(document, DocumentId(db, request.document));
    }
    ASSIGN_OR_RETURN(auto rows, ReadCorrections(db, document, request.state, after, request.page_size + 1));
    Page<policy::v1::Correction> page;
    if (static_cast<int>(rows.size()) > request.page_size) {
      rows.pop_back();
      page.next_cursor = StrCat(rows.back().id);
    }
    for (CorrectionRow& row : rows) page.items.push_back(std::move(row.correction));
    return page;
  });
}

absl::StatusOr<policy::v1::MeasureLink> SqliteStore::LinkMeasures(const LinkRequest& request, const CallOptions& call) {
  policy::v1::MeasureLink link;
  const auto run = [&](WriteScope& scope) -> absl::Status {
    ASSIGN_OR_RETURN(link, Link(scope, request));
    if (request.validate_only) scope.Discard();
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(writer_->Run(run, call));
  return link;
}

absl::StatusOr<policy::v1::MeasureLink> SqliteStore::UnlinkMeasures(const UnlinkRequest& request,
                                                                    const CallOptions& call) {
  policy::v1::MeasureLink link;
  const auto run = [&](WriteScope& scope) -> absl::Status {
    ASSIGN_OR_RETURN(link, Unlink(scope, request));
    if (request.validate_only) scope.Discard();
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(writer_->Run(run, call));
  return link;
}

absl::StatusOr<Page<policy::v1::MeasureLink>> SqliteStore::ListLinks(const LinkListRequest& request,
                                                                     const CallOptions& call) {
  ASSIGN_OR_RETURN(const int64_t after, IdOfCursor(request.cursor));
  return Read(call, [&](sqlite::Connection& db) -> absl::StatusOr<Page<policy::v1::MeasureLink>> {
    std::optional<int64_t> document;
    if (!request.document.empty()) {
      ASSIGN_OR_RETURN(document, DocumentId(db, request.document));
    }
    ASSIGN_OR_RETURN(auto rows, ReadLinks(db, document, request.state, after, request.page_size + 1));
    Page<policy::v1::MeasureLink> page;
    if (static_cast<int>(rows.size()) > request.page_size) {
      rows.pop_back();
      page.next_cursor = StrCat(rows.back().id);
    }
    for (LinkRow& row : rows) page.items.push_back(std::move(row.link));
    return page;
  });
}

absl::StatusOr<MeasureLine> SqliteStore::GetMeasureLine(const std::string& name, const AsOf& as_of,
                                                        const CallOptions& call) {
  return ReadAsOf(as_of, call, [&](const Snapshot& snapshot) { return ReadLine(snapshot, name); });
}

absl::StatusOr<ReviewCounts> SqliteStore::CountReviews(Parts parts, const std::string& filter,
                                                       const CallOptions& call) {
  return ReadAsOf({}, call, [&](const Snapshot& snapshot) { return measures::CountReviews(snapshot, parts, filter); });
}

absl::StatusOr<std::vector<Stratum>> SqliteStore::SampleForReview(const SampleRequest& request,
                                                                  const CallOptions& call) {
  return ReadAsOf({}, call, [&](const Snapshot& snapshot) { return DrawSample(snapshot, request); });
}

absl::StatusOr<std::vector<Verdict>> SqliteStore::ReviewVerdicts(const std::vector<std::string>& names,
                                                                 const CallOptions& call) {
  return Read(call, [&](sqlite::Connection& db) { return ReadVerdicts(db, names); });
}

absl::StatusOr<PurgeReport> SqliteStore::PurgeHistory(const PurgeRequest& request, const CallOptions& call) {
  PurgeReport report;
  const auto purge = [&](WriteScope& scope) -> absl::Status {
    ASSIGN_OR_RETURN(const std::optional<int64_t> place, Resolve(scope.db(), request.before));
    ASSIGN_OR_RETURN(report, Purge(scope, place.value_or(scope.place())));
    report.horizon = feed_.At(place.value_or(scope.place()));
    if (request.validate_only) scope.Discard();
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(writer_->Run(purge, call));
  return report;
}

// Outside a transaction of its own, which VACUUM does not take; it is one itself.
absl::StatusOr<std::unique_ptr<StoreBackup>> SqliteStore::Backup(const CallOptions& call) {
  const absl::Duration patience = std::min(call.deadline - clock_->Now(), kLongestWaitForAReader);
  ASSIGN_OR_RETURN(const auto reader, readers_->Acquire(patience));
  const sqlite::Interrupt interrupt{call.deadline, clock_, call.cancelled};
  sqlite::InterruptScope scope(*reader, interrupt);
  return MakeBackup(*reader, StrCat(path_, ".backup-", ids_->NewUuid()), feed_);
}

absl::StatusOr<std::unique_ptr<StoreExport>> SqliteStore::Export(const CallOptions& call) {
  const absl::Duration patience = std::min(call.deadline - clock_->Now(), kLongestWaitForAReader);
  ASSIGN_OR_RETURN(const auto reader, readers_->Acquire(patience));
  const sqlite::Interrupt interrupt{call.deadline, clock_, call.cancelled};
  sqlite::InterruptScope scope(*reader, interrupt);
  return MakeExport(*reader, StrCat(path_, ".backup-", ids_->NewUuid()), feed_);
}

absl::StatusOr<IntegrityReport> SqliteStore::CheckIntegrity(const CallOptions& call) {
  constexpr int kDocumentsARead = 100;
  IntegrityReport report;
  RETURN_IF_ERROR(Read(call, [&](sqlite::Connection& db) { return CheckContents(db, report); }));
  RETURN_IF_ERROR(Read(call, [&](sqlite::Connection& db) { return CheckSearchIndex(db, report); }));
  for (int64_t after = 0; after >= 0;) {
    ASSIGN_OR_RETURN(after, Read(call, [&](sqlite::Connection& db) {
                       return measures::CheckDocuments(db, after, kDocumentsARead, report);
                     }));
  }
  return report;
}

absl::StatusOr<policy::v1::CodelistEntry> SqliteStore::GetCodelistEntry(const std::string& name,
                                                                        const CallOptions& call) {
  const std::optional<CodelistKey> key = ParseCodelistName(name);
  if (!key) return NotFound(name);
  if (const policy::v1::CodelistEntry* entry = FindBuiltIn(*key)) return *entry;
  return Read(call, [&](sqlite::Connection& db) { return Found(FindLocalEntry(db, *key), name); });
}

absl::StatusOr<Page<policy::v1::CodelistEntry>> SqliteStore::ListCodelistEntries(const CodelistListRequest& request,
                                                                                 const CallOptions& call) {
  ASSIGN_OR_RETURN(const filter::Filter filter, filter::Filter::Parse(request.filter, CodelistSchema()));
  ASSIGN_OR_RETURN(const std::vector<policy::v1::CodelistEntry> local,
                   Read(call, [&](sqlite::Connection& db) { return ReadLocalEntries(db, request.codelist); }));
  const std::vector<policy::v1::CodelistEntry>& built_in = BuiltInEntries(request.codelist);
  std::vector<const policy::v1::CodelistEntry*> all;
  for (const auto* list : {&built_in, &local}) {
    for (const policy::v1::CodelistEntry& entry : *list) {
      const bool shadowed = list == &local && FindBuiltIn({request.codelist, entry.code()}) != nullptr;
      if (!shadowed && entry.code() > request.cursor && FitsFilter(entry, filter)) all.push_back(&entry);
    }
  }
  std::sort(all.begin(), all.end(), [](const auto* a, const auto* b) { return a->code() < b->code(); });
  Page<policy::v1::CodelistEntry> page;
  for (const policy::v1::CodelistEntry* entry : all) {
    if (static_cast<int>(page.items.size()) == request.page_size) {
      page.next_cursor = page.items.back().code();
      break;
    }
    page.items.push_back(*entry);
  }
  return page;
}

absl::StatusOr<policy::v1::CodelistEntry> SqliteStore::WriteCodelistEntry(const CodelistWrite& write,
                                                                          const CallOptions& call) {
  policy::v1::CodelistEntry entry;
  const auto run = [&](WriteScope& scope) -> absl::Status {
    ASSIGN_OR_RETURN(entry, WriteEntry(scope, write));
    if (write.validate_only) scope.Discard();
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(writer_->Run(run, call));
  return entry;
}

absl::StatusOr<StoreInfo> SqliteStore::GetStoreInfo(const CallOptions& call) {
  return Read(call, [&](sqlite::Connection& db) -> absl::StatusOr<StoreInfo> {
    StoreInfo info;
    info.backend = "sqlite";
    ASSIGN_OR_RETURN(info.schema_version, sqlite::SchemaVersion(db));
    ASSIGN_OR_RETURN(const int64_t head, ReadHead(db));
    ASSIGN_OR_RETURN(const int64_t horizon, ReadHorizon(db));
    info.head = feed_.At(head);
    info.change_horizon = feed_.At(horizon);
    ASSIGN_OR_RETURN(info.document_count, Count(db, "SELECT count(*) FROM documents WHERE delete_time IS NULL"));
    // The counts of the documents are those of their rows, and far fewer to read.
    ASSIGN_OR_RETURN(info.measure_count, Count(db, "SELECT coalesce(sum(measure_count), 0) FROM documents"));
    ASSIGN_OR_RETURN(info.indicator_count, Count(db, "SELECT coalesce(sum(indicator_count), 0) FROM documents"));
    return info;
  });
}

}  // namespace

absl::StatusOr<std::unique_ptr<MeasureStore>> OpenSqliteStore(const SqliteStoreOptions& options) {
  return SqliteStore::Open(options);
}

}  // namespace gangmu::measures
