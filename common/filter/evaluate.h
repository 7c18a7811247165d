// Filter against one row in memory: for change streams, for statistics, and as the oracle of the differential tests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"

#include "common/filter/filter.h"

namespace gangmu::filter {

// One resource as the filter sees it. Implementations are read by one thread at a time.
class Row {
 public:
  virtual ~Row() = default;

  // The value of a field that is neither list nor map, in the type its FieldType asks for (see Value).
  virtual Value Get(const Field& field) const = 0;
  // Calls `visit` for each element until it returns true; true where one call did.
  virtual bool AnyElement(const Field& field, absl::FunctionRef<bool(std::string_view)> visit) const;
  // The entry of a map; nullopt where the key is absent.
  virtual std::optional<std::string> Entry(const Field& field, std::string_view key) const;
  // Calls `visit` for each child until it returns true; true where one call did.
  virtual bool AnyChild(const Relation& relation, absl::FunctionRef<bool(const Row&)> visit) const;
  // Whether the row's text fits search("query").
  virtual bool Search(std::string_view query) const;
};

bool Matches(const Filter& filter, const Row& row);
bool Matches(const Expr& expr, const Row& row);

}  // namespace gangmu::filter
