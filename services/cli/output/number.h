// Decimals as people read them.
#pragma once

#include <string>
#include <string_view>

namespace gangmu::cli {

// "278200000000" → "278,200,000,000"; the part behind the point stays. Text that is no decimal comes back unchanged.
std::string WithThousands(std::string_view decimal);

// As a double, for lengths of bars only; 0 where it is no number.
double Approximately(std::string_view decimal);

}  // namespace gangmu::cli
