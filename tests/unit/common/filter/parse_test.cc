// What filters mean: canonical text for the good ones; position, token and proposal for the bad ones.
#include <string>
#include <vector>

#include "common/filter/filter.h"
#include "common/filter/near_match.h"
#include "common/status/error.h"
#include "common/text/strings.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/common/filter/sample_world.h"

namespace gangmu::filter {
namespace {

using ::testing::HasSubstr;

std::string Metadata(const absl::Status& status, std::string_view key) {
  for (const auto& [k, v] : DetailsOf(status).metadata) {
    if (k == key) return v;
  }
  return "";
}

struct Good {
  std::string text;
  std::string canonical;
};

TEST(FilterParse, GoodFiltersHaveACanonicalText) {
  const std::vector<Good> cases = {
      {"", ""},
      {"  \n", ""},
      {"title = \"通知\"", "title = \"通知\""},
      {"title='通知'", "title = \"通知\""},
      {"title = 通知", "title = \"通知\""},
      {"title=\"a \\\"b\\\" \\\\\"", "title = \"a \\\"b\\\" \\\\\""},
      {"title != \"\"", "title != \"\""},
      {"title : 补贴", "title : \"补贴\""},
      {"title:\"补贴\"", "title : \"补贴\""},
      {"title:*", "title:*"},
      {"title : *", "title:*"},
      {"NOT title:*", "NOT title:*"},
      {"-title:*", "NOT title:*"},
      {"- (title:*)", "NOT title:*"},
      {"NOT NOT title:*", "NOT NOT title:*"},
      {"(((title:*)))", "title:*"},
      {"name = documents/a1", "name = \"documents/a1\""},
      {"name = documents/a.b.c", "name = \"documents/a.b.c\""},
      {"issuer < \"武汉\"", "issuer < \"武汉\""},
      {"publish_date >= \"2022-01-01\"", "publish_date >= \"2022-01-01\""},
      {"publish_date >= 2022-01-01", "publish_date >= \"2022-01-01\""},
      {"publish_date = \"2024-02-29\"", "publish_date = \"2024-02-29\""},
      {"publish_date:*", "publish_date:*"},
      {"region : \"湖北\"", "region : \"湖北\""},
      {"region.code = \"420100\"", "region.code = \"420100\""},
      {"within(region, \"420000\")", "within(region.code, \"420000\")"},
      {"within(region.code, \"420100\")", "within(region.code, \"420100\")"},
      {"within( region ,\"420102\" )", "within(region.code, \"420102\")"},
      {"labels.project = \"x\"", "labels.project = \"x\""},
      {"labels.\"my key\" = \"x\"", "labels.\"my key\" = \"x\""},
      {"labels.a.b = x", "labels.\"a.b\" = \"x\""},
      {"labels.my-key != \"x\"", "labels.my-key != \"x\""},
      {"labels.k : \"part\"", "labels.k : \"part\""},
      {"labels.k:*", "labels.k:*"},
      {"labels:k", "labels.k:*"},
      {"labels:*", "labels:*"},
      {"delete_time > \"2022-01-01T08:00:00+08:00\"", "delete_time > \"2022-01-01T00:00:00Z\""},
      {"delete_time = '2022-01-01T00:00:00.25Z'", "delete_time = \"2022-01-01T00:00:00.25Z\""},
      {"NOT delete_time:*", "NOT delete_time:*"},
      {"title:a AND issuer:b", "title : \"a\" AND issuer : \"b\""},
      {"title:a OR issuer:b", "title : \"a\" OR issuer : \"b\""},
      {"title:a AND (issuer:b OR issuer:c)", "title : \"a\" AND (issuer : \"b\" OR issuer : \"c\")"},
      {"(title:a AND issuer:b) OR issuer:c", "(title : \"a\" AND issuer : \"b\") OR issuer : \"c\""},
      {"title:a AND (title:b AND title:c)", "title : \"a\" AND title : \"b\" AND title : \"c\""},
      {"(title:a OR title:b) OR title:c", "title : \"a\" OR title : \"b\" OR title : \"c\""},
      {"NOT (title:a AND title:b)", "NOT (title : \"a\" AND title : \"b\")"},
      {"NOT title:a AND title:b", "NOT title : \"a\" AND title : \"b\""},
      {"title:a\nAND\ttitle:b", "title : \"a\" AND title : \"b\""},
      {"has(indicators, unit = 家 AND value > 100)", "has(indicators, unit = \"家\" AND value > 100)"},
      {"has(indicators, unit = \"家\" AND value > 100) AND region : \"湖北\" AND publish_date >= \"2022-01-01\"",
       "has(indicators, unit = \"家\" AND value > 100) AND region : \"湖北\" AND publish_date >= \"2022-01-01\""},
      {"has(measures, instruments : 资金投入)", "has(measures, instruments : \"资金投入\")"},
      {"has(measures, instruments:*)", "has(measures, instruments:*)"},
      {"has(measures, status = PLANNED OR status = MEASURE_STATUS_DONE)",
       "has(measures, status = PLANNED OR status = DONE)"},
      {"has(measures, status:*)", "has(measures, status:*)"},
      {"-has(indicators, kind = INDICATOR_KIND_SHARE)", "NOT has(indicators, kind = SHARE)"},
      {"has(indicators, kind != \"LEVEL\")", "has(indicators, kind != LEVEL)"},
      {"has(indicators, value >= -12.50)", "has(indicators, value >= -12.5)"},
      {"has(indicators, value = 0.000)", "has(indicators, value = 0)"},
      {"has(indicators, value:*)", "has(indicators, value:*)"},
      {"has(indicators, target = true)", "has(indicators, target = true)"},
      {"has(indicators, target != false)", "has(indicators, target != false)"},
      {"has(indicators, confidence >= 90)", "has(indicators, confidence >= 90)"},
      {"has(indicators, confidence >= 90.0)", "has(indicators, confidence >= 90)"},
      {"has(indicators, dimension(unit, \"mass\"))", "has(indicators, unit_dimension = \"mass\")"},
      {"has(indicators, unit = %)", "has(indicators, unit = \"%\")"},
      {"has(indicators, unit = [pp])", "has(indicators, unit = \"[pp]\")"},
      {"has(indicators, unit = CNY/m2)", "has(indicators, unit = \"CNY/m2\")"},
      {"has(indicators, period.end <= 2025-12-31)", "has(indicators, period.end <= \"2025-12-31\")"},
      {"search(\"补贴\")", "search(\"补贴\")"},
      {"NOT search('一网通办')", "NOT search(\"一网通办\")"},
      {"title = \"AND\"", "title = \"AND\""},
      {"title = \"（补贴）\"", "title = \"（补贴）\""},
  };
  for (const Good& c : cases) {
    const absl::StatusOr<Filter> filter = Filter::Parse(c.text, DocumentSchema());
    ASSERT_TRUE(filter.ok()) << c.text << "\n" << filter.status();
    EXPECT_EQ(filter->ToString(), c.canonical) << c.text;
    const absl::StatusOr<Filter> again = Filter::Parse(filter->ToString(), DocumentSchema());
    ASSERT_TRUE(again.ok()) << filter->ToString() << "\n" << again.status();
    EXPECT_EQ(again->ToString(), c.canonical);
    EXPECT_EQ(again->empty(), filter->empty());
    if (!filter->empty()) {
      EXPECT_EQ(again->root(), filter->root()) << c.text;
    }
  }
}

struct Bad {
  std::string text;
  int position;  // code points
  std::string message;
  std::string proposal = "";
  std::string near = "";
};

TEST(FilterParse, BadFiltersSayWhereAndWhatToDo) {
  const std::vector<Bad> cases = {
      {"titel = \"x\"", 0, "document has no field \"titel\"; did you mean title?", "", "title"},
      {"TITLE = \"x\"", 0, "did you mean title?", "", "title"},
      {"code = \"420000\"", 0, "did you mean region.code?", "", "region.code"},
      {"标题 = \"x\"", 0, "document has no field"},
      {"title = \"湖北\" AND isuer = \"x\"", 17, "did you mean issuer?", "", "issuer"},
      {"title = 5", 8, "title is text: write \"5\"", "\"5\""},
      {"title = true", 8, "title is text: write \"true\"", "\"true\""},
      {"title", 0, "a field alone is no condition: write title:*", "title:*"},
      {"\"补贴\"", 0, "for full text search write search(\"补贴\")", "search(\"补贴\")"},
      {"5 < title", 0, "a field stands on the left"},
      {"\"x\" = title", 0, "a field stands on the left"},
      {"title = ", 8, "a value is missing"},
      {"= \"x\"", 0, "a field is missing before ="},
      {"title == \"x\"", 6, "write =", "="},
      {"title <> \"x\"", 6, "write !=", "!="},
      {"title ! \"x\"", 6, "! stands alone"},
      {"title = = \"x\"", 8, "two comparators"},
      {"title = \"x\" = \"y\"", 12, "one comparator"},
      {"title = \"x", 8, "not closed"},
      {"title = 'x", 8, "not closed"},
      {"title = \"\\n\"", 9, "backslash"},
      {"title = a*", 9, "* stands only in a presence test"},
      {"title = *", 8, "* stands only in a presence test"},
      {"* = \"a\"", 0, "* stands only"},
      {"title : \"\"", 8, "write title:*", "title:*"},
      {"title = (\"a\" OR \"b\")", 8, "field = a OR field = b"},
      {"title = -x", 8, "a value is missing"},
      {"title = \"a\" issuer = \"b\"", 12, "AND or OR is missing"},
      {"title = \"a\" and issuer = \"b\"", 12, "write AND", "AND"},
      {"title = \"a\" or issuer = \"b\"", 12, "write OR", "OR"},
      {"title = \"a\" && issuer = \"b\"", 12, "write AND", "AND"},
      {"title = \"a\" || issuer = \"b\"", 12, "write OR", "OR"},
      {"title:a AND issuer:b OR issuer:c", 21, "AND and OR are mixed without brackets",
       "title:a AND (issuer:b OR issuer:c)"},
      {"title:a OR issuer:b AND issuer:c", 20, "mixed", "(title:a OR issuer:b) AND issuer:c"},
      {"title:a OR title:b AND title:c OR NOT title:d AND title:e", 19, "mixed",
       "(title:a OR title:b) AND (title:c OR NOT title:d) AND title:e"},
      {"(title:a AND title:b OR title:c) AND title:d", 21, "mixed", "title:a AND (title:b OR title:c)"},
      {"AND title:a", 0, "a comparison is missing before AND"},
      {"title:a AND", 11, "the filter ends where a comparison is missing"},
      {"title:a AND AND title:b", 12, "a comparison is missing before AND"},
      {"title:a OR OR title:b", 11, "a comparison is missing before OR"},
      {"NOT", 3, "the filter ends"},
      {"title = AND", 8, "a value is missing before AND"},
      {"(title:a", 0, "this bracket is not closed"},
      {"title:a)", 7, "this bracket closes nothing"},
      {"()", 1, "nothing stands between the brackets"},
      {"(title:a title:b)", 9, "AND or OR is missing"},
      {"title. = \"a\"", 7, "a field name is missing behind the point"},
      {"publish_date > \"2022\"", 15, "write a day", "\"2022-01-01\""},
      {"publish_date > 2022", 15, "write a day", "\"2022-01-01\""},
      {"publish_date > \"2022-05\"", 15, "write a day", "\"2022-05-01\""},
      {"publish_date > \"2022-02-30\"", 15, "YYYY-MM-DD"},
      {"publish_date > \"2023-02-29\"", 15, "YYYY-MM-DD"},
      {"publish_date > \"2022/01/01\"", 15, "YYYY-MM-DD"},
      {"publish_date : \"2022-01-01\"", 0, "':' searches texts and lists"},
      {"delete_time > \"2022-01-01\"", 14, "is an instant", "\"2022-01-01T00:00:00+08:00\""},
      {"delete_time > \"2022-01-01T00:00:00\"", 14, "RFC 3339"},
      {"delete_time > \"2022-01-01T25:00:00Z\"", 14, "RFC 3339"},
      {"region = \"湖北\" AND within(title, \"420000\")", 25, "title is no region"},
      {"within(region, \"湖北\")", 15, "GB/T 2260"},
      {"within(region, \"4201\")", 15, "GB/T 2260"},
      {"within(region)", 0, "takes a field and a text"},
      {"within(region, \"420000\", \"430000\")", 0, "takes a field and a text"},
      {"within(regoin, \"420000\")", 7, "did you mean region?", "", "region"},
      {"withn(region, \"420000\")", 0, "did you mean within?", "", "within"},
      {"lower(title) = \"x\"", 13, "a function is a condition of its own"},
      {"has(indicators, value > 5) = true", 27, "a function is a condition of its own"},
      {"has(indicators)", 0, "has takes children and a condition"},
      {"has(indicators, value > 5, value < 6)", 0, "has takes children and a condition"},
      {"has(indicator, value > 5)", 4, "did you mean indicators?", "", "indicators"},
      {"has(indicators, value)", 16, "write value:*", "value:*"},
      {"has(indicators, title = \"x\")", 16, "indicator has no field \"title\""},
      {"has(indicators, has(indicators, value > 5))", 20, "indicator has no children"},
      {"has(indicators, value > \"abc\")", 24, "value is a number"},
      {"has(indicators, value > \"100\")", 24, "write 100 without quotes", "100"},
      {"has(indicators, value > 1e5)", 24, "plain digits"},
      {"has(indicators, value > 1,000)", 0, "has takes children and a condition"},
      {"has(indicators, value > 100000000000000000000000000000000000000)", 24, "38 digits"},
      {"has(indicators, value > 家)", 24, "value is a number"},
      {"has(indicators, confidence > 1.5)", 29, "whole number"},
      {"has(indicators, confidence > 9223372036854775808)", 29, "whole number"},
      {"has(indicators, confidence:*)", 16, "always has a value"},
      {"has(indicators, target:*)", 16, "always has a value"},
      {"has(indicators, target = TRUE)", 25, "true or false"},
      {"has(indicators, target > false)", 16, "has no order"},
      {"has(indicators, target)", 16, "write target = true", "target = true"},
      {"has(indicators, kind = LEVLE)", 23, "did you mean LEVEL?", "", "LEVEL"},
      {"has(indicators, kind = level)", 23, "did you mean LEVEL?", "", "LEVEL"},
      {"has(indicators, kind = 1)", 23, "it is one of LEVEL, INCREASE, DECREASE, SHARE"},
      {"has(indicators, kind < LEVEL)", 16, "has no order"},
      {"has(indicators, kind : LEVEL)", 16, "write ="},
      {"has(indicators, dimension(value, \"mass\"))", 26, "value is no unit"},
      {"has(measures, instruments = \"资金投入\")", 14, "write instruments : \"资金投入\"",
       "instruments : \"资金投入\""},
      {"labels = \"x\"", 0, "labels is a map", "labels.key = \"x\""},
      {"labels.k < \"x\"", 0, "has no order"},
      {"search(补贴)", 0, "one text in quotes"},
      {"search(\"\")", 0, "one text in quotes"},
      {"has(measures, search(\"x\"))", 14, "not available for measures"},
      {"title ＝ \"x\"", 6, "write =", "="},
      {"（title:a）", 0, "write (", "("},
      {"title = “通知”", 8, "write \"", "\""},
      {"title ≥ \"x\"", 6, "write >=", ">="},
      {"title：通知", 5, "write :", ":"},
      {"title = \"\xff\"", 9, "not valid UTF-8"},
      {"title = \"\xe6\xad\"", 9, "not valid UTF-8"},
      {"title = \"a\x01\"", 10, "control character"},
      {std::string("title = \"a\0\"", 12), 10, "control character"},
  };
  for (const Bad& c : cases) {
    const absl::StatusOr<Filter> filter = Filter::Parse(c.text, DocumentSchema());
    ASSERT_FALSE(filter.ok()) << c.text << " → " << filter->ToString();
    const absl::Status& status = filter.status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(DetailsOf(status).reason, Reason::kFILTER_INVALID);
    EXPECT_EQ(Metadata(status, "position"), StrCat(c.position)) << c.text << "\n" << status;
    EXPECT_THAT(std::string(status.message()), HasSubstr(c.message)) << c.text;
    EXPECT_EQ(Metadata(status, "proposal"), c.proposal) << c.text;
    EXPECT_EQ(Metadata(status, "near"), c.near) << c.text;
    ASSERT_FALSE(DetailsOf(status).violations.empty());
    EXPECT_EQ(DetailsOf(status).violations[0].field, "filter");
  }
}

TEST(FilterParse, ProposalsForMixedOperatorsParse) {
  for (const char* text :
       {"title:a AND title:b OR title:c", "title:a OR title:b AND NOT (title:c AND title:d) OR title:e",
        "has(indicators, value > 1 AND value < 5 OR target = true)"}) {
    const absl::StatusOr<Filter> filter = Filter::Parse(text, DocumentSchema());
    ASSERT_FALSE(filter.ok());
    const std::string proposal = Metadata(filter.status(), "proposal");
    const Schema& schema = text[0] == 'h' ? IndicatorSchema() : DocumentSchema();
    EXPECT_TRUE(Filter::Parse(proposal, schema).ok()) << proposal;
  }
}

TEST(FilterParse, AllFaultsAgainstTheSchemaAreReportedAtOnce) {
  const absl::StatusOr<Filter> filter =
      Filter::Parse("titel = \"x\" AND publish_date > \"2022\" AND has(indicators, kind = LEVLE)", DocumentSchema());
  ASSERT_FALSE(filter.ok());
  const ErrorDetails details = DetailsOf(filter.status());
  ASSERT_EQ(details.violations.size(), 3u);
  EXPECT_THAT(details.violations[0].description, HasSubstr("position 0"));
  EXPECT_THAT(details.violations[1].description, HasSubstr("position 31"));
  EXPECT_THAT(details.violations[2].description, HasSubstr("LEVLE"));
  EXPECT_EQ(Metadata(filter.status(), "token"), "titel");
}

TEST(FilterParse, HostileInputCostsNothing) {
  const auto refused = [](const std::string& text, std::string_view message) {
    const absl::StatusOr<Filter> filter = Filter::Parse(text, DocumentSchema());
    ASSERT_FALSE(filter.ok());
    EXPECT_THAT(std::string(filter.status().message()), HasSubstr(std::string(message)));
    EXPECT_LE(filter.status().message().size(), kMaxErrorMessageBytes);
  };
  refused(std::string(9000, '('), "at most 8192");
  refused(std::string(8000, '('), "64 levels");
  refused(std::string(8000, '-'), "64 levels");
  std::string nots;
  for (int i = 0; i < 1000; ++i) nots += "NOT ";
  refused(nots + "title:*", "64 levels");
  std::string functions;
  for (int i = 0; i < 1000; ++i) functions += "has(a,";
  refused(functions, "64 levels");
  std::string many = "title:*";
  for (int i = 0; i < 300; ++i) many += " OR title:*";
  refused(many, "200 comparisons");
  refused("title = \"" + std::string(7000, 'x') + "\" AND titel" + std::string(1000, 'x') + " = \"a\"", "has no field");
  std::string deep = std::string(60, '(') + "title:*" + std::string(60, ')');
  EXPECT_TRUE(Filter::Parse(deep, DocumentSchema()).ok());
  std::string wide = "title:*";
  for (int i = 0; i < 199; ++i) wide += " OR title:*";
  EXPECT_TRUE(Filter::Parse(wide, DocumentSchema()).ok());
}

TEST(NearMatch, CountsEditsInCodePoints) {
  EXPECT_EQ(EditDistance("issuer", "isuer", 3), 1);
  EXPECT_EQ(EditDistance("title", "titel", 3), 1);
  EXPECT_EQ(EditDistance("湖北省", "湖南省", 3), 1);
  EXPECT_EQ(EditDistance("", "ab", 3), 2);
  EXPECT_EQ(EditDistance("abcdef", "uvwxyz", 3), 4);
  EXPECT_THAT(NearMatches("unti", {"unit", "unite", "value"}), ::testing::ElementsAre("unit"));
}

}  // namespace
}  // namespace gangmu::filter
