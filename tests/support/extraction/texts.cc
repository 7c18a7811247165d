#include "tests/support/extraction/texts.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace gangmu::testing {
namespace {

namespace fs = std::filesystem;

std::vector<TextFile> TextsIn(const fs::path& folder) {
  std::vector<TextFile> texts;
  std::error_code missing;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, missing)) {
    if (entry.path().extension() != ".txt") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    texts.push_back({entry.path().stem().string(), DocumentText({std::istreambuf_iterator<char>(in), {}})});
  }
  std::sort(texts.begin(), texts.end(), [](const TextFile& a, const TextFile& b) { return a.id < b.id; });
  return texts;
}

}  // namespace

std::vector<TextFile> SampleTexts() {
  std::vector<TextFile> texts = TextsIn(fs::path(GANGMU_SOURCE_DIR) / "tests/data/samples");
  if (texts.empty()) {
    std::fprintf(stderr, "tests/data/samples holds no texts\n");
    std::abort();
  }
  return texts;
}

std::vector<TextFile> CorpusTexts() {
  return TextsIn(fs::path(GANGMU_SOURCE_DIR).parent_path() / "shared/corpus/text");
}

std::vector<TextFile> CorpusOrSampleTexts() {
  std::vector<TextFile> texts = CorpusTexts();
  return texts.empty() ? SampleTexts() : texts;
}

std::string DocumentText(std::string bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (size_t i = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n') continue;
    text += bytes[i];
  }
  return text;
}

std::string Repeated(const std::vector<TextFile>& texts, size_t bytes) {
  std::string all;
  all.reserve(bytes);
  for (size_t i = 0; all.size() < bytes; i = (i + 1) % texts.size()) {
    all += texts[i].text;
    if (!all.ends_with('\n')) all += '\n';
  }
  all.resize(all.rfind('\n', bytes - 1) + 1);
  return all;
}

}  // namespace gangmu::testing
