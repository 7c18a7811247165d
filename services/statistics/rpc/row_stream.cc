#include "services/statistics/rpc/row_stream.h"

#include <algorithm>

#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/statistics/export/arrow_stream.h"
#include "services/statistics/export/sdmx.h"
#include "services/statistics/rpc/answer_digest.h"

namespace gangmu::statistics {
namespace {

// Far enough below gRPC's retry buffer and the callers' message limits.
constexpr size_t kPartBytes = 64 * 1024;

// The digest of an answer whose rows are not kept as messages.
std::string DigestOf(const Answer& answer, const DisplayName& display_name) {
  AnswerDigest digest(ToHead(answer, display_name));
  for (const Row& row : answer.rows) {
    v1::Row message;
    FillRow(row, answer, display_name, &message);
    digest.Add(message);
  }
  return digest.Finish();
}

}  // namespace

absl::Status StreamRows(const AnsweredQuery& answered, const DisplayName& display_name,
                        StreamWriter<v1::StreamStatisticsResponse>& writer) {
  v1::StreamStatisticsResponse message;
  *message.mutable_head() = ToHead(answered.answer, display_name);
  message.mutable_head()->set_position(answered.position.ToString());
  AnswerDigest digest(message.head());
  RETURN_IF_ERROR(writer.Write(message));
  message.Clear();
  const EvidenceTokens tokens(answered.request, answered.answer, answered.position);
  size_t bytes = 0;
  for (const Row& row : answered.answer.rows) {
    v1::Row& out = *message.add_rows();
    FillRow(row, answered.answer, display_name, &out);
    digest.Add(out);
    if (!answered.request.omit_evidence_tokens()) tokens.Add(row, &out);
    bytes += out.ByteSizeLong();
    if (bytes < kPartBytes) continue;
    RETURN_IF_ERROR(writer.Write(message));
    message.Clear();
    bytes = 0;
  }
  message.set_digest(digest.Finish());
  return writer.Write(message);
}

absl::Status StreamExport(const AnsweredQuery& answered, v1::ExportFormat format, const DisplayName& display_name,
                          StreamWriter<v1::ExportStatisticsResponse>& writer) {
  const auto sink = [&](std::string_view bytes) -> absl::Status {
    for (size_t begin = 0; begin < bytes.size(); begin += kPartBytes) {
      v1::ExportStatisticsResponse part;
      part.set_data(std::string(bytes.substr(begin, kPartBytes)));
      RETURN_IF_ERROR(writer.Write(part));
    }
    return absl::OkStatus();
  };
  switch (format) {
    case v1::EXPORT_FORMAT_SDMX_STRUCTURE:
      return sink(SdmxStructure(answered.answer, answered.query));
    case v1::EXPORT_FORMAT_ARROW:
      return WriteArrow(answered.answer, answered.query, display_name,
                        {{"gangmu.position", answered.position.ToString()},
                         {"gangmu.matched_facts", StrCat(answered.answer.matched_facts)},
                         {"gangmu.digest", DigestOf(answered.answer, display_name)}},
                        sink);
    default:
      return WriteSdmxCsv(answered.answer, answered.query, sink);
  }
}

}  // namespace gangmu::statistics
