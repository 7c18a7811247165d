// A prepared statement with bound values. Values never become part of the SQL text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct sqlite3_stmt;

namespace gangmu::sqlite {

class Connection;

// Bytes for a BLOB column; text goes as std::string_view.
struct Blob {
  std::string_view bytes;
};

// A BLOB that SQLite does not copy: the bytes must outlive the run of the statement. For large values.
struct BorrowedBlob {
  std::string_view bytes;
};

enum class ColumnType { kNull, kInteger, kText, kBlob };  // no floating point in this project

// Taken from Connection::Prepare and given back to its cache on destruction. Parameters are numbered from 1, columns
// from 0. A binding error is kept and returned by the next Step. Not thread safe; must not outlive its connection.
//
//   ASSIGN_OR_RETURN(Statement find, db.Prepare("SELECT title FROM documents WHERE name = ?1"));
//   find.Bind(1, name);
//   ASSIGN_OR_RETURN(bool found, find.Step());
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  void Bind(int parameter, int64_t value);
  void Bind(int parameter, int value) { Bind(parameter, static_cast<int64_t>(value)); }
  void Bind(int parameter, bool value) { Bind(parameter, static_cast<int64_t>(value)); }
  void Bind(int parameter, std::string_view text);
  void Bind(int parameter, const char* text) { Bind(parameter, std::string_view(text)); }
  void Bind(int parameter, const std::string& text) { Bind(parameter, std::string_view(text)); }
  void Bind(int parameter, Blob blob);
  void Bind(int parameter, BorrowedBlob blob);
  void Bind(int parameter, std::nullopt_t null);
  template <typename T>
  void Bind(int parameter, const std::optional<T>& value) {
    value ? Bind(parameter, *value) : Bind(parameter, std::nullopt);
  }

  // Binds parameters 1, 2, 3… in order.
  template <typename... Values>
  Statement& BindAll(const Values&... values) {
    int parameter = 0;
    (Bind(++parameter, values), ...);
    return *this;
  }

  // True where a row stands ready, false at the end. After an error or the end the next Step starts anew.
  absl::StatusOr<bool> Step();
  // Runs a statement that gives no rows, then resets it, so that new values can be bound.
  absl::Status Run();
  // Ends the current run; bound values stay.
  void Reset();

  ColumnType TypeOf(int column) const;
  bool IsNull(int column) const;
  int64_t Int(int column) const;
  // Valid until the next Step, Run or Reset. NULL reads as empty.
  std::string_view Text(int column) const;
  std::string_view Bytes(int column) const;

 private:
  friend class Connection;
  Statement(Connection* connection, sqlite3_stmt* stmt, std::string_view sql);
  void Release();
  void KeepBindResult(int code);

  Connection* connection_;
  sqlite3_stmt* stmt_;
  std::string_view sql_;  // the cache key, owned by the statement itself
  int bind_error_ = 0;
};

}  // namespace gangmu::sqlite
