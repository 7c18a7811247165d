#include <utility>

#include "common/digest/sha256.h"
#include "common/sqlite/file_lock.h"
#include "common/sqlite/transaction.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "google/protobuf/util/time_util.h"
#include "services/measures/store/codelist_entries.h"
#include "services/measures/store/prepared_document.h"
#include "services/measures/store/record_check.h"
#include "services/measures/store/sqlite/document_writer.h"
#include "services/measures/store/sqlite/export.h"
#include "services/measures/store/sqlite/integrity.h"
#include "services/measures/store/sqlite/relation_rows.h"
#include "services/measures/store/sqlite/schema.h"
#include "services/measures/store/sqlite/store_file.h"

namespace gangmu::measures {
namespace {

using google::protobuf::util::TimeUtil;
using policy::v1::ExportLine;
using sqlite::Blob;
using sqlite::BorrowedBlob;
using sqlite::Connection;
using sqlite::Statement;

// A transaction ends with this many lines: what is not committed is in memory.
constexpr int64_t kLinesATransaction = 5000;

int64_t Micros(const google::protobuf::Timestamp& time) { return TimeUtil::TimestampToMicroseconds(time); }

Places ToPlaces(const policy::v1::ExportPlaces& places) {
  return {places.from(), places.to() == 0 ? Places::kOpenEnd : places.to()};
}

// Writes lines into an empty store. What a line contradicts is for the constraints of the tables and the check of the
// whole to find.
class LineImport {
 public:
  explicit LineImport(Connection& db) : db_(db) {}

  absl::Status Write(const ExportLine& line) {
    switch (line.line_case()) {
      case ExportLine::kText:
        return Content(line.text().sha256(), line.text().text(), true);
      case ExportLine::kSource:
        return Content(line.source().sha256(), line.source().content(), false);
      case ExportLine::kDocument:
        return Run("INSERT INTO document_ids (document, name) VALUES (?1, ?2)", line.document().document(),
                   line.document().name());
      case ExportLine::kExtraction:
        return Extraction(line.extraction());
      case ExportLine::kChange:
        return Change(line.change());
      case ExportLine::kDocumentVersion:
        return DocumentVersion(line.document_version());
      case ExportLine::kMeasureVersion:
        return MeasureVersion(line.measure_version());
      case ExportLine::kIndicatorVersion:
        return IndicatorVersion(line.indicator_version());
      case ExportLine::kCorrection:
        return Correction(line.correction());
      case ExportLine::kLink:
        return Link(line.link());
      case ExportLine::kCodelistEntry:
        return CodelistEntry(line.codelist_entry());
      case ExportLine::kCodelistChange:
        return CodelistChange(line.codelist_change());
      default:
        return InvalidField("line", "is of no kind that stands here");
    }
  }

 private:
  template <typename... Values>
  absl::Status Run(std::string_view sql, const Values&... values) {
    ASSIGN_OR_RETURN(Statement insert, db_.Prepare(sql));
    return insert.BindAll(values...).Run();
  }

  absl::Status Content(const std::string& sha256, std::string_view bytes, bool text) {
    if (Sha256Hex(bytes) != sha256) return InvalidField("sha256", "is not that of what follows");
    if (text) return Run("INSERT INTO texts (sha256, text) VALUES (?1, ?2)", sha256, bytes);
    return Run("INSERT INTO sources (sha256, bytes) VALUES (?1, ?2)", sha256, BorrowedBlob{bytes});
  }

  absl::Status Extraction(const policy::v1::ExportExtraction& e) {
    const std::string structure = e.structure().SerializeAsString();
    const std::string facts = e.facts().SerializeAsString();
    return Run(
        "INSERT INTO extractions (extraction, document, text_sha256, extractor_version, structure, facts) VALUES "
        "(?1, ?2, ?3, ?4, ?5, ?6)",
        e.extraction(), e.document(), e.text_sha256(), e.extractor_version(), BorrowedBlob{structure},
        BorrowedBlob{facts});
  }

