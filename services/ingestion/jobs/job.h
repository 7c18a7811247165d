// Jobs and their items as they are stored. Plain structs: what a caller said of a document and what became of it are
// opaque bytes here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace gangmu::jobs {

// Stored as numbers: never renumber.
enum class JobState { kOpen = 1, kRunning = 2, kPaused = 3, kSucceeded = 4, kCancelled = 5, kDeleted = 6 };

// What is done with the items.
enum class JobKind {
  kIngest = 1,    // bytes that came with the item are taken in
  kReextract = 2  // a stored document is read and extracted anew
};

enum class ItemPhase { kReceiving = 1, kPending = 2, kDone = 3, kDead = 4 };

inline bool IsFinished(JobState state) { return state == JobState::kSucceeded || state == JobState::kCancelled; }

struct Job {
  int64_t job = 0;  // row
  std::string id;
  std::string resume_key;
  std::string display_name;
  JobState state = JobState::kOpen;
  bool more_items = true;
  absl::Time create_time;
  absl::Time update_time;
  std::optional<absl::Time> start_time;
  std::optional<absl::Time> end_time;
  int64_t last_sequence = 0;
  JobKind kind = JobKind::kIngest;
  int64_t max_in_flight = 0;  // 0: as many as the service allows
};

// Items that share phase and outcome.
struct ItemCount {
  ItemPhase phase = ItemPhase::kReceiving;
  int outcome = 0;
  int64_t items = 0;
  int64_t bytes = 0;
  int64_t measures = 0;
  int64_t indicators = 0;
};

struct Item {
  int64_t item = 0;  // row
  int64_t number = 0;
  std::string key;
  std::string identity;
  std::string description;
  int64_t size = 0;
  int64_t received = 0;
  ItemPhase phase = ItemPhase::kReceiving;
  std::string result;  // empty before it is decided
  int64_t attempts = 0;
  absl::Duration duration;
  absl::Time update_time;
  int64_t sequence = 0;  // 0 before it is decided
  int64_t starts = 0;    // times it was handed out and neither decided nor given back
};

// A piece of an item on its way in. `start` is its place in the item.
struct Chunk {
  std::string_view key;
  std::string_view identity;
  std::string_view description;
  int64_t size = 0;
  int64_t start = 0;
  std::string_view bytes;
};

struct ItemProgress {
  int64_t number = 0;
  int64_t received = 0;
};

// What became of an item.
struct Decision {
  int64_t item = 0;  // row
  bool dead = false;
  int outcome = 0;
  std::string reason;  // of a dead letter
  std::string result;
  int64_t measures = 0;
  int64_t indicators = 0;
  int64_t attempts = 1;
  absl::Duration duration;
};

}  // namespace gangmu::jobs
