#include "services/statistics/rpc/evidence_stream.h"

#include "absl/strings/str_cat.h"

#include "common/rpc/channel.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/status/rpc_status.h"
#include "services/statistics/rpc/convert.h"

namespace gangmu::statistics {
namespace {

constexpr absl::Duration kFetchTimeout = absl::Seconds(10);

}  // namespace

absl::Status EvidenceTexts::Fetch(const std::string& document) {
  offsets_.reset();
  places_.clear();
  record_.Clear();
  measures::v1::GetDocumentRecordRequest request;
  request.set_name(document);
  request.set_view(measures::v1::VIEW_FULL);
  request.mutable_as_of()->set_position(position_);
  grpc::ClientContext context;
  PrepareCall(context, call_, kFetchTimeout);
  const absl::Status status = FromGrpcStatus(measures_.GetDocumentRecord(&context, request, &record_));
  if (!status.ok()) {
    record_.Clear();
    const bool gone = status.code() == absl::StatusCode::kNotFound || DetailsOf(status).reason == Reason::kPURGED;
    if (!gone) return status;
  }
  record_.mutable_document()->set_name(document);
  offsets_.emplace(record_.document().text());
  for (int i = 0; i < record_.indicators_size(); ++i) places_[record_.indicators(i).name()] = i;
  return absl::OkStatus();
}

absl::Status EvidenceTexts::Fill(v1::ListEvidenceResponse* evidence) {
  if (record_.document().name() != evidence->document()) RETURN_IF_ERROR(Fetch(evidence->document()));
  evidence->set_document_title(record_.document().title());
  const auto place = places_.find(evidence->name());
  if (place == places_.end()) return absl::OkStatus();
  *evidence->mutable_indicator() = record_.indicators(place->second);
  const policy::v1::TextSpan& span = evidence->indicator().sentence();
  const size_t begin = offsets_->ToBytes(static_cast<size_t>(std::max(0, span.start())));
  const size_t end = offsets_->ToBytes(static_cast<size_t>(std::max(0, span.end())));
  if (begin < end) evidence->set_sentence(record_.document().text().substr(begin, end - begin));
  return absl::OkStatus();
}

v1::ListEvidenceResponse ToMessage(const Evidence& evidence, FactKind facts) {
  v1::ListEvidenceResponse out;
  out.set_document(evidence.document);
  switch (facts) {
    case FactKind::kIndicator:
      out.set_name(absl::StrCat(evidence.document, "/indicators/", evidence.id));
      break;
    case FactKind::kMeasure:
      out.set_name(absl::StrCat(evidence.document, "/measures/", evidence.id));
      break;
    case FactKind::kDocument:
      out.set_name(evidence.document);
      break;
  }
  out.set_used(evidence.used);
  if (!evidence.used) out.set_left_out_reason(ToMessage(evidence.reason));
  return out;
}

}  // namespace gangmu::statistics
