#include "common/search/rank.h"

#include <algorithm>
#include <iterator>

#include "common/status/macros.h"

namespace gangmu::search {
namespace {

// Both rise; the places of `a` that stand `distance` before one of `b`, in the same row.
std::vector<Place> Followed(const std::vector<Place>& a, const std::vector<Place>& b, uint64_t distance) {
  std::vector<Place> out;
  auto other = b.begin();
  for (const Place place : a) {
    const Place wanted = place + distance;  // a stream ends before its positions do, so this stays in the row
    while (other != b.end() && *other < wanted) ++other;
    if (other == b.end()) break;
    if (*other == wanted) out.push_back(place);
  }
  return out;
}

// Where the phrase begins. Pairs at every second token cover it, the last pair ends with its end.
absl::StatusOr<std::vector<Place>> FindPhrase(const Phrase& phrase, PostingSource& source) {
  const std::vector<TokenCode>& tokens = phrase.tokens;
  std::vector<Place> found;
  if (tokens.size() == 1) {
    RETURN_IF_ERROR(source.Read(FirstTerm(tokens[0]), LastTerm(tokens[0]), found));
    return found;
  }
  for (size_t at = 0; at + 1 < tokens.size();) {
    std::vector<Place> pair;
    const Term term = MakeTerm(tokens[at], tokens[at + 1]);
    if (at == 0 || !found.empty()) RETURN_IF_ERROR(source.Read(term, term, pair));
    found = at == 0 ? std::move(pair) : Followed(found, pair, at);
    if (at + 2 == tokens.size()) break;
    at = std::min(at + 2, tokens.size() - 2);
  }
  return found;
}

std::vector<int64_t> RowsOf(const std::vector<Place>& places) {
  std::vector<int64_t> rows;
  for (const Place place : places) {
    if (rows.empty() || rows.back() != RowOf(place)) rows.push_back(RowOf(place));
  }
  return rows;
}

using Found = std::vector<std::vector<Place>>;  // of each phrase

std::vector<int64_t> Evaluate(const Node& node, const Found& found);

std::vector<int64_t> All(const Node& node, const Found& found) {
  std::vector<int64_t> rows;
  bool first = true;
  for (const Node& child : node.children) {
    if (child.kind == Node::Kind::kNot) continue;
    std::vector<int64_t> with = Evaluate(child, found), both;
    if (first) {
      rows = std::move(with);
    } else {
      std::set_intersection(rows.begin(), rows.end(), with.begin(), with.end(), std::back_inserter(both));
      rows = std::move(both);
    }
    first = false;
  }
  for (const Node& child : node.children) {
    if (child.kind != Node::Kind::kNot) continue;
    const std::vector<int64_t> without = Evaluate(child.children[0], found);
    std::vector<int64_t> left;
    std::set_difference(rows.begin(), rows.end(), without.begin(), without.end(), std::back_inserter(left));
    rows = std::move(left);
  }
  return rows;
}

std::vector<int64_t> Any(const Node& node, const Found& found) {
  std::vector<int64_t> rows;
  for (const Node& child : node.children) {
    const std::vector<int64_t> with = Evaluate(child, found);
    std::vector<int64_t> either;
    std::set_union(rows.begin(), rows.end(), with.begin(), with.end(), std::back_inserter(either));
    rows = std::move(either);
  }
  return rows;
}

std::vector<int64_t> Evaluate(const Node& node, const Found& found) {
  switch (node.kind) {
    case Node::Kind::kPhrase:
      return RowsOf(found[static_cast<size_t>(node.phrase)]);
    case Node::Kind::kAnd:
      return All(node, found);
    case Node::Kind::kOr:
      return Any(node, found);
    case Node::Kind::kNot:
      return {};  // the parser lets it stand below kAnd only
  }
  return {};
}

absl::StatusOr<Found> FindPhrases(const Query& query, PostingSource& source) {
  Found found;
  for (const Phrase& phrase : query.phrases) {
    ASSIGN_OR_RETURN(found.emplace_back(), FindPhrase(phrase, source));
  }
  return found;
}

uint32_t WeightAt(uint32_t position, const FieldSizes& sizes, const FieldWeights& weights) {
  uint32_t end = 0;
  for (size_t field = 0; field < sizes.size(); ++field) {
    end += sizes[field];
    if (position < end) return weights[field];
  }
  return 0;
}

// Adds what one phrase gives to each of `hits`, whose rows `sizes` describes.
void AddScores(const std::vector<Place>& places, const std::vector<RowSize>& sizes, const FieldWeights& weights,
               const Totals& totals, std::vector<Hit>& hits) {
  const auto with_phrase = static_cast<int64_t>(RowsOf(places).size());
  auto place = places.begin();
  for (size_t i = 0; i < hits.size(); ++i) {
    uint64_t frequency = 0;
    while (place != places.end() && RowOf(*place) < hits[i].row) ++place;
    for (; place != places.end() && RowOf(*place) == hits[i].row; ++place) {
      frequency += WeightAt(PositionOf(*place), sizes[i].sizes, weights);
    }
    if (frequency > 0) hits[i].score += PhraseScore(frequency, sizes[i].length, with_phrase, totals);
  }
}

}  // namespace

int64_t Log2(uint64_t value) {
  constexpr int kBits = 16;
  int whole = 63;
  while ((value >> whole) == 0) --whole;
  // The value as 1.x with 31 binary places; each squaring gives the next binary place of the logarithm.
  uint64_t x = whole > 31 ? value >> (whole - 31) : value << (31 - whole);
  int64_t log = whole;
  for (int i = 0; i < kBits; ++i) {
    x = x * x >> 31;
    log <<= 1;
    if (x >> 32 != 0) {
      x >>= 1;
      log |= 1;
    }
  }
  return log;
}

int64_t PhraseScore(uint64_t frequency, uint32_t length, int64_t with_phrase, const Totals& totals) {
  using Wide = unsigned __int128;
  const auto entries = static_cast<uint64_t>(totals.entries);
  const auto tokens = static_cast<uint64_t>(std::max<int64_t>(totals.tokens, 1));
  const int64_t weight = std::max<int64_t>(Log2(2 * entries + 2) - Log2(2 * static_cast<uint64_t>(with_phrase) + 1), 1);
  // f (k1 + 1) / (f + k1 (1 - b + b length entries / tokens)), both sides times 10 tokens.
  const Wide above = Wide{22} * frequency * tokens * static_cast<uint64_t>(weight);
  const Wide below = Wide{10} * frequency * tokens + Wide{3} * tokens + Wide{9} * length * entries;
  return std::max<int64_t>(static_cast<int64_t>(above / below), 1);
}

absl::StatusOr<std::vector<int64_t>> FindRows(const Query& query, PostingSource& source) {
  ASSIGN_OR_RETURN(const Found found, FindPhrases(query, source));
  return Evaluate(query.root, found);
}

absl::StatusOr<std::vector<Hit>> Rank(const Query& query, const FieldWeights& weights, PostingSource& source) {
  ASSIGN_OR_RETURN(const Found found, FindPhrases(query, source));
  const std::vector<int64_t> rows = Evaluate(query.root, found);
  ASSIGN_OR_RETURN(const std::vector<RowSize> sizes, source.Sizes(rows));
  ASSIGN_OR_RETURN(const Totals totals, source.ReadTotals());
  std::vector<Hit> hits;
  hits.reserve(rows.size());
  for (const int64_t row : rows) hits.push_back({row, 0});
  for (size_t i = 0; i < query.phrases.size(); ++i) {
    if (query.phrases[i].wanted) AddScores(found[i], sizes, weights, totals, hits);
  }
  return hits;
}

}  // namespace gangmu::search
