#include "services/measures/store/sqlite/measure_line.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "services/measures/store/sqlite/link_rows.h"
#include "services/measures/store/sqlite/record_reader.h"
#include "services/measures/store/status_history.h"

namespace gangmu::measures {
namespace {

using policy::v1::Measure;

absl::StatusOr<std::vector<policy::v1::Indicator>> ReadIndicatorsOf(const Snapshot& snapshot, const Measure& measure,
                                                                    const std::string& document) {
  ASSIGN_OR_RETURN(Query query, snapshot.Prepare("SELECT i.record FROM indicators i WHERE i.document = (SELECT "
                                                 "d.document FROM documents d WHERE d.name = ?) AND i.measure = ? "
                                                 "ORDER BY i.ordinal"));
  query.Bind(document).Bind(measure.ordinal());
  std::vector<policy::v1::Indicator> indicators;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return indicators;
    ASSIGN_OR_RETURN(indicators.emplace_back(), ReadIndicatorRow(query.row()));
  }
}

absl::StatusOr<LineEntry> ReadEntry(const Snapshot& snapshot, const std::string& name) {
  LineEntry entry;
  const std::string document = name.substr(0, name.find("/measures/"));
  ASSIGN_OR_RETURN(auto measure, ReadMeasure(snapshot, name, View::kBasic));
  ASSIGN_OR_RETURN(auto found, ReadDocument(snapshot, document, View::kBasic, false));
  entry.gone = !measure || !found;
  if (entry.gone) {
    entry.measure.set_name(name);
    entry.document.set_name(document);
    return entry;
  }
  entry.measure = *std::move(measure);
  entry.document = *std::move(found);
  entry.transitions = HistoryOf(entry.document, entry.measure);
  ASSIGN_OR_RETURN(entry.indicators, ReadIndicatorsOf(snapshot, entry.measure, document));
  return entry;
}

// By day, those without one last, then by name.
auto InTime(const LineEntry& entry) {
  const std::string& day = entry.document.publish_date();
  return std::make_tuple(day.empty(), std::cref(day), std::cref(entry.measure.name()));
}

}  // namespace

absl::StatusOr<MeasureLine> ReadLine(const Snapshot& snapshot, const std::string& name) {
  MeasureLine line;
  std::vector<std::string> names{name};  // in the order in which links led to them
  std::set<std::string> seen{name};
  std::map<int64_t, policy::v1::MeasureLink> links;
  for (size_t i = 0; i < names.size(); ++i) {
    ASSIGN_OR_RETURN(std::vector<LinkRow> rows, ReadLinksOf(snapshot, names[i]));
    for (LinkRow& row : rows) {
      const std::string& other = row.link.from() == names[i] ? row.link.to() : row.link.from();
      if (!seen.contains(other)) {
        if (names.size() == MeasureLine::kMaxEntries) {
          line.complete = false;
          continue;
        }
        seen.insert(other);
        names.push_back(other);
      }
      links[row.id] = std::move(row.link);
    }
  }
  for (const std::string& member : names) {
    ASSIGN_OR_RETURN(line.entries.emplace_back(), ReadEntry(snapshot, member));
  }
  if (names.size() == 1 && line.entries[0].gone) return NotFound(name);
  std::sort(line.entries.begin(), line.entries.end(),
            [](const LineEntry& a, const LineEntry& b) { return InTime(a) < InTime(b); });
  for (auto& [id, link] : links) line.links.push_back(std::move(link));
  return line;
}

}  // namespace gangmu::measures
