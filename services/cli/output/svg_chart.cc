#include "services/cli/output/svg_chart.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"

#include "common/status/error.h"
#include "common/text/display_width.h"
#include "common/text/strings.h"
#include "services/cli/output/number.h"
#include "services/cli/output/statistics_view.h"

namespace gangmu::cli {
namespace {

using statistics::v1::Cell;
using statistics::v1::QueryStatisticsResponse;
using statistics::v1::Row;

constexpr double kFontSize = 14;
constexpr double kColumnWidth = kFontSize * 0.55;  // of one terminal column of text
constexpr double kMargin = 20;
constexpr double kTitleHeight = 44;
constexpr double kRowHeight = 26;

constexpr char kHead[] =
    R"(<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="0 0 %.0f %.0f" )"
    R"(font-family="'Noto Sans CJK SC','Source Han Sans SC','WenQuanYi Zen Hei','Microsoft YaHei',SimHei,sans-serif" )"
    R"(font-size="14">)"
    "\n"
    R"(<rect width="100%%" height="100%%" fill="#ffffff"/>)"
    "\n";

std::string Escape(std::string_view text) {
  return absl::StrReplaceAll(ToAbsl(text), {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

double TextWidth(std::string_view text) { return DisplayWidth(text) * kColumnWidth; }

// Collects elements; coordinates are pixels from the upper left.
class Svg {
 public:
  void Text(double x, double y, std::string_view text, const char* anchor = "start", const char* fill = "#1f2933") {
    absl::StrAppendFormat(&body_, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\">%s</text>\n", x, y,
                          anchor, fill, Escape(text));
  }
  void Rect(double x, double y, double width, double height, std::string_view fill) {
    absl::StrAppendFormat(&body_, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n", x, y,
                          width, height, std::string(fill));
  }
  void Line(double x1, double y1, double x2, double y2, const char* stroke, double width) {
    absl::StrAppendFormat(
        &body_, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>\n", x1, y1,
        x2, y2, stroke, width);
  }
  void Circle(double x, double y, double radius, const char* fill) {
    absl::StrAppendFormat(&body_, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>\n", x, y, radius, fill);
  }

  std::string Finish(double width, double height) const {
    return absl::StrFormat(kHead, width, height, width, height) + body_ + "</svg>\n";
  }

 private:
  std::string body_;
};

constexpr char kBarColour[] = "#2f6f9f";
constexpr char kFaint[] = "#7b8794";

const Cell& First(const Row& row) { return row.cells(0); }

std::string Title(const QueryStatisticsResponse& answer) {
  std::string title = answer.metrics(0);
  for (int i = 0; i < answer.dimensions_size(); ++i) StrAppend(&title, i == 0 ? " by " : ", ", answer.dimensions(i));
  std::set<std::string> units;
  for (const Row& row : answer.rows()) units.insert(First(row).unit());
  if (units.size() == 1 && !units.begin()->empty()) StrAppend(&title, " [", *units.begin(), "]");
  return title;
}

std::string Labels(const Row& row) {
  std::string label;
  for (const auto& value : row.dimensions()) StrAppend(&label, label.empty() ? "" : " · ", DimensionText(value));
  return label.empty() ? "all" : label;
}

bool IsTime(std::string_view dimension) {
  for (const char* word : {"year", "quarter", "month", "half", "plan"}) {
    if (dimension.ends_with(word)) return true;
  }
  return false;
}

// A stated end of a sum's interval; the value itself where that end is open or not given.
double End(const std::string& end, const Cell& cell) { return Approximately(end.empty() ? cell.value() : end); }

std::string Bars(const QueryStatisticsResponse& answer) {
  constexpr double kBarSpace = 460;
  double label_width = 0, number_width = 0, largest = 0;
  for (const Row& row : answer.rows()) {
    label_width = std::max(label_width, TextWidth(Labels(row)));
    number_width = std::max(number_width, TextWidth(CellText(First(row))));
    largest = std::max({largest, std::abs(Approximately(First(row).value())), End(First(row).upper(), First(row))});
  }
  Svg svg;
  svg.Text(kMargin, kMargin + kFontSize, Title(answer));
  const double left = kMargin + label_width + 10;
  double y = kMargin + kTitleHeight;
  for (const Row& row : answer.rows()) {
    const Cell& cell = First(row);
    const double scale = largest > 0 ? kBarSpace / largest : 0;
    const double length = std::abs(Approximately(cell.value())) * scale;
    svg.Text(left - 10, y + kFontSize, Labels(row), "end");
    svg.Rect(left, y + 3, length, kFontSize, Approximately(cell.value()) < 0 ? "#b44d4d" : kBarColour);
    const double low = End(cell.lower(), cell) * scale, high = End(cell.upper(), cell) * scale;
    if (high > low) svg.Line(left + std::max(low, 0.0), y + 10, left + high, y + 10, "#d97706", 2);
    svg.Text(left + std::max(length, high) + 8, y + kFontSize, CellText(cell));
    y += kRowHeight;
  }
  return svg.Finish(left + kBarSpace + number_width + kMargin + 8, y + kMargin);
}

// The points of a line in the order of their buckets: the years are text of one length.
std::map<std::string, const Cell*> Points(const QueryStatisticsResponse& answer) {
  std::map<std::string, const Cell*> points;
  for (const Row& row : answer.rows()) {
    if (row.dimensions(0).kind() == statistics::v1::DIMENSION_VALUE_KIND_VALUE) {
      points[row.dimensions(0).value()] = &First(row);
    }
  }
  return points;
}

std::string TimeLine(const QueryStatisticsResponse& answer) {
  constexpr double kStep = 90, kHeight = 280;
  const std::map<std::string, const Cell*> points = Points(answer);
  double largest = 0, smallest = 0;
  for (const auto& [bucket, cell] : points) {
    largest = std::max(largest, Approximately(cell->value()));
    smallest = std::min(smallest, Approximately(cell->value()));
  }
  const double range = largest > smallest ? largest - smallest : 1;
  const double top = kMargin + kTitleHeight, zero = top + kHeight * largest / range;
  Svg svg;
  svg.Text(kMargin, kMargin + kFontSize, Title(answer));
  svg.Line(kMargin, zero, kMargin + kStep * static_cast<double>(points.size()), zero, kFaint, 1);
  double x = kMargin + kStep / 2, last_x = 0, last_y = 0;
  bool connected = false;
  for (const auto& [bucket, cell] : points) {
    svg.Text(x, top + kHeight + 24, bucket, "middle");
    const bool has_value = !cell->value().empty();
    if (has_value) {
      const double y = zero - kHeight * Approximately(cell->value()) / range;
      if (connected) svg.Line(last_x, last_y, x, y, kBarColour, 2);
      svg.Circle(x, y, 4, kBarColour);
      svg.Text(x, y - 10, CellText(*cell), "middle");
      last_x = x;
      last_y = y;
    }
    connected = has_value;
    x += kStep;
  }
  const size_t left_out = static_cast<size_t>(answer.rows_size()) - points.size();
  if (left_out > 0)
    svg.Text(kMargin, top + kHeight + 50, StrCat(left_out, " rows without a bucket are not shown"), "start", kFaint);
  return svg.Finish(std::max(x - kStep / 2 + kMargin, 2 * kMargin + TextWidth(Title(answer))),
                    top + kHeight + 60 + kMargin);
}

// From white to the colour of bars.
std::string Shade(double share) {
  const auto mix = [&](int full) {
    return static_cast<int>(std::lround(255 + (full - 255) * std::clamp(share, 0.0, 1.0)));
  };
  return absl::StrFormat("#%02x%02x%02x", mix(0x2f), mix(0x6f), mix(0x9f));
}

// The names along one side of a heat map, each once: of time in the order of time, what is no bucket last, else in the
// order of the answer, in which a later row may bring an earlier year.
std::vector<std::string> NamesAlong(const QueryStatisticsResponse& answer, int dimension) {
  std::vector<const statistics::v1::DimensionValue*> values;
  for (const Row& row : answer.rows()) values.push_back(&row.dimensions(dimension));
  if (IsTime(answer.dimensions(dimension))) {
    std::stable_sort(values.begin(), values.end(), [](const auto* a, const auto* b) {
      return std::make_pair(a->kind(), a->value()) < std::make_pair(b->kind(), b->value());
    });
  }
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const auto* value : values) {
    if (std::string name = DimensionText(*value); seen.insert(name).second) names.push_back(std::move(name));
  }
  return names;
}

std::string HeatMap(const QueryStatisticsResponse& answer) {
  const std::vector<std::string> rows = NamesAlong(answer, 0), columns = NamesAlong(answer, 1);
  const auto index_in = [](const std::vector<std::string>& names, const std::string& name) {
    return static_cast<size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  std::map<std::pair<size_t, size_t>, const Cell*> cells;
  double largest = 0, label_width = 0, column_width = 60;
  for (const Row& row : answer.rows()) {
    const std::string row_name = DimensionText(row.dimensions(0)), column_name = DimensionText(row.dimensions(1));
    cells[{index_in(rows, row_name), index_in(columns, column_name)}] = &First(row);
    largest = std::max(largest, std::abs(Approximately(First(row).value())));
    label_width = std::max(label_width, TextWidth(row_name));
    column_width = std::max({column_width, TextWidth(column_name) + 12, TextWidth(CellText(First(row))) + 12});
  }
  Svg svg;
  svg.Text(kMargin, kMargin + kFontSize, Title(answer));
  const double left = kMargin + label_width + 10, top = kMargin + kTitleHeight + kRowHeight;
  for (size_t c = 0; c < columns.size(); ++c) {
    svg.Text(left + column_width * (static_cast<double>(c) + 0.5), top - 8, columns[c], "middle");
  }
  for (size_t r = 0; r < rows.size(); ++r) {
    svg.Text(left - 10, top + kRowHeight * static_cast<double>(r) + 18, rows[r], "end");
  }
  for (const auto& [place, cell] : cells) {
    const double x = left + column_width * static_cast<double>(place.second);
    const double y = top + kRowHeight * static_cast<double>(place.first);
    const double share = largest > 0 ? std::abs(Approximately(cell->value())) / largest : 0;
    svg.Rect(x + 1, y + 1, column_width - 2, kRowHeight - 2, Shade(share));
    svg.Text(x + column_width / 2, y + 18, CellText(*cell), "middle", share > 0.55 ? "#ffffff" : "#1f2933");
  }
  return svg.Finish(left + column_width * static_cast<double>(columns.size()) + kMargin,
                    top + kRowHeight * static_cast<double>(rows.size()) + kMargin);
}

}  // namespace

absl::StatusOr<std::string> SvgChart(const QueryStatisticsResponse& answer) {
  if (answer.rows().empty()) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kQUERY_INVALID, "there is no row to draw");
  }
  switch (answer.dimensions_size()) {
    case 0:
      return Bars(answer);
    case 1:
      return IsTime(answer.dimensions(0)) ? TimeLine(answer) : Bars(answer);
    case 2:
      return HeatMap(answer);
    default:
      return Error(absl::StatusCode::kInvalidArgument, Reason::kQUERY_INVALID,
                   "a picture takes two dimensions at most; use --format table or csv for more");
  }
}

}  // namespace gangmu::cli
