// Codelists through the service's stub.
#include "gangmu/measures/v1/codelist_service.grpc.pb.h"
#include "tests/contract/record_builder.h"
#include "tests/unit/services/measures/rpc/measure_server.h"

namespace gangmu::measures::testing {
namespace {

using absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using CodelistStub = v1::CodelistService::Stub;

class CodelistCalls : public MeasureServerTest {
 protected:
  static v1::CreateCodelistEntryRequest NewUnit() {
    v1::CreateCodelistEntryRequest request;
    request.mutable_entry()->set_name("codelists/units/entries/[long]");
    request.mutable_entry()->set_title("垄");
    request.mutable_entry()->set_dimension("area");
    request.mutable_entry()->set_factor("66.7");
    request.set_author("ana");
    return request;
  }
};

TEST_F(CodelistCalls, ListsPageByPage) {
  v1::ListCodelistEntriesRequest request;
  request.set_parent("codelists/topics");
  request.set_page_size(20);
  const auto first = Call(&CodelistStub::ListCodelistEntries, request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(first->entries(), SizeIs(20));
  request.set_page_token(first->next_page_token());
  EXPECT_THAT(Call(&CodelistStub::ListCodelistEntries, request)->entries(), SizeIs(1));
  request.clear_page_token();
  request.set_parent("codelists/regions");
  request.set_filter("parent = \"420000\" AND title : \"武汉\"");
  const auto regions = Call(&CodelistStub::ListCodelistEntries, request);
  ASSERT_TRUE(regions.ok()) << regions.status();
  ASSERT_THAT(regions->entries(), SizeIs(1));
  EXPECT_EQ(regions->entries(0).name(), "codelists/regions/entries/420100");
  request.set_filter("colour = 1");
  EXPECT_THAT(Call(&CodelistStub::ListCodelistEntries, request),
              FailsWith(StatusCode::kInvalidArgument, Reason::kFILTER_INVALID));
  request.set_parent("codelists/colours");
  EXPECT_THAT(ViolatedFields(Call(&CodelistStub::ListCodelistEntries, request).status()), ElementsAre("parent"));
}

TEST_F(CodelistCalls, LocalEntriesComeChangeAndGo) {
  const auto created = Call(&CodelistStub::CreateCodelistEntry, NewUnit());
  ASSERT_TRUE(created.ok()) << created.status();
  EXPECT_TRUE(created->local());
  EXPECT_EQ(created->author(), "ana");
  EXPECT_THAT(Call(&CodelistStub::CreateCodelistEntry, NewUnit()),
              FailsWith(StatusCode::kAlreadyExists, Reason::kALREADY_EXISTS));
  v1::GetCodelistEntryRequest get;
  get.set_name(created->name());
  EXPECT_EQ(Call(&CodelistStub::GetCodelistEntry, get)->factor(), "66.7");

  v1::UpdateCodelistEntryRequest update;
  update.mutable_entry()->set_name(created->name());
  update.mutable_entry()->set_etag("stale");
  update.mutable_entry()->set_title("陇");
  update.mutable_update_mask()->add_paths("title");
  EXPECT_THAT(Call(&CodelistStub::UpdateCodelistEntry, update),
              FailsWith(StatusCode::kAborted, Reason::kETAG_MISMATCH));
  update.mutable_entry()->set_etag(created->etag());
  const auto updated = Call(&CodelistStub::UpdateCodelistEntry, update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  EXPECT_EQ(updated->title(), "陇");
  EXPECT_EQ(updated->factor(), "66.7");

  v1::DeleteCodelistEntryRequest remove;
  remove.set_name(created->name());
  ASSERT_TRUE(Call(&CodelistStub::DeleteCodelistEntry, remove).ok());
  EXPECT_THAT(Call(&CodelistStub::GetCodelistEntry, get), FailsWith(StatusCode::kNotFound, Reason::kNOT_FOUND));
}

TEST_F(CodelistCalls, FaultsAreNamedAllAtOnce) {
  v1::CreateCodelistEntryRequest request = NewUnit();
  request.mutable_entry()->clear_dimension();
  request.mutable_entry()->set_factor("-1");
  EXPECT_THAT(ViolatedFields(Call(&CodelistStub::CreateCodelistEntry, request).status()),
              ElementsAre("entry.dimension", "entry.factor"));
  request.mutable_entry()->set_name("units/x");
  request.set_author(std::string(129, 'a'));
  EXPECT_THAT(ViolatedFields(Call(&CodelistStub::CreateCodelistEntry, request).status()),
              ElementsAre("entry.name", "author"));
  v1::DeleteCodelistEntryRequest remove;
  remove.set_name("codelists/units/entries/km2");
  EXPECT_THAT(Call(&CodelistStub::DeleteCodelistEntry, remove),
              FailsWith(StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED));
}

TEST_F(CodelistCalls, TheFeedTellsOfThem) {
  PutSample("documents/a", "甲");
  ASSERT_TRUE(Call(&CodelistStub::CreateCodelistEntry, NewUnit()).ok());
  PutSample("documents/b", "乙");
  v1::WatchChangesRequest watch;
  watch.set_until_current(true);
  const auto events = Stream(&Stub::WatchChanges, watch);
  ASSERT_TRUE(events.ok()) << events.status();
  ASSERT_THAT(*events, SizeIs(3));
  EXPECT_FALSE((*events)[1].has_change());
  EXPECT_EQ((*events)[1].codelist_change().entry().code(), "[long]");
  EXPECT_FALSE((*events)[1].codelist_change().deleted());
  EXPECT_FALSE((*events)[2].has_codelist_change());
  EXPECT_EQ((*events)[2].change().record().document().name(), "documents/b");
}

}  // namespace
}  // namespace gangmu::measures::testing
