// What the tests of extraction share: extraction of a text, and its parts as strings that are easy to compare.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "services/ingestion/extraction/extractor.h"

namespace gangmu::extraction {

struct Extracted {
  explicit Extracted(std::string_view text) : e(Extract(text).value()), r(e.result) {}

  std::string Slice(const Span& s) const { return e.text.Slice(s); }

  // "label|heading", one a unit.
  std::vector<std::string> Sections() const {
    std::vector<std::string> out;
    for (const Section& s : r.sections) out.push_back(Slice(s.label) + "|" + Slice(s.heading));
    return out;
  }
  std::vector<std::string> Measures() const {  // labelled ones
    std::vector<std::string> out;
    for (const Measure& m : r.measures) {
      if (!m.label.empty()) out.push_back(Slice(m.label) + "|" + Slice(m.heading));
    }
    return out;
  }
  std::vector<std::string> Paragraphs() const {  // unlabelled measures
    std::vector<std::string> out;
    for (const Measure& m : r.measures) {
      if (m.label.empty()) out.push_back(Slice(m.span));
    }
    return out;
  }
  std::vector<std::string> Path(const Measure& m) const {
    std::vector<std::string> out;
    for (int32_t s = m.section; s >= 0; s = r.sections[s].parent) out.insert(out.begin(), Slice(r.sections[s].heading));
    return out;
  }
  // "text|code" of the entities of one kind.
  std::vector<std::string> Entities(EntityKind kind) const {
    std::vector<std::string> out;
    for (const Entity& x : r.entities) {
      if (x.kind == kind) out.push_back(Slice(x.span) + (x.code.empty() ? "" : "|" + x.code));
    }
    return out;
  }

  Extraction e;
  const Result& r;
};

}  // namespace gangmu::extraction
