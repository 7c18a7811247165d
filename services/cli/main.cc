// The `gangmu` command.
#include "services/cli/cli.h"

int main(int argc, char** argv) { return gangmu::cli::Run(argc, argv, gangmu::cli::StandardTerminal()); }
