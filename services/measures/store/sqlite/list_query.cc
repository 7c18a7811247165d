#include "services/measures/store/sqlite/list_query.h"

#include <algorithm>
#include <cstring>

#include "common/filter/order_by.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::measures {
namespace {

constexpr char kNull = 'n', kInteger = 'i', kText = 't', kBytes = 'b';

// Whether a condition speaks of fields under `prefix`, also inside has(), whose children see their parents' tables.
bool Mentions(const filter::Expr& expr, std::string_view prefix) {
  if (expr.field != nullptr && expr.field->path.starts_with(prefix)) return true;
  if (expr.relation != nullptr && expr.relation->name.starts_with(prefix)) return true;
  for (const filter::Expr& operand : expr.operands) {
    if (Mentions(operand, prefix)) return true;
  }
  return false;
}

bool Searches(const filter::Expr& expr) {
  if (expr.kind == filter::Expr::Kind::kSearch) return true;
  return std::any_of(expr.operands.begin(), expr.operands.end(), Searches);
}

absl::Status BadCursor() {
  return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN,
               "the page token is damaged or belongs to another query");
}

void PutPiece(std::string& out, char type, std::string_view bytes) {
  const auto size = static_cast<uint32_t>(bytes.size());
  out.push_back(type);
  out.append(reinterpret_cast<const char*>(&size), sizeof(size));
  out.append(bytes);
}

// Takes the first piece off `in`; false where there is none.
bool TakePiece(std::string_view& in, char& type, std::string_view& bytes) {
  uint32_t size = 0;
  if (in.size() < 1 + sizeof(size)) return false;
  type = in[0];
  std::memcpy(&size, in.data() + 1, sizeof(size));
  in.remove_prefix(1 + sizeof(size));
  if (in.size() < size) return false;
  bytes = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

}  // namespace

absl::StatusOr<ListQuery> ListQuery::Create(const Listing& listing, const ListRequest& request) {
  ListQuery query(listing, request);
  const filter::SqlMapping& mapping = *listing.mapping;
  ASSIGN_OR_RETURN(const filter::Filter filter, filter::Filter::Parse(request.filter, mapping.schema()));
  ASSIGN_OR_RETURN(query.condition_, filter::ToSql(filter, mapping, filter::Dialect::kSqlite));
  if (!filter.empty()) {
    query.searches_ = Searches(filter.root());
    query.needs_documents_ = Mentions(filter.root(), "document.");
    query.needs_measures_ = Mentions(filter.root(), "measure.");
  }
  ASSIGN_OR_RETURN(std::vector<filter::OrderKey> order, filter::ParseOrderBy(request.order_by, mapping.schema()));
  order.push_back({mapping.schema().FindField("name"), false});
  for (const filter::OrderKey& key : order) {
    query.keys_.push_back({mapping.field(*key.field).column, key.descending});
    query.needs_documents_ |= key.field->path.starts_with("document.");
    query.needs_measures_ |= key.field->path.starts_with("measure.");
    if (key.field->path == "name") break;  // unique: nothing behind it decides
  }
  if (!request.cursor.empty()) RETURN_IF_ERROR(query.ReadCursor(request.cursor));
  return query;
}

absl::Status ListQuery::ReadCursor(const std::string& cursor) {
  std::string_view rest = cursor;
  while (!rest.empty()) {
    char type;
    std::string_view bytes;
    if (!TakePiece(rest, type, bytes)) return BadCursor();
    int64_t integer = 0;
    switch (type) {
      case kNull:
        after_.emplace_back(std::monostate());
        break;
      case kText:
        after_.emplace_back(std::string(bytes));
        break;
      case kBytes:
        after_.emplace_back(filter::SqlBlob{std::string(bytes)});
        break;
      case kInteger:
        if (bytes.size() != sizeof(integer)) return BadCursor();
        std::memcpy(&integer, bytes.data(), sizeof(integer));
        after_.emplace_back(integer);
        break;
      default:
        return BadCursor();
    }
  }
  return after_.size() == keys_.size() ? absl::OkStatus() : BadCursor();
}

std::string ListQuery::CursorAt(const sqlite::Statement& row) const {
  std::string cursor;
  for (size_t k = 0; k < keys_.size(); ++k) {
    const int column = listing_.column_count + static_cast<int>(k);
    switch (row.TypeOf(column)) {
      case sqlite::ColumnType::kNull:
        PutPiece(cursor, kNull, "");
        break;
      case sqlite::ColumnType::kText:
        PutPiece(cursor, kText, row.Text(column));
        break;
      case sqlite::ColumnType::kBlob:
        PutPiece(cursor, kBytes, row.Bytes(column));
        break;
      case sqlite::ColumnType::kInteger: {
        const int64_t integer = row.Int(column);
        PutPiece(cursor, kInteger, std::string_view(reinterpret_cast<const char*>(&integer), sizeof(integer)));
        break;
      }
    }
  }
  return cursor;
}

