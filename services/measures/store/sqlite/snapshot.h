// One state of the store for a few queries: the present, or what was effective at a place of the feed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "common/filter/sql.h"
#include "common/sqlite/connection.h"

namespace gangmu::measures {

// A prepared query whose placeholders (plain ?) are bound in order.
class Query {
 public:
  Query(sqlite::Statement statement, int next_parameter) : statement_(std::move(statement)), next_(next_parameter) {}

  template <typename Value>
  Query& Bind(const Value& value) {
    statement_.Bind(next_++, value);
    return *this;
  }
  Query& BindSql(const filter::SqlValue& value);

  absl::StatusOr<bool> Step() { return statement_.Step(); }
  sqlite::Statement& row() { return statement_; }

 private:
  sqlite::Statement statement_;
  int next_;
};

// Must be used inside a read transaction, so that all its queries see one state.
class Snapshot {
 public:
  // Without a place: the present.
  Snapshot(sqlite::Connection& db, std::optional<int64_t> place) : db_(db), place_(place) {}

  // `sql` speaks of the views documents, measures, indicators and links and begins with SELECT.
  absl::StatusOr<Query> Prepare(std::string_view sql) const;
  bool present() const { return !place_.has_value(); }
  sqlite::Connection& db() const { return db_; }

 private:
  sqlite::Connection& db_;
  std::optional<int64_t> place_;
};

}  // namespace gangmu::measures
