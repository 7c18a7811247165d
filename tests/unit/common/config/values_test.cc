#include "common/config/values.h"

#include <limits>

#include "gtest/gtest.h"

namespace gangmu {
namespace {

TEST(Values, Booleans) {
  for (const char* text : {"true", "TRUE", "yes", "on", "1"}) EXPECT_EQ(ParseBool(text), true) << text;
  for (const char* text : {"false", "No", "off", "0"}) EXPECT_EQ(ParseBool(text), false) << text;
  for (const char* text : {"", "2", "ja", " true"}) EXPECT_EQ(ParseBool(text), std::nullopt) << text;
}

TEST(Values, Durations) {
  EXPECT_EQ(ParseDuration("30s"), absl::Seconds(30));
  EXPECT_EQ(ParseDuration("1h30m"), absl::Minutes(90));
  EXPECT_EQ(ParseDuration("250ms"), absl::Milliseconds(250));
  EXPECT_EQ(ParseDuration("0"), absl::ZeroDuration());
  for (const char* text : {"", "30", "-5s", "+5s", "inf", "soon", "5 s", "5s "}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

TEST(Values, Bytes) {
  EXPECT_EQ(ParseBytes("512"), 512u);
  EXPECT_EQ(ParseBytes("512B"), 512u);
  EXPECT_EQ(ParseBytes("8MiB"), 8u << 20);
  EXPECT_EQ(ParseBytes("64kib"), 64u << 10);
  EXPECT_EQ(ParseBytes("17179869183GiB"), uint64_t{17179869183} << 30);
  for (const char* text : {"", "MiB", "8MB", "8 MiB", "-1", "+1", "1.5MiB", "17179869184GiB", "18446744073709551616"}) {
    EXPECT_EQ(ParseBytes(text), std::nullopt) << text;
  }
  EXPECT_EQ(FormatBytes(0), "0");
  EXPECT_EQ(FormatBytes(1500), "1500");
  EXPECT_EQ(FormatBytes(36 << 20), "36MiB");
  EXPECT_EQ(FormatBytes(uint64_t{2} << 30), "2GiB");
  for (uint64_t bytes : {uint64_t{1}, uint64_t{1024}, uint64_t{1025}, std::numeric_limits<uint64_t>::max()}) {
    EXPECT_EQ(ParseBytes(FormatBytes(bytes)), bytes);
  }
}

TEST(Values, Addresses) {
  const auto v4 = ParseHostPort("127.0.0.1:7101");
  ASSERT_TRUE(v4.has_value());
  EXPECT_EQ(v4->host, "127.0.0.1");
  EXPECT_EQ(v4->port, 7101);
  EXPECT_EQ(ParseHostPort("[::1]:0")->host, "[::1]");
  EXPECT_EQ(ParseHostPort("measures:65535")->port, 65535);
  for (const char* text : {"", "host", ":7101", "host:", "host:65536", "host:-1", "host:7x", "::1:7101", "[]:1",
                           "[::1]", "ho st:1", "[x]:1"}) {
    EXPECT_FALSE(ParseHostPort(text).has_value()) << text;
  }
}

TEST(Values, EditDistanceCountsChangesAndSwaps) {
  EXPECT_EQ(EditDistance("", "abc"), 3u);
  EXPECT_EQ(EditDistance("data", "data"), 0u);
  EXPECT_EQ(EditDistance("adress", "address"), 1u);
  EXPECT_EQ(EditDistance("dtaa", "data"), 1u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
}

}  // namespace
}  // namespace gangmu
