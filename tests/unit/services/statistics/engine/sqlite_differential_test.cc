// Thousands of random queries over random facts with a history: the engine and SQLite, which derives places, years and
// dimensions in SQL of its own, must agree on every cell.
#include <algorithm>
#include <map>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"

#include "common/filter/filter.h"
#include "common/status/error.h"
#include "common/text/strings.h"
#include "gtest/gtest.h"
#include "services/statistics/engine/engine.h"
#include "services/statistics/engine/fields.h"
#include "tests/unit/services/statistics/engine/random_facts.h"

namespace gangmu::statistics::testing {
namespace {

// Sums of these in 10^-5 m fit SQLite's 64-bit integers.
const std::vector<std::string> kNumbers = {"0", "1", "12.5", "-3", "100.00", "7", "0.001", "278200"};
constexpr int kScale = 5;

class Database {
 public:
  Database() {
    sqlite3_open(":memory:", &db_);
    Execute(R"sql(CREATE TABLE fact(
      document TEXT, place INT, until INT, place_in_document INT, issuer TEXT, region TEXT, published INT, duplicate INT,
      repealed INT, topic TEXT, unit TEXT, kind INT, target INT, part INT, restatement INT, subject TEXT,
      starts INT, ends INT, v INT, lo INT, up INT))sql");
  }
  ~Database() { sqlite3_close(db_); }

  void Execute(const std::string& sql) {
    char* message = nullptr;
    ASSERT_EQ(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK) << message << "\n" << sql;
  }
  void End(const std::string& document, Place place) {
    Execute(StrCat("UPDATE fact SET until = ", place, " WHERE document = '", document, "' AND until IS NULL"));
  }
  void Add(const DocumentFacts& d, Place place) {
    for (size_t k = 0; k < d.indicators.size(); ++k) {
      const IndicatorFact& i = d.indicators[k];
      const std::string topic = i.measure < 0 ? "" : d.measures[static_cast<size_t>(i.measure)].topic;
      const auto text = [](const std::string& s) { return StrCat("'", s, "'"); };
      const std::vector<std::string> values = {text(d.name),
                                               StrCat(place),
                                               "NULL",
                                               StrCat(k),
                                               text(d.issuer),
                                               text(d.region_code),
                                               DayOf(d.publish_date),
                                               StrCat(d.duplicate ? 1 : 0),
                                               StrCat(d.validity == kValidityRepealed ? 1 : 0),
                                               text(topic),
                                               text(i.unit),
                                               StrCat(static_cast<int>(i.kind)),
                                               StrCat(i.target ? 1 : 0),
                                               StrCat(i.part ? 1 : 0),
                                               StrCat(i.restatement ? 1 : 0),
                                               text(i.subject),
                                               DayOf(i.period_start),
                                               DayOf(i.period_end),
                                               Scaled(i.value),
                                               Scaled(i.bounds.lower),
                                               Scaled(i.bounds.upper)};
      Execute(StrCat("INSERT INTO fact VALUES(", absl::StrJoin(values, ","), ")"));
    }
  }

  using Rows = std::vector<std::vector<std::optional<std::string>>>;
  Rows Select(const std::string& sql) {
    Rows rows;
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sqlite3_errmsg(db_) << "\n"
                                                                                        << sql;
    while (sqlite3_step(statement) == SQLITE_ROW) {
      auto& row = rows.emplace_back();
      for (int c = 0; c < sqlite3_column_count(statement); ++c) {
        const auto* value = reinterpret_cast<const char*>(sqlite3_column_text(statement, c));
        row.push_back(value == nullptr ? std::nullopt : std::optional<std::string>(value));
      }
    }
    EXPECT_EQ(sqlite3_finalize(statement), SQLITE_OK) << sqlite3_errmsg(db_);
    return rows;
  }

 private:
  static std::string DayOf(Day day) { return day == kNoDay ? "NULL" : StrCat(day); }
  static std::string Scaled(const std::optional<Decimal>& number) {
    if (!number) return "NULL";
    return Decimal(number->Normalized().Rescale(kScale)->coefficient(), 0).ToString();
  }

