#include "tests/contract/measure_store_contract.h"

#include "tests/contract/record_builder.h"

namespace gangmu::measures::testing {

void MeasureStoreContract::SetUp() {
  backend_ = GetParam()();
  Reopen();
}

void MeasureStoreContract::Reopen() {
  store_.reset();
  auto store = backend_->Open(clock_);
  ASSERT_TRUE(store.ok()) << store.status();
  store_ = std::move(store).value();
}

PutReceipt MeasureStoreContract::Put(const std::vector<policy::v1::DocumentRecord>& records) {
  PutRequest request;
  for (const auto& record : records) request.documents.push_back({.record = &record});
  auto receipt = store_->PutDocuments(request, {});
  EXPECT_TRUE(receipt.ok()) << receipt.status();
  return receipt.ok() ? *receipt : PutReceipt{std::vector<PutResult>(records.size()), {}};
}

PutResult MeasureStoreContract::PutOne(const policy::v1::DocumentRecord& record, bool replace_extraction) {
  PutRequest request;
  request.documents.push_back({.record = &record, .replace_extraction = replace_extraction});
  auto receipt = store_->PutDocuments(request, {});
  EXPECT_TRUE(receipt.ok()) << receipt.status();
  return receipt.ok() ? receipt->results[0] : PutResult();
}

namespace {

template <typename Resource, typename List, typename Show>
std::vector<std::string> AllPages(const std::string& filter, const std::string& order_by, int page_size, List&& list,
                                  Show&& show) {
  std::vector<std::string> shown;
  ListRequest request{.filter = filter, .order_by = order_by, .page_size = page_size};
  do {
    absl::StatusOr<Page<Resource>> page = list(request);
    EXPECT_TRUE(page.ok()) << page.status() << " for " << filter;
    if (!page.ok()) break;
    EXPECT_LE(static_cast<int>(page->items.size()), page_size);
    for (const Resource& item : page->items) shown.push_back(show(item));
    request.cursor = page->next_cursor;
  } while (!request.cursor.empty());
  return shown;
}

}  // namespace

std::vector<std::string> MeasureStoreContract::DocumentNames(const std::string& filter, const std::string& order_by,
                                                             int page_size) {
  return AllPages<policy::v1::Document>(
      filter, order_by, page_size, [&](const ListRequest& r) { return store_->ListDocuments(r, {}); },
      [](const policy::v1::Document& d) { return d.name(); });
}

std::vector<std::string> MeasureStoreContract::MeasureHeadings(const std::string& filter, const std::string& order_by,
                                                               int page_size) {
  return AllPages<policy::v1::Measure>(
      filter, order_by, page_size, [&](const ListRequest& r) { return store_->ListMeasures(r, {}); },
      [](const policy::v1::Measure& m) { return m.heading(); });
}

std::vector<std::string> MeasureStoreContract::IndicatorTexts(const std::string& filter, const std::string& order_by,
                                                              int page_size) {
  return AllPages<policy::v1::Indicator>(
      filter, order_by, page_size, [&](const ListRequest& r) { return store_->ListIndicators(r, {}); },
      [](const policy::v1::Indicator& i) { return i.text(); });
}

std::vector<ChangeEvent> MeasureStoreContract::Changes(const std::optional<Position>& position) {
  std::vector<ChangeEvent> all;
  std::optional<Position> from = position;
  while (true) {
    auto batch = store_->ReadChanges(from, 2, {});
    EXPECT_TRUE(batch.ok()) << batch.status();
    if (!batch.ok() || batch->events.empty()) return all;
    for (ChangeEvent& event : batch->events) all.push_back(std::move(event));
    from = all.back().position;
  }
}

Position MeasureStoreContract::Head() { return store_->GetStoreInfo({})->head; }

}  // namespace gangmu::measures::testing
