// Between the messages of the API and the store's plain structs.
#pragma once

#include "absl/time/time.h"

#include "common/rpc/call_context.h"
#include "gangmu/measures/v1/measure_service.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

CallOptions OptionsOf(const CallContext& call);

// VIEW_UNSPECIFIED becomes `otherwise`.
View ToView(v1::View view, View otherwise);

// Points into `request`.
PutRequest ToPutRequest(const v1::PutDocumentsRequest& request);
v1::PutResult ToMessage(const PutResult& result);
v1::DocumentState ToMessage(const DocumentState& state);
v1::Change ToMessage(ChangeEvent event);
void SetTimestamp(absl::Time time, google::protobuf::Timestamp* out);

}  // namespace gangmu::measures