  sqlite3* db_ = nullptr;
};

// Each dimension as SQL: a text of the value, '<none>' or '<several>'.
struct Dimension {
  const char* name;
  const char* sql;
};
constexpr Dimension kDimensions[] = {
    {"topic", "iif(topic = '', '<none>', topic)"},
    {"issuer", "iif(issuer = '', '<none>', issuer)"},
    {"subject", "iif(subject = '', '<none>', subject)"},
    {"unit", "unit"},
    {"document", "document"},
    {"target", "iif(target, 'true', 'false')"},
    {"kind",
     "CASE kind WHEN 1 THEN 'LEVEL' WHEN 2 THEN 'INCREASE' WHEN 3 THEN 'DECREASE' WHEN 4 THEN 'CHANGE' "
     "ELSE 'SHARE' END"},
    {"unit_dimension", "iif(unit IN ('km', 'm', 'cm'), 'length', unit)"},
    {"region_province", "iif(region = '', '<none>', substr(region, 1, 2) || '0000')"},
    {"region_prefecture",
     "CASE WHEN region = '' THEN '<none>' WHEN substr(region, 3, 2) = '00' THEN '<several>' "
     "ELSE substr(region, 1, 4) || '00' END"},
    {"publish_year", "ifnull(strftime('%Y', published * 86400, 'unixepoch'), '<none>')"},
    {"publish_month", "ifnull(strftime('%Y-%m', published * 86400, 'unixepoch'), '<none>')"},
    {"period_year",
     "CASE WHEN starts IS NULL THEN '<none>' "
     "WHEN strftime('%Y', starts * 86400, 'unixepoch') <> strftime('%Y', ends * 86400, 'unixepoch') "
     "THEN '<several>' ELSE strftime('%Y', ends * 86400, 'unixepoch') END"},
    {"period_quarter",
     "CASE WHEN starts IS NULL THEN '<none>' WHEN "
     "strftime('%Y', starts * 86400, 'unixepoch') || ((strftime('%m', starts * 86400, 'unixepoch') + 2) / 3) <> "
     "strftime('%Y', ends * 86400, 'unixepoch') || ((strftime('%m', ends * 86400, 'unixepoch') + 2) / 3) "
     "THEN '<several>' ELSE "
     "strftime('%Y', ends * 86400, 'unixepoch') || '-Q' || ((strftime('%m', ends * 86400, 'unixepoch') + 2) / 3) END"},
};

struct Condition {
  const char* filter;
  const char* sql;
};
constexpr Condition kConditions[] = {
    {"", "1"},
    {"", "1"},
    {"unit = \"家\"", "unit = '家'"},
    {"value > 5", "ifnull(v > 500000, 0)"},
    {"NOT value <= 7", "NOT ifnull(v <= 700000, 0)"},
    {"document.issuer = \"国务院\" AND target = true", "issuer = '国务院' AND target"},
    {"document.issuer : \"市\" OR topic = \"科技\"", "(instr(issuer, '市') > 0 OR topic = '科技')"},
    {"within(document.region, \"420000\")", "region LIKE '42%'"},
    {"kind = LEVEL", "kind = 1"},
    {"document.publish_date >= 2017-01-01 AND kind != SHARE", "ifnull(published >= 17167, 0) AND kind <> 5"},
    {"lower_bound >= 1 AND upper_bound < 100", "ifnull(lo >= 100000, 0) AND ifnull(up < 10000000, 0)"},
};

// One random query for both sides.
struct Case {
  Query query;
  std::vector<size_t> dimensions;
  const Condition* condition = nullptr;
};

Case RandomCase(Dice& dice, Place last) {
  Case c;
  std::vector<size_t> all;
  for (size_t d = 0; d < std::size(kDimensions); ++d) all.push_back(d);
  std::shuffle(all.begin(), all.end(), dice.engine());
  c.dimensions.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(dice.Below(4)));
  for (const size_t d : c.dimensions) c.query.group_by.emplace_back(kDimensions[d].name);
  for (const char* text :
       {"sum(value)", "count", "count_documents", "count_distinct(subject)", "min(value)", "max(value)",
        "percentile(value, 37.5)", "first(value)", "last(value)", "sum(lower_bound)"}) {
    c.query.metrics.push_back(*ParseMetric(text));
  }
  c.query.allowed_mixtures = kMixAll;
  c.query.include_parts = dice.OneIn(2);
  c.query.include_restatements = dice.OneIn(2);
  c.query.include_duplicates = dice.OneIn(2);
  c.query.include_repealed = dice.OneIn(2);
  c.query.as_of = static_cast<Place>(1 + dice.Below(static_cast<size_t>(last)));
  c.condition = &kConditions[dice.Below(std::size(kConditions))];
  c.query.filter = *filter::Filter::Parse(c.condition->filter, FilterSchema(FactKind::kIndicator));
  if (dice.OneIn(2)) {
    c.query.unit_mode = UnitMode::kConvert;
    c.query.target_unit = "m";
  } else if (std::find(c.query.group_by.begin(), c.query.group_by.end(), "unit") == c.query.group_by.end()) {
    c.query.unit_mode = UnitMode::kGroup;
    c.dimensions.push_back(3);
  }
  return c;
}

