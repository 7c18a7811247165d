// Random filters over random rows: the database and the evaluator in memory must agree on every row, and printing and
// parsing must change nothing.
#include <functional>
#include <random>
#include <set>
#include <sqlite3.h>
#include <string>
#include <vector>

#include "common/filter/evaluate.h"
#include "common/filter/sql.h"
#include "common/status/error.h"
#include "common/text/strings.h"
#include "gtest/gtest.h"
#include "tests/unit/common/filter/sample_world.h"

namespace gangmu::filter {
namespace {

class Dice {
 public:
  explicit Dice(uint64_t seed) : random_(seed) {}
  size_t Below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
  bool OneIn(size_t n) { return Below(n) == 0; }
  template <typename T>
  const T& Pick(const std::vector<T>& from) {
    return from[Below(from.size())];
  }

 private:
  std::mt19937_64 random_;
};

const std::vector<std::string> kWords = {"", "a", "ab", "b", "湖北", "湖北省", "补贴", "Z", "通知", "🀄", "é"};
const std::vector<std::string> kDates = {"", "2021-12-31", "2022-01-01", "2022-06-30", "2025-12-31"};
const std::vector<std::string> kCodes = {"", "420000", "420100", "420102", "430000", "429999", "110000"};
const std::vector<std::string> kNumbers = {"0", "-1", "100", "100.0", "99.99", "100.000001", "278200000000", "-12.5"};
const std::vector<std::string> kKeys = {"k", "my key", "p-1"};

std::vector<SampleDocument> RandomDocuments(Dice& dice, size_t count) {
  std::vector<SampleDocument> documents;
  for (size_t n = 0; n < count; ++n) {
    SampleDocument d;
    d.id = StrCat("d", n);
    d.title = dice.Pick(kWords);
    d.issuer = dice.Pick(kWords);
    d.publish_date = dice.Pick(kDates);
    d.region_name = dice.Pick(kWords);
    d.region_code = dice.Pick(kCodes);
    for (const std::string& key : kKeys) {
      if (dice.OneIn(2)) d.labels[key] = dice.Pick(kWords);
    }
    if (dice.OneIn(2)) d.delete_time = static_cast<int64_t>(dice.Below(3)) * 1'000'000 + 1'640'995'200'000'000;
    for (size_t k = dice.Below(3); k > 0; --k) {
      SampleMeasure m{StrCat(d.id, "m", k), dice.Pick(kWords), static_cast<int64_t>(dice.Below(4)), {}};
      for (size_t e = dice.Below(3); e > 0; --e) m.instruments.push_back(dice.Pick(kWords));
      d.measures.push_back(m);
    }
    for (size_t k = dice.Below(4); k > 0; --k) {
      SampleIndicator i;
      i.id = StrCat(d.id, "i", k);
      if (!dice.OneIn(4)) i.value = *Decimal::Parse(dice.Pick(kNumbers));
      i.unit = dice.Pick(kWords);
      i.unit_dimension = dice.Pick(kWords);
      i.kind = static_cast<int64_t>(dice.Below(3)) + 1;
      i.target = dice.OneIn(2);
      i.period_end = dice.Pick(kDates);
      i.confidence = static_cast<int64_t>(dice.Below(4)) * 30;
      d.indicators.push_back(i);
    }
    documents.push_back(d);
  }
  return documents;
}

// Random text of a condition over `schema`, valid by construction.
std::string RandomCondition(Dice& dice, const Schema& schema, int depth);

std::string RandomTerm(Dice& dice, const Schema& schema, int depth) {
  if (depth > 0 && dice.OneIn(4)) return StrCat("(", RandomCondition(dice, schema, depth - 1), ")");
  if (!schema.relations().empty() && dice.OneIn(4)) {
    const Relation& relation = dice.Pick(schema.relations());
    return StrCat("has(", relation.name, ", ", RandomCondition(dice, *relation.child, depth - 1), ")");
  }
  if (schema.searchable() && dice.OneIn(15)) return StrCat("search(", Quote(dice.Pick(kWords) + "a"), ")");
  const Field& field = dice.Pick(schema.fields());
  const std::vector<std::string> orders = {"=", "!=", "<", "<=", ">", ">="};
  const std::vector<std::string> equalities = {"=", "!="};
  std::string word = dice.Pick(kWords);
  switch (field.type) {
    case FieldType::kString:
      if (!field.region_code.empty() && dice.OneIn(2))
        return StrCat("within(", field.path, ", ", Quote(kCodes[1 + dice.Below(6)]), ")");
      if (!field.unit_dimension.empty() && dice.OneIn(3))
        return StrCat("dimension(", field.path, ", ", Quote(word), ")");
      if (dice.OneIn(6)) return field.path + ":*";
      if (dice.OneIn(4)) return StrCat(field.path, " : ", Quote(word.empty() ? "b" : word));
      return StrCat(field.path, " ", dice.Pick(orders), " ", Quote(word));
    case FieldType::kDecimal:
      if (dice.OneIn(6)) return field.path + ":*";
      return StrCat(field.path, dice.Pick(orders), dice.Pick(kNumbers));
    case FieldType::kInt:
      return StrCat(field.path, dice.Pick(orders), dice.Below(4) * 30);
    case FieldType::kBool:
      return StrCat(field.path, dice.Pick(equalities), dice.OneIn(2) ? "true" : "false");
    case FieldType::kEnum:
      if (dice.OneIn(6)) return field.path + ":*";
      return StrCat(field.path, dice.Pick(equalities), dice.Pick(field.values).name);
    case FieldType::kDate:
      if (dice.OneIn(5)) return field.path + ":*";
      return StrCat(field.path, dice.Pick(orders), kDates[1 + dice.Below(kDates.size() - 1)]);
    case FieldType::kTimestamp:
      if (dice.OneIn(5)) return field.path + ":*";
      return StrCat(field.path, dice.Pick(orders), "\"2022-01-01T00:00:0", dice.Below(3), "Z\"");
    case FieldType::kStringList:
      if (dice.OneIn(4)) return field.path + ":*";
      return StrCat(field.path, " : ", Quote(word.empty() ? "b" : word));
    case FieldType::kStringMap: {
      const std::string key = StrCat(field.path, ".", Quote(dice.Pick(kKeys)));
      if (dice.OneIn(8)) return field.path + ":*";
      if (dice.OneIn(4)) return key + ":*";
      if (dice.OneIn(3)) return StrCat(key, " : ", Quote(word.empty() ? "b" : word));
      return StrCat(key, dice.Pick(equalities), Quote(word));
    }
  }
  return "";
}

std::string RandomCondition(Dice& dice, const Schema& schema, int depth) {
  const std::string connector = dice.OneIn(2) ? " AND " : " OR ";
  std::string out;
  for (size_t n = 1 + dice.Below(3); n > 0; --n) {
    if (!out.empty()) out += connector;
    if (dice.OneIn(4)) out += dice.OneIn(2) ? "NOT " : "-";
    out += RandomTerm(dice, schema, depth);
  }
  return out;
}

class Database {
 public:
  Database(const std::vector<SampleDocument>& documents, bool nullable) : nullable_(nullable) {
    EXPECT_EQ(sqlite3_open(":memory:", &db_), SQLITE_OK);
    Run(SampleTables());
    Run("BEGIN");
    for (const SampleDocument& d : documents) Insert(d);
    Run("COMMIT");
  }
  ~Database() { sqlite3_close(db_); }

