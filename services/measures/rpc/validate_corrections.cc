#include "services/measures/rpc/validate_corrections.h"

#include <algorithm>
#include <string>

#include "common/text/strings.h"
#include "services/measures/rpc/field_checks.h"
#include "services/measures/store/corrections.h"

namespace gangmu::measures {
namespace {

// Every path of the mask must be a field that people may correct; an empty mask needs such a field to be set.
template <typename Resource>
void CheckMask(const google::protobuf::FieldMask& mask, const Resource& resource, Violations* violations) {
  const auto& allowed = CorrectableFields(Resource::descriptor());
  const auto is_allowed = [&](std::string_view field) {
    return std::find(allowed.begin(), allowed.end(), field) != allowed.end();
  };
  for (const std::string& path : mask.paths()) {
    if (is_allowed(path)) continue;
    std::string names;
    for (const std::string_view name : allowed) StrAppend(&names, names.empty() ? "" : ", ", name);
    violations->Add("update_mask", StrCat("got ", CutAtCodePoint(path, 60), ", want some of ", names));
  }
  if (mask.paths_size() > 0) return;
  std::vector<const google::protobuf::FieldDescriptor*> set;
  resource.GetReflection()->ListFields(resource, &set);
  if (std::none_of(set.begin(), set.end(), [&](const auto* field) { return is_allowed(field->name()); })) {
    violations->Add("update_mask", "no field to correct: name it here, or set it");
  }
}

template <typename Request, typename Resource>
absl::Status CheckUpdate(const Request& request, const Resource& resource, const char* collection, const char* field) {
  Violations violations;
  CheckChildName(resource.name(), collection, absl::StrCat(field, ".name"), &violations);
  CheckMask(request.update_mask(), resource, &violations);
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

}  // namespace

absl::Status Validate(const v1::UpdateDocumentRequest& request) {
  Violations violations;
  CheckDocumentName(request.document().name(), "document.name", &violations);
  CheckMask(request.update_mask(), request.document(), &violations);
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::UpdateMeasureRequest& request) {
  return CheckUpdate(request, request.measure(), "measures", "measure");
}

absl::Status Validate(const v1::UpdateIndicatorRequest& request) {
  return CheckUpdate(request, request.indicator(), "indicators", "indicator");
}

absl::Status Validate(const v1::CreateIndicatorRequest& request) {
  Violations violations;
  CheckDocumentName(request.parent(), "parent", &violations);
  if (!request.indicator().has_span()) violations.Add("indicator.span", "must be set");
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::RejectIndicatorRequest& request) {
  Violations violations;
  CheckChildName(request.name(), "indicators", "name", &violations);
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ReviewPartsRequest& request) {
  Violations violations;
  CheckDocumentName(request.parent(), "parent", &violations);
  CheckNames(request.names(), kMaxReviewed, &violations,
             [&](const std::string& name, const std::string& field, Violations* out) {
               const bool of_parent = name.starts_with(request.parent() + "/");
               if (!of_parent || !(IsChildName(name, "measures") || IsChildName(name, "indicators"))) {
                 out->Add(field, "want a measure or an indicator of the parent");
               }
             });
  const auto state = request.state();
  if (state != policy::v1::REVIEW_STATE_UNREVIEWED && state != policy::v1::REVIEW_STATE_CONFIRMED &&
      state != policy::v1::REVIEW_STATE_DISPUTED) {
    violations.Add("state", "want CONFIRMED, DISPUTED or UNREVIEWED; corrections are made by Update and Create");
  }
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::ListCorrectionsRequest& request) {
  Violations violations;
  CheckParent(request.parent(), &violations);
  CheckPage(request, &violations);
  if (!policy::v1::CorrectionState_IsValid(request.state())) violations.Add("state", "no such state");
  return violations.ToStatus();
}

absl::Status Validate(const v1::RevertCorrectionRequest& request) {
  Violations violations;
  CheckChildName(request.name(), "corrections", "name", &violations);
  CheckAuthorship(request.author(), request.reason(), &violations);
  return violations.ToStatus();
}

absl::Status Validate(const v1::CountReviewsRequest& request) {
  Violations violations;
  if (!v1::ReviewedParts_IsValid(request.parts())) violations.Add("parts", "want INDICATORS or MEASURES");
  return violations.ToStatus();
}

absl::Status Validate(const v1::SampleForReviewRequest& request) {
  Violations violations;
  if (request.size() < 1 || request.size() > kMaxReviewed) {
    violations.Add("size", absl::StrCat("got ", request.size(), ", want 1 to ", kMaxReviewed));
  }
  return violations.ToStatus();
}

absl::Status Validate(const v1::EstimatePrecisionRequest& request) {
  Violations violations;
  int names = 0;
  for (int h = 0; h < request.strata_size(); ++h) {
    const v1::ReviewStratum& stratum = request.strata(h);
    const std::string field = absl::StrCat("strata[", h, "]");
    if (stratum.population() < stratum.names_size() || stratum.names().empty()) {
      violations.Add(field + ".population", "want names, and at least as many members as names");
    }
    for (int i = 0; i < stratum.names_size(); ++i) {
      CheckChildName(stratum.names(i), "indicators", absl::StrCat(field, ".names[", i, "]"), &violations);
    }
    names += stratum.names_size();
  }
  // Every stratum that has any gives one, so that a sample may be a little larger than asked for.
  if (names == 0 || names > 2 * kMaxReviewed) {
    violations.Add("strata", absl::StrCat("got ", names, " names together, want 1 to ", 2 * kMaxReviewed));
  }
  return violations.ToStatus();
}

}  // namespace gangmu::measures
