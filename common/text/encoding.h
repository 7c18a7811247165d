// Bytes of a plain text → UTF-8, with what speaks for the charset. Strict: text in which a byte would have to be
// replaced is no text. Pure; thread safe.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace gangmu {

// What decided for a charset, the strongest first.
enum class CharsetEvidence {
  kByteOrderMark,
  kCaller,       // the caller said so, and the bytes are valid in it
  kDeclaration,  // the content said so (HTML meta, XML declaration), and the bytes are valid in it
  kDetection,    // valid in it, and more like Chinese in it than in any other
};

// "bom", "caller", "declaration", "detection".
std::string_view CharsetEvidenceName(CharsetEvidence evidence);

struct DecodedText {
  std::string text;     // UTF-8 without a byte-order mark, otherwise unchanged
  std::string charset;  // UTF-8, UTF-16LE, UTF-16BE, GB18030, Big5 or Big5-HKSCS
  CharsetEvidence evidence = CharsetEvidence::kDetection;
};

// What is known of the charset, as written: names and aliases in any case; unknown ones and empty ones say nothing.
struct CharsetHints {
  std::string_view caller;
  std::string_view declared;
};

// GBK, GB2312 and CP936 are read as GB18030, which contains them. A hint in which the bytes are not valid is not
// believed. ASCII is UTF-8; empty bytes are empty UTF-8.
// INVALID_ARGUMENT (NOT_TEXT) for bytes that are valid in none of the charsets, and for those with NUL or more than a
// few other control characters in each; metadata `charset` and `byteOffset` name the best try and where it failed.
absl::StatusOr<DecodedText> DecodeText(std::string_view bytes, const CharsetHints& hints = {});

// The charset that an IANA name or usual alias stands for, in the spelling of DecodedText::charset; empty for others.
std::string_view CanonicalCharset(std::string_view name);

}  // namespace gangmu
