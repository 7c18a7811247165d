#include "common/rpc/page_token.h"

#include "common/status/error.h"
#include "gangmu/testing/v1/echo.pb.h"
#include "gtest/gtest.h"

namespace gangmu {
namespace {

testing::v1::EchoRequest Query(const std::string& text, int page_size = 0, const std::string& token = "") {
  testing::v1::EchoRequest request;
  request.set_text(text);
  request.set_page_size(page_size);
  request.set_page_token(token);
  return request;
}

TEST(PageToken, GivesTheCursorBack) {
  for (const std::string& cursor : {std::string(), std::string("documents/a1"), std::string("\0\xff\n", 3)}) {
    const std::string token = EncodePageToken(QueryFingerprint(Query("a")), cursor);
    EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
              std::string::npos);
    EXPECT_EQ(*DecodePageToken(token, QueryFingerprint(Query("a"))), cursor);
  }
}

TEST(PageToken, PageSizeAndTokenMayChangeNothingElse) {
  const std::string token = EncodePageToken(QueryFingerprint(Query("a", 10)), "cursor");
  EXPECT_TRUE(DecodePageToken(token, QueryFingerprint(Query("a", 50, token))).ok());
  const auto other = DecodePageToken(token, QueryFingerprint(Query("b", 10, token)));
  EXPECT_EQ(other.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(DetailsOf(other.status()).reason, Reason::kINVALID_PAGE_TOKEN);
  EXPECT_EQ(DetailsOf(other.status()).violations.at(0).field, "page_token");
}

TEST(PageToken, TheFingerprintIsTheSameInEveryBuild) {
  EXPECT_EQ(QueryFingerprint(Query("a")), QueryFingerprint(Query("a")));
  EXPECT_NE(QueryFingerprint(Query("a")), QueryFingerprint(Query("")));
}

TEST(PageToken, EveryDamageIsSeen) {
  const uint64_t query = QueryFingerprint(Query("a"));
  const std::string token = EncodePageToken(query, "documents/a1");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string damaged = token;
    damaged[i] = damaged[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(DetailsOf(DecodePageToken(damaged, query).status()).reason, Reason::kINVALID_PAGE_TOKEN) << i;
    EXPECT_FALSE(DecodePageToken(token.substr(0, i), query).ok()) << i;
  }
  EXPECT_FALSE(DecodePageToken(token + "A", query).ok());
  EXPECT_FALSE(DecodePageToken("no token at all!", query).ok());
  EXPECT_FALSE(DecodePageToken(" " + token, query).ok());
}

}  // namespace
}  // namespace gangmu
