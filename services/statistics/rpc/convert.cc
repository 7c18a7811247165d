#include "services/statistics/rpc/convert.h"

#include <algorithm>

#include "common/filter/order_by.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/time/civil.h"
#include "services/statistics/engine/fields.h"
#include "services/statistics/rpc/answer_digest.h"
#include "services/statistics/rpc/evidence_token.h"
#include "services/statistics/rpc/having.h"

namespace gangmu::statistics {
namespace {

Function ToFunction(v1::MetricFunction function) {
  switch (function) {
    case v1::METRIC_FUNCTION_SUM:
      return Function::kSum;
    case v1::METRIC_FUNCTION_AVG:
      return Function::kAvg;
    case v1::METRIC_FUNCTION_MIN:
      return Function::kMin;
    case v1::METRIC_FUNCTION_MAX:
      return Function::kMax;
    case v1::METRIC_FUNCTION_COUNT_DOCUMENTS:
      return Function::kCountDocuments;
    case v1::METRIC_FUNCTION_COUNT_DISTINCT:
      return Function::kCountDistinct;
    case v1::METRIC_FUNCTION_STDDEV:
      return Function::kStdDev;
    case v1::METRIC_FUNCTION_PERCENTILE:
      return Function::kPercentile;
    case v1::METRIC_FUNCTION_FIRST:
      return Function::kFirst;
    case v1::METRIC_FUNCTION_LAST:
      return Function::kLast;
    case v1::METRIC_FUNCTION_TOP:
      return Function::kTop;
    default:
      return Function::kCount;
  }
}

Transform ToTransform(v1::MetricTransform transform) {
  switch (transform) {
    case v1::METRIC_TRANSFORM_SHARE:
      return Transform::kShare;
    case v1::METRIC_TRANSFORM_CHANGE:
      return Transform::kChange;
    case v1::METRIC_TRANSFORM_CHANGE_RATE:
      return Transform::kChangeRate;
    case v1::METRIC_TRANSFORM_RUNNING_TOTAL:
      return Transform::kRunningTotal;
    default:
      return Transform::kNone;
  }
}

Number ToNumber(const std::string& field) {
  if (field == "lower_bound") return Number::kLowerBound;
  if (field == "upper_bound") return Number::kUpperBound;
  if (field == "from_value") return Number::kFromValue;
  return Number::kValue;
}

absl::StatusOr<Metric> ToMetric(const v1::Metric& in) {
  Metric out;
  out.function = ToFunction(in.function());
  out.number = ToNumber(in.field());
  if (in.has_scale()) out.scale = in.scale();
  if (!in.percentile().empty()) {
    ASSIGN_OR_RETURN(out.percentile, Decimal::Parse(in.percentile()));
  }
  out.dimension = in.dimension();
  out.transform = ToTransform(in.transform());
  if (in.most() != 0) out.most = in.most();
  return out;
}

uint8_t AllowedMixtures(const v1::QueryStatisticsRequest& request) {
  if (request.additivity() == v1::ADDITIVITY_ALLOW) return kMixAll;
  uint8_t allowed = 0;
  for (const int mixture : request.allow()) {
    if (mixture == v1::MIXTURE_KINDS) allowed |= kMixKinds;
    if (mixture == v1::MIXTURE_PERIODS) allowed |= kMixPeriods;
    if (mixture == v1::MIXTURE_REGIONS) allowed |= kMixRegions;
    if (mixture == v1::MIXTURE_TARGETS) allowed |= kMixTargets;
  }
  return allowed;
}

absl::StatusOr<CurrencyRate> ToRate(const v1::CurrencyRate& in) {
  CurrencyRate out;
  out.unit = in.unit();
  ASSIGN_OR_RETURN(out.rate, Decimal::Parse(in.rate()));
  const std::optional<absl::CivilDay> day = ParseDay(in.valid_from());
  if (!day) return InvalidField("currency_rates", "valid_from is no day");
  out.valid_from = static_cast<Day>(*day - absl::CivilDay(1970, 1, 1));
  return out;
}

UnitMode ToUnitMode(v1::UnitHandling handling) {
  switch (handling) {
    case v1::UNIT_HANDLING_GROUP:
      return UnitMode::kGroup;
    case v1::UNIT_HANDLING_CONVERT:
      return UnitMode::kConvert;
    default:
      return UnitMode::kRefuse;
  }
}

std::string WithoutBlanks(const std::string& text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c != ' '; });
  return out;
}

