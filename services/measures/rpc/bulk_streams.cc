#include "services/measures/rpc/bulk_streams.h"

#include <string>
#include <utility>

#include "common/rpc/page_token.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/measures/rpc/convert.h"

namespace gangmu::measures {
namespace {

// Resume tokens are bound to the query they came from, as page tokens are.
class ResumeTokens {
 public:
  template <typename Request>
  explicit ResumeTokens(const Request& request) {
    Request query = request;
    query.clear_resume_token();
    query.clear_as_of();  // the token knows the moment itself
    fingerprint_ = QueryFingerprint(query);
  }

  std::string Encode(const std::string& cursor) const { return EncodePageToken(fingerprint_, cursor); }

  // The empty token is the beginning.
  absl::StatusOr<std::string> Decode(const std::string& token) const {
    if (token.empty()) return "";
    absl::StatusOr<std::string> cursor = DecodePageToken(token, fingerprint_);
    if (cursor.ok()) return cursor;
    return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN,
                 "the resume token is damaged or belongs to another query")
        .Violation("resume_token", "send the token of the last message as it was given, with the same query");
  }

 private:
  uint64_t fingerprint_ = 0;
};

// Adds a serialised message to the message field `number` of a response. On the wire a field is the same whether this
// program knows it or not, so that what nobody looks into here need not be parsed and serialised again, which would
// cost more than reading it.
template <typename Response>
void AddEncoded(int number, std::string encoded, Response& response) {
  *response.GetReflection()->MutableUnknownFields(&response)->AddLengthDelimited(number) = std::move(encoded);
}

// `read(request)` gives batches, whose items go into the field `number` of the responses.
template <typename Response, typename Read>
absl::Status StreamParts(PartStreamRequest read_request, const ResumeTokens& tokens, int number,
                         StreamWriter<Response>& out, Read read) {
  while (true) {
    ASSIGN_OR_RETURN(auto batch, read(read_request));
    Response response;
    response.set_position(batch.position.ToString());
    response.set_resume_token(tokens.Encode(batch.cursor));
    if (!batch.items.empty()) {
      for (std::string& item : batch.items) AddEncoded(number, std::move(item), response);
      RETURN_IF_ERROR(out.Write(response));
    }
    if (batch.complete) {
      Response last;
      last.set_position(batch.position.ToString());
      last.set_complete(true);
      return out.Write(last);
    }
    read_request.cursor = std::move(batch.cursor);
  }
}

}  // namespace

absl::Status SendRecords(MeasureStore& store, CallContext& call, const v1::StreamDocumentsRequest& request,
                         StreamWriter<v1::StreamDocumentsResponse>& out) {
  const ResumeTokens tokens(request);
  RecordStreamRequest read{.filter = request.filter(), .view = ToView(request.view(), View::kBasic)};
  ASSIGN_OR_RETURN(read.cursor, tokens.Decode(request.resume_token()));
  ASSIGN_OR_RETURN(read.as_of, ToAsOf(request.as_of()));
  while (true) {
    ASSIGN_OR_RETURN(RecordBatch batch, store.ReadRecords(read, OptionsOf(call)));
    v1::StreamDocumentsResponse response;
    response.set_position(batch.position.ToString());
    for (size_t i = 0; i < batch.records.size(); ++i) {
      AddEncoded(v1::StreamDocumentsResponse::kRecordFieldNumber, std::move(batch.records[i]), response);
      response.set_resume_token(tokens.Encode(batch.cursors[i]));
      RETURN_IF_ERROR(out.Write(response));
      response.GetReflection()->MutableUnknownFields(&response)->Clear();
    }
    if (batch.complete) {
      response.set_complete(true);
      return out.Write(response);
    }
    read.cursor = batch.cursors.back();
  }
}

absl::Status SendMeasures(MeasureStore& store, CallContext& call, const v1::StreamMeasuresRequest& request,
                          StreamWriter<v1::StreamMeasuresResponse>& out) {
  const ResumeTokens tokens(request);
  PartStreamRequest read{.filter = request.filter(), .view = ToView(request.view(), View::kBasic)};
  ASSIGN_OR_RETURN(read.cursor, tokens.Decode(request.resume_token()));
  ASSIGN_OR_RETURN(read.as_of, ToAsOf(request.as_of()));
  return StreamParts(std::move(read), tokens, v1::StreamMeasuresResponse::kMeasuresFieldNumber, out,
                     [&](const PartStreamRequest& r) { return store.ReadMeasures(r, OptionsOf(call)); });
}

absl::Status SendIndicators(MeasureStore& store, CallContext& call, const v1::StreamIndicatorsRequest& request,
                            StreamWriter<v1::StreamIndicatorsResponse>& out) {
  const ResumeTokens tokens(request);
  PartStreamRequest read{.filter = request.filter()};
  ASSIGN_OR_RETURN(read.cursor, tokens.Decode(request.resume_token()));
  ASSIGN_OR_RETURN(read.as_of, ToAsOf(request.as_of()));
  return StreamParts(std::move(read), tokens, v1::StreamIndicatorsResponse::kIndicatorsFieldNumber, out,
                     [&](const PartStreamRequest& r) { return store.ReadIndicators(r, OptionsOf(call)); });
}

}  // namespace gangmu::measures
