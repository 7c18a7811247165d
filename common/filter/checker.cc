#include "common/filter/checker.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"

#include "common/filter/fault.h"
#include "common/filter/literal.h"
#include "common/filter/near_match.h"
#include "common/text/strings.h"

namespace gangmu::filter {
namespace {

constexpr size_t kMaxFaults = 10;

struct Found {
  size_t begin = 0;
  size_t end = 0;
  std::string message;
  std::string proposal;
  std::vector<std::string> near;
};

std::string Dotted(const std::vector<Word>& path) {
  std::string out;
  for (const Word& word : path) StrAppend(&out, out.empty() ? "" : ".", word.text);
  return out;
}

// Digits of a GB/T 2260 code that its subtree shares: none for the country, 2 for a province, 4 for a prefecture, 6 for
// a county.
std::optional<size_t> SubtreeDigits(std::string_view code) {
  if (code.size() != 6 || code.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  if (code == "000000") return 0;
  if (code.substr(2) == "0000") return 2;
  return code.substr(4) == "00" ? 4 : 6;
}

bool IsEqualityOnly(FieldType type) { return type == FieldType::kBool || type == FieldType::kEnum; }

class Checker {
 public:
  explicit Checker(std::string_view source) : source_(source) {}

  // Faults are collected; the returned expression is meaningful where there are none.
  Expr Condition(const Node& node, const Schema& schema) {
    switch (node.kind) {
      case Node::Kind::kAnd:
        return Junction(Expr::Kind::kAnd, node, schema);
      case Node::Kind::kOr:
        return Junction(Expr::Kind::kOr, node, schema);
      case Node::Kind::kNot:
        return Not(node, schema);
      case Node::Kind::kRestriction:
        return Restriction(node, schema);
      case Node::Kind::kCall:
        return Call(node, schema);
      case Node::Kind::kBare:
        return Bare(node, schema);
    }
    return {};
  }

  absl::Status ToStatus() const {
    if (faults_.empty()) return absl::OkStatus();
    const Found& first = faults_[0];
    Error error = Fault(source_, first.begin, first.end, first.message);
    if (!first.near.empty()) error.With("near", absl::StrJoin(first.near, ","));
    if (!first.proposal.empty()) error.With("proposal", first.proposal);
    for (size_t i = 1; i < faults_.size(); ++i) {
      error.Violation(
          "filter", StrCat("filter, position ", CodePointOffset(source_, faults_[i].begin), ": ", faults_[i].message));
    }
    return error;
  }

 private:
  Expr Report(size_t begin, size_t end, std::string message, std::string proposal = "",
              std::vector<std::string> near = {}) {
    if (!near.empty()) StrAppend(&message, "; did you mean ", absl::StrJoin(near, ", "), "?");
    if (faults_.size() < kMaxFaults) {
      faults_.push_back({begin, end, std::move(message), std::move(proposal), std::move(near)});
    }
    return {};
  }

  // ANDs inside ANDs and ORs inside ORs are one list.
  Expr Junction(Expr::Kind kind, const Node& node, const Schema& schema) {
    Expr expr;
    expr.kind = kind;
    for (const Node& child : node.children) {
      Expr operand = Condition(child, schema);
      if (operand.kind == kind && !operand.operands.empty()) {
        std::move(operand.operands.begin(), operand.operands.end(), std::back_inserter(expr.operands));
      } else {
        expr.operands.push_back(std::move(operand));
      }
    }
    return expr;
  }

  Expr Not(const Node& node, const Schema& schema) {
    Expr expr;
    expr.kind = Expr::Kind::kNot;
    expr.operands.push_back(Condition(node.children[0], schema));
    return expr;
  }

  Expr Bare(const Node& node, const Schema& schema) {
    const Word& word = node.path[0];
    if (word.quoted) {
      const std::string proposal = StrCat("search(", Quote(word.text), ")");
      return Report(node.begin, node.end, StrCat("a text alone is no condition: for full text search write ", proposal),
                    proposal);
    }
    const Field* field = schema.FindField(Dotted(node.path));
    if (field == nullptr) return UnknownField(node, schema);
    const std::string proposal =
        field->type == FieldType::kBool ? StrCat(field->path, " = true") : StrCat(field->path, ":*");
    return Report(node.begin, node.end, StrCat("a field alone is no condition: write ", proposal), proposal);
  }

  Expr UnknownField(const Node& node, const Schema& schema) {
    const Word& first = node.path.front();
    const Word& last = node.path.back();
    if (first.quoted)
      return Report(first.begin, first.end, "a field stands on the left of a comparison, without quotes");
    if (Decimal::Parse(first.text).ok()) {
      return Report(first.begin, first.end, "a field stands on the left of a comparison, the number on the right");
    }
    const std::string path = Dotted(node.path);
    std::vector<std::string> near = schema.NearFields(path);
    return Report(first.begin, last.end, StrCat(schema.resource(), " has no field ", Quote(CutAtCodePoint(path, 60))),
                  "", std::move(near));
  }

  // The field of a path; for a map the path may go one part further, the key.
  const Field* Resolve(const Node& node, const Schema& schema, Expr& expr) {
    if (const Field* field = schema.FindField(Dotted(node.path))) return field;
    if (node.path.size() < 2) return nullptr;
    for (size_t parts = node.path.size() - 1; parts > 0; --parts) {
      const std::vector<Word> head(node.path.begin(), node.path.begin() + static_cast<std::ptrdiff_t>(parts));
      const Field* field = schema.FindField(Dotted(head));
      if (field == nullptr || field->type != FieldType::kStringMap) continue;
      expr.has_key = true;
      expr.key = Dotted({node.path.begin() + static_cast<std::ptrdiff_t>(parts), node.path.end()});
      return field;
    }
    return nullptr;
  }

  Expr Restriction(const Node& node, const Schema& schema) {
    Expr expr;
    expr.field = Resolve(node, schema, expr);
    if (expr.field == nullptr) return UnknownField(node, schema);
    if (node.value.star) return Presence(node, std::move(expr));
    if (expr.field->type == FieldType::kStringMap) return MapEntry(node, std::move(expr));
    if (node.op == Op::kHas) return Has(node, std::move(expr));
    if (expr.field->type == FieldType::kStringList) {
      const std::string proposal = StrCat(expr.field->path, " : ", Quote(node.value.text));
      return Report(node.begin, node.end, StrCat(expr.field->path, " is a list: write ", proposal), proposal);
    }
    if (IsEqualityOnly(expr.field->type) && node.op != Op::kEqual && node.op != Op::kNotEqual) {
      return Report(node.begin, node.end, StrCat(expr.field->path, " has no order: compare it with = or !="));
    }
    expr.kind = Expr::Kind::kCompare;
    expr.op = node.op;
    return WithValue(node, std::move(expr));
  }

  Expr WithValue(const Node& node, Expr expr) {
    std::variant<Value, LiteralFault> literal = ParseLiteral(*expr.field, node.value);
    if (auto* fault = std::get_if<LiteralFault>(&literal)) {
      return Report(node.value.begin, node.value.end, StrCat(expr.field->path, " ", fault->message), fault->proposal,
                    std::move(fault->near));
    }
    expr.value = std::move(std::get<Value>(literal));
    return expr;
  }

  Expr Presence(const Node& node, Expr expr) {
    if (expr.field->type == FieldType::kBool || expr.field->type == FieldType::kInt) {
      return Report(node.begin, node.end, StrCat(expr.field->path, " always has a value"));
    }
    expr.kind = Expr::Kind::kPresent;
    return expr;
  }

  Expr Has(const Node& node, Expr expr) {
    const FieldType type = expr.field->type;
    if (type != FieldType::kString && type != FieldType::kStringList) {
      return Report(node.begin, node.end,
                    StrCat(expr.field->path, " is ", FieldTypeName(type), ": ':' searches texts and lists; write ="));
    }
    expr.kind = type == FieldType::kString ? Expr::Kind::kContains : Expr::Kind::kElement;
    if (node.value.text.empty()) return EmptyText(node, expr);
    return WithValue(node, std::move(expr));
  }

  Expr EmptyText(const Node& node, const Expr& expr) {
    const std::string proposal = StrCat(expr.field->path, ":*");
    return Report(node.value.begin, node.value.end, StrCat("the empty text is part of every text: write ", proposal),
                  proposal);
  }

  // labels.key = "v", labels.key != "v", labels.key : "part", labels : key.
  Expr MapEntry(const Node& node, Expr expr) {
    if (!expr.has_key) {
      if (node.op != Op::kHas) {
        const std::string proposal = StrCat(expr.field->path, ".key ", OpText(node.op), " ", Quote(node.value.text));
        return Report(node.begin, node.end, StrCat(expr.field->path, " is a map: write ", proposal), proposal);
      }
      expr.kind = Expr::Kind::kPresent;
      expr.has_key = true;
      expr.key = node.value.text;
      return expr;
    }
    if (node.op != Op::kEqual && node.op != Op::kNotEqual && node.op != Op::kHas) {
      return Report(node.begin, node.end, StrCat(expr.field->path, " has no order: compare it with =, != or :"));
    }
    expr.kind = node.op == Op::kHas ? Expr::Kind::kContains : Expr::Kind::kCompare;
    expr.op = node.op == Op::kHas ? Op::kEqual : node.op;
    if (node.op == Op::kHas && node.value.text.empty()) return EmptyText(node, expr);
    return WithValue(node, std::move(expr));
  }

  Expr Call(const Node& node, const Schema& schema) {
    const std::string name = Dotted(node.path);
    if (name == "has") return CallHas(node, schema);
    if (name == "within") return CallWithin(node, schema);
    if (name == "dimension") return CallDimension(node, schema);
    if (name == "search") return CallSearch(node, schema);
    return Report(
        node.path.front().begin, node.path.back().end,
        StrCat("no function ", Quote(CutAtCodePoint(name, 60)), "; there are has, within, dimension and search"), "",
        NearMatches(name, {"has", "within", "dimension", "search"}));
  }

  Expr CallHas(const Node& node, const Schema& schema) {
    if (node.children.size() != 2 || node.children[0].kind != Node::Kind::kBare) {
      return Report(node.begin, node.end, "has takes children and a condition: has(indicators, value > 100)");
    }
    const std::string name = Dotted(node.children[0].path);
    const Relation* relation = schema.FindRelation(name);
    if (relation == nullptr) {
      std::vector<std::string> names;
      for (const Relation& r : schema.relations()) names.push_back(r.name);
      std::vector<std::string> near = NearMatches(name, names);
      for (const std::string& other : names) {
        if (other.ends_with(StrCat(".", name))) near.insert(near.begin(), other);
      }
      const std::string known = names.empty() ? "; it has none" : StrCat("; it has ", absl::StrJoin(names, ", "));
      return Report(node.children[0].begin, node.children[0].end,
                    StrCat(schema.resource(), " has no children ", Quote(CutAtCodePoint(name, 60)), known), "", near);
    }
    Expr expr;
    expr.kind = Expr::Kind::kHas;
    expr.relation = relation;
    expr.operands.push_back(Condition(node.children[1], *relation->child));
    return expr;
  }

  // The field of f(field, "value") with the argument's text; nullptr after a report.
  const Field* FieldAndText(const Node& node, const Schema& schema, std::string_view example) {
    const bool fits = node.children.size() == 2 && node.children[0].kind == Node::Kind::kBare &&
                      node.children[1].kind == Node::Kind::kBare && node.children[1].path.size() == 1;
    if (!fits) {
      Report(node.begin, node.end, StrCat("the function takes a field and a text: ", example));
      return nullptr;
    }
    const Field* field = schema.FindField(Dotted(node.children[0].path));
    if (field == nullptr) UnknownField(node.children[0], schema);
    return field;
  }

  Expr CallWithin(const Node& node, const Schema& schema) {
    const Field* field = FieldAndText(node, schema, "within(region, \"420000\")");
    if (field == nullptr) return {};
    const Node& argument = node.children[1];
    if (field->region_code.empty()) {
      return Report(node.children[0].begin, node.children[0].end, StrCat(field->path, " is no region"));
    }
    const std::string& code = argument.path[0].text;
    const std::optional<size_t> digits = SubtreeDigits(code);
    if (!digits) {
      return Report(argument.begin, argument.end,
                    "a region is a GB/T 2260 code of six digits, for example \"420000\" for 湖北省");
    }
    Expr expr;
    expr.kind = Expr::Kind::kWithin;
    expr.field = schema.FindField(field->region_code);
    expr.value = code;
    expr.upper = code.substr(0, *digits) + std::string(6 - *digits, '9');
    return expr;
  }

  Expr CallDimension(const Node& node, const Schema& schema) {
    const Field* field = FieldAndText(node, schema, "dimension(unit, \"mass\")");
    if (field == nullptr) return {};
    if (field->unit_dimension.empty()) {
      return Report(node.children[0].begin, node.children[0].end, StrCat(field->path, " is no unit"));
    }
    Expr expr;
    expr.kind = Expr::Kind::kCompare;
    expr.field = schema.FindField(field->unit_dimension);
    expr.op = Op::kEqual;
    expr.value = node.children[1].path[0].text;
    return expr;
  }

  Expr CallSearch(const Node& node, const Schema& schema) {
    const bool fits = node.children.size() == 1 && node.children[0].kind == Node::Kind::kBare &&
                      node.children[0].path[0].quoted && !node.children[0].path[0].text.empty();
    if (!fits) return Report(node.begin, node.end, "search takes one text in quotes: search(\"补贴\")");
    if (!schema.searchable()) {
      return Report(node.begin, node.end,
                    StrCat("full text search is not available for ", schema.resource(), "s here"));
    }
    Expr expr;
    expr.kind = Expr::Kind::kSearch;
    expr.value = node.children[0].path[0].text;
    return expr;
  }

  std::string_view source_;
  std::vector<Found> faults_;
};

}  // namespace

absl::StatusOr<Expr> Check(std::string_view source, const Node& node, const Schema& schema) {
  Checker checker(source);
  Expr expr = checker.Condition(node, schema);
  if (absl::Status status = checker.ToStatus(); !status.ok()) return status;
  return expr;
}

}  // namespace gangmu::filter
