#include "services/cli/commands/stats_evidence.h"

#include <string>
#include <utility>
#include <vector>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "gangmu/statistics/v1/statistics_service.grpc.pb.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/output/json.h"
#include "services/cli/output/number.h"
#include "services/cli/output/record_fields.h"
#include "services/cli/output/record_writer.h"
#include "services/cli/output/statistics_view.h"

namespace gangmu::cli {
namespace {

using statistics::v1::ExplainQueryRequest;
using statistics::v1::ListEvidenceRequest;
using statistics::v1::ListEvidenceResponse;
using statistics::v1::StatisticsService;

std::vector<Field<ListEvidenceResponse>> EvidenceFields() {
  return {{"name", [](const ListEvidenceResponse& e) { return e.name(); }},
          {"counted",
           [](const ListEvidenceResponse& e) {
             return e.used() ? std::string("yes") : StrCat("no: ", ShortEnumName(e.left_out_reason()));
           }},
          {"text", [](const ListEvidenceResponse& e) { return e.indicator().text(); }},
          {"subject", [](const ListEvidenceResponse& e) { return e.indicator().subject(); }},
          {"sentence", [](const ListEvidenceResponse& e) { return e.sentence(); }},
          {"document", [](const ListEvidenceResponse& e) { return e.document_title(); }}};
}

absl::StatusOr<std::string> TokenOfRow(const statistics::v1::QueryStatisticsRequest& query, int row,
                                       const EndpointInfo& endpoint, StatisticsService::Stub& stub,
                                       const Session& session) {
  ASSIGN_OR_RETURN(const auto answer, Call(session, endpoint, stub, &StatisticsService::Stub::QueryStatistics, query));
  if (row > answer.rows_size()) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_FIELD,
                 StrCat("the answer has ", answer.rows_size(), " rows, so there is no row ", row))
        .Build();
  }
  return answer.rows(row - 1).cells(0).evidence_token();
}

}  // namespace

absl::StatusOr<ExitCode> RunEvidence(const statistics::v1::QueryStatisticsRequest& query, int row, Format format,
                                     const Session& session) {
  const EndpointInfo endpoint = StatisticsEndpoint(session);
  StatisticsService::Stub stub(OpenChannel(endpoint));
  ListEvidenceRequest request;
  *request.mutable_query() = query;
  request.set_include_left_out(true);
  ASSIGN_OR_RETURN(*request.mutable_evidence_token(), TokenOfRow(query, row, endpoint, stub, session));
  RecordWriter<ListEvidenceResponse> writer(session.terminal, format == Format::kChart ? Format::kTable : format,
                                            EvidenceFields());
  grpc::ClientContext context;
  PrepareCall(context, session.timeout);
  const auto reader = stub.ListEvidence(&context, request);
  for (ListEvidenceResponse fact; reader->Read(&fact);) RETURN_IF_ERROR(writer.Add(fact));
  if (const grpc::Status status = reader->Finish(); !status.ok()) return FromCall(status, endpoint);
  writer.Finish("there are no facts behind this cell");
  return kOk;
}

absl::StatusOr<ExitCode> RunListValues(const statistics::v1::QueryStatisticsRequest& query,
                                       const std::string& dimension, Format format, const Session& session) {
  const EndpointInfo endpoint = StatisticsEndpoint(session);
  StatisticsService::Stub stub(OpenChannel(endpoint));
  statistics::v1::ListValuesRequest request;
  request.set_facts(query.facts());
  request.set_dimension(dimension);
  request.set_filter(query.filter());
  request.set_limit(query.limit());
  request.set_include_duplicates(query.include_duplicates());
  request.set_include_repealed(query.include_repealed());
  request.set_min_position(query.min_position());
  ASSIGN_OR_RETURN(const auto answer, Call(session, endpoint, stub, &StatisticsService::Stub::ListValues, request));
  using statistics::v1::ValueInfo;
  RecordWriter<ValueInfo> writer(session.terminal, format == Format::kChart ? Format::kTable : format,
                                 {{dimension, [](const ValueInfo& v) { return DimensionText(v.value()); }},
                                  {"count", [](const ValueInfo& v) { return StrCat(v.count()); }}});
  for (const ValueInfo& value : answer.values()) RETURN_IF_ERROR(writer.Add(value));
  writer.Finish("no fact fits the filter");
  return kOk;
}

absl::StatusOr<ExitCode> RunExplain(const statistics::v1::QueryStatisticsRequest& query, Format format,
                                    const Session& session) {
  const EndpointInfo endpoint = StatisticsEndpoint(session);
  StatisticsService::Stub stub(OpenChannel(endpoint));
  ExplainQueryRequest request;
  *request.mutable_query() = query;
  ASSIGN_OR_RETURN(const auto plan, Call(session, endpoint, stub, &StatisticsService::Stub::ExplainQuery, request));
  std::ostream& out = session.terminal.out;
  if (format == Format::kJson) {
    ASSIGN_OR_RETURN(const std::string json, ToJson(plan, JsonLayout::kIndented));
    out << json << "\n";
    return kOk;
  }
  const auto number = [](int64_t n) { return WithThousands(StrCat(n)); };
  out << "documents          " << number(plan.documents()) << "\n"
      << "facts looked at    " << number(plan.scanned_facts()) << " in " << plan.passes() << " passes\n"
      << "groups at most     " << number(plan.groups()) << (plan.dense() ? " in an array\n" : " in a hash table\n")
      << "document filter    " << plan.document_filter() << "\n"
      << "fact filter        " << plan.fact_filter() << "\n"
      << "cost               " << number(plan.cost());
  if (plan.cost_limit() > 0) out << " of at most " << number(plan.cost_limit());
  out << "\n";
  return kOk;
}

}  // namespace gangmu::cli
