// Groups of texts that are near each other, directly or through others. Not thread safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"

#include "common/similarity/text_sketch.h"

namespace gangmu {

// Texts are numbered as they are added. What groups there are depends on the texts alone and not on their order: a
// pair is looked at where their sketches share a band, and joined where `near` says so; pairs that are in one group
// already need not be looked at.
class NearGroups {
 public:
  // nullopt: too short to be near to any.
  void Add(std::optional<TextSketch> sketch) { sketches_.push_back(std::move(sketch)); }

  // The groups of two and more, members rising, by their first member. `near` compares two texts by their numbers.
  std::vector<std::vector<size_t>> Find(absl::FunctionRef<bool(size_t, size_t)> near) const;

 private:
  std::vector<std::optional<TextSketch>> sketches_;
};

}  // namespace gangmu
