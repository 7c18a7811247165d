#include "tests/support/documents/page_setter.h"

#include "common/text/utf8.h"

namespace gangmu::testing {
namespace {

double Width(char32_t c) { return c < 0x80 ? 0.5 : 1; }

// Signs that hang over the edge rather than begin a line.
bool MayNotBegin(char32_t c) {
  return std::u32string_view(U"，。、；：？！）》】”’,.;:?!)%％").find(c) != std::u32string_view::npos;
}

bool IsLetter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::vector<std::string> Wrap(std::string_view paragraph, const PageStyle& style) {
  std::vector<std::string> lines(1);
  double room = style.characters - style.indent;
  char32_t before = 0;
  while (!paragraph.empty()) {
    const char32_t c = TakeCodePoint(paragraph);
    const bool in_word = IsLetter(before) && IsLetter(c);
    before = c;
    if (room < Width(c) && !MayNotBegin(c) && !in_word) {
      lines.emplace_back();
      room = style.characters;
    }
    AppendUtf8(lines.back(), c);
    room -= Width(c);
  }
  return lines;
}

class Setter {
 public:
  explicit Setter(const PageStyle& style) : style_(style) {}

  void AddParagraph(std::string_view paragraph) {
    const std::vector<std::string> lines = Wrap(paragraph, style_);
    for (size_t i = 0; i < lines.size(); ++i) AddLine(i == 0 ? style_.indent : 0, lines[i]);
  }

  std::vector<SetPage> Finish() && { return std::move(pages_); }

 private:
  void AddLine(int indent, const std::string& text) {
    if (pages_.empty() || used_ == style_.lines) NewPage();
    const double leading = (style_.height - 2 * style_.margin_top) / style_.lines;
    pages_.back().lines.push_back(
        {style_.margin_left + indent * style_.font_size, style_.margin_top + (used_ + 1) * leading, text});
    ++used_;
  }

  void NewPage() {
    pages_.emplace_back();
    used_ = 0;
    const double centre = style_.width / 2;
    if (!style_.running_head.empty()) {
      const double half = WidthInCharacters(style_.running_head) * style_.font_size / 2;
      pages_.back().lines.push_back({centre - half, 60, style_.running_head});
    }
    if (style_.page_numbers) {
      const std::string number = "— " + std::to_string(pages_.size()) + " —";
      pages_.back().lines.push_back({centre - 20, style_.height - 50, number});
    }
  }

  const PageStyle& style_;
  std::vector<SetPage> pages_;
  int used_ = 0;
};

}  // namespace

double WidthInCharacters(std::string_view utf8) {
  double width = 0;
  while (!utf8.empty()) width += Width(TakeCodePoint(utf8));
  return width;
}

std::vector<SetPage> SetPages(std::string_view text, const PageStyle& style) {
  Setter setter(style);
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    while (line.starts_with("\u3000")) line.remove_prefix(3);
    while (line.starts_with(' ')) line.remove_prefix(1);
    if (!line.empty()) setter.AddParagraph(line);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return std::move(setter).Finish();
}

}  // namespace gangmu::testing
