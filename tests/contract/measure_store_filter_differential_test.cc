// Lists against a plain evaluation of the same records: random filters over the whole schema, random orders, random
// page sizes, while others write.
#include <algorithm>
#include <atomic>
#include <thread>

#include "common/filter/order_by.h"
#include "services/measures/store/resource_schemas.h"
#include "tests/contract/measure_store_contract.h"
#include "tests/contract/plain_rows.h"
#include "tests/contract/random_filters.h"
#include "tests/contract/record_builder.h"

namespace gangmu::measures::testing {
namespace {

using policy::v1::DocumentRecord;

template <typename Enum>
Enum AnyOf(std::mt19937& random, const google::protobuf::EnumDescriptor* descriptor, int from) {
  const int index = from + static_cast<int>(random() % static_cast<uint32_t>(descriptor->value_count() - from));
  return static_cast<Enum>(descriptor->value(index)->number());
}

template <size_t N>
const char* Pick(std::mt19937& random, const char* const (&pool)[N]) {
  return pool[random() % N];
}

void Vary(std::mt19937& random, policy::v1::Document& d) {
  static const char* const kDates[] = {"", "2019-12-31", "2020-02-29", "2022-10-21"};
  static const char* const kTitles[] = {"", "关于改革的报告", "通知", "关于营商环境的意见"};
  static const char* const kTypes[] = {"", "通知", "意见"};
  static const char* const kRegions[][2] = {
      {"", ""}, {"武汉市", "420100"}, {"武昌区", "420106"}, {"长沙市", "430100"}, {"东城", ""}};
  d.set_title(Pick(random, kTitles));
  d.set_publish_date(Pick(random, kDates));
  d.set_effective_date(Pick(random, kDates));
  d.set_repeal_date(Pick(random, kDates));
  d.set_document_type(Pick(random, kTypes));
  d.set_issuer(Pick(random, kTypes));
  const auto& region = kRegions[random() % 5];
  d.mutable_region()->set_name(region[0]);
  d.mutable_region()->set_code(region[1]);
  d.set_validity(AnyOf<policy::v1::Validity>(random, policy::v1::Validity_descriptor(), 0));
  if (random() % 2 == 0) (*d.mutable_labels())["team"] = random() % 2 == 0 ? "east" : "";
  if (random() % 3 == 0) (*d.mutable_labels())["lot"] = "3";
}

void Vary(std::mt19937& random, policy::v1::Measure& m) {
  static const char* const kTopics[] = {"", "科技、教育", "综合政务"};
  m.set_topic(Pick(random, kTopics));
  m.set_status(AnyOf<policy::v1::MeasureStatus>(random, policy::v1::MeasureStatus_descriptor(), 0));
  m.set_part(static_cast<int32_t>(random() % 2));
  for (const char* instrument : {"资金投入", "税收优惠"}) {
    if (random() % 2 == 0) m.add_instruments(instrument);
  }
  if (random() % 3 == 0) m.add_responsible_bodies("市教育局");
}

void Vary(std::mt19937& random, policy::v1::Indicator& i) {
  static const char* const kUnits[] = {"家", "CNY", "%", "m2", "[mu]", "km", "[qing]", ""};
  static const char* const kValues[] = {"", "0", "-13.50", "12", "250000000", "0.001"};
  static const char* const kSubjects[] = {"", "企业", "新增企业", "补贴"};
  static const char* const kDays[] = {"", "2020-01-01", "2025-12-31"};
  i.set_unit(Pick(random, kUnits));
  i.set_value(Pick(random, kValues));
  i.set_from_value(Pick(random, kValues));
  i.clear_lower_bound();
  i.clear_upper_bound();
  i.set_subject(Pick(random, kSubjects));
  i.mutable_period()->set_start(Pick(random, kDays));
  i.mutable_period()->set_end(i.period().start().empty() ? Pick(random, kDays) : "2026-01-01");
  i.set_qualifier(AnyOf<policy::v1::Qualifier>(random, policy::v1::Qualifier_descriptor(), 1));
  i.set_kind(AnyOf<policy::v1::IndicatorKind>(random, policy::v1::IndicatorKind_descriptor(), 1));
  i.set_target(random() % 2 == 0);
  i.set_confidence(static_cast<int32_t>(random() % 101));
  if (random() % 4 == 0) i.set_measure(-1);
}

void Cite(std::mt19937& random, DocumentRecord& record) {
  policy::v1::Entity& entity = *record.add_entities();
  entity.set_kind(policy::v1::ENTITY_KIND_CITED_DOCUMENT);
  entity.mutable_span()->set_end(1);
  entity.set_text(random() % 2 == 0 ? "《意见》" : "《办法》");
  if (random() % 2 == 0) entity.set_code("国发〔2019〕7号");
  entity.set_relation(AnyOf<policy::v1::Relation>(random, policy::v1::Relation_descriptor(), 1));
  entity.set_measure(-1);
}

DocumentRecord RandomRecord(std::mt19937& random, const std::string& name) {
  DocumentRecord record = SampleRecord(name, name + std::to_string(random()));
  Vary(random, *record.mutable_document());
  for (auto& measure : *record.mutable_measures()) Vary(random, measure);
  for (auto& indicator : *record.mutable_indicators()) Vary(random, indicator);
  for (int i = static_cast<int>(random() % 3); i > 0; --i) Cite(random, record);
  return record;
}

// The records that stand still, and the rows that they hold.
class World {
 public:
  explicit World(std::vector<DocumentRecord> records) : records_(std::move(records)) {}

