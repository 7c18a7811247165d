// Search by scanning: the plain twin that the index is held against. Slow and simple.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/search/query.h"
#include "common/search/rank.h"

namespace gangmu::search {

// Passages of one entry, by field.
using PlainEntry = std::vector<std::pair<int, std::string>>;

class PlainIndex {
 public:
  explicit PlainIndex(FieldWeights weights) : weights_(weights) {}

  void Put(int64_t row, PlainEntry entry) { entries_[row] = std::move(entry); }
  void Remove(int64_t row) { entries_.erase(row); }
  const std::map<int64_t, PlainEntry>& entries() const { return entries_; }

  std::vector<Hit> Rank(const Query& query) const {
    Totals totals;
    for (const auto& [row, entry] : entries_) {
      ++totals.entries;
      totals.tokens += Length(entry);
    }
    std::vector<Hit> hits;
    for (const auto& [row, entry] : entries_) {
      if (!Fits(query, query.root, entry)) continue;
      Hit hit{row, 0};
      for (const Phrase& phrase : query.phrases) {
        const uint64_t frequency = Frequency(phrase, entry);
        if (!phrase.wanted || frequency == 0) continue;
        hit.score += PhraseScore(frequency, Length(entry), With(phrase), totals);
      }
      hits.push_back(hit);
    }
    return hits;
  }

 private:
  static int Count(const Phrase& phrase, const std::string& text) {
    const std::vector<Token> tokens = Tokenize(text);
    int count = 0;
    for (size_t at = 0; at + phrase.tokens.size() <= tokens.size(); ++at) {
      size_t same = 0;
      while (same < phrase.tokens.size() && tokens[at + same].code == phrase.tokens[same]) ++same;
      if (same == phrase.tokens.size()) ++count;
    }
    return count;
  }

  uint64_t Frequency(const Phrase& phrase, const PlainEntry& entry) const {
    uint64_t sum = 0;
    for (const auto& [field, text] : entry) {
      sum += static_cast<uint64_t>(Count(phrase, text)) * weights_[static_cast<size_t>(field)];
    }
    return sum;
  }

  static uint32_t Length(const PlainEntry& entry) {
    size_t length = 0;
    for (const auto& [field, text] : entry) length += Tokenize(text).size();
    return static_cast<uint32_t>(length);
  }

  int64_t With(const Phrase& phrase) const {
    return std::count_if(entries_.begin(), entries_.end(),
                         [&](const auto& entry) { return Frequency(phrase, entry.second) > 0; });
  }

  bool Fits(const Query& query, const Node& node, const PlainEntry& entry) const {
    const auto fits = [&](const Node& child) { return Fits(query, child, entry); };
    switch (node.kind) {
      case Node::Kind::kPhrase:
        return Frequency(query.phrases[static_cast<size_t>(node.phrase)], entry) > 0;
      case Node::Kind::kAnd:
        return std::all_of(node.children.begin(), node.children.end(), fits);
      case Node::Kind::kOr:
        return std::any_of(node.children.begin(), node.children.end(), fits);
      case Node::Kind::kNot:
        return !fits(node.children[0]);
    }
    return false;
  }

  FieldWeights weights_;
  std::map<int64_t, PlainEntry> entries_;
};

}  // namespace gangmu::search
