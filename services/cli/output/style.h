// Emphasis on a terminal; plain text elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "common/text/strings.h"

namespace gangmu::cli {

class Style {
 public:
  explicit Style(bool colour) : colour_(colour) {}

  bool colour() const { return colour_; }
  std::string Bold(std::string_view text) const { return Wrap("1", text); }
  std::string Dim(std::string_view text) const { return Wrap("2", text); }
  std::string Heading(std::string_view text) const { return Wrap("1;36", text); }
  std::string Quantity(std::string_view text) const { return Wrap("1;33", text); }
  std::string Good(std::string_view text) const { return Wrap("32", text); }
  std::string Bad(std::string_view text) const { return Wrap("1;31", text); }

 private:
  std::string Wrap(std::string_view code, std::string_view text) const {
    return colour_ && !text.empty() ? StrCat("\x1b[", code, "m", text, "\x1b[0m") : std::string(text);
  }
  bool colour_;
};

}  // namespace gangmu::cli
