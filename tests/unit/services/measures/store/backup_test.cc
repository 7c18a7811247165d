// Backups of a store that is in use, restoring them, and finding damage.
#include "services/measures/store/sqlite/backup.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <thread>

#include "common/digest/sha256.h"
#include "common/sqlite/connection.h"
#include "common/status/error.h"
#include "services/measures/store/sqlite/sqlite_store.h"
#include "tests/contract/record_builder.h"
#include "tests/support/temp_dir.h"

namespace gangmu::measures {
namespace {

using ::gangmu::testing::TempDir;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::SampleRecord;

class BackupTest : public ::testing::Test {
 protected:
  std::string path() const { return dir_.File("m.db"); }
  std::unique_ptr<MeasureStore> Open(const std::string& path) {
    auto store = OpenSqliteStore({.path = path});
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  static void Put(MeasureStore& store, const std::string& name, const std::string& mark) {
    const auto record = SampleRecord(name, mark);
    const std::string source = "original " + mark;
    PutRequest request;
    request.documents = {{.record = &record, .source = source}};
    ASSERT_TRUE(store.PutDocuments(request, {}).ok());
  }
  // Writes a backup of `store` to a file of that name; its description.
  BackupInfo Save(MeasureStore& store, const std::string& file) {
    auto backup = store.Backup({});
    EXPECT_TRUE(backup.ok()) << backup.status();
    std::ofstream out(file, std::ios::binary);
    std::string all;
    for (std::string bytes = *(*backup)->Read(1000); !bytes.empty(); bytes = *(*backup)->Read(1000)) all += bytes;
    out << all;
    EXPECT_EQ(Sha256Hex(all), (*backup)->info().sha256);
    EXPECT_EQ(static_cast<int64_t>(all.size()), (*backup)->info().size_bytes);
    return (*backup)->info();
  }
  static std::vector<std::string> Records(MeasureStore& store) {
    std::vector<std::string> records;
    const auto batch = store.ReadRecords({.view = View::kFull, .max_records = 100}, {});
    EXPECT_TRUE(batch.ok()) << batch.status();
    if (batch.ok()) {
      for (const auto& record : batch->records) records.push_back(record);
    }
    return records;
  }

  TempDir dir_;
};

TEST_F(BackupTest, RestoredStoreIsTheSameInAnotherEpoch) {
  auto store = Open(path());
  Put(*store, "documents/a", "甲");
  Put(*store, "documents/a", "乙");
  Put(*store, "documents/b", "丙");
  policy::v1::Correction reject;
  reject.set_kind(policy::v1::CORRECTION_KIND_REJECT);
  reject.set_target(store->GetDocumentRecord("documents/b", {}, {})->indicators(0).name());
  ASSERT_TRUE(store->Correct({.document = "documents/b", .corrections = {reject}}, {}).ok());
  const auto before = Records(*store);
  const BackupInfo info = Save(*store, dir_.File("backup"));
  EXPECT_EQ(info.position, store->GetStoreInfo({})->head);
  EXPECT_EQ(info.document_count, 2);
  Put(*store, "documents/late", "丁");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir_.path()), {}), 5) << "the copy is removed: m.db, "
                                                                                       "-wal, -shm, .lock, backup";

  const auto restored = RestoreSqliteStore({.backup = dir_.File("backup"), .path = dir_.File("r.db")});
  ASSERT_TRUE(restored.ok()) << restored.status();
  auto copy = Open(dir_.File("r.db"));
  EXPECT_EQ(Records(*copy), before);
  EXPECT_EQ(copy->GetStoreInfo({})->head, *restored);
  EXPECT_EQ(restored->store_id, info.position.store_id);
  EXPECT_EQ(restored->place, info.position.place);
  EXPECT_NE(restored->epoch, info.position.epoch);
  EXPECT_EQ(DetailsOf(copy->ReadChanges(info.position, 10, {}).status()).reason, Reason::kSTORE_EPOCH_CHANGED);
  EXPECT_EQ(copy->GetRevision("documents/a", 1, {})->document().title(), "关于改革的报告甲") << "with its history";
  EXPECT_EQ(copy->GetDocumentSource("documents/a", {})->bytes, "original 乙");
  EXPECT_THAT(copy->CheckIntegrity({})->problems, IsEmpty());
  Put(*copy, "documents/c", "新");
}

