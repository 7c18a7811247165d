// Names of administrative divisions in the text, with their GB/T 2260 codes (common/codelists/regions.h).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/codelists/regions.h"
#include "services/ingestion/extraction/lexicon.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

// What a name at a place of the text may stand for.
struct PlaceName {
  int32_t length = 0;                                 // code points; 0: no name here
  int32_t trap = 0;                                   // length of a word that only looks like a name (均衡水平)
  const codelists::Region* const* regions = nullptr;  // those that bear the name, in order of codes
  int32_t count = 0;
  bool full = false;  // 武汉市, not 武汉
  bool needs_context =
      false;  // an ordinary word, or the short name of a county: only behind a division that contains it
  explicit operator bool() const { return length > 0; }
};

// Immutable, thread safe.
class PlaceNames {
 public:
  static const PlaceNames& Get();

  // The longest name at [at, end).
  PlaceName At(std::u32string_view folded, int32_t at, int32_t end) const;
  const Lexicon& lexicon() const { return lexicon_; }

 private:
  struct Entry {
    int32_t first = 0;
    int32_t count = 0;
    bool full = false;
    bool needs_context = false;
  };
  PlaceNames();

  Lexicon lexicon_;
  std::vector<Entry> entries_;
  std::vector<const codelists::Region*> regions_;
};

// The one of `name`'s divisions that lies within `context` (a code, may be empty); without context, the only one there
// is. nullptr where neither decides.
const codelists::Region* ResolvePlace(const PlaceName& name, std::string_view context);

// The most specific division that a line names (江苏省宿迁市沭阳县 → 沭阳县), with the span of its name; empty where
// none.
struct PlaceInLine {
  const codelists::Region* region = nullptr;
  Span span;
};
PlaceInLine FindPlaceInLine(const SourceText& text, Span line);

}  // namespace gangmu::extraction
