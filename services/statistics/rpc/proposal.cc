#include "services/statistics/rpc/proposal.h"

#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/status/error.h"
#include "google/protobuf/util/json_util.h"

namespace gangmu::statistics {
namespace {

// What one entry of metadata holds (common/status/rpc_status.cc).
constexpr size_t kMaxMetadataValueBytes = 256;

std::string ToJson(const google::protobuf::Message& message) {
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json).ok()) json.clear();
  return json;
}

std::vector<std::string> ListIn(const ErrorDetails& details, std::string_view key) {
  for (const auto& [name, value] : details.metadata) {
    if (name == key) return absl::StrSplit(value, ',');
  }
  return {};
}

}  // namespace

absl::Status WithProposal(const absl::Status& status, const v1::QueryStatisticsRequest& request) {
  if (status.ok()) return status;
  const ErrorDetails details = DetailsOf(status);
  if (details.reason != Reason::kMIXED_UNITS && details.reason != Reason::kNON_ADDITIVE) return status;
  v1::QueryStatisticsRequest fields;
  for (const std::string& dimension : ListIn(details, "groupBy")) fields.add_group_by(dimension);
  for (const std::string& name : ListIn(details, "allow")) {
    v1::Mixture mixture;
    if (v1::Mixture_Parse(absl::StrCat("MIXTURE_", absl::AsciiStrToUpper(name)), &mixture)) fields.add_allow(mixture);
  }
  v1::QueryStatisticsRequest whole = request;
  if (fields.group_by_size() > 0) *whole.mutable_group_by() = fields.group_by();
  whole.mutable_allow()->MergeFrom(fields.allow());
  Error error(status.code(), details.reason, std::string(status.message()));
  for (const auto& [key, value] : details.metadata) error.With(key, value);
  error.With("setFields", ToJson(fields));
  if (const std::string json = ToJson(whole); json.size() <= kMaxMetadataValueBytes) error.With("proposal", json);
  return error;
}

}  // namespace gangmu::statistics
