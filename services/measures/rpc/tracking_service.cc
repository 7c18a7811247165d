#include "services/measures/rpc/tracking_service.h"

#include <string>
#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "services/measures/rpc/convert.h"
#include "services/measures/rpc/paging.h"
#include "services/measures/rpc/validate_tracking.h"

namespace gangmu::measures {
namespace {

using policy::v1::MeasureLink;

constexpr char kService[] = "gangmu.measures.v1.TrackingService";
constexpr Method kSetMeasureStatus{kService, "SetMeasureStatus", Access::kWrite};
constexpr Method kLinkMeasures{kService, "LinkMeasures", Access::kWrite};
constexpr Method kUnlinkMeasures{kService, "UnlinkMeasures", Access::kWrite};
constexpr Method kListMeasureLinks{kService, "ListMeasureLinks", Access::kRead};
constexpr Method kGetMeasureLine{kService, "GetMeasureLine", Access::kRead};

constexpr auto kValidate = [](const auto& request) { return Validate(request); };

CorrectionRequest ToCorrection(const v1::SetMeasureStatusRequest& request) {
  policy::v1::Correction correction;
  correction.set_kind(policy::v1::CORRECTION_KIND_STATUS);
  correction.set_target(request.name());
  policy::v1::StatusTransition& transition = *correction.mutable_transition();
  transition.set_status(request.status());
  transition.set_date(request.date());
  transition.set_evidence(request.evidence());
  return {.document = request.name().substr(0, request.name().find("/measures/")),
          .etag = request.etag(),
          .corrections = {std::move(correction)},
          .validate_only = request.validate_only(),
          .authorship = {request.author(), request.reason()}};
}

v1::MeasureLine ToMessage(MeasureLine line) {
  v1::MeasureLine out;
  for (LineEntry& entry : line.entries) {
    v1::MeasureLineEntry& message = *out.add_entries();
    *message.mutable_measure() = std::move(entry.measure);
    *message.mutable_document() = std::move(entry.document);
    message.set_gone(entry.gone);
    MoveInto(entry.transitions, message.mutable_transitions());
    MoveInto(entry.indicators, message.mutable_indicators());
  }
  MoveInto(line.links, out.mutable_links());
  out.set_complete(line.complete);
  return out;
}

}  // namespace

grpc::Status TrackingServiceImpl::SetMeasureStatus(grpc::ServerContext* context,
                                                   const v1::SetMeasureStatusRequest* request,
                                                   policy::v1::Measure* response) {
  return runner_.Unary(
      *context, kSetMeasureStatus, *request, *response, kValidate,
      [&](CallContext& call, const v1::SetMeasureStatusRequest& r) -> absl::StatusOr<policy::v1::Measure> {
        ASSIGN_OR_RETURN(const CorrectionReceipt receipt, store_.Correct(ToCorrection(r), OptionsOf(call)));
        for (const policy::v1::Measure& measure : receipt.record.measures()) {
          if (measure.name() == r.name()) return measure;
        }
        return Internal("a measure is gone that was there for its transition");
      });
}

grpc::Status TrackingServiceImpl::LinkMeasures(grpc::ServerContext* context, const v1::LinkMeasuresRequest* request,
                                               MeasureLink* response) {
  return runner_.Unary(
      *context, kLinkMeasures, *request, *response, kValidate,
      [&](CallContext& call, const v1::LinkMeasuresRequest& r) {
        return store_.LinkMeasures(
            {.link = r.link(), .validate_only = r.validate_only(), .authorship = {r.author(), r.reason()}},
            OptionsOf(call));
      });
}

grpc::Status TrackingServiceImpl::UnlinkMeasures(grpc::ServerContext* context, const v1::UnlinkMeasuresRequest* request,
                                                 MeasureLink* response) {
  return runner_.Unary(
      *context, kUnlinkMeasures, *request, *response, kValidate,
      [&](CallContext& call, const v1::UnlinkMeasuresRequest& r) {
        return store_.UnlinkMeasures(
            {.name = r.name(), .validate_only = r.validate_only(), .authorship = {r.author(), r.reason()}},
            OptionsOf(call));
      });
}

grpc::Status TrackingServiceImpl::ListMeasureLinks(grpc::ServerContext* context,
                                                   const v1::ListMeasureLinksRequest* request,
                                                   v1::ListMeasureLinksResponse* response) {
  return runner_.Unary(
      *context, kListMeasureLinks, *request, *response, kValidate,
      [&](CallContext& call, const v1::ListMeasureLinksRequest& r) -> absl::StatusOr<v1::ListMeasureLinksResponse> {
        LinkListRequest list{
            .document = ParentOf(r.parent()), .state = r.state(), .page_size = PageSizeOf(r.page_size())};
        if (!r.page_token().empty()) {
          ASSIGN_OR_RETURN(list.cursor, DecodePageToken(r.page_token(), QueryFingerprint(r)));
        }
        ASSIGN_OR_RETURN(auto page, store_.ListLinks(list, OptionsOf(call)));
        v1::ListMeasureLinksResponse out;
        MoveInto(page.items, out.mutable_links());
        out.set_next_page_token(NextToken(r, page.next_cursor));
        return out;
      });
}

grpc::Status TrackingServiceImpl::GetMeasureLine(grpc::ServerContext* context, const v1::GetMeasureLineRequest* request,
                                                 v1::MeasureLine* response) {
  return runner_.Unary(*context, kGetMeasureLine, *request, *response, kValidate,
                       [&](CallContext& call, const v1::GetMeasureLineRequest& r) -> absl::StatusOr<v1::MeasureLine> {
                         ASSIGN_OR_RETURN(const AsOf as_of, ToAsOf(r.as_of()));
                         ASSIGN_OR_RETURN(MeasureLine line, store_.GetMeasureLine(r.name(), as_of, OptionsOf(call)));
                         return ToMessage(std::move(line));
                       });
}

}  // namespace gangmu::measures
