#include "services/measures/store/status_history.h"

#include <algorithm>

#include "common/text/strings.h"
#include "common/time/civil.h"

namespace gangmu::measures {
namespace {

using policy::v1::Measure;
using policy::v1::MeasureStatus;
using policy::v1::StatusTransition;

StatusTransition Stated(const policy::v1::Document& document, MeasureStatus status) {
  StatusTransition stated;
  stated.set_status(status);
  stated.set_date(document.publish_date());
  stated.set_evidence(document.name());
  return stated;
}

}  // namespace

MeasureStatus StatedStatus(const Measure& measure) {
  if (measure.transitions().empty()) return measure.status();
  for (const StatusTransition& transition : measure.transitions()) {
    if (!transition.by_hand()) return transition.status();
  }
  return policy::v1::MEASURE_STATUS_UNSPECIFIED;
}

StatusTransition EnteredTransition(const policy::v1::Correction& correction) {
  StatusTransition entered = correction.transition();
  entered.set_by_hand(true);
  entered.set_author(correction.author());
  entered.set_note(correction.reason());
  entered.set_correction(correction.name());
  return entered;
}

void SettleStatus(const policy::v1::Document& document, const std::vector<StatusTransition>& entered,
                  Measure& measure) {
  std::vector<StatusTransition> history;
  if (const MeasureStatus stated = StatedStatus(measure); stated != policy::v1::MEASURE_STATUS_UNSPECIFIED) {
    history.push_back(Stated(document, stated));
  }
  history.insert(history.end(), entered.begin(), entered.end());
  std::stable_sort(history.begin(), history.end(),
                   [](const StatusTransition& a, const StatusTransition& b) { return a.date() < b.date(); });
  measure.set_status(history.back().status());
  *measure.mutable_transitions() = {history.begin(), history.end()};
}

std::vector<StatusTransition> HistoryOf(const policy::v1::Document& document, const Measure& measure) {
  if (!measure.transitions().empty()) return {measure.transitions().begin(), measure.transitions().end()};
  if (measure.status() == policy::v1::MEASURE_STATUS_UNSPECIFIED) return {};
  return {Stated(document, measure.status())};
}

std::vector<StatusPeriod> PeriodsOf(const std::vector<StatusTransition>& history) {
  std::vector<StatusPeriod> periods;
  for (size_t i = 0; i < history.size(); ++i) {
    const std::string until = i + 1 < history.size() ? history[i + 1].date() : kNoEnd;
    if (history[i].date() != until) periods.push_back({history[i].status(), history[i].date(), until});
  }
  return periods;
}

void CheckTransition(const StatusTransition& transition, Violations& violations) {
  if (!policy::v1::MeasureStatus_IsValid(transition.status()) ||
      transition.status() == policy::v1::MEASURE_STATUS_UNSPECIFIED) {
    violations.Add("status", "want PLANNED, UNDER_WAY, DONE or WITHDRAWN");
  }
  if (!ParseDay(transition.date())) {
    violations.Add("date", StrCat("got ", CutAtCodePoint(transition.date(), 60), ", want a day, YYYY-MM-DD"));
  }
}

}  // namespace gangmu::measures
