// Writes a picture in the format that the name of the file asks for.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace gangmu::cli {

// True for names that end in .svg or .png.
bool IsPictureName(std::string_view path);

// .svg as it is; .png through the program rsvg-convert (Debian's librsvg2-bin), at twice the size so that it is sharp
// in print. Errors: FAILED_PRECONDITION where rsvg-convert is not installed, UNAVAILABLE where the file cannot be
// written.
absl::Status WritePicture(std::string_view svg, const std::string& path);

}  // namespace gangmu::cli
