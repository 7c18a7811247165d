// What every backend of the measure store must do. A backend makes itself known by one instantiation:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, MeasureStoreContract, ::testing::Values(&MakeSqliteBackend));
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "common/time/fake_clock.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures::testing {

// One database that a test opens, closes and opens again.
class StoreBackend {
 public:
  virtual ~StoreBackend() = default;
  virtual absl::StatusOr<std::unique_ptr<MeasureStore>> Open(Clock& clock) = 0;
};

using StoreBackendFactory = std::unique_ptr<StoreBackend> (*)();

class MeasureStoreContract : public ::testing::TestWithParam<StoreBackendFactory> {
 protected:
  void SetUp() override;
  void Reopen();

  // Puts that must succeed.
  PutReceipt Put(const std::vector<policy::v1::DocumentRecord>& records);
  PutResult PutOne(const policy::v1::DocumentRecord& record, bool replace_extraction = false);
  // All pages of a listing, page_size at a time.
  std::vector<std::string> DocumentNames(const std::string& filter, const std::string& order_by = "",
                                         int page_size = 2);
  std::vector<std::string> MeasureHeadings(const std::string& filter, const std::string& order_by = "",
                                           int page_size = 2);
  std::vector<std::string> IndicatorTexts(const std::string& filter, const std::string& order_by = "",
                                          int page_size = 2);
  // All changes behind a position.
  std::vector<ChangeEvent> Changes(const std::optional<Position>& position = std::nullopt);
  Position Head();

  std::unique_ptr<StoreBackend> backend_;
  FakeClock clock_;
  std::unique_ptr<MeasureStore> store_;
};

}  // namespace gangmu::measures::testing
