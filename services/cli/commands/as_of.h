// Moments on the command line: a day, a time or a position of the change feed.
#pragma once

#include <string>

#include "CLI/App.hpp"
#include "gangmu/measures/v1/measure_service.pb.h"

namespace gangmu::cli {

// An option for a moment: YYYY-MM-DD (a day in Shanghai), an RFC 3339 time, or a position.
CLI::Option* AddMomentOption(CLI::App& app, const std::string& flag, std::string* moment, const std::string& help);

// --as-of for commands that read.
void AddAsOfOption(CLI::App& app, std::string* moment);

// Which end of a day is meant.
enum class DayEdge { kBegin, kEnd };

// Of a text that AddMomentOption let pass; empty is the present.
measures::v1::AsOf ParseAsOf(const std::string& moment, DayEdge edge);

// Sets as_of of a request where a moment was given: of a day what was effective at its end.
template <typename Request>
void SetAsOf(const std::string& moment, Request* request) {
  if (!moment.empty()) *request->mutable_as_of() = ParseAsOf(moment, DayEdge::kEnd);
}

}  // namespace gangmu::cli
