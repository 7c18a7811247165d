#include "services/measures/rpc/correction_service.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "services/measures/rpc/convert.h"
#include "services/measures/rpc/paging.h"
#include "services/measures/rpc/precision.h"
#include "services/measures/rpc/validate_corrections.h"
#include "services/measures/store/corrections.h"

namespace gangmu::measures {
namespace {

using policy::v1::Correction;

constexpr char kService[] = "gangmu.measures.v1.CorrectionService";
constexpr Method kUpdateDocument{kService, "UpdateDocument", Access::kWrite};
constexpr Method kUpdateMeasure{kService, "UpdateMeasure", Access::kWrite};
constexpr Method kUpdateIndicator{kService, "UpdateIndicator", Access::kWrite};
constexpr Method kCreateIndicator{kService, "CreateIndicator", Access::kWrite};
constexpr Method kRejectIndicator{kService, "RejectIndicator", Access::kWrite};
constexpr Method kReviewParts{kService, "ReviewParts", Access::kWrite};
constexpr Method kListCorrections{kService, "ListCorrections", Access::kRead};
constexpr Method kRevertCorrection{kService, "RevertCorrection", Access::kWrite};
constexpr Method kCountReviews{kService, "CountReviews", Access::kRead};
constexpr Method kSampleForReview{kService, "SampleForReview", Access::kRead};
constexpr Method kEstimatePrecision{kService, "EstimatePrecision", Access::kRead};

constexpr auto kValidate = [](const auto& request) { return Validate(request); };

// documents/x of documents/x/measures/y.
std::string DocumentOf(const std::string& child) { return child.substr(0, child.find('/', child.find('/') + 1)); }

// The fields of the mask, or without one those of `resource` that are set and may be corrected.
template <typename Resource>
void SetFields(const google::protobuf::FieldMask& mask, const Resource& resource, Correction& correction) {
  *correction.mutable_fields() = mask.paths();
  if (mask.paths_size() > 0) return;
  const auto& allowed = CorrectableFields(Resource::descriptor());
  std::vector<const google::protobuf::FieldDescriptor*> set;
  resource.GetReflection()->ListFields(resource, &set);
  for (const auto* field : set) {
    if (std::find(allowed.begin(), allowed.end(), field->name()) != allowed.end()) correction.add_fields(field->name());
  }
}

template <typename Request>
CorrectionRequest ToCorrection(const Request& request, std::string document, std::string etag, Correction correction) {
  CorrectionRequest out;
  out.document = std::move(document);
  out.etag = std::move(etag);
  out.corrections.push_back(std::move(correction));
  out.validate_only = request.validate_only();
  out.authorship = {request.author(), request.reason()};
  return out;
}

// The corrected part as it reads now.
template <typename Parts>
absl::StatusOr<typename Parts::value_type> PartOf(const Parts& parts, const std::string& name) {
  for (const auto& part : parts) {
    if (part.name() == name) return part;
  }
  return Internal("a corrected part is gone");
}

}  // namespace

grpc::Status CorrectionServiceImpl::UpdateDocument(grpc::ServerContext* context,
                                                   const v1::UpdateDocumentRequest* request,
                                                   policy::v1::Document* response) {
  return runner_.Unary(
      *context, kUpdateDocument, *request, *response, kValidate,
      [&](CallContext& call, const v1::UpdateDocumentRequest& r) -> absl::StatusOr<policy::v1::Document> {
        Correction c;
        c.set_kind(policy::v1::CORRECTION_KIND_UPDATE);
        *c.mutable_document() = r.document();
        SetFields(r.update_mask(), r.document(), c);
        ASSIGN_OR_RETURN(
            CorrectionReceipt receipt,
            store_.Correct(ToCorrection(r, r.document().name(), r.document().etag(), std::move(c)), OptionsOf(call)));
        return std::move(*receipt.record.mutable_document());
      });
}

grpc::Status CorrectionServiceImpl::UpdateMeasure(grpc::ServerContext* context, const v1::UpdateMeasureRequest* request,
                                                  policy::v1::Measure* response) {
  return runner_.Unary(
      *context, kUpdateMeasure, *request, *response, kValidate,
      [&](CallContext& call, const v1::UpdateMeasureRequest& r) -> absl::StatusOr<policy::v1::Measure> {
        Correction c;
        c.set_kind(policy::v1::CORRECTION_KIND_UPDATE);
        c.set_target(r.measure().name());
        *c.mutable_measure() = r.measure();
        SetFields(r.update_mask(), r.measure(), c);
        ASSIGN_OR_RETURN(
            const CorrectionReceipt receipt,
            store_.Correct(ToCorrection(r, DocumentOf(r.measure().name()), r.etag(), std::move(c)), OptionsOf(call)));
        return PartOf(receipt.record.measures(), r.measure().name());
      });
}

grpc::Status CorrectionServiceImpl::UpdateIndicator(grpc::ServerContext* context,
                                                    const v1::UpdateIndicatorRequest* request,
                                                    policy::v1::Indicator* response) {
  return runner_.Unary(
      *context, kUpdateIndicator, *request, *response, kValidate,
      [&](CallContext& call, const v1::UpdateIndicatorRequest& r) -> absl::StatusOr<policy::v1::Indicator> {
        Correction c;
        c.set_kind(policy::v1::CORRECTION_KIND_UPDATE);
        c.set_target(r.indicator().name());
        *c.mutable_indicator() = r.indicator();
        SetFields(r.update_mask(), r.indicator(), c);
        ASSIGN_OR_RETURN(
            const CorrectionReceipt receipt,
            store_.Correct(ToCorrection(r, DocumentOf(r.indicator().name()), r.etag(), std::move(c)), OptionsOf(call)));
        return PartOf(receipt.record.indicators(), r.indicator().name());
      });
}

grpc::Status CorrectionServiceImpl::CreateIndicator(grpc::ServerContext* context,
                                                    const v1::CreateIndicatorRequest* request,
                                                    policy::v1::Indicator* response) {
  return runner_.Unary(
      *context, kCreateIndicator, *request, *response, kValidate,
      [&](CallContext& call, const v1::CreateIndicatorRequest& r) -> absl::StatusOr<policy::v1::Indicator> {
        Correction c;
        c.set_kind(policy::v1::CORRECTION_KIND_ADD);
        *c.mutable_indicator() = r.indicator();
        for (const std::string_view field : CorrectableFields(policy::v1::Indicator::descriptor())) {
          c.add_fields(std::string(field));
        }
        ASSIGN_OR_RETURN(const CorrectionReceipt receipt,
                         store_.Correct(ToCorrection(r, r.parent(), r.etag(), std::move(c)), OptionsOf(call)));
        return PartOf(receipt.record.indicators(), receipt.corrections[0].target());
      });
}

grpc::Status CorrectionServiceImpl::RejectIndicator(grpc::ServerContext* context,
                                                    const v1::RejectIndicatorRequest* request,
                                                    policy::v1::Correction* response) {
  return runner_.Unary(
      *context, kRejectIndicator, *request, *response, kValidate,
      [&](CallContext& call, const v1::RejectIndicatorRequest& r) -> absl::StatusOr<policy::v1::Correction> {
        Correction c;
        c.set_kind(policy::v1::CORRECTION_KIND_REJECT);
        c.set_target(r.name());
        ASSIGN_OR_RETURN(
            CorrectionReceipt receipt,
            store_.Correct(ToCorrection(r, DocumentOf(r.name()), r.etag(), std::move(c)), OptionsOf(call)));
        return std::move(receipt.corrections[0]);
      });
}

grpc::Status CorrectionServiceImpl::ReviewParts(grpc::ServerContext* context, const v1::ReviewPartsRequest* request,
                                                v1::ReviewPartsResponse* response) {
  return runner_.Unary(
      *context, kReviewParts, *request, *response, kValidate,
      [&](CallContext& call, const v1::ReviewPartsRequest& r) -> absl::StatusOr<v1::ReviewPartsResponse> {
        CorrectionRequest review{.document = r.parent(),
                                 .etag = r.etag(),
                                 .validate_only = r.validate_only(),
                                 .authorship = {r.author(), r.reason()}};
        for (const std::string& name : r.names()) {
          Correction& c = review.corrections.emplace_back();
          c.set_kind(policy::v1::CORRECTION_KIND_REVIEW);
          c.set_target(name);
          c.set_review(r.state());
        }
        ASSIGN_OR_RETURN(CorrectionReceipt receipt, store_.Correct(review, OptionsOf(call)));
        v1::ReviewPartsResponse out;
        MoveInto(receipt.corrections, out.mutable_corrections());
        return out;
      });
}

grpc::Status CorrectionServiceImpl::ListCorrections(grpc::ServerContext* context,
                                                    const v1::ListCorrectionsRequest* request,
                                                    v1::ListCorrectionsResponse* response) {
  return runner_.Unary(
      *context, kListCorrections, *request, *response, kValidate,
      [&](CallContext& call, const v1::ListCorrectionsRequest& r) -> absl::StatusOr<v1::ListCorrectionsResponse> {
        CorrectionListRequest list{
            .document = ParentOf(r.parent()), .state = r.state(), .page_size = PageSizeOf(r.page_size())};
        if (!r.page_token().empty()) {
          ASSIGN_OR_RETURN(list.cursor, DecodePageToken(r.page_token(), QueryFingerprint(r)));
        }
        ASSIGN_OR_RETURN(auto page, store_.ListCorrections(list, OptionsOf(call)));
        v1::ListCorrectionsResponse out;
        MoveInto(page.items, out.mutable_corrections());
        out.set_next_page_token(NextToken(r, page.next_cursor));
        return out;
      });
}

grpc::Status CorrectionServiceImpl::RevertCorrection(grpc::ServerContext* context,
                                                     const v1::RevertCorrectionRequest* request,
                                                     policy::v1::Correction* response) {
  return runner_.Unary(
      *context, kRevertCorrection, *request, *response, kValidate,
      [&](CallContext& call, const v1::RevertCorrectionRequest& r) -> absl::StatusOr<policy::v1::Correction> {
        ASSIGN_OR_RETURN(CorrectionReceipt receipt, store_.RevertCorrection({.name = r.name(),
                                                                             .etag = r.etag(),
                                                                             .validate_only = r.validate_only(),
                                                                             .authorship = {r.author(), r.reason()}},
                                                                            OptionsOf(call)));
        return std::move(receipt.corrections[0]);
      });
}

grpc::Status CorrectionServiceImpl::CountReviews(grpc::ServerContext* context, const v1::CountReviewsRequest* request,
                                                 v1::CountReviewsResponse* response) {
  return runner_.Unary(
      *context, kCountReviews, *request, *response, kValidate,
      [&](CallContext& call, const v1::CountReviewsRequest& r) -> absl::StatusOr<v1::CountReviewsResponse> {
        const Parts parts = r.parts() == v1::REVIEWED_PARTS_MEASURES ? Parts::kMeasures : Parts::kIndicators;
        ASSIGN_OR_RETURN(const ReviewCounts counts, store_.CountReviews(parts, r.filter(), OptionsOf(call)));
        v1::CountReviewsResponse out;
        out.set_unreviewed_count(counts.unreviewed);
        out.set_confirmed_count(counts.confirmed);
        out.set_corrected_count(counts.corrected);
        out.set_disputed_count(counts.disputed);
        return out;
      });
}

grpc::Status CorrectionServiceImpl::SampleForReview(grpc::ServerContext* context,
                                                    const v1::SampleForReviewRequest* request,
                                                    v1::SampleForReviewResponse* response) {
  return runner_.Unary(
      *context, kSampleForReview, *request, *response, kValidate,
      [&](CallContext& call, const v1::SampleForReviewRequest& r) -> absl::StatusOr<v1::SampleForReviewResponse> {
        ASSIGN_OR_RETURN(const std::vector<Stratum> strata,
                         store_.SampleForReview(
                             {.filter = r.filter(), .size = r.size(), .seed = r.seed(), .stratify_by = r.stratify_by()},
                             OptionsOf(call)));
        v1::SampleForReviewResponse out;
        for (const Stratum& stratum : strata) {
          v1::ReviewStratum& message = *out.add_strata();
          message.set_value(stratum.value);
          message.set_population(stratum.population);
          *message.mutable_names() = {stratum.names.begin(), stratum.names.end()};
        }
        return out;
      });
}

grpc::Status CorrectionServiceImpl::EstimatePrecision(grpc::ServerContext* context,
                                                      const v1::EstimatePrecisionRequest* request,
                                                      v1::EstimatePrecisionResponse* response) {
  return runner_.Unary(
      *context, kEstimatePrecision, *request, *response, kValidate,
      [&](CallContext& call, const v1::EstimatePrecisionRequest& r) -> absl::StatusOr<v1::EstimatePrecisionResponse> {
        std::vector<std::string> names;
        for (const v1::ReviewStratum& stratum : r.strata()) {
          names.insert(names.end(), stratum.names().begin(), stratum.names().end());
        }
        ASSIGN_OR_RETURN(const std::vector<Verdict> verdicts, store_.ReviewVerdicts(names, OptionsOf(call)));
        return measures::EstimatePrecision(r, verdicts);
      });
}

}  // namespace gangmu::measures