TEST_F(BackupTest, BackupIsOneStateWhileOthersWrite) {
  auto store = Open(path());
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) Put(*store, "documents/" + std::to_string(i), std::to_string(i));
  });
  for (int round = 0; round < 3; ++round) {
    const std::string file = dir_.File("backup" + std::to_string(round));
    const BackupInfo info = Save(*store, file);
    const std::string target = dir_.File("r" + std::to_string(round));
    ASSERT_TRUE(RestoreSqliteStore({.backup = file, .path = target}).ok());
    auto copy = Open(target);
    EXPECT_EQ(copy->GetStoreInfo({})->document_count, info.document_count);
    EXPECT_EQ(copy->GetStoreInfo({})->head.place, info.document_count);
    EXPECT_THAT(copy->CheckIntegrity({})->problems, IsEmpty());
  }
  stop = true;
  writer.join();
}

TEST_F(BackupTest, CopyThatAKilledProcessLeftIsRemovedAtTheNextStart) {
  const std::string left = path() + ".backup-0a1b";
  std::ofstream(left) << "half a copy";
  std::ofstream(dir_.File("m.db-notes")) << "not ours";
  Open(path());
  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_TRUE(std::filesystem::exists(dir_.File("m.db-notes")));
}

TEST_F(BackupTest, RestoreRefusesWhatWouldHarm) {
  auto store = Open(path());
  Put(*store, "documents/a", "甲");
  Save(*store, dir_.File("backup"));
  const auto reason = [&](const RestoreOptions& options) {
    return DetailsOf(RestoreSqliteStore(options).status()).reason;
  };
  EXPECT_EQ(reason({.backup = dir_.File("backup"), .path = path()}), Reason::kPRECONDITION_FAILED) << "it is open";
  store.reset();
  EXPECT_EQ(reason({.backup = dir_.File("backup"), .path = path()}), Reason::kALREADY_EXISTS);
  EXPECT_EQ(reason({.backup = dir_.File("absent"), .path = dir_.File("r.db")}), Reason::kNOT_FOUND);
  std::ofstream(dir_.File("text")) << std::string(5000, 'x');
  EXPECT_EQ(reason({.backup = dir_.File("text"), .path = dir_.File("r.db")}), Reason::kDATA_CORRUPTED);
  ASSERT_TRUE(sqlite::Connection::Open(dir_.File("other")).value()->Execute("CREATE TABLE t (x)").ok());
  EXPECT_EQ(reason({.backup = dir_.File("other"), .path = dir_.File("r.db")}), Reason::kPRECONDITION_FAILED);
  std::filesystem::copy_file(dir_.File("backup"), dir_.File("newer"));
  ASSERT_TRUE(sqlite::Connection::Open(dir_.File("newer")).value()->Execute("PRAGMA user_version=1000").ok());
  EXPECT_EQ(reason({.backup = dir_.File("newer"), .path = dir_.File("r.db")}), Reason::kSCHEMA_TOO_NEW);
  EXPECT_FALSE(std::filesystem::exists(dir_.File("r.db")));
  EXPECT_FALSE(std::filesystem::exists(dir_.File("r.db.restoring")));

  ASSERT_TRUE(RestoreSqliteStore({.backup = dir_.File("backup"), .path = path(), .replace = true}).ok());
  EXPECT_TRUE(std::filesystem::exists(path() + ".before-restore"));
  EXPECT_EQ(Open(path())->GetStoreInfo({})->document_count, 1);
}