  std::set<std::string> Ids(const SqlCondition& condition) {
    std::set<std::string> ids;
    const std::string sql = "SELECT id FROM documents d WHERE " + condition.text;
    Execute(sql, condition.values,
            [&](sqlite3_stmt* s) { ids.insert(reinterpret_cast<const char*>(sqlite3_column_text(s, 0))); });
    return ids;
  }

 private:
  struct Null {};

  void Run(const std::string& sql) { ASSERT_EQ(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK); }

  static void Bind(sqlite3_stmt* s, int n, const SqlValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      sqlite3_bind_text(s, n, text->data(), static_cast<int>(text->size()), SQLITE_TRANSIENT);
    } else if (const auto* blob = std::get_if<SqlBlob>(&value)) {
      sqlite3_bind_blob(s, n, blob->bytes.data(), static_cast<int>(blob->bytes.size()), SQLITE_TRANSIENT);
    } else if (const auto* flag = std::get_if<bool>(&value)) {
      sqlite3_bind_int64(s, n, *flag);
    } else {
      sqlite3_bind_int64(s, n, std::get<int64_t>(value));
    }
  }

  void Execute(
      const std::string& sql, const std::vector<SqlValue>& values,
      const std::function<void(sqlite3_stmt*)>& row = [](sqlite3_stmt*) {}) {
    sqlite3_stmt* s = nullptr;
    ASSERT_EQ(sqlite3_prepare_v2(db_, sql.c_str(), -1, &s, nullptr), SQLITE_OK) << sql << "\n" << sqlite3_errmsg(db_);
    ASSERT_EQ(sqlite3_bind_parameter_count(s), static_cast<int>(values.size())) << sql;
    for (size_t i = 0; i < values.size(); ++i) Bind(s, static_cast<int>(i) + 1, values[i]);
    int rc;
    while ((rc = sqlite3_step(s)) == SQLITE_ROW) row(s);
    EXPECT_EQ(rc, SQLITE_DONE) << sqlite3_errmsg(db_);
    sqlite3_finalize(s);
  }

  // "?" or, where absent text is to be NULL, NULLIF(?, '').
  std::string Maybe() const { return nullable_ ? "NULLIF(?, '')" : "?"; }