// Columns: the dimensions; facts; documents; subjects; facts left out as duplicate, repealed, restatement, part,
// other dimension; then over the numbers that count: n, total, least, largest, 37.5th percentile, first, last; total of
// lower ends; open lower ends, total of upper ends, open upper ends.
std::string SqlOf(const Case& c) {
  const Query& q = c.query;
  const bool convert = q.unit_mode == UnitMode::kConvert;
  std::string keys;
  std::string names;
  for (size_t k = 0; k < c.dimensions.size(); ++k) {
    StrAppend(&keys, ", ", kDimensions[c.dimensions[k]].sql, " AS k", k);
    StrAppend(&names, k == 0 ? "" : ", ", "k", k);
  }
  if (names.empty()) {
    keys = ", 'all' AS k0";
    names = "k0";
  }
  const auto reason = [](bool included, const char* column) { return StrCat(included ? "0" : column); };
  const std::string factor = convert ? "CASE unit WHEN 'km' THEN 1000 WHEN 'm' THEN 1 ELSE 1 END" : "1";
  const std::string divisor = convert ? "iif(unit = 'cm', 100, 1)" : "1";
  // The number at 10^-5 of the target unit: centimetres of these facts divide evenly.
  const auto number = [&](const char* column) {
    return StrCat("iif(counts, ", column, " * ", factor, " / ", divisor, ", NULL)");
  };
  return StrCat(
      "WITH seen AS (SELECT *", keys, ", CASE WHEN ", reason(q.include_duplicates, "duplicate"),
      " THEN 'duplicate' WHEN ", reason(q.include_repealed, "repealed"),
      " THEN 'repealed' END AS gone FROM fact WHERE place <= ", *q.as_of, " AND ifnull(until > ", *q.as_of, ", 1) AND ",
      c.condition->sql, "), ", "classed AS (SELECT *, CASE WHEN gone IS NOT NULL THEN gone WHEN ",
      reason(q.include_restatements, "restatement"), " THEN 'restatement' WHEN ", reason(q.include_parts, "part"),
      " THEN 'part' WHEN ", convert ? "unit NOT IN ('km', 'm', 'cm')" : "0", " THEN 'other' END AS class FROM seen), ",
      "counted AS (SELECT *, class IS NULL AS counts FROM classed), ", "numbers AS (SELECT *, ", number("v"), " AS x, ",
      number("lo"), " AS xl, ", number("up"), " AS xu, ifnull(ends, published) AS day FROM counted), ",
      "ranked AS (SELECT *, row_number() OVER (PARTITION BY ", names, " ORDER BY x IS NULL, x) AS place_by_value, ",
      "count(x) OVER (PARTITION BY ", names, ") AS n, ", "row_number() OVER (PARTITION BY ", names,
      " ORDER BY x IS NULL, day IS NULL, day, ",
      "ifnull(published, -9999999), document, place_in_document) AS from_first, ", "row_number() OVER (PARTITION BY ",
      names, " ORDER BY x IS NULL, day IS NULL, day DESC, ",
      "ifnull(published, -9999999) DESC, document DESC, place_in_document DESC) AS from_last FROM numbers) ", "SELECT ",
      names, ", sum(gone IS NULL), count(DISTINCT iif(gone IS NULL, document, NULL)), ",
      "count(DISTINCT iif(gone IS NULL AND subject <> '', subject, NULL)), ",
      "sum(class IS 'duplicate'), sum(class IS 'repealed'), sum(class IS 'restatement'), sum(class IS 'part'), ",
      "sum(class IS 'other'), count(x), sum(x), min(x), max(x), ",
      "max(iif(place_by_value = (n * 375 + 999) / 1000, x, NULL)), max(iif(from_first = 1, x, NULL)), ",
      "max(iif(from_last = 1, x, NULL)), sum(xl), sum(counts AND xl IS NULL), sum(xu), sum(counts AND xu IS NULL) ",
      "FROM ranked GROUP BY ", names);
}

