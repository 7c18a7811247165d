#include "services/cli/client/output_file.h"

#include <cstdio>
#include <utility>

namespace gangmu::cli {

OutputFile::OutputFile(std::string path)
    : path_(std::move(path)), part_(path_ + ".part"), stream_(part_, std::ios::binary | std::ios::trunc) {}

OutputFile::~OutputFile() {
  if (!part_.empty()) std::remove(part_.c_str());
}

bool OutputFile::Finish() {
  stream_.close();
  if (!stream_ || std::rename(part_.c_str(), path_.c_str()) != 0) return false;
  part_.clear();
  return true;
}

}  // namespace gangmu::cli
