// A filter: parsed, checked against a schema and typed. The one type that store and statistics pass around.
//
//   ASSIGN_OR_RETURN(Filter filter, Filter::Parse("unit = \"家\" AND value > 100", schema));
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

#include "common/decimal/decimal.h"
#include "common/filter/ast.h"
#include "common/filter/parser.h"
#include "common/filter/schema.h"

namespace gangmu::filter {

// A typed value by the type of its field: bool (kBool); int64 (kInt, kEnum as number, kTimestamp in microseconds since
// 1970-01-01T00:00:00Z); Decimal (kDecimal); text (kString, kDate as YYYY-MM-DD, elements of lists and maps).
// monostate: absent.
using Value = std::variant<std::monostate, bool, int64_t, Decimal, std::string>;

// A typed condition. Two-valued: a comparison with an absent value is false, but for !=, which is always the opposite
// of =. Absent text is the empty text. Text compares by code point.
struct Expr {
  enum class Kind {
    kAnd,       // operands, two or more
    kOr,        // operands, two or more
    kNot,       // one operand
    kCompare,   // field op value; one of = != < <= > >=
    kContains,  // field (text) holds value as a part
    kElement,   // value is an element of field (list)
    kPresent,   // field has a value; with key: the map has the key
    kWithin,    // field (region code) lies in [value, upper]: a code and everything below it
    kSearch,    // full text search for value
    kHas,       // one child of relation fits the operand
  };
  Kind kind = Kind::kAnd;
  std::vector<Expr> operands;
  const Field* field = nullptr;        // in the schema of the resource this expression speaks of
  const Relation* relation = nullptr;  // kHas
  std::string key;                     // of a map field; then kCompare and kContains speak of that entry
  bool has_key = false;
  Op op = Op::kEqual;
  Value value;
  std::string upper;  // kWithin: the last code of the subtree

  bool operator==(const Expr&) const = default;
};

// Immutable; a value type. Points into its schema.
class Filter {
 public:
  // Everything fits.
  Filter() = default;

  // INVALID_ARGUMENT (FILTER_INVALID) with metadata position (code point, from 0), token, and where there are any
  // near (up to three names, comma separated) and proposal. Faults against the schema are reported all at once as
  // violations of the field `filter`, the first in the metadata.
  static absl::StatusOr<Filter> Parse(std::string_view text, const Schema& schema, const Limits& limits = {});

  bool empty() const { return !root_.has_value(); }
  const Expr& root() const { return *root_; }  // where not empty
  // nullptr for a filter made by the default constructor.
  const Schema* schema() const { return schema_; }

  // Canonical text: equal meaning by structure gives equal text (quotes, blanks, short enum names, plain numbers);
  // Parse of it gives an equal filter. Empty for the empty filter.
  std::string ToString() const;

 private:
  std::optional<Expr> root_;
  const Schema* schema_ = nullptr;
};

// Canonical text of one expression.
std::string ToString(const Expr& expr);

// `text` in double quotes with quotes and backslashes escaped.
std::string Quote(std::string_view text);

}  // namespace gangmu::filter
