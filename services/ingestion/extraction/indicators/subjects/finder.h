// Finds the subject of each quantity of a passage and writes it into its finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/ingestion/extraction/indicators/subjects/phrases.h"

namespace gangmu::extraction {

class SubjectFinder : private Phrases {
 public:
  explicit SubjectFinder(Reading& r) : Phrases(r), findings_(r.findings) {}
  void Run();

 private:
  void Set(Finding& f, const Phrase& p, Rule rule) {
    set_ = p;
    f.subject_begin = T(p.begin).begin;
    f.subject_end = T(p.end - 1).end;
    f.rules.Add(rule);
  }
  void Find(size_t i);
  bool FindByKind(Finding& f);
  bool SetVerb(Finding& f);

  // Counts (counts.cc).
  bool FindOfCount(Finding& f);
  int32_t ClosesList(const Finding& f, const Phrase& behind) const;
  bool FindBehindClause(Finding& f);
  Phrase HeadOfClause(int32_t token) const;

  // How much of the phrase behind is counted (counted.cc).
  Phrase Counted(const Finding& f, const Phrase& behind) const;
  Phrase InFrontOfDe(const Finding& f, const Phrase& p) const;
  bool BindsAct(int32_t token) const;
  int32_t EndOfHolder(const Phrase& p) const;
  Phrase WithoutActs(const Finding& f, Phrase p) const;
  bool Attributive(const Phrase& front) const;
  bool NamesPeople(const Phrase& p) const;
  void CutAtPeople(Finding& f) const;

  // Money, sizes, rates (amounts.cc).
  bool FindOfAmount(Finding& f);
  bool FindAmountBehind(Finding& f, const Phrase& before, bool& settled);
  bool FindGranted(Finding& f, const Phrase& before, bool& settled);
  int32_t ComparisonBefore(const Finding& f, const Phrase& before) const;
  bool Compares(int32_t i) const;
  bool OpensClause(int32_t token) const;

  // Time limits (durations.cc).
  bool FindOfDuration(Finding& f);
  bool FindLimited(Finding& f);
  bool FindAnniversary(Finding& f);
  bool Celebrates(int32_t i) const;
  bool ReachesBehind(int32_t token) const;

  // From the quantity or clause before (carry.cc).
  bool Carry(size_t i);
  bool CarryFinding(size_t i, int32_t sentence);
  bool GenericHead(const Finding& f) const;
  bool ActsOnly(int32_t token) const;
  bool SaysOnly(int32_t token, int32_t comma) const;
  bool OtherThing(size_t index) const;
  Phrase HeadOfOwnClause(int32_t token, int32_t sentence) const;
  Phrase HeadOfClauseBefore(int32_t comma, int32_t sentence) const;
  bool GrantBefore(size_t index);

  // Lists (lists.cc).
  void Distribute();
  size_t LastOfList(size_t first) const;
  std::vector<Phrase> PartsOf(const Phrase& list) const;
  void DealOut(size_t first, const std::vector<Phrase>& parts);
  void TakeOver(size_t first, size_t last);
  bool NumberedAlike(const Phrase& part, const Phrase& last) const;
  void ShareForward();
  bool CountsTheSame(const Finding& before, const Finding& last) const;
  void ShareBack();

  std::vector<Finding>& findings_;
  Phrase set_;  // the phrase that was set last
};

}  // namespace gangmu::extraction
