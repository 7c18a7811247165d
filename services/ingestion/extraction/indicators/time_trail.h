// Which of the times of a passage a statement in it sees. Walks the tokens once, forward, so that a statement need not
// look back over all that stands before it.
#pragma once

#include <cstdint>
#include <vector>

#include "services/ingestion/extraction/indicators/findings.h"
#include "services/ingestion/extraction/model.h"

namespace gangmu::extraction {

class TimeTrail {
 public:
  // What a statement sees behind it; indices into the times of the passage, -1: none.
  struct View {
    int32_t time = -1;       // the nearest one that may be meant
    int32_t earlier = -1;    // of a change with a time between its values: the one right before the old value
    bool undefined = false;  // a word of time that names no period (近年来, 每年) stands nearer
  };

  // Begins a passage; `periods` are those of its times. Both are kept by reference.
  void Start(const Reading& reading, const std::vector<Period>& periods);
  // Findings must be asked for in text order.
  View ViewOf(const Finding& finding);
  // The last time outside brackets that holds for what follows the passage. Ends the walk.
  int32_t Last();

 private:
  // A time that statements may refer to, local ones (of one sentence) apart; as indices of tokens, -1: none.
  struct Seen {
    int32_t lasting = -1;
    int32_t local = -1;
  };

  bool Usable(const Token& token) const;
  void Advance(int32_t end);

  const Reading* reading_ = nullptr;
  const std::vector<Period>* periods_ = nullptr;
  int32_t next_ = 0;         // token to be walked over next
  int32_t stop_ = -1;        // last end of a sentence
  int32_t brackets_ = 0;     // opened so far
  int32_t bracket_ = 0;      // the one that is open, 0: none
  Seen outside_;             // of brackets
  Seen inside_;              // of the bracket that is open
  int32_t every_ = -1;       // last 每年, 每月 … of the sentence
  int32_t indefinite_ = -1;  // last 近年来, 目前 … of the sentence
};

}  // namespace gangmu::extraction
