#include "services/measures/rpc/search_service.h"

#include <utility>

#include "common/status/macros.h"
#include "services/measures/rpc/convert.h"
#include "services/measures/rpc/field_checks.h"
#include "services/measures/rpc/paging.h"

namespace gangmu::measures {
namespace {

constexpr Method kSearchMeasures{"gangmu.measures.v1.SearchService", "SearchMeasures", Access::kRead};

absl::Status Check(const v1::SearchMeasuresRequest& request) {
  Violations violations;
  if (request.query().empty()) violations.Add("query", "must be set");
  CheckPage(request, &violations);
  if (!v1::View_IsValid(request.view())) violations.Add("view", "want BASIC or FULL");
  return violations.ToStatus();
}

v1::SearchField ToMessage(SearchField field) {
  switch (field) {
    case SearchField::kHeading:
      return v1::SEARCH_FIELD_HEADING;
    case SearchField::kSectionPath:
      return v1::SEARCH_FIELD_SECTION_PATH;
    case SearchField::kSubject:
      return v1::SEARCH_FIELD_SUBJECT;
    case SearchField::kText:
      return v1::SEARCH_FIELD_TEXT;
  }
  return v1::SEARCH_FIELD_UNSPECIFIED;
}

v1::SearchSnippet ToMessage(SearchSnippet snippet) {
  v1::SearchSnippet out;
  out.set_field(ToMessage(snippet.field));
  out.set_index(snippet.index);
  out.set_text(std::move(snippet.snippet.text));
  out.set_offset(snippet.snippet.offset);
  for (const search::Span& span : snippet.snippet.highlights) {
    policy::v1::TextSpan& highlight = *out.add_highlights();
    highlight.set_start(span.start);
    highlight.set_end(span.end);
  }
  return out;
}

v1::SearchHit ToMessage(SearchHit hit) {
  v1::SearchHit out;
  *out.mutable_measure() = std::move(hit.measure);
  out.set_score(hit.score);
  for (SearchSnippet& snippet : hit.snippets) *out.add_snippets() = ToMessage(std::move(snippet));
  return out;
}

absl::StatusOr<SearchRequest> ToSearchRequest(const v1::SearchMeasuresRequest& request) {
  SearchRequest out;
  out.query = request.query();
  out.filter = request.filter();
  out.view = ToView(request.view(), View::kBasic);
  out.page_size = PageSizeOf(request.page_size());
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(out.cursor, DecodePageToken(request.page_token(), QueryFingerprint(request)));
  }
  return out;
}

}  // namespace

grpc::Status SearchServiceImpl::SearchMeasures(grpc::ServerContext* context, const v1::SearchMeasuresRequest* request,
                                               v1::SearchMeasuresResponse* response) {
  return runner_.Unary(
      *context, kSearchMeasures, *request, *response, Check,
      [&](CallContext& call, const v1::SearchMeasuresRequest& r) -> absl::StatusOr<v1::SearchMeasuresResponse> {
        ASSIGN_OR_RETURN(const SearchRequest search, ToSearchRequest(r));
        ASSIGN_OR_RETURN(Page<SearchHit> page, store_.SearchMeasures(search, OptionsOf(call)));
        v1::SearchMeasuresResponse out;
        for (SearchHit& hit : page.items) *out.add_hits() = ToMessage(std::move(hit));
        out.set_next_page_token(NextToken(r, page.next_cursor));
        return out;
      });
}

}  // namespace gangmu::measures
