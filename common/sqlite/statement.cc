#include "common/sqlite/statement.h"

#include <sqlite3.h>
#include <utility>

#include "common/sqlite/connection.h"
#include "common/sqlite/error.h"

namespace gangmu::sqlite {
namespace {

// sqlite3_bind_blob64 and _text64 take a null pointer for SQL NULL, which an empty view may hold.
const char* NotNull(std::string_view s) { return s.data() ? s.data() : ""; }

}  // namespace

Statement::Statement(Connection* connection, sqlite3_stmt* stmt, std::string_view sql)
    : connection_(connection), stmt_(stmt), sql_(sql) {}

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_),
      stmt_(std::exchange(other.stmt_, nullptr)),
      sql_(other.sql_),
      bind_error_(other.bind_error_) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  if (this == &other) return *this;
  Release();
  connection_ = other.connection_;
  stmt_ = std::exchange(other.stmt_, nullptr);
  sql_ = other.sql_;
  bind_error_ = other.bind_error_;
  return *this;
}

Statement::~Statement() { Release(); }

void Statement::Release() {
  if (stmt_ == nullptr) return;
  sqlite3_reset(stmt_);
  sqlite3_clear_bindings(stmt_);
  connection_->GiveBack(std::exchange(stmt_, nullptr));
}

void Statement::KeepBindResult(int code) {
  if (code != SQLITE_OK && bind_error_ == SQLITE_OK) bind_error_ = code;
}

void Statement::Bind(int parameter, int64_t value) { KeepBindResult(sqlite3_bind_int64(stmt_, parameter, value)); }

void Statement::Bind(int parameter, std::string_view text) {
  KeepBindResult(sqlite3_bind_text64(stmt_, parameter, NotNull(text), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
}

void Statement::Bind(int parameter, Blob blob) {
  KeepBindResult(sqlite3_bind_blob64(stmt_, parameter, NotNull(blob.bytes), blob.bytes.size(), SQLITE_TRANSIENT));
}

void Statement::Bind(int parameter, BorrowedBlob blob) {
  KeepBindResult(sqlite3_bind_blob64(stmt_, parameter, NotNull(blob.bytes), blob.bytes.size(), SQLITE_STATIC));
}

void Statement::Bind(int parameter, std::nullopt_t) { KeepBindResult(sqlite3_bind_null(stmt_, parameter)); }

absl::StatusOr<bool> Statement::Step() {
  if (bind_error_ != SQLITE_OK) {
    return ErrorFromCode(std::exchange(bind_error_, SQLITE_OK), "a value could not be bound");
  }
  const int code = sqlite3_step(stmt_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(stmt_);
    return false;
  }
  absl::Status error = connection_->StepError();
  sqlite3_reset(stmt_);
  return error;
}

absl::Status Statement::Run() {
  absl::StatusOr<bool> row = Step();
  while (row.ok() && *row) row = Step();
  return row.status();
}

void Statement::Reset() { sqlite3_reset(stmt_); }

ColumnType Statement::TypeOf(int column) const {
  switch (sqlite3_column_type(stmt_, column)) {
    case SQLITE_NULL:
      return ColumnType::kNull;
    case SQLITE_INTEGER:
      return ColumnType::kInteger;
    case SQLITE_BLOB:
      return ColumnType::kBlob;
    default:
      return ColumnType::kText;
  }
}

bool Statement::IsNull(int column) const { return sqlite3_column_type(stmt_, column) == SQLITE_NULL; }

int64_t Statement::Int(int column) const { return sqlite3_column_int64(stmt_, column); }

std::string_view Statement::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(stmt_, column));
  return text ? std::string_view(text, sqlite3_column_bytes(stmt_, column)) : std::string_view();
}

std::string_view Statement::Bytes(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(stmt_, column));
  return bytes ? std::string_view(bytes, sqlite3_column_bytes(stmt_, column)) : std::string_view();
}

}  // namespace gangmu::sqlite
