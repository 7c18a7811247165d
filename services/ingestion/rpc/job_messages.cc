#include "services/ingestion/rpc/job_messages.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

#include "common/status/rpc_status.h"
#include "common/text/strings.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/time_util.h"

namespace gangmu::ingestion {
namespace {

using google::protobuf::util::TimeUtil;

constexpr std::string_view kPrefix = "jobs/";
constexpr size_t kMaxIdBytes = 63;

bool IsJobId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdBytes && id.front() != '-' && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

google::protobuf::Timestamp TimestampOf(absl::Time time) {
  return TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(time));
}

google::protobuf::Duration DurationOf(absl::Duration duration) {
  return TimeUtil::MicrosecondsToDuration(absl::ToInt64Microseconds(duration));
}

void FillCounts(const JobFigures& figures, v1::Job* message) {
  int64_t waiting = 0;
  for (const jobs::ItemCount& count : figures.counts) {
    v1::JobItemCount* out = message->add_counts();
    out->set_phase(static_cast<v1::JobItemPhase>(count.phase));
    out->set_outcome(static_cast<v1::IngestOutcome>(count.outcome));
    out->set_items(count.items);
    out->set_bytes(count.bytes);
    message->set_item_count(message->item_count() + count.items);
    message->set_measure_count(message->measure_count() + count.measures);
    message->set_indicator_count(message->indicator_count() + count.indicators);
    const bool decided = count.phase == jobs::ItemPhase::kDone || count.phase == jobs::ItemPhase::kDead;
    waiting += decided ? 0 : count.items;
  }
  if (message->state() != v1::JOB_STATE_RUNNING || figures.per_second <= 0) return;
  message->set_items_per_second(figures.per_second);
  *message->mutable_time_left() = DurationOf(absl::Seconds(static_cast<double>(waiting) / figures.per_second));
}

}  // namespace

std::string JobName(std::string_view id) { return StrCat(kPrefix, id); }

std::string JobItemName(std::string_view job_id, int64_t number) { return StrCat(kPrefix, job_id, "/items/", number); }

std::optional<std::string> JobIdOf(std::string_view name) {
  if (!name.starts_with(kPrefix) || !IsJobId(name.substr(kPrefix.size()))) return std::nullopt;
  return std::string(name.substr(kPrefix.size()));
}

std::optional<ItemName> ItemNameOf(std::string_view name) {
  static constexpr std::string_view kItems = "/items/";
  const size_t at = name.find(kItems);
  if (at == std::string_view::npos) return std::nullopt;
  const auto job = JobIdOf(name.substr(0, at));
  ItemName item;
  if (!job || !absl::SimpleAtoi(ToAbsl(name.substr(at + kItems.size())), &item.number) || item.number < 1) {
    return std::nullopt;
  }
  item.job = *job;
  return item;
}

std::string DescriptionOf(const v1::RawDocument& document) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    document.SerializeToCodedStream(&out);
  }
  return bytes;
}

v1::Job JobMessage(const jobs::Job& job, const JobFigures& figures) {
  v1::Job message;
  message.set_name(JobName(job.id));
  message.set_display_name(job.display_name);
  message.set_resume_key(job.resume_key);
  message.set_state(static_cast<v1::JobState>(job.state));
  message.set_more_items(job.more_items);
  *message.mutable_create_time() = TimestampOf(job.create_time);
  *message.mutable_update_time() = TimestampOf(job.update_time);
  if (job.start_time) *message.mutable_start_time() = TimestampOf(*job.start_time);
  if (job.end_time) {
    *message.mutable_end_time() = TimestampOf(*job.end_time);
    *message.mutable_expire_time() = TimestampOf(*job.end_time + figures.retention);
  }
  FillCounts(figures, &message);
  message.set_in_flight_count(figures.in_flight);
  message.set_sequence(job.last_sequence);
  message.set_kind(static_cast<v1::JobKind>(job.kind));
  message.set_max_in_flight(static_cast<int32_t>(job.max_in_flight));
  const bool runs = job.state == jobs::JobState::kRunning;
  if (runs && !figures.trouble.ok()) *message.mutable_waiting() = ToRpcStatus(figures.trouble, "");
  return message;
}

v1::JobItem ItemMessage(std::string_view job_id, const jobs::Item& item) {
  v1::JobItem message;
  message.set_name(JobItemName(job_id, item.number));
  message.set_key(item.key);
  message.mutable_document()->ParseFromString(item.description);
  message.set_byte_count(item.size);
  message.set_received_bytes(item.received);
  message.set_phase(static_cast<v1::JobItemPhase>(item.phase));
  if (!item.result.empty()) message.mutable_result()->ParseFromString(item.result);
  message.set_attempts(static_cast<int32_t>(item.attempts));
  if (item.attempts > 0) *message.mutable_duration() = DurationOf(item.duration);
  *message.mutable_update_time() = TimestampOf(item.update_time);
  message.set_sequence(item.sequence);
  return message;
}

}  // namespace gangmu::ingestion
