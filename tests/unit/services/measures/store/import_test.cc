// Stores made of exports: the same again, whole or not at all.
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "common/status/error.h"
#include "common/time/fake_clock.h"
#include "services/measures/store/sqlite/export.h"
#include "services/measures/store/sqlite/sqlite_store.h"
#include "tests/contract/record_builder.h"
#include "tests/support/power_loss_vfs.h"
#include "tests/support/temp_dir.h"

namespace gangmu::measures {
namespace {

using ::gangmu::testing::PowerLossVfs;
using ::gangmu::testing::TempDir;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::SampleRecord;

std::string ExportOf(MeasureStore& store) {
  auto lines = store.Export({});
  EXPECT_TRUE(lines.ok()) << lines.status();
  if (!lines.ok()) return "";
  std::string all;
  for (std::string more = *(*lines)->Read(1 << 16); !more.empty(); more = *(*lines)->Read(1 << 16)) all += more;
  return all;
}

ExportLineReader::Source SourceOf(std::string bytes) {
  return [bytes = std::move(bytes), given = false]() mutable -> absl::StatusOr<std::string> {
    return std::exchange(given, true) ? std::string() : std::move(bytes);
  };
}

class ImportTest : public ::testing::Test {
 protected:
  std::unique_ptr<MeasureStore> Open(const std::string& name) {
    auto store = OpenSqliteStore({.path = dir_.File(name), .clock = &clock_});
    EXPECT_TRUE(store.ok()) << store.status();
    return store.ok() ? *std::move(store) : nullptr;
  }
  absl::StatusOr<Position> Import(const std::string& bytes, const std::string& name, bool keep_epoch = true) {
    return ImportSqliteStore({.path = dir_.File(name), .keep_epoch = keep_epoch}, SourceOf(bytes));
  }

  TempDir dir_;
  FakeClock clock_;
};

// Random changes of every kind.
class Life {
 public:
  Life(MeasureStore& store, FakeClock& clock, uint32_t seed) : store_(store), clock_(clock), random_(seed) {}

  void Live(int changes) {
    for (int i = 0; i < changes; ++i) {
      clock_.Advance(absl::Seconds(static_cast<int64_t>(random_() % 1000)));
      Change();
    }
  }

 private:
  std::string Document() { return "documents/d" + std::to_string(random_() % 6); }

  std::optional<policy::v1::DocumentRecord> Record(const std::string& name) {
    auto record = store_.GetDocumentRecord(name, {}, {});
    return record.ok() && record->measures_size() > 0 ? std::optional(*record) : std::nullopt;
  }

  void Change() {
    switch (random_() % 9) {
      case 0:
      case 1:
        return Put();
      case 2:
        (void)store_.DeleteDocument({.name = Document(), .authorship = {"li", "\"quoted\"\n"}}, {});
        return;
      case 3:
        (void)store_.UndeleteDocument({.name = Document()}, {});
        return;
      case 4:
        return Correct();
      case 5:
        return Status();
      case 6:
        return Link();
      case 7:
        return Codelist();
      default:
        return TakeBack();
    }
  }

  void Put() {
    auto record = SampleRecord(Document(), std::to_string(random_() % 3));
    record.mutable_document()->set_extractor_version("x" + std::to_string(random_() % 3));
    for (const char* key : {"a", "b", "c", "d"}) {
      if (random_() % 2 == 0) (*record.mutable_document()->mutable_labels())[key] = "值";
    }
    if (random_() % 3 == 0) record.mutable_measures(0)->set_heading("精简审批");
    const std::string source("\0\xff bytes", 8);
    PutRequest request;
    request.documents = {{.record = &record, .source = source, .replace_extraction = true}};
    const auto receipt = store_.PutDocuments(request, {});
    EXPECT_TRUE(receipt.ok()) << receipt.status();
  }

  void Correct() {
    const auto record = Record(Document());
    if (!record || record->indicators_size() == 0) return;
    const auto& indicator = record->indicators(static_cast<int>(random_() % record->indicators_size()));
    policy::v1::Correction c;
    c.set_target(indicator.name());
    c.set_kind(random_() % 2 == 0 ? policy::v1::CORRECTION_KIND_REJECT : policy::v1::CORRECTION_KIND_REVIEW);
    c.set_review(policy::v1::REVIEW_STATE_CONFIRMED);
    (void)store_.Correct({.document = record->document().name(), .corrections = {c}, .authorship = {"li", "so"}}, {});
  }

  void Status() {
    const auto record = Record(Document());
    if (!record) return;
    policy::v1::Correction c;
    c.set_kind(policy::v1::CORRECTION_KIND_STATUS);
    c.set_target(record->measures(0).name());
    c.mutable_transition()->set_status(policy::v1::MEASURE_STATUS_DONE);
    c.mutable_transition()->set_date("2022-0" + std::to_string(1 + random_() % 9) + "-01");
    (void)store_.Correct({.document = record->document().name(), .corrections = {c}}, {});
  }

