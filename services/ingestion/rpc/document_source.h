// Identity and origin of a document: what holds whatever extraction finds in it.
#pragma once

#include <string>
#include <string_view>

#include "gangmu/ingestion/v1/ingestion_service.pb.h"
#include "gangmu/policy/v1/policy.pb.h"
#include "services/ingestion/extraction/extractor.h"
#include "services/ingestion/readers/read_document.h"

namespace gangmu::ingestion {

// documents/{id}: the caller's id, else a digest of the source URI, else a digest of the text.
std::string DocumentName(const v1::RawDocument& raw, std::string_view text_sha256);

// The name that is known before the text is read; empty where only the text gives one.
std::string NameBeforeReading(const v1::RawDocument& raw);

// What a stored document says of itself, as if a caller had said it, without content: what a re-extraction begins with.
v1::RawDocument RawOf(const policy::v1::Document& stored);

// The date relative times are resolved against where the text gives none: the one the caller states as that of
// publication, else the caller's date of reference, else the one the file states.
extraction::Options ExtractionOptions(const v1::RawDocument& raw, const readers::ReadDocument& read);

// What the caller said and the reader found: name, labels, source, text and its digest, extractor version.
void FillSource(const v1::RawDocument& raw, const readers::ReadDocument& read, std::string_view text_sha256,
                policy::v1::Document* document);

}  // namespace gangmu::ingestion
