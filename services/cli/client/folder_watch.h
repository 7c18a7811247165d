// New and changed files below folders, as the kernel tells of them (inotify).
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/time/clock.h"

namespace gangmu::cli {

// A file counts as ready when its writer has closed it, or it was moved to its name, and nothing happened to it for the
// time of `quiet`: a file that is still being written is not read. A file that vanished or was moved away meanwhile is
// forgotten. Folders that come later are watched too; names that begin with a dot are not. Not thread safe.
class FolderWatch {
 public:
  // Errors: NOT_FOUND; LIMIT_EXCEEDED where the system allows no more watches (it says which setting); UNAVAILABLE.
  static absl::StatusOr<std::unique_ptr<FolderWatch>> Open(const std::vector<std::string>& folders,
                                                           absl::Duration quiet, Clock& clock = SystemClock());
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  // Waits for events for at most `longest`; the files that became ready, by path.
  absl::StatusOr<std::vector<std::string>> Wait(absl::Duration longest);

 private:
  struct Candidate {
    absl::Duration last_event;
    bool closed = false;
  };

  FolderWatch(int descriptor, absl::Duration quiet, Clock& clock)
      : descriptor_(descriptor), quiet_(quiet), clock_(clock) {}

  // Watches a folder and all below it. `look` also takes the files that are there already as candidates.
  absl::Status Add(const std::string& folder, bool look);
  absl::Status ReadEvents();
  absl::Status OnEvent(int watch, unsigned mask, const std::string& name);
  absl::Duration TimeToReady() const;
  std::vector<std::string> TakeReady();

  const int descriptor_;
  const absl::Duration quiet_;
  Clock& clock_;
  std::vector<std::string> roots_;
  std::map<int, std::string> folders_;  // by watch
  std::map<std::string, Candidate> candidates_;
};

}  // namespace gangmu::cli
