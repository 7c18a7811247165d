#include "services/statistics/rpc/statistics_service.h"

#include <algorithm>
#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/time/clock.h"
#include "services/statistics/rpc/evidence_stream.h"
#include "services/statistics/rpc/evidence_token.h"
#include "services/statistics/rpc/proposal.h"
#include "services/statistics/rpc/series.h"
#include "services/statistics/rpc/validate.h"

namespace gangmu::statistics {
namespace {

constexpr char kService[] = "gangmu.statistics.v1.StatisticsService";
constexpr Method kQueryStatistics{kService, "QueryStatistics", Access::kRead};
constexpr Method kStreamStatistics{kService, "StreamStatistics", Access::kRead};
constexpr Method kExportStatistics{kService, "ExportStatistics", Access::kRead};
constexpr Method kListEvidence{kService, "ListEvidence", Access::kRead};
constexpr Method kExplainQuery{kService, "ExplainQuery", Access::kRead};
constexpr Method kQuerySeries{kService, "QuerySeries", Access::kRead};
constexpr Method kCompareTargets{kService, "CompareTargets", Access::kRead};
constexpr Method kListValues{kService, "ListValues", Access::kRead};
constexpr Method kWatchStatistics{kService, "WatchStatistics", Access::kRead};
constexpr Method kListDimensions{kService, "ListDimensions", Access::kRead};
constexpr Method kGetFeedStatus{kService, "GetFeedStatus", Access::kRead};

// A caller without a deadline does not hold a thread for ever.
constexpr absl::Duration kLongestWait = absl::Seconds(30);
constexpr absl::Duration kWaitStep = absl::Seconds(2);
constexpr int kDefaultValues = 50;
constexpr int kDefaultSeries = 100;
constexpr size_t kMostStatements = 100'000;
constexpr absl::Duration kDefaultInterval = absl::Seconds(1);  // of watching

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
    case FeedState::kRebuilding:
      return v1::FEED_STATE_REBUILDING;
    case FeedState::kFollowing:
      return v1::FEED_STATE_FOLLOWING;
    case FeedState::kDisconnected:
      return v1::FEED_STATE_DISCONNECTED;
  }
  return v1::FEED_STATE_UNSPECIFIED;
}

absl::Status OtherFeed(std::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, Reason::kSTORE_EPOCH_CHANGED,
               StrCat(what, " belongs to another store or epoch than the one that statistics follow"));
}

// The place of a position that must be of the feed that is followed.
absl::StatusOr<Place> PlaceIn(const FactView& view, const Position& position, std::string_view what) {
  if (position.SameFeed(view.PositionOf(0))) return position.place;
  return OtherFeed(what);
}

}  // namespace

StatisticsServiceImpl::StatisticsServiceImpl(CallRunner* runner, const StatisticsBackend& backend,
                                             StatisticsSettings settings)
    : runner_(*runner),
      engine_(*backend.engine),
      facts_(*backend.facts),
      follower_(*backend.follower),
      measures_(backend.measures),
      settings_(std::move(settings)) {}

grpc::Status StatisticsServiceImpl::QueryStatistics(grpc::ServerContext* context,
                                                    const v1::QueryStatisticsRequest* request,
                                                    v1::QueryStatisticsResponse* response) {
  return runner_.Unary(*context, kQueryStatistics, *request, *response, ValidateQuery,
                       [&](CallContext& call, const v1::QueryStatisticsRequest& r) { return Query(call, r); });
}

grpc::Status StatisticsServiceImpl::StreamStatistics(grpc::ServerContext* context,
                                                     const v1::StreamStatisticsRequest* request,
                                                     grpc::ServerWriter<v1::StreamStatisticsResponse>* writer) {
  return runner_.ServerStream(
      *context, kStreamStatistics, *request, *writer, ValidateStream,
      [&](CallContext& call, const v1::StreamStatisticsRequest& r, StreamWriter<v1::StreamStatisticsResponse>& out) {
        return AnswerAll(call, r.query(), [&](const AnsweredQuery& answered) {
          return StreamRows(answered, settings_.display_name, out);
        });
      });
}

