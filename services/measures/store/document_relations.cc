#include "services/measures/store/document_relations.h"

#include <set>
#include <string>
#include <string_view>

#include "common/text/strings.h"

namespace gangmu::measures {
namespace {

// The title between 《 and 》; empty for a number that stands alone.
std::string TitleIn(std::string_view text) {
  constexpr std::string_view kOpen = "《", kClose = "》";
  if (!text.starts_with(kOpen)) return "";
  text.remove_prefix(kOpen.size());
  if (text.ends_with(kClose)) text.remove_suffix(kClose.size());
  std::string title;
  for (const char c : text) {
    if (c != '\n' && c != '\r') title += c;  // a title may be wrapped
  }
  return title;
}

}  // namespace

std::vector<DocumentRelation> RelationsOf(const google::protobuf::RepeatedPtrField<policy::v1::Entity>& entities) {
  std::vector<DocumentRelation> relations;
  std::set<std::string> seen;  // beside the list: a record may cite a million documents
  for (const policy::v1::Entity& entity : entities) {
    if (entity.kind() != policy::v1::ENTITY_KIND_CITED_DOCUMENT) continue;
    DocumentRelation relation{entity.relation(), entity.code(), TitleIn(entity.text())};
    const std::string key = StrCat(static_cast<int>(relation.type), "\n", relation.number, "\n", relation.title);
    if (seen.insert(key).second) relations.push_back(std::move(relation));
  }
  return relations;
}

}  // namespace gangmu::measures
