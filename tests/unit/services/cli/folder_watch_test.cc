#include "services/cli/client/folder_watch.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"

namespace gangmu::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FolderWatchTest : public ::testing::Test {
 protected:
  FolderWatchTest() {
    fs::create_directory(dir_.File("in"));
    auto watch = FolderWatch::Open({dir_.File("in")}, absl::Milliseconds(50));
    EXPECT_TRUE(watch.ok()) << watch.status();
    watch_ = *std::move(watch);
  }

  // What becomes ready within the time that a ready file needs, several times over.
  std::vector<std::string> Ready() {
    std::vector<std::string> all;
    for (int i = 0; i < 20; ++i) {
      const auto some = watch_->Wait(absl::Milliseconds(10));
      EXPECT_TRUE(some.ok()) << some.status();
      for (const std::string& path : *some) all.push_back(fs::path(path).lexically_relative(dir_.File("in")));
    }
    return all;
  }
  std::string In(const std::string& name) { return dir_.File("in/" + name); }

  testing::TempDir dir_;
  std::unique_ptr<FolderWatch> watch_;
};

TEST_F(FolderWatchTest, AFileIsReadyOnceWhenItsWriterHasClosedIt) {
  std::ofstream out(In("a.txt"));
  out << "half" << std::flush;
  EXPECT_THAT(Ready(), IsEmpty()) << "it is still open";
  out << "whole";
  out.close();
  EXPECT_THAT(Ready(), ElementsAre("a.txt"));
  EXPECT_THAT(Ready(), IsEmpty());
  std::ofstream(In("a.txt")) << "changed";
  EXPECT_THAT(Ready(), ElementsAre("a.txt"));
}

TEST_F(FolderWatchTest, AMoveIntoPlaceCountsAndAMoveAwayForgets) {
  std::ofstream(In(".a.txt.part")) << "x";
  fs::rename(In(".a.txt.part"), In("a.txt"));
  EXPECT_THAT(Ready(), ElementsAre("a.txt"));
  std::ofstream(In("b.txt")) << "x";
  fs::rename(In("b.txt"), In("c.txt"));
  std::ofstream(In("d.txt")) << "x";
  fs::remove(In("d.txt"));
  EXPECT_THAT(Ready(), ElementsAre("c.txt"));
}

TEST_F(FolderWatchTest, FoldersThatComeLaterAreWatchedWithWhatIsInThem) {
  fs::create_directories(dir_.File("made/deep"));
  std::ofstream(dir_.File("made/deep/a.txt")) << "x";
  fs::rename(dir_.File("made"), In("moved"));
  EXPECT_THAT(Ready(), ElementsAre("moved/deep/a.txt"));
  std::ofstream(In("moved/deep/b.txt")) << "x";
  EXPECT_THAT(Ready(), ElementsAre("moved/deep/b.txt"));
  fs::create_hard_link(In("moved/deep/b.txt"), In("linked.txt"));
  EXPECT_THAT(Ready(), ElementsAre("linked.txt"));
}

TEST_F(FolderWatchTest, NoSuchFolderIsAnError) {
  EXPECT_TRUE(absl::IsNotFound(FolderWatch::Open({dir_.File("none")}, absl::ZeroDuration()).status()));
}

}  // namespace
}  // namespace gangmu::cli