grpc::Status StatisticsServiceImpl::ExportStatistics(grpc::ServerContext* context,
                                                     const v1::ExportStatisticsRequest* request,
                                                     grpc::ServerWriter<v1::ExportStatisticsResponse>* writer) {
  return runner_.ServerStream(
      *context, kExportStatistics, *request, *writer, ValidateExport,
      [&](CallContext& call, const v1::ExportStatisticsRequest& r, StreamWriter<v1::ExportStatisticsResponse>& out) {
        return AnswerAll(call, r.query(), [&](const AnsweredQuery& answered) {
          return StreamExport(answered, r.format(), settings_.display_name, out);
        });
      });
}

grpc::Status StatisticsServiceImpl::ListEvidence(grpc::ServerContext* context, const v1::ListEvidenceRequest* request,
                                                 grpc::ServerWriter<v1::ListEvidenceResponse>* writer) {
  return runner_.ServerStream(
      *context, kListEvidence, *request, *writer, ValidateListEvidence,
      [&](CallContext& call, const v1::ListEvidenceRequest& r, StreamWriter<v1::ListEvidenceResponse>& out) {
        return StreamEvidence(call, r, out);
      });
}

grpc::Status StatisticsServiceImpl::ExplainQuery(grpc::ServerContext* context, const v1::ExplainQueryRequest* request,
                                                 v1::ExplainQueryResponse* response) {
  return runner_.Unary(*context, kExplainQuery, *request, *response, ValidateExplain,
                       [&](CallContext& call, const v1::ExplainQueryRequest& r) { return Explain(call, r); });
}

grpc::Status StatisticsServiceImpl::QuerySeries(grpc::ServerContext* context, const v1::QuerySeriesRequest* request,
                                                v1::QuerySeriesResponse* response) {
  return runner_.Unary(*context, kQuerySeries, *request, *response, ValidateSeries,
                       [&](CallContext& call, const v1::QuerySeriesRequest& r) { return SeriesOf(call, r); });
}

grpc::Status StatisticsServiceImpl::CompareTargets(grpc::ServerContext* context,
                                                   const v1::CompareTargetsRequest* request,
                                                   v1::CompareTargetsResponse* response) {
  return runner_.Unary(*context, kCompareTargets, *request, *response, ValidateTargets,
                       [&](CallContext& call, const v1::CompareTargetsRequest& r) { return TargetsOf(call, r); });
}

grpc::Status StatisticsServiceImpl::ListValues(grpc::ServerContext* context, const v1::ListValuesRequest* request,
                                               v1::ListValuesResponse* response) {
  return runner_.Unary(*context, kListValues, *request, *response, ValidateListValues,
                       [&](CallContext& call, const v1::ListValuesRequest& r) { return Values(call, r); });
}

