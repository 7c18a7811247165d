#include "services/cli/client/manifest.h"

#include <filesystem>
#include <fstream>

#include "common/status/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"

namespace gangmu::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class ManifestTest : public ::testing::Test {
 protected:
  ManifestTest() {
    for (const char* name : {"a.txt", "b.txt"}) std::ofstream(dir_.File(name)) << "x";
    std::filesystem::create_directory(dir_.File("sub"));
    std::ofstream(dir_.File("sub/c.txt")) << "x";
  }

  absl::StatusOr<std::vector<InputFile>> Read(const std::string& name, const std::string& text,
                                              const ManifestOptions& options = {}) {
    std::ofstream(dir_.File(name)) << text;
    return ReadManifest(dir_.File(name), options);
  }

  std::vector<std::pair<std::string, std::string>> Faults(const std::string& name, const std::string& text) {
    const auto files = Read(name, text);
    EXPECT_FALSE(files.ok());
    EXPECT_THAT(std::string(files.status().message()), HasSubstr("nothing was sent"));
    std::vector<std::pair<std::string, std::string>> faults;
    for (const FieldViolation& v : DetailsOf(files.status()).violations) faults.emplace_back(v.field, v.description);
    return faults;
  }

  testing::TempDir dir_;
};

TEST_F(ManifestTest, CsvGivesEachDocumentItsFacts) {
  const auto files = Read("list.csv",
                          "id,path,date,title,issuer,source,labels\n"
                          "n-1,a.txt,2022-10-21,关于改革的通知,省政府,http://example.org/1,team=a; year = 2022\n"
                          ",sub/c.txt,,,,,\n",
                          {.source_prefix = "x/"});
  ASSERT_TRUE(files.ok()) << files.status();
  ASSERT_EQ(files->size(), 2u);
  const InputFile& first = files->at(0);
  EXPECT_EQ(first.path, dir_.File("a.txt"));
  EXPECT_EQ(first.document_id, "n-1");
  EXPECT_EQ(first.source_uri, "http://example.org/1");
  EXPECT_EQ(first.stated.title, "关于改革的通知");
  EXPECT_EQ(first.stated.issuer, "省政府");
  EXPECT_EQ(first.stated.date, "2022-10-21");
  EXPECT_THAT(first.labels, UnorderedElementsAre(Pair("team", "a"), Pair("year", "2022")));
  EXPECT_EQ(files->at(1).source_uri, "x/sub/c.txt");
  EXPECT_EQ(files->at(1).document_id, "");
}

TEST_F(ManifestTest, JsonLinesSayTheSame) {
  const auto files = Read("list.jsonl",
                          "{\"path\": \"c.txt\", \"title\": \"通知\", \"labels\": {\"team\": \"a;b=c\"}}\n"
                          "\n",
                          {.folder = dir_.File("sub")});
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ(files->at(0).path, dir_.File("sub/c.txt"));
  EXPECT_EQ(files->at(0).stated.title, "通知");
  EXPECT_THAT(files->at(0).labels, ElementsAre(Pair("team", "a;b=c")));
}

TEST_F(ManifestTest, EveryBadRowIsNamedAndNothingIsTaken) {
  EXPECT_THAT(Faults("list.csv",
                     "path,id,date,labels\n"
                     "a.txt,Bad Id,2022-13-01,\n"
                     "none.txt,,,\n"
                     "sub,,,\n"
                     ",,,\n"
                     "a.txt,,\n"
                     "a.txt,one,,\n"
                     "b.txt,one,,Team=1;x\n"),
              ElementsAre(Pair("row 6", "got 3 cells, want 4"), Pair("row 8", HasSubstr("label \"x\": want KEY=VALUE")),
                          Pair("row 2", HasSubstr("id \"Bad Id\"")), Pair("row 2", HasSubstr("date \"2022-13-01\"")),
                          Pair("row 3", HasSubstr("no such file")), Pair("row 4", HasSubstr("is a folder")),
                          Pair("row 5", "path is missing"), Pair("row 8", HasSubstr("label \"Team\"")),
                          Pair("row 8", "has the id one of row 7")));
}

TEST_F(ManifestTest, AnUnknownColumnIsRefusedWithTheOneThatIsMeant) {
  EXPECT_THAT(Faults("list.csv", "path,tilte\na.txt,x\n"),
              ElementsAre(Pair("row 1", "unknown column \"tilte\"; did you mean title?")));
  EXPECT_THAT(Faults("list.jsonl", "{\"path\":\"a.txt\",\"isuer\":\"x\"}\n{\"path\":1}\nno json\n"),
              ElementsAre(Pair("row 1", HasSubstr("did you mean issuer?")), Pair("row 2", "path: want a text"),
                          Pair("row 3", "is no JSON object"), Pair("row 2", "path is missing")));
  EXPECT_THAT(Faults("list.csv", "path,colour\na.txt,x\n"),
              ElementsAre(Pair("row 1", HasSubstr("there are path, id, title, issuer, date, source, labels"))));
}

TEST_F(ManifestTest, AnEmptyOneIsRefused) {
  EXPECT_THAT(Faults("list.csv", "path\n"), ElementsAre(Pair("row 1", "names no document")));
}

}  // namespace
}  // namespace gangmu::cli
