// Filter to SQL: a condition with placeholders and the values to bind. Values never enter the text. The meaning is that
// of evaluate.h, which the differential tests hold against a real database.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

#include "common/filter/filter.h"

namespace gangmu::filter {

// Placeholders are ? for SQLite and $1, $2, … for PostgreSQL; text compares by code point in both (BINARY, COLLATE
// "C").
enum class Dialect { kSqlite, kPostgres };

struct SqlBlob {
  std::string bytes;
  bool operator==(const SqlBlob&) const = default;
};

// SQLite binds bool as 0 or 1.
using SqlValue = std::variant<int64_t, bool, std::string, SqlBlob>;

struct SqlCondition {
  std::string text;              // "TRUE" for the empty filter; may be put after WHERE or AND as it stands
  std::vector<SqlValue> values;  // in the order of the placeholders
};

// Collects text and values; numbers the placeholders.
class SqlBuilder {
 public:
  SqlBuilder(Dialect dialect, int first_parameter) : dialect_(dialect), next_(first_parameter) {}
  Dialect dialect() const { return dialect_; }
  SqlBuilder& Text(std::string_view text) {
    out_.text.append(text);
    return *this;
  }
  SqlBuilder& Bind(SqlValue value);
  SqlCondition Take() { return std::move(out_); }

 private:
  Dialect dialect_;
  int next_;
  SqlCondition out_;
};

// How a column says that a value is absent.
enum class Absent { kNever, kNull, kEmptyText };

// Where one field lies. Columns: kDecimal a BLOB of Decimal::ToOrderedKey; kDate text; kTimestamp and kEnum integers;
// kBool an integer (SQLite) or boolean (PostgreSQL).
struct SqlField {
  std::string column;  // an expression, for example i.unit; unused for lists and maps
  Absent absent = Absent::kNever;
  // Lists and maps: a query without SELECT list, to be put into EXISTS, with a WHERE that may be gone on with AND:
  // "FROM measure_instruments e WHERE e.measure_id = m.id".
  std::string elements;
  std::string element_key;    // maps: e.key
  std::string element_value;  // e.value
};

class SqlMapping;

struct SqlRelation {
  std::string children;                 // as SqlField::elements: "FROM indicators i WHERE i.document_id = d.id"
  const SqlMapping* mapping = nullptr;  // of the child schema; outlives this mapping
};

// Binds a schema to tables. Immutable once built; then thread safe.
class SqlMapping {
 public:
  explicit SqlMapping(const Schema& schema);  // the schema outlives the mapping

  // Paths and names that the schema does not have are a defect of the program and end it.
  SqlMapping& Set(std::string_view path, SqlField field);
  SqlMapping& SetRelation(std::string_view name, SqlRelation relation);
  // Writes the condition of search("query") into the builder.
  using SearchWriter = std::function<absl::Status(std::string_view query, SqlBuilder& out)>;
  SqlMapping& SetSearch(SearchWriter writer);

  const Schema& schema() const { return schema_; }
  const SqlField& field(const Field& field) const { return fields_[static_cast<size_t>(field.index)]; }
  const SqlRelation& relation(const Relation& r) const { return relations_[static_cast<size_t>(r.index)]; }
  const SearchWriter& search() const { return search_; }
  // Paths and relations of the schema that were not set; empty for a complete mapping.
  std::vector<std::string> Missing() const;

 private:
  const Schema& schema_;
  std::vector<SqlField> fields_;
  std::vector<SqlRelation> relations_;
  SearchWriter search_;
};

// The filter must have been parsed with the mapping's schema. Errors: those of the search writer only.
absl::StatusOr<SqlCondition> ToSql(const Filter& filter, const SqlMapping& mapping, Dialect dialect,
                                   int first_parameter = 1);

}  // namespace gangmu::filter
