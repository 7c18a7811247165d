// Where a command reads and writes, and what the other side can show.
#pragma once

#include <istream>
#include <ostream>

namespace gangmu::cli {

struct Terminal {
  std::istream& in;
  std::ostream& out;  // results
  std::ostream& err;  // progress, notes and errors, so that results can be piped
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool colour = false;  // escape sequences on `out`
  int width = 80;       // columns of the terminal; for `out` only where it is one
};

// Standard streams. Colours are shown on a terminal unless NO_COLOR (https://no-color.org) is set or TERM is dumb.
Terminal StandardTerminal();

}  // namespace gangmu::cli
