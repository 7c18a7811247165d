#include "common/filter/parser.h"

#include <utility>
#include <vector>

#include "common/filter/fault.h"
#include "common/filter/token.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::filter {

const char* OpText(Op op) {
  switch (op) {
    case Op::kEqual:
      return "=";
    case Op::kNotEqual:
      return "!=";
    case Op::kLess:
      return "<";
    case Op::kLessOrEqual:
      return "<=";
    case Op::kGreater:
      return ">";
    case Op::kGreaterOrEqual:
      return ">=";
    case Op::kHas:
      return ":";
  }
  return "?";
}

namespace {

Op ToOp(std::string_view text) {
  for (const Op op : {Op::kEqual, Op::kNotEqual, Op::kLess, Op::kLessOrEqual, Op::kGreater, Op::kGreaterOrEqual}) {
    if (text == OpText(op)) return op;
  }
  return Op::kHas;
}

std::string Upper(std::string_view word) {
  std::string out(word);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

bool IsKeyword(const Token& token, std::string_view keyword) {
  return token.kind == Token::Kind::kWord && token.text == keyword;
}

class Parser {
 public:
  Parser(std::string_view source, std::vector<Token> tokens, const Limits& limits)
      : source_(source), tokens_(std::move(tokens)), limits_(limits) {}

  absl::StatusOr<std::optional<Node>> Run() {
    if (Peek().kind == Token::Kind::kEnd) return std::optional<Node>();
    ASSIGN_OR_RETURN(Node root, Expression());
    if (Peek().kind == Token::Kind::kClose) return Error("this bracket closes nothing");
    if (Peek().kind != Token::Kind::kEnd) return Unexpected();
    return std::optional<Node>(std::move(root));
  }

 private:
  const Token& Peek(size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  const Token& Take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  gangmu::Error Error(std::string_view message) const { return Fault(source_, Peek().begin, Peek().end, message); }
  std::string Slice(const Node& node) const { return std::string(source_.substr(node.begin, node.end - node.begin)); }

  // What stands after a complete term where AND, OR or the end was expected.
  absl::Status Unexpected() const {
    const Token& token = Peek();
    const std::string upper = Upper(token.text);
    if (token.kind == Token::Kind::kWord && (upper == "AND" || upper == "OR")) {
      return Error(StrCat("the word ", token.text, " joins nothing: write ", upper)).With("proposal", upper);
    }
    if (token.kind == Token::Kind::kWord && (token.text == "&&" || token.text == "||")) {
      const std::string_view word = token.text == "&&" ? "AND" : "OR";
      return Error(StrCat(token.text, " is no operator: write ", word)).With("proposal", word);
    }
    if (token.kind == Token::Kind::kStar) return Error("* stands only in a presence test: field:*");
    if (token.kind == Token::Kind::kComparator) return Error("a comparison has one comparator; join two with AND");
    return Error("AND or OR is missing before this");
  }

  absl::Status Enter() {
    if (++depth_ > limits_.depth) return Error(StrCat("more than ", limits_.depth, " levels of nesting"));
    return absl::OkStatus();
  }

  absl::Status CountTerm() {
    if (++terms_ > limits_.terms) return Error(StrCat("more than ", limits_.terms, " comparisons and functions"));
    return absl::OkStatus();
  }

  absl::StatusOr<Node> Expression() {
    RETURN_IF_ERROR(Enter());
    std::vector<Node> terms;
    std::vector<size_t> connectors;  // tokens
    for (;;) {
      ASSIGN_OR_RETURN(Node term, Term());
      terms.push_back(std::move(term));
      if (!IsKeyword(Peek(), "AND") && !IsKeyword(Peek(), "OR")) break;
      connectors.push_back(at_);
      Take();
    }
    --depth_;
    if (connectors.empty()) return std::move(terms[0]);
    const std::string& first = tokens_[connectors[0]].text;
    for (const size_t c : connectors) {
      if (tokens_[c].text != first) return Mixed(terms, connectors, tokens_[c]);
    }
    Node node;
    node.kind = first == "AND" ? Node::Kind::kAnd : Node::Kind::kOr;
    node.begin = terms.front().begin;
    node.end = terms.back().end;
    node.children = std::move(terms);
    return node;
  }

  // AND and OR side by side: the proposal is what AIP-160 says it means.
  absl::Status Mixed(const std::vector<Node>& terms, const std::vector<size_t>& connectors, const Token& where) const {
    std::string proposal;
    for (size_t i = 0; i < terms.size();) {
      size_t last = i;
      while (last < connectors.size() && tokens_[connectors[last]].text == "OR") ++last;
      if (i > 0) proposal += " AND ";
      if (last > i) proposal += '(';
      for (size_t k = i; k <= last; ++k) StrAppend(&proposal, k > i ? " OR " : "", Slice(terms[k]));
      if (last > i) proposal += ')';
      i = last + 1;
    }
    return Fault(source_, where.begin, where.end,
                 StrCat("AND and OR are mixed without brackets (OR binds tighter): write ", proposal))
        .With("proposal", proposal);
  }

  absl::StatusOr<Node> Term() {
    const bool negated = IsKeyword(Peek(), "NOT") || Peek().kind == Token::Kind::kMinus;
    if (!negated) return Simple();
    RETURN_IF_ERROR(Enter());
    Node node;
    node.kind = Node::Kind::kNot;
    node.begin = Take().begin;
    ASSIGN_OR_RETURN(Node child, Term());
    --depth_;
    node.end = child.end;
    node.children.push_back(std::move(child));
    return node;
  }

  absl::StatusOr<Node> Simple() {
    if (Peek().kind == Token::Kind::kOpen) return Bracketed();
    Node node;
    node.begin = Peek().begin;
    RETURN_IF_ERROR(Path(node.path));
    node.end = node.path.back().end;
    if (Peek().kind == Token::Kind::kOpen && !node.path[0].quoted) return Call(std::move(node));
    RETURN_IF_ERROR(CountTerm());
    if (Peek().kind != Token::Kind::kComparator) {
      node.kind = Node::Kind::kBare;
      return node;
    }
    node.kind = Node::Kind::kRestriction;
    node.op = ToOp(Take().text);
    RETURN_IF_ERROR(Value(node.op, node.value));
    node.end = node.value.end;
    return node;
  }

  absl::StatusOr<Node> Bracketed() {
    const Token open = Take();
    if (Peek().kind == Token::Kind::kClose) return Error("nothing stands between the brackets");
    ASSIGN_OR_RETURN(Node inner, Expression());
    if (Peek().kind == Token::Kind::kEnd) return Fault(source_, open.begin, open.end, "this bracket is not closed");
    if (Peek().kind != Token::Kind::kClose) return Unexpected();
    inner.begin = open.begin;
    inner.end = Take().end;
    return inner;
  }

  absl::Status Path(std::vector<Word>& path) {
    const Token& first = Peek();
    if (first.kind != Token::Kind::kWord && first.kind != Token::Kind::kQuoted) return NoTerm();
    if (first.kind == Token::Kind::kWord && (first.text == "AND" || first.text == "OR" || first.text == "NOT")) {
      return Error(StrCat("a comparison is missing before ", first.text));
    }
    path.push_back(ToWord(Take()));
    while (Peek().kind == Token::Kind::kDot) {
      Take();
      if (Peek().kind != Token::Kind::kWord && Peek().kind != Token::Kind::kQuoted) {
        return Error("a field name is missing behind the point");
      }
      path.push_back(ToWord(Take()));
    }
    return absl::OkStatus();
  }

  absl::Status NoTerm() const {
    switch (Peek().kind) {
      case Token::Kind::kEnd:
        return Error("the filter ends where a comparison is missing");
      case Token::Kind::kClose:
        return Error("a comparison is missing before this bracket");
      case Token::Kind::kComparator:
        return Error(StrCat("a field is missing before ", Peek().text));
      case Token::Kind::kStar:
        return Error("* stands only in a presence test: field:*");
      default:
        return Error("a comparison was expected here");
    }
  }

  absl::Status Value(Op op, Word& value) {
    const Token& token = Peek();
    switch (token.kind) {
      case Token::Kind::kQuoted:
        value = ToWord(Take());
        return absl::OkStatus();
      case Token::Kind::kWord:
        return PlainValue(value);
      case Token::Kind::kStar:
        if (op != Op::kHas) return Error("* stands only in a presence test: field:*");
        value = ToWord(Take());
        value.star = true;
        return absl::OkStatus();
      case Token::Kind::kComparator:
        return Error("two comparators stand side by side");
      case Token::Kind::kOpen:
        return Error("a value was expected; for several values write (field = a OR field = b)");
      default:
        return Error("a value is missing behind the comparator");
    }
  }

  // An unquoted value may hold points (documents/a.b): words and points that touch belong together.
  absl::Status PlainValue(Word& value) {
    const Token& token = Peek();
    if (token.text == "AND" || token.text == "OR" || token.text == "NOT") {
      return Error(StrCat("a value is missing before ", token.text, "; quote it where the word itself is meant"));
    }
    value = ToWord(Take());
    while ((Peek().kind == Token::Kind::kDot || Peek().kind == Token::Kind::kWord) && Peek().begin == value.end) {
      value.end = Take().end;
    }
    value.text = std::string(source_.substr(value.begin, value.end - value.begin));
    return absl::OkStatus();
  }

  absl::StatusOr<Node> Call(Node node) {
    node.kind = Node::Kind::kCall;
    RETURN_IF_ERROR(CountTerm());
    const Token open = Take();
    RETURN_IF_ERROR(Enter());
    while (Peek().kind != Token::Kind::kClose) {
      ASSIGN_OR_RETURN(Node argument, Expression());
      node.children.push_back(std::move(argument));
      if (Peek().kind != Token::Kind::kComma) break;
      Take();
      if (Peek().kind == Token::Kind::kClose) return Error("an argument is missing behind the comma");
    }
    if (Peek().kind == Token::Kind::kEnd) return Fault(source_, open.begin, open.end, "this bracket is not closed");
    if (Peek().kind != Token::Kind::kClose) return Unexpected();
    --depth_;
    node.end = Take().end;
    if (Peek().kind == Token::Kind::kComparator)
      return Error("a function is a condition of its own: compare it with nothing");
    return node;
  }

  static Word ToWord(const Token& token) {
    return Word{token.text, token.kind == Token::Kind::kQuoted, false, token.begin, token.end};
  }

  std::string_view source_;
  std::vector<Token> tokens_;
  const Limits& limits_;
  size_t at_ = 0;
  int depth_ = 0;
  int terms_ = 0;
};

}  // namespace

absl::StatusOr<std::optional<Node>> ParseTree(std::string_view source, const Limits& limits) {
  if (source.size() > limits.bytes) {
    return Fault(source, 0, 0,
                 StrCat("the filter has ", source.size(), " bytes, at most ", limits.bytes, " are allowed"))
        .Build();
  }
  ASSIGN_OR_RETURN(std::vector<Token> tokens, Tokenize(source));
  return Parser(source, std::move(tokens), limits).Run();
}

}  // namespace gangmu::filter
