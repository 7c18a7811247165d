#include "common/filter/evaluate.h"

#include <algorithm>

namespace gangmu::filter {
namespace {

std::string TextOf(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? "" : *text;
}

// -1, 0, 1; both sides hold the same type.
int Order(const Value& a, const Value& b) {
  if (const auto* number = std::get_if<Decimal>(&a)) return Decimal::Compare(*number, std::get<Decimal>(b));
  return a < b ? -1 : (b < a ? 1 : 0);
}

bool Holds(Op op, int order) {
  switch (op) {
    case Op::kEqual:
      return order == 0;
    case Op::kNotEqual:
      return order != 0;
    case Op::kLess:
      return order < 0;
    case Op::kLessOrEqual:
      return order <= 0;
    case Op::kGreater:
      return order > 0;
    case Op::kGreaterOrEqual:
      return order >= 0;
    case Op::kHas:
      return false;
  }
  return false;
}

// What the row has for a comparison; text that is absent is the empty text, dates have no such stand-in.
Value Operand(const Expr& expr, const Row& row) {
  if (expr.field->type == FieldType::kStringMap) return row.Entry(*expr.field, expr.key).value_or("");
  Value value = row.Get(*expr.field);
  if (expr.field->type == FieldType::kString) return TextOf(value);
  if (expr.field->type == FieldType::kDate && TextOf(value).empty()) return {};
  if (expr.field->type == FieldType::kEnum && value.index() == 0) return int64_t{0};
  return value;
}

bool Present(const Expr& expr, const Row& row) {
  switch (expr.field->type) {
    case FieldType::kStringMap:
      if (expr.has_key) return row.Entry(*expr.field, expr.key).has_value();
      [[fallthrough]];
    case FieldType::kStringList:
      return row.AnyElement(*expr.field, [](std::string_view) { return true; });
    case FieldType::kString:
    case FieldType::kDate:
      return !TextOf(row.Get(*expr.field)).empty();
    case FieldType::kEnum:
      return Operand(expr, row) != Value(int64_t{0});
    default:
      return row.Get(*expr.field).index() != 0;
  }
}

bool Compare(const Expr& expr, const Row& row) {
  const Value value = Operand(expr, row);
  if (value.index() == 0) return expr.op == Op::kNotEqual;
  return Holds(expr.op, Order(value, expr.value));
}

}  // namespace

bool Row::AnyElement(const Field&, absl::FunctionRef<bool(std::string_view)>) const { return false; }
std::optional<std::string> Row::Entry(const Field&, std::string_view) const { return std::nullopt; }
bool Row::AnyChild(const Relation&, absl::FunctionRef<bool(const Row&)>) const { return false; }
bool Row::Search(std::string_view) const { return false; }

bool Matches(const Expr& expr, const Row& row) {
  const auto matches = [&](const Expr& operand) { return Matches(operand, row); };
  switch (expr.kind) {
    case Expr::Kind::kAnd:
      return std::all_of(expr.operands.begin(), expr.operands.end(), matches);
    case Expr::Kind::kOr:
      return std::any_of(expr.operands.begin(), expr.operands.end(), matches);
    case Expr::Kind::kNot:
      return !matches(expr.operands[0]);
    case Expr::Kind::kCompare:
      return Compare(expr, row);
    case Expr::Kind::kContains:
      return TextOf(Operand(expr, row)).find(std::get<std::string>(expr.value)) != std::string::npos;
    case Expr::Kind::kElement:
      return row.AnyElement(*expr.field, [&](std::string_view e) { return e == std::get<std::string>(expr.value); });
    case Expr::Kind::kPresent:
      return Present(expr, row);
    case Expr::Kind::kWithin: {
      const std::string code = TextOf(row.Get(*expr.field));
      return code >= std::get<std::string>(expr.value) && code <= expr.upper;
    }
    case Expr::Kind::kSearch:
      return row.Search(std::get<std::string>(expr.value));
    case Expr::Kind::kHas:
      return row.AnyChild(*expr.relation, [&](const Row& child) { return Matches(expr.operands[0], child); });
  }
  return false;
}

bool Matches(const Filter& filter, const Row& row) { return filter.empty() || Matches(filter.root(), row); }

}  // namespace gangmu::filter
