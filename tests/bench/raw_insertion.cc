#include "tests/bench/raw_insertion.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sqlite3.h>
#include <string_view>
#include <vector>

#include "common/sqlite/connection.h"
#include "common/text/strings.h"
#include "common/time/clock.h"

namespace gangmu::testing {
namespace {

struct FreeValue {
  void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
using Value = std::unique_ptr<sqlite3_value, FreeValue>;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Prepared = std::unique_ptr<sqlite3_stmt, Finalize>;

struct Table {
  std::string name;
  int columns = 0;
  std::vector<Value> values;  // row by row
  Prepared insert;
  int64_t rows() const { return columns == 0 ? 0 : static_cast<int64_t>(values.size()) / columns; }
};

void Check(int code, sqlite3* db, std::string_view what) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  std::printf("%.*s: %s\n", static_cast<int>(what.size()), what.data(), sqlite3_errmsg(db));
  std::exit(EXIT_FAILURE);
}

std::unique_ptr<sqlite::Connection> Open(const std::string& path, sqlite::OpenOptions::Mode mode) {
  sqlite::OpenOptions options;
  options.mode = mode;
  auto connection = sqlite::Connection::Open(path, options);
  if (connection.ok()) return *std::move(connection);
  std::printf("%s\n", connection.status().ToString().c_str());
  std::exit(EXIT_FAILURE);
}

Prepared Prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  Check(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr), db, sql);
  return Prepared(statement);
}

// The definitions of all tables or indexes.
std::vector<std::pair<std::string, std::string>> Definitions(sqlite3* db, const std::string& type) {
  std::vector<std::pair<std::string, std::string>> definitions;
  const Prepared rows = Prepare(db, StrCat("SELECT name, sql FROM sqlite_master WHERE type = '", type,
                                           "' AND sql IS NOT NULL AND name NOT LIKE 'sqlite%'"));
  while (sqlite3_step(rows.get()) == SQLITE_ROW) {
    definitions.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(rows.get(), 0)),
                             reinterpret_cast<const char*>(sqlite3_column_text(rows.get(), 1)));
  }
  return definitions;
}

Table ReadTable(sqlite3* db, const std::string& name) {
  Table table;
  table.name = name;
  const Prepared rows = Prepare(db, StrCat("SELECT * FROM ", name));
  table.columns = sqlite3_column_count(rows.get());
  while (sqlite3_step(rows.get()) == SQLITE_ROW) {
    for (int i = 0; i < table.columns; ++i) {
      table.values.emplace_back(sqlite3_value_dup(sqlite3_column_value(rows.get(), i)));
    }
  }
  return table;
}

void PrepareInsert(sqlite3* db, Table& table) {
  std::string sql = StrCat("INSERT INTO ", table.name, " VALUES (?1");
  for (int i = 2; i <= table.columns; ++i) StrAppend(&sql, ",?", i);
  table.insert = Prepare(db, StrCat(sql, ")"));
}

void InsertShare(sqlite3* db, Table& table, int64_t share, int64_t shares) {
  const int64_t end = table.rows() * (share + 1) / shares;
  for (int64_t row = table.rows() * share / shares; row < end; ++row) {
    for (int i = 0; i < table.columns; ++i) {
      sqlite3_bind_value(table.insert.get(), i + 1, table.values[static_cast<size_t>(row * table.columns + i)].get());
    }
    Check(sqlite3_step(table.insert.get()), db, table.name);
    sqlite3_reset(table.insert.get());
  }
}

}  // namespace

double RawInsertionSeconds(const std::string& source, const std::string& target, int64_t transactions) {
  const auto from = Open(source, sqlite::OpenOptions::Mode::kReadOnly);
  const auto to = Open(target, sqlite::OpenOptions::Mode::kCreate);
  sqlite3* db = to->handle();
  const auto execute = [db](const std::string& sql) {
    Check(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), db, sql);
  };
  std::vector<Table> tables;
  for (const auto& [name, sql] : Definitions(from->handle(), "table")) {
    execute(sql);
    tables.push_back(ReadTable(from->handle(), name));
    PrepareInsert(db, tables.back());
  }
  for (const auto& [name, sql] : Definitions(from->handle(), "index")) execute(sql);
  // The order of tables is that of their making, not that of their references.
  execute("PRAGMA foreign_keys=OFF");

  const absl::Duration start = SystemClock().Monotonic();
  for (int64_t share = 0; share < transactions; ++share) {
    execute("BEGIN IMMEDIATE");
    for (Table& table : tables) InsertShare(db, table, share, transactions);
    execute("COMMIT");
  }
  const double seconds = absl::ToDoubleSeconds(SystemClock().Monotonic() - start);
  for (Table& table : tables) table.insert.reset();
  return seconds;
}

}  // namespace gangmu::testing
