#include "common/filter/token.h"

#include <array>
#include <utility>

#include "common/filter/fault.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::filter {
namespace {

// Punctuation that an input method puts in the place of the grammar's own.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kFullWidth = {{{"（", "("},
                                                                                       {"）", ")"},
                                                                                       {"，", ","},
                                                                                       {"：", ":"},
                                                                                       {"＝", "="},
                                                                                       {"＞", ">"},
                                                                                       {"＜", "<"},
                                                                                       {"！", "!"},
                                                                                       {"≥", ">="},
                                                                                       {"≤", "<="},
                                                                                       {"≠", "!="},
                                                                                       {"“", "\""},
                                                                                       {"”", "\""},
                                                                                       {"＂", "\""},
                                                                                       {"　", "a blank"}}};

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Length of the UTF-8 sequence at `i`, 0 where it is damaged (also overlong forms, surrogates, beyond U+10FFFF).
size_t SequenceLength(std::string_view s, size_t i) {
  const auto at = [&](size_t k) { return i + k < s.size() ? static_cast<unsigned char>(s[i + k]) : 0u; };
  const unsigned lead = at(0);
  const auto tail = [&](size_t k) { return (at(k) & 0xC0) == 0x80; };
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead < 0xF0) {
    const bool in_range = !(lead == 0xE0 && at(1) < 0xA0) && !(lead == 0xED && at(1) >= 0xA0);
    return in_range && tail(1) && tail(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead < 0xF5) {
    const bool in_range = !(lead == 0xF0 && at(1) < 0x90) && !(lead == 0xF4 && at(1) >= 0x90);
    return in_range && tail(1) && tail(2) && tail(3) ? 4 : 0;
  }
  return 0;
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  absl::StatusOr<std::vector<Token>> Run() {
    RETURN_IF_ERROR(CheckCharacters());
    for (;;) {
      while (at_ < source_.size() && IsBlank(source_[at_])) ++at_;
      if (at_ == source_.size()) break;
      RETURN_IF_ERROR(Next());
    }
    tokens_.push_back({Token::Kind::kEnd, at_, at_, ""});
    return std::move(tokens_);
  }

 private:
  absl::Status CheckCharacters() const {
    for (size_t i = 0; i < source_.size();) {
      const size_t length = SequenceLength(source_, i);
      if (length == 0) return Fault(source_, i, i, "the filter is not valid UTF-8");
      const auto c = static_cast<unsigned char>(source_[i]);
      if ((c < 0x20 && !IsBlank(source_[i])) || c == 0x7F) {
        return Fault(source_, i, i, "a control character stands in the filter");
      }
      i += length;
    }
    return absl::OkStatus();
  }

  absl::Status Next() {
    switch (source_[at_]) {
      case '(':
        return Single(Token::Kind::kOpen);
      case ')':
        return Single(Token::Kind::kClose);
      case ',':
        return Single(Token::Kind::kComma);
      case '.':
        return Single(Token::Kind::kDot);
      case '*':
        return Single(Token::Kind::kStar);
      case '"':
      case '\'':
        return Quoted();
      case '=':
      case '!':
      case '<':
      case '>':
      case ':':
        return Comparator();
      case '-':
        if (at_ + 1 < source_.size() && IsDigit(source_[at_ + 1])) return Plain();
        return Single(Token::Kind::kMinus);
      default:
        return Plain();
    }
  }

  absl::Status Push(Token::Kind kind, size_t end, std::string text) {
    tokens_.push_back({kind, at_, end, std::move(text)});
    at_ = end;
    return absl::OkStatus();
  }

  absl::Status Single(Token::Kind kind) { return Push(kind, at_ + 1, std::string(source_.substr(at_, 1))); }

  absl::Status Comparator() {
    const std::string_view two = source_.substr(at_, 2);
    if (two == "==") return Fault(source_, at_, at_ + 2, "== is no comparator: write =").With("proposal", "=");
    if (two == "<>") return Fault(source_, at_, at_ + 2, "<> is no comparator: write !=").With("proposal", "!=");
    if (two == "!=" || two == "<=" || two == ">=") return Push(Token::Kind::kComparator, at_ + 2, std::string(two));
    if (source_[at_] == '!') return Fault(source_, at_, at_ + 1, "! stands alone: write != or NOT");
    return Push(Token::Kind::kComparator, at_ + 1, std::string(source_.substr(at_, 1)));
  }

  absl::Status Quoted() {
    const char quote = source_[at_];
    std::string text;
    for (size_t i = at_ + 1; i < source_.size(); ++i) {
      if (source_[i] == quote) return Push(Token::Kind::kQuoted, i + 1, std::move(text));
      if (source_[i] == '\\') {
        const char next = i + 1 < source_.size() ? source_[i + 1] : '\0';
        if (next != '"' && next != '\'' && next != '\\') {
          return Fault(source_, i, i + 1, "a backslash escapes a quote or a backslash only: write \\\\");
        }
        ++i;
      }
      text.push_back(source_[i]);
    }
    return Fault(source_, at_, at_ + 1, "the quote that begins here is not closed");
  }

  // A word ends at blanks and at the grammar's own characters; a point inside a number belongs to it.
  absl::Status Plain() {
    const bool number = IsDigit(source_[at_]) || source_[at_] == '-';
    size_t i = at_ + 1;
    if (absl::Status status = RefuseFullWidth(at_); !status.ok()) return status;
    for (; i < source_.size(); ++i) {
      const char c = source_[i];
      if (IsBlank(c) || std::string_view("()=!<>:,\"'*").find(c) != std::string_view::npos) break;
      if (c == '.' && !(number && i + 1 < source_.size() && IsDigit(source_[i + 1]))) break;
      if (absl::Status status = RefuseFullWidth(i); !status.ok()) return status;
    }
    return Push(Token::Kind::kWord, i, std::string(source_.substr(at_, i - at_)));
  }

  absl::Status RefuseFullWidth(size_t i) const {
    if (static_cast<unsigned char>(source_[i]) < 0x80) return absl::OkStatus();
    for (const auto& [wide, plain] : kFullWidth) {
      if (source_.substr(i, wide.size()) == wide) {
        return Fault(source_, i, i + wide.size(), StrCat("“", wide, "” outside quotes: write ", plain))
            .With("proposal", plain);
      }
    }
    return absl::OkStatus();
  }

  std::string_view source_;
  size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

absl::StatusOr<std::vector<Token>> Tokenize(std::string_view source) { return Lexer(source).Run(); }

}  // namespace gangmu::filter
