// What is indexed of one entry: its passages in a few fields, as one stream of token codes.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/search/tokens.h"

namespace gangmu::search {

// Fields are told apart by number, so that a hit in one may weigh more than in another.
inline constexpr int kFields = 4;
using FieldSizes = std::array<uint32_t, kFields>;  // tokens, with the ends of passages

struct Passage {
  int field = 0;  // passages come in the order of their fields
  std::string_view text;
};

// A stream of codes; behind each passage stands kEnd, so that nothing is found across passages.
struct Entry {
  std::vector<TokenCode> codes;
  FieldSizes sizes{};

  // Tokens of all fields without the ends: the length that ranking goes by.
  uint32_t length() const;
};

// An entry has at most this many codes; what goes beyond is not found. Eight million are more than a document may hold.
inline constexpr size_t kMaxCodes = 1 << 23;

Entry MakeEntry(const std::vector<Passage>& passages);

}  // namespace gangmu::search
