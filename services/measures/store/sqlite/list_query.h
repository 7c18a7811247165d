// Pages of a resource: filter and order to SQL, with keyset pagination.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

#include "common/filter/filter.h"
#include "common/filter/sql.h"
#include "services/measures/store/measure_store.h"
#include "services/measures/store/sqlite/snapshot.h"

namespace gangmu::measures {

// How one kind of resource is listed.
struct Listing {
  const filter::SqlMapping* mapping = nullptr;
  std::string columns;          // SELECT list
  int column_count = 0;         // of `columns`
  std::string from;             // FROM clause with the resource's own table
  std::string join_documents;   // joins d, where a filter or order speaks of documents
  std::string join_measures;    // joins m, where it speaks of measures
  std::string row;              // column with the number of the row
  std::string parent_document;  // column with the document id
  std::string condition;        // always to be met; empty for none
};

// The rows of a page, each read by `read` from the columns of the listing.
// Errors: FILTER_INVALID, INVALID_FIELD (order_by), INVALID_PAGE_TOKEN.
class ListQuery {
 public:
  static absl::StatusOr<ListQuery> Create(const Listing& listing, const ListRequest& request);

  // `parent` is the id of the parent document, where there is one. Gives one row more than the page holds, where
  // there is one, so that the caller knows that there is another page.
  absl::StatusOr<Query> Run(const Snapshot& snapshot, std::optional<int64_t> parent) const;

  // Of the rows of measure_rows or indicator_rows in a JSON array those that meet the filter, in no order. The list
  // begins at the first page and has no parent.
  absl::StatusOr<Query> RunAmong(const Snapshot& snapshot, const std::string& rows) const;

  // The cursor behind the row that `query` stands at.
  std::string CursorAt(const sqlite::Statement& row) const;

 private:
  struct Key {
    std::string column;
    bool descending = false;
  };
  // A value of a sort key as it came from the database.
  using KeyValue = std::variant<std::monostate, int64_t, std::string, filter::SqlBlob>;

  ListQuery(const Listing& listing, const ListRequest& request) : listing_(listing), page_size_(request.page_size) {}
  absl::Status ReadCursor(const std::string& cursor);
  void WriteAfterCursor(std::string& sql, std::vector<KeyValue>& values) const;
  std::string FromAndJoins() const;
  std::string Sql(bool with_parent, std::vector<KeyValue>& key_values) const;

  Listing listing_;
  int page_size_;
  filter::SqlCondition condition_;
  bool searches_ = false;  // search(…) speaks of the present only
  bool needs_documents_ = false;
  bool needs_measures_ = false;
  std::vector<Key> keys_;
  std::vector<KeyValue> after_;  // empty on the first page
};

}  // namespace gangmu::measures
