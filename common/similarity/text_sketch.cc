#include "common/similarity/text_sketch.h"

#include <algorithm>
#include <cstring>
#include <iterator>

#include "common/text/folding.h"
#include "common/text/utf8.h"

namespace gangmu {
namespace {

constexpr size_t kPassage = 5;  // code points
constexpr size_t kLeastPassages = 40;
constexpr size_t kBands = 16;
constexpr size_t kRows = TextSketch::kPassageBins / kBands;
constexpr uint32_t kEmpty = UINT32_MAX;
// Estimates scatter by 6 points with 64 bins, by more with the few bins of figures.
constexpr double kLeastPassagesEqual = 0.6;
constexpr double kLeastFiguresEqual = 0.4;

// The finaliser of MurmurHash3: all bits of the result depend on all bits of the value.
uint64_t Mixed(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdULL;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53ULL;
  return x ^ (x >> 33);
}

bool IsDigit(char32_t c) { return c >= '0' && c <= '9'; }

// Letters, digits and ideographs; everything else is layout.
bool Counts(char32_t c) {
  if (c < 0x80) return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  const bool punctuation = (c >= 0x2000 && c <= 0x206f) || (c >= 0x3000 && c <= 0x303f && c != 0x3007) ||
                           (c >= 0xff00 && c <= 0xffef) || (c >= 0xa0 && c <= 0xbf);
  return !punctuation;
}

std::u32string Folded(std::string_view utf8) {
  const char32_t* table = FoldingTable();
  std::u32string text;
  text.reserve(utf8.size() / 2);
  while (!utf8.empty()) text.push_back(FoldCodePoint(table, TakeCodePoint(utf8)));
  return text;
}

// A hash of each five code points in a row.
std::vector<uint64_t> Passages(std::u32string_view folded) {
  std::vector<uint64_t> passages;
  passages.reserve(folded.size());
  std::array<char32_t, kPassage> last{};
  size_t seen = 0;
  for (const char32_t c : folded) {
    if (!Counts(c)) continue;
    std::copy(last.begin() + 1, last.end(), last.begin());
    last.back() = c;
    if (++seen < kPassage) continue;
    uint64_t hash = 0;
    for (const char32_t x : last) hash = (hash ^ x) * 0x9e3779b97f4a7c15ULL;
    passages.push_back(Mixed(hash));
  }
  return passages;
}

// A hash of each figure: digits with points between, but for those of dates, document numbers and articles.
std::vector<uint64_t> Figures(std::u32string_view text) {
  std::vector<uint64_t> figures;
  for (size_t i = 0; i < text.size();) {
    if (!IsDigit(text[i])) {
      ++i;
      continue;
    }
    const size_t begin = i;
    uint64_t hash = 0;
    while (i < text.size() && (IsDigit(text[i]) || (text[i] == '.' && i + 1 < text.size() && IsDigit(text[i + 1])))) {
      hash = (hash ^ text[i++]) * 0x9e3779b97f4a7c15ULL;
    }
    const char32_t before = begin > 0 ? text[begin - 1] : 0;
    const char32_t after = i < text.size() ? text[i] : 0;
    const bool of_date = std::u32string_view(U"年月日号〕").find(after) != std::u32string_view::npos && after != 0;
    if (!of_date && before != U'〔' && before != U'第') figures.push_back(Mixed(hash));
  }
  return figures;
}

template <size_t kBins>
void Keep(const std::vector<uint64_t>& hashes, std::array<uint32_t, kBins>* bins) {
  bins->fill(kEmpty);
  for (const uint64_t hash : hashes) {
    uint32_t& bin = (*bins)[(hash >> 32) % kBins];
    bin = std::min(bin, static_cast<uint32_t>(hash));
  }
}

// Each empty bin takes what the next full one has, changed by the distance.
void FillEmptyBins(std::array<uint32_t, TextSketch::kPassageBins>* bins) {
  const auto full = *bins;
  for (size_t i = 0; i < full.size(); ++i) {
    size_t distance = 0;
    while (distance < full.size() && full[(i + distance) % full.size()] == kEmpty) ++distance;
    if (distance > 0 && distance < full.size()) {
      (*bins)[i] = static_cast<uint32_t>(Mixed(full[(i + distance) % full.size()] + distance));
    }
  }
}

template <size_t kBins>
double EqualShare(const std::array<uint32_t, kBins>& a, const std::array<uint32_t, kBins>& b) {
  size_t equal = 0, used = 0;
  for (size_t i = 0; i < kBins; ++i) {
    if (a[i] == kEmpty && b[i] == kEmpty) continue;
    ++used;
    equal += a[i] == b[i] ? 1 : 0;
  }
  return used == 0 ? 1 : static_cast<double>(equal) / static_cast<double>(used);
}

// Elements of sorted `a` that sorted `b` has too, counted as often as both have them.
size_t CountCommon(const std::vector<uint64_t>& a, const std::vector<uint64_t>& b) {
  std::vector<uint64_t> common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  return common.size();
}

std::vector<uint64_t> Sorted(std::vector<uint64_t> hashes, bool unique) {
  std::sort(hashes.begin(), hashes.end());
  if (unique) hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  return hashes;
}

}  // namespace

std::optional<TextSketch> SketchText(std::string_view utf8) {
  const std::u32string folded = Folded(utf8);
  const std::vector<uint64_t> passages = Passages(folded);
  if (passages.size() < kLeastPassages) return std::nullopt;
  TextSketch sketch;
  Keep(passages, &sketch.passages);
  FillEmptyBins(&sketch.passages);
  Keep(Figures(folded), &sketch.figures);
  return sketch;
}

std::string SketchToBytes(const TextSketch& sketch) {
  std::string bytes;
  const auto add = [&](uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>(value >> shift));
  };
  for (const uint32_t value : sketch.passages) add(value);
  for (const uint32_t value : sketch.figures) add(value);
  return bytes;
}

