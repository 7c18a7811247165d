// What a filter may talk about: the fields of one resource with their types, and the child resources that has() looks
// into. A Schema knows nothing of storage; SqlMapping (sql.h) and Row (evaluate.h) bind it to one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"

namespace gangmu::filter {

enum class FieldType {
  kString,      // absent is the empty string
  kDecimal,     // exact; may be absent
  kInt,         // 64 bits; never absent
  kBool,        // never absent
  kEnum,        // a closed set of names; number 0 is absent
  kDate,        // civil date, YYYY-MM-DD; may be absent
  kTimestamp,   // an instant, microseconds since 1970-01-01T00:00:00Z; may be absent
  kStringList,  // repeated string
  kStringMap,   // string keys to string values, for example labels
};

// "text", "decimal number" and so on, for messages.
std::string_view FieldTypeName(FieldType type);

struct EnumValue {
  std::string name;  // short: LEVEL
  int64_t number = 0;
};

struct Field {
  std::string path;  // as written in filters, for example document.region.code
  FieldType type = FieldType::kString;
  std::vector<EnumValue> values;  // kEnum only
  std::string enum_prefix;        // kEnum only: INDICATOR_KIND_ makes INDICATOR_KIND_LEVEL another name of LEVEL
  std::string region_code;        // path of the field with the GB/T 2260 code that within(path, …) reads; else empty
  std::string unit_dimension;     // path of the field with the dimension that dimension(path, …) reads; else empty
  bool sortable = true;           // usable in order_by; never for lists and maps
  int index = 0;                  // place in Schema::fields(); set by Schema
};

class Schema;

// A set of child resources: has(name, condition) is true where one and the same child fits the condition.
struct Relation {
  std::string name;
  const Schema* child = nullptr;  // outlives this schema
  int index = 0;                  // place in Schema::relations(); set by Schema
};

// Immutable after construction; thread safe. Filters point into their schema, which must outlive them.
class Schema {
 public:
  // Field paths, relation names and the paths that fields refer to must be consistent; a fault is a defect of the
  // program and ends it. `searchable`: whether search("…") may be used.
  Schema(std::string resource, std::vector<Field> fields, std::vector<Relation> relations = {},
         bool searchable = false);
  Schema(const Schema&) = delete;
  Schema& operator=(const Schema&) = delete;

  const std::string& resource() const { return resource_; }  // for messages: "indicator"
  const std::vector<Field>& fields() const { return fields_; }
  const std::vector<Relation>& relations() const { return relations_; }
  bool searchable() const { return searchable_; }

  // nullptr where there is none.
  const Field* FindField(std::string_view path) const;
  const Relation* FindRelation(std::string_view name) const;

  // Up to three field paths that a writer of `path` may have meant, the nearest first.
  std::vector<std::string> NearFields(std::string_view path) const;

 private:
  std::string resource_;
  std::vector<Field> fields_;
  std::vector<Relation> relations_;
  bool searchable_;
  absl::flat_hash_map<std::string, int> by_path_;
};

}  // namespace gangmu::filter
