#include "services/measures/store/sqlite/record_reader.h"

#include "absl/time/time.h"

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "google/protobuf/util/time_util.h"
#include "services/measures/store/wire_fields.h"

namespace gangmu::measures {
namespace {

using google::protobuf::util::TimeUtil;
using policy::v1::Document;
using policy::v1::DocumentRecord;
using policy::v1::Indicator;
using policy::v1::Measure;

template <typename Message>
absl::StatusOr<Message> Parse(std::string_view bytes) {
  Message message;
  if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a stored record does not parse");
  }
  return message;
}

absl::Status ReadText(const Snapshot& snapshot, Document& document) {
  ASSIGN_OR_RETURN(Query query, snapshot.Prepare("SELECT text FROM texts WHERE sha256 = ?"));
  ASSIGN_OR_RETURN(const bool found, query.Bind(document.text_sha256()).Step());
  if (!found) return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "the text of a document is gone");
  document.set_text(std::string(query.row().Text(0)));
  return absl::OkStatus();
}

// Where a document's parts are found.
struct Keys {
  int64_t document = 0;
  int64_t extraction = 0;
};

absl::Status ReadStructure(const Snapshot& snapshot, const Keys& keys, DocumentRecord& record) {
  ASSIGN_OR_RETURN(Query query, snapshot.Prepare("SELECT structure FROM extractions WHERE extraction = ?"));
  ASSIGN_OR_RETURN(const bool found, query.Bind(keys.extraction).Step());
  if (!found) return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "an extraction is gone");
  ASSIGN_OR_RETURN(DocumentRecord structure, Parse<DocumentRecord>(query.row().Bytes(0)));
  record.mutable_sections()->Swap(structure.mutable_sections());
  record.mutable_entities()->Swap(structure.mutable_entities());
  return absl::OkStatus();
}

absl::Status ReadMeasures(const Snapshot& snapshot, const Keys& keys, View view, DocumentRecord& record) {
  ASSIGN_OR_RETURN(
      Query query,
      snapshot.Prepare(view == View::kFull
                           ? "SELECT m.record, m.text FROM measures m WHERE m.document = ? ORDER BY m.ordinal"
                           : "SELECT m.record FROM measures m WHERE m.document = ? ORDER BY m.ordinal"));
  query.Bind(keys.document);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return absl::OkStatus();
    ASSIGN_OR_RETURN(*record.add_measures(), ReadMeasureRow(query.row()));
    if (view == View::kFull) {
      record.mutable_measures(record.measures_size() - 1)->set_text(std::string(query.row().Text(1)));
    }
  }
}

absl::Status ReadIndicators(const Snapshot& snapshot, const Keys& keys, DocumentRecord& record) {
  ASSIGN_OR_RETURN(Query query,
                   snapshot.Prepare("SELECT i.record FROM indicators i WHERE i.document = ? ORDER BY i.ordinal"));
  query.Bind(keys.document);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return absl::OkStatus();
    ASSIGN_OR_RETURN(*record.add_indicators(), ReadIndicatorRow(query.row()));
  }
}

absl::Status AppendStructure(const Snapshot& snapshot, const Keys& keys, std::string& out) {
  ASSIGN_OR_RETURN(Query query, snapshot.Prepare("SELECT structure FROM extractions WHERE extraction = ?"));
  ASSIGN_OR_RETURN(const bool found, query.Bind(keys.extraction).Step());
  if (!found) return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "an extraction is gone");
  out.append(query.row().Bytes(0));
  return absl::OkStatus();
}

absl::Status AppendMeasures(const Snapshot& snapshot, const Keys& keys, View view, std::string& out) {
  ASSIGN_OR_RETURN(
      Query query,
      snapshot.Prepare(view == View::kFull
                           ? "SELECT m.record, m.text FROM measures m WHERE m.document = ? ORDER BY m.ordinal"
                           : "SELECT m.record, '' FROM measures m WHERE m.document = ? ORDER BY m.ordinal"));
  query.Bind(keys.document);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return absl::OkStatus();
    AppendField(DocumentRecord::kMeasuresFieldNumber, MeasureBytes(query.row().Bytes(0), query.row().Text(1)), out);
  }
}

absl::Status AppendIndicators(const Snapshot& snapshot, const Keys& keys, std::string& out) {
  ASSIGN_OR_RETURN(Query query,
                   snapshot.Prepare("SELECT i.record FROM indicators i WHERE i.document = ? ORDER BY i.ordinal"));
  query.Bind(keys.document);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return absl::OkStatus();
    AppendField(DocumentRecord::kIndicatorsFieldNumber, query.row().Bytes(0), out);
  }
}

// The row of one document with its keys behind the document columns.
absl::StatusOr<Query> FindDocument(const Snapshot& snapshot, const std::string& name) {
  static const std::string sql =
      StrCat("SELECT ", kDocumentColumns, ", d.document, d.extraction FROM documents d WHERE d.name = ?");
  ASSIGN_OR_RETURN(Query query, snapshot.Prepare(sql));
  query.Bind(name);
  return query;
}

}  // namespace