grpc::Status StatisticsServiceImpl::WatchStatistics(grpc::ServerContext* context,
                                                    const v1::WatchStatisticsRequest* request,
                                                    grpc::ServerWriter<v1::QueryStatisticsResponse>* writer) {
  return runner_.ServerStream(*context, kWatchStatistics, *request, *writer, ValidateWatch,
                              [&](CallContext& call, const v1::WatchStatisticsRequest& r,
                                  StreamWriter<v1::QueryStatisticsResponse>& out) { return Watch(call, r, out); });
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

grpc::Status StatisticsServiceImpl::GetFeedStatus(grpc::ServerContext* context, const v1::GetFeedStatusRequest* request,
                                                  v1::GetFeedStatusResponse* response) {
  return runner_.Unary(
      *context, kGetFeedStatus, *request, *response, [](const auto&) { return absl::OkStatus(); },
      [&](CallContext&, const v1::GetFeedStatusRequest&) { return FeedStatus(); });
}

absl::StatusOr<StatisticsServiceImpl::Prepared> StatisticsServiceImpl::Prepare(
    CallContext& call, const v1::QueryStatisticsRequest& request) const {
  Prepared prepared;
  ASSIGN_OR_RETURN(prepared.query, ToQuery(request));
  prepared.query.max_cost = settings_.max_cost;
  prepared.query.interrupted = [&call] { return call.Check(); };
  if (!request.min_position().empty()) {
    ASSIGN_OR_RETURN(const Position position, Position::Parse(request.min_position()));
    RETURN_IF_ERROR(WaitFor(call, follower_, position));
  }
  ASSIGN_OR_RETURN(prepared.view, facts_.View());
  if (!request.as_of().empty()) {
    ASSIGN_OR_RETURN(const Position as_of, Position::Parse(request.as_of()));
    ASSIGN_OR_RETURN(prepared.query.as_of, PlaceIn(prepared.view, as_of, "as_of"));
  }
  return prepared;
}

absl::StatusOr<v1::QueryStatisticsResponse> StatisticsServiceImpl::Query(CallContext& call,
                                                                         const v1::QueryStatisticsRequest& request) {
  ASSIGN_OR_RETURN(const Prepared prepared, Prepare(call, request));
  const absl::StatusOr<Answer> answer = engine_.Run(*prepared.view.snapshot, prepared.query);
  if (!answer.ok()) return WithProposal(answer.status(), request);
  v1::QueryStatisticsResponse response = ToResponse(*answer, settings_.display_name);
  const Position position = prepared.view.PositionOf(answer->place);
  if (!request.omit_evidence_tokens()) {
    const EvidenceTokens tokens(request, *answer, position);
    for (int r = 0; r < response.rows_size(); ++r) {
      tokens.Add(answer->rows[static_cast<size_t>(r)], response.mutable_rows(r));
    }
  }
  response.set_position(position.ToString());
  return response;
}

absl::Status StatisticsServiceImpl::AnswerAll(CallContext& call, const v1::QueryStatisticsRequest& request,
                                              absl::FunctionRef<absl::Status(const AnsweredQuery&)> use) const {
  ASSIGN_OR_RETURN(Prepared prepared, Prepare(call, request));
  prepared.query.limit = static_cast<uint64_t>(request.limit());
  const absl::StatusOr<Answer> answer = engine_.Run(*prepared.view.snapshot, prepared.query);
  if (!answer.ok()) return WithProposal(answer.status(), request);
  return use({request, prepared.query, *answer, prepared.view.PositionOf(answer->place)});
}

absl::Status StatisticsServiceImpl::StreamEvidence(CallContext& call, const v1::ListEvidenceRequest& request,
                                                   StreamWriter<v1::ListEvidenceResponse>& writer) {
  ASSIGN_OR_RETURN(const CellAddress cell,
                   DecodeEvidenceToken(request.evidence_token(), CellFingerprint(request.query())));
  ASSIGN_OR_RETURN(Prepared prepared, Prepare(call, request.query()));
  if (cell.feed != FeedFingerprint(prepared.view.PositionOf(0))) return OtherFeed("evidence_token");
  prepared.query.as_of = cell.place;
  EvidenceTexts texts(measures_, &call, prepared.view.PositionOf(cell.place));
  absl::Status written = absl::OkStatus();
  const auto write = [&](const Evidence& evidence) {
    if (!evidence.used && !request.include_left_out()) return true;
    v1::ListEvidenceResponse message = ToMessage(evidence, prepared.query.facts);
    if (!request.names_only()) written = texts.Fill(&message);
    if (written.ok()) written = writer.Write(message);
    return written.ok();
  };
  RETURN_IF_ERROR(
      engine_.ListEvidence(*prepared.view.snapshot, prepared.query, cell.row, cell.metric, cell.blocked, write));
  return written;
}

absl::StatusOr<v1::ExplainQueryResponse> StatisticsServiceImpl::Explain(CallContext& call,
                                                                        const v1::ExplainQueryRequest& request) {
  ASSIGN_OR_RETURN(const Prepared prepared, Prepare(call, request.query()));
  ASSIGN_OR_RETURN(const Plan plan, engine_.Explain(*prepared.view.snapshot, prepared.query));
  v1::ExplainQueryResponse response = ToMessage(plan);
  response.set_cost_limit(static_cast<int64_t>(settings_.max_cost));
  const Place place = prepared.query.as_of.value_or(PlaceOf(*prepared.view.snapshot));
  response.set_position(prepared.view.PositionOf(place).ToString());
  return response;
}

absl::StatusOr<Statements> StatisticsServiceImpl::Select(CallContext& call, const v1::StatementSelection& selection,
                                                         std::string* position) const {
  ASSIGN_OR_RETURN(const Prepared prepared, Prepare(call, ToQueryRequest(selection)));
  ASSIGN_OR_RETURN(Statements statements,
                   CollectStatements(*prepared.view.snapshot, prepared.query, selection.subject(), kMostStatements));
  *position = prepared.view.PositionOf(statements.place).ToString();
  return statements;
}

absl::StatusOr<v1::QuerySeriesResponse> StatisticsServiceImpl::SeriesOf(CallContext& call,
                                                                        const v1::QuerySeriesRequest& request) const {
  std::string position;
  ASSIGN_OR_RETURN(const Statements statements, Select(call, request.selection(), &position));
  const int limit = request.limit() == 0 ? kDefaultSeries : request.limit();
  v1::QuerySeriesResponse response = ToSeriesResponse(statements, limit, settings_.display_name);
  response.set_position(position);
  return response;
}

absl::StatusOr<v1::CompareTargetsResponse> StatisticsServiceImpl::TargetsOf(
    CallContext& call, const v1::CompareTargetsRequest& request) const {
  std::string position;
  ASSIGN_OR_RETURN(const Statements statements, Select(call, request.selection(), &position));
  const int limit = request.limit() == 0 ? kDefaultSeries : request.limit();
  ASSIGN_OR_RETURN(v1::CompareTargetsResponse response, ToTargetsResponse(statements, limit, settings_.display_name));
  response.set_position(position);
  return response;
}

absl::StatusOr<v1::ListValuesResponse> StatisticsServiceImpl::Values(CallContext& call,
                                                                     const v1::ListValuesRequest& request) const {
  v1::QueryStatisticsRequest query;
  query.set_facts(request.facts());
  query.set_filter(request.filter());
  query.add_group_by(request.dimension());
  query.set_order_by("count desc");
  query.add_metrics()->set_function(v1::METRIC_FUNCTION_COUNT);
  query.set_having("count > 0");
  query.set_include_duplicates(request.include_duplicates());
  query.set_include_repealed(request.include_repealed());
  query.set_min_position(request.min_position());
  ASSIGN_OR_RETURN(Prepared prepared, Prepare(call, query));
  prepared.query.limit = 0;  // the text is looked for in all
  ASSIGN_OR_RETURN(const Answer answer, engine_.Run(*prepared.view.snapshot, prepared.query));
  const int limit = request.limit() == 0 ? kDefaultValues : request.limit();
  v1::ListValuesResponse response;
  for (const Row& row : answer.rows) {
    v1::DimensionValue value = ToMessage(row.dimensions[0], request.dimension(), settings_.display_name);
    const bool fits = request.contains().empty() || value.value().find(request.contains()) != std::string::npos ||
                      value.display_name().find(request.contains()) != std::string::npos;
    if (!fits) continue;
    response.set_total_values(response.total_values() + 1);
    if (response.values_size() == limit) continue;
    v1::ValueInfo& info = *response.add_values();
    *info.mutable_value() = std::move(value);
    info.set_count(row.cells[0].used);
  }
  response.set_position(prepared.view.PositionOf(answer.place).ToString());
  return response;
}

absl::Status StatisticsServiceImpl::Watch(CallContext& call, const v1::WatchStatisticsRequest& request,
                                          StreamWriter<v1::QueryStatisticsResponse>& writer) {
  absl::Duration interval = kDefaultInterval;
  if (request.has_min_interval()) {
    interval = absl::Seconds(request.min_interval().seconds()) + absl::Nanoseconds(request.min_interval().nanos());
  }
  std::string digest;
  while (true) {
    ASSIGN_OR_RETURN(const v1::QueryStatisticsResponse answer, Query(call, request.query()));
    if (answer.digest() != digest) RETURN_IF_ERROR(writer.Write(answer));
    digest = answer.digest();
    ASSIGN_OR_RETURN(const Position position, Position::Parse(answer.position()));
    RETURN_IF_ERROR(call.SleepFor(interval));
    RETURN_IF_ERROR(WaitForChange(call, position));
  }
}

absl::Status StatisticsServiceImpl::WaitForChange(CallContext& call, const Position& position) const {
  while (true) {
    ASSIGN_OR_RETURN(const FactView view, facts_.View());
    if (view.PositionOf(PlaceOf(*view.snapshot)) != position) return absl::OkStatus();
    RETURN_IF_ERROR(call.SleepFor(kCancelPollInterval));
  }
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
