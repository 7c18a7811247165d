#include "services/ingestion/convert/extract_record.h"

#include <optional>
#include <utility>

#include "absl/time/civil_time.h"

#include "common/status/macros.h"
#include "common/time/civil.h"
#include "services/ingestion/convert/record.h"
#include "services/ingestion/extraction/extractor.h"

namespace gangmu::ingestion {
namespace {

// The date for relative times: the caller's, else the file's own.
extraction::Date ReferenceDate(const extraction::Date& given, const readers::Metadata& metadata) {
  if (given.present()) return given;
  const std::optional<absl::CivilDay> day = ParseDay(metadata.publish_date);
  if (!day) return {};
  return {static_cast<int16_t>(day->year()), static_cast<int8_t>(day->month()), static_cast<int8_t>(day->day())};
}

}  // namespace

absl::StatusOr<policy::v1::DocumentRecord> ExtractRecord(const ExtractRequest& request) {
  ASSIGN_OR_RETURN(readers::ReadDocument read, readers::Read(request.bytes, request.hints, request.limits));
  const extraction::Options options{.publish_date = ReferenceDate(request.publish_date, read.metadata)};
  ASSIGN_OR_RETURN(const extraction::Extraction extraction, extraction::Extract(read.text, options));
  policy::v1::DocumentRecord record;
  FillFromExtraction(extraction, &record);
  policy::v1::Document& document = *record.mutable_document();
  FillMissingFields(read.metadata, &document);
  *document.mutable_source() = DescribeSource(request.source_uri, request.bytes, read);
  document.set_text(std::move(read.text));
  return record;
}

}  // namespace gangmu::ingestion