  absl::Status Change(const policy::v1::ExportChange& c) {
    return Run(
        "INSERT INTO commits (place, commit_time, document, revision, cause, author, reason) VALUES (?1, ?2, ?3, "
        "?4, ?5, ?6, ?7)",
        c.place(), Micros(c.commit_time()), c.document(), c.revision(), c.cause(), c.author(), c.reason());
  }

  absl::Status DocumentVersion(const policy::v1::ExportDocumentVersion& v) {
    const policy::v1::Document& d = v.record();
    VersionFields fields;
    fields.revision = d.revision();
    fields.etag = d.etag();
    fields.extraction = v.extraction();
    fields.create_time = absl::FromUnixMicros(Micros(d.create_time()));
    if (d.has_delete_time()) fields.delete_time = absl::FromUnixMicros(Micros(d.delete_time()));
    fields.duplicate_of = d.duplicate_of();
    fields.counts = {d.measure_count(), d.indicator_count()};
    const policy::v1::Document stored = StoredForm(d);
    return InsertDocumentRow(db_, v.document(), stored, stored.SerializeAsString(), fields,
                             absl::FromUnixMicros(Micros(d.update_time())), ToPlaces(v.places()));
  }

  absl::Status MeasureVersion(const policy::v1::ExportMeasureVersion& v) {
    PreparedMeasure measure = PrepareStored(v.record(), v.record().text());
    measure.digest = v.digest();
    return InsertMeasureVersion(db_, v.document(), measure, ToPlaces(v.places()));
  }

  absl::Status IndicatorVersion(const policy::v1::ExportIndicatorVersion& v) {
    Violations violations;
    CheckIndicatorValues(v.record(), "record", violations);
    RETURN_IF_ERROR(violations.ToStatus());
    PreparedIndicator indicator = PrepareStored(v.record());
    indicator.digest = v.digest();
    return InsertIndicatorVersion(db_, v.document(), indicator, ToPlaces(v.places()));
  }

  absl::Status Correction(const policy::v1::ExportCorrection& c) {
    policy::v1::Correction stored = c.record();
    stored.clear_revert_time();
    const std::string record = stored.SerializeAsString();
    const int64_t revert_time = c.record().has_revert_time() ? Micros(c.record().revert_time()) : 0;  // or never
    return Run(
        "INSERT INTO corrections (correction, document, place, reverted_place, revert_time, orphaned, kind, "
        "target, record) VALUES (?1, ?2, ?3, nullif(?4, 0), nullif(?5, 0), ?6, ?7, ?8, ?9)",
        c.correction(), c.document(), c.places().from(), c.places().to(), revert_time, c.orphaned(),
        static_cast<int>(stored.kind()), stored.target(), BorrowedBlob{record});
  }

  absl::Status Link(const policy::v1::ExportLink& l) {
    const std::string record = l.record().SerializeAsString();
    const Places places = ToPlaces(l.places());
    return Run(
        "INSERT INTO measure_links (link, from_place, to_place, kind, from_document, from_name, to_document, "
        "to_name, record) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        l.link(), places.from, places.to, static_cast<int>(l.record().kind()), l.from_document(), l.record().from(),
        l.to_document(), l.record().to(), BorrowedBlob{record});
  }

  absl::Status CodelistEntry(const policy::v1::CodelistEntry& entry) {
    RETURN_IF_ERROR(CheckName(entry));
    const std::string record = entry.SerializeAsString();
    return Run("INSERT INTO codelist_entries (codelist, code, dimension, record) VALUES (?1, ?2, ?3, ?4)",
               static_cast<int>(entry.codelist()), entry.code(), entry.dimension(), BorrowedBlob{record});
  }

  absl::Status CodelistChange(const policy::v1::ExportCodelistChange& c) {
    RETURN_IF_ERROR(CheckName(c.entry()));
    const std::string record = c.entry().SerializeAsString();
    return Run("INSERT INTO codelist_changes (place, deleted, record) VALUES (?1, ?2, ?3)", c.place(), c.deleted(),
               BorrowedBlob{record});
  }

