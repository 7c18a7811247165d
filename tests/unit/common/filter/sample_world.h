// A small world of documents with measures and indicators that the filter tests speak about: its schemas, its rows in
// memory and its tables.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/decimal/decimal.h"
#include "common/filter/evaluate.h"
#include "common/filter/schema.h"
#include "common/filter/sql.h"

namespace gangmu::filter {

struct SampleIndicator {
  std::string id;
  std::optional<Decimal> value;
  std::string unit;
  std::string unit_dimension;
  int64_t kind = 1;
  bool target = false;
  std::string period_end;  // empty where not stated
  int64_t confidence = 0;
};

struct SampleMeasure {
  std::string id;
  std::string topic;
  int64_t status = 0;
  std::vector<std::string> instruments;
};

struct SampleDocument {
  std::string id;
  std::string title;
  std::string issuer;
  std::string publish_date;  // empty where not stated
  std::string region_name;
  std::string region_code;
  std::map<std::string, std::string> labels;
  std::optional<int64_t> delete_time;
  std::vector<SampleMeasure> measures;
  std::vector<SampleIndicator> indicators;
};

const Schema& IndicatorSchema();
const Schema& MeasureSchema();
const Schema& DocumentSchema();

// Tables: documents d, labels l, measures m, instruments e, indicators i. `nullable`: absent text and dates are NULL
// instead of the empty text.
const SqlMapping& DocumentMapping(bool nullable);
std::string SampleTables();

class DocumentRow : public Row {
 public:
  explicit DocumentRow(const SampleDocument& document) : document_(document) {}
  Value Get(const Field& field) const override;
  std::optional<std::string> Entry(const Field& field, std::string_view key) const override;
  bool AnyElement(const Field& field, absl::FunctionRef<bool(std::string_view)> visit) const override;
  bool AnyChild(const Relation& relation, absl::FunctionRef<bool(const Row&)> visit) const override;
  bool Search(std::string_view query) const override;

 private:
  const SampleDocument& document_;
};

}  // namespace gangmu::filter