// Names in order_by are those of the query's own dimensions and metrics.
absl::Status FillOrder(const std::string& order_by, Query* query) {
  ASSIGN_OR_RETURN(const std::vector<filter::OrderPart> parts, filter::SplitOrderBy(order_by));
  for (const filter::OrderPart& part : parts) {
    OrderKey key{.descending = part.descending};
    const std::string name = WithoutBlanks(part.name);
    const auto dimension = std::find(query->group_by.begin(), query->group_by.end(), name);
    const auto metric = std::find_if(query->metrics.begin(), query->metrics.end(),
                                     [&](const Metric& m) { return WithoutBlanks(MetricName(m)) == name; });
    if (dimension != query->group_by.end()) {
      key.index = dimension - query->group_by.begin();
    } else if (metric != query->metrics.end()) {
      key.by_metric = true;
      key.index = metric - query->metrics.begin();
    } else {
      std::string known;
      for (const std::string& d : query->group_by) StrAppend(&known, known.empty() ? "" : ", ", d);
      for (const Metric& m : query->metrics) StrAppend(&known, known.empty() ? "" : ", ", MetricName(m));
      return Error(absl::StatusCode::kInvalidArgument, Reason::kQUERY_INVALID,
                   StrCat("order_by: '", part.name, "' is neither a dimension nor a metric of this query"))
          .With("known", known)
          .Violation("order_by", StrCat("got ", part.name, ", want one of: ", known));
    }
    query->order.push_back(key);
  }
  return absl::OkStatus();
}

absl::StatusOr<size_t> PlaceInGroupBy(const std::string& name, std::string_view field, const Query& query) {
  const auto it = std::find(query.group_by.begin(), query.group_by.end(), name);
  if (it != query.group_by.end()) return static_cast<size_t>(it - query.group_by.begin());
  return Error(absl::StatusCode::kInvalidArgument, Reason::kQUERY_INVALID,
               StrCat(field, ": ", CutAtCodePoint(name, 60), " is no dimension of group_by"))
      .Violation(field, "want a dimension of group_by")
      .Build();
}

v1::DimensionValueKind ToMessage(BucketKind kind) {
  switch (kind) {
    case BucketKind::kValue:
      return v1::DIMENSION_VALUE_KIND_VALUE;
    case BucketKind::kSpansSeveral:
      return v1::DIMENSION_VALUE_KIND_SPANS_SEVERAL;
    case BucketKind::kNotStated:
      return v1::DIMENSION_VALUE_KIND_NOT_STATED;
    case BucketKind::kTotal:
      return v1::DIMENSION_VALUE_KIND_TOTAL;
  }
  return v1::DIMENSION_VALUE_KIND_UNSPECIFIED;
}

// Empty texts are not set: each would be an object of its own on the heap, and cells are many.
void FillNumbers(const Cell& in, v1::Cell* out) {
  if (in.value) out->set_value(in.value->ToString());
  if (in.lower) out->set_lower(in.lower->ToString());
  if (in.upper) out->set_upper(in.upper->ToString());
  if (in.closed_lower) out->set_closed_lower(in.closed_lower->ToString());
  if (in.closed_upper) out->set_closed_upper(in.closed_upper->ToString());
  if (!in.unit.empty()) out->set_unit(in.unit);
}

void FillCell(const Cell& in, v1::Cell* out) {
  FillNumbers(in, out);
  out->set_open_lower_count(in.open_lower);
  out->set_open_upper_count(in.open_upper);
  out->set_used_count(in.used);
  for (size_t i = 0; i < kLeftOutReasons; ++i) {
    if (in.left_out[i] == 0) continue;
    v1::LeftOut* left_out = out->add_left_out();
    left_out->set_reason(ToMessage(static_cast<LeftOut>(i)));
    left_out->set_count(in.left_out[i]);
  }
  out->set_inexact(in.inexact);
  out->set_missing(in.missing);
  for (const ValueCount& value : in.top) {
    v1::ValueCount* message = out->add_top();
    message->set_value(value.value);
    message->set_count(value.count);
  }
  out->set_tied_beyond(in.tied_beyond);
}

