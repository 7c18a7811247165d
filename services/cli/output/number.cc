#include "services/cli/output/number.h"

#include <algorithm>
#include <cstdlib>

namespace gangmu::cli {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string WithThousands(std::string_view decimal) {
  const size_t begin = decimal.starts_with('-') ? 1 : 0;
  const size_t end = std::min(decimal.find('.'), decimal.size());
  const std::string_view whole = decimal.substr(begin, end - begin);
  if (whole.size() <= 3 || !std::all_of(whole.begin(), whole.end(), IsDigit)) return std::string(decimal);
  std::string out(decimal.substr(0, begin));
  for (size_t i = 0; i < whole.size(); ++i) {
    if (i > 0 && (whole.size() - i) % 3 == 0) out += ',';
    out += whole[i];
  }
  return out.append(decimal.substr(end));
}

double Approximately(std::string_view decimal) { return std::strtod(std::string(decimal).c_str(), nullptr); }

}  // namespace gangmu::cli
