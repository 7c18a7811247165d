#include "common/filter/fault.h"

#include <algorithm>

#include "common/text/strings.h"

namespace gangmu::filter {

size_t CodePointOffset(std::string_view source, size_t offset) {
  const std::string_view before = source.substr(0, std::min(offset, source.size()));
  return static_cast<size_t>(std::count_if(before.begin(), before.end(),
                                           [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

Error Fault(std::string_view source, size_t begin, size_t end, std::string_view message) {
  const size_t position = CodePointOffset(source, begin);
  begin = std::min(begin, source.size());
  const std::string token = CutAtCodePoint(source.substr(begin, end > begin ? end - begin : 0), 60);
  const std::string text = StrCat("filter, position ", position, ": ", message);
  return Error(absl::StatusCode::kInvalidArgument, Reason::kFILTER_INVALID, text)
      .With("position", StrCat(position))
      .With("token", token)
      .Violation("filter", text);
}

}  // namespace gangmu::filter
