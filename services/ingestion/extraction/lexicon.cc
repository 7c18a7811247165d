#include "services/ingestion/extraction/lexicon.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "services/ingestion/extraction/folding.h"
#include "services/ingestion/extraction/utf8.h"

namespace gangmu::extraction {

// Returns whether the key is new.
bool EdgeTable::Insert(uint32_t key, uint32_t payload) {
  for (uint32_t i = Hash(key);; ++i) {
    Bucket& bucket = buckets_[i & mask_];
    for (size_t place = 0; place < bucket.keys.size(); ++place) {
      uint32_t& held = bucket.payloads[place];
      const bool free = (held & ~kRunsOver) == 0;
      if (!free && bucket.keys[place] != key) continue;
      bucket.keys[place] = key;
      held = payload | (held & kRunsOver);
      return free;
    }
    bucket.payloads[0] |= kRunsOver;
  }
}

void EdgeTable::Set(uint32_t key, uint32_t payload) {
  if (!Insert(key, payload)) return;
  // Half of the places stay free, so that few buckets run over.
  if (++edges_ * 2 > buckets_.size() * buckets_[0].keys.size()) Grow();
}

void EdgeTable::Grow() {
  std::vector<Bucket> old(buckets_.size() * 2);
  old.swap(buckets_);
  mask_ = static_cast<uint32_t>(buckets_.size() - 1);
  --shift_;
  for (const Bucket& bucket : old) {
    for (size_t i = 0; i < bucket.keys.size(); ++i) {
      if (const uint32_t payload = bucket.payloads[i] & ~kRunsOver; payload != 0) Insert(bucket.keys[i], payload);
    }
  }
}

uint32_t Lexicon::NodeAt(EdgeTable& table, uint32_t key, char32_t follower) {
  Edge edge(table.Find(key));
  if (!edge.exists() || edge.ends()) {
    const uint32_t value = edge.value();
    edge = Edge::ToNode(static_cast<uint32_t>(node_values_.size()));
    node_values_.push_back(static_cast<uint16_t>(value));
  }
  edge.AddFollower(follower);
  table.Set(key, edge.bits());
  return edge.node();
}

void Lexicon::End(EdgeTable& table, uint32_t key, int32_t value) {
  const Edge edge(table.Find(key));
  terms_ += ValueOf(edge) == 0;
  if (edge.exists() && !edge.ends()) {
    node_values_[edge.node()] = static_cast<uint16_t>(value + 1);
  } else {
    table.Set(key, Edge::End(value).bits());
  }
}

void Lexicon::Add(std::string_view term_utf8, int32_t value) {
  std::u32string term = ToUtf32(term_utf8);
  if (term.empty() || std::any_of(term.begin(), term.end(), [](char32_t c) { return c >= kPlane; })) return;
  // Vocabularies are part of the program: one that does not fit is a defect of the build.
  if (value < 0 || value > kMostValue || node_values_.size() + term.size() >= kNodes) {
    std::fprintf(stderr, "extraction data: the lexicon is full\n");
    std::abort();
  }
  const uint32_t* const table = FoldTable();
  for (char32_t& c : term) c = Fold(table, c).code_point;
  if (direction_ == Direction::kBackward) std::reverse(term.begin(), term.end());

  if (term.size() == 1) {
    if (singles_.empty()) singles_.assign(kPlane, 0);
    terms_ += singles_[term[0]] == 0;
    singles_[term[0]] = static_cast<uint16_t>(value + 1);
    return;
  }
  EdgeTable* edges = &pairs_;
  uint32_t state = term[0];
  for (size_t i = 1; i + 1 < term.size(); ++i) {
    state = NodeAt(*edges, Key(state, term[i]), term[i + 1]);
    edges = &deeper_;
  }
  End(*edges, Key(state, term.back()), value);
}

void Lexicon::Mark(BigramFilter& filter, uint8_t bit) const {
  for (size_t c = 0; c < singles_.size(); ++c) {
    if (singles_[c] != 0) filter.MarkSingle(static_cast<char32_t>(c), bit);
  }
  pairs_.ForEachKey([&](uint32_t key) {
    const char32_t a = key >> 16, b = key & 0xFFFF;
    if (direction_ == Direction::kForward) {
      filter.MarkPair(a, b, bit);
    } else {
      filter.MarkPair(b, a, bit);
    }
  });
}

Lexicon LexiconOfRows(const std::vector<std::vector<std::string_view>>& rows, Lexicon::Direction direction) {
  Lexicon lexicon(direction);
  for (size_t i = 0; i < rows.size(); ++i) lexicon.Add(rows[i][0], static_cast<int32_t>(i));
  return lexicon;
}

}  // namespace gangmu::extraction
