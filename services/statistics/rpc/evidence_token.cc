#include "services/statistics/rpc/evidence_token.h"

#include <cstring>

#include "common/digest/sha256.h"
#include "common/rpc/page_token.h"
#include "common/status/error.h"
#include "common/text/strings.h"

namespace gangmu::statistics {
namespace {

// Layout of the cursor: feed, place, metric, blocked reason + 1 (0: none), then kind and value of each dimension. Texts
// and numbers each with a varint of their length or value.
class Writer {
 public:
  void Number(uint64_t n) {
    for (; n >= 0x80; n >>= 7) bytes_.push_back(static_cast<char>(n | 0x80));
    bytes_.push_back(static_cast<char>(n));
  }
  void Text(std::string_view text) {
    Number(text.size());
    bytes_.append(text);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  uint64_t Number() {
    uint64_t n = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (bytes_.empty()) return Fail();
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      n |= static_cast<uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return n;
    }
    return Fail();
  }
  std::string Text() {
    const uint64_t size = Number();
    if (size > bytes_.size()) return Fail(), std::string();
    std::string text(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return text;
  }
  bool at_end() const { return bytes_.empty(); }
  bool failed() const { return failed_; }

 private:
  uint64_t Fail() {
    failed_ = true;
    bytes_ = {};
    return 0;
  }

  std::string_view bytes_;
  bool failed_ = false;
};

absl::Status Invalid(std::string_view why) {
  return Error(absl::StatusCode::kInvalidArgument, Reason::kQUERY_INVALID, std::string("evidence_token ").append(why))
      .Violation("evidence_token", why);
}

}  // namespace

uint64_t CellFingerprint(const v1::QueryStatisticsRequest& request) {
  v1::QueryStatisticsRequest query = request;
  query.clear_order_by();
  query.clear_limit();
  query.clear_limit_by();
  query.clear_with_ties();
  query.clear_having();
  query.clear_fill_gaps();
  query.clear_pivot();
  query.clear_min_position();
  query.clear_as_of();
  query.clear_omit_evidence_tokens();
  return QueryFingerprint(query);
}

uint64_t FeedFingerprint(const Position& position) {
  const std::string digest = Sha256(StrCat(position.store_id, " ", position.epoch));
  uint64_t number = 0;
  std::memcpy(&number, digest.data(), sizeof number);
  return number;
}

std::string EncodeEvidenceToken(uint64_t fingerprint, const CellAddress& cell) {
  Writer out;
  out.Number(cell.feed);
  out.Number(static_cast<uint64_t>(cell.place));
  out.Number(cell.metric);
  out.Number(cell.blocked ? static_cast<uint64_t>(*cell.blocked) + 1 : 0);
  for (const DimensionValue& value : cell.row) {
    out.Number(static_cast<uint64_t>(value.kind));
    out.Text(value.value);
  }
  return EncodePageToken(fingerprint, out.bytes());
}

absl::StatusOr<CellAddress> DecodeEvidenceToken(std::string_view token, uint64_t fingerprint) {
  const absl::StatusOr<std::string> bytes = DecodePageToken(token, fingerprint);
  if (!bytes.ok()) return Invalid("is damaged or belongs to another query; send it with the query it came from");
  Reader in(*bytes);
  CellAddress cell;
  cell.feed = in.Number();
  cell.place = static_cast<Place>(in.Number());
  cell.metric = static_cast<uint32_t>(in.Number());
  const uint64_t blocked = in.Number();
  if (blocked > kLeftOutReasons) return Invalid("is of another version");
  if (blocked > 0) cell.blocked = static_cast<LeftOut>(blocked - 1);
  while (!in.at_end()) {
    const uint64_t kind = in.Number();
    if (kind > static_cast<uint64_t>(BucketKind::kTotal)) return Invalid("is of another version");
    cell.row.push_back({static_cast<BucketKind>(kind), in.Text()});
  }
  if (in.failed()) return Invalid("is of another version");
  return cell;
}

}  // namespace gangmu::statistics
