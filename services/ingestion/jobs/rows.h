// Rows of the database as structs, for the files of this room only.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "common/sqlite/connection.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/ingestion/jobs/job.h"

namespace gangmu::jobs {

inline constexpr std::string_view kSelectJob =
    "SELECT job, id, resume_key, display_name, state, more_items, create_time, update_time, start_time, end_time, "
    "last_sequence, kind, max_in_flight FROM jobs ";

inline constexpr std::string_view kSelectItem =
    "SELECT item, number, key, identity, description, size, received, phase, result, attempts, duration, update_time, "
    "coalesce(sequence, 0), starts FROM items ";

inline Job JobOf(const sqlite::Statement& row) {
  Job job;
  job.job = row.Int(0);
  job.id = row.Text(1);
  job.resume_key = row.Text(2);
  job.display_name = row.Text(3);
  job.state = static_cast<JobState>(row.Int(4));
  job.more_items = row.Int(5) != 0;
  job.create_time = absl::FromUnixMicros(row.Int(6));
  job.update_time = absl::FromUnixMicros(row.Int(7));
  if (!row.IsNull(8)) job.start_time = absl::FromUnixMicros(row.Int(8));
  if (!row.IsNull(9)) job.end_time = absl::FromUnixMicros(row.Int(9));
  job.last_sequence = row.Int(10);
  job.kind = static_cast<JobKind>(row.Int(11));
  job.max_in_flight = row.Int(12);
  return job;
}

inline Item ItemOf(const sqlite::Statement& row) {
  Item item;
  item.item = row.Int(0);
  item.number = row.Int(1);
  item.key = row.Text(2);
  item.identity = row.Text(3);
  item.description = row.Bytes(4);
  item.size = row.Int(5);
  item.received = row.Int(6);
  item.phase = static_cast<ItemPhase>(row.Int(7));
  item.result = row.Bytes(8);
  item.attempts = row.Int(9);
  item.duration = absl::Microseconds(row.Int(10));
  item.update_time = absl::FromUnixMicros(row.Int(11));
  item.sequence = row.Int(12);
  item.starts = row.Int(13);
  return item;
}

// A deleted job is none.
inline absl::StatusOr<Job> FindJob(sqlite::Connection& db, std::string_view id) {
  static const std::string sql = StrCat(kSelectJob, "WHERE id = ?1 AND state <> 6");
  ASSIGN_OR_RETURN(auto find, db.Prepare(sql));
  find.Bind(1, id);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  if (!found) return NotFound(StrCat("jobs/", id)).Build();
  return JobOf(find);
}

// The first number that a sentence gives; 0 where it gives no row.
template <typename... Values>
absl::StatusOr<int64_t> ReadNumber(sqlite::Connection& db, std::string_view sql, const Values&... values) {
  ASSIGN_OR_RETURN(auto read, db.Prepare(sql));
  read.BindAll(values...);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  return found ? read.Int(0) : 0;
}

template <typename... Values>
absl::Status Run(sqlite::Connection& db, std::string_view sql, const Values&... values) {
  ASSIGN_OR_RETURN(auto statement, db.Prepare(sql));
  return statement.BindAll(values...).Run();
}

// All rows of a sentence.
template <typename Row>
absl::StatusOr<std::vector<Row>> ReadAll(sqlite::Statement& read, Row (*row_of)(const sqlite::Statement&)) {
  std::vector<Row> rows;
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, read.Step());
    if (!more) return rows;
    rows.push_back(row_of(read));
  }
}

inline Error WrongState(std::string_view message, const Job& job) {
  static constexpr std::string_view kNames[] = {"", "OPEN", "RUNNING", "PAUSED", "SUCCEEDED", "CANCELLED", "DELETED"};
  const std::string_view state = kNames[static_cast<int>(job.state)];
  return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED,
               StrCat("jobs/", job.id, " is ", state, ": ", message))
      .With("state", state);
}

}  // namespace gangmu::jobs
