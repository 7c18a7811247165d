// An answer with everything that an export must carry: kinds of dimension values, bounds, missing cells, quotes, 亿.
#pragma once

#include "services/statistics/engine/query.h"

namespace gangmu::statistics::testing {

struct Sample {
  Query query;
  Answer answer;
};

inline Cell SumCell(const char* value, const char* lower, const char* upper) {
  Cell cell;
  cell.value = *Decimal::Parse(value);
  if (*lower != '\0') cell.lower = *Decimal::Parse(lower);
  if (*upper != '\0') cell.upper = *Decimal::Parse(upper);
  cell.open_upper = *upper == '\0' ? 1 : 0;
  cell.used = 3;
  cell.unit = "CNY";
  cell.left_out[static_cast<size_t>(LeftOut::kPart)] = 2;
  cell.left_out[static_cast<size_t>(LeftOut::kNoValue)] = 1;
  return cell;
}

inline Cell CountCell(int64_t count) {
  Cell cell;
  cell.value = Decimal::FromInt(count);
  cell.used = count;
  return cell;
}

inline Cell MissingCell() {
  Cell cell;
  cell.missing = true;
  return cell;
}

// topic × publish_year: sum(value), count, top(subject).
inline Sample SampleAnswer() {
  Sample sample;
  sample.query.group_by = {"topic", "publish_year"};
  for (const char* metric : {"sum(value)", "count", "top(subject)"}) {
    sample.query.metrics.push_back(*ParseMetric(metric));
    sample.answer.metrics.push_back(metric);
  }
  sample.answer.dimensions = sample.query.group_by;
  Cell top;
  top.top = {{"企业", 7}, {"园区", 2}};
  top.tied_beyond = 4;
  const DimensionValue not_stated{BucketKind::kNotStated, ""};
  const DimensionValue total{BucketKind::kTotal, ""};
  sample.answer.rows = {
      {{{BucketKind::kValue, "科技、教育"}, {BucketKind::kValue, "2022"}},
       {SumCell("278200000000.25", "278200000000", ""), CountCell(5), top}},
      {{{BucketKind::kValue, "a \"b\", c"}, not_stated}, {MissingCell(), MissingCell(), MissingCell()}},
      {{{BucketKind::kValue, "_T"}, {BucketKind::kSpansSeveral, ""}}, {SumCell("-1", "-2", "0"), CountCell(1), top}},
      {{total, total}, {SumCell("99999999999999999999999999.5", "1", "2"), CountCell(6), top}},
  };
  return sample;
}

}  // namespace gangmu::statistics::testing
