#include "services/ingestion/rpc/locate.h"

#include <algorithm>
#include <string>

#include "common/digest/sha256.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "common/time/clock.h"
#include "services/ingestion/readers/reader.h"

namespace gangmu::ingestion {
namespace {

using Map = std::vector<readers::SourceAnchor>;

// The last anchor at or before a code point; the first one for what stands before it.
Map::const_iterator AnchorAt(const Map& map, int32_t offset) {
  const auto next = std::upper_bound(map.begin(), map.end(), offset,
                                     [](int32_t at, const auto& anchor) { return at < anchor.text_offset; });
  return next == map.begin() ? next : next - 1;
}

// Where the piece that begins at an anchor ends. Anchors of a page's title may stand out of order.
int64_t EndByte(const Map& map, Map::const_iterator anchor, int64_t file_bytes) {
  if (anchor->byte < 0) return -1;
  const auto later = std::find_if(anchor + 1, map.end(), [&](const auto& next) { return next.byte > anchor->byte; });
  return later == map.end() ? file_bytes : later->byte;
}

absl::Status OtherText(const std::string& name) {
  return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED,
               "this version reads another text from the original file; extract the document anew first")
      .With("name", name);
}

}  // namespace

v1::SourcePlace PlaceOf(const readers::ReadDocument& read, int64_t file_bytes, const policy::v1::TextSpan& span) {
  v1::SourcePlace place;
  place.set_first_byte(-1);
  place.set_end_byte(-1);
  place.set_part(read.text_part);
  if (read.source_map.empty()) return place;
  const auto first = AnchorAt(read.source_map, span.start());
  const auto last = AnchorAt(read.source_map, std::max(span.start(), span.end() - 1));
  place.set_first_page(first->page);
  place.set_last_page(last->page);
  place.set_first_byte(first->byte);
  place.set_end_byte(EndByte(read.source_map, last, file_bytes));
  place.set_first_paragraph(first->paragraph);
  place.set_last_paragraph(last->paragraph);
  return place;
}

absl::StatusOr<v1::LocateTextResponse> LocateText(const CallContext& call, const v1::LocateTextRequest& request,
                                                  IngestEngine& engine, MeasuresClient& measures) {
  const absl::Time deadline = std::min(call.deadline(), SystemClock().Now() + engine.options().store_patience);
  ASSIGN_OR_RETURN(const policy::v1::Document stored, measures.GetStored(request.name(), deadline));
  ASSIGN_OR_RETURN(const Budget::Ticket ticket,
                   engine.budget().TryTake(static_cast<size_t>(stored.source().size_bytes())));
  ASSIGN_OR_RETURN(const std::string bytes, measures.GetSourceBytes(request.name(), deadline));
  const readers::Hints hints{stored.source().media_type(),
                             stored.source().charset_evidence() == "caller" ? stored.source().charset() : ""};
  ASSIGN_OR_RETURN(const readers::ReadDocument read, readers::Read(bytes, hints, engine.options().limits));
  if (Sha256Hex(read.text) != stored.text_sha256()) return OtherText(request.name());
  v1::LocateTextResponse response;
  response.set_media_type(read.media_type);
  for (const policy::v1::TextSpan& span : request.spans()) {
    if (span.end() > stored.text_length()) {
      return InvalidField("spans", StrCat("got [", span.start(), ", ", span.end(), "), want a span within the ",
                                          stored.text_length(), " code points of the text"));
    }
    *response.add_places() = PlaceOf(read, static_cast<int64_t>(bytes.size()), span);
  }
  return response;
}

}  // namespace gangmu::ingestion
