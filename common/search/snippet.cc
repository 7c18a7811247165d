#include "common/search/snippet.h"

#include <algorithm>
#include <set>

#include "common/text/utf8.h"

namespace gangmu::search {
namespace {

struct Occurrence {
  Span span;
  size_t phrase = 0;
};

std::vector<Occurrence> FindOccurrences(const std::vector<Token>& tokens, const Query& query) {
  std::vector<Occurrence> found;
  for (size_t p = 0; p < query.phrases.size(); ++p) {
    const std::vector<TokenCode>& wanted = query.phrases[p].tokens;
    if (!query.phrases[p].wanted) continue;
    const auto same = [](const Token& token, TokenCode code) { return token.code == code; };
    for (auto at = tokens.begin();; ++at) {
      at = std::search(at, tokens.end(), wanted.begin(), wanted.end(), same);
      if (at == tokens.end()) break;
      found.push_back({{at->begin, (at + static_cast<std::ptrdiff_t>(wanted.size()) - 1)->end}, p});
    }
  }
  std::sort(found.begin(), found.end(), [](const Occurrence& a, const Occurrence& b) {
    return std::tie(a.span.start, a.span.end, a.phrase) < std::tie(b.span.start, b.span.end, b.phrase);
  });
  return found;
}

// The first occurrence from which on the most different phrases stand within `width`.
size_t BestStart(const std::vector<Occurrence>& found, int32_t width) {
  size_t best = 0, most = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    std::set<size_t> phrases;
    for (size_t k = i; k < found.size() && found[k].span.end <= found[i].span.start + width; ++k) {
      phrases.insert(found[k].phrase);
    }
    if (phrases.size() > most) {
      most = phrases.size();
      best = i;
    }
  }
  return best;
}

std::vector<Span> Joined(const std::vector<Occurrence>& found, Span window) {
  std::vector<Span> spans;
  for (const Occurrence& occurrence : found) {
    if (occurrence.span.start < window.start || occurrence.span.end > window.end) continue;
    if (!spans.empty() && occurrence.span.start <= spans.back().end) {
      spans.back().end = std::max(spans.back().end, occurrence.span.end);
    } else {
      spans.push_back(occurrence.span);
    }
  }
  return spans;
}

}  // namespace

Snippet MakeSnippet(std::string_view text, const Query& query, int32_t width) {
  Snippet snippet;
  const std::vector<Occurrence> found = FindOccurrences(Tokenize(text), query);
  if (found.empty()) return snippet;
  const OffsetMap offsets(text);
  const auto size = static_cast<int32_t>(offsets.code_points());
  const Span first = found[BestStart(found, width - width / 5)].span;
  // A fifth of the width stands before the first word, more where the text ends soon.
  Span window;
  window.start = std::max(0, std::min(first.start - width / 5, size - width));
  window.end = std::min(size, std::max(window.start + width, first.end));
  const size_t begin = offsets.ToBytes(static_cast<size_t>(window.start));
  snippet.offset = window.start;
  snippet.text = text.substr(begin, offsets.ToBytes(static_cast<size_t>(window.end)) - begin);
  snippet.highlights = Joined(found, window);
  return snippet;
}

}  // namespace gangmu::search
