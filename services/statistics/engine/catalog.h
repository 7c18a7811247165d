// All dictionaries of one fact table, and the encodings of what is more than a text.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "services/statistics/engine/attribute.h"
#include "services/statistics/engine/dictionary.h"
#include "services/statistics/engine/facts.h"

namespace gangmu::statistics {

// Sizes of the dictionaries (or fixed domains) as a snapshot saw them.
using DomainSizes = std::array<uint32_t, kAttributes>;

// Thread safety as Dictionary.
class Catalog {
 public:
  Dictionary& of(Attribute a) { return dictionaries_[static_cast<size_t>(a)]; }
  const Dictionary& of(Attribute a) const { return dictionaries_[static_cast<size_t>(a)]; }
  DomainSizes Sizes() const;
  size_t MemoryBytes() const;

 private:
  std::array<Dictionary, kAttributes> dictionaries_;
};

std::string EncodeDay(Day day);  // "" for kNoDay
Day DecodeDay(std::string_view text);
std::string EncodePeriod(Day start, Day end);  // "" where both are absent
std::pair<Day, Day> DecodePeriod(std::string_view text);
std::string EncodeList(const std::vector<std::string>& items);  // order and repetitions do not matter
std::vector<std::string> DecodeList(std::string_view text);
std::string EncodeLabels(const std::map<std::string, std::string>& labels);
std::map<std::string, std::string> DecodeLabels(std::string_view text);

}  // namespace gangmu::statistics
