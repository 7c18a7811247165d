#include "common/filter/schema.h"

#include <cstdio>
#include <cstdlib>

#include "common/filter/near_match.h"
#include "common/text/strings.h"

namespace gangmu::filter {
namespace {

[[noreturn]] void Defect(const std::string& what) {
  std::fprintf(stderr, "filter schema: %s\n", what.c_str());
  std::abort();
}

std::string_view LastPart(std::string_view path) {
  const size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

}  // namespace

std::string_view FieldTypeName(FieldType type) {
  switch (type) {
    case FieldType::kString:
      return "text";
    case FieldType::kDecimal:
      return "a decimal number";
    case FieldType::kInt:
      return "a whole number";
    case FieldType::kBool:
      return "true or false";
    case FieldType::kEnum:
      return "one of a set of names";
    case FieldType::kDate:
      return "a date";
    case FieldType::kTimestamp:
      return "a timestamp";
    case FieldType::kStringList:
      return "a list of texts";
    case FieldType::kStringMap:
      return "a map of texts";
  }
  return "unknown";
}

Schema::Schema(std::string resource, std::vector<Field> fields, std::vector<Relation> relations, bool searchable)
    : resource_(std::move(resource)),
      fields_(std::move(fields)),
      relations_(std::move(relations)),
      searchable_(searchable) {
  for (size_t i = 0; i < fields_.size(); ++i) {
    Field& field = fields_[i];
    field.index = static_cast<int>(i);
    if (field.type == FieldType::kStringList || field.type == FieldType::kStringMap) field.sortable = false;
    if (field.type == FieldType::kEnum && field.values.empty()) Defect(StrCat(field.path, ": an enum without values"));
    if (!by_path_.emplace(field.path, field.index).second) Defect(StrCat("two fields named ", field.path));
  }
  for (const Field& field : fields_) {
    for (const std::string& other : {field.region_code, field.unit_dimension}) {
      if (other.empty()) continue;
      const Field* target = FindField(other);
      if (target == nullptr || target->type != FieldType::kString) Defect(StrCat(field.path, " refers to ", other));
    }
  }
  // A code field is a region by itself too, so that within(region.code, …) is good filter text.
  for (const Field& field : std::vector<Field>(fields_)) {
    if (!field.region_code.empty()) fields_[by_path_.at(field.region_code)].region_code = field.region_code;
  }
  for (size_t i = 0; i < relations_.size(); ++i) {
    relations_[i].index = static_cast<int>(i);
    if (relations_[i].child == nullptr) Defect(StrCat("relation without a schema: ", relations_[i].name));
  }
}

const Field* Schema::FindField(std::string_view path) const {
  const auto it = by_path_.find(ToAbsl(path));
  return it == by_path_.end() ? nullptr : &fields_[it->second];
}

const Relation* Schema::FindRelation(std::string_view name) const {
  for (const Relation& relation : relations_) {
    if (relation.name == name) return &relation;
  }
  return nullptr;
}

std::vector<std::string> Schema::NearFields(std::string_view path) const {
  std::vector<std::string> paths;
  std::vector<std::string> same_end;  // issuer → document.issuer
  for (const Field& field : fields_) {
    paths.push_back(field.path);
    if (LastPart(field.path) == LastPart(path) && same_end.size() < 3) same_end.push_back(field.path);
  }
  return same_end.empty() ? NearMatches(path, paths) : same_end;
}

}  // namespace gangmu::filter
