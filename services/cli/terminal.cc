#include "services/cli/terminal.h"

#include <cstdlib>
#include <iostream>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>

namespace gangmu::cli {
namespace {

bool ColoursWanted() {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool refused = no_color && *no_color;
  return !refused && term && std::string_view(term) != "dumb";
}

int TerminalWidth() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) return size.ws_col;
  return 80;
}

}  // namespace

Terminal StandardTerminal() {
  const bool out_is_terminal = isatty(STDOUT_FILENO) == 1;
  return Terminal{.in = std::cin,
                  .out = std::cout,
                  .err = std::cerr,
                  .out_is_terminal = out_is_terminal,
                  .err_is_terminal = isatty(STDERR_FILENO) == 1,
                  .colour = out_is_terminal && ColoursWanted(),
                  .width = TerminalWidth()};
}

}  // namespace gangmu::cli
