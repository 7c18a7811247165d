#include "common/search/query.h"

#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"

namespace gangmu::search {
namespace {

enum class Kind { kEnd, kWord, kQuoted, kOpen, kClose, kAnd, kOr, kNot };

struct Lexeme {
  Kind kind = Kind::kEnd;
  std::string_view text;  // of words and quoted text without quotes
  size_t begin = 0;       // bytes of the source
  size_t end = 0;
};

Error Fault(std::string_view source, size_t begin, size_t end, std::string_view message) {
  const std::string token(source.substr(begin, std::min<size_t>(end - begin, 120)));
  const std::string position = StrCat(CountCodePoints(source.substr(0, begin)));
  const std::string placed = StrCat(message, ", position ", position);
  return Error(absl::StatusCode::kInvalidArgument, Reason::kFILTER_INVALID, placed)
      .With("position", position)
      .With("token", PrintableUtf8(token, 80))
      .Violation("query", placed);
}

constexpr std::string_view kQuotes[] = {"\"", "“", "”", "＂", "「", "」"};
constexpr std::string_view kOpens[] = {"(", "（"};
constexpr std::string_view kCloses[] = {")", "）"};
constexpr std::string_view kBlanks[] = {" ", "\t", "\n", "\r", "\u3000", "\u00A0"};

// Length of the one of `signs` that `text` begins with; 0 for none.
template <size_t N>
size_t LengthOf(std::string_view text, const std::string_view (&signs)[N]) {
  for (const std::string_view sign : signs) {
    if (text.starts_with(sign)) return sign.size();
  }
  return 0;
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  absl::StatusOr<std::vector<Lexeme>> Run() {
    std::vector<Lexeme> out;
    while (true) {
      while (const size_t blank = LengthOf(Rest(), kBlanks)) at_ += blank;
      if (Rest().empty()) break;
      ASSIGN_OR_RETURN(Lexeme next, Next());
      out.push_back(next);
    }
    out.push_back({Kind::kEnd, "", source_.size(), source_.size()});
    return out;
  }

 private:
  std::string_view Rest() const { return source_.substr(at_); }

  absl::StatusOr<Lexeme> Next() {
    if (const size_t size = LengthOf(Rest(), kOpens)) return Take(Kind::kOpen, size);
    if (const size_t size = LengthOf(Rest(), kCloses)) return Take(Kind::kClose, size);
    if (const size_t size = LengthOf(Rest(), kQuotes)) return Quoted(size);
    size_t end = at_;
    while (end < source_.size() && !IsBorder(source_.substr(end))) end += Utf8SequenceLength(source_.substr(end));
    const std::string_view word = source_.substr(at_, end - at_);
    const Kind kind = word == "AND" ? Kind::kAnd : word == "OR" ? Kind::kOr : word == "NOT" ? Kind::kNot : Kind::kWord;
    return Take(kind, word.size());
  }

  static bool IsBorder(std::string_view text) {
    return LengthOf(text, kBlanks) + LengthOf(text, kOpens) + LengthOf(text, kCloses) + LengthOf(text, kQuotes) > 0;
  }

  Lexeme Take(Kind kind, size_t size) {
    const Lexeme lexeme{kind, source_.substr(at_, size), at_, at_ + size};
    at_ += size;
    return lexeme;
  }

  absl::StatusOr<Lexeme> Quoted(size_t quote) {
    const size_t begin = at_;
    size_t end = at_ + quote;
    while (end < source_.size() && LengthOf(source_.substr(end), kQuotes) == 0) {
      end += Utf8SequenceLength(source_.substr(end));
    }
    if (end >= source_.size()) return Fault(source_, begin, begin + quote, "this quote is not closed");
    at_ = end + LengthOf(source_.substr(end), kQuotes);
    return Lexeme{Kind::kQuoted, source_.substr(begin + quote, end - begin - quote), begin, at_};
  }

  std::string_view source_;
  size_t at_ = 0;
};

class Parser {
 public:
  Parser(std::string_view source, std::vector<Lexeme> lexemes, const QueryLimits& limits)
      : source_(source), lexemes_(std::move(lexemes)), limits_(limits) {}

  absl::StatusOr<Query> Run() {
    if (Now().kind == Kind::kEnd) return Fault(source_, 0, 0, "the query is empty");
    ASSIGN_OR_RETURN(query_.root, Junction(0));
    if (Now().kind != Kind::kEnd) return Unexpected(Now().kind == Kind::kClose ? "nothing is open here" : "");
    RETURN_IF_ERROR(CheckHasMust(query_.root, 0, source_.size()));
    return std::move(query_);
  }

 private:
  const Lexeme& Now() const { return lexemes_[at_]; }

  Error Unexpected(std::string_view why) const {
    const Lexeme& now = Now();
    const std::string_view what = now.kind == Kind::kEnd ? "a word is missing at the end" : "a word is missing here";
    return Fault(source_, now.begin, now.end, why.empty() ? what : why);
  }

