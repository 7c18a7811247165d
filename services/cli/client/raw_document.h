// What a file, the manifest and the command line say of a document, as the message that travels.
#pragma once

#include "gangmu/ingestion/v1/ingestion_service.pb.h"
#include "services/cli/client/file_walk.h"
#include "services/cli/client/ingest_run.h"

namespace gangmu::cli {

// Everything but the content. What is said of the one file wins over what is said of all.
ingestion::v1::RawDocument DescribeDocument(const InputFile& file, const IngestSettings& settings);

}  // namespace gangmu::cli