std::string Key(const DimensionValue& value) {
  switch (value.kind) {
    case BucketKind::kNotStated:
      return "<none>";
    case BucketKind::kSpansSeveral:
      return "<several>";
    default:
      return value.value;
  }
}

// A number of the answer as SQLite has it; nullopt where absent.
std::optional<std::string> AtScale(const std::optional<Decimal>& number) {
  if (!number) return std::nullopt;
  const std::optional<Decimal> scaled = number->Normalized().Rescale(kScale);
  return scaled ? std::optional(Decimal(scaled->coefficient(), 0).ToString()) : std::optional<std::string>("not exact");
}

// The answer in the columns of SqlOf.
Database::Rows RowsOf(const Answer& answer) {
  Database::Rows rows;
  for (const Row& row : answer.rows) {
    auto& out = rows.emplace_back();
    for (const DimensionValue& value : row.dimensions) out.push_back(Key(value));
    if (row.dimensions.empty()) out.emplace_back("all");
    const auto& cells = row.cells;
    const Cell& sum = cells[0];
    for (const size_t m : {1, 2, 3}) out.push_back(cells[m].value->ToString());
    for (const LeftOut r :
         {LeftOut::kDuplicate, LeftOut::kRepealed, LeftOut::kRestatement, LeftOut::kPart, LeftOut::kOtherDimension}) {
      out.push_back(StrCat(sum.left_out[static_cast<size_t>(r)]));
    }
    out.push_back(StrCat(sum.used));
    out.push_back(AtScale(sum.value));
    for (const size_t m : {4, 5, 6, 7, 8}) out.push_back(AtScale(cells[m].value));
    out.push_back(AtScale(sum.closed_lower));
    out.push_back(StrCat(sum.open_lower));
    out.push_back(AtScale(sum.closed_upper));
    out.push_back(StrCat(sum.open_upper));
    EXPECT_EQ(AtScale(cells[9].value), AtScale(sum.closed_lower));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

// The first rows that differ, ours before SQLite's; empty where all are equal.
std::string FirstDifference(const Database::Rows& ours, const Database::Rows& theirs) {
  const auto text = [](const Database::Rows& rows, size_t r) {
    std::string line;
    if (r >= rows.size()) return std::string("no row");
    for (const auto& value : rows[r]) StrAppend(&line, value ? std::string_view(*value) : "NULL", " | ");
    return line;
  };
  for (size_t r = 0; r < std::max(ours.size(), theirs.size()); ++r) {
    if (r >= ours.size() || r >= theirs.size() || ours[r] != theirs[r]) {
      return StrCat(text(ours, r), "\n", text(theirs, r));
    }
  }
  return "";
}

TEST(SqliteDifferential, AgreesOnThousandsOfRandomQueries) {
  Dice dice(20231030);
  FactTable table(TestUnits);
  table.SetHorizon(0);
  Database database;
  database.Execute("BEGIN");
  Place place = 0;
  for (int step = 0; step < 500; ++step) {
    Change change;
    change.facts = RandomDocument(dice, dice.Below(160), kNumbers);
    change.place = ++place;
    change.deleted = dice.OneIn(10);
    database.End(change.facts.name, place);
    if (!change.deleted) database.Add(change.facts, place);
    table.Apply({change});
  }
  database.Execute("COMMIT");
  const Engine engine(1);
  const auto snapshot = table.snapshot();
  size_t rows = 0;
  for (int round = 0; round < 2000; ++round) {
    const Case c = RandomCase(dice, place);
    const absl::StatusOr<Answer> answer = engine.Run(*snapshot, c.query);
    ASSERT_TRUE(answer.ok()) << round << answer.status();
    Database::Rows expected = database.Select(SqlOf(c));
    std::sort(expected.begin(), expected.end());
    ASSERT_EQ(FirstDifference(RowsOf(*answer), expected), "") << "round " << round << ", filter " << c.condition->filter
                                                              << ", by " << absl::StrJoin(c.query.group_by, ",") << "\n"
                                                              << SqlOf(c);
    rows += expected.size();
  }
  EXPECT_GT(rows, 20000u);
}

}  // namespace
}  // namespace gangmu::statistics::testing
