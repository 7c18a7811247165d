// Reading items.
#include "common/status/error.h"
#include "services/ingestion/jobs/job_store.h"
#include "services/ingestion/jobs/rows.h"

namespace gangmu::jobs {
namespace {

constexpr absl::Duration kReaderPatience = absl::Seconds(10);

}  // namespace

absl::StatusOr<std::vector<ItemCount>> JobStore::Counts(int64_t job) {
  ASSIGN_OR_RETURN(auto db, readers_->Acquire(kReaderPatience));
  ASSIGN_OR_RETURN(auto read, db->Prepare("SELECT phase, outcome, count(*), sum(size), sum(measures), sum(indicators) "
                                          "FROM items WHERE job = ?1 GROUP BY phase, outcome ORDER BY phase, outcome"));
  read.Bind(1, job);
  return ReadAll<ItemCount>(read, [](const sqlite::Statement& row) {
    return ItemCount{static_cast<ItemPhase>(row.Int(0)),
                     static_cast<int>(row.Int(1)),
                     row.Int(2),
                     row.Int(3),
                     row.Int(4),
                     row.Int(5)};
  });
}

absl::StatusOr<std::vector<Item>> JobStore::ListItems(int64_t job, std::optional<ItemPhase> phase, int64_t after_number,
                                                      int limit) {
  static const std::string all = StrCat(kSelectItem, "WHERE job = ?1 AND number > ?2 ORDER BY number LIMIT ?3");
  static const std::string one =
      StrCat(kSelectItem, "WHERE job = ?1 AND phase = ?4 AND number > ?2 ORDER BY number LIMIT ?3");
  ASSIGN_OR_RETURN(auto db, readers_->Acquire(kReaderPatience));
  ASSIGN_OR_RETURN(auto read, db->Prepare(phase ? one : all));
  read.BindAll(job, after_number, limit);
  if (phase) read.Bind(4, static_cast<int>(*phase));
  return ReadAll<Item>(read, ItemOf);
}

absl::StatusOr<std::vector<Item>> JobStore::ListDecided(int64_t job, int64_t after_sequence, int limit) {
  static const std::string sql = StrCat(kSelectItem, "WHERE job = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3");
  ASSIGN_OR_RETURN(auto db, readers_->Acquire(kReaderPatience));
  ASSIGN_OR_RETURN(auto read, db->Prepare(sql));
  read.BindAll(job, after_sequence, limit);
  return ReadAll<Item>(read, ItemOf);
}

absl::StatusOr<Item> JobStore::GetItem(int64_t job, int64_t number) {
  static const std::string sql = StrCat(kSelectItem, "WHERE job = ?1 AND number = ?2");
  ASSIGN_OR_RETURN(auto db, readers_->Acquire(kReaderPatience));
  ASSIGN_OR_RETURN(auto read, db->Prepare(sql));
  read.BindAll(job, number);
  ASSIGN_OR_RETURN(const bool found, read.Step());
  if (!found) return NotFound(StrCat("item ", number)).Build();
  return ItemOf(read);
}

absl::StatusOr<std::string> JobStore::Content(const Item& item) {
  ASSIGN_OR_RETURN(auto db, readers_->Acquire(kReaderPatience));
  ASSIGN_OR_RETURN(auto read, db->Prepare("SELECT bytes FROM chunks WHERE item = ?1 ORDER BY start"));
  read.Bind(1, item.item);
  std::string content;
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, read.Step());
    if (!more) break;
    content += read.Bytes(0);
  }
  if (static_cast<int64_t>(content.size()) == item.size) return content;
  return Error(absl::StatusCode::kNotFound, Reason::kPURGED, "the bytes of the item are not held, or not in full");
}

}  // namespace gangmu::jobs
