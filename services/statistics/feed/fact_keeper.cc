#include "services/statistics/feed/fact_keeper.h"

#include <algorithm>
#include <utility>

#include "common/logging/logging.h"
#include "common/time/clock.h"
#include "services/statistics/feed/fact_image.h"

namespace gangmu::statistics {
namespace {

// Between two savings lies at least this many times what one takes: with many facts the disk is left to others.
constexpr int kRest = 20;

}  // namespace

FactKeeper::FactKeeper(const FactSink* facts, std::string path, absl::Duration interval)
    : facts_(*facts), path_(std::move(path)), interval_(interval) {}

FactKeeper::~FactKeeper() { Stop(); }

void FactKeeper::Start() {
  thread_ = std::thread([this] { Run(); });
}

void FactKeeper::Stop() {
  {
    MutexLock lock(&mutex_);
    stopping_ = true;
  }
  stop_.NotifyAll();
  if (!thread_.joinable()) return;
  thread_.join();
  Save();
}

void FactKeeper::Run() {
  absl::Duration pause = interval_;
  while (true) {
    const SteadyTime due = SteadyDeadline(pause);
    {
      MutexLock lock(&mutex_);
      while (!stopping_ && stop_.WaitUntil(&mutex_, due)) {
      }
      if (stopping_) return;
    }
    pause = std::max(interval_, Save() * kRest);
  }
}

absl::Duration FactKeeper::Save() {
  const absl::StatusOr<FactView> view = facts_.View();
  if (!view.ok()) return absl::ZeroDuration();
  const Position position = view->PositionOf(PlaceOf(*view->snapshot));
  if (position == saved_) return absl::ZeroDuration();
  const absl::Duration begin = SystemClock().Monotonic();
  const absl::StatusOr<uint64_t> bytes = SaveFacts(*view, path_);
  const absl::Duration took = SystemClock().Monotonic() - begin;
  if (bytes.ok()) {
    saved_ = position;
    LogInfo("facts saved", {{"position", position.ToString()}, {"bytes", *bytes}, {"took", took}});
  } else {
    LogWarning("facts cannot be saved; the next start will read all documents", {{"status", bytes.status()}});
  }
  return took;
}

}  // namespace gangmu::statistics
