// Posting lists: where each pair of neighbouring tokens stands. A token alone is found as all pairs that begin with it,
// so that one list serves words of any length from one character on. Pure; thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

#include "common/search/tokens.h"

namespace gangmu::search {

// Two token codes; the second is kEnd for the last token of a passage.
using Term = uint64_t;
inline constexpr int kCodeBits = 30;
inline Term MakeTerm(TokenCode first, TokenCode second) { return static_cast<Term>(first) << kCodeBits | second; }
// All pairs that begin with `first`.
inline Term FirstTerm(TokenCode first) { return MakeTerm(first, 0); }
inline Term LastTerm(TokenCode first) { return MakeTerm(first, (1u << kCodeBits) - 1); }

// One place: the row of an entry and the position in its stream of codes.
using Place = uint64_t;
inline constexpr int kPositionBits = 24;
inline Place MakePlace(int64_t row, uint64_t position) {
  return static_cast<uint64_t>(row) << kPositionBits | position;
}
inline int64_t RowOf(Place place) { return static_cast<int64_t>(place >> kPositionBits); }
inline uint32_t PositionOf(Place place) { return place & ((1u << kPositionBits) - 1); }

// Appends / takes a base-128 number, low bits first. False where `in` is no such number.
void PutVarint(std::string& out, uint64_t value);
bool TakeVarint(std::string_view& in, uint64_t& value);

// Rising places, compactly; `base_row` is at most the first row and must be given again to read them.
void EncodePlaces(const std::vector<Place>& places, int64_t base_row, std::string& out);
// Appended to `places`. False where `in` is damaged.
bool DecodePlaces(std::string_view in, int64_t base_row, std::vector<Place>& places);

}  // namespace gangmu::search