  // Calls `use(name, row)` for each row of the resource.
  template <typename Use>
  void Each(const filter::Schema& schema, Use&& use) const {
    for (const DocumentRecord& record : records_) {
      if (&schema == &DocumentSchema()) use(record.document().name(), DocumentRow(record));
      for (const auto& measure : record.measures()) {
        if (&schema == &MeasureSchema()) use(measure.name(), MeasureRow(record, measure));
      }
      for (const auto& indicator : record.indicators()) {
        if (&schema == &IndicatorSchema()) use(indicator.name(), IndicatorRow(record, indicator));
      }
    }
  }

  std::vector<std::string> Expected(const filter::Schema& schema, const filter::Filter& filter,
                                    const std::vector<filter::OrderKey>& order) const {
    std::vector<std::pair<std::vector<filter::Value>, std::string>> found;
    Each(schema, [&](const std::string& name, const filter::Row& row) {
      if (!filter::Matches(filter, row)) return;
      std::vector<filter::Value> keys;
      for (const filter::OrderKey& key : order) keys.push_back(row.Get(*key.field));
      found.emplace_back(std::move(keys), name);
    });
    std::sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
      for (size_t k = 0; k < order.size(); ++k) {
        const int compared = Compare(a.first[k], b.first[k]);
        if (compared != 0) return order[k].descending ? compared > 0 : compared < 0;
      }
      return a.second < b.second;
    });
    std::vector<std::string> names;
    for (auto& [keys, name] : found) names.push_back(std::move(name));
    return names;
  }

 private:
  // What is absent comes first.
  static int Compare(const filter::Value& a, const filter::Value& b) {
    if (a.index() != b.index()) return a.index() < b.index() ? -1 : 1;
    if (const auto* number = std::get_if<Decimal>(&a)) return Decimal::Compare(*number, std::get<Decimal>(b));
    return a < b ? -1 : b < a ? 1 : 0;
  }

  std::vector<DocumentRecord> records_;
};

bool StandsStill(const std::string& name) { return name.starts_with("documents/still-"); }

// All pages; rows that others write meanwhile are left out.
template <typename List>
absl::StatusOr<std::vector<std::string>> AllPages(ListRequest request, List&& list) {
  std::vector<std::string> names;
  do {
    const auto page = list(request);
    if (!page.ok()) return page.status();
    for (const auto& item : page->items) {
      if (StandsStill(item.name())) names.push_back(item.name());
    }
    request.cursor = page->next_cursor;
  } while (!request.cursor.empty());
  return names;
}

