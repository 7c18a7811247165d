#include "services/cli/client/raw_document.h"

namespace gangmu::cli {

ingestion::v1::RawDocument DescribeDocument(const InputFile& file, const IngestSettings& settings) {
  ingestion::v1::RawDocument document;
  document.set_document_id(file.document_id.empty() ? settings.document_id : file.document_id);
  document.set_source_uri(file.source_uri);
  document.set_media_type(settings.media_type);
  document.set_charset(settings.charset);
  document.set_publish_date(settings.publish_date);
  for (const auto& [key, value] : settings.labels) (*document.mutable_labels())[key] = value;
  for (const auto& [key, value] : file.labels) (*document.mutable_labels())[key] = value;
  const StatedFacts& stated = file.stated;
  if (!stated.title.empty()) document.mutable_stated()->set_title(stated.title);
  if (!stated.issuer.empty()) document.mutable_stated()->set_issuer(stated.issuer);
  if (!stated.date.empty()) document.mutable_stated()->set_publish_date(stated.date);
  return document;
}

}  // namespace gangmu::cli
