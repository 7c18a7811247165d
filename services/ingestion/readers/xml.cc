#include "services/ingestion/readers/xml.h"

#include <libxml/parser.h>

#include "absl/strings/numbers.h"

#include "common/text/strings.h"
#include "services/ingestion/readers/errors.h"

namespace gangmu::readers {
namespace {

struct FreeParser {
  void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};

void InitialiseLibrary() {
  static const bool done = [] {
    xmlInitParser();
    return true;
  }();
  static_cast<void>(done);
}

std::string_view View(const xmlChar* text) {
  return text == nullptr ? std::string_view() : std::string_view(reinterpret_cast<const char*>(text));
}

// Stops at a document type declaration, before any of its entities is read.
void RefuseDoctype(void* context, const xmlChar*, const xmlChar*, const xmlChar*) {
  xmlStopParser(static_cast<xmlParserCtxt*>(context));
}

bool TooDeep(const xmlDoc& document, int max_depth) {
  const xmlNode* root = xmlDocGetRootElement(&document);
  int depth = 1;
  for (const xmlNode* node = root; node != nullptr;) {
    if (node->children != nullptr && node->type == XML_ELEMENT_NODE) {
      node = node->children;
      if (++depth > max_depth) return true;
      continue;
    }
    while (node != root && node->next == nullptr) node = node->parent, --depth;
    if (node == root) break;
    node = node->next;
  }
  return false;
}

}  // namespace

absl::StatusOr<XmlDocument> ParseXml(std::string_view xml, const Limits& limits, std::string_view media_type) {
  InitialiseLibrary();
  if (xml.size() > static_cast<size_t>(INT32_MAX)) return LimitExceeded("archiveBytes", "an XML part is too large");
  std::unique_ptr<xmlParserCtxt, FreeParser> context(xmlNewParserCtxt());
  if (context == nullptr) return Malformed(media_type, "out of memory");
  context->sax->internalSubset = RefuseDoctype;
  // libxml2 stops by itself at 256 levels without XML_PARSE_HUGE.
  XmlDocument document(xmlCtxtReadMemory(
      context.get(), xml.data(), static_cast<int>(xml.size()), nullptr, nullptr,
      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_COMPACT));
  const int code = context->errNo;
  if (document == nullptr || context->wellFormed == 0 || context->disableSAX != 0) {
    if (code == XML_ERR_INTERNAL_ERROR &&
        View(reinterpret_cast<const xmlChar*>(context->lastError.message)).find("depth") != std::string_view::npos) {
      return LimitExceeded("depth", "XML elements are nested too deeply");
    }
    return Malformed(media_type, "an XML part is not well-formed or has a document type declaration");
  }
  if (TooDeep(*document, limits.max_depth)) return LimitExceeded("depth", "XML elements are nested too deeply");
  return document;
}

bool IsElement(const xmlNode* node, std::string_view local_name) {
  return node->type == XML_ELEMENT_NODE && View(node->name) == local_name;
}

const xmlNode* FirstChild(const xmlNode* parent, std::string_view local_name) {
  for (const xmlNode* node = parent == nullptr ? nullptr : parent->children; node != nullptr; node = node->next) {
    if (IsElement(node, local_name)) return node;
  }
  return nullptr;
}

const xmlNode* NextSibling(const xmlNode* node, std::string_view local_name) {
  for (node = node->next; node != nullptr; node = node->next) {
    if (IsElement(node, local_name)) return node;
  }
  return nullptr;
}

std::string Attribute(const xmlNode* node, std::string_view local_name) {
  for (const xmlAttr* attribute = node == nullptr || node->type != XML_ELEMENT_NODE ? nullptr : node->properties;
       attribute != nullptr; attribute = attribute->next) {
    if (View(attribute->name) != local_name) continue;
    std::string value;
    for (const xmlNode* part = attribute->children; part != nullptr; part = part->next) value += View(part->content);
    return value;
  }
  return {};
}

int IntAttribute(const xmlNode* node, std::string_view local_name, int fallback) {
  int value = 0;
  return absl::SimpleAtoi(Attribute(node, local_name), &value) ? value : fallback;
}

std::string TextOf(const xmlNode* root) {
  std::string text;
  for (const xmlNode* node = root; node != nullptr; node = NextInTree(node, root, true)) {
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) text += View(node->content);
  }
  return text;
}

const xmlNode* NextInTree(const xmlNode* node, const xmlNode* root, bool descend) {
  if (descend && node->type == XML_ELEMENT_NODE && node->children != nullptr) return node->children;
  while (node != root && node->next == nullptr) node = node->parent;
  return node == root ? nullptr : node->next;
}

}  // namespace gangmu::readers