int32_t GroupingId(const Row& row) {
  int32_t id = 0;
  for (size_t d = 0; d < row.dimensions.size(); ++d) {
    if (row.dimensions[d].kind == BucketKind::kTotal) id |= 1 << d;
  }
  return id;
}

}  // namespace

FactKind ToFactKind(v1::FactKind kind) {
  switch (kind) {
    case v1::FACT_KIND_MEASURE:
      return FactKind::kMeasure;
    case v1::FACT_KIND_DOCUMENT:
      return FactKind::kDocument;
    default:
      return FactKind::kIndicator;
  }
}

absl::StatusOr<Query> ToQuery(const v1::QueryStatisticsRequest& request) {
  Query query;
  query.facts = ToFactKind(request.facts());
  if (!request.filter().empty()) {
    ASSIGN_OR_RETURN(query.filter, filter::Filter::Parse(request.filter(), FilterSchema(query.facts)));
  }
  query.group_by.assign(request.group_by().begin(), request.group_by().end());
  for (const v1::Metric& metric : request.metrics()) {
    ASSIGN_OR_RETURN(Metric converted, ToMetric(metric));
    query.metrics.push_back(std::move(converted));
  }
  if (query.metrics.empty()) query.metrics.push_back({.function = Function::kCount});
  query.unit_mode = ToUnitMode(request.unit_handling());
  query.target_unit = request.target_unit();
  query.include_parts = request.include_parts();
  query.include_restatements = request.include_restatements();
  query.include_duplicates = request.include_duplicates();
  query.include_repealed = request.include_repealed();
  query.allowed_mixtures = AllowedMixtures(request);
  for (const v1::CurrencyRate& rate : request.currency_rates()) {
    ASSIGN_OR_RETURN(CurrencyRate converted, ToRate(rate));
    query.rates.push_back(std::move(converted));
  }
  query.rollup = request.rollup();
  query.limit = request.limit() == 0 ? 100'000 : request.limit();
  RETURN_IF_ERROR(FillOrder(request.order_by(), &query));
  ASSIGN_OR_RETURN(query.having, ParseHaving(request.having(), query.metrics));
  for (const std::string& name : request.limit_by()) {
    ASSIGN_OR_RETURN(const size_t place, PlaceInGroupBy(name, "limit_by", query));
    query.limit_by.push_back(place);
  }
  query.with_ties = request.with_ties();
  query.fill_gaps = request.fill_gaps();
  if (!request.pivot().empty()) {
    ASSIGN_OR_RETURN(query.pivot, PlaceInGroupBy(request.pivot(), "pivot", query));
  }
  return query;
}

v1::QueryStatisticsResponse ToHead(const Answer& answer, const DisplayName& display_name) {
  v1::QueryStatisticsResponse out;
  for (const std::string& dimension : answer.dimensions) out.add_dimensions(dimension);
  for (const std::string& metric : answer.metrics) out.add_metrics(metric);
  out.set_pivot(answer.pivot);
  for (const DimensionValue& value : answer.pivot_values) {
    *out.add_pivot_values() = ToMessage(value, answer.pivot, display_name);
  }
  out.set_total_rows(answer.total_rows);
  out.set_matched_facts(answer.matched_facts);
  for (const std::string& version : answer.extractor_versions) out.add_extractor_versions(version);
  return out;
}

void FillRow(const Row& row, const Answer& answer, const DisplayName& display_name, v1::Row* out) {
  for (size_t i = 0; i < row.dimensions.size(); ++i) {
    *out->add_dimensions() = ToMessage(row.dimensions[i], answer.dimensions[i], display_name);
  }
  for (const Cell& cell : row.cells) FillCell(cell, out->add_cells());
  out->set_grouping_id(GroupingId(row));
}

