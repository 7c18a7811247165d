#include "services/ingestion/jobs/job_runner.h"

#include <algorithm>
#include <utility>

#include "common/logging/logging.h"
#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu::jobs {
namespace {

constexpr size_t kTurn = 64;                             // items of one job before the next one has its turn
constexpr absl::Duration kLookAgain = absl::Seconds(1);  // for what no wake-up tells, such as a passed delay
constexpr int kCleanUpsAtOnce = 50;
constexpr size_t kSuspectsTogether = 16;  // items that died with the process once
constexpr int64_t kMostStarts = 4;        // one that died so often is given up

absl::Status DiesEachTime(int64_t starts) {
  return Error(absl::StatusCode::kFailedPrecondition, Reason::kITEM_CRASHES,
               StrCat("the service ended ", starts, " times while it worked on this document"));
}

}  // namespace

JobRunner::JobRunner(const RunnerOptions& options, JobStore* store, Processor* processor)
    : options_(options), store_(store), processor_(processor) {
  store_->SetListener([this] { Wake(); });
  hand_out_ = std::thread([this] { HandOutLoop(); });
  record_ = std::thread([this] { RecordLoop(); });
}

JobRunner::~JobRunner() { Stop(); }

void JobRunner::Wake() {
  MutexLock lock(&mutex_);
  woken_ = true;
  changed_.NotifyAll();
}

int64_t JobRunner::InFlight(int64_t job) const {
  MutexLock lock(&mutex_);
  const auto found = in_flight_.find(job);
  return found == in_flight_.end() ? 0 : found->second;
}

double JobRunner::Rate(int64_t job) const {
  MutexLock lock(&mutex_);
  const auto found = rates_.find(job);
  return found == rates_.end() ? 0 : found->second.PerSecond(options_.clock->Monotonic());
}

absl::Status JobRunner::Trouble() const {
  {
    MutexLock lock(&mutex_);
    if (!write_trouble_.ok()) return write_trouble_;
    if (!read_trouble_.ok()) return read_trouble_;
    if (!item_trouble_.ok()) return item_trouble_;
  }
  return processor_->Trouble();
}

void JobRunner::StopHandingOut() {
  MutexLock stop(&stop_mutex_);
  {
    MutexLock lock(&mutex_);
    no_more_ = true;
    changed_.NotifyAll();
  }
  if (hand_out_.joinable()) hand_out_.join();
}

void JobRunner::Stop() {
  StopHandingOut();
  MutexLock stop(&stop_mutex_);
  {
    MutexLock lock(&mutex_);
    while (under_way_.size() > decided_.size() && !ended_) {
      changed_.WaitUntil(&mutex_, SteadyDeadline(absl::Milliseconds(20)));
    }
    ended_ = true;
    changed_.NotifyAll();
  }
  if (!record_.joinable()) return;
  record_.join();
  store_->SetListener([] {});
}

void JobRunner::SetWriteTrouble(const absl::Status& status) {
  MutexLock lock(&mutex_);
  if (!status.ok() && write_trouble_.ok()) LogWarning("decisions about jobs cannot be written", {{"error", status}});
  write_trouble_ = status;
}

void JobRunner::SetReadTrouble(const absl::Status& status) {
  MutexLock lock(&mutex_);
  if (!status.ok() && read_trouble_.ok()) LogWarning("jobs cannot be read", {{"error", status}});
  read_trouble_ = status;
}

void JobRunner::HandOutLoop() {
  for (;;) {
    {
      MutexLock lock(&mutex_);
      if (no_more_) return;
      woken_ = false;
    }
    CleanUp();
    const auto jobs = store_->RunningJobs();
    SetReadTrouble(jobs.status());
    bool some = false;
    if (jobs.ok()) {
      Forget(*jobs);
      for (const Job& job : *jobs) some = HandOutSome(job) || some;
    }
    if (some) continue;
    MutexLock lock(&mutex_);
    const absl::Duration delay = not_before_ - options_.clock->Monotonic();
    const absl::Duration wait = delay > absl::ZeroDuration() ? std::min(delay, kLookAgain) : kLookAgain;
    if (!woken_ && !no_more_) changed_.WaitUntil(&mutex_, SteadyDeadline(wait));
  }
}

void JobRunner::CleanUp() {
  const absl::Duration now = options_.clock->Monotonic();
  if (now < next_cleanup_) return;
  bool more = true;
  for (int i = 0; i < kCleanUpsAtOnce && more; ++i) {
    const auto done = store_->CleanUpSome();
    if (!done.ok()) LogWarning("cleaning up jobs failed", {{"error", done.status()}});
    more = done.ok() && *done;
  }
  // More is due: after the next round of items.
  next_cleanup_ = more ? now : now + options_.cleanup_every;
}

