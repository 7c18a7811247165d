#include "services/ingestion/extraction/lexicon.h"

#include <algorithm>

#include "services/ingestion/extraction/folding.h"
#include "services/ingestion/extraction/utf8.h"

namespace gangmu::extraction {

constexpr int kFirstSlotBits = 8;

Lexicon::Lexicon(Direction direction)
    : direction_(direction),
      mask_((uint64_t{1} << kFirstSlotBits) - 1),
      shift_(64 - kFirstSlotBits),
      root_(kPlane, 0),
      values_(1, -1),
      leaf_(1, 1),
      slots_(mask_ + 1, 0) {}

uint32_t Lexicon::NewState() {
  values_.push_back(-1);
  leaf_.push_back(1);
  return static_cast<uint32_t>(values_.size() - 1);
}

void Lexicon::Insert(uint64_t key, uint32_t next) {
  uint64_t i = Hash(key);
  while (slots_[i & mask_] != 0) ++i;
  slots_[i & mask_] = key << kStateBits | next;
}

void Lexicon::Grow() {
  std::vector<uint64_t> old(slots_.size() * 2, 0);
  old.swap(slots_);
  mask_ = slots_.size() - 1;
  --shift_;
  for (const uint64_t slot : old) {
    if (slot != 0) Insert(slot >> kStateBits, slot & ((1u << kStateBits) - 1));
  }
}

void Lexicon::Add(std::string_view term_utf8, int32_t value) {
  std::u32string term = ToUtf32(term_utf8);
  if (term.empty() || std::any_of(term.begin(), term.end(), [](char32_t c) { return c >= kPlane; })) return;
  const uint32_t* const table = FoldTable();
  for (char32_t& c : term) c = Fold(table, c).code_point;
  if (direction_ == Direction::kBackward) std::reverse(term.begin(), term.end());

  if (root_[term[0]] == 0) root_[term[0]] = NewState();
  uint32_t state = root_[term[0]];
  for (size_t i = 1; i < term.size(); ++i) {
    uint32_t next = Next(state, term[i]);
    if (next == 0) {
      if (2 * ++edges_ > slots_.size()) Grow();
      next = NewState();
      Insert(static_cast<uint64_t>(state) << 16 | term[i], next);
      leaf_[state] = 0;
    }
    state = next;
  }
  terms_ += values_[state] < 0;
  values_[state] = value;
}

void Lexicon::Mark(BigramFilter& filter, uint8_t bit) const {
  std::vector<char32_t> first(values_.size(), 0);  // by state: the code point that leads from the root to it
  for (char32_t c = 0; c < kPlane; ++c) {
    if (root_[c] == 0) continue;
    first[root_[c]] = c;
    if (values_[root_[c]] >= 0) filter.MarkSingle(c, bit);
  }
  for (const uint64_t slot : slots_) {
    if (slot == 0) continue;
    const uint64_t key = slot >> kStateBits;
    const char32_t a = first[key >> 16];
    const char32_t b = key & 0xFFFF;
    if (a == 0) continue;
    if (direction_ == Direction::kForward) {
      filter.MarkPair(a, b, bit);
    } else {
      filter.MarkPair(b, a, bit);
    }
  }
}

Lexicon LexiconOfRows(const std::vector<std::vector<std::string_view>>& rows, Lexicon::Direction direction) {
  Lexicon lexicon(direction);
  for (size_t i = 0; i < rows.size(); ++i) lexicon.Add(rows[i][0], static_cast<int32_t>(i));
  return lexicon;
}

}  // namespace gangmu::extraction