// (k1, k2, …) behind (v1, v2, …) in the order of the keys. SQLite sorts NULL before everything.
void ListQuery::WriteAfterCursor(std::string& sql, std::vector<KeyValue>& values) const {
  const auto behind = [&](size_t k) {
    const Key& key = keys_[k];
    const bool null = std::holds_alternative<std::monostate>(after_[k]);
    if (null) {
      sql.append(key.descending ? "FALSE" : key.column + " IS NOT NULL");
      return;
    }
    values.push_back(after_[k]);
    if (key.descending) {
      StrAppend(&sql, "(", key.column, " < ? OR ", key.column, " IS NULL)");
    } else {
      StrAppend(&sql, key.column, " > ?");
    }
  };
  // Implied by what follows, in a form that an index on the first key can use.
  if (!keys_[0].descending && !std::holds_alternative<std::monostate>(after_[0])) {
    StrAppend(&sql, " AND ", keys_[0].column, " >= ?");
    values.push_back(after_[0]);
  }
  sql.append(" AND (");
  for (size_t k = 0; k < keys_.size(); ++k) {
    sql.append(k == 0 ? "(" : " OR (");
    for (size_t equal = 0; equal < k; ++equal) {
      StrAppend(&sql, keys_[equal].column, " IS ? AND ");
      values.push_back(after_[equal]);
    }
    behind(k);
    sql.append(")");
  }
  sql.append(")");
}

std::string ListQuery::FromAndJoins() const {
  return StrCat(" FROM ", listing_.from, needs_documents_ ? listing_.join_documents : "",
                needs_measures_ ? listing_.join_measures : "");
}

absl::StatusOr<Query> ListQuery::RunAmong(const Snapshot& snapshot, const std::string& rows) const {
  const std::string sql = StrCat("SELECT ", listing_.columns, FromAndJoins(), " WHERE ", listing_.row,
                                 " IN (SELECT value FROM json_each(?)) AND ", condition_.text);
  ASSIGN_OR_RETURN(Query query, snapshot.Prepare(sql));
  query.Bind(rows);
  for (const filter::SqlValue& value : condition_.values) query.BindSql(value);
  return query;
}

std::string ListQuery::Sql(bool with_parent, std::vector<KeyValue>& key_values) const {
  std::string sql = StrCat("SELECT ", listing_.columns);
  for (const Key& key : keys_) StrAppend(&sql, ", ", key.column);
  StrAppend(&sql, FromAndJoins(), " WHERE ", condition_.text);
  if (!listing_.condition.empty()) StrAppend(&sql, " AND ", listing_.condition);
  if (with_parent) StrAppend(&sql, " AND ", listing_.parent_document, " = ?");
  if (!after_.empty()) WriteAfterCursor(sql, key_values);
  sql.append(" ORDER BY ");
  for (size_t k = 0; k < keys_.size(); ++k) {
    StrAppend(&sql, k == 0 ? "" : ", ", keys_[k].column, keys_[k].descending ? " DESC" : "");
  }
  sql.append(" LIMIT ?");
  return sql;
}

absl::StatusOr<Query> ListQuery::Run(const Snapshot& snapshot, std::optional<int64_t> parent) const {
  if (searches_ && !snapshot.present()) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kFILTER_INVALID,
                 "search(…) speaks of the present: it goes neither with as_of nor into a stream")
        .Violation("filter", "holds search(…)");
  }
  std::vector<KeyValue> key_values;
  const std::string sql = Sql(parent.has_value(), key_values);
  ASSIGN_OR_RETURN(Query query, snapshot.Prepare(sql));
  for (const filter::SqlValue& value : condition_.values) query.BindSql(value);
  if (parent) query.Bind(*parent);
  for (const KeyValue& value : key_values) {
    if (std::holds_alternative<std::monostate>(value)) query.Bind(std::nullopt);
    if (const auto* integer = std::get_if<int64_t>(&value)) query.Bind(*integer);
    if (const auto* text = std::get_if<std::string>(&value)) query.Bind(*text);
    if (const auto* blob = std::get_if<filter::SqlBlob>(&value)) query.Bind(sqlite::Blob{blob->bytes});
  }
  query.Bind(page_size_ + 1);
  return query;
}

}  // namespace gangmu::measures
