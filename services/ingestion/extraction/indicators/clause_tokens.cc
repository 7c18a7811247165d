#include "services/ingestion/extraction/indicators/clause_tokens.h"

#include <algorithm>

namespace gangmu::extraction {
namespace {

constexpr uint8_t kBeginsToken = kWordMark | kTimeMark | kFigureMark | kSignMark | kGapMark;
constexpr int32_t kMaxQuote = 40;  // “…” and 《…》 beyond this are speech or an unclosed mark

TokenKind KindOfSign(char32_t c, CharClass cls) {
  if (c == U'、') return TokenKind::kPause;
  switch (cls) {
    case CharClass::kStop:
    case CharClass::kNewline:
      return TokenKind::kStop;
    case CharClass::kComma:
      return TokenKind::kComma;
    case CharClass::kOpen:
      return TokenKind::kOpen;
    case CharClass::kClose:
      return TokenKind::kClose;
    default:
      return TokenKind::kOther;
  }
}

bool IsLatinWord(const Passage& p, int32_t i) {
  const CharClass c = p.cls(i);
  return c == CharClass::kLatin || c == CharClass::kDigit || p.at(i) == U'.' || p.at(i) == U'+' || p.at(i) == U'-' ||
         p.at(i) == U'·';
}

class Tokenizer {
 public:
  Tokenizer(const Passage& passage, Tokens& out) : p_(passage), out_(out), v_(Vocabulary::Get()) {}

  void Run(int32_t from) {
    Begin(from);
    ForEachPlace(p_.marks(), from, p_.size(), kFigureMark | kTimeMark | kSignMark,
                 [this](const int32_t* places, int32_t count) {
                   for (int32_t i = 0; i < count; ++i) Look(places[i]);
                 });
    EndSentence(p_.size());
  }

 private:
  // Finds out whether the sentence holds a quantity or a time, and where it ends.
  void Look(int32_t at) {
    const CharClass cls = p_.cls(at);
    if ((p_.marks()[at] & kSignMark) != 0) {
      signs_.push_back(at);
      if (cls == CharClass::kStop) return EndSentence(at + 1);
      if (telling_ || p_.at(at) != U'“') return;
    }
    if (telling_ || GoesOn(at)) return;
    told_quantity_ = !ReadTime(p_, at, time_);
    telling_ = !told_quantity_ || ((p_.marks()[at] & kFigureMark) != 0 && ReadQuantity(p_, at, quantity_));
    if (telling_) told_at_ = at;
  }

  // 其中 and 包括 hold beyond ；, up to 。.
  bool OpensParts(int32_t end) const {
    if (end <= sentence_ || p_.at(end - 1) == U'。') return false;
    const std::u32string_view sentence =
        p_.text().substr(static_cast<size_t>(sentence_), static_cast<size_t>(end - sentence_));
    return sentence.find(U"其中") != std::u32string_view::npos || sentence.find(U"包括") != std::u32string_view::npos;
  }

  void EndSentence(int32_t end) {
    if (telling_ || OpensParts(end)) {
      Cut(end);
    } else {
      int32_t behind = sentence_;
      for (const int32_t at : signs_) {
        if (at >= behind) behind = Sign(at);
      }
    }
    Begin(end);
  }

  void Begin(int32_t sentence) {
    sentence_ = sentence;
    telling_ = false;
    told_at_ = -1;
    signs_.clear();
  }

  // In the midst of a row of digits nothing begins.
  bool GoesOn(int32_t at) const {
    return p_.cls(at) == CharClass::kDigit && at > sentence_ && p_.cls(at - 1) == CharClass::kDigit;
  }

  // Whether Look() has been at `at` and found nothing there: it looks at every place where a time or a quantity may
  // begin, up to the first that tells.
  bool IsKnownToTellNothing(int32_t at) const { return at < told_at_ && !GoesOn(at); }

  bool TimeAt(int32_t at, TimeExpression& out) const {
    if (at != told_at_) return !IsKnownToTellNothing(at) && ReadTime(p_, at, out);
    if (told_quantity_) return false;
    out = time_;
    return true;
  }

  bool QuantityAt(int32_t at, Quantity& out) const {
    if (at != told_at_) return !IsKnownToTellNothing(at) && ReadQuantity(p_, at, out);
    if (told_quantity_) out = quantity_;
    return told_quantity_;
  }

  // Words are looked up at all places first: these look-ups do not wait for each other, while where the next token
  // begins is known only when the last one is. Ideographs that begin no word and no time, which are half of the text,
  // are passed over in a loop of their own.
  void Cut(int32_t end) {
    const uint8_t* const marks = p_.marks();
    const std::u32string_view text = p_.text();
    if (out_.words.size() < static_cast<size_t>(end - sentence_))
      out_.words.resize(static_cast<size_t>(end - sentence_));
    ForEachPlace(marks, sentence_, end, kWordMark, [&](const int32_t* places, int32_t count) {
      for (int32_t i = 0; i < count; ++i) {
        out_.words[static_cast<size_t>(places[i] - sentence_)] = v_.words().Longest(text, places[i], p_.size());
      }
    });
    for (int32_t i = sentence_; i < end;) {
      if ((marks[i] & kBeginsToken) != 0 || p_.cls(i) != CharClass::kHan) {
        i = One(i);
        continue;
      }
      const int32_t begin = i;
      do {
        ++i;
      } while (i < end && (marks[i] & kBeginsToken) == 0 && p_.cls(i) == CharClass::kHan);
      PushText(begin, i);
    }
  }

