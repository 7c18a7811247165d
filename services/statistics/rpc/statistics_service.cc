#include "services/statistics/rpc/statistics_service.h"

#include <algorithm>
#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/time/clock.h"
#include "services/statistics/rpc/validate.h"

namespace gangmu::statistics {
namespace {

constexpr char kService[] = "gangmu.statistics.v1.StatisticsService";
constexpr Method kQueryStatistics{kService, "QueryStatistics", Access::kRead};
constexpr Method kListDimensions{kService, "ListDimensions", Access::kRead};
constexpr Method kGetFeedStatus{kService, "GetFeedStatus", Access::kRead};

// A caller without a deadline does not hold a thread for ever.
constexpr absl::Duration kLongestWait = absl::Seconds(30);
constexpr absl::Duration kWaitStep = absl::Seconds(2);

// Waits in short steps, so that a caller who leaves is noticed.
absl::Status WaitFor(CallContext& call, const Follower& follower, const Position& position) {
  const absl::Duration give_up = SystemClock().Monotonic() + std::min(call.Remaining(), kLongestWait);
  while (true) {
    RETURN_IF_ERROR(call.Check());
    const absl::Duration left = give_up - SystemClock().Monotonic();
    const absl::Status status = follower.WaitFor(position, std::min(left, kWaitStep));
    if (status.code() != absl::StatusCode::kDeadlineExceeded || left <= kWaitStep) return status;
  }
}

v1::FeedState ToMessage(FeedState state) {
  switch (state) {
    case FeedState::kRebuilding: return v1::FEED_STATE_REBUILDING;
    case FeedState::kFollowing: return v1::FEED_STATE_FOLLOWING;
    case FeedState::kDisconnected: return v1::FEED_STATE_DISCONNECTED;
  }
  return v1::FEED_STATE_UNSPECIFIED;
}

}  // namespace

StatisticsServiceImpl::StatisticsServiceImpl(CallRunner* runner, const Engine* engine, const FactSink* facts,
                                             const Follower* follower, DisplayName display_name)
    : runner_(*runner),
      engine_(*engine),
      facts_(*facts),
      follower_(*follower),
      display_name_(std::move(display_name)) {}

grpc::Status StatisticsServiceImpl::QueryStatistics(grpc::ServerContext* context,
                                                    const v1::QueryStatisticsRequest* request,
                                                    v1::QueryStatisticsResponse* response) {
  return runner_.Unary(*context, kQueryStatistics, *request, *response, ValidateQuery,
                       [&](CallContext& call, const v1::QueryStatisticsRequest& r) { return Query(call, r); });
}

grpc::Status StatisticsServiceImpl::ListDimensions(grpc::ServerContext* context,
                                                   const v1::ListDimensionsRequest* request,
                                                   v1::ListDimensionsResponse* response) {
  return runner_.Unary(*context, kListDimensions, *request, *response, ValidateListDimensions,
                       [](CallContext&, const v1::ListDimensionsRequest& r) {
                         v1::ListDimensionsResponse out;
                         for (const DimensionInfo& dimension : Dimensions(ToFactKind(r.facts()))) {
                           *out.add_dimensions() = ToMessage(dimension);
                         }
                         return absl::StatusOr<v1::ListDimensionsResponse>(std::move(out));
                       });
}

grpc::Status StatisticsServiceImpl::GetFeedStatus(grpc::ServerContext* context,
                                                  const v1::GetFeedStatusRequest* request,
                                                  v1::GetFeedStatusResponse* response) {
  return runner_.Unary(
      *context, kGetFeedStatus, *request, *response, [](const auto&) { return absl::OkStatus(); },
      [&](CallContext&, const v1::GetFeedStatusRequest&) { return FeedStatus(); });
}

absl::StatusOr<v1::QueryStatisticsResponse> StatisticsServiceImpl::Query(CallContext& call,
                                                                         const v1::QueryStatisticsRequest& request) {
  ASSIGN_OR_RETURN(statistics::Query query, ToQuery(request));
  if (!request.min_position().empty()) {
    ASSIGN_OR_RETURN(const Position position, Position::Parse(request.min_position()));
    RETURN_IF_ERROR(WaitFor(call, follower_, position));
  }
  ASSIGN_OR_RETURN(const FactView view, facts_.View());
  if (!request.as_of().empty()) {
    ASSIGN_OR_RETURN(const Position as_of, Position::Parse(request.as_of()));
    if (!as_of.SameFeed(view.PositionOf(0))) {
      return Error(absl::StatusCode::kFailedPrecondition, Reason::kSTORE_EPOCH_CHANGED,
                   "as_of belongs to another store or epoch than the one that statistics follow");
    }
    query.as_of = as_of.place;
  }
  ASSIGN_OR_RETURN(const Answer answer, engine_.Run(*view.snapshot, query));
  v1::QueryStatisticsResponse response = ToResponse(answer, display_name_);
  response.set_position(view.PositionOf(answer.place).ToString());
  return response;
}

absl::StatusOr<v1::GetFeedStatusResponse> StatisticsServiceImpl::FeedStatus() const {
  const statistics::FeedStatus status = follower_.status();
  v1::GetFeedStatusResponse out;
  out.set_state(ToMessage(status.state));
  if (const auto view = facts_.View(); view.ok()) {
    out.set_indicator_facts(view->counts.indicators);
    out.set_measure_facts(view->counts.measures);
    out.set_document_facts(view->counts.documents);
  }
  if (status.position) out.set_position(status.position->ToString());
  if (status.last_event_time != absl::InfinitePast()) {
    const int64_t micros = absl::ToUnixMicros(status.last_event_time);
    out.mutable_last_event_time()->set_seconds(micros / 1'000'000);
    out.mutable_last_event_time()->set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
    const int64_t lag = absl::ToInt64Microseconds(status.lag);
    out.mutable_lag()->set_seconds(lag / 1'000'000);
    out.mutable_lag()->set_nanos(static_cast<int32_t>(lag % 1'000'000 * 1000));
  }
  return out;
}

}  // namespace gangmu::statistics
