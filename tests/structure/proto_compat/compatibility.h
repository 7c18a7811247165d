// Compares two dumps of protos: what an old peer or stored JSON relies on must still be there, additions are free.
#pragma once

#include <string>
#include <vector>

#include "tests/structure/proto_compat/descriptor_dump.h"

namespace gangmu::structure {

// One sentence for each element of `baseline` that is gone or changed in `current`, in the order of the dump.
std::vector<std::string> BreakingChanges(const DescriptorDump& baseline, const DescriptorDump& current);

}  // namespace gangmu::structure
