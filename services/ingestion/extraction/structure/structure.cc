#include "services/ingestion/extraction/structure/blocks.h"

namespace gangmu::extraction {

Structure FindStructure(const SourceText& text, Result& result) {
  Structure structure;
  for (const Line& line : text.lines()) {
    if (line.content.empty()) continue;
    Block block{.span = line.content};
    block.measure = static_cast<int32_t>(result.measures.size());
    result.measures.push_back({.span = line.content});
    structure.blocks.push_back(block);
  }
  return structure;
}

}  // namespace gangmu::extraction