  void Insert(const SampleDocument& d) {
    Execute(StrCat("INSERT INTO documents VALUES(?,", Maybe(), ",", Maybe(), ",", Maybe(), ",", Maybe(), ",", Maybe(),
                   ",", d.delete_time ? StrCat(*d.delete_time) : "NULL", ")"),
            {d.id, d.title, d.issuer, d.publish_date, d.region_name, d.region_code});
    for (const auto& [key, value] : d.labels) Execute("INSERT INTO labels VALUES(?,?,?)", {d.id, key, value});
    for (const SampleMeasure& m : d.measures) {
      Execute(StrCat("INSERT INTO measures VALUES(?,?,", Maybe(), ",", nullable_ ? "NULLIF(?, 0)" : "?", ")"),
              {m.id, d.id, m.topic, m.status});
      for (const std::string& e : m.instruments) Execute("INSERT INTO instruments VALUES(?,?)", {m.id, e});
    }
    for (const SampleIndicator& i : d.indicators) {
      std::vector<SqlValue> values = {i.id, d.id};
      if (i.value) values.push_back(SqlBlob{i.value->ToOrderedKey()});
      values.insert(values.end(), {i.unit, i.unit_dimension, i.kind, i.target, i.period_end, i.confidence});
      Execute(StrCat("INSERT INTO indicators VALUES(?,?,", i.value ? "?" : "NULL", ",", Maybe(), ",", Maybe(), ",?,?,",
                     Maybe(), ",?)"),
              values);
    }
  }

  sqlite3* db_ = nullptr;
  bool nullable_;
};

class FilterDifferential : public ::testing::TestWithParam<bool> {};

TEST_P(FilterDifferential, DatabaseAndEvaluatorAgree) {
  Dice dice(GetParam() ? 20221021 : 20221022);
  const std::vector<SampleDocument> documents = RandomDocuments(dice, 300);
  Database database(documents, GetParam());
  size_t selective = 0;
  for (int round = 0; round < 3000; ++round) {
    const std::string text = RandomCondition(dice, DocumentSchema(), 3);
    const absl::StatusOr<Filter> filter = Filter::Parse(text, DocumentSchema());
    ASSERT_TRUE(filter.ok()) << text << "\n" << filter.status();
    const absl::StatusOr<Filter> again = Filter::Parse(filter->ToString(), DocumentSchema());
    ASSERT_TRUE(again.ok()) << filter->ToString() << "\n" << again.status();
    ASSERT_EQ(again->root(), filter->root()) << text;
    std::set<std::string> expected;
    for (const SampleDocument& d : documents) {
      if (Matches(*filter, DocumentRow(d))) expected.insert(d.id);
    }
    selective += !expected.empty() && expected.size() < documents.size();
    const absl::StatusOr<SqlCondition> sql = ToSql(*filter, DocumentMapping(GetParam()), Dialect::kSqlite);
    ASSERT_TRUE(sql.ok());
    ASSERT_EQ(database.Ids(*sql), expected) << text << "\n" << sql->text;
  }
  EXPECT_GT(selective, 2000u);  // the filters tell rows apart
}

INSTANTIATE_TEST_SUITE_P(AbsentAsNull, FilterDifferential, ::testing::Values(true));
INSTANTIATE_TEST_SUITE_P(AbsentAsEmptyText, FilterDifferential, ::testing::Values(false));

// Text near the grammar, most of it wrong: parsing must end with an answer, and what parses must print and parse again.
TEST(FilterFuzz, MutatedTextNeverBreaksTheParser) {
  Dice dice(99);
  const std::vector<std::string> pieces = {"(",          ")",    "\"",   "'",  " AND ",   " OR ",  "NOT ",
                                           "-",          "=",    ":",    "<=", "*",       ",",     ".",
                                           "has(",       "\\",   "通知", "（", "1.5",     "title", "within(",
                                           "2022-01-01", "\xff", "\xe6", " ",  "labels.", "true",  "indicators"};
  size_t parsed = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = RandomCondition(dice, DocumentSchema(), 2);
    for (size_t edits = dice.Below(4); edits > 0; --edits) {
      const size_t at = dice.Below(text.size() + 1);
      if (dice.OneIn(2)) {
        text.insert(at, dice.Pick(pieces));
      } else {
        text.erase(at, 1 + dice.Below(3));
      }
    }
    const absl::StatusOr<Filter> filter = Filter::Parse(text, DocumentSchema());
    if (!filter.ok()) {
      EXPECT_EQ(DetailsOf(filter.status()).reason, Reason::kFILTER_INVALID);
      continue;
    }
    ++parsed;
    const absl::StatusOr<Filter> again = Filter::Parse(filter->ToString(), DocumentSchema());
    ASSERT_TRUE(again.ok()) << text << " → " << filter->ToString() << "\n" << again.status();
    EXPECT_EQ(again->ToString(), filter->ToString());
  }
  EXPECT_GT(parsed, 2000u);
}

}  // namespace
}  // namespace gangmu::filter
