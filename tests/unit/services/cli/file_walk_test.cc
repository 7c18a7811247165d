#include "services/cli/client/file_walk.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"

namespace gangmu::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class FileWalkTest : public ::testing::Test {
 protected:
  void Make(const std::string& relative) {
    const fs::path path = dir_.File(relative);
    fs::create_directories(path.parent_path());
    std::ofstream(path) << "x";
  }

  std::vector<std::string> Uris(const std::vector<std::string>& paths, const WalkOptions& options = {}) {
    const auto files = FindFiles(paths, options);
    EXPECT_TRUE(files.ok()) << files.status();
    std::vector<std::string> uris;
    for (const InputFile& file : files.value_or(std::vector<InputFile>())) {
      uris.push_back(file.source_uri);
      EXPECT_TRUE(fs::is_regular_file(file.path)) << file.path;
    }
    return uris;
  }

  gangmu::testing::TempDir dir_;
};

TEST_F(FileWalkTest, GivesTheSameUrisWhereverTheFolderLies) {
  for (const char* file : {"a/2022/通知.txt", "a/10.txt", "a/2.txt", "copy/elsewhere/2022/通知.txt",
                           "copy/elsewhere/10.txt", "copy/elsewhere/2.txt"}) {
    Make(file);
  }
  const auto uris = Uris({dir_.File("a")});
  EXPECT_THAT(uris, ElementsAre("10.txt", "2.txt", "2022/通知.txt"));
  EXPECT_EQ(Uris({dir_.File("copy/elsewhere/")}), uris);
  EXPECT_THAT(Uris({dir_.File("a")}, {.source_prefix = "hubei/"}),
              ElementsAre("hubei/10.txt", "hubei/2.txt", "hubei/2022/通知.txt"));
}

TEST_F(FileWalkTest, TakesSingleFilesByTheirName) {
  Make("a/b/c.txt");
  EXPECT_THAT(Uris({dir_.File("a/b/c.txt")}), ElementsAre("c.txt"));
}

TEST_F(FileWalkTest, IncludesAndExcludesByPathAndName) {
  for (const char* file : {"a.txt", "b.pdf", "old/c.txt", "old/d.txt"}) Make(file);
  EXPECT_THAT(Uris({dir_.path()}, {.include = {"*.txt"}}), ElementsAre("a.txt", "old/c.txt", "old/d.txt"));
  EXPECT_THAT(Uris({dir_.path()}, {.exclude = {"old/*", "*.pdf"}}), ElementsAre("a.txt"));
}

TEST_F(FileWalkTest, LeavesOutHiddenFilesAndDoesNotFollowLinkedFolders) {
  Make("a.txt");
  Make(".git/config");
  Make(".hidden");
  fs::create_directory_symlink(dir_.path(), dir_.File("loop"));
  EXPECT_THAT(Uris({dir_.path()}), ElementsAre("a.txt"));
}

TEST_F(FileWalkTest, EncodesNamesThatAreNoUtf8) {
  Make("\xff\xfe.txt");
  EXPECT_THAT(Uris({dir_.path()}), ElementsAre("%FF%FE.txt"));
}

TEST_F(FileWalkTest, NamesAPathThatIsNotThere) {
  const auto files = FindFiles({dir_.File("gone")}, {});
  EXPECT_EQ(files.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(files.status().message(), HasSubstr("gone"));
  EXPECT_THAT(Uris({dir_.path()}), IsEmpty());
}

}  // namespace
}  // namespace gangmu::cli
