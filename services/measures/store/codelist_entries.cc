#include "services/measures/store/codelist_entries.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/codelists/codelists.h"
#include "common/codelists/regions.h"
#include "common/decimal/decimal.h"
#include "common/filter/evaluate.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "common/units/units.h"

namespace gangmu::measures {
namespace {

using filter::Field;
using filter::FieldType;
using policy::v1::Codelist;
using policy::v1::CodelistEntry;

constexpr std::pair<Codelist, std::string_view> kLists[] = {
    {policy::v1::CODELIST_UNITS, "codelists/units"},
    {policy::v1::CODELIST_REGIONS, "codelists/regions"},
    {policy::v1::CODELIST_TOPICS, "codelists/topics"},
    {policy::v1::CODELIST_INSTRUMENTS, "codelists/instruments"},
    {policy::v1::CODELIST_DOCUMENT_TYPES, "codelists/document-types"},
};
constexpr std::string_view kEntries = "/entries/";

CodelistEntry NewEntry(Codelist codelist, std::string_view code, std::string_view title, std::string_view note) {
  CodelistEntry entry;
  entry.set_name(CodelistName(codelist, code));
  entry.set_codelist(codelist);
  entry.set_code(std::string(code));
  entry.set_title(std::string(title));
  entry.set_note(std::string(note));
  return entry;
}

std::string ParentOf(std::string_view code) {
  const codelists::Region* parent = codelists::ParentRegion(code);
  return parent == nullptr ? "" : std::string(parent->code);
}

// Keyed by code: a code that is in use today hides one that was withdrawn.
using ByCode = std::map<std::string, CodelistEntry>;

ByCode Units() {
  ByCode entries;
  for (const units::Unit& unit : units::AllUnits()) {
    CodelistEntry& entry = entries[unit.code] = NewEntry(policy::v1::CODELIST_UNITS, unit.code, unit.name, "");
    entry.set_dimension(unit.dimension);
    entry.set_factor(unit.factor.ToString());
    entry.set_exact(unit.exact);
  }
  return entries;
}

ByCode Regions() {
  ByCode entries;
  for (const codelists::FormerRegion& former : codelists::FormerRegions()) {
    const std::string code(former.code);
    CodelistEntry& entry = entries[code] = NewEntry(policy::v1::CODELIST_REGIONS, code, former.name, former.what);
    entry.set_parent(ParentOf(code));
    entry.set_withdrawn_year(former.year);
    entry.set_replaced_by(std::string(former.present));
  }
  for (const codelists::Region& region : codelists::AllRegions()) {
    const std::string code(region.code);
    CodelistEntry& entry = entries[code] = NewEntry(policy::v1::CODELIST_REGIONS, code, region.name, "");
    entry.set_parent(ParentOf(code));
  }
  return entries;
}

ByCode Named(Codelist codelist, const std::vector<codelists::Entry>& list) {
  ByCode entries;
  for (const codelists::Entry& entry : list) {
    entries[std::string(entry.code)] = NewEntry(codelist, entry.code, entry.code, entry.note);
  }
  return entries;
}

std::vector<CodelistEntry> Values(ByCode entries) {
  std::vector<CodelistEntry> values;
  for (auto& [code, entry] : entries) values.push_back(std::move(entry));
  return values;
}

void CheckLength(const std::string& text, const char* field, size_t most, Violations& violations) {
  if (text.size() > most) violations.Add(field, StrCat("got ", text.size(), " bytes, want at most ", most));
}

void CheckUnit(const CodelistEntry& entry, Violations& violations) {
  if (entry.dimension().empty()) violations.Add("entry.dimension", "must be set, for example area");
  const auto factor = Decimal::Parse(entry.factor());
  if (!factor.ok() || Decimal::Compare(*factor, Decimal::FromInt(0)) <= 0) {
    violations.Add("entry.factor", StrCat("got '", CutAtCodePoint(entry.factor(), 40), "', want a decimal above 0"));
  }
}

void CheckRegion(const CodelistEntry& entry, Violations& violations) {
  const std::string& code = entry.code();
  const bool digits =
      code.size() == 6 && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits) {
    violations.Add("entry.name", "a region's code has six digits, so that within(…) holds by the code");
  } else if (codelists::FindRegion(StrCat(code.substr(0, 2), "0000")) == nullptr) {
    violations.Add("entry.name", "the code lies in no province");
  }
  if (entry.withdrawn_year() != 0 && (entry.withdrawn_year() < 1949 || entry.withdrawn_year() > 2999)) {
    violations.Add("entry.withdrawn_year", StrCat("got ", entry.withdrawn_year(), ", want a year, or 0"));
  }
}

class EntryRow final : public filter::Row {
 public:
  explicit EntryRow(const CodelistEntry& entry) : entry_(entry) {}

  filter::Value Get(const Field& field) const override {
    const auto* reflection = entry_.GetReflection();
    const auto* descriptor = entry_.GetDescriptor()->FindFieldByName(field.path);
    switch (field.type) {
      case FieldType::kBool:
        return reflection->GetBool(entry_, descriptor);
      case FieldType::kInt:
        return int64_t{reflection->GetInt32(entry_, descriptor)};
      default:
        return reflection->GetString(entry_, descriptor);
    }
  }

 private:
  const CodelistEntry& entry_;
};

// What people may set.
constexpr const char* kSettable[] = {"title", "note", "dimension", "factor", "exact", "withdrawn_year", "replaced_by"};

}  // namespace

