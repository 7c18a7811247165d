// Walks the encoded bytes of a text in step with its decoded code points: the way back from a decoded text to the bytes
// of the file.
#pragma once

#include <cstddef>
#include <string_view>

namespace gangmu::readers {

// Not thread safe; the bytes outlive it. `charset` is one of DecodedText::charset, in which the bytes are valid.
class CharsetCursor {
 public:
  // Stands behind a byte-order mark.
  CharsetCursor(std::string_view bytes, std::string_view charset);

  // Goes on by that many code points and returns the byte reached; the size of the bytes at their end.
  size_t Skip(size_t code_points);

 private:
  enum class Kind { kUtf8, kUtf16Le, kUtf16Be, kGb18030, kBig5 };
  // Length of the character at the cursor, and how many code points it decodes to.
  struct Step {
    size_t bytes;
    size_t code_points;
  };
  Step Next() const;
  unsigned char At(size_t i) const { return i < bytes_.size() ? static_cast<unsigned char>(bytes_[i]) : 0; }

  std::string_view bytes_;
  Kind kind_;
  size_t byte_ = 0;
};

}  // namespace gangmu::readers
