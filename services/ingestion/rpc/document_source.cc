#include "services/ingestion/rpc/document_source.h"

#include "common/digest/sha256.h"
#include "common/text/strings.h"
#include "common/time/civil.h"
#include "services/ingestion/convert/record.h"

namespace gangmu::ingestion {
namespace {

// Half a SHA-256: collisions stay out of reach and names stay readable.
constexpr size_t kIdDigits = 32;

}  // namespace

std::string DocumentName(const v1::RawDocument& raw, std::string_view text_sha256) {
  if (!raw.document_id().empty()) return StrCat("documents/", raw.document_id());
  if (!raw.source_uri().empty()) return StrCat("documents/", Sha256Hex(raw.source_uri()).substr(0, kIdDigits));
  return StrCat("documents/", text_sha256.substr(0, kIdDigits));
}

std::string NameBeforeReading(const v1::RawDocument& raw) {
  return raw.document_id().empty() && raw.source_uri().empty() ? std::string() : DocumentName(raw, {});
}

v1::RawDocument RawOf(const policy::v1::Document& stored) {
  v1::RawDocument raw;
  constexpr std::string_view kPrefix = "documents/";
  raw.set_document_id(stored.name().substr(kPrefix.size()));
  raw.set_source_uri(stored.source().uri());
  raw.set_media_type(stored.source().media_type());
  if (stored.source().charset_evidence() == "caller") raw.set_charset(stored.source().charset());
  *raw.mutable_labels() = stored.labels();
  if (stored.has_stated()) *raw.mutable_stated() = stored.stated();
  return raw;
}

extraction::Options ExtractionOptions(const v1::RawDocument& raw, const readers::ReadDocument& read) {
  extraction::Options options;
  const std::string* date = &read.metadata.publish_date;
  for (const std::string* better :
       {&raw.stated().reference_date(), &raw.publish_date(), &raw.stated().publish_date()}) {
    if (!better->empty()) date = better;
  }
  const auto day = ParseDay(*date);
  if (day) {
    options.publish_date = {static_cast<int16_t>(day->year()), static_cast<int8_t>(day->month()),
                            static_cast<int8_t>(day->day())};
  }
  return options;
}

void FillSource(const v1::RawDocument& raw, const readers::ReadDocument& read, std::string_view text_sha256,
                policy::v1::Document* document) {
  document->set_name(DocumentName(raw, text_sha256));
  *document->mutable_labels() = raw.labels();
  if (raw.has_stated()) *document->mutable_stated() = raw.stated();
  if (!raw.publish_date().empty()) document->mutable_stated()->set_reference_date(raw.publish_date());
  *document->mutable_source() = DescribeSource(raw.source_uri(), raw.content(), read);
  document->set_text(read.text);
  document->set_text_sha256(std::string(text_sha256));
  document->set_extractor_version(extraction::ExtractorVersion());
}

}  // namespace gangmu::ingestion
