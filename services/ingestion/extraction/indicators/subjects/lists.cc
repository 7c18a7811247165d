// Lists of quantities: each takes its part of a list of nouns, or shares the noun of its neighbour.
#include "services/ingestion/extraction/indicators/subjects/finder.h"

namespace gangmu::extraction {

// 一 beside 三产: a numeral alone before a word that begins with one.
bool SubjectFinder::NumberedAlike(const Phrase& part, const Phrase& last) const {
  return Length(part) == 1 && Length(last) > 1 && r_.passage.cls(T(part.begin).begin) == CharClass::kHanDigit &&
         r_.passage.cls(T(last.begin).begin) == CharClass::kHanDigit;
}

// The last of the quantities from `first` on that only conjunctions part.
size_t SubjectFinder::LastOfList(size_t first) const {
  size_t last = first;
  for (; last + 1 < findings_.size(); ++last) {
    for (int32_t k = findings_[last].token + 1; k < findings_[last + 1].first_token; ++k) {
      if (!Conjunction(k) && !Filler(k)) return last;
    }
  }
  return last;
}

// The parts of a list, cut at its conjunctions.
std::vector<Phrase> SubjectFinder::PartsOf(const Phrase& list) const {
  std::vector<Phrase> parts{{list.begin, list.begin}};
  for (int32_t k = list.begin; k < list.end; ++k) {
    if (Conjunction(k)) {
      parts.push_back({k + 1, k + 1});
    } else {
      parts.back().end = k + 1;
    }
  }
  return parts;
}

// Gives each quantity from `first` on its part. 城镇、农村居民人均可支配收入, 一产、二产增加值: a part of one word
// shares what follows the first word of the last.
void SubjectFinder::DealOut(size_t first, const std::vector<Phrase>& parts) {
  const Phrase& last = parts.back();
  for (size_t k = 0; k < parts.size(); ++k) {
    if (parts[k].empty()) continue;
    Finding& f = findings_[first + k];
    const Phrase part = Trim(parts[k]);
    f.tail_begin = f.tail_end = 0;
    Set(f, part.empty() ? parts[k] : part, Rule::kSubjectDistributed);
    if (k + 1 == parts.size()) continue;
    if (parts[k].end - parts[k].begin == 1 && last.end - last.begin > 1) {
      f.tail_begin = T(last.begin + 1).begin;
      f.tail_end = T(last.end - 1).end;
    } else if (NumberedAlike(parts[k], last)) {  // 一、二、三产
      f.tail_begin = T(last.begin).begin + 1;
      f.tail_end = T(last.end - 1).end;
    }
  }
}

// 事故4起、受伤7人，同比分别减少2起、5人: as many quantities as stand in the clause before take over its subjects.
void SubjectFinder::TakeOver(size_t first, size_t last) {
  const size_t count = last - first + 1;
  if (first < count) return;
  const size_t from = first - count;
  for (int32_t k = findings_[first].first_token - 1; k > findings_[first - 1].token; --k) {
    if (T(k).kind == TokenKind::kStop || Material(k)) return;
  }
  for (size_t k = 0; k < count; ++k) {
    const Finding& before = findings_[from + k];
    Finding& f = findings_[first + k];
    if (f.kind != IndicatorKind::kIncrease && f.kind != IndicatorKind::kDecrease) return;
    if (before.subject_end <= before.subject_begin || f.first_token - before.token > kMaxTokens) return;
    f.subject_begin = before.subject_begin;
    f.subject_end = before.subject_end;
    f.tail_begin = before.tail_begin;
    f.tail_end = before.tail_end;
    f.carried = true;
    f.rules.Add(Rule::kSubjectDistributed);
  }
}

// 受理数、案损数分别下降16%和36%: each quantity has its own part of the list before 分别.
void SubjectFinder::Distribute() {
  for (size_t i = 0; i + 1 < findings_.size(); ++i) {
    const int32_t token = findings_[i].first_token;
    int32_t apart = token - 1;
    while (In(apart) && token - apart < 6 && !ClauseEnd(apart) && !r_.passage.StartsWith(T(apart).begin, U"分别"))
      --apart;
    if (!In(apart) || !r_.passage.StartsWith(T(apart).begin, U"分别")) continue;
    const size_t last = LastOfList(i);
    if (last == i) continue;
    const Phrase list = Before(token);
    const std::vector<Phrase> parts = list.empty() ? std::vector<Phrase>() : PartsOf(list);
    if (parts.size() == last - i + 1) {
      DealOut(i, parts);
    } else {
      TakeOver(i, last);
    }
    i = last;
  }
}

// 23个50亿元以上，…等300个亿元以上工业项目: the count shares the noun behind the last threshold.
void SubjectFinder::ShareForward() {
  for (size_t i = 0; i + 1 < findings_.size(); ++i) {
    Finding& count = findings_[i];
    Finding& threshold = findings_[i + 1];
    if (threshold.first_token != count.token + 1 ||
        !(threshold.qualifier == Qualifier::kAtLeast || threshold.qualifier == Qualifier::kAtMost))
      continue;
    bool joined = false;
    for (size_t k = i + 1; k < findings_.size() && k < i + 4; ++k) {
      const Phrase head = Behind(findings_[k].token, joined);
      if (head.empty()) continue;
      Set(count, head, Rule::kSubjectShared);
      Set(threshold, head, Rule::kSubjectShared);
      break;
    }
  }
}

// Only 共, 共计 between two counts: they count the same things.
bool SubjectFinder::CountsTheSame(const Finding& before, const Finding& last) const {
  if (last.first_token != before.token + 2 || !last.rules.Has(Rule::kSubjectBehind)) return false;
  const int32_t i = before.token + 1;
  return TextIs(i, U"共") || TextIs(i, U"共计") || TextIs(i, U"计") || TextIs(i, U"合计");
}

// 100万元、50万元和30万元奖励: juxtaposed amounts share the noun behind the last.
void SubjectFinder::ShareBack() {
  for (size_t i = findings_.size(); i-- > 1;) {
    const Finding& last = findings_[i];
    Finding& before = findings_[i - 1];
    if (CountsTheSame(before, last)) {  // 4类共25项指标
      before.subject_begin = last.subject_begin;
      before.subject_end = last.subject_end;
      before.rules.Add(Rule::kSubjectShared);
      continue;
    }
    if (!(last.rules.Has(Rule::kSubjectBehind) || last.rules.Has(Rule::kSubjectShared)) ||
        last.quantity->unit != before.quantity->unit)
      continue;
    bool adjacent = last.first_token > before.token + 1;
    for (int32_t k = before.token + 1; k < last.first_token; ++k)
      adjacent = adjacent && (Conjunction(k) || Word(k, kAdverb));
    if (!adjacent) continue;
    before.subject_begin = last.subject_begin;
    before.subject_end = last.subject_end;
    before.rules.Add(Rule::kSubjectShared);
  }
}

}  // namespace gangmu::extraction
