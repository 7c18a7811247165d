#include "common/rpc/page_token.h"

#include <memory>

#include "absl/strings/escaping.h"

#include "common/status/error.h"
#include "common/text/strings.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace gangmu {
namespace {

// Layout before base64url: version, fingerprint (8 bytes), cursor, checksum of all before (4 bytes); big endian.
constexpr char kVersion = 1;
constexpr size_t kFrameBytes = 1 + 8 + 4;

// FNV-1a, 64 bits: the same on every machine and in every build, unlike absl::Hash.
uint64_t Fnv1a(std::string_view bytes) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001B3u;
  }
  return hash;
}

uint32_t Checksum(std::string_view bytes) {
  const uint64_t hash = Fnv1a(bytes);
  return static_cast<uint32_t>(hash ^ (hash >> 32));
}

void AppendBigEndian(std::string& out, uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
}

uint64_t ReadBigEndian(std::string_view bytes) {
  uint64_t value = 0;
  for (const char c : bytes) value = (value << 8) | static_cast<unsigned char>(c);
  return value;
}

absl::Status Invalid(std::string_view why) {
  return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_PAGE_TOKEN, StrCat("page_token: ", why))
      .Violation("page_token", why);
}

}  // namespace

uint64_t QueryFingerprint(const google::protobuf::Message& request) {
  const std::unique_ptr<google::protobuf::Message> query(request.New());
  query->CopyFrom(request);
  for (const char* name : {"page_token", "page_size"}) {
    if (const auto* field = query->GetDescriptor()->FindFieldByName(name)) {
      query->GetReflection()->ClearField(query.get(), field);
    }
  }
  std::string bytes = query->GetDescriptor()->full_name();
  bytes.push_back('\0');
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  query->SerializeToCodedStream(&coded);
  coded.Trim();
  return Fnv1a(bytes);
}

std::string EncodePageToken(uint64_t fingerprint, std::string_view cursor) {
  std::string bytes(1, kVersion);
  AppendBigEndian(bytes, fingerprint, 8);
  bytes.append(cursor);
  AppendBigEndian(bytes, Checksum(bytes), 4);
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<std::string> DecodePageToken(std::string_view token, uint64_t fingerprint) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(ToAbsl(token), &bytes) || bytes.size() < kFrameBytes || bytes[0] != kVersion ||
      // Several spellings decode to the same bytes; only ours is ours.
      absl::WebSafeBase64Escape(bytes) != token) {
    return Invalid("is no page token; send back next_page_token as it was given");
  }
  const std::string_view view = bytes;
  const std::string_view body = view.substr(0, view.size() - 4);
  if (ReadBigEndian(view.substr(body.size())) != Checksum(body)) {
    return Invalid("is damaged; send back next_page_token as it was given");
  }
  if (ReadBigEndian(body.substr(1, 8)) != fingerprint) {
    return Invalid("belongs to another query; only page_size may change between pages");
  }
  return std::string(body.substr(9));
}

}  // namespace gangmu
