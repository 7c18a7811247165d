#include "tests/contract/random_filters.h"

#include <algorithm>

#include "common/filter/filter.h"
#include "common/filter/literal.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"

namespace gangmu::measures::testing {
namespace {

using filter::Field;
using filter::FieldType;
using filter::Schema;
using filter::Value;

std::string TextOf(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? "" : *text;
}

// As it is written behind an operator; empty where the value is absent.
std::string Literal(const Field& field, const Value& value) {
  switch (field.type) {
    case FieldType::kBool:
      return std::get_if<bool>(&value) == nullptr ? "" : std::get<bool>(value) ? "true" : "false";
    case FieldType::kInt:
      return std::get_if<int64_t>(&value) == nullptr ? "" : std::to_string(std::get<int64_t>(value));
    case FieldType::kDecimal:
      return std::get_if<Decimal>(&value) == nullptr ? "" : std::get<Decimal>(value).ToString();
    case FieldType::kTimestamp:
      return std::get_if<int64_t>(&value) == nullptr
                 ? ""
                 : StrCat("\"", filter::FormatTimestamp(std::get<int64_t>(value)), "\"");
    case FieldType::kEnum:
      for (const filter::EnumValue& name : field.values) {
        if (value == Value(name.number)) return name.name;
      }
      return "";
    case FieldType::kDate:
      return TextOf(value).empty() ? "" : filter::Quote(TextOf(value));
    default:
      return filter::Quote(TextOf(value));
  }
}

// Two code points of a text from somewhere.
std::string Piece(const std::string& text, int at) {
  const OffsetMap offsets(text);
  if (offsets.code_points() == 0) return "无";
  const size_t begin = static_cast<size_t>(at) % offsets.code_points();
  return text.substr(offsets.ToBytes(begin), offsets.ToBytes(begin + 2) - offsets.ToBytes(begin));
}

}  // namespace

std::string RandomFilters::Filter(const Schema& schema, int depth) {
  if (depth == 0 || Below(3) == 0) return Leaf(schema);
  const char* const joint = Below(2) == 0 ? " AND " : " OR ";
  std::string filter;
  for (int i = Below(2) + 2; i > 0; --i) {
    if (!filter.empty()) filter += joint;
    if (Below(4) == 0) filter += "NOT ";
    filter += "(" + Filter(schema, depth - 1) + ")";
  }
  return filter;
}

std::string RandomFilters::Leaf(const Schema& schema) {
  if (!schema.relations().empty() && Below(5) == 0) {
    const filter::Relation& relation = schema.relations()[static_cast<size_t>(Below(schema.relations().size()))];
    return StrCat("has(", relation.name, ", ", Filter(*relation.child, 1), ")");
  }
  const Field& field = schema.fields()[static_cast<size_t>(Below(schema.fields().size()))];
  const std::string function = Function(schema, field);
  return function.empty() ? Comparison(schema, field) : function;
}

std::string RandomFilters::Function(const Schema& schema, const Field& field) {
  if (!field.region_code.empty() && Below(2) == 0) {
    static const char* const kRegions[] = {"420000", "420100", "420106", "430000", "110000", "000000"};
    return StrCat("within(", field.path, ", \"", kRegions[Below(std::size(kRegions))], "\")");
  }
  if (!field.unit_dimension.empty() && Below(2) == 0) {
    static const char* const kDimensions[] = {"area", "length", "家", "CNY", "[qing]"};
    return StrCat("dimension(", field.path, ", \"", kDimensions[Below(std::size(kDimensions))], "\")");
  }
  return "";
}

Value RandomFilters::Invented(const Field& field) {
  static const char* const kTexts[] = {"意见", "国发〔2019〕7号", "办法"};
  if (field.type == FieldType::kEnum) return field.values[static_cast<size_t>(Below(field.values.size()))].number;
  if (field.type == FieldType::kDate) return std::string(Below(2) == 0 ? "2020-02-29" : "9999-12-31");
  if (field.type == FieldType::kString) return std::string(kTexts[Below(std::size(kTexts))]);
  return {};
}

std::string RandomFilters::Comparison(const Schema& schema, const Field& field) {
  Value value;
  std::string element, key = Below(2) == 0 ? "team" : "lot";
  pick_(schema, [&](const filter::Row& row) {
    if (field.type == FieldType::kStringMap) {
      element = row.Entry(field, key).value_or("");
    } else if (field.type == FieldType::kStringList) {
      row.AnyElement(field, [&](std::string_view e) {
        element = e;
        return Below(2) == 0;
      });
    } else {
      value = row.Get(field);
    }
  });
  if (value.index() == 0 && Below(2) == 0) value = Invented(field);
  const std::string present = StrCat(field.path, ":*");
  const bool text = field.type == FieldType::kString, map = field.type == FieldType::kStringMap;
  if (field.type == FieldType::kStringList) {
    return Below(4) == 0 || element.empty() ? present : StrCat(field.path, " : ", filter::Quote(element));
  }
  if (map && Below(3) == 0) return Below(2) == 0 ? present : StrCat(field.path, ":", key);
  if (map) {
    return StrCat(field.path, ".", key, Below(2) == 0 ? " = " : " != ", filter::Quote(element));
  }
  const bool may_lack = field.type != FieldType::kInt && field.type != FieldType::kBool;
  if (may_lack && Below(6) == 0) return present;
  if (text && Below(3) == 0) return StrCat(field.path, " : ", filter::Quote(Piece(TextOf(value), Below(20))));
  const std::string literal = Literal(field, value);
  if (literal.empty())
    return may_lack ? present : StrCat(field.path, field.type == FieldType::kInt ? " = 0" : " = true");
  static const char* const kOps[] = {" = ", " != ", " < ", " <= ", " > ", " >= "};
  const bool ordered = field.type != FieldType::kBool && field.type != FieldType::kEnum;
  return StrCat(field.path, kOps[Below(ordered ? 6 : 2)], literal);
}

std::string RandomFilters::OrderBy(const Schema& schema) {
  std::vector<std::string> used;
  std::string order;
  for (int i = Below(3); i > 0; --i) {
    const Field& field = schema.fields()[static_cast<size_t>(Below(schema.fields().size()))];
    if (!field.sortable || std::find(used.begin(), used.end(), field.path) != used.end()) continue;
    used.push_back(field.path);
    StrAppend(&order, order.empty() ? "" : ", ", field.path, Below(2) == 0 ? " desc" : "");
  }
  return order;
}

}  // namespace gangmu::measures::testing
