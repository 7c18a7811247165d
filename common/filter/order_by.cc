#include "common/filter/order_by.h"

#include <set>

#include "absl/strings/str_join.h"

#include "common/filter/fault.h"
#include "common/status/macros.h"
#include "common/text/strings.h"

namespace gangmu::filter {
namespace {

constexpr size_t kMaxParts = 16;
constexpr size_t kMaxBytes = 1024;

Error OrderFault(std::string_view source, size_t begin, size_t end, std::string_view message) {
  const size_t position = CodePointOffset(source, begin);
  const std::string text = StrCat("order_by, position ", position, ": ", message);
  return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_FIELD, text)
      .With("position", StrCat(position))
      .With("token", CutAtCodePoint(source.substr(std::min(begin, source.size()), end - begin), 60))
      .Violation("order_by", text);
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// [begin, end) without blanks at either side.
void Trim(std::string_view source, size_t& begin, size_t& end) {
  while (begin < end && IsBlank(source[begin])) ++begin;
  while (end > begin && IsBlank(source[end - 1])) --end;
}

absl::StatusOr<OrderPart> ParsePart(std::string_view source, size_t begin, size_t end) {
  Trim(source, begin, end);
  if (begin == end) return OrderFault(source, begin, end, "a field name is missing").Build();
  OrderPart part{"", false, begin, end};
  size_t name_end = begin;
  for (int depth = 0; name_end < end && (depth > 0 || !IsBlank(source[name_end])); ++name_end) {
    depth += source[name_end] == '(' ? 1 : (source[name_end] == ')' ? -1 : 0);
  }
  part.end = name_end;
  part.name = std::string(source.substr(begin, name_end - begin));
  Trim(source, name_end, end);
  const std::string_view direction = source.substr(name_end, end - name_end);
  if (!direction.empty() && direction != "asc" && direction != "desc") {
    return OrderFault(source, name_end, end, "after a field stands asc, desc or nothing").Build();
  }
  part.descending = direction == "desc";
  return part;
}

}  // namespace

absl::StatusOr<std::vector<OrderPart>> SplitOrderBy(std::string_view text) {
  if (text.size() > kMaxBytes) return OrderFault(text, 0, 0, StrCat("more than ", kMaxBytes, " bytes")).Build();
  std::vector<OrderPart> parts;
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return parts;
  size_t begin = 0;
  int depth = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ',';
    depth += c == '(' ? 1 : (c == ')' ? -1 : 0);
    if (i < text.size() && (c != ',' || depth > 0)) continue;
    if (parts.size() == kMaxParts)
      return OrderFault(text, begin, i, StrCat("more than ", kMaxParts, " fields")).Build();
    ASSIGN_OR_RETURN(OrderPart part, ParsePart(text, begin, i));
    parts.push_back(std::move(part));
    begin = i + 1;
  }
  return parts;
}

absl::StatusOr<std::vector<OrderKey>> ParseOrderBy(std::string_view text, const Schema& schema) {
  ASSIGN_OR_RETURN(const std::vector<OrderPart> parts, SplitOrderBy(text));
  std::vector<OrderKey> keys;
  std::set<const Field*> seen;
  for (const OrderPart& part : parts) {
    const Field* field = schema.FindField(part.name);
    if (field == nullptr) {
      const std::vector<std::string> near = schema.NearFields(part.name);
      const std::string hint = near.empty() ? "" : StrCat("; did you mean ", absl::StrJoin(near, ", "), "?");
      Error error = OrderFault(text, part.begin, part.end,
                               StrCat(schema.resource(), " has no field ", CutAtCodePoint(part.name, 60), hint));
      if (!near.empty()) error.With("near", absl::StrJoin(near, ","));
      return error.Build();
    }
    if (!field->sortable) return OrderFault(text, part.begin, part.end, StrCat(part.name, " has no order")).Build();
    if (!seen.insert(field).second) {
      return OrderFault(text, part.begin, part.end, StrCat(part.name, " stands twice")).Build();
    }
    keys.push_back({field, part.descending});
  }
  return keys;
}

std::string ToString(const std::vector<OrderKey>& keys) {
  return absl::StrJoin(keys, ", ", [](std::string* out, const OrderKey& key) {
    StrAppend(out, key.field->path, key.descending ? " desc" : "");
  });
}

}  // namespace gangmu::filter
