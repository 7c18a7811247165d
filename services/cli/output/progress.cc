#include "services/cli/output/progress.h"

#include <algorithm>

#include "absl/strings/str_format.h"

#include "common/text/display_width.h"
#include "common/text/strings.h"
#include "services/cli/output/number.h"

namespace gangmu::cli {
namespace {

constexpr absl::Duration kRedraw = absl::Milliseconds(100);
constexpr int kBarColumns = 24;
constexpr int kPlainLines = 10;  // over the whole run
int64_t LinesApart(int64_t total) { return std::max<int64_t>(1, (total + kPlainLines - 1) / kPlainLines); }

constexpr char kToStartAndClear[] = "\r\x1b[K";

std::string TimeLeft(absl::Duration left) {
  const int64_t seconds = absl::ToInt64Seconds(left + absl::Milliseconds(500));
  if (seconds >= 3600) return absl::StrFormat("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  return absl::StrFormat("%d:%02d", seconds / 60, seconds % 60);
}

}  // namespace

Progress::Progress(const Terminal& terminal, int64_t total, std::string_view what, Clock& clock)
    : terminal_(terminal), total_(total), what_(what), clock_(clock), started_(clock.Monotonic()) {
  next_line_ = LinesApart(total);
}

Progress::~Progress() { Finish(); }

void Progress::Add(std::string_view outcome) {
  ++done_;
  ++outcomes_[std::string(outcome)];
  if (terminal_.err_is_terminal) {
    if (clock_.Monotonic() - last_drawn_ >= kRedraw || done_ == total_) Draw();
  } else if (done_ >= next_line_ && total_ > kPlainLines) {
    terminal_.err << done_ << " of " << total_ << " " << what_ << "\n";
    next_line_ += LinesApart(total_);
  }
}

void Progress::Say(std::string_view line) {
  Clear();
  terminal_.err << line << "\n";
  if (terminal_.err_is_terminal && !finished_ && done_ > 0) Draw();
}

void Progress::Finish() {
  Clear();
  terminal_.err.flush();
  finished_ = true;
}

void Progress::Clear() {
  if (drawn_) terminal_.err << kToStartAndClear;
  drawn_ = false;
}

void Progress::Draw() {
  terminal_.err << kToStartAndClear << CutAtDisplayWidth(BarLine(), std::max(20, terminal_.width - 1)) << std::flush;
  drawn_ = true;
  last_drawn_ = clock_.Monotonic();
}

std::string Progress::BarLine() const {
  const int filled = static_cast<int>(total_ == 0 ? kBarColumns : done_ * kBarColumns / total_);
  std::string bar;
  for (int i = 0; i < kBarColumns; ++i) bar += i < filled ? "█" : "░";
  const absl::Duration elapsed = clock_.Monotonic() - started_;
  const double rate = elapsed > absl::ZeroDuration() ? static_cast<double>(done_) / absl::ToDoubleSeconds(elapsed) : 0;
  std::string line = StrCat(bar, " ", WithThousands(StrCat(done_)), "/", WithThousands(StrCat(total_)), " ", what_);
  if (rate > 0) {
    absl::StrAppendFormat(&line, "  %.1f/s", rate);
    if (done_ < total_) {
      StrAppend(&line, "  ", TimeLeft(absl::Seconds(static_cast<double>(total_ - done_) / rate)), " left");
    }
  }
  for (const auto& [outcome, count] : outcomes_) StrAppend(&line, "  ", outcome, " ", count);
  return line;
}

}  // namespace gangmu::cli
