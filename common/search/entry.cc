#include "common/search/entry.h"

#include <algorithm>

namespace gangmu::search {

uint32_t Entry::length() const {
  return static_cast<uint32_t>(std::count_if(codes.begin(), codes.end(), [](TokenCode c) { return c != kEnd; }));
}

Entry MakeEntry(const std::vector<Passage>& passages) {
  Entry entry;
  for (const Passage& passage : passages) {
    const size_t before = entry.codes.size();
    for (const Token& token : Tokenize(passage.text)) {
      if (entry.codes.size() + 1 >= kMaxCodes) break;
      entry.codes.push_back(token.code);
    }
    if (entry.codes.size() > before) entry.codes.push_back(kEnd);
    entry.sizes[static_cast<size_t>(passage.field)] += static_cast<uint32_t>(entry.codes.size() - before);
  }
  return entry;
}

}  // namespace gangmu::search
