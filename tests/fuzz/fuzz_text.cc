#include "tests/fuzz/fuzz_text.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "common/status/error.h"
#include "common/text/utf8.h"
#include "services/ingestion/extraction/landmarks.h"
#include "tests/support/extraction/mutations.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t max_size);

// Half of the mutants are made by the fuzzer from bytes, half by ours from code points and the words that rules look
// for; of the first kind few are valid UTF-8.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t max_size, unsigned int seed) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (seed % 2 == 0 || !gangmu::IsValidUtf8(text)) return LLVMFuzzerMutate(data, size, max_size);
  const std::string mutant = gangmu::testing::Mutated(text, seed);
  size_t end = std::min(mutant.size(), max_size);
  while (end > 0 && end < mutant.size() && (static_cast<uint8_t>(mutant[end]) & 0xC0) == 0x80) --end;
  std::memcpy(data, mutant.data(), end);
  return end;
}

namespace gangmu::testing {

void Require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

void WithPassage(const uint8_t* data, size_t size, const std::function<void(const extraction::Passage&)>& check) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto source = extraction::SourceText::Create(text);
  Require(source.ok() == IsValidUtf8(text), "valid UTF-8 is taken, all else refused");
  if (!source.ok()) return Require(DetailsOf(source.status()).reason == Reason::kNOT_TEXT, "NOT_TEXT");
  const extraction::Landmarks landmarks(*source);
  extraction::Passage passage;
  passage.Assign(*source, landmarks);
  check(passage);
}

}  // namespace gangmu::testing