absl::StatusOr<std::vector<std::string>> ListAll(MeasureStore& store, const filter::Schema& schema,
                                                 const ListRequest& request) {
  if (&schema == &DocumentSchema()) {
    return AllPages(request, [&](const ListRequest& r) { return store.ListDocuments(r, {}); });
  }
  if (&schema == &MeasureSchema()) {
    return AllPages(request, [&](const ListRequest& r) { return store.ListMeasures(r, {}); });
  }
  return AllPages(request, [&](const ListRequest& r) { return store.ListIndicators(r, {}); });
}

// Writes and deletes other documents until it is stopped.
void WriteOthers(MeasureStore& store, const std::atomic<bool>& stop) {
  std::mt19937 random(3);
  while (!stop) {
    const std::string name = "documents/other-" + std::to_string(random() % 6);
    const DocumentRecord record = RandomRecord(random, name);
    store.PutDocuments({.documents = {{.record = &record}}}, {}).status().IgnoreError();
    if (random() % 3 == 0) store.DeleteDocument({.name = name, .allow_missing = true}, {}).status().IgnoreError();
    absl::SleepFor(absl::Milliseconds(2));
  }
}

TEST_P(MeasureStoreContract, ListsGiveWhatAPlainEvaluationGives) {
  std::mt19937 random(20261124);
  std::vector<DocumentRecord> records;
  for (int i = 0; i < 25; ++i) {
    PutOne(RandomRecord(random, "documents/still-" + std::to_string(i)));
    clock_.Advance(absl::Seconds(random() % 2));
  }
  for (int i = 0; i < 25; ++i) {
    const auto record = store_->GetDocumentRecord("documents/still-" + std::to_string(i), {.view = View::kFull}, {});
    ASSERT_TRUE(record.ok()) << record.status();
    records.push_back(*record);
  }
  const World world(std::move(records));
  RandomFilters filters(7, [&](const filter::Schema& schema, absl::FunctionRef<void(const filter::Row&)> use) {
    int rows = 0;
    world.Each(schema, [&](const std::string&, const filter::Row&) { ++rows; });
    if (rows == 0) return;  // relations and statuses are no rows of their own
    int left = static_cast<int>(random() % static_cast<uint32_t>(rows));
    world.Each(schema, [&](const std::string&, const filter::Row& row) {
      if (left-- == 0) use(row);
    });
  });

  std::atomic<bool> stop = false;
  std::thread writer([&] { WriteOthers(*store_, stop); });
  int some = 0, checked = 0;
  for (int i = 0; i < 2400; ++i) {
    const filter::Schema& schema = i % 3 == 0 ? DocumentSchema() : i % 3 == 1 ? MeasureSchema() : IndicatorSchema();
    const ListRequest request{
        .filter = filters.Filter(schema), .order_by = filters.OrderBy(schema), .page_size = 1 + filters.Below(40)};
    const auto filter = filter::Filter::Parse(request.filter, schema);
    const auto order = filter::ParseOrderBy(request.order_by, schema);
    EXPECT_TRUE(filter.ok()) << request.filter << ": " << filter.status();
    EXPECT_TRUE(order.ok()) << request.order_by << ": " << order.status();
    if (!filter.ok() || !order.ok()) break;
    const auto found = ListAll(*store_, schema, request);
    EXPECT_TRUE(found.ok()) << found.status() << " for " << request.filter;
    const auto expected = world.Expected(schema, *filter, *order);
    if (!found.ok() || *found != expected) {
      EXPECT_EQ(*found, expected) << schema.resource() << ": " << request.filter << " by [" << request.order_by << "]";
      break;
    }
    ++checked;
    some += expected.empty() ? 0 : 1;
  }
  stop = true;
  writer.join();
  EXPECT_EQ(checked, 2400);
  EXPECT_GT(some, 1200) << "filters that find nothing show little";
}

}  // namespace
}  // namespace gangmu::measures::testing
