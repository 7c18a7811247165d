// What extraction and readers found, as the messages that travel and are stored. Pure; thread safe.
#pragma once

#include <string_view>

#include "gangmu/policy/v1/policy.pb.h"
#include "services/ingestion/extraction/extractor.h"
#include "services/ingestion/readers/read_document.h"

namespace gangmu::ingestion {

// Fills everything that comes from the text: the document's fields, sections, measures with their text, indicators with
// their sentence, entities, counts, digest and extractor version. Resource names, source and document.text stay as
// they are.
void FillFromExtraction(const extraction::Extraction& extraction, policy::v1::DocumentRecord* record);

// Title, issuer and publication date as the file states them outside of its text (the masthead of a web page), where
// the text gives none.
void FillMissingFields(const readers::Metadata& metadata, policy::v1::Document* document);

// Title, issuer and publication date as the caller stated them (document.stated) win over what was found.
void ApplyStatedFields(policy::v1::Document* document);

// What is known of the bytes that `read` came from.
policy::v1::SourceInfo DescribeSource(std::string_view uri, std::string_view bytes, const readers::ReadDocument& read);

}  // namespace gangmu::ingestion
