// Items on their way in: pieces that may come twice and may not leave a gap.
#include <algorithm>
#include <utility>

#include "services/ingestion/jobs/job_store.h"
#include "services/ingestion/jobs/rows.h"

namespace gangmu::jobs {
namespace {

using sqlite::Connection;

constexpr absl::Duration kRetryWhenFull = absl::Seconds(2);

Error Conflict(const Chunk& chunk, std::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, Reason::kCONFLICT,
               StrCat("an item of that key is there with ", what))
      .With("item", chunk.key);
}

absl::Status Gap(const Chunk& chunk, int64_t received) {
  return Error(absl::StatusCode::kOutOfRange, Reason::kPRECONDITION_FAILED,
               StrCat("the piece begins at byte ", chunk.start, ", and ", received, " bytes are there"))
      .With("item", chunk.key)
      .With("received", StrCat(received));
}

absl::StatusOr<std::optional<Item>> FindItem(Connection& db, int64_t job, std::string_view key) {
  static const std::string sql = StrCat(kSelectItem, "WHERE job = ?1 AND key = ?2");
  ASSIGN_OR_RETURN(auto find, db.Prepare(sql));
  find.BindAll(job, key);
  ASSIGN_OR_RETURN(const bool found, find.Step());
  return found ? std::optional<Item>(ItemOf(find)) : std::nullopt;
}

absl::StatusOr<Item> AddItem(Connection& db, const Job& job, const Chunk& chunk, int64_t now) {
  RETURN_IF_ERROR(Run(db, "UPDATE jobs SET last_number = last_number + 1 WHERE job = ?1", job.job));
  Item item;
  item.key = chunk.key;
  item.description = chunk.description;
  item.size = chunk.size;
  ASSIGN_OR_RETURN(item.number, ReadNumber(db, "SELECT last_number FROM jobs WHERE job = ?1", job.job));
  RETURN_IF_ERROR(Run(db,
                      "INSERT INTO items (job, number, key, identity, description, size, received, phase, update_time) "
                      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 1, ?7)",
                      job.job, item.number, chunk.key, chunk.identity, sqlite::Blob{chunk.description}, chunk.size,
                      now));
  item.item = db.last_insert_rowid();
  return item;
}

// Whether the part of the piece that is there already says the same. Bytes of a decided item may be gone.
absl::Status CheckRepeat(Connection& db, const Item& item, const Chunk& chunk) {
  if (item.phase == ItemPhase::kDone) return absl::OkStatus();
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT start, bytes FROM chunks WHERE item = ?1 ORDER BY start"));
  read.Bind(1, item.item);
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, read.Step());
    if (!more) return absl::OkStatus();
    const int64_t start = read.Int(0);
    const std::string_view bytes = read.Bytes(1);
    const int64_t begin = std::max(start, chunk.start);
    const int64_t end =
        std::min(start + static_cast<int64_t>(bytes.size()), chunk.start + static_cast<int64_t>(chunk.bytes.size()));
    if (begin >= end) continue;
    if (bytes.substr(begin - start, end - begin) != chunk.bytes.substr(begin - chunk.start, end - begin)) {
      return Conflict(chunk, "other bytes");
    }
  }
}

}  // namespace

absl::Status JobStore::CheckRoom(const Job& job, absl::Span<const Chunk> chunks, const Totals& totals) const {
  if (!job.more_items || IsFinished(job.state)) return WrongState("it takes no more items", job);
  int64_t bytes = 0;
  for (const Chunk& chunk : chunks) bytes += static_cast<int64_t>(chunk.bytes.size());
  if (totals.held_bytes + bytes <= options_.max_held_bytes && totals.waiting_items < options_.max_waiting_items) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kResourceExhausted, Reason::kOVERLOADED,
               "too many items wait for their turn; start or delete jobs, or wait")
      .RetryAfter(kRetryWhenFull);
}

absl::Status JobStore::StoreChunk(Connection& db, const Job& job, const Chunk& chunk, int64_t now, Totals& totals,
                                  ItemProgress* progress) {
  ASSIGN_OR_RETURN(std::optional<Item> item, FindItem(db, job.job, chunk.key));
  const bool is_new = !item;
  if (is_new) {
    if (chunk.start > 0) return Gap(chunk, 0);
    ASSIGN_OR_RETURN(item, AddItem(db, job, chunk, now));
    totals.waiting_items += 1;
  }
  if (item->size != chunk.size)
    return Conflict(chunk, StrCat("a size of ", item->size, " bytes")).With("item", chunk.key);
  if (chunk.start == 0 && item->description != chunk.description) return Conflict(chunk, "another description");
  if (chunk.start > item->received) return Gap(chunk, item->received);
  if (!is_new && chunk.start < item->received) RETURN_IF_ERROR(CheckRepeat(db, *item, chunk));
  const int64_t end = chunk.start + static_cast<int64_t>(chunk.bytes.size());
  const int64_t received = std::max(item->received, end);
  if (received > item->received) {
    const std::string_view fresh = chunk.bytes.substr(item->received - chunk.start);
    RETURN_IF_ERROR(Run(db, "INSERT INTO chunks (item, start, bytes) VALUES (?1, ?2, ?3)", item->item, item->received,
                        sqlite::BorrowedBlob{fresh}));
    totals.held_bytes += static_cast<int64_t>(fresh.size());
  }
  if (received > item->received || is_new) {
    RETURN_IF_ERROR(Run(db,
                        "UPDATE items SET received = ?2, phase = CASE WHEN size = ?2 THEN 2 ELSE 1 END, "
                        "update_time = ?3 WHERE item = ?1",
                        item->item, received, now));
  }
  *progress = {item->number, received};
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ItemProgress>> JobStore::Upload(std::string_view id, absl::Span<const Chunk> chunks) {
  std::vector<ItemProgress> progress(chunks.size());
  const absl::Status written = Write([&](Connection& db, Totals& totals) -> absl::Status {
    ASSIGN_OR_RETURN(const Job job, FindJob(db, id));
    RETURN_IF_ERROR(CheckRoom(job, chunks, totals));
    const int64_t now = NowMicros();
    for (size_t i = 0; i < chunks.size(); ++i) {
      RETURN_IF_ERROR(StoreChunk(db, job, chunks[i], now, totals, &progress[i]));
    }
    return Run(db, "UPDATE jobs SET update_time = ?2 WHERE job = ?1", job.job, now);
  });
  if (!written.ok()) return written;
  return progress;
}

}  // namespace gangmu::jobs
