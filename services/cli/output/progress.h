// How far a long run has got: a bar that redraws itself on a terminal, plain lines elsewhere.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "absl/time/time.h"

#include "common/time/clock.h"
#include "services/cli/terminal.h"

namespace gangmu::cli {

// Writes to Terminal::err. Not thread safe.
class Progress {
 public:
  // `what` in the plural: "documents".
  Progress(const Terminal& terminal, int64_t total, std::string_view what, Clock& clock = SystemClock());
  ~Progress();

  // One more item with its outcome, for example "created".
  void Add(std::string_view outcome);
  // A line above the bar.
  void Say(std::string_view line);
  // Takes the bar away; nothing is drawn afterwards.
  void Finish();

 private:
  void Draw();
  void Clear();
  std::string BarLine() const;

  const Terminal& terminal_;
  const int64_t total_;
  const std::string what_;
  Clock& clock_;
  const absl::Duration started_;
  absl::Duration last_drawn_ = -absl::InfiniteDuration();
  int64_t done_ = 0;
  int64_t next_line_ = 0;
  std::map<std::string, int64_t, std::less<>> outcomes_;
  bool drawn_ = false;
  bool finished_ = false;
};

}  // namespace gangmu::cli
