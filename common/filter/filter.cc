#include "common/filter/filter.h"

#include "absl/strings/str_join.h"

#include "common/filter/checker.h"
#include "common/filter/literal.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::filter {
namespace {

bool IsPlainKey(std::string_view key) {
  if (key.empty() || key == "AND" || key == "OR" || key == "NOT" || key[0] == '-') return false;
  for (const char c : key) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!plain) return false;
  }
  return true;
}

std::string FieldText(const Expr& expr) {
  if (!expr.has_key) return expr.field->path;
  return StrCat(expr.field->path, ".", IsPlainKey(expr.key) ? expr.key : Quote(expr.key));
}

std::string ValueText(const Field& field, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return Quote(*text);
  if (const auto* number = std::get_if<Decimal>(&value)) return number->ToCanonicalString();
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  const auto* integer = std::get_if<int64_t>(&value);
  if (integer == nullptr) return "";
  if (field.type == FieldType::kTimestamp) return Quote(FormatTimestamp(*integer));
  if (field.type == FieldType::kEnum) {
    for (const EnumValue& v : field.values) {
      if (v.number == *integer) return v.name;
    }
  }
  return StrCat(*integer);
}

std::string Joined(const Expr& expr, const char* separator) {
  return absl::StrJoin(expr.operands, separator, [](std::string* out, const Expr& operand) {
    const bool nested = operand.kind == Expr::Kind::kAnd || operand.kind == Expr::Kind::kOr;
    StrAppend(out, nested ? "(" : "", ToString(operand), nested ? ")" : "");
  });
}

std::string Negated(const Expr& operand) {
  const bool nested = operand.kind == Expr::Kind::kAnd || operand.kind == Expr::Kind::kOr;
  return nested ? StrCat("NOT (", ToString(operand), ")") : StrCat("NOT ", ToString(operand));
}

}  // namespace

std::string Quote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string ToString(const Expr& expr) {
  switch (expr.kind) {
    case Expr::Kind::kAnd:
      return Joined(expr, " AND ");
    case Expr::Kind::kOr:
      return Joined(expr, " OR ");
    case Expr::Kind::kNot:
      return Negated(expr.operands[0]);
    case Expr::Kind::kCompare:
      return StrCat(FieldText(expr), " ", OpText(expr.op), " ", ValueText(*expr.field, expr.value));
    case Expr::Kind::kContains:
    case Expr::Kind::kElement:
      return StrCat(FieldText(expr), " : ", ValueText(*expr.field, expr.value));
    case Expr::Kind::kPresent:
      return StrCat(FieldText(expr), ":*");
    case Expr::Kind::kWithin:
      return StrCat("within(", expr.field->path, ", ", ValueText(*expr.field, expr.value), ")");
    case Expr::Kind::kSearch:
      return StrCat("search(", Quote(std::get<std::string>(expr.value)), ")");
    case Expr::Kind::kHas:
      return StrCat("has(", expr.relation->name, ", ", ToString(expr.operands[0]), ")");
  }
  return "";
}

absl::StatusOr<Filter> Filter::Parse(std::string_view text, const Schema& schema, const Limits& limits) {
  ASSIGN_OR_RETURN(std::optional<Node> tree, ParseTree(text, limits));
  Filter filter;
  filter.schema_ = &schema;
  if (tree) {
    ASSIGN_OR_RETURN(Expr root, Check(text, *tree, schema));
    filter.root_ = std::move(root);
  }
  return filter;
}

std::string Filter::ToString() const { return root_ ? filter::ToString(*root_) : ""; }

}  // namespace gangmu::filter
