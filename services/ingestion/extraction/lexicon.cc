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
      edges_(mask_ + 1) {}

void Lexicon::Insert(const Edge& edge) {
  uint64_t i = Hash(edge.key());
  while (edges_[i & mask_].key_and_followers != 0) ++i;
  edges_[i & mask_] = edge;
}

void Lexicon::Grow() {
  std::vector<Edge> old(edges_.size() * 2);
  old.swap(edges_);
  mask_ = edges_.size() - 1;
  --shift_;
  for (const Edge& edge : old) {
    if (edge.key_and_followers != 0) Insert(edge);
  }
}

// The edge from `state` by `c`, made where there is none.
Lexicon::Edge& Lexicon::Enter(uint32_t state, char32_t c) {
  if (const Edge* edge = Find(state, c)) return const_cast<Edge&>(*edge);
  if (2 * ++count_ > edges_.size()) Grow();
  Edge edge;
  edge.key_and_followers = (static_cast<uint64_t>(state) << 16 | c) << kFollowers;
  edge.next = next_state_++;
  Insert(edge);
  return const_cast<Edge&>(*Find(state, c));
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
    Edge& edge = Enter(state, term[i]);
    state = edge.next;
    if (i + 1 < term.size()) {
      edge.key_and_followers |= Bit(term[i + 1]);
      continue;
    }
    terms_ += edge.value < 0;
    edge.value = value;
  }
}

void Lexicon::Mark(BigramFilter& filter, uint8_t bit) const {
  for (size_t c = 0; c < single_.size(); ++c) {
    if (single_[c] >= 0) filter.MarkSingle(static_cast<char32_t>(c), bit);
  }
  for (const Edge& edge : edges_) {
    const uint64_t first = edge.key() >> 16;
    if (edge.key_and_followers == 0 || first >= kPlane) continue;
    const char32_t a = static_cast<char32_t>(first);
    const char32_t b = static_cast<char32_t>(edge.key() & 0xFFFF);
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
