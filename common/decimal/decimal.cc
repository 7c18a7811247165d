#include "common/decimal/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu {
namespace {

using Int = __int128;
using Unsigned = unsigned __int128;

constexpr std::array<Int, Decimal::kMaxDigits + 1> kPowers = [] {
  std::array<Int, Decimal::kMaxDigits + 1> powers{};
  powers[0] = 1;
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();
constexpr Int kLimit = kPowers[Decimal::kMaxDigits];  // |coefficient| stays below

constexpr bool Fits(Int v) { return v < kLimit && v > -kLimit; }
constexpr bool FitsIn64(Int v) { return v == static_cast<int64_t>(v); }
constexpr Unsigned Magnitude(Int v) { return v < 0 ? -static_cast<Unsigned>(v) : static_cast<Unsigned>(v); }

// v × 10^power within the limit of coefficients.
std::optional<Int> TimesPower(Int v, int power) {
  Int out;
  if (power >= static_cast<int>(kPowers.size()) || __builtin_mul_overflow(v, kPowers[power], &out) || !Fits(out)) {
    return v == 0 ? std::optional<Int>(0) : std::nullopt;
  }
  return out;
}

// Writes the decimal digits of v so that they end at `end`; returns where they begin.
char* WriteDigits(Unsigned v, char* end) {
  constexpr uint64_t kChunk = 10'000'000'000'000'000'000u;  // 19 digits fit a 64-bit word
  while (v > UINT64_MAX) {
    auto low = static_cast<uint64_t>(v % kChunk);
    v /= kChunk;
    for (int i = 0; i < 19; ++i, low /= 10) *--end = static_cast<char>('0' + low % 10);
  }
  auto low = static_cast<uint64_t>(v);
  do {
    *--end = static_cast<char>('0' + low % 10);
    low /= 10;
  } while (low != 0);
  return end;
}

std::optional<Decimal> AddAtOneScale(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale(), b.scale());
  const std::optional<Decimal> x = a.Rescale(scale);
  const std::optional<Decimal> y = b.Rescale(scale);
  if (!x || !y) return std::nullopt;
  const Int sum = x->coefficient() + y->coefficient();  // both below 10^38: no overflow
  if (!Fits(sum)) return std::nullopt;
  return Decimal(sum, scale);
}

// How often `factor` divides v, at most `most` times.
int CountFactor(Int v, int factor, int most) {
  int n = 0;
  for (; n < most && v % factor == 0; ++n) v /= factor;
  return n;
}

Int DivideBy(Int v, int factor, int times) {
  for (int i = 0; i < times; ++i) v /= factor;
  return v;
}

// The quotient of two magnitudes, digit by digit. The remainder stays below the divisor (< 10^38), so doubling it
// never overflows 128 unsigned bits.
struct LongDivision {
  Unsigned quotient;
  Unsigned remainder;
  Unsigned divisor;

  void Carry(Unsigned r, unsigned& digit) {
    digit += r >= divisor;
    remainder = r >= divisor ? r - divisor : r;
  }

  // Appends the next digit; false where the quotient leaves the range of coefficients.
  bool Next() {
    const Unsigned once = remainder;
    unsigned digit = 0;
    Carry(remainder * 2, digit);
    digit *= 2;
    Carry(remainder * 2, digit);
    Carry(remainder + once, digit);
    digit *= 2;
    Carry(remainder * 2, digit);
    if (quotient >= static_cast<Unsigned>(kLimit / 10)) return false;
    quotient = quotient * 10 + digit;
    return true;
  }
};

}  // namespace

absl::StatusOr<Decimal> Decimal::Parse(std::string_view text) {
  const auto bad = [&] {
    return InvalidField("decimal", StrCat("not a plain decimal: \"", CutAtCodePoint(text, 60), "\"")).Build();
  };
  const auto overflow = [&] {
    return Error(absl::StatusCode::kOutOfRange, Reason::kDECIMAL_OVERFLOW,
                 StrCat("a decimal has at most ", kMaxDigits, " digits, ", kMaxScale, " of them behind the point: \"",
                        CutAtCodePoint(text, 60), "\""))
        .Build();
  };
  std::string_view digits = text;
  const bool negative = !digits.empty() && digits[0] == '-';
  if (negative) digits.remove_prefix(1);
  if (digits.empty() || digits.front() == '.' || digits.back() == '.') return bad();
  Int coefficient = 0;
  int scale = -1;  // -1 before the point
  bool too_long = false;
  for (const char c : digits) {
    if (c == '.' && scale < 0) {
      scale = 0;
      continue;
    }
    if (c < '0' || c > '9') return bad();
    if (scale >= 0) too_long |= ++scale > kMaxScale;
    too_long |= coefficient >= kLimit / 10;
    if (!too_long) coefficient = coefficient * 10 + (c - '0');
  }
  if (too_long) return overflow();
  return Decimal(negative ? -coefficient : coefficient, std::max(scale, 0));
}

