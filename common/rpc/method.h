// What the runtime knows about an RPC method before it runs.
#pragma once

#include <string>
#include <string_view>

#include "common/text/strings.h"

namespace gangmu {

// What a caller needs leave for.
enum class Access { kRead, kWrite, kAdmin };

// Made once per method, as a constant beside the service class, which lives as long as the process: the runtime keeps
// its address.
//   constexpr Method kGetDocument{"gangmu.measures.v1.MeasureService", "GetDocument", Access::kRead};
struct Method {
  std::string_view service;  // full proto name
  std::string_view name;
  Access access = Access::kRead;

  std::string FullName() const { return StrCat("/", service, "/", name); }
};

}  // namespace gangmu