  static absl::Status CheckName(const policy::v1::CodelistEntry& entry) {
    const auto key = ParseCodelistName(entry.name());
    if (key && key->codelist == entry.codelist() && key->code == entry.code()) return absl::OkStatus();
    return InvalidField("name", "is not that of the list and code");
  }

  Connection& db_;
};

// Faults of what a line says, by its number; what disk and memory say stays as it is.
absl::Status AtLine(const absl::Status& status, const ExportLineReader& reader) {
  const Reason reason = DetailsOf(status).reason;
  if (reason == Reason::kINVALID_FIELD) return reader.Broken(ToStd(status.message()));
  if (reason == Reason::kALREADY_EXISTS || reason == Reason::kINTERNAL)
    return reader.Broken("contradicts another line");
  return status;
}

absl::Status ReadLines(Connection& db, ExportLineReader& reader) {
  LineImport import(db);
  ExportLine line;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(db, sqlite::Transaction::Kind::kWrite));
    for (int64_t i = 0; i < kLinesATransaction && more; ++i) {
      ASSIGN_OR_RETURN(more, reader.Next(line));
      if (!more) break;
      if (const absl::Status written = import.Write(line); !written.ok()) return AtLine(written, reader);
    }
    RETURN_IF_ERROR(transaction.Commit());
  }
  return absl::OkStatus();
}

absl::Status WriteIdentity(Connection& db, const policy::v1::ExportHeader& header, const std::string& epoch) {
  ASSIGN_OR_RETURN(Statement insert, db.Prepare("INSERT INTO store_info (key, value) VALUES (?1, ?2)"));
  RETURN_IF_ERROR(insert.BindAll("store_id", header.store_id()).Run());
  RETURN_IF_ERROR(insert.BindAll("epoch", epoch).Run());
  if (header.horizon() == 0) return absl::OkStatus();
  return insert.BindAll("change_horizon", StrCat(header.horizon())).Run();
}

// The whole must hold together as any store does.
absl::Status CheckWhole(Connection& db, const policy::v1::ExportHeader& header) {
  ASSIGN_OR_RETURN(const int64_t head, ReadHead(db));
  IntegrityReport report;
  RETURN_IF_ERROR(CheckContents(db, report));
  for (int64_t after = 0; after >= 0;) {
    ASSIGN_OR_RETURN(after, CheckDocuments(db, after, 100, report));
  }
  if (head == header.head() && report.problems.empty()) return absl::OkStatus();
  return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED,
               report.problems.empty() ? std::string("the newest place is not that of the header")
                                       : StrCat(report.problems[0].where, ": ", report.problems[0].what));
}

}  // namespace

absl::StatusOr<Position> ImportSqliteStore(const ImportOptions& options, ExportLineReader::Source source) {
  ASSIGN_OR_RETURN(const auto lock, sqlite::FileLock::Acquire(options.path + ".lock"));
  RETURN_IF_ERROR(CheckRoom(options.path, options.replace));
  ExportLineReader reader(std::move(source));
  ASSIGN_OR_RETURN(const policy::v1::ExportHeader header, reader.ReadHeader());
  if (header.store_id().empty() || header.epoch().empty()) return reader.Broken("names no store");
  const FeedIdentity feed{header.store_id(), options.keep_epoch ? header.epoch() : options.ids->NewUuid()};

  ScratchFile made(options.path + ".importing");
  {
    ASSIGN_OR_RETURN(auto db, Connection::Open(made.path(), {.vfs = options.vfs}));
    RETURN_IF_ERROR(sqlite::Migrate(*db, kApplicationId, StoreMigrations()));
    RETURN_IF_ERROR(WriteIdentity(*db, header, feed.epoch));
    RETURN_IF_ERROR(ReadLines(*db, reader));
    RETURN_IF_ERROR(AddMissingRelations(*db));  // as for a store of a version that had none; search waits for the start
    RETURN_IF_ERROR(CheckWhole(*db, header));
    RETURN_IF_ERROR(db->Checkpoint());
  }
  RETURN_IF_ERROR(PutInPlace(made, options.path));
  return feed.At(header.head());
}

}  // namespace gangmu::measures
