#include "services/cli/client/explain.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <vector>

#include "absl/time/time.h"

#include "common/status/error.h"
#include "common/text/display_width.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "services/cli/client/endpoint.h"

namespace gangmu::cli {
namespace {

std::string_view Metadata(const ErrorDetails& details, std::string_view key) {
  for (const auto& [name, value] : details.metadata) {
    if (name == key) return value;
  }
  return "";
}

// The number behind "position " in the service's message.
std::optional<size_t> PositionIn(std::string_view message) {
  constexpr std::string_view kWord = ", position ";
  const size_t at = message.find(kWord);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<size_t>(std::atoll(std::string(message.substr(at + kWord.size(), 18)).c_str()));
}

// Carets for each violation that points into an expression of the command line; plain lines for the others.
std::string ExplainViolations(const ErrorDetails& details, std::string_view message, const Session& session) {
  std::string out;
  bool first = true;
  for (const FieldViolation& violation : details.violations) {
    const auto expression = session.expressions.find(violation.field);
    const std::optional<size_t> position = PositionIn(violation.description);
    if (violation.description != message) {
      StrAppend(&out, "  ", violation.field, ": ", violation.description, "\n");
    }
    if (expression != session.expressions.end() && position) {
      StrAppend(&out, PointInto(expression->second, *position, first ? Metadata(details, "token") : ""));
    }
    first = false;
  }
  return out;
}

std::string ExplainUnavailable(const ErrorOrigin& origin, std::string_view message) {
  return StrCat("gangmu: the ", origin.service, " does not answer (", message, ")\n",
                "  Start all three services with `gangmu serve --data DIR`, or say where they run: ", origin.flag,
                " HOST:PORT or ", origin.environment, ".\n  `gangmu health` shows which of them answer.\n");
}

// A sum that was refused, with the arguments that keep apart what does not add up.
std::string ExplainRefusedSum(const ErrorDetails& details) {
  std::string out;
  if (const std::string_view group_by = Metadata(details, "groupBy"); !group_by.empty()) {
    StrAppend(&out, "  Write: --group-by ", group_by, "\n");
  }
  std::string allow;
  for (const std::string_view what : {"kinds", "periods", "regions", "targets"}) {
    if (!Metadata(details, what).empty()) StrAppend(&allow, allow.empty() ? "" : ",", what);
  }
  if (!allow.empty()) StrAppend(&out, "  Or add them up all the same: --allow ", allow, "\n");
  return out;
}

// What to do about an error, by its reason; empty where the message says all.
std::string Advice(const absl::Status& status, const ErrorDetails& details) {
  std::string out;
  const bool of_statistics = details.reason == Reason::kMIXED_UNITS || details.reason == Reason::kNON_ADDITIVE;
  if (of_statistics) {
    StrAppend(&out, ExplainRefusedSum(details));
  } else if (const std::string_view proposal = Metadata(details, "proposal"); !proposal.empty()) {
    StrAppend(&out, "  Write: ", proposal, "\n");
  }
  switch (details.reason) {
    case Reason::kNOT_FOUND:
    case Reason::kPURGED:
      if (!OriginOf(status)) break;  // a file
      StrAppend(&out, "  `gangmu documents` lists what is stored.\n");
      break;
    case Reason::kDEADLINE_EXCEEDED:
      StrAppend(&out, "  Give it more time with --timeout, or ask for less with --filter.\n");
      break;
    case Reason::kMIXED_UNITS:
      StrAppend(&out, "  Or convert inside one dimension with --convert-to UNIT.\n");
      break;
    case Reason::kINTERNAL:
      if (const std::string_view id = Metadata(details, "requestId"); !id.empty()) {
        StrAppend(&out, "  The log of the service has the cause under the request id ", id, ".\n");
      }
      break;
    default:
      break;
  }
  if (details.retry_delay) {
    StrAppend(&out, "  Try again in ", absl::FormatDuration(*details.retry_delay), ".\n");
  }
  return out;
}

}  // namespace

std::string PointInto(std::string_view expression, size_t position, std::string_view token) {
  std::string line(expression);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  const std::string_view before = std::string_view(line).substr(0, ByteOffset(line, position).value_or(line.size()));
  return StrCat("  ", line, "\n  ", std::string(static_cast<size_t>(DisplayWidth(before)), ' '),
                std::string(static_cast<size_t>(std::max(DisplayWidth(token), 1)), '^'), "\n");
}

std::string Explain(const absl::Status& status, const Session& session) {
  const ErrorDetails details = DetailsOf(status);
  const std::string message(status.message());
  const std::optional<ErrorOrigin> origin = OriginOf(status);
  if (origin && status.code() == absl::StatusCode::kUnavailable && details.metadata.empty()) {
    return ExplainUnavailable(*origin, message);
  }
  return StrCat("gangmu: ", message, "\n", ExplainViolations(details, message, session), Advice(status, details));
}

}  // namespace gangmu::cli
