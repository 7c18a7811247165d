// Random filters and orders over a schema. Values are those of random rows as a rule, so that conditions hold for some.
#pragma once

#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"

#include "common/filter/evaluate.h"
#include "common/filter/schema.h"

namespace gangmu::measures::testing {

// A row to take values from: any of the resource that the schema is of.
using PickRow = std::function<void(const filter::Schema& schema, absl::FunctionRef<void(const filter::Row&)> use)>;

class RandomFilters {
 public:
  RandomFilters(uint32_t seed, PickRow pick) : random_(seed), pick_(std::move(pick)) {}

  int Below(size_t bound) { return static_cast<int>(random_() % bound); }
  std::string Filter(const filter::Schema& schema, int depth = 2);
  std::string OrderBy(const filter::Schema& schema);

 private:
  std::string Leaf(const filter::Schema& schema);
  // For fields of children that no row was picked of.
  filter::Value Invented(const filter::Field& field);
  std::string Comparison(const filter::Schema& schema, const filter::Field& field);
  std::string Function(const filter::Schema& schema, const filter::Field& field);

  std::mt19937 random_;
  PickRow pick_;
};

}  // namespace gangmu::measures::testing
