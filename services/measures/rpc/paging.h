// What every list method does alike: page sizes, page tokens, parents, filling answers.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "common/rpc/page_token.h"
#include "common/status/macros.h"
#include "services/measures/rpc/convert.h"
#include "services/measures/rpc/validate.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

// documents/- stands for all documents.
inline std::string ParentOf(const std::string& parent) { return parent == "documents/-" ? "" : parent; }

inline int PageSizeOf(int asked) { return asked == 0 ? kDefaultPageSize : std::min(asked, kMaxPageSize); }

// Page size, filter, order, cursor and moment, which every list request has.
template <typename Request>
absl::StatusOr<ListRequest> ToListRequest(const Request& request) {
  ListRequest out;
  out.filter = request.filter();
  out.order_by = request.order_by();
  out.page_size = PageSizeOf(request.page_size());
  if (!request.page_token().empty()) {
    ASSIGN_OR_RETURN(out.cursor, DecodePageToken(request.page_token(), QueryFingerprint(request)));
  }
  ASSIGN_OR_RETURN(out.options.as_of, ToAsOf(request.as_of()));
  return out;
}

template <typename Request>
std::string NextToken(const Request& request, const std::string& cursor) {
  return cursor.empty() ? "" : EncodePageToken(QueryFingerprint(request), cursor);
}

template <typename Item>
void MoveInto(std::vector<Item>& items, google::protobuf::RepeatedPtrField<Item>* out) {
  out->Reserve(static_cast<int>(items.size()));
  for (Item& item : items) out->Add(std::move(item));
}

}  // namespace gangmu::measures
