// The words that bound a value: 约, 近, 超过 before it, 以上, 左右 behind it, 余 and 多 inside it.
#include "services/ingestion/extraction/indicators/findings.h"

namespace gangmu::extraction {
namespace {

constexpr int32_t kReach = 10;  // characters before the number that a qualifier and its fillers may take

constexpr int32_t kApartTokens = 7;  // between 至少 or 不超过 and a number further on

// 最高 bounds a value across words of granting (最高给予30万元, 最高奖励不超过20万元).
bool HighestBefore(const Reading& r, int32_t token) {
  for (int32_t k = token - 1; k >= 0 && token - k <= 5; --k) {
    const Token& t = r.token(k);
    const bool highest = r.passage.EndsWith(t.end, U"最高") || r.passage.EndsWith(t.end, U"最多");
    if (highest) return true;
    if (t.kind == TokenKind::kWord && r.passage.StartsWith(t.begin, U"最高") && t.Is(kGive)) return true;
    const bool filler =
        t.kind == TokenKind::kWord &&
        (t.Is(kGive) || t.Is(kLink) || r.passage.StartsWith(t.begin, U"给予") || r.passage.StartsWith(t.begin, U"可"));
    if (!filler) return false;
  }
  return false;
}

// 节约, 签约, 附近, 打破: the last character of another word.
bool EndsLongerWord(char32_t before, char32_t last) {
  static constexpr std::u32string_view kAgree = U"节条制违预签契履公集特失", kNear = U"附靠最亲邻",
                                       kBreak = U"打侦攻冲";
  const std::u32string_view heads = last == U'约'   ? kAgree
                                    : last == U'近' ? kNear
                                    : last == U'破' ? kBreak
                                                    : std::u32string_view();
  return heads.find(before) != std::u32string_view::npos;
}

bool Before(const Reading& r, const Finding& f, Qualifier& out) {
  const Vocabulary& v = Vocabulary::Get();
  int32_t end = r.token(f.token).begin;
  const int32_t floor = end > kReach ? end - kReach : 0;
  for (int round = 0; round < 3 && end > floor; ++round) {
    const Lexicon::Hit hit = v.qualifiers_before().LongestEndingAt(r.passage.text(), end, floor);
    if (hit) {
      // 通过, 经过 and 不超过 are longer words; 不过 is none of these.
      const char32_t before = r.passage.at(end - hit.length - 1);
      const bool over = hit.length == 1 && r.passage.at(end - 1) == U'过';
      if (over && (before == U'通' || before == U'经' || before == U'不')) return false;
      if (hit.length == 1 && EndsLongerWord(before, r.passage.at(end - 1))) return false;
      const Qualifier q = static_cast<Qualifier>(hit.value);
      // Of a difference (高于全省1.2个百分点) the word is a comparison: that is never adjacent, so nothing to do here.
      out = q;
      return true;
    }
    // 约有, 超过了, 达: fillers between the qualifier and the number.
    const char32_t c = r.passage.at(end - 1);
    if (c == U'了' || c == U'有' || c == U'达' || c == U'为' || c == U'的' || c == U'到' || c == U'翻') {
      --end;
    } else {
      return false;
    }
  }
  return false;
}

bool Behind(const Reading& r, const Finding& f, Qualifier& out) {
  const Vocabulary& v = Vocabulary::Get();
  const Lexicon::Hit hit = v.qualifiers_behind().Longest(r.passage.text(), f.end, r.passage.size());
  if (hit) {
    out = static_cast<Qualifier>(hit.value);
    return true;
  }
  if (r.passage.at(f.end) != U'内') return false;
  const UnitClass cls = f.quantity->unit->cls;
  const bool measured =
      cls == UnitClass::kTime || cls == UnitClass::kDay || cls == UnitClass::kYear || cls == UnitClass::kSize;
  if (!measured || r.passage.StartsWith(f.end, U"内部") || r.passage.StartsWith(f.end, U"内外") ||
      r.passage.StartsWith(f.end, U"内河"))
    return false;
  out = Qualifier::kAtMost;
  return true;
}

// 突破10亿元、50亿元、100亿元: a word before the first of juxtaposed values bounds them all.
bool Juxtaposed(const Reading& r, const Finding& before, const Finding& now) {
  if (before.quantity->unit != now.quantity->unit || now.first_token <= before.token + 1) return false;
  for (int32_t k = before.token + 1; k < now.first_token; ++k) {
    const Token& t = r.token(k);
    if (t.kind != TokenKind::kPause && !(t.kind == TokenKind::kWord && t.Is(kAnd))) return false;
  }
  return true;
}

// 至少建成1所, 不超过设备投资额8%: these bound the number across what stands between.
bool Apart(const Reading& r, const Finding& f, Qualifier& out) {
  for (int32_t k = f.first_token - 1; k >= 0 && f.first_token - k <= kApartTokens; --k) {
    const Token& t = r.token(k);
    const bool of = t.kind == TokenKind::kDe && k == f.first_token - 1;  // 不高于承担风险责任的0.5%
    if (t.kind != TokenKind::kWord && t.kind != TokenKind::kText && !of) return false;
    if (r.passage.EndsWith(t.end, U"至少") || r.passage.EndsWith(t.end, U"不少于") ||
        r.passage.EndsWith(t.end, U"不低于")) {
      out = Qualifier::kAtLeast;
      return true;
    }
    if (r.passage.EndsWith(t.end, U"不超过") || r.passage.EndsWith(t.end, U"不高于")) {
      out = Qualifier::kAtMost;
      return true;
    }
  }
  return false;
}

}  // namespace

void ReadQualifiers(Reading& r) {
  for (size_t i = 0; i < r.findings.size(); ++i) {
    Finding& f = r.findings[i];
    const Quantity& q = *f.quantity;
    if (q.is_range) {
      f.qualifier = Qualifier::kRange;
      f.rules.Add(Rule::kPairRange);
      continue;
    }
    if (q.at_most_rank) {
      f.qualifier = Qualifier::kAtMost;
      continue;
    }
    if (q.is_rank) continue;
    if (Behind(r, f, f.qualifier)) {
      f.rules.Add(Rule::kQualifierBehind);
    } else if (q.number.some_over) {
      f.qualifier = Qualifier::kSomeOver;
      f.rules.Add(Rule::kQualifierInside);
    } else if (Before(r, f, f.qualifier)) {
      f.rules.Add(Rule::kQualifierBefore);
    } else if (HighestBefore(r, f.token) || Apart(r, f, f.qualifier)) {
      if (f.qualifier == Qualifier::kExact) f.qualifier = Qualifier::kAtMost;
      f.rules.Add(Rule::kQualifierBefore);
    } else if (i > 0 && r.findings[i - 1].rules.Has(Rule::kQualifierBefore) && Juxtaposed(r, r.findings[i - 1], f)) {
      f.qualifier = r.findings[i - 1].qualifier;
      f.rules.Add(Rule::kQualifierBefore);
    }
  }
}

}  // namespace gangmu::extraction