  void Link() {
    const auto from = Record(Document());
    const auto to = Record(Document());
    if (!from || !to) return;
    LinkRequest request;
    request.link.set_kind(static_cast<policy::v1::LinkKind>(1 + random_() % 4));
    request.link.set_from(from->measures(0).name());
    request.link.set_to(to->measures(0).name());
    const auto made = store_.LinkMeasures(request, {});
    if (made.ok() && random_() % 2 == 0) (void)store_.UnlinkMeasures({.name = made->name()}, {});
  }

  void Codelist() {
    CodelistWrite write{.kind = static_cast<CodelistWrite::Kind>(random_() % 3), .authorship = {"li", "ours"}};
    write.entry.set_name("codelists/units/entries/u" + std::to_string(random_() % 3));
    write.entry.set_title("单位" + std::to_string(random_() % 3));
    write.entry.set_dimension("area");
    write.entry.set_factor("100");
    (void)store_.WriteCodelistEntry(write, {});
  }

  void TakeBack() {
    const auto page = store_.ListCorrections({.state = policy::v1::CORRECTION_STATE_ACTIVE}, {});
    if (page.ok() && !page->items.empty()) (void)store_.RevertCorrection({.name = page->items[0].name()}, {});
    if (random_() % 10 == 0) (void)store_.PurgeHistory({.before = {.position = store_.GetStoreInfo({})->head}}, {});
  }

  MeasureStore& store_;
  FakeClock& clock_;
  std::mt19937 random_;
};

TEST_F(ImportTest, StoreOfAnExportGivesThatExportAndAnswersAlike) {
  for (uint32_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    const std::string name = "m" + std::to_string(seed) + ".db";
    auto store = Open(name);
    Life(*store, clock_, seed).Live(60);
    const std::string bytes = ExportOf(*store);
    const auto position = Import(bytes, "copy-" + name);
    ASSERT_TRUE(position.ok()) << position.status();
    EXPECT_EQ(*position, store->GetStoreInfo({})->head);
    auto copy = Open("copy-" + name);
    EXPECT_EQ(ExportOf(*copy), bytes);
    EXPECT_THAT(copy->CheckIntegrity({})->problems, IsEmpty());
    const auto texts = [](MeasureStore& of, const std::string& filter, const AsOf& as_of) {
      std::string all;
      const auto page = of.ListMeasures(
          {.filter = filter, .order_by = "document.publish_date desc", .page_size = 1000, .options = {.as_of = as_of}},
          {});
      EXPECT_TRUE(page.ok()) << page.status();
      if (page.ok()) {
        for (const auto& item : page->items) all += item.ShortDebugString() + "\n";
      }
      return all;
    };
    const auto units = [](MeasureStore& of) {
      std::string all;
      const auto page =
          of.ListCodelistEntries({.codelist = policy::v1::CODELIST_UNITS, .filter = "local = true", .page_size = 1000}, {});
      EXPECT_TRUE(page.ok()) << page.status();
      if (page.ok()) {
        for (const auto& entry : page->items) all += entry.ShortDebugString() + "\n";
      }
      return all;
    };
    EXPECT_EQ(units(*copy), units(*store));
    for (const char* filter : {"", "has(indicators, value > 100)", "status = DONE", "search(\"审批\")",
                               "document.labels.a = \"值\"", "has(statuses, since <= \"2022-05-01\")"}) {
      EXPECT_EQ(texts(*copy, filter, {}), texts(*store, filter, {})) << filter;
    }
    const StoreInfo info = *store->GetStoreInfo({});
    EXPECT_EQ(copy->GetStoreInfo({})->change_horizon, info.change_horizon);
    for (int64_t place = std::max<int64_t>(1, info.change_horizon.place); place <= info.head.place; place += 7) {
      const AsOf then{.position = Position{info.head.store_id, info.head.epoch, place}};
      EXPECT_EQ(texts(*copy, "", then), texts(*store, "", then)) << "as of place " << place;
    }
    // Both go on alike: the same put is what it was, and numbers are given as before.
    for (MeasureStore* of : {store.get(), copy.get()}) Life(*of, clock_, 77).Live(1);
    EXPECT_EQ(copy->GetStoreInfo({})->head.place, store->GetStoreInfo({})->head.place);
  }
}

TEST_F(ImportTest, ImportBeginsAnEpochUnlessToldOtherwise) {
  auto store = Open("m.db");
  Life(*store, clock_, 5).Live(20);
  const Position head = store->GetStoreInfo({})->head;
  const std::string bytes = ExportOf(*store);
  const auto position = Import(bytes, "copy.db", /*keep_epoch=*/false);
  ASSERT_TRUE(position.ok()) << position.status();
  EXPECT_EQ(position->store_id, head.store_id);
  EXPECT_EQ(position->place, head.place);
  EXPECT_NE(position->epoch, head.epoch);
  auto copy = Open("copy.db");
  EXPECT_EQ(DetailsOf(copy->ReadChanges(head, 1, {}).status()).reason, Reason::kSTORE_EPOCH_CHANGED);
  EXPECT_EQ(DetailsOf(Import(bytes, "copy.db").status()).reason, Reason::kPRECONDITION_FAILED) << "it is open";
  copy.reset();
  EXPECT_EQ(DetailsOf(Import(bytes, "copy.db").status()).reason, Reason::kALREADY_EXISTS);
}

TEST_F(ImportTest, WhatContradictsItselfIsRefusedWithItsLineAndLeavesNothing) {
  auto store = Open("m.db");
  const auto record = SampleRecord("documents/a", "甲");
  PutRequest request;
  request.documents = {{.record = &record}};
  ASSERT_TRUE(store->PutDocuments(request, {}).ok());
  const std::string bytes = ExportOf(*store);
  // Rewritten by the writer of exports, so that counts and digest fit: only the content is wrong.
  const auto rewritten = [&](const std::function<void(policy::v1::ExportLine&)>& change) {
    ExportLineReader reader(SourceOf(bytes));
    ExportLineWriter writer;
    policy::v1::ExportLine line;
    *line.mutable_header() = *reader.ReadHeader();
    std::string all = *writer.Write(line);
    while (*reader.Next(line)) {
      change(line);
      all += *writer.Write(line);
    }
    return all + *writer.Trailer();
  };
  ASSERT_EQ(rewritten([](policy::v1::ExportLine&) {}), bytes);
  const auto text = Import(rewritten([](policy::v1::ExportLine& line) {
                             if (line.has_text()) line.mutable_text()->mutable_text()->append("!");
                           }),
                           "copy.db");
  EXPECT_EQ(DetailsOf(text.status()).reason, Reason::kDATA_CORRUPTED);
  EXPECT_THAT(text.status().ToString(), HasSubstr("line 2"));
  const auto number = Import(rewritten([](policy::v1::ExportLine& line) {
                               if (line.has_indicator_version()) {
                                 line.mutable_indicator_version()->mutable_record()->set_value("many");
                               }
                             }),
                             "copy.db");
  EXPECT_THAT(number.status().ToString(), HasSubstr("line"));
  const auto value = Import(rewritten([](policy::v1::ExportLine& line) {
                              if (line.has_indicator_version()) {
                                line.mutable_indicator_version()->mutable_record()->set_value("36");
                              }
                            }),
                            "copy.db");
  EXPECT_THAT(value.status().ToString(), HasSubstr("not what extraction and corrections give"));
  const auto twice = Import(rewritten([](policy::v1::ExportLine& line) {
                              if (line.has_measure_version()) {
                                line.mutable_measure_version()->mutable_record()->set_name("documents/a/measures/m");
                              }
                            }),
                            "copy.db");
  EXPECT_EQ(DetailsOf(twice.status()).reason, Reason::kDATA_CORRUPTED) << twice.status();
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(dir_.File("x")).parent_path())) {
    EXPECT_FALSE(entry.path().filename().string().starts_with("copy.db") &&
                 !entry.path().filename().string().ends_with(".lock"))
        << entry.path() << " was left";
  }
}

