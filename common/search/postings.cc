#include "common/search/postings.h"

namespace gangmu::search {

void PutVarint(std::string& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

bool TakeVarint(std::string_view& in, uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<uint8_t>(in[0]);
    in.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7F) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

// Per row: its distance from the row before; then its positions, each as the distance from the one before with a bit
// that says whether another follows.
void EncodePlaces(const std::vector<Place>& places, int64_t base_row, std::string& out) {
  int64_t row = base_row;
  uint32_t position = 0;
  for (size_t i = 0; i < places.size(); ++i) {
    const int64_t here = RowOf(places[i]);
    if (i == 0 || here != row) {
      PutVarint(out, static_cast<uint64_t>(here - row));
      row = here;
      position = 0;
    }
    const bool more = i + 1 < places.size() && RowOf(places[i + 1]) == here;
    PutVarint(out, static_cast<uint64_t>(PositionOf(places[i]) - position) << 1 | (more ? 1 : 0));
    position = PositionOf(places[i]);
  }
}

bool DecodePlaces(std::string_view in, int64_t base_row, std::vector<Place>& places) {
  int64_t row = base_row;
  while (!in.empty()) {
    uint64_t distance = 0;
    if (!TakeVarint(in, distance)) return false;
    row += static_cast<int64_t>(distance);
    uint64_t position = 0;
    for (bool more = true; more;) {
      if (!TakeVarint(in, distance)) return false;
      more = (distance & 1) != 0;
      position += distance >> 1;
      if (position >> kPositionBits != 0) return false;
      places.push_back(MakePlace(row, position));
    }
  }
  return true;
}

}  // namespace gangmu::search
