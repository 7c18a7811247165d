#include "common/search/segment.h"

#include <algorithm>
#include <numeric>

#include "absl/container/flat_hash_map.h"

#include "common/status/error.h"
#include "common/status/macros.h"

namespace gangmu::search {
namespace {

constexpr size_t kBlockBytes = 8000;
constexpr size_t kRowsInBlock = 256;
constexpr size_t kPlacesInPiece = 2000;  // of one list in one block

absl::Status Damaged() {
  return Error(absl::StatusCode::kDataLoss, Reason::kDATA_CORRUPTED, "a block of the search index is damaged");
}

// Writes lists, in the order of their terms, into blocks.
class BlockWriter {
 public:
  explicit BlockWriter(Segment& out) : out_(out) {}

  void Add(Term term, const std::vector<Place>& places) {
    if (places.size() <= kPlacesInPiece) return AddPiece(term, places);
    for (size_t at = 0; at < places.size(); at += kPlacesInPiece) {
      const size_t end = std::min(at + kPlacesInPiece, places.size());
      AddPiece(term,
               {places.begin() + static_cast<std::ptrdiff_t>(at), places.begin() + static_cast<std::ptrdiff_t>(end)});
    }
  }

 private:
  void AddPiece(Term term, const std::vector<Place>& places) {
    list_.clear();
    EncodePlaces(places, out_.first_row, list_);
    if (out_.postings.empty() || out_.postings.back().data.size() + list_.size() > kBlockBytes) {
      out_.postings.push_back({term, ""});
      last_ = term;
    }
    std::string& data = out_.postings.back().data;
    PutVarint(data, term - last_);
    PutVarint(data, list_.size());
    data.append(list_);
    last_ = term;
  }

  Segment& out_;
  Term last_ = 0;
  std::string list_;
};

void WriteRows(const std::vector<RowSize>& rows, Segment& out) {
  for (size_t i = 0; i < rows.size(); ++i) {
    if (i % kRowsInBlock == 0) out.row_blocks.push_back({rows[i].row, ""});
    std::string& data = out.row_blocks.back().data;
    PutVarint(data, static_cast<uint64_t>(rows[i].row - (i % kRowsInBlock == 0 ? rows[i].row : rows[i - 1].row)));
    for (const uint32_t size : rows[i].sizes) PutVarint(data, size);
    PutVarint(data, rows[i].length);
    out.tokens += rows[i].length;
  }
  out.rows = static_cast<int64_t>(rows.size());
}

void CountBytes(Segment& segment) {
  for (const PostingBlock& block : segment.postings) segment.bytes += static_cast<int64_t>(block.data.size());
  for (const RowBlock& block : segment.row_blocks) segment.bytes += static_cast<int64_t>(block.data.size());
}

// Walks over the lists of a segment; a list in several pieces is one.
class ListCursor {
 public:
  explicit ListCursor(const Segment& segment) : segment_(segment) {}

  // Reads the next list into term() and places(). False at the end.
  absl::StatusOr<bool> Next() {
    places_.clear();
    bool any = false;
    while (true) {
      if (rest_.empty()) {
        if (block_ == segment_.postings.size()) return any;
        next_term_ = segment_.postings[block_].first_term;
        rest_ = segment_.postings[block_++].data;
      }
      std::string_view ahead = rest_;
      uint64_t distance = 0, size = 0;
      if (!TakeVarint(ahead, distance) || !TakeVarint(ahead, size) || size > ahead.size()) return Damaged();
      if (any && next_term_ + distance != term_) return true;
      term_ = next_term_ += distance;
      any = true;
      if (!DecodePlaces(ahead.substr(0, size), segment_.first_row, places_)) return Damaged();
      rest_ = ahead.substr(size);
    }
  }

  Term term() const { return term_; }
  const std::vector<Place>& places() const { return places_; }

