#include "services/ingestion/extraction/places.h"

#include <string>
#include <unordered_map>

#include "common/codelists/tsv.h"
#include "ingestion_extraction_data.h"

namespace gangmu::extraction {
namespace {

constexpr int32_t kTrap = Lexicon::kMostValue;  // lexicon value of a word that is no place

}  // namespace

using codelists::RegionLevel;
using codelists::RegionName;

const PlaceNames& PlaceNames::Get() {
  static const PlaceNames& names = *new PlaceNames;
  return names;
}

PlaceNames::PlaceNames() {
  std::unordered_map<std::string_view, std::string_view> words;
  for (const codelists::TsvRow& row : codelists::ReadTsv(data::k_place_words, 2)) words.emplace(row[0], row[1]);
  for (const auto& [word, kind] : words) {
    if (kind == "trap") lexicon_.Add(word, kTrap);
  }
  const std::vector<RegionName>& all = codelists::AllRegionNames();
  for (size_t i = 0; i < all.size();) {
    Entry entry;
    entry.first = static_cast<int32_t>(regions_.size());
    entry.full = all[i].kind != RegionName::Kind::kShort;
    const auto word = words.find(all[i].name);
    // A short name is as old as its division: 长顺 for 长顺县 is said where the county is the matter.
    entry.needs_context = word != words.end() || (!entry.full && all[i].region->level == RegionLevel::kCounty);
    size_t j = i;
    for (; j < all.size() && all[j].name == all[i].name; ++j) regions_.push_back(all[j].region);
    entry.count = static_cast<int32_t>(j - i);
    if (word == words.end() || word->second != "never") {
      lexicon_.Add(all[i].name, static_cast<int32_t>(entries_.size()));
      entries_.push_back(entry);
    }
    i = j;
  }
}

PlaceName PlaceNames::At(std::u32string_view folded, int32_t at, int32_t end) const {
  const Lexicon::Hit hit = lexicon_.Longest(folded, at, end);
  if (!hit || hit.value == kTrap) return {.length = 0, .trap = hit.length};
  const Entry& entry = entries_[hit.value];
  return {hit.length, 0, regions_.data() + entry.first, entry.count, entry.full, entry.needs_context};
}

const codelists::Region* ResolvePlace(const PlaceName& name, std::string_view context) {
  const codelists::Region* found = nullptr;
  for (int32_t i = 0; i < name.count; ++i) {
    if (!context.empty() && !codelists::RegionContains(context, name.regions[i]->code)) continue;
    if (found != nullptr) return nullptr;
    found = name.regions[i];
  }
  if (found != nullptr || context.empty()) return found;
  return name.count == 1 && !name.needs_context ? name.regions[0] : nullptr;
}

PlaceInLine FindPlaceInLine(const SourceText& text, Span line) {
  const PlaceNames& names = PlaceNames::Get();
  PlaceInLine best;
  int32_t last_end = -1;
  for (int32_t i = line.start; i < line.end; ++i) {
    const PlaceName name = names.At(text.folded(), i, line.end);
    if (name.trap > 0) i += name.trap - 1;
    if (!name) continue;
    // Only a name that carries on the one before it (浙江省 杭州市) makes the place more specific.
    const bool carries_on = best.region != nullptr && last_end == i;
    if (best.region != nullptr && !carries_on) {
      i += name.length - 1;
      continue;
    }
    const codelists::Region* region = ResolvePlace(name, carries_on ? best.region->code : std::string_view{});
    if (region == nullptr || (name.needs_context && !carries_on && !name.full)) {
      i += name.length - 1;
      continue;
    }
    best = {region, {i, i + name.length}};
    last_end = i + name.length;
    i = last_end - 1;
  }
  return best;
}

}  // namespace gangmu::extraction
