// How many calls a second a server answers, measured from its clients' side.
#pragma once

#include <functional>

namespace gangmu::testing {

// Makes one call and says whether it succeeded. Each thread has its own.
using OneCall = std::function<bool()>;

// Calls a second with `callers` threads, each with one call at a time. Ends the process where a call fails: a rate of
// failures would look like speed.
double CallRate(int callers, double seconds, const std::function<OneCall()>& make_call);

}  // namespace gangmu::testing
