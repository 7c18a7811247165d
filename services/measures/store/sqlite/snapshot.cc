#include "services/measures/store/sqlite/snapshot.h"

#include "common/status/macros.h"

namespace gangmu::measures {
namespace {

// Shadows the views of the schema, so that every query can be asked of every place.
constexpr std::string_view kAsOfPlace =
    "WITH documents AS (SELECT * FROM document_rows WHERE from_place <= ?1 AND to_place > ?1), "
    "measures AS (SELECT * FROM measure_rows WHERE from_place <= ?1 AND to_place > ?1), "
    "indicators AS (SELECT * FROM indicator_rows WHERE from_place <= ?1 AND to_place > ?1), "
    "links AS (SELECT * FROM measure_links WHERE from_place <= ?1 AND to_place > ?1) ";

}  // namespace

Query& Query::BindSql(const filter::SqlValue& value) {
  if (const auto* blob = std::get_if<filter::SqlBlob>(&value)) return Bind(sqlite::Blob{blob->bytes});
  if (const auto* text = std::get_if<std::string>(&value)) return Bind(*text);
  if (const auto* flag = std::get_if<bool>(&value)) return Bind(*flag);
  return Bind(std::get<int64_t>(value));
}

absl::StatusOr<Query> Snapshot::Prepare(std::string_view sql) const {
  if (!place_) {
    ASSIGN_OR_RETURN(sqlite::Statement statement, db_.Prepare(sql));
    return Query(std::move(statement), 1);
  }
  ASSIGN_OR_RETURN(sqlite::Statement statement, db_.Prepare(std::string(kAsOfPlace).append(sql)));
  statement.Bind(1, *place_);
  return Query(std::move(statement), 2);
}

}  // namespace gangmu::measures
