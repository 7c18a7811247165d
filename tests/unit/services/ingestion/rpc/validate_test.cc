#include "services/ingestion/rpc/validate.h"

#include "gtest/gtest.h"

namespace gangmu::ingestion {
namespace {

TEST(Validate, DocumentIdsAreOfOneAlphabet) {
  for (const char* id : {"a", "0", "qinghe-2023.v1_~"}) EXPECT_TRUE(IsDocumentId(id)) << id;
  EXPECT_TRUE(IsDocumentId(std::string(128, 'a')));
  for (const char* id : {"", "-a", ".a", "A", "a/b", "文", "a b"}) EXPECT_FALSE(IsDocumentId(id)) << id;
  EXPECT_FALSE(IsDocumentId(std::string(129, 'a')));
}

TEST(Validate, AllViolationsAreListedAtOnce) {
  v1::IngestDocumentRequest request;
  v1::RawDocument& document = *request.mutable_document();
  document.set_document_id("A");
  document.set_source_uri(std::string(3000, 'x'));
  document.set_publish_date("2023-02-30");
  (*document.mutable_labels())["Bad"] = std::string(300, 'v');
  document.mutable_stated()->set_title(std::string(1025, 't'));
  document.mutable_stated()->set_publish_date("2023");
  request.set_request_id(std::string(65, 'r'));
  EXPECT_EQ(DetailsOf(Validate(request)).violations.size(), 8U);
  EXPECT_TRUE(Validate(v1::IngestDocumentRequest()).ok());
}

}  // namespace
}  // namespace gangmu::ingestion
