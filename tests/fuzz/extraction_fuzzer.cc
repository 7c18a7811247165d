// Text → extraction: every invariant of tests/support/extraction/invariants.h holds, and what the text is read twice
// for is read alike.
#include <cstdint>
#include <string>
#include <string_view>

#include "common/status/error.h"
#include "common/text/utf8.h"
#include "services/ingestion/extraction/extractor.h"
#include "tests/fuzz/fuzz_text.h"
#include "tests/support/extraction/digest.h"
#include "tests/support/extraction/invariants.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace gangmu;
  using testing::Require;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  extraction::Options options;
  if (size % 3 != 0) options.publish_date = {2022, static_cast<int8_t>(1 + size % 12), 21};
  const auto extraction = extraction::Extract(text, options);
  Require(extraction.ok() == IsValidUtf8(text), "valid UTF-8 is taken, all else refused");
  if (!extraction.ok()) {
    Require(DetailsOf(extraction.status()).reason == Reason::kNOT_TEXT, "NOT_TEXT");
    return 0;
  }
  const std::string broken = testing::BrokenInvariants(text, *extraction);
  Require(broken.empty(), broken);
  const auto again = extraction::Extract(text, options);
  Require(testing::Digest(again->result) == testing::Digest(extraction->result), "the same again");
  return 0;
}
