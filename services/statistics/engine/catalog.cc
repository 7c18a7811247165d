#include "services/statistics/engine/catalog.h"

#include <algorithm>
#include <cstring>

namespace gangmu::statistics {
namespace {

// Lengths and days as four bytes, so that texts may hold anything.
void PutWord(std::string& out, uint32_t word) {
  char bytes[4];
  std::memcpy(bytes, &word, 4);
  out.append(bytes, 4);
}

uint32_t TakeWord(std::string_view& text) {
  uint32_t word = 0;
  std::memcpy(&word, text.data(), 4);
  text.remove_prefix(4);
  return word;
}

void PutText(std::string& out, std::string_view text) {
  PutWord(out, static_cast<uint32_t>(text.size()));
  out.append(text);
}

std::string TakeText(std::string_view& text) {
  const uint32_t size = TakeWord(text);
  std::string out(text.substr(0, size));
  text.remove_prefix(size);
  return out;
}

}  // namespace

DomainSizes Catalog::Sizes() const {
  DomainSizes sizes{};
  for (size_t a = 0; a < kAttributes; ++a) {
    const uint32_t fixed = FixedDomain(static_cast<Attribute>(a));
    sizes[a] = fixed != 0 ? fixed : dictionaries_[a].size();
  }
  return sizes;
}

size_t Catalog::MemoryBytes() const {
  size_t bytes = 0;
  for (const Dictionary& d : dictionaries_) bytes += d.MemoryBytes();
  return bytes;
}

std::string EncodeDay(Day day) {
  std::string out;
  if (day != kNoDay) PutWord(out, static_cast<uint32_t>(day));
  return out;
}

Day DecodeDay(std::string_view text) { return text.empty() ? kNoDay : static_cast<Day>(TakeWord(text)); }

std::string EncodePeriod(Day start, Day end) {
  std::string out;
  if (start == kNoDay && end == kNoDay) return out;
  PutWord(out, static_cast<uint32_t>(start));
  PutWord(out, static_cast<uint32_t>(end));
  return out;
}

std::pair<Day, Day> DecodePeriod(std::string_view text) {
  if (text.empty()) return {kNoDay, kNoDay};
  const Day start = static_cast<Day>(TakeWord(text));
  return {start, static_cast<Day>(TakeWord(text))};
}

std::string EncodeList(const std::vector<std::string>& items) {
  std::vector<std::string> sorted = items;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::string out;
  for (const std::string& item : sorted) PutText(out, item);
  return out;
}

std::vector<std::string> DecodeList(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) items.push_back(TakeText(text));
  return items;
}

std::string EncodeLabels(const std::map<std::string, std::string>& labels) {
  std::string out;
  for (const auto& [key, value] : labels) {
    PutText(out, key);
    PutText(out, value);
  }
  return out;
}

std::map<std::string, std::string> DecodeLabels(std::string_view text) {
  std::map<std::string, std::string> labels;
  while (!text.empty()) {
    std::string key = TakeText(text);
    labels[std::move(key)] = TakeText(text);
  }
  return labels;
}

}  // namespace gangmu::statistics
