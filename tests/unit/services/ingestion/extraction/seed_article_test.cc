// The seed article, equal field by field to the JSON made by hand (tests/data/seed). Needs the corpus beside the
// project.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "services/ingestion/extraction/extractor.h"

namespace gangmu::extraction {
namespace {

namespace fs = std::filesystem;
using google::protobuf::Struct;
using google::protobuf::Value;

constexpr const char* kQualifiers[] = {"EXACT",    "ABOUT",     "NEARLY",  "SOME_OVER", "MORE_THAN",
                                       "AT_LEAST", "LESS_THAN", "AT_MOST", "RANGE"};
constexpr const char* kKinds[] = {"LEVEL", "INCREASE", "DECREASE", "CHANGE", "SHARE", "RANK", "DURATION"};

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string DateText(const Date& d) {
  if (!d.present()) return "";
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d", d.year, d.month, d.day);
  return text;
}

// Reads the expectation: plain values as they are, [start, end) as the words that stand there.
class Expected {
 public:
  Expected(const Struct& fields, const SourceText& text) : fields_(fields), text_(text) {}
  const Value& at(const std::string& name) const {
    const auto it = fields_.fields().find(name);
    if (it == fields_.fields().end()) ADD_FAILURE() << "the expectation lacks " << name;
    static const Value& null = *new Value;
    return it == fields_.fields().end() ? null : it->second;
  }
  std::string String(const std::string& name) const { return at(name).string_value(); }
  int Number(const std::string& name) const { return static_cast<int>(at(name).number_value()); }
  bool Bool(const std::string& name) const { return at(name).bool_value(); }
  Span SpanOf(const std::string& name) const { return ToSpan(at(name)); }
  std::string Words(const std::string& name) const { return text_.Slice(SpanOf(name)); }
  Expected Inner(const std::string& name) const { return {at(name).struct_value(), text_}; }
  std::vector<Expected> List(const std::string& name) const {
    std::vector<Expected> list;
    for (const Value& v : at(name).list_value().values()) list.emplace_back(v.struct_value(), text_);
    return list;
  }
  std::vector<std::string> WordsList(const std::string& name) const {
    std::vector<std::string> list;
    for (const Value& v : at(name).list_value().values()) list.push_back(text_.Slice(ToSpan(v)));
    return list;
  }

 private:
  static Span ToSpan(const Value& v) {
    const auto& pair = v.list_value().values();
    if (pair.size() != 2) return {};
    return {static_cast<int32_t>(pair[0].number_value()), static_cast<int32_t>(pair[1].number_value())};
  }
  const Struct& fields_;
  const SourceText& text_;
};

class SeedArticleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const fs::path root(GANGMU_SOURCE_DIR);
    const fs::path article = root / "../shared/corpus/text/seed-wuhan-reform-2022.txt";
    if (!fs::exists(article)) GTEST_SKIP() << "corpus not present";
    const auto status = google::protobuf::util::JsonStringToMessage(
        ReadFile(root / "tests/data/seed/seed-wuhan-reform-2022.json"), &json_);
    ASSERT_TRUE(status.ok()) << status.ToString();
    auto extracted = Extract(ReadFile(article), {.publish_date = {2022, 10, 21}});
    ASSERT_TRUE(extracted.ok());
    e_ = std::make_unique<Extraction>(*std::move(extracted));
  }
  Expected expected() const { return {json_, e_->text}; }
  const Result& result() const { return e_->result; }
  std::string Slice(const Span& s) const { return e_->text.Slice(s); }

  Struct json_;
  std::unique_ptr<Extraction> e_;
};

TEST_F(SeedArticleTest, DocumentFields) {
  const Expected want = expected().Inner("document");
  const DocumentFields& got = result().document;
  EXPECT_EQ(got.title, want.Words("title"));
  EXPECT_EQ(got.issuer, want.Words("issuer"));
  EXPECT_EQ(DateText(got.publish_date), want.String("publishDate"));
  EXPECT_EQ(got.document_number, want.String("documentNumber"));
  EXPECT_EQ(got.document_type, want.String("documentType"));
  EXPECT_EQ(got.region.name, want.Inner("region").Words("name"));
  EXPECT_EQ(got.region.code, want.Inner("region").String("code"));
}

TEST_F(SeedArticleTest, Sections) {
  const auto want = expected().List("sections");
  ASSERT_EQ(result().sections.size(), want.size());
  for (size_t i = 0; i < want.size(); ++i) {
    SCOPED_TRACE(i);
    const Section& got = result().sections[i];
    EXPECT_EQ(Slice(got.label), want[i].Words("label"));
    EXPECT_EQ(Slice(got.heading), want[i].Words("heading"));
    EXPECT_EQ(got.level, want[i].Number("level"));
    EXPECT_EQ(got.span, want[i].SpanOf("span"));
  }
}

TEST_F(SeedArticleTest, Measures) {
  const auto want = expected().List("measures");
  ASSERT_EQ(result().measures.size(), want.size());
  for (size_t i = 0; i < want.size(); ++i) {
    SCOPED_TRACE(i);
    const Measure& got = result().measures[i];
    EXPECT_EQ(Slice(got.label), want[i].Words("label"));
    EXPECT_EQ(Slice(got.heading), want[i].Words("heading"));
    std::vector<std::string> path;
    for (int32_t s = got.section; s >= 0; s = result().sections[s].parent)
      path.insert(path.begin(), Slice(result().sections[s].heading));
    EXPECT_EQ(path, want[i].WordsList("sectionPath"));
    EXPECT_EQ(got.span, want[i].SpanOf("span"));
  }
}

TEST_F(SeedArticleTest, Indicators) {
  const auto want = expected().List("indicators");
  ASSERT_EQ(result().indicators.size(), want.size());
  const auto decimal = [](const std::optional<Decimal>& d) { return d ? d->ToString() : std::string(); };
  for (size_t i = 0; i < want.size(); ++i) {
    const Indicator& got = result().indicators[i];
    SCOPED_TRACE(Slice(got.span));
    EXPECT_EQ(got.span, want[i].SpanOf("span"));
    EXPECT_EQ(got.measure, want[i].Number("measure"));
    EXPECT_EQ(got.has_value ? got.value.ToString() : "", want[i].String("value"));
    EXPECT_EQ(got.has_from ? got.from_value.ToString() : "", want[i].String("fromValue"));
    EXPECT_EQ(decimal(got.bounds.lower), want[i].String("lowerBound"));
    EXPECT_EQ(decimal(got.bounds.upper), want[i].String("upperBound"));
    EXPECT_EQ(got.unit, want[i].String("unit"));
    EXPECT_EQ(kQualifiers[static_cast<int>(got.qualifier)], want[i].String("qualifier"));
    EXPECT_EQ(kKinds[static_cast<int>(got.kind)], want[i].String("kind"));
    EXPECT_EQ(got.target, want[i].Bool("target"));
    EXPECT_EQ(got.subject, want[i].Words("subject"));
    const Expected period = want[i].Inner("period");
    EXPECT_EQ(Slice(got.period.text), period.Words("text"));
    EXPECT_EQ(DateText(got.period.start), period.String("start"));
    EXPECT_EQ(DateText(got.period.end), period.String("end"));
  }
}

}  // namespace
}  // namespace gangmu::extraction
