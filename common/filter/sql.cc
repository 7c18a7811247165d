#include "common/filter/sql.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::filter {
namespace {

[[noreturn]] void Defect(std::string_view what, std::string_view name) {
  std::fprintf(stderr, "%s\n", StrCat("filter mapping: ", what, " ", name).c_str());
  std::abort();
}

SqlValue ToSqlValue(const Value& value) {
  if (const auto* number = std::get_if<Decimal>(&value)) return SqlBlob{number->ToOrderedKey()};
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* integer = std::get_if<int64_t>(&value)) return *integer;
  return std::get<std::string>(value);
}

bool IsText(FieldType type) {
  return type == FieldType::kString || type == FieldType::kStringList || type == FieldType::kStringMap;
}

// Writes one expression. `negated` is pushed down to the comparisons, because a database knows a third truth value
// (NULL) there and the filter language does not.
class Writer {
 public:
  Writer(const SqlMapping& mapping, SqlBuilder& out) : mapping_(mapping), out_(out) {}

  absl::Status Write(const Expr& expr, bool negated) {
    switch (expr.kind) {
      case Expr::Kind::kAnd:
        return Junction(expr, negated, !negated);
      case Expr::Kind::kOr:
        return Junction(expr, negated, negated);
      case Expr::Kind::kNot:
        return Write(expr.operands[0], !negated);
      case Expr::Kind::kHas:
        return Has(expr, negated);
      case Expr::Kind::kSearch:
        return Search(expr, negated);
      case Expr::Kind::kElement:
        return Element(expr, negated);
      case Expr::Kind::kWithin:
        return Within(expr, negated);
      case Expr::Kind::kPresent:
        return Present(expr, negated);
      case Expr::Kind::kContains:
        return Contains(expr, negated);
      case Expr::Kind::kCompare:
        return Compare(expr, negated);
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Junction(const Expr& expr, bool negated, bool all) {
    out_.Text("(");
    for (size_t i = 0; i < expr.operands.size(); ++i) {
      if (i > 0) out_.Text(all ? " AND " : " OR ");
      RETURN_IF_ERROR(Write(expr.operands[i], negated));
    }
    out_.Text(")");
    return absl::OkStatus();
  }

  // Around a condition that is NULL where a value is absent.
  template <typename F>
  absl::Status Leaf(bool negated, F&& condition) {
    out_.Text("(");
    condition();
    out_.Text(negated ? ") IS NOT TRUE" : ")");
    return absl::OkStatus();
  }

  absl::Status Has(const Expr& expr, bool negated) {
    const SqlRelation& relation = mapping_.relation(*expr.relation);
    out_.Text(negated ? "NOT EXISTS (SELECT 1 " : "EXISTS (SELECT 1 ").Text(relation.children).Text(" AND ");
    RETURN_IF_ERROR(Writer(*relation.mapping, out_).Write(expr.operands[0], false));
    out_.Text(")");
    return absl::OkStatus();
  }

  absl::Status Search(const Expr& expr, bool negated) {
    out_.Text(negated ? "NOT (" : "(");
    RETURN_IF_ERROR(mapping_.search()(std::get<std::string>(expr.value), out_));
    out_.Text(")");
    return absl::OkStatus();
  }

  void OpenElements(const SqlField& field, bool negated) {
    out_.Text(negated ? "NOT EXISTS (SELECT 1 " : "EXISTS (SELECT 1 ").Text(field.elements);
  }

  absl::Status Element(const Expr& expr, bool negated) {
    const SqlField& field = mapping_.field(*expr.field);
    OpenElements(field, negated);
    out_.Text(" AND ").Text(field.element_value).Text(" = ").Bind(ToSqlValue(expr.value)).Text(")");
    return absl::OkStatus();
  }

  absl::Status Within(const Expr& expr, bool negated) {
    return Leaf(negated, [&] {
      const SqlField& field = mapping_.field(*expr.field);
      OrderedText(field).Text(" >= ").Bind(ToSqlValue(expr.value)).Text(" AND ");
      OrderedText(field).Text(" <= ").Bind(expr.upper);
    });
  }

  absl::Status Present(const Expr& expr, bool negated) {
    const SqlField& field = mapping_.field(*expr.field);
    const FieldType type = expr.field->type;
    if (type == FieldType::kStringList || type == FieldType::kStringMap) {
      OpenElements(field, negated);
      if (expr.has_key) out_.Text(" AND ").Text(field.element_key).Text(" = ").Bind(expr.key);
      out_.Text(")");
      return absl::OkStatus();
    }
    return Leaf(negated, [&] {
      out_.Text(field.column);
      if (type == FieldType::kEnum) {
        out_.Text(" <> 0");
      } else if (type == FieldType::kString || field.absent == Absent::kEmptyText) {
        out_.Text(" <> ''");
      } else {
        out_.Text(" IS NOT NULL");
      }
    });
  }

  void Holds(std::string_view column, const Value& part) {
    const bool sqlite = out_.dialect() == Dialect::kSqlite;
    out_.Text(sqlite ? "instr(" : "strpos(").Text(column).Text(", ").Bind(ToSqlValue(part)).Text(") > 0");
  }

  absl::Status Contains(const Expr& expr, bool negated) {
    const SqlField& field = mapping_.field(*expr.field);
    if (expr.field->type != FieldType::kStringMap) return Leaf(negated, [&] { Holds(field.column, expr.value); });
    OpenElements(field, negated);
    out_.Text(" AND ").Text(field.element_key).Text(" = ").Bind(expr.key).Text(" AND ");
    Holds(field.element_value, expr.value);
    out_.Text(")");
    return absl::OkStatus();
  }

  absl::Status Compare(const Expr& expr, bool negated) {
    // != is the opposite of =, also where the value is absent.
    if (expr.op == Op::kNotEqual) negated = !negated;
    const SqlField& field = mapping_.field(*expr.field);
    if (expr.field->type == FieldType::kStringMap) return CompareEntry(expr, field, negated);
    return Leaf(negated, [&] { Comparison(expr, field); });
  }

  // An entry that is not there equals the empty text.
  absl::Status CompareEntry(const Expr& expr, const SqlField& field, bool negated) {
    const bool with_empty = std::get<std::string>(expr.value).empty();
    OpenElements(field, negated != with_empty);
    out_.Text(" AND ").Text(field.element_key).Text(" = ").Bind(expr.key).Text(" AND ").Text(field.element_value);
    out_.Text(with_empty ? " <> " : " = ").Bind(ToSqlValue(expr.value)).Text(")");
    return absl::OkStatus();
  }

  void Comparison(const Expr& expr, const SqlField& field) {
    const Op op = expr.op == Op::kNotEqual ? Op::kEqual : expr.op;
    const FieldType type = expr.field->type;
    const bool below = op == Op::kLess || op == Op::kLessOrEqual;
    if (IsText(type) && field.absent == Absent::kNull && FitsEmptyText(op, std::get<std::string>(expr.value))) {
      out_.Text("COALESCE(").Text(field.column).Text(", '')");
      Collate();
    } else if (type == FieldType::kEnum && field.absent == Absent::kNull) {
      out_.Text("COALESCE(").Text(field.column).Text(", 0)");
    } else if ((IsText(type) || type == FieldType::kDate) && op != Op::kEqual) {
      OrderedText(field);
    } else {
      out_.Text(field.column);
    }
    out_.Text(" ").Text(OpText(op)).Text(" ").Bind(ToSqlValue(expr.value));
    if (type == FieldType::kDate && field.absent == Absent::kEmptyText && below) {
      out_.Text(" AND ").Text(field.column).Text(" <> ''");
    }
  }

  static bool FitsEmptyText(Op op, const std::string& value) {
    switch (op) {
      case Op::kLess:
        return !value.empty();
      case Op::kLessOrEqual:
        return true;
      case Op::kGreater:
        return false;
      default:
        return value.empty();  // = and >=
    }
  }

  SqlBuilder& OrderedText(const SqlField& field) {
    out_.Text(field.column);
    Collate();
    return out_;
  }

  void Collate() {
    if (out_.dialect() == Dialect::kPostgres) out_.Text(" COLLATE \"C\"");
  }

  const SqlMapping& mapping_;
  SqlBuilder& out_;
};

}  // namespace

SqlBuilder& SqlBuilder::Bind(SqlValue value) {
  out_.text += dialect_ == Dialect::kSqlite ? "?" : StrCat("$", next_);
  ++next_;
  out_.values.push_back(std::move(value));
  return *this;
}

SqlMapping::SqlMapping(const Schema& schema)
    : schema_(schema), fields_(schema.fields().size()), relations_(schema.relations().size()) {}

SqlMapping& SqlMapping::Set(std::string_view path, SqlField field) {
  const Field* known = schema_.FindField(path);
  if (known == nullptr) Defect("no field", path);
  fields_[static_cast<size_t>(known->index)] = std::move(field);
  return *this;
}

SqlMapping& SqlMapping::SetRelation(std::string_view name, SqlRelation relation) {
  const Relation* known = schema_.FindRelation(name);
  if (known == nullptr || relation.mapping == nullptr || &relation.mapping->schema() != known->child) {
    Defect("no relation", name);
  }
  relations_[static_cast<size_t>(known->index)] = std::move(relation);
  return *this;
}

SqlMapping& SqlMapping::SetSearch(SearchWriter writer) {
  search_ = std::move(writer);
  return *this;
}

std::vector<std::string> SqlMapping::Missing() const {
  std::vector<std::string> missing;
  for (const Field& field : schema_.fields()) {
    if (fields_[static_cast<size_t>(field.index)].column.empty() &&
        fields_[static_cast<size_t>(field.index)].elements.empty()) {
      missing.push_back(field.path);
    }
  }
  for (const Relation& relation : schema_.relations()) {
    if (relations_[static_cast<size_t>(relation.index)].mapping == nullptr) missing.push_back(relation.name);
  }
  if (schema_.searchable() && search_ == nullptr) missing.push_back("search");
  return missing;
}

absl::StatusOr<SqlCondition> ToSql(const Filter& filter, const SqlMapping& mapping, Dialect dialect,
                                   int first_parameter) {
  if (filter.empty()) return SqlCondition{"TRUE", {}};
  SqlBuilder builder(dialect, first_parameter);
  RETURN_IF_ERROR(Writer(mapping, builder).Write(filter.root(), false));
  return builder.Take();
}

}  // namespace gangmu::filter
