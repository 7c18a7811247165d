#include "common/search/tokens.h"

#include <string>

#include "common/text/folding.h"
#include "common/text/utf8.h"

namespace gangmu::search {
namespace {

enum class Kind { kBlank, kSign, kWord, kCharacter };

bool In(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

bool IsBlank(char32_t c) {
  return c <= U' ' || In(c, 0x7F, 0xA0) || In(c, 0x2000, 0x200F) || In(c, 0x2028, 0x202F) || c == 0x3000 ||
         c == 0xFEFF || c == 0xAD;
}

// Beyond ASCII: punctuation and symbols that carry no word. 々 〆 〇 and circled numbers are characters.
bool IsSign(char32_t c) {
  return In(c, 0xA1, 0xBF) || c == 0xD7 || c == 0xF7 || In(c, 0x2010, 0x206F) || In(c, 0x20A0, 0x20CF) ||
         In(c, 0x2190, 0x245F) || In(c, 0x2500, 0x2BFF) || In(c, 0x3001, 0x3004) || In(c, 0x3008, 0x3020) ||
         c == 0x3030 || c == 0x30FB || In(c, 0xFE10, 0xFE6F) || In(c, 0xFF00, 0xFF0F) || In(c, 0xFF1A, 0xFF20) ||
         In(c, 0xFF3B, 0xFF40) || In(c, 0xFF5B, 0xFF65);
}

// 1 to 36 for letters and digits, else 0.
uint32_t WordValue(char32_t c) {
  if (In(c, U'a', U'z')) return c - U'a' + 1;
  if (In(c, U'A', U'Z')) return c - U'A' + 1;
  if (In(c, U'0', U'9')) return c - U'0' + 27;
  return 0;
}

Kind KindOf(char32_t c) {
  if (WordValue(c) != 0) return Kind::kWord;
  if (IsBlank(c)) return Kind::kBlank;
  return c < 0x80 || IsSign(c) ? Kind::kSign : Kind::kCharacter;
}

// Collects the letters of one word and cuts it into pieces of five.
class WordBuilder {
 public:
  explicit WordBuilder(std::vector<Token>& out) : out_(out) {}

  void Add(uint32_t value, int32_t at) {
    if (letters_ == kPiece) Emit(true);
    if (letters_ == 0) begin_ = at;
    value_ = value_ * 37 + value;
    ++letters_;
    end_ = at + 1;
  }

  void Finish() {
    if (letters_ > 0) Emit(false);
    continued_ = false;
  }

 private:
  static constexpr int kPiece = 5;  // 37^5 < 2^27

  void Emit(bool goes_on) {
    constexpr TokenCode kWordBit = 1u << 29;
    const TokenCode code = kWordBit | value_ << 2 | (continued_ ? 2u : 0u) | (goes_on ? 1u : 0u);
    out_.push_back({code, begin_, end_});
    continued_ = goes_on;
    letters_ = 0;
    value_ = 0;
  }

  std::vector<Token>& out_;
  uint32_t value_ = 0;
  int letters_ = 0;
  int32_t begin_ = 0;
  int32_t end_ = 0;
  bool continued_ = false;
};

}  // namespace

std::vector<Token> Tokenize(std::string_view text) {
  const char32_t* const fold = FoldingTable();
  std::vector<Token> tokens;
  tokens.reserve(text.size() / 3 + 1);
  WordBuilder word(tokens);
  for (int32_t at = 0; !text.empty(); ++at) {
    const char32_t c = FoldCodePoint(fold, TakeCodePoint(text));
    const Kind kind = KindOf(c);
    if (kind == Kind::kWord) {
      word.Add(WordValue(c), at);
      continue;
    }
    word.Finish();
    const bool after_break = tokens.empty() || tokens.back().code == kBreak;
    if (kind == Kind::kCharacter) tokens.push_back({static_cast<TokenCode>(c), at, at + 1});
    if (kind == Kind::kSign && !after_break) tokens.push_back({kBreak, at, at + 1});
  }
  word.Finish();
  if (!tokens.empty() && tokens.back().code == kBreak) tokens.pop_back();
  return tokens;
}

}  // namespace gangmu::search
