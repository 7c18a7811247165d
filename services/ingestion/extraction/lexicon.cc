#include "services/ingestion/extraction/lexicon.h"

#include <algorithm>

#include "services/ingestion/extraction/folding.h"
#include "services/ingestion/extraction/utf8.h"

namespace gangmu::extraction {

constexpr int kFirstBits = 4;  // of the number of buckets

Lexicon::Lexicon(Direction direction)
    : direction_(direction), mask_((uint64_t{1} << kFirstBits) - 1), shift_(64 - kFirstBits), buckets_(mask_ + 1) {}

// The slot that holds `key`, or the free one where it belongs.
Lexicon::Slot Lexicon::SlotOf(uint64_t key) {
  for (uint64_t i = Hash(key);; ++i) {
    Bucket& bucket = buckets_[i & mask_];
    for (size_t place = 0; place < bucket.keys.size(); ++place) {
      if (bucket.keys[place] == key || bucket.keys[place] == 0) return {&bucket, place};
    }
    bucket.nexts[0] |= kRunsOver;
  }
}

// Half of the slots stay free, so that few buckets run over.
void Lexicon::Grow() {
  std::vector<Bucket> old(buckets_.size() * 2);
  old.swap(buckets_);
  mask_ = buckets_.size() - 1;
  --shift_;
  for (const Bucket& bucket : old) {
    for (size_t i = 0; i < bucket.keys.size() && bucket.keys[i] != 0; ++i) {
      const Slot slot = SlotOf(bucket.keys[i]);
      slot.bucket->keys[slot.place] = bucket.keys[i];
      slot.bucket->nexts[slot.place] |= bucket.nexts[i] & ~kRunsOver;
      slot.bucket->values[slot.place] = bucket.values[i];
    }
  }
}

// The edge from `state` by `c`, made where there is none.
Lexicon::Slot Lexicon::Enter(uint32_t state, char32_t c) {
  const uint64_t key = static_cast<uint64_t>(state) << 16 | c;
  Slot slot = SlotOf(key);
  if (slot.bucket->keys[slot.place] == key) return slot;
  if (++edges_ * 2 > buckets_.size() * slot.bucket->keys.size()) {
    Grow();
    slot = SlotOf(key);
  }
  slot.bucket->keys[slot.place] = key;
  slot.bucket->nexts[slot.place] |= next_state_++;
  return slot;
}

void Lexicon::Add(std::string_view term_utf8, int32_t value) {
  std::u32string term = ToUtf32(term_utf8);
  if (term.empty() || std::any_of(term.begin(), term.end(), [](char32_t c) { return c >= kPlane; })) return;
  const uint32_t* const table = FoldTable();
  for (char32_t& c : term) c = Fold(table, c).code_point;
  if (direction_ == Direction::kBackward) std::reverse(term.begin(), term.end());

  if (term.size() == 1) {
    if (single_.empty()) single_.assign(kPlane, -1);
    terms_ += single_[term[0]] < 0;
    single_[term[0]] = value;
    return;
  }
  uint32_t state = term[0];
  for (size_t i = 1; i < term.size(); ++i) {
    const Slot slot = Enter(state, term[i]);
    uint32_t& next = slot.bucket->nexts[slot.place];
    state = next & ((1u << kStateBits) - 1);
    if (i + 1 < term.size()) {
      next |= Bit(term[i + 1]) << kStateBits;
      continue;
    }
    terms_ += slot.bucket->values[slot.place] < 0;
    slot.bucket->values[slot.place] = value;
  }
}

void Lexicon::Mark(BigramFilter& filter, uint8_t bit) const {
  for (size_t c = 0; c < single_.size(); ++c) {
    if (single_[c] >= 0) filter.MarkSingle(static_cast<char32_t>(c), bit);
  }
  for (const Bucket& bucket : buckets_) {
    for (const uint64_t key : bucket.keys) {
      if (key == 0 || key >> 16 >= kPlane) continue;
      const char32_t a = static_cast<char32_t>(key >> 16);
      const char32_t b = static_cast<char32_t>(key & 0xFFFF);
      if (direction_ == Direction::kForward) {
        filter.MarkPair(a, b, bit);
      } else {
        filter.MarkPair(b, a, bit);
      }
    }
  }
}

Lexicon LexiconOfRows(const std::vector<std::vector<std::string_view>>& rows, Lexicon::Direction direction) {
  Lexicon lexicon(direction);
  for (size_t i = 0; i < rows.size(); ++i) lexicon.Add(rows[i][0], static_cast<int32_t>(i));
  return lexicon;
}

}  // namespace gangmu::extraction
