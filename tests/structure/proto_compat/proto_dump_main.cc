// Writes the dump of a FileDescriptorSet: proto_dump SET.binpb BASELINE.txt. Run through the target
// update_proto_baseline.
#include <fstream>
#include <iostream>

#include "tests/structure/proto_compat/descriptor_dump.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: proto_dump SET.binpb BASELINE.txt\n";
    return 2;
  }
  std::ifstream in(argv[1], std::ios::binary);
  google::protobuf::FileDescriptorSet set;
  if (!in || !set.ParseFromIstream(&in)) {
    std::cerr << "proto_dump: cannot read a descriptor set from " << argv[1] << "\n";
    return 1;
  }
  const auto dump = gangmu::structure::Dump(set);
  if (!dump.ok()) {
    std::cerr << "proto_dump: " << dump.status().message() << "\n";
    return 1;
  }
  std::ofstream out(argv[2], std::ios::binary);
  out << gangmu::structure::ToText(*dump) << std::flush;
  if (!out) {
    std::cerr << "proto_dump: cannot write " << argv[2] << "\n";
    return 1;
  }
  return 0;
}
