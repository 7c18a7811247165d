#include "services/measures/store/sqlite/search_query.h"

#include <algorithm>
#include <limits>
#include <sqlite3.h>
#include <utility>

#include "absl/strings/numbers.h"

#include "common/filter/filter.h"
#include "common/search/rank.h"
#include "common/search/snippet.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/store/search_entry.h"
#include "services/measures/store/sqlite/listings.h"
#include "services/measures/store/sqlite/search_source.h"

namespace gangmu::measures {
namespace {

using search::Hit;

// Where a page begins: behind this score and, among equal scores, this name.
struct Cursor {
  int64_t score = std::numeric_limits<int64_t>::max();
  std::string name;

  std::string ToString() const { return StrCat(score, "\n", name); }
};

absl::StatusOr<Cursor> ParseCursor(const std::string& text) {
  Cursor cursor;
  if (text.empty()) return cursor;
  const size_t line_feed = text.find('\n');
  if (line_feed == std::string::npos || !absl::SimpleAtoi(text.substr(0, line_feed), &cursor.score)) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN,
                 "the page token is damaged or belongs to another query");
  }
  cursor.name = text.substr(line_feed + 1);
  return cursor;
}

std::string JsonArray(const std::vector<int64_t>& rows) {
  std::string json = "[";
  for (const int64_t row : rows) StrAppend(&json, json.size() > 1 ? "," : "", row);
  return json + "]";
}

// One hit that passed the filter.
struct NamedHit {
  Hit hit;
  std::string name;
};

// Those of `hits` that fit the filter of the list, with their names.
absl::StatusOr<std::vector<NamedHit>> Filtered(const Snapshot& snapshot, const ListQuery& list, const Hit* begin,
                                               const Hit* end) {
  std::vector<Hit> by_row(begin, end);
  std::sort(by_row.begin(), by_row.end(), [](const Hit& a, const Hit& b) { return a.row < b.row; });
  std::vector<int64_t> rows;
  for (const Hit& hit : by_row) rows.push_back(hit.row);
  ASSIGN_OR_RETURN(Query query, list.RunAmong(snapshot, JsonArray(rows)));
  std::vector<NamedHit> named;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, query.Step());
    if (!found) return named;
    const int64_t row = query.row().Int(0);
    const auto hit =
        std::lower_bound(by_row.begin(), by_row.end(), row, [](const Hit& h, int64_t r) { return h.row < r; });
    named.push_back({*hit, std::string(query.row().Text(1))});
  }
}

bool Before(const NamedHit& a, const NamedHit& b) {
  return a.hit.score != b.hit.score ? a.hit.score > b.hit.score : a.name < b.name;
}

// The best hits behind the cursor, at most `most`, the best first.
absl::StatusOr<std::vector<NamedHit>> BestBehind(const Snapshot& snapshot, const ListQuery& list, const Cursor& cursor,
                                                 std::vector<Hit> hits, size_t most) {
  std::erase_if(hits, [&](const Hit& hit) { return hit.score > cursor.score; });
  const auto better = [](const Hit& a, const Hit& b) { return a.score > b.score; };
  std::vector<NamedHit> best;
  size_t batch = most * 4;
  for (size_t begin = 0; begin < hits.size() && best.size() < most; batch *= 2) {
    const auto first = hits.begin() + static_cast<std::ptrdiff_t>(begin);
    auto last = first + static_cast<std::ptrdiff_t>(std::min(batch, hits.size() - begin));
    std::partial_sort(first, last, hits.end(), better);
    // Names decide among equal scores, so all of one score are looked at together.
    const int64_t least = (last - 1)->score;
    last = std::partition(last, hits.end(), [least](const Hit& hit) { return hit.score == least; });
    ASSIGN_OR_RETURN(std::vector<NamedHit> named, Filtered(snapshot, list, &*first, &*first + (last - first)));
    std::erase_if(named, [&](const NamedHit& hit) { return hit.hit.score == cursor.score && hit.name <= cursor.name; });
    std::sort(named.begin(), named.end(), Before);
    std::move(named.begin(), named.end(), std::back_inserter(best));
    begin = static_cast<size_t>(last - hits.begin());
  }
  if (best.size() > most) best.resize(most);
  return best;
}

