// How much two texts have in common: a sketch that finds likely pairs among many texts without looking at each, and the
// comparison that settles it. Judged on code points without blanks and punctuation, folded (common/text/folding.h), so
// that neither layout nor script decides. Pure; thread safe.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gangmu {

// Two texts are near where this share of all their passages is common to both, in percent …
inline constexpr int kNearPercent = 80;
// … and where at most this share of the figures of the one that has fewer is missing in the other, in percent: a form
// that is filled in anew each year says something else each time. Figures of dates and document numbers do not count.
inline constexpr int kMostFiguresMissing = 10;

// One permutation hashing (Li, Owen, Zhang 2012) with empty bins filled from their neighbours (Shrivastava, Li 2014):
// the least hash of the passages of five code points that fall into each bin. The share of equal bins estimates the
// share of common passages.
struct TextSketch {
  static constexpr size_t kPassageBins = 64;
  static constexpr size_t kFigureBins = 16;
  std::array<uint32_t, kPassageBins> passages{};
  std::array<uint32_t, kFigureBins> figures{};
  bool operator==(const TextSketch&) const = default;
};

// nullopt for a text of fewer than 40 passages, which is too short to be told from another.
std::optional<TextSketch> SketchText(std::string_view utf8);

// As bytes, to be stored; nullopt where they are no sketch.
std::string SketchToBytes(const TextSketch& sketch);
std::optional<TextSketch> SketchFromBytes(std::string_view bytes);

// Sixteen keys; two near texts share at least one of them but for one pair in 5,000 at 80 percent.
std::vector<int64_t> SketchBands(const TextSketch& sketch);

// False where the sketches alone say that two texts are not near.
bool MayBeNear(const TextSketch& a, const TextSketch& b);

struct TextSimilarity {
  int percent = 0;    // passages that both have among all that either has, rounded down; 100 only for equal passages
  bool near = false;  // by the two limits above
};
TextSimilarity CompareTexts(std::string_view a, std::string_view b);

}  // namespace gangmu
