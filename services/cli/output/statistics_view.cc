#include "services/cli/output/statistics_view.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"

#include "common/text/display_width.h"
#include "common/text/strings.h"
#include "services/cli/output/csv.h"
#include "services/cli/output/number.h"
#include "services/cli/output/record_fields.h"
#include "services/cli/output/table.h"

namespace gangmu::cli {
namespace {

using statistics::v1::Cell;
using statistics::v1::DimensionValue;
using statistics::v1::QueryStatisticsResponse;
using statistics::v1::Row;

// Numbers of facts, documents or values: they have no unit, and no bounds.
bool IsCount(const std::string& metric) { return metric.starts_with("count"); }

// Which of the optional columns of one metric say anything.
struct CellColumns {
  bool interval = false;
  bool unit = false;
  bool used = false;
  bool left_out = false;
};

// Cells of a row: with a pivot, for each of its values one a metric.
int CellCount(const QueryStatisticsResponse& answer) {
  return answer.metrics_size() * (answer.pivot().empty() ? 1 : answer.pivot_values_size());
}

// What a cell's column is called.
std::string ColumnName(const QueryStatisticsResponse& answer, int cell) {
  const std::string& metric = answer.metrics(cell % answer.metrics_size());
  if (answer.pivot().empty()) return metric;
  const std::string value = DimensionText(answer.pivot_values(cell / answer.metrics_size()));
  return answer.metrics_size() == 1 ? value : StrCat(value, " ", metric);
}

CellColumns ColumnsOf(const QueryStatisticsResponse& answer, int metric) {
  const bool grouped_by_unit =
      std::find(answer.dimensions().begin(), answer.dimensions().end(), "unit") != answer.dimensions().end();
  CellColumns columns;
  columns.used = answer.pivot().empty() && !IsCount(answer.metrics(metric % answer.metrics_size()));
  for (const Row& row : answer.rows()) {
    if (metric >= row.cells_size()) continue;
    const Cell& cell = row.cells(metric);
    columns.interval = columns.interval || !IntervalText(cell).empty();
    columns.unit = columns.unit || (!grouped_by_unit && !cell.unit().empty());
    columns.left_out = columns.left_out || !LeftOutText(cell).empty();
  }
  return columns;
}

std::string Footer(const QueryStatisticsResponse& answer) {
  std::string line = StrCat(WithThousands(StrCat(answer.rows_size())), " rows");
  if (answer.total_rows() > answer.rows_size()) {
    StrAppend(&line, " of ", WithThousands(StrCat(answer.total_rows())));
  }
  StrAppend(&line, ", ", WithThousands(StrCat(answer.matched_facts())), " facts fit the filter");
  return line;
}

std::string RowLabel(const Row& row) {
  std::string label;
  for (const DimensionValue& value : row.dimensions()) {
    StrAppend(&label, label.empty() ? "" : " · ", DimensionText(value));
  }
  return label.empty() ? "all" : label;
}

// A bar in eighths of a column. Values below zero are drawn lighter: the length is their size.
std::string Bar(double value, double largest, int columns) {
  static constexpr std::string_view kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (largest <= 0 || !std::isfinite(value)) return "";
  const auto eighths = static_cast<int>(std::lround(std::abs(value) / largest * columns * 8));
  std::string bar;
  for (int i = 0; i < eighths / 8; ++i) StrAppend(&bar, value < 0 ? "░" : "█");
  if (value > 0) StrAppend(&bar, eighths == 0 ? kEighths[1] : kEighths[eighths % 8]);
  return bar;
}

void PrintBars(const QueryStatisticsResponse& answer, int metric, const Terminal& terminal) {
  constexpr int kLabelColumns = 36;
  const Style style(terminal.colour);
  double largest = 0;
  int label_width = 0;
  int number_width = 0;
  for (const Row& row : answer.rows()) {
    largest = std::max(largest, std::abs(Approximately(row.cells(metric).value())));
    label_width = std::max(label_width, DisplayWidth(RowLabel(row)));
    number_width = std::max(number_width, DisplayWidth(CellText(row.cells(metric))));
  }
  label_width = std::min(label_width, kLabelColumns);
  const int bar_columns =
      std::max(10, (terminal.out_is_terminal ? terminal.width : 100) - label_width - number_width - 8);
  terminal.out << style.Bold(ColumnName(answer, metric)) << "\n";
  for (const Row& row : answer.rows()) {
    const Cell& cell = row.cells(metric);
    terminal.out << FitWidth(OneLine(RowLabel(row)), label_width) << "  "
                 << FitWidth(CellText(cell), number_width, Align::kRight) << "  "
                 << style.Heading(Bar(Approximately(cell.value()), largest, bar_columns));
    if (!cell.unit().empty()) terminal.out << " " << cell.unit();
    terminal.out << "\n";
  }
}

}  // namespace

std::string DimensionText(const DimensionValue& value) {
  switch (value.kind()) {
    case statistics::v1::DIMENSION_VALUE_KIND_NOT_STATED:
      return "(not stated)";
    case statistics::v1::DIMENSION_VALUE_KIND_SPANS_SEVERAL:
      return "(spans several)";
    case statistics::v1::DIMENSION_VALUE_KIND_TOTAL:
      return "(total)";
    default:
      break;
  }
  if (value.display_name().empty() || value.display_name() == value.value()) return value.value();
  return StrCat(value.display_name(), " ", value.value());
}

std::string TopText(const Cell& cell) {
  std::string text;
  for (const auto& value : cell.top()) {
    const std::string& name = value.display_name().empty() ? value.value() : value.display_name();
    StrAppend(&text, text.empty() ? "" : ", ", OneLine(name), " ", value.count());
  }
  if (cell.tied_beyond() > 0) StrAppend(&text, " (and ", cell.tied_beyond(), " as frequent)");
  return text;
}

std::string CellText(const Cell& cell) {
  if (cell.missing()) return "·";
  if (cell.top_size() > 0) return TopText(cell);
  if (cell.value().empty()) return "–";
  return StrCat(cell.inexact() ? "≈ " : "", WithThousands(cell.value()));
}

std::string IntervalText(const Cell& cell) {
  const bool open = cell.open_lower_count() > 0 || cell.open_upper_count() > 0;
  const bool stated = !cell.lower().empty() || !cell.upper().empty();
  if (!open && (!stated || (cell.lower() == cell.value() && cell.upper() == cell.value()))) return "";
  return StrCat(WithThousands(cell.lower()), "…", WithThousands(cell.upper()));
}

std::string LeftOutText(const Cell& cell) {
  std::string text;
  for (const auto& left_out : cell.left_out()) {
    if (left_out.count() == 0) continue;
    const std::string reason = absl::AsciiStrToLower(ShortEnumName(left_out.reason()));
    StrAppend(&text, text.empty() ? "" : ", ", absl::StrReplaceAll(reason, {{"_", " "}}), " ", left_out.count());
  }
  return text;
}

void PrintStatisticsTable(const QueryStatisticsResponse& answer, const Terminal& terminal) {
  std::vector<Column> columns;
  for (const std::string& dimension : answer.dimensions()) columns.push_back({.header = dimension, .may_shrink = true});
  std::vector<CellColumns> shown;
  for (int m = 0; m < CellCount(answer); ++m) {
    const CellColumns& c = shown.emplace_back(ColumnsOf(answer, m));
    columns.push_back({ColumnName(answer, m), Align::kRight});
    if (c.interval) columns.push_back({"interval", Align::kRight});
    if (c.unit) columns.push_back({"unit"});
    if (c.used) columns.push_back({"used", Align::kRight});
    if (c.left_out) columns.push_back({"left out"});
  }
  Table table(std::move(columns));
  for (const Row& row : answer.rows()) {
    std::vector<std::string> cells;
    for (const DimensionValue& value : row.dimensions()) cells.push_back(DimensionText(value));
    for (int m = 0; m < row.cells_size() && m < CellCount(answer); ++m) {
      const Cell& cell = row.cells(m);
      const CellColumns& c = shown[static_cast<size_t>(m)];
      cells.push_back(CellText(cell));
      if (c.interval) cells.push_back(IntervalText(cell));
      if (c.unit) cells.push_back(cell.unit());
      if (c.used) cells.push_back(WithThousands(StrCat(cell.used_count())));
      if (c.left_out) cells.push_back(LeftOutText(cell));
    }
    table.AddRow(std::move(cells));
  }
  const Style style(terminal.colour);
  if (!table.empty()) terminal.out << table.Render(style, terminal.out_is_terminal ? terminal.width : 0);
  terminal.out << style.Dim(Footer(answer)) << "\n";
}

void PrintStatisticsCsv(const QueryStatisticsResponse& answer, const Terminal& terminal) {
  std::vector<std::string> header(answer.dimensions().begin(), answer.dimensions().end());
  for (int m = 0; m < CellCount(answer); ++m) {
    header.push_back(ColumnName(answer, m));
    if (IsCount(answer.metrics(m % answer.metrics_size()))) continue;
    for (const char* part : {"unit", "lower", "upper", "used", "left_out"}) {
      header.push_back(StrCat(ColumnName(answer, m), " ", part));
    }
  }
  terminal.out << CsvLine(header);
  for (const Row& row : answer.rows()) {
    std::vector<std::string> cells;
    for (const DimensionValue& value : row.dimensions()) {
      const bool plain = value.kind() == statistics::v1::DIMENSION_VALUE_KIND_VALUE;
      cells.push_back(plain ? value.value() : DimensionText(value));
    }
    for (int m = 0; m < row.cells_size() && m < CellCount(answer); ++m) {
      const Cell& cell = row.cells(m);
      cells.push_back(cell.top_size() > 0 ? TopText(cell) : cell.value());
      if (IsCount(answer.metrics(m % answer.metrics_size()))) continue;
      int64_t left_out = 0;
      for (const auto& part : cell.left_out()) left_out += part.count();
      cells.insert(cells.end(), {cell.unit(), cell.lower(), cell.upper(), StrCat(cell.used_count()), StrCat(left_out)});
    }
    terminal.out << CsvLine(cells);
  }
}

void PrintStatisticsChart(const QueryStatisticsResponse& answer, const Terminal& terminal) {
  for (int m = 0; m < CellCount(answer); ++m) {
    if (m > 0) terminal.out << "\n";
    PrintBars(answer, m, terminal);
  }
  terminal.out << Style(terminal.colour).Dim(Footer(answer)) << "\n";
}

}  // namespace gangmu::cli