absl::StatusOr<std::vector<std::string>> ReadSubjects(const Snapshot& snapshot, int64_t row) {
  ASSIGN_OR_RETURN(Query query, snapshot.Prepare("SELECT i.subject FROM measures m JOIN indicators i ON i.document = "
                                                 "m.document AND i.measure = m.ordinal WHERE m.row = ? AND "
                                                 "i.subject <> '' ORDER BY i.ordinal"));
  query.Bind(row);
  std::vector<std::string> subjects;
  while (true) {
    ASSIGN_OR_RETURN(const bool found, query.Step());
    if (!found) return subjects;
    std::string subject(query.row().Text(0));
    if (std::find(subjects.begin(), subjects.end(), subject) == subjects.end()) subjects.push_back(std::move(subject));
  }
}

absl::StatusOr<SearchHit> ReadHit(const Snapshot& snapshot, const NamedHit& named, const search::Query& query,
                                  View view) {
  ASSIGN_OR_RETURN(auto measure, ReadMeasure(snapshot, named.name, View::kFull));
  if (!measure) return Internal("a hit of the search index is no measure");
  ASSIGN_OR_RETURN(const std::vector<std::string> subjects, ReadSubjects(snapshot, named.hit.row));
  SearchHit out;
  out.score = named.hit.score;
  for (const SearchPassage& passage : SearchPassages(*measure, subjects, measure->text())) {
    search::Snippet snippet = search::MakeSnippet(passage.text, query);
    if (!snippet.text.empty()) out.snippets.push_back({passage.field, passage.index, std::move(snippet)});
  }
  out.measure = *std::move(measure);
  if (view == View::kBasic) out.measure.clear_text();
  return out;
}

// The function for SQL: its argument is a query that was parsed before, so that faults of it are defects.
void SearchRows(sqlite3_context* context, int, sqlite3_value** arguments) {
  auto& db = *static_cast<sqlite::Connection*>(sqlite3_user_data(context));
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(arguments[0]));
  const auto find = [&]() -> absl::StatusOr<std::string> {
    ASSIGN_OR_RETURN(const search::Query query, search::ParseQuery(text == nullptr ? "" : text));
    ASSIGN_OR_RETURN(SqlitePostings postings, SqlitePostings::Open(db));
    ASSIGN_OR_RETURN(const std::vector<int64_t> rows, search::FindRows(query, postings));
    return JsonArray(rows);
  };
  const absl::StatusOr<std::string> json = find();
  if (!json.ok()) {
    sqlite3_result_error(context, "search_rows", -1);
    // So that the caller is told what happened in here and not that something is wrong with the query.
    const absl::StatusCode code = json.status().code();
    const bool ended = code == absl::StatusCode::kDeadlineExceeded || code == absl::StatusCode::kCancelled;
    if (ended) sqlite3_result_error_code(context, SQLITE_INTERRUPT);
    if (code == absl::StatusCode::kDataLoss) sqlite3_result_error_code(context, SQLITE_CORRUPT);
    return;
  }
  sqlite3_result_text64(context, json->data(), json->size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

}  // namespace

absl::StatusOr<Page<SearchHit>> ReadSearchPage(const Snapshot& snapshot, const SearchRequest& request) {
  ASSIGN_OR_RETURN(const search::Query query, search::ParseQuery(request.query));
  ASSIGN_OR_RETURN(const Cursor cursor, ParseCursor(request.cursor));
  ResourceListing<policy::v1::Measure> measures = MeasureListing(View::kBasic);
  measures.listing.columns = "m.row, m.name";
  ASSIGN_OR_RETURN(const ListQuery list, ListQuery::Create(measures.listing, {.filter = request.filter}));
  ASSIGN_OR_RETURN(SqlitePostings postings, SqlitePostings::Open(snapshot.db()));
  ASSIGN_OR_RETURN(std::vector<Hit> hits, search::Rank(query, kSearchWeights, postings));
  const auto size = static_cast<size_t>(request.page_size);
  ASSIGN_OR_RETURN(std::vector<NamedHit> best, BestBehind(snapshot, list, cursor, std::move(hits), size + 1));
  Page<SearchHit> page;
  if (best.size() > size) {
    best.pop_back();
    page.next_cursor = Cursor{best.back().hit.score, best.back().name}.ToString();
  }
  for (const NamedHit& named : best) {
    ASSIGN_OR_RETURN(page.items.emplace_back(), ReadHit(snapshot, named, query, request.view));
  }
  return page;
}

absl::Status AddSearchFunction(sqlite::Connection& db) {
  const int code = sqlite3_create_function_v2(db.handle(), "search_rows", 1, SQLITE_UTF8 | SQLITE_DIRECTONLY, &db,
                                              SearchRows, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : Internal("cannot add a function to a connection").Build();
}

}  // namespace gangmu::measures
