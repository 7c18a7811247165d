// What the listing commands share: filter, order, limit and paging through all of it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

#include "CLI/App.hpp"
#include "common/status/macros.h"
#include "services/cli/client/endpoint.h"
#include "services/cli/output/record_writer.h"
#include "services/cli/session.h"

namespace gangmu::cli {

struct ListOptions {
  std::string filter;
  std::string order_by;
  std::string as_of;   // a moment; empty for the present
  int64_t limit = -1;  // -1: the default of the format; 0: all
  Format format = Format::kTable;

  static constexpr int64_t kTableDefault = 100;  // a screenful; programs read all
  int64_t EffectiveLimit() const {
    if (limit < 0) return format == Format::kTable ? kTableDefault : std::numeric_limits<int64_t>::max();
    return limit == 0 ? std::numeric_limits<int64_t>::max() : limit;
  }
};

// --filter, --order-by, --limit, --format and the service's address. `fields_help` names fields to filter by.
void AddListOptions(CLI::App& app, Session& session, ListOptions* options, const std::string& fields_help);

// Remembers what was typed, for errors that point into it.
void RememberExpressions(const ListOptions& options, Session& session);

// Said on stderr where a table was cut at its default limit.
void NoteMore(const ListOptions& options, const Terminal& terminal);

// Prints what `fetch_page` yields, page after page. FetchPage: absl::StatusOr<Response>(page_size, page_token);
// Items: the repeated field of a response.
template <typename Record, typename FetchPage, typename Items>
absl::StatusOr<ExitCode> PrintList(const Session& session, const ListOptions& options,
                                   std::vector<Field<Record>> fields, FetchPage fetch_page, Items items) {
  constexpr int64_t kPageSize = 500;
  RecordWriter<Record> writer(session.terminal, options.format, std::move(fields));
  const int64_t limit = options.EffectiveLimit();
  std::string token;
  do {
    const int64_t left = limit - writer.count();
    ASSIGN_OR_RETURN(const auto page, fetch_page(static_cast<int32_t>(std::min(left, kPageSize)), token));
    for (const Record& record : items(page)) {
      if (writer.count() < limit) RETURN_IF_ERROR(writer.Add(record));
    }
    token = page.next_page_token();
  } while (!token.empty() && writer.count() < limit && session.terminal.out);
  writer.Finish(options.filter.empty() ? "nothing is stored yet; `gangmu ingest PATH…` adds documents"
                                       : "nothing fits the filter");
  if (!token.empty() && options.limit < 0) NoteMore(options, session.terminal);
  return kOk;
}

}  // namespace gangmu::cli
