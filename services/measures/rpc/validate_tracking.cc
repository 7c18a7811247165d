#include "services/measures/rpc/validate_tracking.h"

#include <string>

#include "services/measures/rpc/field_checks.h"
#include "services/measures/store/status_history.h"

namespace gangmu::measures {
namespace {

void CheckEvidenceName(const std::string& name, const std::string& field, Violations* violations) {
  if (name.empty() || IsDocumentName(name) || IsChildName(name, "measures")) return;
  violations->Add(field, "want documents/{document} or documents/{document}/measures/{measure}");
}

}  // namespace

absl::Status Validate(const v1::SetMeasureStatusRequest& request) {
  Violations violations;
  CheckChildName(request.name(), "measures", "name", &violations);
  policy::v1::StatusTransition transition;
  transition.set_status(request.status());
  transition.set_date(request.date());
  CheckTransition(transition, violations);
  CheckEvidenceName(request.evidence(), "evidence", &violations);
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::LinkMeasuresRequest& request) {
  Violations violations;
  const policy::v1::MeasureLink& link = request.link();
  if (!policy::v1::LinkKind_IsValid(link.kind()) || link.kind() == policy::v1::LINK_KIND_UNSPECIFIED) {
    violations.Add("link.kind", "want CONTINUES, IMPLEMENTS, REPLACES or SAME_AS");
  }
  CheckChildName(link.from(), "measures", "link.from", &violations);
  CheckChildName(link.to(), "measures", "link.to", &violations);
  CheckEvidenceName(link.evidence(), "link.evidence", &violations);
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::UnlinkMeasuresRequest& request) {
  Violations violations;
  CheckChildName(request.name(), "links", "name", &violations);
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListMeasureLinksRequest& request) {
  Violations violations;
  CheckParent(request.parent(), &violations);
  CheckPage(request, &violations);
  if (!policy::v1::LinkState_IsValid(request.state())) violations.Add("state", "no such state");
  return violations.ToStatus();
}

absl::Status Validate(const v1::GetMeasureLineRequest& request) {
  Violations violations;
  CheckChildName(request.name(), "measures", "name", &violations);
  return violations.ToStatus();
}

}  // namespace gangmu::measures
