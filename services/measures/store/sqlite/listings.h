// How documents, measures and indicators are listed, and how their rows become resources.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/status/macros.h"
#include "services/measures/store/sqlite/list_query.h"
#include "services/measures/store/sqlite/record_reader.h"

namespace gangmu::measures {

template <typename Resource>
struct ResourceListing {
  Listing listing;
  absl::StatusOr<Resource> (*read)(const sqlite::Statement& row, View view);
};

ResourceListing<policy::v1::Document> DocumentListing(View view, bool show_deleted);
ResourceListing<policy::v1::Measure> MeasureListing(View view);
ResourceListing<policy::v1::Indicator> IndicatorListing();
// The same, serialised and not parsed.
ResourceListing<std::string> EncodedMeasureListing(View view);
ResourceListing<std::string> EncodedIndicatorListing();
// Names of living documents only.
ResourceListing<std::string> DocumentNameListing();

// A page ends early where it grows beyond this, so that its answer fits a message.
inline constexpr size_t kMaxPageBytes = 16 << 20;

inline size_t SizeOf(const google::protobuf::Message& message) { return message.ByteSizeLong(); }
inline size_t SizeOf(const std::string& text) { return text.size(); }

// `cursors`, where given, receives the cursor behind each item.
template <typename Resource>
absl::StatusOr<Page<Resource>> ReadPage(const Snapshot& snapshot, const ResourceListing<Resource>& how,
                                        const ListRequest& request, std::optional<int64_t> parent,
                                        std::vector<std::string>* cursors = nullptr) {
  ASSIGN_OR_RETURN(const ListQuery list, ListQuery::Create(how.listing, request));
  ASSIGN_OR_RETURN(Query query, list.Run(snapshot, parent));
  Page<Resource> page;
  size_t bytes = 0;
  std::string cursor;
  page.items.reserve(static_cast<size_t>(request.page_size));
  const auto full = [&] { return static_cast<int>(page.items.size()) == request.page_size || bytes > kMaxPageBytes; };
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return page;
    if (full()) {
      page.next_cursor = std::move(cursor);
      return page;
    }
    ASSIGN_OR_RETURN(page.items.emplace_back(), how.read(query.row(), request.options.view));
    bytes += SizeOf(page.items.back());
    if (cursors != nullptr) cursors->push_back(list.CursorAt(query.row()));
    if (full()) cursor = list.CursorAt(query.row());  // of the last row only: a long page makes no other
  }
}

}  // namespace gangmu::measures