// What is kept for jobs that no longer run, so that memory does not grow with their number.
void JobRunner::Forget(const std::vector<Job>& running) {
  const auto runs = [&](int64_t row) {
    return std::any_of(running.begin(), running.end(), [row](const Job& job) { return job.job == row; });
  };
  MutexLock lock(&mutex_);
  std::erase_if(cursors_, [&](const auto& entry) { return !runs(entry.first); });
  std::erase_if(rates_, [&](const auto& entry) { return !runs(entry.first) && !in_flight_.contains(entry.first); });
  if (running.empty() && under_way_.empty()) failed_tries_.clear();
}

bool JobRunner::HandOutSome(const Job& job) {
  const std::vector<Item> items = Choose(job);
  if (items.empty() || !NoteStarts(items)) return false;
  for (const Item& item : items) HandOut(job, item);
  return true;
}

bool JobRunner::NoteStarts(const std::vector<Item>& items) {
  std::vector<int64_t> rows;
  for (const Item& item : items) rows.push_back(item.item);
  const absl::Status noted = store_->NoteStarts(rows);
  SetWriteTrouble(noted);
  if (noted.ok()) return true;
  MutexLock lock(&mutex_);
  for (const int64_t row : rows) GiveBack(row);
  return false;
}

// Many items wait for one identity: then a longer look ahead finds the others.
std::vector<Item> JobRunner::Choose(const Job& job) {
  for (const size_t window : {kTurn, options_.max_in_flight + kTurn}) {
    int64_t cursor = 0;
    {
      MutexLock lock(&mutex_);
      if (no_more_ || options_.clock->Monotonic() < not_before_) return {};
      // Some at once, since each hand-out is noted on disk.
      const size_t least = std::max<size_t>(1, options_.max_in_flight / 8);
      if (!under_way_.empty() && under_way_.size() + least > options_.max_in_flight) return {};
      cursor = cursors_[job.job];
      settled_.clear();
    }
    const auto items = store_->ListItems(job.job, ItemPhase::kPending, cursor, static_cast<int>(window));
    if (!items.ok()) return SetReadTrouble(items.status()), std::vector<Item>();
    const bool are_last = window > kTurn || items->size() < window;
    std::vector<Item> chosen = ChooseFrom(job, cursor, *items, are_last);
    if (!chosen.empty() || are_last) return chosen;
  }
  return {};
}

// Suspects have their turn where nothing else is left to hand out or under way.
std::vector<Item> JobRunner::ChooseFrom(const Job& job, int64_t read_after, const std::vector<Item>& items,
                                        bool are_last) {
  MutexLock lock(&mutex_);
  int64_t& cursor = cursors_[job.job];
  // An earlier item was given back while these were read: it comes first.
  if (cursor < read_after) return {};
  // A redriven item, or one whose bytes came late, may lie before the cursor.
  if (items.empty() && !in_flight_.contains(job.job)) cursor = 0;
  std::vector<Item> chosen = Pick(job, items, /*suspects=*/false);
  if (chosen.empty() && are_last) chosen = Pick(job, items, /*suspects=*/true);
  return chosen;
}

bool JobRunner::HasRoomFor(const Job& job, const Item& item) const {
  if (under_way_.size() >= options_.max_in_flight) return false;
  const auto own = in_flight_.find(job.job);
  if (job.max_in_flight > 0 && own != in_flight_.end() && own->second >= job.max_in_flight) return false;
  if (item.starts == 0) {
    return std::none_of(under_way_.begin(), under_way_.end(),
                        [](const auto& entry) { return entry.second.starts > 0; });
  }
  if (item.starts > 1) return under_way_.empty();
  return under_way_.size() < kSuspectsTogether &&
         std::all_of(under_way_.begin(), under_way_.end(), [](const auto& entry) { return entry.second.starts == 1; });
}

// Enters items as under way. The cursor stays before the first one that must wait, for another of its identity or as a
// suspect, so that its turn comes and the order of an identity holds.
std::vector<Item> JobRunner::Pick(const Job& job, const std::vector<Item>& items, bool suspects) {
  int64_t& cursor = cursors_[job.job];
  std::vector<Item> chosen;
  std::set<std::string> blocked;
  bool cursor_moves = true;
  for (const Item& item : items) {
    const bool taken = under_way_.contains(item.item) || settled_.contains(item.item);
    const bool other_kind = (item.starts > 0) != suspects;
    if (!taken && !other_kind && (chosen.size() >= kTurn || !HasRoomFor(job, item))) break;
    const bool busy =
        !item.identity.empty() && (identities_.contains(item.identity) || blocked.contains(item.identity));
    const bool waits = !taken && (other_kind || busy);
    if (waits && !item.identity.empty()) blocked.insert(item.identity);
    cursor_moves = cursor_moves && !waits;
    if (cursor_moves) cursor = item.number;
    if (taken || waits) continue;
    under_way_[item.item] = {job.job, item.number, item.identity, options_.clock->Monotonic(), item.starts};
    ++in_flight_[job.job];
    if (!item.identity.empty()) identities_.insert(item.identity);
    chosen.push_back(item);
  }
  return chosen;
}

