// What the passes over a passage find out about each quantity, before it becomes an Indicator.
#pragma once

#include <cstdint>
#include <vector>

#include "services/ingestion/extraction/indicators/clause_tokens.h"
#include "services/ingestion/extraction/indicators/rules.h"
#include "services/ingestion/extraction/model.h"

namespace gangmu::extraction {

// Tokens that a rule looks back over in search of where a sentence or clause begins: real ones are shorter, and text
// without an end must not cost the square of its length.
inline constexpr int32_t kMaxSentence = 300;

struct Finding {
  int32_t token = 0;        // index of the quantity's token; of a change: that of the new value
  int32_t first_token = 0;  // of a change: token of the old value; else as token
  int32_t begin = 0;        // span in the passage
  int32_t end = 0;
  const Quantity* quantity = nullptr;
  const Quantity* from = nullptr;  // old value of a change
  Qualifier qualifier = Qualifier::kExact;
  IndicatorKind kind = IndicatorKind::kLevel;
  bool target = false;
  bool condition = false;  // of eligibility (年销售额在1亿元以上的)
  bool carried = false;    // the subject was carried over
  bool rank_move = false;  // 位 or 名 is a place in a ranking (上升3位)
  // Subject: [subject_begin, subject_end) of the passage, and a shared tail put behind it where not empty.
  int32_t subject_begin = 0, subject_end = 0;
  int32_t tail_begin = 0, tail_end = 0;
  RuleSet rules;
};

struct Reading {
  Passage passage;
  Tokens cut;
  std::vector<Finding> findings;  // in text order

  const ScratchList<Token>& tokens() const { return cut.tokens; }
  int32_t count() const { return static_cast<int32_t>(cut.tokens.size()); }
  const Token& token(int32_t i) const { return cut.tokens[i]; }
  bool Kind(int32_t i, TokenKind kind) const { return i >= 0 && i < count() && cut.tokens[i].kind == kind; }
  bool Has(int32_t i, uint64_t tags) const { return i >= 0 && i < count() && cut.tokens[i].Is(tags); }
};

// The passes, in this order.
void PairChanges(Reading& r);     // findings from quantities; 从165项减为56项 becomes one
void ReadQualifiers(Reading& r);  // 约 近 以上 …
void ReadKinds(Reading& r);
void FindSubjects(Reading& r);

// The interval that the words allow (contract, section 5).
Interval Bounds(const Quantity& quantity, Qualifier qualifier);

}  // namespace gangmu::extraction
