#include "services/measures/store/sqlite/integrity.h"

#include <string>
#include <utility>
#include <vector>

#include "common/digest/sha256.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/store/sqlite/correction_writer.h"
#include "services/measures/store/sqlite/document_writer.h"
#include "services/measures/store/sqlite/record_reader.h"
#include "services/measures/store/sqlite/relation_rows.h"

namespace gangmu::measures {
namespace {

void Note(IntegrityReport& report, std::string_view where, std::string_view what) {
  if (report.problems.size() < IntegrityReport::kMaxProblems) {
    report.problems.push_back({std::string(where), std::string(what)});
  }
}

// Each row of `sql` is a problem of that part.
absl::Status CheckPragma(sqlite::Connection& db, std::string_view sql, const char* where, IntegrityReport& report) {
  ASSIGN_OR_RETURN(auto check, db.Prepare(sql));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, check.Step());
    if (!row) return absl::OkStatus();
    if (check.Text(0) != "ok") Note(report, where, check.Text(0));
  }
}

absl::Status CheckDigests(sqlite::Connection& db, std::string_view sql, const char* kind, IntegrityReport& report) {
  ASSIGN_OR_RETURN(auto read, db.Prepare(sql));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return absl::OkStatus();
    ++report.contents;
    if (Sha256Hex(read.Bytes(1)) != read.Text(0)) {
      Note(report, StrCat(kind, " ", read.Text(0)), "does not have the digest that it is kept under");
    }
  }
}

// Says of each part whether a current row says just what it should, and of the rows whether there are others.
absl::Status CheckParts(sqlite::Connection& db, int64_t document, const std::string& name, const PreparedFacts& facts,
                        IntegrityReport& report) {
  for (const PreparedMeasure& measure : facts.measures) {
    ASSIGN_OR_RETURN(const bool stands, MeasureRowStands(db, document, measure));
    if (!stands) Note(report, measure.measure.name(), "its row is not what extraction and corrections give");
  }
  for (const PreparedIndicator& indicator : facts.indicators) {
    ASSIGN_OR_RETURN(const bool stands, IndicatorRowStands(db, document, indicator));
    if (!stands) Note(report, indicator.indicator.name(), "its row is not what extraction and corrections give");
  }
  ASSIGN_OR_RETURN(auto count, db.Prepare("SELECT (SELECT count(*) FROM measures WHERE document = ?1), "
                                          "(SELECT count(*) FROM indicators WHERE document = ?1)"));
  count.Bind(1, document);
  RETURN_IF_ERROR(count.Step().status());
  if (count.Int(0) != static_cast<int64_t>(facts.measures.size()) ||
      count.Int(1) != static_cast<int64_t>(facts.indicators.size())) {
    Note(report, name, "it has rows that extraction and corrections do not give");
  }
  report.measures += count.Int(0);
  report.indicators += count.Int(1);
  return absl::OkStatus();
}

absl::Status CheckDocument(sqlite::Connection& db, const CurrentDocument& current, IntegrityReport& report) {
  ++report.documents;
  auto stored = ReadExtraction(db, current.extraction);
  if (!stored.ok()) {
    Note(report, current.name, "its extraction is gone or does not parse");
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const auto rows, ReadActiveCorrections(db, current.document));
  std::vector<policy::v1::Correction> corrections;
  for (const CorrectionRow& row : rows) corrections.push_back(row.correction);
  const EffectiveDocument effective = PrepareEffective(std::move(stored->facts), stored->text, corrections);
  ASSIGN_OR_RETURN(const bool stands, DocumentRowStands(db, current.row, effective.prepared));
  if (!stands) Note(report, current.name, "its row is not what extraction and corrections give");
  ASSIGN_OR_RETURN(const bool relations_stand, RelationsStand(db, current.extraction));
  if (!relations_stand) Note(report, current.name, "its relations are not those of its extraction");
  return CheckParts(db, current.document, current.name, effective.prepared.facts, report);
}

// A change of which the feed could not say what it was would stop every follower for good.
absl::Status CheckChanges(sqlite::Connection& db, IntegrityReport& report) {
  ASSIGN_OR_RETURN(auto read,
                   db.Prepare("SELECT place FROM commits WHERE CASE cause WHEN ?1 THEN place NOT IN (SELECT place FROM "
                              "codelist_changes) ELSE document NOT IN (SELECT document FROM document_ids) END"));
  read.Bind(1, static_cast<int>(ChangeCause::kCodelist));
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) return absl::OkStatus();
    Note(report, StrCat("change ", read.Int(0)), "what it changed is gone");
  }
}

}  // namespace

absl::Status CheckContents(sqlite::Connection& db, IntegrityReport& report) {
  RETURN_IF_ERROR(CheckPragma(db, "PRAGMA integrity_check(100)", "file", report));
  RETURN_IF_ERROR(CheckPragma(db, "PRAGMA foreign_key_check", "references", report));
  RETURN_IF_ERROR(CheckDigests(db, "SELECT sha256, text FROM texts", "text", report));
  RETURN_IF_ERROR(CheckDigests(db, "SELECT sha256, bytes FROM sources", "source", report));
  return CheckChanges(db, report);
}

absl::StatusOr<int64_t> CheckDocuments(sqlite::Connection& db, int64_t after, int limit, IntegrityReport& report) {
  std::vector<std::pair<int64_t, std::string>> batch;
  {
    ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT document, name FROM documents WHERE document > ?1 AND "
                                           "delete_time IS NULL ORDER BY document LIMIT ?2"));
    read.BindAll(after, limit);
    while (true) {
      ASSIGN_OR_RETURN(const bool row, read.Step());
      if (!row) break;
      batch.emplace_back(read.Int(0), std::string(read.Text(1)));
    }
  }
  for (const auto& [document, name] : batch) {
    ASSIGN_OR_RETURN(const auto current, FindCurrent(db, name));
    if (current) {
      RETURN_IF_ERROR(CheckDocument(db, *current, report));
    } else {
      Note(report, name, "its row cannot be found by its name");
    }
  }
  return static_cast<int>(batch.size()) < limit ? -1 : batch.back().first;
}

}  // namespace gangmu::measures