 private:
  const Segment& segment_;
  size_t block_ = 0;
  std::string_view rest_;
  Term next_term_ = 0;
  Term term_ = 0;
  std::vector<Place> places_;
};

absl::StatusOr<std::vector<RowSize>> LivingRows(const std::vector<Segment>& segments,
                                                const std::function<bool(int64_t)>& is_dead) {
  std::vector<RowSize> rows;
  for (const Segment& segment : segments) {
    for (const RowBlock& block : segment.row_blocks) RETURN_IF_ERROR(ReadRowBlock(block, rows));
  }
  std::erase_if(rows, [&](const RowSize& row) { return is_dead(row.row); });
  return rows;
}

}  // namespace

void SegmentBuilder::Add(int64_t row, const Entry& entry) {
  rows_.push_back({row, entry.sizes, entry.length()});
  for (size_t i = 0; i < entry.codes.size(); ++i) {
    if (entry.codes[i] == kEnd) continue;  // the last code of an entry always is
    terms_.push_back(MakeTerm(entry.codes[i], entry.codes[i + 1]));
    places_.push_back(MakePlace(row, i));
  }
}

// Numbers the terms, counts them and hands the places out to their lists in one pass each: much faster than sorting all
// places, of which there are many more than terms.
Segment SegmentBuilder::Finish() {
  Segment segment;
  if (rows_.empty()) return segment;
  segment.first_row = rows_.front().row;
  segment.last_row = rows_.back().row;
  absl::flat_hash_map<Term, uint32_t> numbers;
  numbers.reserve(terms_.size() / 4);
  std::vector<Term> distinct;
  std::vector<uint32_t> number_of(terms_.size());
  std::vector<uint32_t> counts;
  for (size_t i = 0; i < terms_.size(); ++i) {
    const auto [it, fresh] = numbers.try_emplace(terms_[i], static_cast<uint32_t>(distinct.size()));
    if (fresh) {
      distinct.push_back(terms_[i]);
      counts.push_back(0);
    }
    ++counts[it->second];
    number_of[i] = it->second;
  }
  std::vector<size_t> ends(counts.size());
  std::partial_sum(counts.begin(), counts.end(), ends.begin(), [](size_t a, size_t b) { return a + b; });
  std::vector<Place> sorted(places_.size());
  for (size_t i = places_.size(); i-- > 0;) sorted[--ends[number_of[i]]] = places_[i];
  std::vector<uint32_t> order(distinct.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return distinct[a] < distinct[b]; });

  BlockWriter writer(segment);
  std::vector<Place> list;
  for (const uint32_t number : order) {
    const auto begin = sorted.begin() + static_cast<std::ptrdiff_t>(ends[number]);
    list.assign(begin, begin + counts[number]);
    writer.Add(distinct[number], list);
  }
  WriteRows(rows_, segment);
  CountBytes(segment);
  rows_.clear();
  terms_.clear();
  places_.clear();
  return segment;
}

absl::Status VisitLists(Term first_term, std::string_view data, absl::FunctionRef<bool(Term, std::string_view)> visit) {
  for (Term term = first_term; !data.empty();) {
    uint64_t distance = 0, size = 0;
    if (!TakeVarint(data, distance) || !TakeVarint(data, size) || size > data.size()) return Damaged();
    term += distance;
    if (!visit(term, data.substr(0, size))) break;
    data.remove_prefix(size);
  }
  return absl::OkStatus();
}

absl::Status ReadRowBlock(const RowBlock& block, std::vector<RowSize>& rows) {
  int64_t row = block.first_row;
  for (std::string_view in = block.data; !in.empty();) {
    uint64_t value = 0;
    if (!TakeVarint(in, value)) return Damaged();
    RowSize size{row += static_cast<int64_t>(value)};
    for (uint32_t& field : size.sizes) {
      if (!TakeVarint(in, value)) return Damaged();
      field = static_cast<uint32_t>(value);
    }
    if (!TakeVarint(in, value)) return Damaged();
    size.length = static_cast<uint32_t>(value);
    rows.push_back(size);
  }
  return absl::OkStatus();
}

absl::StatusOr<Segment> MergeSegments(const std::vector<Segment>& segments,
                                      const std::function<bool(int64_t)>& is_dead) {
  ASSIGN_OR_RETURN(const std::vector<RowSize> rows, LivingRows(segments, is_dead));
  Segment merged;
  if (rows.empty()) return merged;
  merged.first_row = rows.front().row;
  merged.last_row = rows.back().row;

  std::vector<ListCursor> cursors;
  std::vector<bool> alive;
  for (const Segment& segment : segments) {
    cursors.emplace_back(segment);
    ASSIGN_OR_RETURN(const bool any, cursors.back().Next());
    alive.push_back(any);
  }
  BlockWriter writer(merged);
  std::vector<Place> list;
  while (true) {
    Term least = ~Term{0};
    for (size_t i = 0; i < cursors.size(); ++i) {
      if (alive[i]) least = std::min(least, cursors[i].term());
    }
    if (least == ~Term{0}) break;
    list.clear();
    for (size_t i = 0; i < cursors.size(); ++i) {
      if (!alive[i] || cursors[i].term() != least) continue;
      for (const Place place : cursors[i].places()) {
        if (!is_dead(RowOf(place))) list.push_back(place);
      }
      ASSIGN_OR_RETURN(const bool more, cursors[i].Next());
      alive[i] = more;
    }
    if (!list.empty()) writer.Add(least, list);
  }
  WriteRows(rows, merged);
  CountBytes(merged);
  return merged;
}

}  // namespace gangmu::search
