// Checks that requests of several services share. Each adds what is wrong with `field` to `violations`.
#pragma once

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"

#include "common/status/error.h"
#include "services/measures/rpc/validate.h"

namespace gangmu::measures {

// Whether it is documents/{id}, or documents/{id}/{collection}/{id}.
bool IsDocumentName(std::string_view name);
bool IsChildName(std::string_view name, std::string_view collection);

void CheckDocumentName(std::string_view name, const std::string& field, Violations* violations);
void CheckChildName(std::string_view name, const char* collection, const std::string& field, Violations* violations);
// documents/{id} or documents/-.
void CheckParent(const std::string& parent, Violations* violations);
void CheckAuthorship(const std::string& author, const std::string& reason, Violations* violations);

template <typename Request>
void CheckPage(const Request& request, Violations* violations) {
  if (request.page_size() < 0) {
    violations->Add("page_size", absl::StrCat("got ", request.page_size(), ", want 0 to ", kMaxPageSize));
  }
}

// Each name by `check(name, field, violations)`.
template <typename Names, typename Check>
void CheckNames(const Names& names, int most, Violations* violations, Check check) {
  if (names.empty() || names.size() > most) {
    violations->Add("names", absl::StrCat("got ", names.size(), " names, want 1 to ", most));
    return;
  }
  for (int i = 0; i < names.size(); ++i) check(names[i], absl::StrCat("names[", i, "]"), violations);
}

}  // namespace gangmu::measures
