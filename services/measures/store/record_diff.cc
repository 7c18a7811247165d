#include "services/measures/store/record_diff.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include "common/text/strings.h"
#include "google/protobuf/descriptor.h"

namespace gangmu::measures {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using policy::v1::FieldChange;
using policy::v1::RecordChange;

// Of a document: what the store sets, and its text, which its digest stands for.
const std::set<std::string_view>& StoreFields() {
  static const auto& names = *new std::set<std::string_view>{
      "name",        "text",        "text_length",   "revision",        "etag",        "create_time",
      "update_time", "delete_time", "measure_count", "indicator_count", "duplicate_of"};
  return names;
}

// Of a measure or indicator: what an edit before it changes.
const std::set<std::string_view>& PlaceFields() {
  static const auto& names = *new std::set<std::string_view>{"span",    "subject_span", "sentence", "section",
                                                             "ordinal", "measure",      "part_of",  "restates"};
  return names;
}

std::string ScalarText(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection& r = *message.GetReflection();
  const bool one = index < 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return one ? r.GetString(message, field) : r.GetRepeatedString(message, field, index);
    case FieldDescriptor::CPPTYPE_ENUM:
      return (one ? r.GetEnum(message, field) : r.GetRepeatedEnum(message, field, index))->name();
    case FieldDescriptor::CPPTYPE_BOOL:
      return (one ? r.GetBool(message, field) : r.GetRepeatedBool(message, field, index)) ? "true" : "false";
    case FieldDescriptor::CPPTYPE_INT32:
      return StrCat(one ? r.GetInt32(message, field) : r.GetRepeatedInt32(message, field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return StrCat(one ? r.GetInt64(message, field) : r.GetRepeatedInt64(message, field, index));
    default:
      return message.ShortDebugString();  // no record has a field of another type
  }
}

// The set fields of a record as flat text, in the order of their numbers: {"region.code", "420100"}.
using FlatField = std::pair<std::string, std::string>;

class Flattener {
 public:
  explicit Flattener(Places places) : places_(places) {}

  std::vector<FlatField> Flatten(const Message& message) {
    fields_.clear();
    Add(message, "");
    return std::move(fields_);
  }

 private:
  bool Skipped(const FieldDescriptor* field, std::string_view prefix) const {
    if (!prefix.empty()) return false;
    if (field->containing_type() == policy::v1::Document::descriptor()) return StoreFields().contains(field->name());
    return field->name() == "name" || (places_ == Places::kIgnore && PlaceFields().contains(field->name()));
  }

  void Add(const Message& message, const std::string& prefix) {
    std::vector<const FieldDescriptor*> set;
    message.GetReflection()->ListFields(message, &set);
    for (const FieldDescriptor* field : set) {
      if (Skipped(field, prefix)) continue;
      const std::string path = prefix + field->name();
      if (field->is_map()) {
        AddMap(message, field, path);
      } else if (field->is_repeated()) {
        AddList(message, field, path);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Add(message.GetReflection()->GetMessage(message, field), path + ".");
      } else {
        fields_.emplace_back(path, ScalarText(message, field, -1));
      }
    }
  }

  void AddList(const Message& message, const FieldDescriptor* field, const std::string& path) {
    std::string text;
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      StrAppend(&text, i == 0 ? "" : ", ", ScalarText(message, field, i));
    }
    fields_.emplace_back(path, std::move(text));
  }

  void AddMap(const Message& message, const FieldDescriptor* field, const std::string& path) {
    std::map<std::string, std::string> entries;
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      const Message& entry = message.GetReflection()->GetRepeatedMessage(message, field, i);
      entries[ScalarText(entry, field->message_type()->map_key(), -1)] =
          ScalarText(entry, field->message_type()->map_value(), -1);
    }
    for (const auto& [key, value] : entries) fields_.emplace_back(StrCat(path, ".", key), value);
  }

  const Places places_;
  std::vector<FlatField> fields_;
};

void AddField(RecordChange& change, const std::string& field, const std::string& before, const std::string& after) {
  FieldChange& out = *change.add_fields();
  out.set_field(field);
  out.set_before(before);
  out.set_after(after);
}

// Fields of `after` in their order, then those that only `before` has.
void CompareFields(const std::vector<FlatField>& before, const std::vector<FlatField>& after, RecordChange& change) {
  std::map<std::string, std::string> earlier(before.begin(), before.end());
  for (const auto& [field, value] : after) {
    const auto it = earlier.find(field);
    const std::string old = it == earlier.end() ? "" : it->second;
    if (it != earlier.end()) earlier.erase(it);
    if (old != value) AddField(change, field, old, value);
  }
  for (const auto& [field, old] : earlier) AddField(change, field, old, "");
}

std::string TextOf(const policy::v1::Document& document) { return document.title(); }
std::string TextOf(const policy::v1::Measure& measure) {
  return measure.heading().empty() ? measure.label() : measure.heading();
}
std::string TextOf(const policy::v1::Indicator& indicator) { return indicator.text(); }

template <typename Resource>
void SetRules(const Resource&, RecordChange&) {}
void SetRules(const policy::v1::Indicator& indicator, RecordChange& change) {
  *change.mutable_rules() = indicator.rules();
}

class Comparison {
 public:
  explicit Comparison(Places places) : flattener_(places) {}

  // Either may be null, not both.
  template <typename Resource>
  void One(const Resource* before, const Resource* after) {
    RecordChange change;
    change.set_kind(before == nullptr  ? policy::v1::RECORD_CHANGE_KIND_ADDED
                    : after == nullptr ? policy::v1::RECORD_CHANGE_KIND_REMOVED
                                       : policy::v1::RECORD_CHANGE_KIND_CHANGED);
    const Resource& shown = after == nullptr ? *before : *after;
    change.set_name(shown.name());
    change.set_text(TextOf(shown));
    SetRules(shown, change);
    CompareFields(before ? flattener_.Flatten(*before) : std::vector<FlatField>(),
                  after ? flattener_.Flatten(*after) : std::vector<FlatField>(), change);
    const bool same = change.kind() == policy::v1::RECORD_CHANGE_KIND_CHANGED && change.fields().empty();
    if (!same) changes_.push_back(std::move(change));
  }

  template <typename Parts>
  void All(const Parts& before, const Parts& after) {
    using Resource = typename Parts::value_type;
    std::unordered_map<std::string, const Resource*> earlier;
    for (const Resource& part : before) earlier[part.name()] = &part;
    for (const Resource& part : after) {
      const auto it = earlier.find(part.name());
      One(it == earlier.end() ? nullptr : it->second, &part);
      if (it != earlier.end()) earlier.erase(it);
    }
    for (const Resource& part : before) {
      if (earlier.contains(part.name())) One<Resource>(&part, nullptr);
    }
  }

  std::vector<RecordChange> Take() { return std::move(changes_); }

 private:
  Flattener flattener_;
  std::vector<RecordChange> changes_;
};

}  // namespace

std::vector<RecordChange> CompareRecords(const policy::v1::DocumentRecord& before,
                                         const policy::v1::DocumentRecord& after, Places places) {
  Comparison comparison(places);
  comparison.One(before.has_document() ? &before.document() : nullptr,
                 after.has_document() ? &after.document() : nullptr);
  comparison.All(before.measures(), after.measures());
  comparison.All(before.indicators(), after.indicators());
  return comparison.Take();
}

}  // namespace gangmu::measures
