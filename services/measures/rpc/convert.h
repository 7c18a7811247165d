// Between the messages of the API and the store's plain structs.
#pragma once

#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/rpc/call_context.h"
#include "common/status/macros.h"
#include "gangmu/measures/v1/history_service.pb.h"
#include "gangmu/measures/v1/measure_service.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

CallOptions OptionsOf(const CallContext& call);

// VIEW_UNSPECIFIED becomes `otherwise`.
View ToView(v1::View view, View otherwise);
// Without a moment: the present. Errors: INVALID_POSITION.
absl::StatusOr<AsOf> ToAsOf(const v1::AsOf& as_of);
// View and moment of a request that has both.
template <typename Request>
absl::StatusOr<ReadOptions> ToReadOptions(const Request& request, View otherwise) {
  ASSIGN_OR_RETURN(AsOf as_of, ToAsOf(request.as_of()));
  return ReadOptions{.view = ToView(request.view(), otherwise), .as_of = std::move(as_of)};
}

// Points into `request`.
PutRequest ToPutRequest(const v1::PutDocumentsRequest& request);
v1::PutResult ToMessage(const PutResult& result);
v1::DocumentState ToMessage(const DocumentState& state);
v1::Change ToMessage(ChangeEvent event);
// Of an event that has one.
v1::CodelistChange ToCodelistChange(ChangeEvent event);
v1::ChangeCause ToMessage(ChangeCause cause);
v1::DocumentRevision ToMessage(const Revision& revision);
v1::PurgeHistoryResponse ToMessage(const PurgeReport& report);
void SetTimestamp(absl::Time time, google::protobuf::Timestamp* out);

}  // namespace gangmu::measures
