// Documents, measures and indicators as filters see them, straight from the records that a store gives: the plain twin
// that lists are held against. Knows nothing of tables.
#pragma once

#include <string>

#include "common/filter/evaluate.h"
#include "gangmu/policy/v1/policy.pb.h"

namespace gangmu::measures::testing {

// The parts of one record outlive the rows.
class DocumentRow final : public filter::Row {
 public:
  explicit DocumentRow(const policy::v1::DocumentRecord& record) : record_(record) {}
  filter::Value Get(const filter::Field& field) const override;
  std::optional<std::string> Entry(const filter::Field& field, std::string_view key) const override;
  bool AnyElement(const filter::Field& field, absl::FunctionRef<bool(std::string_view)> visit) const override;
  bool AnyChild(const filter::Relation& relation, absl::FunctionRef<bool(const filter::Row&)> visit) const override;

 private:
  const policy::v1::DocumentRecord& record_;
};

class MeasureRow final : public filter::Row {
 public:
  MeasureRow(const policy::v1::DocumentRecord& record, const policy::v1::Measure& measure)
      : record_(record), measure_(measure) {}
  filter::Value Get(const filter::Field& field) const override;
  std::optional<std::string> Entry(const filter::Field& field, std::string_view key) const override;
  bool AnyElement(const filter::Field& field, absl::FunctionRef<bool(std::string_view)> visit) const override;
  bool AnyChild(const filter::Relation& relation, absl::FunctionRef<bool(const filter::Row&)> visit) const override;

 private:
  const policy::v1::DocumentRecord& record_;
  const policy::v1::Measure& measure_;
};

class IndicatorRow final : public filter::Row {
 public:
  IndicatorRow(const policy::v1::DocumentRecord& record, const policy::v1::Indicator& indicator)
      : record_(record), indicator_(indicator) {}
  filter::Value Get(const filter::Field& field) const override;
  std::optional<std::string> Entry(const filter::Field& field, std::string_view key) const override;
  bool AnyElement(const filter::Field& field, absl::FunctionRef<bool(std::string_view)> visit) const override;
  bool AnyChild(const filter::Relation& relation, absl::FunctionRef<bool(const filter::Row&)> visit) const override;

 private:
  const policy::v1::Measure* measure() const;  // nullptr where it stands in none
  const policy::v1::DocumentRecord& record_;
  const policy::v1::Indicator& indicator_;
};

}  // namespace gangmu::measures::testing
