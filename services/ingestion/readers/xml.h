// XML parts of office containers as a tree, over libxml2, within limits. A document type declaration is refused (both
// OOXML and OFD forbid it), so entities can neither expand nor name files; nothing is loaded from anywhere.
#pragma once

#include <libxml/tree.h>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

#include "services/ingestion/readers/reader.h"

namespace gangmu::readers {

struct FreeXml {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using XmlDocument = std::unique_ptr<xmlDoc, FreeXml>;

// Errors: FILE_MALFORMED, LIMIT_EXCEEDED (depth).
absl::StatusOr<XmlDocument> ParseXml(std::string_view xml, const Limits& limits, std::string_view media_type);

// Names are compared without namespace prefix: files of different producers use different prefixes and, for OFD,
// different namespace versions.
bool IsElement(const xmlNode* node, std::string_view local_name);

// First child element of that name; null where none.
const xmlNode* FirstChild(const xmlNode* parent, std::string_view local_name);
// Next sibling element of that name; null where none.
const xmlNode* NextSibling(const xmlNode* node, std::string_view local_name);

// Value of an attribute by its local name; empty where absent.
std::string Attribute(const xmlNode* node, std::string_view local_name);
int IntAttribute(const xmlNode* node, std::string_view local_name, int fallback);

// All text below a node.
std::string TextOf(const xmlNode* node);

// The next node of a walk in document order below `root`, going into `node`'s children only where `descend`.
const xmlNode* NextInTree(const xmlNode* node, const xmlNode* root, bool descend);

}  // namespace gangmu::readers