std::optional<CodelistKey> ParseCodelistName(std::string_view name) {
  for (const auto& [codelist, list] : kLists) {
    if (!name.starts_with(list) || !name.substr(list.size()).starts_with(kEntries)) continue;
    const std::string_view code = name.substr(list.size() + kEntries.size());
    const bool bad = code.empty() || code.size() > 64 || !IsValidUtf8(code) ||
                     std::any_of(code.begin(), code.end(),
                                 [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F; });
    if (!bad) return CodelistKey{codelist, std::string(code)};
  }
  return std::nullopt;
}

std::optional<Codelist> ParseCodelistParent(std::string_view parent) {
  for (const auto& [codelist, list] : kLists) {
    if (parent == list) return codelist;
  }
  return std::nullopt;
}

std::string CodelistName(Codelist codelist, std::string_view code) {
  for (const auto& [known, list] : kLists) {
    if (known == codelist) return StrCat(list, kEntries, code);
  }
  return "";
}

const std::vector<CodelistEntry>& BuiltInEntries(Codelist codelist) {
  static const auto& lists = *new std::map<Codelist, std::vector<CodelistEntry>>{
      {policy::v1::CODELIST_UNITS, Values(Units())},
      {policy::v1::CODELIST_REGIONS, Values(Regions())},
      {policy::v1::CODELIST_TOPICS, Values(Named(policy::v1::CODELIST_TOPICS, codelists::Topics()))},
      {policy::v1::CODELIST_INSTRUMENTS, Values(Named(policy::v1::CODELIST_INSTRUMENTS, codelists::Instruments()))},
      {policy::v1::CODELIST_DOCUMENT_TYPES,
       Values(Named(policy::v1::CODELIST_DOCUMENT_TYPES, codelists::DocumentTypes()))},
  };
  static const auto& none = *new std::vector<CodelistEntry>;
  const auto it = lists.find(codelist);
  return it == lists.end() ? none : it->second;
}

const CodelistEntry* FindBuiltIn(const CodelistKey& key) {
  const std::vector<CodelistEntry>& entries = BuiltInEntries(key.codelist);
  const auto it =
      std::lower_bound(entries.begin(), entries.end(), key.code,
                       [](const CodelistEntry& entry, const std::string& code) { return entry.code() < code; });
  return it == entries.end() || it->code() != key.code ? nullptr : &*it;
}

absl::StatusOr<CodelistEntry> MakeLocalEntry(const CodelistKey& key, const CodelistEntry& fields) {
  CodelistEntry entry = NewEntry(key.codelist, key.code, fields.title(), fields.note());
  entry.set_local(true);
  Violations violations;
  CheckLength(entry.title(), "entry.title", 128, violations);
  CheckLength(entry.note(), "entry.note", 512, violations);
  const bool unit = key.codelist == policy::v1::CODELIST_UNITS, region = key.codelist == policy::v1::CODELIST_REGIONS;
  if (unit) {
    entry.set_dimension(fields.dimension());
    entry.set_factor(fields.factor());
    entry.set_exact(fields.exact());
    CheckUnit(entry, violations);
  } else if (!fields.dimension().empty() || !fields.factor().empty()) {
    violations.Add("entry.dimension", "dimension and factor are for units");
  }
  if (region) {
    entry.set_parent(ParentOf(key.code));
    entry.set_withdrawn_year(fields.withdrawn_year());
    entry.set_replaced_by(fields.replaced_by());
    CheckRegion(entry, violations);
  } else if (fields.withdrawn_year() != 0 || !fields.replaced_by().empty()) {
    violations.Add("entry.withdrawn_year", "withdrawn_year and replaced_by are for regions");
  }
  RETURN_IF_ERROR(violations.ToStatus());
  return entry;
}

absl::StatusOr<CodelistEntry> UpdatedEntry(const CodelistEntry& stored, const CodelistEntry& changes,
                                           const std::vector<std::string>& mask) {
  CodelistEntry merged = stored;
  const auto* reflection = merged.GetReflection();
  std::vector<std::string> fields = mask;
  if (fields.empty()) fields.assign(std::begin(kSettable), std::end(kSettable));
  for (const std::string& name : fields) {
    if (std::find(std::begin(kSettable), std::end(kSettable), name) == std::end(kSettable)) {
      return InvalidField("update_mask", StrCat("'", CutAtCodePoint(name, 60), "' cannot be changed"));
    }
    const auto* field = merged.GetDescriptor()->FindFieldByName(name);
    switch (field->cpp_type()) {
      case google::protobuf::FieldDescriptor::CPPTYPE_BOOL:
        reflection->SetBool(&merged, field, reflection->GetBool(changes, field));
        break;
      case google::protobuf::FieldDescriptor::CPPTYPE_INT32:
        reflection->SetInt32(&merged, field, reflection->GetInt32(changes, field));
        break;
      default:
        reflection->SetString(&merged, field, reflection->GetString(changes, field));
    }
  }
  return MakeLocalEntry({stored.codelist(), stored.code()}, merged);
}

const filter::Schema& CodelistSchema() {
  static const filter::Schema& schema = *[] {
    std::vector<Field> fields;
    for (const char* name : {"code", "title", "note", "dimension", "parent", "replaced_by"}) {
      fields.push_back({.path = name, .type = FieldType::kString});
    }
    fields[0].region_code = "code";
    for (const char* name : {"local", "exact"}) fields.push_back({.path = name, .type = FieldType::kBool});
    fields.push_back({.path = "withdrawn_year", .type = FieldType::kInt});
    return new filter::Schema("entry", std::move(fields));
  }();
  return schema;
}

bool FitsFilter(const CodelistEntry& entry, const filter::Filter& filter) {
  return filter::Matches(filter, EntryRow(entry));
}

}  // namespace gangmu::measures
