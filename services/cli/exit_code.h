// What the process returns; scripts rely on these.
#pragma once

namespace gangmu::cli {

enum ExitCode : int {
  kOk = 0,
  kFailed = 1,         // something failed, was rejected or is not serving
  kUsage = 2,          // the command line itself is wrong; nothing was done
  kInterrupted = 130,  // stopped by Ctrl-C, as shells count it
};

}  // namespace gangmu::cli
