#include "common/codelists/tsv.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace gangmu::codelists {
namespace {

// Calls `each` with every piece between `separator`s, also the empty ones.
template <typename F>
void Split(std::string_view s, char separator, F&& each) {
  for (;;) {
    const size_t at = s.find(separator);
    each(s.substr(0, at));
    if (at == std::string_view::npos) return;
    s.remove_prefix(at + 1);
  }
}

}  // namespace

std::vector<TsvRow> ReadTsv(std::string_view data, size_t min_fields) {
  std::vector<TsvRow> rows;
  Split(data, '\n', [&](std::string_view line) {
    if (line.empty() || line.front() == '#') return;
    TsvRow row;
    Split(line, '\t', [&](std::string_view field) { row.push_back(field); });
    if (row.size() < min_fields) {
      std::fprintf(stderr, "compiled-in data: %zu fields expected in row '%.*s'\n", min_fields,
                   static_cast<int>(line.size()), line.data());
      std::abort();
    }
    rows.push_back(std::move(row));
  });
  return rows;
}

}  // namespace gangmu::codelists
