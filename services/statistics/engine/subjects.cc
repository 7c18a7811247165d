#include "services/statistics/engine/subjects.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"

#include "common/codelists/tsv.h"
#include "common/text/utf8.h"
#include "statistics_engine_data.h"

namespace gangmu::statistics {
namespace {

constexpr char32_t kFullWidthFirst = U'！';
constexpr char32_t kFullWidthLast = U'～';
constexpr char32_t kFullWidthShift = kFullWidthFirst - U'!';

bool IsDropped(char32_t c) {
  static constexpr std::u32string_view kDropped = U" \t\u3000“”\"‘’'《》〈〉的";
  return kDropped.find(c) != std::u32string_view::npos;
}

const absl::flat_hash_map<std::string, std::string>& Synonyms() {
  static const auto* synonyms = [] {
    auto* map = new absl::flat_hash_map<std::string, std::string>;
    for (const auto& row : codelists::ReadTsv(data::k_subject_synonyms, 2)) {
      (*map)[std::string(row[0])] = std::string(row[1]);
    }
    return map;
  }();
  return *synonyms;
}

}  // namespace

std::string NormalSubject(std::string_view subject) {
  std::string normal;
  while (!subject.empty()) {
    char32_t c = TakeCodePoint(subject);
    if (c >= kFullWidthFirst && c <= kFullWidthLast) c -= kFullWidthShift;
    if (IsDropped(c)) continue;
    if (c < 0x80) c = static_cast<char32_t>(absl::ascii_tolower(static_cast<unsigned char>(c)));
    AppendUtf8(normal, c);
  }
  const auto synonym = Synonyms().find(normal);
  return synonym == Synonyms().end() ? normal : synonym->second;
}

}  // namespace gangmu::statistics
