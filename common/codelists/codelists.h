// The small codelists that all rooms share: subject classes, policy instruments, kinds of documents. A code is its
// name; lists grow, so codes travel as strings. Thread safe: built once, then read only.
#pragma once

#include <string_view>
#include <vector>

namespace gangmu::codelists {

struct Entry {
  std::string_view code;
  // Topics: an English gloss. Instruments: supply, environment or demand. Document types: statutory or wider.
  std::string_view note;
};

const std::vector<Entry>& Topics();         // 国务院公文主题分类, 21 classes in their official order
const std::vector<Entry>& Instruments();    // after Rothwell and Zegveld, 17 in three groups
const std::vector<Entry>& DocumentTypes();  // the 15 文种 of 2012, then wider kinds

// nullptr where the list has no such code.
const Entry* FindEntry(const std::vector<Entry>& list, std::string_view code);

}  // namespace gangmu::codelists