  void Push(int32_t begin, int32_t end, TokenKind kind, int32_t ref = -1, uint64_t tags = 0) {
    out_.tokens.push_back({.begin = begin, .end = end, .tags = tags, .ref = ref, .kind = kind});
  }

  // Characters of no known word run together.
  void PushText(int32_t begin, int32_t end) {
    if (!out_.tokens.empty() && out_.tokens.back().kind == TokenKind::kText && out_.tokens.back().end == begin) {
      out_.tokens.back().end = end;
    } else {
      Push(begin, end, TokenKind::kText);
    }
  }

  // The end of “…” or 《…》 that opens at `at`, -1 where it does not close nearby.
  int32_t Closing(int32_t at, char32_t close) const {
    for (int32_t i = at + 1; i < p_.size() && i - at <= kMaxQuote; ++i) {
      if (p_.at(i) == close || (p_.at(i) == U'"' && close == U'”')) return i + 1;
      if (p_.cls(i) == CharClass::kStop) return -1;
    }
    return -1;
  }

  int32_t One(int32_t at);
  int32_t Sign(int32_t at);
  int32_t Time(const TimeExpression& time);
  int32_t Number(int32_t at);
  int32_t Han(int32_t at);

  const Passage& p_;
  Tokens& out_;
  const Vocabulary& v_;
  int32_t sentence_ = 0;                      // where the sentence that is looked at begins
  bool telling_ = false;                      // it holds a quantity or a time
  ScratchList<int32_t>& signs_ = out_.signs;  // its brackets, quotes and end
  // The first thing that told it, so that it is read once only.
  int32_t told_at_ = -1;
  bool told_quantity_ = false;  // else a time
  TimeExpression time_;
  Quantity quantity_;
};

int32_t Tokenizer::One(int32_t at) {
  switch (p_.cls(at)) {
    case CharClass::kHan:
      return Han(at);
    case CharClass::kDigit:
    case CharClass::kHanDigit:
      return Number(at);
    case CharClass::kLatin: {
      int32_t end = at + 1;
      while (IsLatinWord(p_, end)) ++end;
      Push(at, end, TokenKind::kName);
      return end;
    }
    case CharClass::kBlank:
      return at + 1;
    default:
      return Sign(at);
  }
}

// Quoted names and titles are one token, other signs one each.
int32_t Tokenizer::Sign(int32_t at) {
  const char32_t c = p_.at(at);
  if (c == U'“' || c == U'《' || c == U'‘') {
    TimeExpression time;
    if (c == U'“' && TimeAt(at, time)) return Time(time);
    const int32_t end = Closing(at, c == U'“' ? U'”' : c == U'《' ? U'》' : U'’');
    if (end > 0) {
      Push(at, end, TokenKind::kName);
      out_.tokens.back().quoted = c != U'《';
      return end;
    }
  }
  Push(at, at + 1, KindOfSign(c, p_.cls(at)));
  return at + 1;
}

int32_t Tokenizer::Time(const TimeExpression& time) {
  out_.times.push_back(time);
  Push(time.begin, time.end, TokenKind::kTime, static_cast<int32_t>(out_.times.size()) - 1);
  return time.end;
}

int32_t Tokenizer::Number(int32_t at) {
  TimeExpression time;
  if (TimeAt(at, time)) return Time(time);
  const bool han = p_.cls(at) == CharClass::kHanDigit;
  const bool named = han && (p_.marks()[at] & kWordMark) != 0;
  const Lexicon::Hit name = named ? v_.words().Longest(p_.text(), at, p_.size()) : Lexicon::Hit{};
  Quantity quantity;
  if (QuantityAt(at, quantity) && quantity.end - at > name.length) {
    out_.quantities.push_back(quantity);
    Push(at, quantity.end, TokenKind::kQuantity, static_cast<int32_t>(out_.quantities.size()) - 1);
    if (p_.at(quantity.end) != U'内' || v_.words().Longest(p_.text(), quantity.end, p_.size())) return quantity.end;
    Push(quantity.end, quantity.end + 1, TokenKind::kWord, -1, kAdverb);  // 30日内
    return quantity.end + 1;
  }
  if (name) {
    Push(at, at + name.length, TokenKind::kWord, name.value, v_.tags(name.value));
    return at + name.length;
  }
  if (han) {
    PushText(at, at + 1);
    return at + 1;
  }
  int32_t end = at + 1;
  bool latin = false;
  while (IsLatinWord(p_, end) || p_.at(end) == U',') latin |= p_.cls(end++) == CharClass::kLatin;
  Push(at, end, latin ? TokenKind::kName : TokenKind::kNumber);
  return end;
}

int32_t Tokenizer::Han(int32_t at) {
  const uint8_t marks = p_.marks()[at];
  if ((marks & kTimeMark) != 0) {
    TimeExpression time;
    if (TimeAt(at, time)) return Time(time);
  }
  if ((marks & kWordMark) != 0) {
    if (p_.at(at) == U'的') {
      Push(at, at + 1, TokenKind::kDe);
      return at + 1;
    }
    const Lexicon::Hit& word = out_.words[static_cast<size_t>(at - sentence_)];
    if (word) {
      Push(at, at + word.length, TokenKind::kWord, word.value, v_.tags(word.value));
      return at + word.length;
    }
  }
  PushText(at, at + 1);
  return at + 1;
}

}  // namespace

void Tokenize(const Passage& passage, int32_t from, Tokens& out) {
  out.tokens.clear();
  out.quantities.clear();
  out.times.clear();
  Tokenizer(passage, out).Run(from);
}

}  // namespace gangmu::extraction