void JobRunner::HandOut(const Job& job, Item item) {
  const int64_t row = item.item;
  if (item.starts >= kMostStarts) return OnVerdict(row, {.decision = processor_->Rejection(DiesEachTime(item.starts))});
  absl::StatusOr<std::string> content = store_->Content(item);
  if (!content.ok()) {
    const bool gone = absl::IsNotFound(content.status()) || absl::IsDataLoss(content.status());
    if (gone) return OnVerdict(row, {.decision = processor_->Rejection(content.status())});
    return OnVerdict(row, {.again = content.status()});
  }
  const bool taken = processor_->Process(job, item, *std::move(content),
                                         [this, row](Verdict verdict) { OnVerdict(row, std::move(verdict)); });
  if (!taken) OnVerdict(row, {.again = absl::CancelledError("the service is stopping")});
}

// The item is not under way any more. Not for items that are decided and not yet recorded.
void JobRunner::TakeBack(int64_t item) {
  const auto found = under_way_.find(item);
  if (found == under_way_.end()) return;
  identities_.erase(found->second.identity);
  if (--in_flight_[found->second.job] == 0) in_flight_.erase(found->second.job);
  under_way_.erase(found);
  woken_ = true;
  changed_.NotifyAll();
}

// The item waits for another turn, which does not come at once.
void JobRunner::GiveBack(int64_t item) {
  const auto found = under_way_.find(item);
  if (found == under_way_.end()) return;
  not_before_ = options_.clock->Monotonic() + options_.retry_delay;
  int64_t& cursor = cursors_[found->second.job];
  cursor = std::min(cursor, found->second.number - 1);
  TakeBack(item);
}

void JobRunner::OnVerdict(int64_t item, Verdict verdict) {
  MutexLock lock(&mutex_);
  const auto found = under_way_.find(item);
  if (found == under_way_.end()) return;
  item_trouble_ = verdict.again;
  if (!verdict.again.ok()) {
    ++failed_tries_[item];
    returned_.push_back(item);
    return GiveBack(item);
  }
  verdict.decision.item = item;
  // Also those that ended with the process; an item that is given up is not tried once more.
  const int64_t died = found->second.starts;
  verdict.decision.attempts = failed_tries_[item] + died + (died < kMostStarts ? 1 : 0);
  verdict.decision.duration = options_.clock->Monotonic() - found->second.began;
  failed_tries_.erase(item);
  decided_.push_back(std::move(verdict.decision));
  changed_.NotifyAll();
}

// One transaction for all that was decided, and one for all that came back, while the ones before were written.
void JobRunner::RecordLoop() {
  for (;;) {
    std::vector<Decision> batch;
    std::vector<int64_t> returned;
    {
      MutexLock lock(&mutex_);
      while (decided_.empty() && returned_.empty() && !ended_) changed_.Wait(&mutex_);
      if (decided_.empty() && returned_.empty()) return;
      batch = decided_;
      returned = returned_;
    }
    absl::Status recorded = batch.empty() ? absl::OkStatus() : store_->Record(batch);
    if (recorded.ok() && !returned.empty()) recorded = store_->NoteReturns(returned);
    SetWriteTrouble(recorded);
    MutexLock lock(&mutex_);
    if (!recorded.ok()) {
      // The items stay where they are on disk; they are done again after the next start.
      if (ended_) return;
      changed_.WaitUntil(&mutex_, SteadyDeadline(options_.retry_delay));
      continue;
    }
    returned_.erase(returned_.begin(), returned_.begin() + static_cast<int64_t>(returned.size()));
    Settle(batch);
  }
}

// These are on disk: they are under way no more.
void JobRunner::Settle(const std::vector<Decision>& batch) {
  decided_.erase(decided_.begin(), decided_.begin() + static_cast<int64_t>(batch.size()));
  for (const Decision& decision : batch) {
    const auto found = under_way_.find(decision.item);
    if (found == under_way_.end()) continue;
    rates_[found->second.job].Add(options_.clock->Monotonic(), 1);
    settled_.insert(decision.item);
    TakeBack(decision.item);
  }
}

}  // namespace gangmu::jobs
