// The tree of a filter as written, before any schema: names are unresolved and literals untyped.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace gangmu::filter {

enum class Op { kEqual, kNotEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kHas };

// "=", "!=", … and ":" for kHas.
const char* OpText(Op op);

// A name or literal with its place (bytes of the source).
struct Word {
  std::string text;
  bool quoted = false;
  bool star = false;  // the * of field:*
  size_t begin = 0;
  size_t end = 0;
};

struct Node {
  enum class Kind {
    kAnd,          // two or more children
    kOr,           // two or more children
    kNot,          // one child
    kRestriction,  // path op value
    kBare,         // path alone: an argument of a function
    kCall,         // path(children…)
  };
  Kind kind = Kind::kBare;
  size_t begin = 0;
  size_t end = 0;
  std::vector<Node> children;
  std::vector<Word> path;  // dotted parts; one quoted part for a bare string
  Op op = Op::kEqual;
  Word value;
};

}  // namespace gangmu::filter