TEST_F(ImportTest, PowerLossDuringAnImportLeavesNoStoreOrTheWhole) {
  auto store = Open("m.db");
  Life(*store, clock_, 3).Live(10);
  const std::string bytes = ExportOf(*store);
  bool cut = true;
  int imported = 0;
  for (int64_t cut_after = 1; cut; cut_after += cut_after < 20 ? 1 : 7) {
    SCOPED_TRACE(::testing::Message() << "cut after " << cut_after);
    PowerLossVfs vfs;
    TempDir dir;
    vfs.CutPowerAfter(cut_after);
    const auto position =
        ImportSqliteStore({.path = dir.File("m.db"), .keep_epoch = true, .vfs = vfs.name()}, SourceOf(bytes));
    cut = vfs.power_is_off();
    vfs.Reboot();
    if (position.ok()) {
      ++imported;
      auto copy = OpenSqliteStore({.path = dir.File("m.db"), .clock = &clock_});
      ASSERT_TRUE(copy.ok()) << copy.status();
      EXPECT_EQ(ExportOf(**copy), bytes);
    } else {
      EXPECT_FALSE(std::filesystem::exists(dir.File("m.db"))) << position.status();
    }
  }
  EXPECT_GE(imported, 1);
}

TEST_F(ImportTest, FullDiskEndsAnImportWithNothingLeft) {
  auto store = Open("m.db");
  Life(*store, clock_, 3).Live(10);
  const std::string bytes = ExportOf(*store);
  PowerLossVfs vfs;
  vfs.FillDiskAfter(5, true);
  const auto full = ImportSqliteStore({.path = dir_.File("copy.db"), .vfs = vfs.name()}, SourceOf(bytes));
  EXPECT_EQ(DetailsOf(full.status()).reason, Reason::kDISK_FULL) << full.status();
  EXPECT_FALSE(std::filesystem::exists(dir_.File("copy.db")));
  EXPECT_FALSE(std::filesystem::exists(dir_.File("copy.db.importing")));
}

}  // namespace
}  // namespace gangmu::measures
