// Codelist entries: names, those that come with the program, and what a local one must be. Pure; thread safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/filter/filter.h"
#include "gangmu/policy/v1/codelist.pb.h"

namespace gangmu::measures {

struct CodelistKey {
  policy::v1::Codelist codelist = policy::v1::CODELIST_UNSPECIFIED;
  std::string code;
};

// codelists/units/entries/km2; nullopt for anything else. Codes have 1 to 64 bytes and no control characters.
std::optional<CodelistKey> ParseCodelistName(std::string_view name);
// codelists/units.
std::optional<policy::v1::Codelist> ParseCodelistParent(std::string_view parent);
std::string CodelistName(policy::v1::Codelist codelist, std::string_view code);

// Of one list, by code.
const std::vector<policy::v1::CodelistEntry>& BuiltInEntries(policy::v1::Codelist codelist);
// nullptr where the program brings none.
const policy::v1::CodelistEntry* FindBuiltIn(const CodelistKey& key);

// A local entry as it will be stored: its own fields only, with name, codelist, code and parent set from `key`.
// Errors: INVALID_FIELD with all violations below `entry`.
absl::StatusOr<policy::v1::CodelistEntry> MakeLocalEntry(const CodelistKey& key,
                                                         const policy::v1::CodelistEntry& fields);
// `stored` with the fields of `mask` (all that people may set where it is empty) from `changes`. Errors: INVALID_FIELD.
absl::StatusOr<policy::v1::CodelistEntry> UpdatedEntry(const policy::v1::CodelistEntry& stored,
                                                       const policy::v1::CodelistEntry& changes,
                                                       const std::vector<std::string>& mask);

const filter::Schema& CodelistSchema();
bool FitsFilter(const policy::v1::CodelistEntry& entry, const filter::Filter& filter);

}  // namespace gangmu::measures
