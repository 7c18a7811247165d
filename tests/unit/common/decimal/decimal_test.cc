#include "common/decimal/decimal.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/hash/hash_testing.h"

#include "common/status/error.h"
#include "gtest/gtest.h"

namespace gangmu {
namespace {

Decimal D(std::string_view text) {
  const absl::StatusOr<Decimal> d = Decimal::Parse(text);
  EXPECT_TRUE(d.ok()) << text << ": " << d.status();
  return d.value_or(Decimal());
}

std::string Text(const std::optional<Decimal>& d) { return d ? d->ToString() : "none"; }

const std::string kNines(38, '9');

TEST(DecimalParse, KeepsDigitsAsStated) {
  for (const char* text : {"0", "470", "-12.50", "0.05", "-0.001", "2782.00", "0.000000000000000001"}) {
    EXPECT_EQ(D(text).ToString(), text);
  }
  EXPECT_EQ(D(kNines).ToString(), kNines);
  EXPECT_EQ(D("-" + kNines).ToString(), "-" + kNines);
  EXPECT_EQ(D("007").ToString(), "7");
  EXPECT_EQ(D("-0").ToString(), "0");
  EXPECT_EQ(D("12345678901234567890123456789012345678").ToString(), "12345678901234567890123456789012345678");
  EXPECT_EQ(D("100000000000000000000.5").ToString(), "100000000000000000000.5");
}

TEST(DecimalParse, RefusesEverythingElse) {
  for (const char* text : {"", "-", "+1", ".5", "5.", "1.2.3", "1e3", " 1", "1 ", "1,000", "--1", "１", "亿", "0x1"}) {
    const absl::StatusOr<Decimal> d = Decimal::Parse(text);
    ASSERT_FALSE(d.ok()) << text;
    EXPECT_EQ(d.status().code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(DetailsOf(d.status()).reason, Reason::kINVALID_FIELD) << text;
  }
}

TEST(DecimalParse, NamesOverflow) {
  for (const std::string& text : {kNines + "0", "1" + std::string(38, '0'), std::string("0.0000000000000000001")}) {
    const absl::StatusOr<Decimal> d = Decimal::Parse(text);
    ASSERT_FALSE(d.ok()) << text;
    EXPECT_EQ(d.status().code(), absl::StatusCode::kOutOfRange);
    EXPECT_EQ(DetailsOf(d.status()).reason, Reason::kDECIMAL_OVERFLOW);
  }
  EXPECT_EQ(Decimal::Parse("1" + std::string(60, '0') + "x").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST(DecimalText, CanonicalDropsTrailingZeros) {
  EXPECT_EQ(D("12.50").ToCanonicalString(), "12.5");
  EXPECT_EQ(D("6.0").ToCanonicalString(), "6");
  EXPECT_EQ(D("600").ToCanonicalString(), "600");
  EXPECT_EQ(D("0.000").ToCanonicalString(), "0");
  EXPECT_EQ(D("100000000000000000000.500").ToCanonicalString(), "100000000000000000000.5");
}

TEST(DecimalArithmetic, IsExact) {
  EXPECT_EQ(Text(Decimal::Add(D("0.1"), D("0.20"))), "0.30");
  EXPECT_EQ(Text(Decimal::Subtract(D("165"), D("165.5"))), "-0.5");
  EXPECT_EQ(Text(Decimal::Multiply(D("72.88"), D("10000"))), "728800.00");
  EXPECT_EQ(Text(Decimal::Multiply(D("-1.5"), D("1.5"))), "-2.25");
}

TEST(DecimalArithmetic, OverflowIsNone) {
  EXPECT_EQ(Text(Decimal::Add(D(kNines), D("1"))), "none");
  EXPECT_EQ(Text(Decimal::Subtract(D("-" + kNines), D("1"))), "none");
  EXPECT_EQ(Text(Decimal::Multiply(D(kNines), D("2"))), "none");
  EXPECT_EQ(Text(Decimal::Add(D(kNines), D("0.1"))), "none");
}

TEST(DecimalArithmetic, ResultsThatFitAreFound) {
  // 10^37 at two decimal places has 39 digits, yet the sum is a whole number.
  const std::string big = "1" + std::string(37, '0');
  EXPECT_EQ(Text(Decimal::Add(D(big), D("1.00"))), "1" + std::string(36, '0') + "1");
  EXPECT_EQ(Text(Decimal::Multiply(D("5" + std::string(37, '0')), D("0.2"))), "1" + std::string(37, '0'));
  EXPECT_EQ(Text(Decimal::Multiply(D("0.0000000002"), D("0.0000000005"))), "none");  // 10^-19
  EXPECT_EQ(Text(Decimal::Multiply(D("0.0000000020"), D("0.0000000050"))), "0.00000000000000001");
  EXPECT_EQ(Text(Decimal::Multiply(D("0.0000000000"), D("0.0000000000"))), "0.000000000000000000");
}

TEST(DecimalDivide, RoundsHalfToEven) {
  EXPECT_EQ(Text(Decimal::Divide(D("1"), D("3"), 4)), "0.3333");
  EXPECT_EQ(Text(Decimal::Divide(D("2"), D("3"), 4)), "0.6667");
  EXPECT_EQ(Text(Decimal::Divide(D("1"), D("8"), 2)), "0.12");
  EXPECT_EQ(Text(Decimal::Divide(D("3"), D("8"), 2)), "0.38");
  EXPECT_EQ(Text(Decimal::Divide(D("-1"), D("8"), 2)), "-0.12");
  EXPECT_EQ(Text(Decimal::Divide(D("0.125001"), D("1"), 2)), "0.13");
  EXPECT_EQ(Text(Decimal::Divide(D("0.125"), D("1"), 2)), "0.12");
  EXPECT_EQ(Text(Decimal::Divide(D("5"), D("0.5"), 0)), "10");
  EXPECT_EQ(Text(Decimal::Divide(D("1"), D("0"), 2)), "none");
  EXPECT_EQ(Text(Decimal::Divide(D(kNines), D("0.1"), 2)), "none");
  EXPECT_EQ(Text(Decimal::Divide(D(kNines), D(kNines), 18)), "1.000000000000000000");
  EXPECT_EQ(Text(Decimal::Divide(D("0.000000000000000003"), D("2"), 18)), "0.000000000000000002");
}

TEST(DecimalDivide, MultiplyingBackStaysWithinHalfAUnit) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const Decimal a(static_cast<int64_t>(random()) >> (random() % 60), static_cast<int>(random() % 10));
    const Decimal b(static_cast<int64_t>(random() % 1'000'000'000) + 1, static_cast<int>(random() % 5));
    const std::optional<Decimal> q = Decimal::Divide(a, b, 4);
    ASSERT_TRUE(q);
    const std::optional<Decimal> back = Decimal::Multiply(*q, b);
    ASSERT_TRUE(back);
    const std::optional<Decimal> off = Decimal::Subtract(*back, a);
    const std::optional<Decimal> bound = Decimal::Multiply(b, Decimal(5, 5));
    ASSERT_TRUE(off && bound);
    EXPECT_LE(Decimal::Compare(off->negative() ? *Decimal::Subtract(Decimal(), *off) : *off, *bound), 0)
        << a.ToString() << " / " << b.ToString() << " = " << q->ToString();
  }
}

TEST(DecimalRescale, NeverLosesDigits) {
  EXPECT_EQ(Text(D("1.50").Rescale(1)), "1.5");
  EXPECT_EQ(Text(D("1.55").Rescale(1)), "none");
  EXPECT_EQ(Text(D("7").Rescale(18)), "7.000000000000000000");
  EXPECT_EQ(Text(D(kNines).Rescale(1)), "none");
  EXPECT_EQ(Text(D("7").Rescale(19)), "none");
}

// Values in rising order, some of them equal in different notation.
const std::vector<std::vector<std::string>> kRising = {
    {"-" + kNines},
    {"-100000000000000000000.5"},
    {"-101"},
    {"-100.1"},
    {"-100.000000000000000001"},
    {"-100", "-100.00"},
    {"-99.9"},
    {"-1"},
    {"-0.1", "-0.10"},
    {"-0.000000000000000001"},
    {"0", "0.00", "-0"},
    {"0.000000000000000001"},
    {"0.05"},
    {"0.1", "0.100"},
    {"0.11"},
    {"1"},
    {"9.99"},
    {"10", "10.0"},
    {"10.01"},
    {"11"},
    {"99"},
    {"100", "100.000000000000000000"},
    {"100.1"},
    {"12345678901234567890.123456789012345678"},
    {"12345678901234567890.12345678901234568"},
    {kNines},
};

TEST(DecimalOrder, ComparisonAndKeysAgree) {
  for (size_t i = 0; i < kRising.size(); ++i) {
    for (size_t j = 0; j < kRising.size(); ++j) {
      for (const std::string& a : kRising[i]) {
        for (const std::string& b : kRising[j]) {
          const int want = i < j ? -1 : (i > j ? 1 : 0);
          EXPECT_EQ(Decimal::Compare(D(a), D(b)), want) << a << " " << b;
          const int keys = D(a).ToOrderedKey().compare(D(b).ToOrderedKey());
          EXPECT_EQ(keys < 0 ? -1 : (keys > 0 ? 1 : 0), want) << a << " " << b;
        }
      }
    }
  }
}

TEST(DecimalOrder, RandomValuesSortAlikeByKey) {
  std::mt19937_64 random(11);
  std::vector<Decimal> values;
  for (int i = 0; i < 2000; ++i) {
    const __int128 wide = static_cast<__int128>(static_cast<int64_t>(random())) * static_cast<int64_t>(random() >> 10);
    const __int128 coefficient = wide >> (random() % 120);
    values.emplace_back(coefficient, static_cast<int>(random() % 19));
  }
  for (size_t i = 0; i + 1 < values.size(); ++i) {
    const Decimal& a = values[i];
    const Decimal& b = values[i + 1];
    const int keys = a.ToOrderedKey().compare(b.ToOrderedKey());
    EXPECT_EQ(keys < 0 ? -1 : (keys > 0 ? 1 : 0), Decimal::Compare(a, b)) << a.ToString() << " " << b.ToString();
  }
}

TEST(DecimalKey, RoundTripsToTheCanonicalValue) {
  for (const auto& group : kRising) {
    for (const std::string& text : group) {
      const absl::StatusOr<Decimal> back = Decimal::FromOrderedKey(D(text).ToOrderedKey());
      ASSERT_TRUE(back.ok()) << text;
      EXPECT_EQ(back->ToString(), D(text).ToCanonicalString());
    }
  }
}

TEST(DecimalKey, RefusesForeignBytes) {
  const std::string key = D("12.5").ToOrderedKey();
  for (const std::string& bad : {std::string(), std::string("\x03\x42\x0d", 3), key + '\x01', key.substr(0, 2),
                                 std::string(40, '\x02'), std::string("\x02\x01\x02", 3)}) {
    EXPECT_FALSE(Decimal::FromOrderedKey(bad).ok());
  }
}

TEST(DecimalHash, EqualValuesHashAlike) {
  EXPECT_TRUE(absl::VerifyTypeImplementsAbslHashCorrectly(
      {D("0"), D("0.00"), D("1"), D("1.0"), D("10"), D("-1"), D("100000000000000000000.50"), D(kNines)}));
}

}  // namespace
}  // namespace gangmu
