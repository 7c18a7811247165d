// Prints a list of messages of one type as table, CSV, JSON array or JSON lines. All but the table are written as the
// messages come, so that a long list takes no memory.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

#include "common/status/macros.h"
#include "services/cli/output/csv.h"
#include "services/cli/output/format.h"
#include "services/cli/output/json.h"
#include "services/cli/output/number.h"
#include "services/cli/output/table.h"
#include "services/cli/terminal.h"

namespace gangmu::cli {

// One column of table and CSV.
template <typename M>
struct Field {
  std::string name;
  std::function<std::string(const M&)> get;
  enum Kind { kText, kLongText, kNumber } kind = kText;  // long text may be cut on a terminal
};

template <typename M>
class RecordWriter {
 public:
  RecordWriter(const Terminal& terminal, Format format, std::vector<Field<M>> fields)
      : terminal_(terminal), format_(format), fields_(std::move(fields)), table_(Columns(fields_)) {}

  absl::Status Add(const M& message) {
    ++count_;
    switch (format_) {
      case Format::kJson:
      case Format::kJsonLines:
        return AddJson(message);
      case Format::kCsv:
        if (count_ == 1) terminal_.out << CsvLine(Names());
        terminal_.out << CsvLine(Cells(message, false));
        return absl::OkStatus();
      default:
        table_.AddRow(Cells(message, true));
        return absl::OkStatus();
    }
  }

  // Ends the list; `nothing` is said on stderr in place of an empty table.
  void Finish(std::string_view nothing) {
    if (format_ == Format::kJson) terminal_.out << (count_ == 0 ? "[]\n" : "\n]\n");
    if (format_ == Format::kCsv && count_ == 0) terminal_.out << CsvLine(Names());
    if (format_ != Format::kTable) return;
    if (table_.empty()) {
      terminal_.err << nothing << "\n";
    } else {
      terminal_.out << table_.Render(Style(terminal_.colour), terminal_.out_is_terminal ? terminal_.width : 0);
    }
  }

  int64_t count() const { return count_; }

 private:
  static std::vector<Column> Columns(const std::vector<Field<M>>& fields) {
    std::vector<Column> columns;
    for (const Field<M>& field : fields) {
      columns.push_back({.header = field.name,
                         .align = field.kind == Field<M>::kNumber ? Align::kRight : Align::kLeft,
                         .may_shrink = field.kind == Field<M>::kLongText});
    }
    return columns;
  }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const Field<M>& field : fields_) names.push_back(field.name);
    return names;
  }

  std::vector<std::string> Cells(const M& message, bool for_people) const {
    std::vector<std::string> cells;
    for (const Field<M>& field : fields_) {
      std::string cell = field.get(message);
      if (for_people && field.kind == Field<M>::kNumber) cell = WithThousands(cell);
      cells.push_back(std::move(cell));
    }
    return cells;
  }

  absl::Status AddJson(const M& message) {
    const bool lines = format_ == Format::kJsonLines;
    ASSIGN_OR_RETURN(const std::string json, ToJson(message, lines ? JsonLayout::kOneLine : JsonLayout::kIndented));
    if (!lines) terminal_.out << (count_ == 1 ? "[\n" : ",\n");
    terminal_.out << json;
    if (lines) terminal_.out << "\n";
    return absl::OkStatus();
  }

  const Terminal& terminal_;
  const Format format_;
  const std::vector<Field<M>> fields_;
  Table table_;
  int64_t count_ = 0;
};

}  // namespace gangmu::cli