absl::StatusOr<Document> ReadDocumentRow(const sqlite::Statement& row) {
  ASSIGN_OR_RETURN(Document document, Parse<Document>(row.Bytes(0)));
  document.set_name(std::string(row.Text(1)));
  document.set_revision(row.Int(2));
  document.set_etag(std::string(row.Text(3)));
  *document.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(row.Int(4));
  *document.mutable_update_time() = TimeUtil::MicrosecondsToTimestamp(row.Int(5));
  if (!row.IsNull(6)) *document.mutable_delete_time() = TimeUtil::MicrosecondsToTimestamp(row.Int(6));
  document.set_duplicate_of(std::string(row.Text(7)));
  document.set_measure_count(static_cast<int32_t>(row.Int(8)));
  document.set_indicator_count(static_cast<int32_t>(row.Int(9)));
  return document;
}

absl::StatusOr<Measure> ReadMeasureRow(const sqlite::Statement& row) { return Parse<Measure>(row.Bytes(0)); }

absl::StatusOr<Indicator> ReadIndicatorRow(const sqlite::Statement& row) { return Parse<Indicator>(row.Bytes(0)); }

absl::StatusOr<std::optional<Document>> ReadDocument(const Snapshot& snapshot, const std::string& name, View view,
                                                     bool show_deleted) {
  ASSIGN_OR_RETURN(Query query, FindDocument(snapshot, name));
  ASSIGN_OR_RETURN(const bool found, query.Step());
  if (!found) return std::nullopt;
  ASSIGN_OR_RETURN(Document document, ReadDocumentRow(query.row()));
  if (document.has_delete_time() && !show_deleted) return std::nullopt;
  if (view == View::kFull) RETURN_IF_ERROR(ReadText(snapshot, document));
  return document;
}

absl::StatusOr<std::optional<Measure>> ReadMeasure(const Snapshot& snapshot, const std::string& name, View view) {
  ASSIGN_OR_RETURN(Query query, snapshot.Prepare("SELECT m.record, m.text FROM measures m WHERE m.name = ?"));
  ASSIGN_OR_RETURN(const bool found, query.Bind(name).Step());
  if (!found) return std::nullopt;
  ASSIGN_OR_RETURN(Measure measure, ReadMeasureRow(query.row()));
  if (view == View::kFull) measure.set_text(std::string(query.row().Text(1)));
  return measure;
}

absl::StatusOr<std::optional<Indicator>> ReadIndicator(const Snapshot& snapshot, const std::string& name) {
  ASSIGN_OR_RETURN(Query query, snapshot.Prepare("SELECT i.record FROM indicators i WHERE i.name = ?"));
  ASSIGN_OR_RETURN(const bool found, query.Bind(name).Step());
  if (!found) return std::nullopt;
  return ReadIndicatorRow(query.row());
}

absl::StatusOr<std::optional<DocumentRecord>> ReadRecord(const Snapshot& snapshot, const std::string& name, View view,
                                                         bool show_deleted) {
  ASSIGN_OR_RETURN(Query query, FindDocument(snapshot, name));
  ASSIGN_OR_RETURN(const bool found, query.Step());
  if (!found) return std::nullopt;
  DocumentRecord record;
  ASSIGN_OR_RETURN(*record.mutable_document(), ReadDocumentRow(query.row()));
  const bool deleted = record.document().has_delete_time();
  if (deleted && !show_deleted) return std::nullopt;
  const Keys keys{query.row().Int(kDocumentColumnCount), query.row().Int(kDocumentColumnCount + 1)};
  if (view == View::kFull) RETURN_IF_ERROR(ReadText(snapshot, *record.mutable_document()));
  RETURN_IF_ERROR(ReadStructure(snapshot, keys, record));
  RETURN_IF_ERROR(ReadMeasures(snapshot, keys, view, record));
  RETURN_IF_ERROR(ReadIndicators(snapshot, keys, record));
  return record;
}

std::string MeasureBytes(std::string_view record, std::string_view text) {
  std::string bytes(record);
  if (!text.empty()) AppendField(Measure::kTextFieldNumber, text, bytes);
  return bytes;
}

absl::StatusOr<std::optional<std::string>> ReadRecordBytes(const Snapshot& snapshot, const std::string& name,
                                                           View view) {
  ASSIGN_OR_RETURN(Query query, FindDocument(snapshot, name));
  ASSIGN_OR_RETURN(const bool found, query.Step());
  if (!found) return std::nullopt;
  ASSIGN_OR_RETURN(Document document, ReadDocumentRow(query.row()));
  if (document.has_delete_time()) return std::nullopt;
  const Keys keys{query.row().Int(kDocumentColumnCount), query.row().Int(kDocumentColumnCount + 1)};
  if (view == View::kFull) RETURN_IF_ERROR(ReadText(snapshot, document));
  std::string bytes;
  AppendField(DocumentRecord::kDocumentFieldNumber, document.SerializeAsString(), bytes);
  RETURN_IF_ERROR(AppendStructure(snapshot, keys, bytes));
  RETURN_IF_ERROR(AppendMeasures(snapshot, keys, view, bytes));
  RETURN_IF_ERROR(AppendIndicators(snapshot, keys, bytes));
  return bytes;
}

}  // namespace gangmu::measures
