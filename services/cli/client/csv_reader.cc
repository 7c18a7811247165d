#include "services/cli/client/csv_reader.h"

#include <algorithm>
#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {
    if (rest_.starts_with(kByteOrderMark)) rest_.remove_prefix(kByteOrderMark.size());
  }

  absl::StatusOr<std::vector<std::vector<std::string>>> Parse() {
    while (!rest_.empty()) {
      std::vector<std::string> row;
      RETURN_IF_ERROR(ReadRow(&row));
      const bool blank = row.size() == 1 && row[0].empty();
      if (!blank) rows_.push_back(std::move(row));
    }
    return std::move(rows_);
  }

 private:
  absl::Status ReadRow(std::vector<std::string>* row) {
    for (;;) {
      std::string cell;
      if (rest_.starts_with('"')) {
        RETURN_IF_ERROR(ReadQuoted(&cell));
      } else {
        const size_t end = std::min(rest_.find_first_of(",\r\n"), rest_.size());
        cell = rest_.substr(0, end);
        rest_.remove_prefix(end);
      }
      row->push_back(std::move(cell));
      if (!rest_.starts_with(',')) break;
      rest_.remove_prefix(1);
    }
    if (rest_.starts_with('\r')) rest_.remove_prefix(1);
    if (rest_.starts_with('\n')) rest_.remove_prefix(1);
    return absl::OkStatus();
  }

  absl::Status ReadQuoted(std::string* cell) {
    for (;;) {
      rest_.remove_prefix(1);  // the quote
      const size_t end = rest_.find('"');
      if (end == std::string_view::npos) return Malformed("has a quote that is never closed");
      cell->append(rest_.substr(0, end));
      rest_.remove_prefix(end + 1);
      if (!rest_.starts_with('"')) break;
      *cell += '"';
    }
    if (rest_.empty() || std::string_view(",\r\n").find(rest_.front()) != std::string_view::npos) {
      return absl::OkStatus();
    }
    return Malformed("has text behind a closing quote");
  }

  absl::Status Malformed(std::string_view what) const {
    return Error(absl::StatusCode::kInvalidArgument, Reason::kFILE_MALFORMED,
                 StrCat("row ", rows_.size() + 1, " ", what));
  }

  std::string_view rest_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace

absl::StatusOr<std::vector<std::vector<std::string>>> ParseCsv(std::string_view text) { return Parser(text).Parse(); }

}  // namespace gangmu::cli