std::string Decimal::ToString() const {
  char buffer[kMaxDigits + kMaxScale + 4];
  char* const end = buffer + sizeof buffer;
  char* begin = WriteDigits(Magnitude(coefficient_), end);
  if (scale_ > 0) {
    while (end - begin <= scale_) *--begin = '0';
    // Make room for the point: the integer digits move one place to the left.
    std::copy(begin, end - scale_, begin - 1);
    --begin;
    *(end - scale_ - 1) = '.';
  }
  if (coefficient_ < 0) *--begin = '-';
  return std::string(begin, end);
}

std::string Decimal::ToCanonicalString() const { return Normalized().ToString(); }

std::optional<Decimal> Decimal::Add(const Decimal& a, const Decimal& b) {
  if (a.scale_ == b.scale_) {
    const Int sum = a.coefficient_ + b.coefficient_;
    if (Fits(sum)) return Decimal(sum, a.scale_);
  } else if (std::optional<Decimal> sum = AddAtOneScale(a, b)) {
    return sum;
  }
  return AddAtOneScale(a.Normalized(), b.Normalized());
}

std::optional<Decimal> Decimal::Subtract(const Decimal& a, const Decimal& b) {
  return Add(a, Decimal(-b.coefficient_, b.scale_));
}

std::optional<Decimal> Decimal::Multiply(const Decimal& a, const Decimal& b) {
  const int scale = a.scale_ + b.scale_;
  Int product;
  if (scale <= kMaxScale && !__builtin_mul_overflow(a.coefficient_, b.coefficient_, &product) && Fits(product)) {
    return Decimal(product, scale);
  }
  if (a.is_zero() || b.is_zero()) return Decimal(0, std::min(scale, kMaxScale));
  // Too many digits: take out the tens that the factors make together before multiplying.
  const int twos_a = CountFactor(a.coefficient_, 2, scale);
  const int fives_a = CountFactor(a.coefficient_, 5, scale);
  const int twos_b = CountFactor(b.coefficient_, 2, scale - twos_a);
  const int fives_b = CountFactor(b.coefficient_, 5, scale - fives_a);
  const int tens = std::min({scale, twos_a + twos_b, fives_a + fives_b});
  const int from_a_twos = std::min(tens, twos_a);
  const int from_a_fives = std::min(tens, fives_a);
  const Int x = DivideBy(DivideBy(a.coefficient_, 2, from_a_twos), 5, from_a_fives);
  const Int y = DivideBy(DivideBy(b.coefficient_, 2, tens - from_a_twos), 5, tens - from_a_fives);
  if (scale - tens > kMaxScale || __builtin_mul_overflow(x, y, &product) || !Fits(product)) return std::nullopt;
  return Decimal(product, scale - tens);
}

std::optional<Decimal> Decimal::Divide(const Decimal& a, const Decimal& b, int scale) {
  if (b.is_zero() || scale < 0 || scale > kMaxScale) return std::nullopt;
  const Unsigned divisor = Magnitude(b.coefficient_);
  const Unsigned dividend = Magnitude(a.coefficient_);
  LongDivision division{dividend / divisor, dividend % divisor, divisor};
  int have = a.scale_ - b.scale_;  // digits behind the point that the integer quotient stands for
  for (; have < scale; ++have) {
    if (!division.Next()) return std::nullopt;
  }
  Unsigned quotient = division.quotient;
  int half;  // the cut-off part against one half: -1, 0, 1
  if (have > scale) {
    const Unsigned unit = static_cast<Unsigned>(kPowers[have - scale]);
    const Unsigned cut = quotient % unit;
    quotient /= unit;
    half = cut * 2 != unit ? (cut * 2 > unit ? 1 : -1) : (division.remainder != 0 ? 1 : 0);
  } else {
    const Unsigned twice = division.remainder * 2;
    half = twice > divisor ? 1 : (twice == divisor ? 0 : -1);
  }
  quotient += half > 0 || (half == 0 && (quotient & 1) != 0);
  if (quotient >= static_cast<Unsigned>(kLimit)) return std::nullopt;
  const Int magnitude = static_cast<Int>(quotient);
  return Decimal(a.negative() != b.negative() ? -magnitude : magnitude, scale);
}

