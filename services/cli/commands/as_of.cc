#include "services/cli/commands/as_of.h"

#include "absl/time/time.h"

#include "CLI/CLI.hpp"
#include "common/position/position.h"
#include "common/time/civil.h"
#include "google/protobuf/util/time_util.h"

namespace gangmu::cli {
namespace {

std::string CheckMoment(const std::string& text) {
  if (ParseDay(text) || ParseTimestamp(text) || Position::Parse(text).ok()) return "";
  return "'" + text + "' is no moment: write YYYY-MM-DD, a time such as 2022-10-21T08:00:00+08:00, or a position";
}

}  // namespace

CLI::Option* AddMomentOption(CLI::App& app, const std::string& flag, std::string* moment, const std::string& help) {
  return app.add_option(flag, *moment, help + "; a day, a time or a position")
      ->check(CLI::Validator(CheckMoment, ""))
      ->type_name("MOMENT");
}

void AddAsOfOption(CLI::App& app, std::string* moment) {
  AddMomentOption(app, "--as-of", moment, "Read what was effective then, not now");
}

measures::v1::AsOf ParseAsOf(const std::string& moment, DayEdge edge) {
  measures::v1::AsOf as_of;
  if (moment.empty()) return as_of;
  auto time = ParseTimestamp(moment);
  if (const auto day = ParseDay(moment)) {
    time = edge == DayEdge::kBegin ? StartOfShanghaiDay(*day) : StartOfShanghaiDay(*day + 1) - absl::Microseconds(1);
  }
  if (time) {
    *as_of.mutable_time() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(*time));
  } else {
    as_of.set_position(moment);
  }
  return as_of;
}

}  // namespace gangmu::cli
