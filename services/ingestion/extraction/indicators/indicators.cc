#include "services/ingestion/extraction/indicators/indicators.h"

namespace gangmu::extraction {

void FindIndicators(const SourceText&, const Structure&, const Options&, Result&) {}

}  // namespace gangmu::extraction
