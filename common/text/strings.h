// The bridge between std::string_view, which this project uses everywhere, and Abseil's string functions. Debian 12
// builds Abseil with a string_view type of its own that neither converts from std::string_view nor to it, so that
// absl::StrCat(std::string_view) does not compile. Header-only.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace gangmu {

inline absl::string_view ToAbsl(std::string_view s) { return absl::string_view(s.data(), s.size()); }
inline std::string_view ToStd(absl::string_view s) { return std::string_view(s.data(), s.size()); }

namespace text_internal {
template <typename T>
decltype(auto) Piece(const T& value) {
  if constexpr (std::is_same_v<T, std::string_view>) {
    return ToAbsl(value);
  } else {
    return (value);
  }
}
}  // namespace text_internal

// As absl::StrCat and absl::StrAppend, with std::string_view among the arguments.
template <typename... Args>
[[nodiscard]] std::string StrCat(const Args&... args) {
  return absl::StrCat(text_internal::Piece(args)...);
}
template <typename... Args>
void StrAppend(std::string* out, const Args&... args) {
  absl::StrAppend(out, text_internal::Piece(args)...);
}

}  // namespace gangmu
