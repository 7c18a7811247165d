#include "services/ingestion/extraction/indicators/read_ahead.h"

namespace gangmu::extraction {

Reading* ReadAhead::Of(size_t block) {
  if (block >= end_) Fill(block);
  while (next_ < count_ && places_[next_] < block) ++next_;
  return next_ < count_ && places_[next_] == block ? &readings_[next_] : nullptr;
}

void ReadAhead::Fill(size_t block) {
  count_ = next_ = 0;
  for (end_ = block; end_ < blocks_.size() && count_ < kBatch; ++end_) {
    const Block& b = blocks_[end_];
    if (b.kind != BlockKind::kBody && b.kind != BlockKind::kHeading) continue;
    if (!AnyMark(marks_, b.span.start, b.span.end, kFigureMark)) continue;
    Reading& r = readings_[count_];
    r.passage.Assign(text_, marks_, b.span);
    Tokenize(r.passage, b.label.empty() ? 0 : r.passage.FromSource(b.label.end), r.cut);
    places_[count_++] = end_;
  }
  for (void (*const pass)(Reading&) : {PairChanges, ReadQualifiers, ReadKinds, FindSubjects}) {
    for (size_t i = 0; i < count_; ++i) pass(readings_[i]);
  }
}

}  // namespace gangmu::extraction