  absl::StatusOr<Node> Junction(int depth) {
    if (depth > limits_.depth) return Fault(source_, Now().begin, Now().end, "too many brackets inside each other");
    const size_t begin = Now().begin;
    std::vector<Node> items;
    Kind joined_by = Kind::kEnd;  // kEnd: nothing joined yet
    const Lexeme* second_kind = nullptr;
    while (true) {
      ASSIGN_OR_RETURN(Node item, Item(depth));
      items.push_back(std::move(item));
      if (Now().kind == Kind::kEnd || Now().kind == Kind::kClose) break;
      const Kind by = Now().kind == Kind::kOr ? Kind::kOr : Kind::kAnd;
      if (joined_by != Kind::kEnd && joined_by != by && second_kind == nullptr) second_kind = &Now();
      joined_by = by;
      if (Now().kind == Kind::kOr || Now().kind == Kind::kAnd) ++at_;
    }
    if (second_kind != nullptr) {
      return Fault(source_, second_kind->begin, second_kind->end,
                   "AND (or a blank) and OR stand side by side: put brackets around one of them");
    }
    if (items.size() == 1) return std::move(items[0]);
    Node node{joined_by == Kind::kOr ? Node::Kind::kOr : Node::Kind::kAnd, std::move(items)};
    RETURN_IF_ERROR(CheckHasMust(node, begin, Now().begin));
    return node;
  }

  absl::StatusOr<Node> Item(int depth) {
    const Lexeme now = Now();
    switch (now.kind) {
      case Kind::kNot: {
        ++at_;
        ASSIGN_OR_RETURN(Node operand, Item(depth + 1));
        RETURN_IF_ERROR(CheckHasMust(operand, now.begin, Now().begin));
        Unwant(operand);
        return Node{Node::Kind::kNot, {std::move(operand)}};
      }
      case Kind::kOpen: {
        ++at_;
        ASSIGN_OR_RETURN(Node node, Junction(depth + 1));
        if (Now().kind != Kind::kClose) return Fault(source_, now.begin, now.end, "this bracket is not closed");
        ++at_;
        return node;
      }
      case Kind::kWord:
      case Kind::kQuoted:
        ++at_;
        return AddPhrase(now);
      default:
        return Unexpected("");
    }
  }

  absl::StatusOr<Node> AddPhrase(const Lexeme& lexeme) {
    Phrase phrase{.text = std::string(lexeme.text)};
    for (const Token& token : Tokenize(lexeme.text)) phrase.tokens.push_back(token.code);
    if (phrase.tokens.empty()) return Fault(source_, lexeme.begin, lexeme.end, "signs alone cannot be searched for");
    if (phrase.tokens.size() > limits_.tokens) {
      return Fault(source_, lexeme.begin, lexeme.end, StrCat("a phrase of more than ", limits_.tokens, " characters"));
    }
    if (query_.phrases.size() == limits_.phrases) {
      return Fault(source_, lexeme.begin, lexeme.end, StrCat("more than ", limits_.phrases, " words"));
    }
    query_.phrases.push_back(std::move(phrase));
    return Node{Node::Kind::kPhrase, {}, static_cast<int>(query_.phrases.size()) - 1};
  }

  // NOT says what must be missing: something that must appear has to stand beside it.
  absl::Status CheckHasMust(const Node& node, size_t begin, size_t end) const {
    bool bad = node.kind == Node::Kind::kNot;
    size_t nots = 0;
    for (const Node& child : node.children) nots += child.kind == Node::Kind::kNot ? 1 : 0;
    if (node.kind == Node::Kind::kAnd) bad = nots == node.children.size();
    if (node.kind == Node::Kind::kOr) bad = nots > 0;
    if (!bad) return absl::OkStatus();
    return Fault(source_, begin, end, "NOT needs a word that must appear beside it, as in: 企业 NOT 补贴");
  }

  void Unwant(const Node& node) {
    if (node.kind == Node::Kind::kPhrase) query_.phrases[static_cast<size_t>(node.phrase)].wanted = false;
    for (const Node& child : node.children) Unwant(child);
  }

  std::string_view source_;
  std::vector<Lexeme> lexemes_;
  const QueryLimits& limits_;
  size_t at_ = 0;
  Query query_;
};

}  // namespace

absl::StatusOr<Query> ParseQuery(std::string_view source, const QueryLimits& limits) {
  if (source.size() > limits.bytes) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kFILTER_INVALID,
                 StrCat("the query has ", source.size(), " bytes, want at most ", limits.bytes))
        .Violation("query", "too long");
  }
  if (!IsValidUtf8(source)) {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kFILTER_INVALID, "the query is no valid UTF-8")
        .Violation("query", "no valid UTF-8");
  }
  ASSIGN_OR_RETURN(std::vector<Lexeme> lexemes, Lexer(source).Run());
  return Parser(source, std::move(lexemes), limits).Run();
}

}  // namespace gangmu::search
