#include "common/position/position.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

#include "common/status/error.h"

namespace gangmu {
namespace {

// FNV-1a, 32 bits: enough against slips; positions carry no secret.
uint32_t Check(std::string_view text) {
  uint32_t hash = 2166136261u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

bool IsId(std::string_view id) {
  if (id.empty() || id.size() > 64) return false;
  for (const char c : id) {
    const bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    if (!ok) return false;
  }
  return true;
}

Error Invalid() {
  return Error(absl::StatusCode::kInvalidArgument, Reason::kINVALID_POSITION,
               "the position is damaged: hand back one exactly as the service gave it");
}

}  // namespace

std::string Position::ToString() const {
  const std::string body = absl::StrCat("1.", store_id, ".", epoch, ".", place);
  return absl::StrCat(body, ".", absl::StrFormat("%08x", Check(body)));
}

absl::StatusOr<Position> Position::Parse(std::string_view text) {
  const std::string copy(text);
  const std::vector<std::string> parts = absl::StrSplit(copy, '.');
  if (parts.size() != 5 || parts[0] != "1" || !IsId(parts[1]) || !IsId(parts[2])) return Invalid();
  Position p{parts[1], parts[2], 0};
  if (!absl::SimpleAtoi(parts[3], &p.place) || p.place < 0 || p.ToString() != copy) return Invalid();
  return p;
}

}  // namespace gangmu