std::optional<TextSketch> SketchFromBytes(std::string_view bytes) {
  TextSketch sketch;
  if (bytes.size() != 4 * (sketch.passages.size() + sketch.figures.size())) return std::nullopt;
  size_t at = 0;
  const auto take = [&] {
    uint32_t value = 0;
    for (int shift = 0; shift < 32; shift += 8) value |= uint32_t{static_cast<unsigned char>(bytes[at++])} << shift;
    return value;
  };
  for (uint32_t& value : sketch.passages) value = take();
  for (uint32_t& value : sketch.figures) value = take();
  return sketch;
}

std::vector<int64_t> SketchBands(const TextSketch& sketch) {
  std::vector<int64_t> bands;
  for (size_t band = 0; band < kBands; ++band) {
    uint64_t hash = band + 1;
    for (size_t row = 0; row < kRows; ++row) hash = Mixed(hash ^ sketch.passages[band * kRows + row]);
    bands.push_back(static_cast<int64_t>(hash));
  }
  return bands;
}

bool MayBeNear(const TextSketch& a, const TextSketch& b) {
  return EqualShare(a.passages, b.passages) >= kLeastPassagesEqual &&
         EqualShare(a.figures, b.figures) >= kLeastFiguresEqual;
}

TextSimilarity CompareTexts(std::string_view a, std::string_view b) {
  const std::u32string folded_a = Folded(a), folded_b = Folded(b);
  const std::vector<uint64_t> passages_a = Sorted(Passages(folded_a), true);
  const std::vector<uint64_t> passages_b = Sorted(Passages(folded_b), true);
  const size_t common = CountCommon(passages_a, passages_b);
  const size_t all = passages_a.size() + passages_b.size() - common;
  TextSimilarity similarity;
  similarity.percent = all == 0 ? 0 : static_cast<int>(100 * common / all);
  const std::vector<uint64_t> figures_a = Sorted(Figures(folded_a), false);
  const std::vector<uint64_t> figures_b = Sorted(Figures(folded_b), false);
  const size_t fewer = std::min(figures_a.size(), figures_b.size());
  const size_t missing = fewer - CountCommon(figures_a, figures_b);
  similarity.near = similarity.percent >= kNearPercent && 100 * missing <= kMostFiguresMissing * fewer;
  return similarity;
}

}  // namespace gangmu
