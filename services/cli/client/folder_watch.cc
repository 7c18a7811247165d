#include "services/cli/client/folder_watch.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::cli {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kEvents =
    IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR | IN_EXCL_UNLINK;

absl::Status WatchError(const std::string& folder, int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return Error(absl::StatusCode::kNotFound, Reason::kNOT_FOUND, StrCat(folder, ": ", std::strerror(error)));
    case ENOSPC:
      return Error(absl::StatusCode::kResourceExhausted, Reason::kLIMIT_EXCEEDED,
                   StrCat(folder, ": the system allows no more watched folders (fs.inotify.max_user_watches)"));
    default:
      return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE, StrCat(folder, ": ", std::strerror(error)));
  }
}

bool IsHidden(const std::string& name) { return name.starts_with('.'); }

}  // namespace

absl::StatusOr<std::unique_ptr<FolderWatch>> FolderWatch::Open(const std::vector<std::string>& folders,
                                                               absl::Duration quiet, Clock& clock) {
  const int descriptor = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0) return WatchError("inotify", errno);
  std::unique_ptr<FolderWatch> watch(new FolderWatch(descriptor, quiet, clock));
  watch->roots_ = folders;
  for (const std::string& folder : folders) RETURN_IF_ERROR(watch->Add(folder, /*look=*/false));
  return watch;
}

FolderWatch::~FolderWatch() { close(descriptor_); }

// Watched first and looked into then, so that nothing that comes meanwhile is missed.
absl::Status FolderWatch::Add(const std::string& folder, bool look) {
  const int watch = inotify_add_watch(descriptor_, folder.c_str(), kEvents);
  if (watch < 0) return WatchError(folder, errno);
  folders_[watch] = folder;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (IsHidden(it->path().filename().string())) continue;
    std::error_code ignored;
    if (it->is_directory(ignored) && !it->is_symlink(ignored)) {
      const absl::Status added = Add(it->path().string(), look);
      if (!added.ok() && !absl::IsNotFound(added)) return added;  // it may have gone meanwhile
    } else if (look) {
      candidates_[it->path().string()] = {clock_.Monotonic(), true};
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::string>> FolderWatch::Wait(absl::Duration longest) {
  const absl::Duration wait = std::min(longest, TimeToReady());
  pollfd poller{descriptor_, POLLIN, 0};
  const int ready =
      poll(&poller, 1, static_cast<int>(absl::ToInt64Milliseconds(absl::Ceil(wait, absl::Milliseconds(1)))));
  if (ready < 0 && errno != EINTR) return WatchError("inotify", errno);
  if (ready > 0) RETURN_IF_ERROR(ReadEvents());
  return TakeReady();
}

absl::Status FolderWatch::ReadEvents() {
  alignas(inotify_event) char buffer[64 << 10];
  for (;;) {
    const ssize_t size = read(descriptor_, buffer, sizeof buffer);
    if (size <= 0)
      return size == 0 || errno == EAGAIN || errno == EINTR ? absl::OkStatus() : WatchError("inotify", errno);
    for (ssize_t at = 0; at < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      RETURN_IF_ERROR(OnEvent(event->wd, event->mask, event->len > 0 ? event->name : ""));
      at += static_cast<ssize_t>(sizeof(inotify_event)) + event->len;
    }
  }
}

absl::Status FolderWatch::OnEvent(int watch, unsigned mask, const std::string& name) {
  if ((mask & IN_Q_OVERFLOW) != 0) {  // events were lost: everything may have changed
    for (const std::string& root : roots_) RETURN_IF_ERROR(Add(root, /*look=*/true));
    return absl::OkStatus();
  }
  if ((mask & IN_IGNORED) != 0) return folders_.erase(watch), absl::OkStatus();
  const auto folder = folders_.find(watch);
  if (folder == folders_.end() || name.empty() || IsHidden(name)) return absl::OkStatus();
  const std::string path = StrCat(folder->second, "/", name);
  if ((mask & IN_ISDIR) != 0) {
    if ((mask & (IN_CREATE | IN_MOVED_TO)) == 0) return absl::OkStatus();
    const absl::Status added = Add(path, /*look=*/true);
    return absl::IsNotFound(added) ? absl::OkStatus() : added;
  }
  if ((mask & (IN_MOVED_FROM | IN_DELETE)) != 0) return candidates_.erase(path), absl::OkStatus();
  Candidate& candidate = candidates_[path];
  candidate.last_event = clock_.Monotonic();
  // A file that was only created has no content yet; a second name of an old one makes no other event.
  std::error_code ignored;
  const bool linked = (mask & IN_CREATE) != 0 && fs::hard_link_count(path, ignored) > 1;
  candidate.closed = linked || (mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0;
  return absl::OkStatus();
}

absl::Duration FolderWatch::TimeToReady() const {
  absl::Duration least = absl::InfiniteDuration();
  for (const auto& [path, candidate] : candidates_) {
    if (candidate.closed) least = std::min(least, candidate.last_event + quiet_ - clock_.Monotonic());
  }
  return std::max(least, absl::ZeroDuration());
}

std::vector<std::string> FolderWatch::TakeReady() {
  std::vector<std::string> ready;
  const absl::Duration before = clock_.Monotonic() - quiet_;
  std::erase_if(candidates_, [&](const auto& entry) {
    if (!entry.second.closed || entry.second.last_event > before) return false;
    ready.push_back(entry.first);
    return true;
  });
  return ready;
}

}  // namespace gangmu::cli
