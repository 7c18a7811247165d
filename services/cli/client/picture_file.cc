#include "services/cli/client/picture_file.h"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

extern char** environ;

namespace gangmu::cli {
namespace {

absl::Status WriteFile(std::string_view bytes, const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  out << bytes << std::flush;
  if (out) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE, StrCat("cannot write ", path));
}

absl::Status RunConverter(const std::string& svg_path, const std::string& png_path) {
  std::string words[] = {"rsvg-convert", "--zoom=2", "--format=png", "--output=" + png_path, svg_path};
  char* arguments[] = {words[0].data(), words[1].data(), words[2].data(), words[3].data(), words[4].data(), nullptr};
  pid_t child = 0;
  if (posix_spawnp(&child, arguments[0], nullptr, nullptr, arguments, environ) != 0) {
    return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED,
                 "PNG needs the program rsvg-convert: install the package librsvg2-bin, or write an .svg");
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, Reason::kUNAVAILABLE, StrCat("rsvg-convert could not write ", png_path));
}

}  // namespace

bool IsPictureName(std::string_view path) { return path.ends_with(".svg") || path.ends_with(".png"); }

absl::Status WritePicture(std::string_view svg, const std::string& path) {
  if (path.ends_with(".svg")) return WriteFile(svg, path);
  const std::string svg_path = StrCat(path, ".", getpid(), ".svg");
  RETURN_IF_ERROR(WriteFile(svg, svg_path));
  const absl::Status converted = RunConverter(svg_path, path);
  std::remove(svg_path.c_str());
  return converted;
}

}  // namespace gangmu::cli
