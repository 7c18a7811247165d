#include "services/measures/store/sqlite/export.h"

#include <optional>
#include <utility>
#include <vector>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "google/protobuf/util/time_util.h"
#include "services/measures/store/sqlite/record_reader.h"
#include "services/measures/store/sqlite/store_file.h"

namespace gangmu::measures {
namespace {

using google::protobuf::Message;
using google::protobuf::util::TimeUtil;
using policy::v1::ExportCounts;
using policy::v1::ExportLine;
using sqlite::Statement;

absl::Status Parse(std::string_view bytes, Message* message) {
  if (message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a stored record does not parse");
}

// From two columns; the end is NULL or the largest integer where there is none yet.
void SetPlaces(const Statement& row, int from, policy::v1::ExportPlaces* places) {
  places->set_from(row.Int(from));
  if (!row.IsNull(from + 1) && row.Int(from + 1) != INT64_MAX) places->set_to(row.Int(from + 1));
}

absl::Status FillText(const Statement& row, ExportLine& line) {
  line.mutable_text()->set_sha256(std::string(row.Text(0)));
  line.mutable_text()->set_text(std::string(row.Text(1)));
  return absl::OkStatus();
}

absl::Status FillSource(const Statement& row, ExportLine& line) {
  line.mutable_source()->set_sha256(std::string(row.Text(0)));
  line.mutable_source()->set_content(std::string(row.Bytes(1)));
  return absl::OkStatus();
}

absl::Status FillDocument(const Statement& row, ExportLine& line) {
  line.mutable_document()->set_document(row.Int(0));
  line.mutable_document()->set_name(std::string(row.Text(1)));
  return absl::OkStatus();
}

absl::Status FillExtraction(const Statement& row, ExportLine& line) {
  policy::v1::ExportExtraction& e = *line.mutable_extraction();
  e.set_extraction(row.Int(0));
  e.set_document(row.Int(1));
  e.set_text_sha256(std::string(row.Text(2)));
  e.set_extractor_version(std::string(row.Text(3)));
  RETURN_IF_ERROR(Parse(row.Bytes(4), e.mutable_structure()));
  return Parse(row.Bytes(5), e.mutable_facts());
}

absl::Status FillChange(const Statement& row, ExportLine& line) {
  policy::v1::ExportChange& c = *line.mutable_change();
  c.set_place(row.Int(0));
  *c.mutable_commit_time() = TimeUtil::MicrosecondsToTimestamp(row.Int(1));
  c.set_document(row.Int(2));
  c.set_revision(row.Int(3));
  c.set_cause(static_cast<int32_t>(row.Int(4)));
  c.set_author(std::string(row.Text(5)));
  c.set_reason(std::string(row.Text(6)));
  return absl::OkStatus();
}

absl::Status FillDocumentVersion(const Statement& row, ExportLine& line) {
  policy::v1::ExportDocumentVersion& v = *line.mutable_document_version();
  ASSIGN_OR_RETURN(*v.mutable_record(), ReadDocumentRow(row));
  v.set_document(row.Int(kDocumentColumnCount));
  SetPlaces(row, kDocumentColumnCount + 1, v.mutable_places());
  v.set_extraction(row.Int(kDocumentColumnCount + 3));
  return absl::OkStatus();
}

absl::Status FillMeasureVersion(const Statement& row, ExportLine& line) {
  policy::v1::ExportMeasureVersion& v = *line.mutable_measure_version();
  v.set_document(row.Int(0));
  SetPlaces(row, 1, v.mutable_places());
  RETURN_IF_ERROR(Parse(row.Bytes(3), v.mutable_record()));
  v.set_digest(std::string(row.Bytes(4)));
  v.mutable_record()->set_text(std::string(row.Text(5)));
  return absl::OkStatus();
}

absl::Status FillIndicatorVersion(const Statement& row, ExportLine& line) {
  policy::v1::ExportIndicatorVersion& v = *line.mutable_indicator_version();
  v.set_document(row.Int(0));
  SetPlaces(row, 1, v.mutable_places());
  RETURN_IF_ERROR(Parse(row.Bytes(3), v.mutable_record()));
  v.set_digest(std::string(row.Bytes(4)));
  return absl::OkStatus();
}

absl::Status FillCorrection(const Statement& row, ExportLine& line) {
  policy::v1::ExportCorrection& c = *line.mutable_correction();
  c.set_correction(row.Int(0));
  c.set_document(row.Int(1));
  SetPlaces(row, 2, c.mutable_places());
  c.set_orphaned(row.Int(4) != 0);
  RETURN_IF_ERROR(Parse(row.Bytes(5), c.mutable_record()));
  if (!row.IsNull(6)) *c.mutable_record()->mutable_revert_time() = TimeUtil::MicrosecondsToTimestamp(row.Int(6));
  return absl::OkStatus();
}

absl::Status FillLink(const Statement& row, ExportLine& line) {
  policy::v1::ExportLink& l = *line.mutable_link();
  l.set_link(row.Int(0));
  l.set_from_document(row.Int(1));
  l.set_to_document(row.Int(2));
  SetPlaces(row, 3, l.mutable_places());
  return Parse(row.Bytes(5), l.mutable_record());
}

absl::Status FillCodelistEntry(const Statement& row, ExportLine& line) {
  return Parse(row.Bytes(0), line.mutable_codelist_entry());
}

absl::Status FillCodelistChange(const Statement& row, ExportLine& line) {
  policy::v1::ExportCodelistChange& c = *line.mutable_codelist_change();
  c.set_place(row.Int(0));
  c.set_deleted(row.Int(1) != 0);
  return Parse(row.Bytes(2), c.mutable_entry());
}

// The lines of one kind, in their order, by keys that do not depend on the backend.
struct Section {
  std::string table;
  std::string columns;
  std::string order;
  void (ExportCounts::*count)(int64_t);
  absl::Status (*fill)(const Statement& row, ExportLine& line);
};

const std::vector<Section>& Sections() {
  static const auto& sections = *new std::vector<Section>{
      {"texts", "sha256, text", "sha256", &ExportCounts::set_texts, FillText},
      {"sources", "sha256, bytes", "sha256", &ExportCounts::set_sources, FillSource},
      {"document_ids", "document, name", "document", &ExportCounts::set_documents, FillDocument},
      {"extractions", "extraction, document, text_sha256, extractor_version, structure, facts", "extraction",
       &ExportCounts::set_extractions, FillExtraction},
      {"commits", "place, commit_time, document, revision, cause, author, reason", "place", &ExportCounts::set_changes,
       FillChange},
      {"document_rows d", StrCat(kDocumentColumns, ", d.document, d.from_place, d.to_place, d.extraction"),
       "d.document, d.from_place", &ExportCounts::set_document_versions, FillDocumentVersion},
      {"measure_rows", "document, from_place, to_place, record, digest, text", "document, ordinal, from_place",
       &ExportCounts::set_measure_versions, FillMeasureVersion},
      {"indicator_rows", "document, from_place, to_place, record, digest", "document, measure, ordinal, from_place",
       &ExportCounts::set_indicator_versions, FillIndicatorVersion},
      {"corrections", "correction, document, place, reverted_place, orphaned, record, revert_time", "correction",
       &ExportCounts::set_corrections, FillCorrection},
      {"measure_links", "link, from_document, to_document, from_place, to_place, record", "link",
       &ExportCounts::set_links, FillLink},
      {"codelist_entries", "record", "codelist, code", &ExportCounts::set_codelist_entries, FillCodelistEntry},
      {"codelist_changes", "place, deleted, record", "place", &ExportCounts::set_codelist_changes, FillCodelistChange}};
  return sections;
}

absl::StatusOr<ExportLine> MakeHeader(sqlite::Connection& db, const FeedIdentity& feed) {
  ExportLine line;
  policy::v1::ExportHeader& header = *line.mutable_header();
  header.set_format(kExportFormat);
  header.set_version(kExportVersion);
  header.set_store_id(feed.store_id);
  header.set_epoch(feed.epoch);
  ASSIGN_OR_RETURN(const int64_t head, ReadHead(db));
  header.set_head(head);
  ASSIGN_OR_RETURN(const int64_t horizon, ReadHorizon(db));
  header.set_horizon(horizon);
  for (const Section& section : Sections()) {
    ASSIGN_OR_RETURN(auto count, db.Prepare(StrCat("SELECT count(*) FROM ", section.table)));
    RETURN_IF_ERROR(count.Step().status());
    (header.mutable_counts()->*section.count)(count.Int(0));
  }
  return line;
}

class SqliteExport final : public StoreExport {
 public:
  SqliteExport(std::unique_ptr<ScratchFile> file, std::unique_ptr<sqlite::Connection> db)
      : file_(std::move(file)), db_(std::move(db)) {}

  absl::Status Begin(const FeedIdentity& feed) {
    ASSIGN_OR_RETURN(const ExportLine header, MakeHeader(*db_, feed));
    ASSIGN_OR_RETURN(ready_, writer_.Write(header));
    return absl::OkStatus();
  }

  absl::StatusOr<std::string> Read(size_t about) override {
    while (ready_.size() < about && !done_) RETURN_IF_ERROR(WriteLine());
    return std::exchange(ready_, std::string());
  }

 private:
  absl::Status WriteLine() {
    if (section_ == Sections().size()) {
      ASSIGN_OR_RETURN(const std::string trailer, writer_.Trailer());
      ready_.append(trailer);
      done_ = true;
      return absl::OkStatus();
    }
    const Section& section = Sections()[section_];
    if (!rows_) {
      ASSIGN_OR_RETURN(rows_, db_->Prepare(StrCat("SELECT ", section.columns, " FROM ", section.table, " ORDER BY ",
                                                  section.order)));
    }
    ASSIGN_OR_RETURN(const bool row, rows_->Step());
    if (!row) {
      rows_.reset();
      ++section_;
      return absl::OkStatus();
    }
    ExportLine line;
    RETURN_IF_ERROR(section.fill(*rows_, line));
    ASSIGN_OR_RETURN(const std::string written, writer_.Write(line));
    ready_.append(written);
    return absl::OkStatus();
  }

  // Ended from the last to the first.
  const std::unique_ptr<ScratchFile> file_;
  const std::unique_ptr<sqlite::Connection> db_;
  ExportLineWriter writer_;
  std::string ready_;
  size_t section_ = 0;
  std::optional<Statement> rows_;
  bool done_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<StoreExport>> MakeExport(sqlite::Connection& reader, const std::string& path,
                                                        const FeedIdentity& feed) {
  auto file = std::make_unique<ScratchFile>(path);
  {
    ASSIGN_OR_RETURN(auto copy, reader.Prepare("VACUUM INTO ?1"));
    RETURN_IF_ERROR(copy.BindAll(path).Run());
  }
  ASSIGN_OR_RETURN(auto db, sqlite::Connection::Open(path));
  auto made = std::make_unique<SqliteExport>(std::move(file), std::move(db));
  RETURN_IF_ERROR(made->Begin(feed));
  return made;
}

}  // namespace gangmu::measures
