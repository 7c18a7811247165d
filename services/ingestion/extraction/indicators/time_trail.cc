#include "services/ingestion/extraction/indicators/time_trail.h"

#include <algorithm>

namespace gangmu::extraction {
namespace {

constexpr int32_t kEarlierReach = 4;  // tokens before the old value of a change in which its own time stands

// One token in ten says something to the trail; asked in one branch.
bool Tells(const Token& token) {
  constexpr auto bit = [](TokenKind kind) { return 1u << static_cast<int>(kind); };
  constexpr uint32_t kSigns =
      bit(TokenKind::kStop) | bit(TokenKind::kOpen) | bit(TokenKind::kClose) | bit(TokenKind::kTime);
  return ((kSigns >> static_cast<int>(token.kind) & 1u) | static_cast<uint32_t>((token.tags & kPassing) != 0)) != 0;
}

}  // namespace

void TimeTrail::Start(const Reading& reading, const std::vector<Period>& periods) {
  *this = TimeTrail();
  reading_ = &reading;
  periods_ = &periods;
}

bool TimeTrail::Usable(const Token& token) const {
  if (token.kind != TokenKind::kTime) return false;
  const TimeExpression& time = reading_->cut.times[token.ref];
  const Period& period = (*periods_)[token.ref];
  return !time.basis && !time.attribute && (period.start.present() || period.end.present());
}

void TimeTrail::Advance(int32_t end) {
  for (; next_ < end; ++next_) {
    const Token& token = reading_->token(next_);
    if (!Tells(token)) continue;
    switch (token.kind) {
      case TokenKind::kStop:
        stop_ = next_;
        outside_.local = inside_.local = every_ = indefinite_ = -1;
        if (reading_->passage.at(token.begin) == U'。') bracket_ = 0;
        break;
      case TokenKind::kOpen:
        bracket_ = ++brackets_;
        inside_ = {};
        break;
      case TokenKind::kClose:
        bracket_ = 0;
        break;
      case TokenKind::kWord:
        (reading_->passage.at(token.begin) == U'每' ? every_ : indefinite_) = next_;
        break;
      case TokenKind::kTime:
        if (Usable(token)) {
          Seen& seen = bracket_ == 0 ? outside_ : inside_;
          (reading_->cut.times[token.ref].local ? seen.local : seen.lasting) = next_;
        }
        break;
      default:
        break;
    }
  }
}

TimeTrail::View TimeTrail::ViewOf(const Finding& f) {
  Advance(f.first_token);
  const int32_t every = every_, indefinite = indefinite_;
  Advance(f.token);
  int32_t token = std::max(outside_.lasting, outside_.local);
  if (bracket_ != 0) token = std::max({token, inside_.lasting, inside_.local});
  const bool in_sentence = token > stop_;

  View view;
  const int32_t nearest = in_sentence ? token : stop_;
  // 2023年至2025年每年安排 keeps its years, 每年安排 has none.
  view.undefined = indefinite > nearest || (every > nearest && !in_sentence);
  if (view.undefined || token < 0) return view;
  view.time = reading_->token(token).ref;
  if (f.from == nullptr || token < f.first_token) return view;
  bool closed = false;  // inside a bracket that is closed again
  for (int32_t k = token - 1; k > stop_ && f.first_token - k <= kEarlierReach; --k) {
    if (reading_->Kind(k, TokenKind::kClose)) closed = true;
    if (reading_->Kind(k, TokenKind::kOpen)) closed = false;
    if (closed || !Usable(reading_->token(k))) continue;
    view.earlier = reading_->token(k).ref;
    break;
  }
  return view;
}

int32_t TimeTrail::Last() {
  Advance(reading_->count());
  return outside_.lasting < 0 ? -1 : reading_->token(outside_.lasting).ref;
}

}  // namespace gangmu::extraction
