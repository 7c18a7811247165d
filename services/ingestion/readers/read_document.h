// What a reader returns: the document text of a file with what the file itself says about it, and the way back from the
// text to the place in the file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace gangmu::readers {

// From `text_offset` (code points of the document text) on, up to the next anchor, the text comes from this place.
struct SourceAnchor {
  int32_t text_offset = 0;
  int32_t page = 0;       // from 1; 0 for formats without pages
  int64_t byte = -1;      // offset in the file; -1 for formats that keep their text in a container, or set it on pages
  int32_t paragraph = 0;  // from 1, of the part that holds the text; 0 for formats without
  bool operator==(const SourceAnchor&) const = default;
};

// What the file states about the document outside of its text: the masthead of a web page. Empty where it does not.
struct Metadata {
  std::string title;
  std::string issuer;
  std::string source;                     // 来源, 信息来源: who published the page
  std::string publish_date;               // YYYY-MM-DD
  std::vector<std::string> channel_path;  // outermost first, for example 政务公开, 政策文件
  bool operator==(const Metadata&) const = default;
};

struct ReadDocument {
  std::string text;        // UTF-8, no byte-order mark, LF line ends
  std::string media_type;  // found by content, for example text/html
  std::string charset;  // the text was decoded from, for example GB18030; empty for formats that carry text themselves
  std::string charset_evidence;  // bom, declaration, detection or caller; empty with charset
  std::string text_part;         // of a container, that holds the text: word/document.xml; empty for other formats
  Metadata metadata;
  std::vector<SourceAnchor> source_map;  // text_offset rising; the first at 0
};

}  // namespace gangmu::readers