v1::QueryStatisticsResponse ToResponse(const Answer& answer, const DisplayName& display_name) {
  v1::QueryStatisticsResponse out = ToHead(answer, display_name);
  AnswerDigest digest(out);
  for (const Row& row : answer.rows) {
    v1::Row* message = out.add_rows();
    FillRow(row, answer, display_name, message);
    digest.Add(*message);
  }
  out.set_digest(digest.Finish());
  return out;
}

v1::LeftOutReason ToMessage(LeftOut reason) {
  switch (reason) {
    case LeftOut::kPart:
      return v1::LEFT_OUT_REASON_PART;
    case LeftOut::kRestatement:
      return v1::LEFT_OUT_REASON_RESTATEMENT;
    case LeftOut::kNoValue:
      return v1::LEFT_OUT_REASON_NO_VALUE;
    case LeftOut::kOtherDimension:
      return v1::LEFT_OUT_REASON_OTHER_DIMENSION;
    case LeftOut::kDuplicate:
      return v1::LEFT_OUT_REASON_DUPLICATE;
    case LeftOut::kRepealed:
      return v1::LEFT_OUT_REASON_REPEALED;
    case LeftOut::kUnrepresentable:
      return v1::LEFT_OUT_REASON_UNREPRESENTABLE;
    case LeftOut::kNotAdditive:
      return v1::LEFT_OUT_REASON_NOT_ADDITIVE;
    case LeftOut::kNoRate:
      return v1::LEFT_OUT_REASON_NO_RATE;
  }
  return v1::LEFT_OUT_REASON_UNSPECIFIED;
}

v1::DimensionValue ToMessage(const DimensionValue& value, const std::string& dimension,
                             const DisplayName& display_name) {
  v1::DimensionValue out;
  out.set_kind(ToMessage(value.kind));
  if (value.value.empty()) return out;
  out.set_value(value.value);
  if (std::string name = display_name(dimension, value.value); !name.empty()) out.set_display_name(std::move(name));
  return out;
}

v1::ExplainQueryResponse ToMessage(const Plan& plan) {
  v1::ExplainQueryResponse out;
  out.set_scanned_facts(static_cast<int64_t>(plan.scanned_facts));
  out.set_documents(static_cast<int64_t>(plan.documents));
  out.set_segments(static_cast<int64_t>(plan.segments));
  out.set_passes(static_cast<int32_t>(plan.passes));
  out.set_groups(static_cast<int64_t>(plan.groups));
  out.set_dense(plan.dense);
  out.set_document_filter(plan.document_filter);
  out.set_fact_filter(plan.fact_filter);
  out.set_cost(static_cast<int64_t>(plan.cost()));
  return out;
}

EvidenceTokens::EvidenceTokens(const v1::QueryStatisticsRequest& request, const Answer& answer,
                               const Position& position)
    : answer_(answer),
      fingerprint_(CellFingerprint(request)),
      place_(position.place),
      feed_(FeedFingerprint(position)) {}

void EvidenceTokens::Add(const Row& row, v1::Row* out) const {
  CellAddress cell{.place = place_, .feed = feed_, .row = row.dimensions};
  const auto pivot = static_cast<std::ptrdiff_t>(answer_.pivot_place);
  if (!answer_.pivot.empty()) cell.row.insert(cell.row.begin() + pivot, DimensionValue{});
  for (size_t c = 0; c < row.cells.size(); ++c) {
    if (row.cells[c].missing) continue;
    cell.metric = static_cast<uint32_t>(c % answer_.metrics.size());
    cell.blocked = row.cells[c].blocked;
    if (!answer_.pivot.empty()) cell.row[answer_.pivot_place] = answer_.pivot_values[c / answer_.metrics.size()];
    out->mutable_cells(static_cast<int>(c))->set_evidence_token(EncodeEvidenceToken(fingerprint_, cell));
  }
}

v1::Dimension ToMessage(const DimensionInfo& dimension) {
  v1::Dimension out;
  out.set_name(std::string(dimension.name));
  out.set_description(std::string(dimension.description));
  out.set_bucket(dimension.bucket);
  out.set_multivalued(dimension.multivalued);
  return out;
}

}  // namespace gangmu::statistics
