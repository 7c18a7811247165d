// Reads the blocks of a document in batches: each pass goes over a whole batch before the next begins, so that its code
// and what the processor has learned of its branches stay at hand. The passes know nothing of other blocks.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "services/ingestion/extraction/indicators/findings.h"
#include "services/ingestion/extraction/structure/blocks.h"

namespace gangmu::extraction {

class ReadAhead {
 public:
  // All three are kept by reference; `marks` are the landmarks of the text.
  ReadAhead(const SourceText& text, const uint8_t* marks, const std::vector<Block>& blocks)
      : text_(text), marks_(marks), blocks_(blocks) {}

  // Quantities and times of a block and what the rules find about each; null where the block holds no figure. Blocks
  // must be asked for in order; the reading is good until the next call.
  Reading* Of(size_t block);

 private:
  static constexpr size_t kBatch = 16;

  void Fill(size_t block);

  const SourceText& text_;
  const uint8_t* const marks_;
  const std::vector<Block>& blocks_;
  std::array<Reading, kBatch> readings_;  // their memory is used again and again
  std::array<size_t, kBatch> places_{};   // the blocks that they are of, rising
  size_t count_ = 0;                      // readings of the batch
  size_t next_ = 0;                       // reading not yet given
  size_t end_ = 0;                        // block behind the batch
};

}  // namespace gangmu::extraction