std::optional<Decimal> Decimal::Rescale(int scale) const {
  if (scale < 0 || scale > kMaxScale) return std::nullopt;
  if (scale >= scale_) {
    const std::optional<Int> v = TimesPower(coefficient_, scale - scale_);
    if (!v) return std::nullopt;
    return Decimal(*v, scale);
  }
  const Int power = kPowers[scale_ - scale];
  if (coefficient_ % power != 0) return std::nullopt;
  return Decimal(coefficient_ / power, scale);
}

Decimal Decimal::Normalized() const {
  if (scale_ == 0) return *this;
  if (FitsIn64(coefficient_)) {
    auto v = static_cast<int64_t>(coefficient_);
    int scale = this->scale();
    for (; scale > 0 && v % 10 == 0; --scale) v /= 10;
    return Decimal(v, scale);
  }
  Int v = coefficient_;
  int scale = this->scale();
  for (; scale > 0 && v % 10 == 0; --scale) v /= 10;
  return Decimal(v, scale);
}

int Decimal::Compare(const Decimal& a, const Decimal& b) {
  const auto order = [](Int x, Int y) { return x < y ? -1 : (x > y ? 1 : 0); };
  if (a.scale_ == b.scale_) return order(a.coefficient_, b.coefficient_);
  if (a.scale_ > b.scale_) return -Compare(b, a);
  const Int power = kPowers[b.scale_ - a.scale_];
  // A 64-bit number times 10^18 stays within 128 bits.
  if (FitsIn64(a.coefficient_)) return order(a.coefficient_ * power, b.coefficient_);
  const Int whole = b.coefficient_ / power;
  if (a.coefficient_ != whole) return order(a.coefficient_, whole);
  return order(0, b.coefficient_ % power);
}

// Key: one byte of sign (0 negative, 1 zero, 2 positive); then, for a positive value 0.d1d2d3… × 10^e with d1 ≠ 0, the
// byte e + 64 and two digits a byte plus one, without trailing zero digits. A negative value has these bytes
// complemented and 0xFF behind them, so that the longer of two magnitudes with a common beginning comes first.
std::string Decimal::ToOrderedKey() const {
  if (is_zero()) return std::string(1, '\x01');
  char buffer[kMaxDigits + 2];
  char* end = buffer + kMaxDigits;
  const char* begin = WriteDigits(Magnitude(coefficient_), end);
  const int exponent = static_cast<int>(end - begin) - scale_;
  while (end[-1] == '0') --end;
  if ((end - begin) % 2 != 0) *end++ = '0';
  std::string key;
  key.reserve(3 + static_cast<size_t>(end - begin) / 2);
  key.push_back(negative() ? '\x00' : '\x02');
  const unsigned flip = negative() ? 0xFF : 0;
  key.push_back(static_cast<char>((exponent + 64) ^ flip));
  for (const char* p = begin; p < end; p += 2) {
    key.push_back(static_cast<char>(((p[0] - '0') * 10 + (p[1] - '0') + 1) ^ flip));
  }
  if (negative()) key.push_back('\xFF');
  return key;
}

absl::StatusOr<Decimal> Decimal::FromOrderedKey(std::string_view key) {
  const absl::Status bad =
      Error(absl::StatusCode::kInvalidArgument, Reason::kDATA_CORRUPTED, "not an ordered decimal key");
  if (key == "\x01") return Decimal();
  if (key.size() < 3 || key.size() > 2 + kMaxDigits / 2 + 1 || (key[0] != '\x00' && key[0] != '\x02')) return bad;
  const bool negative = key[0] == '\x00';
  const unsigned flip = negative ? 0xFF : 0;
  const auto byte = [&](size_t i) { return static_cast<int>(static_cast<unsigned char>(key[i]) ^ flip); };
  const size_t end = negative ? key.size() - 1 : key.size();
  Int coefficient = 0;
  for (size_t i = 2; i < end; ++i) {
    const int pair = byte(i) - 1;
    if (pair < 0 || pair > 99 || coefficient >= kLimit / 100) return bad;
    coefficient = coefficient * 100 + pair;
  }
  int scale = static_cast<int>(end - 2) * 2 - (byte(1) - 64);
  for (; scale > 0 && coefficient % 10 == 0 && coefficient != 0; --scale) coefficient /= 10;
  if (scale < 0) {
    const std::optional<Int> whole = scale >= -kMaxDigits ? TimesPower(coefficient, -scale) : std::nullopt;
    if (!whole) return bad;
    coefficient = *whole;
    scale = 0;
  }
  if (scale > kMaxScale) return bad;
  const Decimal value(negative ? -coefficient : coefficient, scale);
  if (value.ToOrderedKey() != key) return bad;
  return value;
}

}  // namespace gangmu
