// Noun phrases of a passage, as the search for subjects reads them. Looks only: it changes nothing.
#pragma once

#include <cstdint>
#include <string_view>

#include "services/ingestion/extraction/indicators/findings.h"

namespace gangmu::extraction {

// Tokens [begin, end); empty where begin >= end.
struct Phrase {
  int32_t begin = 0, end = 0;
  bool empty() const { return begin >= end; }
};

class Phrases {
 public:
  explicit Phrases(const Reading& r) : r_(r) {}

 protected:
  static constexpr int32_t kMaxPhrase = 40;  // characters of a subject
  static constexpr int32_t kMaxTokens = 24;  // tokens looked at on either side
  static constexpr int32_t kGrantReach = 8;  // tokens between a word of granting and its amount

  // Single tokens; false and harmless outside the passage.
  const Token& T(int32_t i) const { return r_.token(i); }
  bool In(int32_t i) const { return i >= 0 && i < r_.count(); }
  bool TextIs(int32_t i, std::u32string_view s) const {
    return In(i) && static_cast<int32_t>(s.size()) == T(i).size() && r_.passage.StartsWith(T(i).begin, s);
  }
  bool Word(int32_t i, uint64_t tags) const { return In(i) && T(i).kind == TokenKind::kWord && T(i).Is(tags); }
  bool ClauseEnd(int32_t i) const { return !In(i) || T(i).kind == TokenKind::kStop || T(i).kind == TokenKind::kComma; }
  bool Conjunction(int32_t i) const {
    return In(i) && (T(i).kind == TokenKind::kPause || (T(i).kind == TokenKind::kWord && T(i).Is(kAnd)));
  }
  int32_t Length(const Phrase& p) const { return p.empty() ? 0 : T(p.end - 1).end - T(p.begin).begin; }

  // May stand inside a noun phrase.
  bool Material(int32_t i) const;
  // Passed over between the subject and its number.
  bool Filler(int32_t i) const;
  bool InsideName(int32_t i) const;

  // Phrases beside a place (phrases.cc).
  Phrase Collect(int32_t end) const;                 // the noun phrase that ends before token `end`
  Phrase Before(int32_t token) const;                // … before the number at `token`, fillers passed over
  Phrase Behind(int32_t token, bool& joined) const;  // … behind it; `joined`: by 的
  Phrase ObjectBehind(int32_t token) const;
  Phrase After(int32_t token, std::u32string_view word) const;

  // What is cut off (trim.cc).
  Phrase Trim(Phrase p) const;
  Phrase AfterBoundary(Phrase p) const;
  bool Nominal(int32_t i, const Phrase& p) const;
  bool IsForWhom(int32_t i) const;
  bool HoldsPeople(int32_t i) const;

  // What a phrase is (phrase_kinds.cc).
  bool OnlyScope(const Phrase& p) const;
  bool IsParticle(const Phrase& p) const;
  bool AllActs(const Phrase& p) const;
  bool AllSet(const Phrase& p) const;
  bool NamesPlace(const Phrase& p) const;
  bool NamesShare(const Phrase& p) const;
  bool IsMark(const Phrase& p) const;
  bool NamesByOneCharacter(const Phrase& p) const;

  // Ranks and shares (shares.cc).
  Phrase OfRank(int32_t token) const;
  Phrase OfShare(int32_t token) const;
  int32_t BoundOf(int32_t token) const;

  // Money (grants.cc).
  Phrase Grant(int32_t token) const;
  Phrase OfStandard(int32_t first, int32_t token) const;
  bool GrantedToSomeone(const Phrase& before, const Phrase& grant) const;
  bool Spends(int32_t token) const;
  Phrase SpentMoney(int32_t token) const;

  const Reading& r_;

 private:
  int32_t OpeningOf(int32_t close) const;
  int32_t DivisionsIn(int32_t open) const;
  bool GoesBack(int32_t& i) const;
  bool OpensPredicate(int32_t i, bool right_behind) const;
  int32_t BehindOtherUnits(int32_t open) const;
  bool JoinsNoun(int32_t i) const;
  bool SaysNew(int32_t i) const;
  bool Installs(int32_t i) const;
  bool OpensName(int32_t i) const;
  bool CutFront(Phrase& p) const;
  Phrase BehindTransitive(Phrase p) const;
  bool ClosesNothing(int32_t last) const;
  bool InsideScope(int32_t token) const;
};

}  // namespace gangmu::extraction
