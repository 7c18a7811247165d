#include "services/measures/store/sqlite/document_writer.h"

#include <unordered_map>

#include "common/digest/sha256.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/store/canonical_digest.h"
#include "services/measures/store/sqlite/relation_rows.h"
#include "services/measures/store/status_history.h"

namespace gangmu::measures {
namespace {

using sqlite::BorrowedBlob;
using sqlite::Connection;
using sqlite::Statement;

constexpr int64_t kOpenEnd = Places::kOpenEnd;
constexpr char kInsertMeasure[] =
    "INSERT INTO measure_rows (document, from_place, to_place, name, ordinal, digest, label, "
    "heading, part, topic, status, record, text, review_state) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";
constexpr char kInsertIndicator[] =
    "INSERT INTO indicator_rows (document, from_place, to_place, name, ordinal, measure, digest, value, "
    "from_value, lower_bound, upper_bound, unit, dimension, qualifier, kind, target, subject, "
    "period_start, period_end, part_of, restates, confidence, text, record, review_state) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, "
    "?21, ?22, ?23, ?24, ?25)";

absl::Status CloseRow(Connection& db, std::string_view sql, int64_t row, int64_t place) {
  ASSIGN_OR_RETURN(Statement close, db.Prepare(sql));
  return close.BindAll(row, place).Run();
}

absl::Status StoreOnce(Connection& db, std::string_view sql, const std::string& sha256, std::string_view bytes,
                       bool as_text) {
  ASSIGN_OR_RETURN(Statement insert, db.Prepare(sql));
  insert.Bind(1, sha256);
  as_text ? insert.Bind(2, bytes) : insert.Bind(2, BorrowedBlob{bytes});
  return insert.Run();
}

absl::Status InsertLabels(Connection& db, int64_t row, const policy::v1::Document& document) {
  if (document.labels().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(Statement insert, db.Prepare("INSERT INTO document_labels (row, key, value) VALUES (?1, ?2, ?3)"));
  for (const auto& [key, value] : document.labels()) RETURN_IF_ERROR(insert.BindAll(row, key, value).Run());
  return absl::OkStatus();
}

// Current rows of one kind, by name.
struct OpenRow {
  int64_t row = 0;
  std::string digest;
};
using OpenRows = std::unordered_map<std::string, OpenRow>;

absl::StatusOr<OpenRows> ReadOpenRows(Connection& db, std::string_view sql, int64_t document) {
  ASSIGN_OR_RETURN(Statement read, db.Prepare(sql));
  read.Bind(1, document);
  OpenRows rows;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return rows;
    rows[std::string(read.Text(1))] = {read.Int(0), std::string(read.Bytes(2))};
  }
}

// True where the row of that name says the same already; else it is closed.
template <typename Close>
absl::StatusOr<bool> StandsAlready(OpenRows& open, const std::string& name, const std::string& digest, Close&& close) {
  const auto it = open.find(name);
  if (it == open.end()) return false;
  const bool same = it->second.digest == digest;
  if (!same) RETURN_IF_ERROR(close(it->second.row));
  open.erase(it);
  return same;
}

absl::Status InsertElements(Connection& db, int64_t row, int field,
                            const google::protobuf::RepeatedPtrField<std::string>& values) {
  if (values.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(Statement insert, db.Prepare("INSERT INTO measure_elements (row, field, value) VALUES (?1, ?2, ?3) "
                                                "ON CONFLICT DO NOTHING"));
  for (const std::string& value : values) RETURN_IF_ERROR(insert.BindAll(row, field, value).Run());
  return absl::OkStatus();
}

// The parameters of the row: ?1 document, ?2 from_place, ?3 to_place, then the columns in the order of the INSERT.
void BindMeasure(Statement& statement, int64_t document, const PreparedMeasure& prepared, const Places& places) {
  const policy::v1::Measure& m = prepared.measure;
  statement.BindAll(document, places.from, places.to, m.name(), m.ordinal(), BorrowedBlob{prepared.digest}, m.label(),
                    m.heading(), m.part(), m.topic(), static_cast<int>(m.status()), BorrowedBlob{prepared.record},
                    prepared.text, static_cast<int>(m.review_state()));
}

// Of a measure for which transitions were entered; of others the row itself says it.
absl::Status InsertStatuses(Connection& db, int64_t row, const policy::v1::Measure& measure) {
  if (measure.transitions().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(Statement insert,
                   db.Prepare("INSERT INTO measure_statuses (row, since, until, status) VALUES (?1, ?2, ?3, ?4)"));
  for (const StatusPeriod& period : PeriodsOf({measure.transitions().begin(), measure.transitions().end()})) {
    RETURN_IF_ERROR(insert.BindAll(row, period.since, period.until, static_cast<int>(period.status)).Run());
  }
  return absl::OkStatus();
}

// The row with all that belongs to it but search; its number.
absl::StatusOr<int64_t> InsertMeasureRow(Connection& db, Statement& insert, int64_t document,
                                         const PreparedMeasure& prepared, const Places& places) {
  const policy::v1::Measure& m = prepared.measure;
  BindMeasure(insert, document, prepared, places);
  RETURN_IF_ERROR(insert.Run());
  const int64_t row = db.last_insert_rowid();
  RETURN_IF_ERROR(InsertStatuses(db, row, m));
  RETURN_IF_ERROR(InsertElements(db, row, policy::v1::Measure::kSectionPathFieldNumber, m.section_path()));
  RETURN_IF_ERROR(InsertElements(db, row, policy::v1::Measure::kInstrumentsFieldNumber, m.instruments()));
  RETURN_IF_ERROR(InsertElements(db, row, policy::v1::Measure::kResponsibleBodiesFieldNumber, m.responsible_bodies()));
  return row;
}

absl::Status InsertMeasure(WriteScope& scope, Statement& insert, int64_t document, const PreparedMeasure& prepared,
                           const Places& places) {
  ASSIGN_OR_RETURN(const int64_t row, InsertMeasureRow(scope.db(), insert, document, prepared, places));
  scope.search().Add(row, prepared.searched);
  return absl::OkStatus();
}

std::optional<BorrowedBlob> Key(const std::optional<std::string>& key) {
  return key ? std::optional(BorrowedBlob{*key}) : std::nullopt;
}

void BindIndicator(Statement& statement, int64_t document, const PreparedIndicator& prepared, const Places& places) {
  const policy::v1::Indicator& i = prepared.indicator;
  statement.BindAll(document, places.from, places.to, i.name(), i.ordinal(), i.measure(), BorrowedBlob{prepared.digest},
                    Key(prepared.value), Key(prepared.from_value), Key(prepared.lower_bound), Key(prepared.upper_bound),
                    i.unit(), prepared.dimension, static_cast<int>(i.qualifier()), static_cast<int>(i.kind()),
                    i.target(), i.subject(), i.period().start(), i.period().end(), i.part_of(), i.restates(),
                    i.confidence(), i.text(), BorrowedBlob{prepared.record}, static_cast<int>(i.review_state()));
}

absl::Status InsertIndicator(Statement& insert, int64_t document, const PreparedIndicator& prepared,
                             const Places& places) {
  BindIndicator(insert, document, prepared, places);
  return insert.Run();
}

absl::Status ReplaceMeasures(WriteScope& scope, int64_t document, const std::vector<PreparedMeasure>& measures,
                             int64_t place) {
  Connection& db = scope.db();
  const auto close = [&](int64_t row) -> absl::Status {
    RETURN_IF_ERROR(CloseRow(db, "UPDATE measure_rows SET to_place = ?2 WHERE row = ?1", row, place));
    return scope.search().Close(db, row);
  };
  ASSIGN_OR_RETURN(OpenRows open,
                   ReadOpenRows(db, "SELECT row, name, digest FROM measures WHERE document = ?1", document));
  ASSIGN_OR_RETURN(Statement insert, db.Prepare(kInsertMeasure));
  for (const PreparedMeasure& prepared : measures) {
    ASSIGN_OR_RETURN(const bool stands, StandsAlready(open, prepared.measure.name(), prepared.digest, close));
    if (!stands) RETURN_IF_ERROR(InsertMeasure(scope, insert, document, prepared, {place}));
  }
  for (const auto& [name, left] : open) RETURN_IF_ERROR(close(left.row));
  return absl::OkStatus();
}

absl::Status ReplaceIndicators(Connection& db, int64_t document, const std::vector<PreparedIndicator>& indicators,
                               int64_t place) {
  const auto close = [&](int64_t row) {
    return CloseRow(db, "UPDATE indicator_rows SET to_place = ?2 WHERE row = ?1", row, place);
  };
  ASSIGN_OR_RETURN(OpenRows open,
                   ReadOpenRows(db, "SELECT row, name, digest FROM indicators WHERE document = ?1", document));
  ASSIGN_OR_RETURN(Statement insert, db.Prepare(kInsertIndicator));
  for (const PreparedIndicator& prepared : indicators) {
    ASSIGN_OR_RETURN(const bool stands, StandsAlready(open, prepared.indicator.name(), prepared.digest, close));
    if (!stands) RETURN_IF_ERROR(InsertIndicator(insert, document, prepared, {place}));
  }
  for (const auto& [name, left] : open) RETURN_IF_ERROR(close(left.row));
  return absl::OkStatus();
}

absl::Status CloseDocumentRow(Connection& db, const CurrentDocument& previous, int64_t place) {
  return CloseRow(db, "UPDATE document_rows SET to_place = ?2 WHERE row = ?1", previous.row, place);
}

}  // namespace

absl::StatusOr<std::optional<CurrentDocument>> FindCurrent(Connection& db, std::string_view name) {
  ASSIGN_OR_RETURN(Statement find, db.Prepare("SELECT document, row, from_place, revision, extraction, create_time, "
                                              "delete_time, etag, text_sha256, extractor_version, duplicate_of "
                                              "FROM documents WHERE name = ?1"));
  find.Bind(1, name);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  if (!found) return std::nullopt;
  CurrentDocument current;
  current.document = find.Int(0);
  current.row = find.Int(1);
  current.from_place = find.Int(2);
  current.revision = find.Int(3);
  current.extraction = find.Int(4);
  current.create_time = absl::FromUnixMicros(find.Int(5));
  current.deleted = !find.IsNull(6);
  if (current.deleted) current.delete_time = absl::FromUnixMicros(find.Int(6));
  current.name = std::string(name);
  current.etag = find.Text(7);
  current.text_sha256 = find.Text(8);
  current.extractor_version = find.Text(9);
  current.duplicate_of = find.Text(10);
  return current;
}

std::string NextEtag(const CurrentDocument& current) {
  return StrCat(current.revision + 1, current.etag.substr(current.etag.find('-')));
}

std::string MakeEtag(int64_t revision, const PreparedDocument& prepared) {
  return StrCat(revision, "-", HexEncode(std::string_view(prepared.digest).substr(0, 6)));
}

absl::StatusOr<FactCounts> CountFacts(Connection& db, int64_t document) {
  ASSIGN_OR_RETURN(Statement count,
                   db.Prepare("SELECT measure_count, indicator_count FROM documents WHERE document = ?1"));
  count.Bind(1, document);
  RETURN_IF_ERROR(count.Step().status());
  return FactCounts{count.Int(0), count.Int(1)};
}

absl::StatusOr<ChangeStamp> StampChange(WriteScope& scope, int64_t document, int64_t revision, ChangeCause cause,
                                        const Authorship& authorship) {
  const ChangeStamp stamp{scope.NextPlace(), scope.NextCommitTime(), cause};
  ASSIGN_OR_RETURN(Statement insert, scope.db().Prepare("INSERT INTO commits (place, commit_time, document, revision, "
                                                        "cause, author, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  insert.BindAll(stamp.place, absl::ToUnixMicros(stamp.time), document, revision, static_cast<int>(cause),
                 authorship.author, authorship.reason);
  RETURN_IF_ERROR(insert.Run());
  return stamp;
}

absl::StatusOr<int64_t> StoreExtraction(Connection& db, int64_t document, const PreparedDocument& prepared) {
  const policy::v1::Document& d = prepared.document;
  RETURN_IF_ERROR(StoreOnce(db, "INSERT INTO texts (sha256, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                            d.text_sha256(), prepared.text, true));
  if (!prepared.source.empty()) {
    RETURN_IF_ERROR(StoreOnce(db, "INSERT INTO sources (sha256, bytes) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                              d.source().sha256(), prepared.source, false));
  }
  ASSIGN_OR_RETURN(Statement insert, db.Prepare("INSERT INTO extractions (document, text_sha256, extractor_version, "
                                                "structure, facts) VALUES (?1, ?2, ?3, ?4, ?5)"));
  insert.BindAll(document, d.text_sha256(), d.extractor_version(), BorrowedBlob{prepared.structure},
                 BorrowedBlob{prepared.facts_record});
  RETURN_IF_ERROR(insert.Run());
  const int64_t extraction = db.last_insert_rowid();
  RETURN_IF_ERROR(InsertRelations(db, extraction, prepared.relations));
  return extraction;
}

absl::Status InsertDocumentRow(Connection& db, int64_t document, const policy::v1::Document& d,
                               const std::string& record, const VersionFields& fields, absl::Time update_time,
                               const Places& places) {
  ASSIGN_OR_RETURN(
      Statement insert,
      db.Prepare("INSERT INTO document_rows (document, from_place, to_place, name, revision, etag, extraction, "
                 "create_time, update_time, delete_time, duplicate_of, measure_count, indicator_count, title, issuer, "
                 "publish_date, document_number, document_type, region_name, region_code, validity, effective_date, "
                 "repeal_date, secrecy_mark, openness_mark, source_uri, source_sha256, media_type, text_sha256, "
                 "text_length, extractor_version, record) "
                 "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, "
                 "?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32)"));
  insert.BindAll(document, places.from, places.to, d.name(), fields.revision, fields.etag, fields.extraction,
                 absl::ToUnixMicros(fields.create_time), absl::ToUnixMicros(update_time), std::nullopt,
                 fields.duplicate_of, fields.counts.measures, fields.counts.indicators, d.title(), d.issuer(),
                 d.publish_date(), d.document_number(), d.document_type(), d.region().name(), d.region().code(),
                 static_cast<int>(d.validity()), d.effective_date(), d.repeal_date(), d.secrecy_mark(),
                 d.openness_mark(), d.source().uri(), d.source().sha256(), d.source().media_type(), d.text_sha256(),
                 d.text_length(), d.extractor_version(), BorrowedBlob{record});
  if (fields.delete_time) insert.Bind(10, absl::ToUnixMicros(*fields.delete_time));
  RETURN_IF_ERROR(insert.Run());
  return InsertLabels(db, db.last_insert_rowid(), d);
}

absl::Status ReplaceDocumentRow(Connection& db, const std::optional<CurrentDocument>& previous, int64_t document,
                                const PreparedDocument& prepared, const VersionFields& fields,
                                const ChangeStamp& stamp) {
  if (previous) RETURN_IF_ERROR(CloseDocumentRow(db, *previous, stamp.place));
  VersionFields counted = fields;
  counted.counts = {static_cast<int64_t>(prepared.facts.measures.size()),
                    static_cast<int64_t>(prepared.facts.indicators.size())};
  return InsertDocumentRow(db, document, prepared.document, prepared.record, counted, stamp.time, {stamp.place});
}

absl::Status InsertMeasureVersion(Connection& db, int64_t document, const PreparedMeasure& measure,
                                  const Places& places) {
  ASSIGN_OR_RETURN(Statement insert, db.Prepare(kInsertMeasure));
  return InsertMeasureRow(db, insert, document, measure, places).status();
}

absl::Status InsertIndicatorVersion(Connection& db, int64_t document, const PreparedIndicator& indicator,
                                    const Places& places) {
  ASSIGN_OR_RETURN(Statement insert, db.Prepare(kInsertIndicator));
  return InsertIndicator(insert, document, indicator, places);
}

absl::Status CopyDocumentRow(Connection& db, const CurrentDocument& previous, const VersionFields& fields,
                             const ChangeStamp& stamp, const FactCounts& counts) {
  RETURN_IF_ERROR(CloseDocumentRow(db, previous, stamp.place));
  ASSIGN_OR_RETURN(
      Statement insert,
      db.Prepare("INSERT INTO document_rows (document, from_place, to_place, name, revision, etag, extraction, "
                 "create_time, update_time, delete_time, duplicate_of, measure_count, indicator_count, title, issuer, "
                 "publish_date, document_number, document_type, region_name, region_code, validity, effective_date, "
                 "repeal_date, secrecy_mark, openness_mark, source_uri, source_sha256, media_type, text_sha256, "
                 "text_length, extractor_version, record) "
                 "SELECT document, ?2, ?3, name, ?4, ?5, ?6, create_time, ?7, ?8, ?9, ?10, ?11, title, issuer, "
                 "publish_date, document_number, document_type, region_name, region_code, validity, effective_date, "
                 "repeal_date, secrecy_mark, openness_mark, source_uri, source_sha256, media_type, text_sha256, "
                 "text_length, extractor_version, record FROM document_rows WHERE row = ?1"));
  insert.BindAll(previous.row, stamp.place, kOpenEnd, fields.revision, fields.etag, fields.extraction,
                 absl::ToUnixMicros(stamp.time), std::nullopt, fields.duplicate_of, counts.measures, counts.indicators);
  if (fields.delete_time) insert.Bind(8, absl::ToUnixMicros(*fields.delete_time));
  RETURN_IF_ERROR(insert.Run());
  const int64_t row = db.last_insert_rowid();
  ASSIGN_OR_RETURN(Statement labels, db.Prepare("INSERT INTO document_labels (row, key, value) "
                                                "SELECT ?2, key, value FROM document_labels WHERE row = ?1"));
  return labels.BindAll(previous.row, row).Run();
}

absl::Status ReplaceFacts(WriteScope& scope, int64_t document, const PreparedFacts& facts, int64_t place) {
  RETURN_IF_ERROR(ReplaceMeasures(scope, document, facts.measures, place));
  return ReplaceIndicators(scope.db(), document, facts.indicators, place);
}

// Columns are compared by the values that an INSERT would write; the digest is left out, since a migration may have
// added a field that it does not cover.
absl::StatusOr<bool> MeasureRowStands(Connection& db, int64_t document, const PreparedMeasure& measure) {
  ASSIGN_OR_RETURN(Statement find,
                   db.Prepare("SELECT ?6 IS NOT NULL AND ?2 >= from_place FROM measure_rows WHERE document = ?1 AND "
                              "to_place = ?3 AND name = ?4 AND ordinal = ?5 AND label = ?7 AND heading = ?8 AND "
                              "part = ?9 AND topic = ?10 AND status = ?11 AND record = ?12 AND text = ?13 AND "
                              "review_state = ?14"));
  BindMeasure(find, document, measure, {kOpenEnd});
  return find.Step();
}

absl::StatusOr<bool> IndicatorRowStands(Connection& db, int64_t document, const PreparedIndicator& indicator) {
  ASSIGN_OR_RETURN(Statement find,
                   db.Prepare("SELECT ?7 IS NOT NULL AND ?2 >= from_place FROM indicator_rows WHERE document = ?1 AND "
                              "to_place = ?3 AND name = ?4 AND ordinal = ?5 AND measure = ?6 AND value IS ?8 AND "
                              "from_value IS ?9 AND lower_bound IS ?10 AND upper_bound IS ?11 AND unit = ?12 AND "
                              "dimension = ?13 AND qualifier = ?14 AND kind = ?15 AND target = ?16 AND subject = ?17 "
                              "AND period_start = ?18 AND period_end = ?19 AND part_of = ?20 AND restates = ?21 AND "
                              "confidence = ?22 AND text = ?23 AND record = ?24 AND review_state = ?25"));
  BindIndicator(find, document, indicator, {kOpenEnd});
  return find.Step();
}

absl::StatusOr<bool> DocumentRowStands(Connection& db, int64_t row, const PreparedDocument& prepared) {
  const policy::v1::Document& d = prepared.document;
  ASSIGN_OR_RETURN(
      Statement find,
      db.Prepare("SELECT record FROM document_rows WHERE row = ?1 AND name = ?2 AND measure_count = ?3 AND "
                 "indicator_count = ?4 AND title = ?5 AND issuer = ?6 AND publish_date = ?7 AND "
                 "document_number = ?8 AND document_type = ?9 AND region_name = ?10 AND region_code = ?11 "
                 "AND validity = ?12 AND effective_date = ?13 AND repeal_date = ?14 AND secrecy_mark = ?15 "
                 "AND openness_mark = ?16 AND source_uri = ?17 AND source_sha256 = ?18 AND "
                 "media_type = ?19 AND text_sha256 = ?20 AND text_length = ?21 AND "
                 "extractor_version = ?22"));
  find.BindAll(row, d.name(), static_cast<int64_t>(prepared.facts.measures.size()),
               static_cast<int64_t>(prepared.facts.indicators.size()), d.title(), d.issuer(), d.publish_date(),
               d.document_number(), d.document_type(), d.region().name(), d.region().code(),
               static_cast<int>(d.validity()), d.effective_date(), d.repeal_date(), d.secrecy_mark(), d.openness_mark(),
               d.source().uri(), d.source().sha256(), d.source().media_type(), d.text_sha256(), d.text_length(),
               d.extractor_version());
  ASSIGN_OR_RETURN(const bool found, find.Step());
  // By its digest: the bytes of equal labels may come in any order.
  policy::v1::Document stored;
  return found && stored.ParseFromArray(find.Bytes(0).data(), static_cast<int>(find.Bytes(0).size())) &&
         CanonicalDigest(stored) == prepared.digest;
}

}  // namespace gangmu::measures
