// A file that is there whole or not at all.
#pragma once

#include <fstream>
#include <string>

namespace gangmu::cli {

// Written beside `path` and put in its place at the end; what is not finished is taken away, and what was there stays.
class OutputFile {
 public:
  explicit OutputFile(std::string path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  std::ostream& stream() { return stream_; }
  // False where not all of it could be written.
  bool Finish();

 private:
  const std::string path_;
  std::string part_;  // empty once it is in place
  std::ofstream stream_;
};

}  // namespace gangmu::cli
