// How far a measure has got, and since when: what its own text says, of the day of its document, and what people
// entered beside it. Pure.
#pragma once

#include <string>
#include <vector>

#include "common/status/error.h"
#include "gangmu/policy/v1/correction.pb.h"
#include "gangmu/policy/v1/policy.pb.h"

namespace gangmu::measures {

// Ends the last status of a measure: later than every day.
inline constexpr char kNoEnd[] = "9999-12-31";

// What the text of the measure says, whatever was entered since.
policy::v1::MeasureStatus StatedStatus(const policy::v1::Measure& measure);

// A transition as a correction enters it.
policy::v1::StatusTransition EnteredTransition(const policy::v1::Correction& correction);

// Sets transitions and status of a measure to which `entered` belong, in the order in which they were made. By day; of
// one day the text comes first and what was entered last decides.
void SettleStatus(const policy::v1::Document& document, const std::vector<policy::v1::StatusTransition>& entered,
                  policy::v1::Measure& measure);

// The whole history of a measure, also where nobody entered anything; empty where nothing says how far it has got.
std::vector<policy::v1::StatusTransition> HistoryOf(const policy::v1::Document& document,
                                                    const policy::v1::Measure& measure);

// A status with the days on which it held: since <= day < until.
struct StatusPeriod {
  policy::v1::MeasureStatus status;
  std::string since;  // empty where not known
  std::string until;  // kNoEnd for the present one
};
// Those that held for a day at least.
std::vector<StatusPeriod> PeriodsOf(const std::vector<policy::v1::StatusTransition>& history);

// Status and day of a transition that is to be entered. Days to come are for the caller to refuse.
void CheckTransition(const policy::v1::StatusTransition& transition, Violations& violations);

}  // namespace gangmu::measures