TEST_F(BackupTest, CheckNamesWhatWasTamperedWith) {
  auto store = Open(path());
  Put(*store, "documents/a", "甲");
  Put(*store, "documents/b", "乙");
  const auto sound = store->CheckIntegrity({});
  ASSERT_TRUE(sound.ok()) << sound.status();
  EXPECT_THAT(sound->problems, IsEmpty());
  EXPECT_EQ(sound->documents, 2);
  EXPECT_EQ(sound->measures, 6);
  EXPECT_EQ(sound->indicators, 8);
  EXPECT_EQ(sound->contents, 4);
  store.reset();
  for (const char* harm :
       {"UPDATE indicator_rows SET subject = '别的' WHERE row = 2",
        "UPDATE indicator_rows SET value = x'00' WHERE row = 2", "UPDATE indicator_rows SET record = x'' WHERE row = 2",
        "DELETE FROM indicator_rows WHERE row = 2", "UPDATE measure_rows SET text = '别的' WHERE row = 2",
        "UPDATE measure_rows SET topic = '别的' WHERE row = 2", "UPDATE document_rows SET title = '别的' WHERE row = 1",
        "UPDATE texts SET text = '别的'", "UPDATE sources SET bytes = x'00'",
        "DELETE FROM extractions WHERE extraction = 1",
        "INSERT INTO measure_rows SELECT 99, document, from_place, to_place, name || 'x', ordinal, digest, label, "
        "heading, "
        "part, topic, status, record, text, review_state FROM measure_rows WHERE row = 1"}) {
    SCOPED_TRACE(harm);
    const std::string copy = dir_.File("copy.db");
    std::filesystem::copy_file(path(), copy, std::filesystem::copy_options::overwrite_existing);
    ASSERT_TRUE(sqlite::Connection::Open(copy).value()->Execute(harm).ok());
    const auto report = Open(copy)->CheckIntegrity({});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->problems, Not(IsEmpty()));
  }
}

// A flipped byte is never silent: either nothing that is read differs, or the check or the reading says that something
// is wrong.
TEST_F(BackupTest, FlippedByteIsNeverSilent) {
  auto store = Open(path());
  for (int i = 0; i < 5; ++i) Put(*store, "documents/" + std::to_string(i), std::to_string(i));
  const auto truth = Records(*store);
  store.reset();
  std::mt19937 random(20260105);
  const auto size = static_cast<size_t>(std::filesystem::file_size(path()));
  int found = 0;
  for (int round = 0; round < 200; ++round) {
    const size_t at = random() % size;
    SCOPED_TRACE(::testing::Message() << "byte " << at);
    const std::string copy = dir_.File("flipped.db");
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(copy + end);
    std::filesystem::copy_file(path(), copy);
    std::fstream file(copy, std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(static_cast<std::streamoff>(at));
    const char byte = static_cast<char>(file.get() ^ (1 << (random() % 8)));
    file.seekp(static_cast<std::streamoff>(at));
    file.put(byte);
    file.close();
    const auto opened = OpenSqliteStore({.path = copy});
    if (!opened.ok()) {
      ++found;
      continue;
    }
    const auto read = (*opened)->ReadRecords({.view = View::kFull, .max_records = 100}, {});
    const auto report = (*opened)->CheckIntegrity({});
    if (!report.ok() || !report->problems.empty() || !read.ok()) {
      ++found;
      continue;
    }
    ASSERT_EQ(read->records.size(), truth.size());
    for (size_t i = 0; i < truth.size(); ++i) {
      policy::v1::DocumentRecord original;
      ASSERT_TRUE(original.ParseFromString(truth[i]));
      policy::v1::DocumentRecord found_record;
      ASSERT_TRUE(found_record.ParseFromString(read->records[i]));
      EXPECT_EQ(found_record.ShortDebugString(), original.ShortDebugString());
    }
  }
  EXPECT_GT(found, 8) << "the flips hit too little to show anything";
}

}  // namespace
}  // namespace gangmu::measures
