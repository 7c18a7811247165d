// What a document does with the documents that it cites: what filters ask for as has(relations, …). Pure.
#pragma once

#include <string>
#include <vector>

#include "gangmu/policy/v1/policy.pb.h"

namespace gangmu::measures {

// One cited document in one relation.
struct DocumentRelation {
  policy::v1::Relation type = policy::v1::RELATION_UNSPECIFIED;
  std::string number;  // 发文字号; empty where none stands behind the title
  std::string title;   // without 《》; empty where only the number is named
  bool operator==(const DocumentRelation&) const = default;
};

// Each once, in the order of their first mention.
std::vector<DocumentRelation> RelationsOf(const google::protobuf::RepeatedPtrField<policy::v1::Entity>& entities);

}  // namespace gangmu::measures
