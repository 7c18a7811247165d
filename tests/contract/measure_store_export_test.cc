// The contract of the logical export: equal stores give equal bytes, and the lines are what a reader expects.
#include "common/digest/sha256.h"
#include "common/status/error.h"
#include "services/measures/store/export_lines.h"
#include "tests/contract/measure_store_contract.h"
#include "tests/contract/record_builder.h"

namespace gangmu::measures::testing {
namespace {

using policy::v1::ExportLine;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string ExportOf(MeasureStore& store, size_t about = 1000) {
  auto lines = store.Export({});
  EXPECT_TRUE(lines.ok()) << lines.status();
  if (!lines.ok()) return "";
  std::string all;
  while (true) {
    const auto bytes = (*lines)->Read(about);
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    if (!bytes.ok() || bytes->empty()) return all;
    all += *bytes;
  }
}

ExportLineReader ReaderOf(std::string bytes, size_t piece) {
  return ExportLineReader([bytes = std::move(bytes), piece, at = size_t{0}]() mutable -> absl::StatusOr<std::string> {
    std::string next = bytes.substr(std::min(at, bytes.size()), piece);
    at += piece;
    return next;
  });
}

absl::Status ReadAll(const std::string& bytes, size_t piece = 777) {
  ExportLineReader reader = ReaderOf(bytes, piece);
  const auto header = reader.ReadHeader();
  if (!header.ok()) return header.status();
  ExportLine line;
  while (true) {
    const auto more = reader.Next(line);
    if (!more.ok()) return more.status();
    if (!*more) return absl::OkStatus();
  }
}

// Lines with their ends.
std::vector<std::string> LinesOf(const std::string& bytes) {
  std::vector<std::string> lines;
  for (size_t at = 0; at < bytes.size();) {
    const size_t end = bytes.find('\n', at) + 1;
    lines.push_back(bytes.substr(at, end - at));
    at = end;
  }
  return lines;
}

TEST_P(MeasureStoreContract, ExportIsOfOneMomentAndTheSameInAnyPieces) {
  auto labelled = SampleRecord("documents/a", "甲");
  for (const char* key : {"team", "area", "kind", "zone"}) (*labelled.mutable_document()->mutable_labels())[key] = "x";
  Put({labelled, SampleRecord("documents/b", "乙")});
  const std::string whole = ExportOf(*store_);
  EXPECT_EQ(ExportOf(*store_, 1), whole);
  EXPECT_TRUE(ReadAll(whole).ok()) << ReadAll(whole);
  EXPECT_TRUE(ReadAll(whole, 1).ok()) << "however it comes";
  EXPECT_THAT(LinesOf(whole)[0], HasSubstr("\"format\":\"gangmu-store\",\"version\":1"));

  auto lines = store_->Export({});
  std::string of_then = *(*lines)->Read(1);
  Put({SampleRecord("documents/c", "丙")});
  ASSERT_TRUE(store_->PurgeHistory({.before = {.position = Head()}}, {}).ok());
  for (std::string more = *(*lines)->Read(100); !more.empty(); more = *(*lines)->Read(100)) of_then += more;
  EXPECT_EQ(of_then, whole) << "whatever is written or forgotten meanwhile";
}

TEST_P(MeasureStoreContract, DamagedExportIsRefusedWithItsLine) {
  PutOne(SampleRecord("documents/a", "甲"));
  const std::string whole = ExportOf(*store_);
  const std::vector<std::string> lines = LinesOf(whole);
  ASSERT_GT(lines.size(), 10u);
  const auto joined = [](const std::vector<std::string>& pieces) {
    std::string all;
    for (const std::string& piece : pieces) all += piece;
    return all;
  };
  for (size_t cut = 0; cut < lines.size(); ++cut) {
    const std::string cut_off = joined({lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(cut)});
    EXPECT_EQ(DetailsOf(ReadAll(cut_off)).reason, Reason::kDATA_CORRUPTED) << "after line " << cut;
    auto without = lines;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(cut));
    EXPECT_EQ(DetailsOf(ReadAll(joined(without))).reason, Reason::kDATA_CORRUPTED) << "without line " << cut + 1;
  }
  EXPECT_EQ(DetailsOf(ReadAll(whole.substr(0, whole.size() - 1))).reason, Reason::kDATA_CORRUPTED);
  EXPECT_EQ(DetailsOf(ReadAll(whole + "{}\n")).reason, Reason::kDATA_CORRUPTED) << "something behind it";

  auto broken = lines;
  broken[4] = "{\"change\":{\"nothing\":1}}\n";
  EXPECT_THAT(ReadAll(joined(broken)).ToString(), HasSubstr("line 5"));
  broken = lines;
  std::swap(broken[3], broken[lines.size() - 3]);
  EXPECT_EQ(DetailsOf(ReadAll(joined(broken))).reason, Reason::kDATA_CORRUPTED);
  broken = lines;
  broken[0].replace(broken[0].find("\"version\":1"), 11, "\"version\":2,\"news\":3");
  EXPECT_EQ(DetailsOf(ReadAll(joined(broken))).reason, Reason::kSCHEMA_TOO_NEW) << ReadAll(joined(broken));
}

}  // namespace
}  // namespace gangmu::measures::testing
