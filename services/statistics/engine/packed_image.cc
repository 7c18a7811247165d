// Packed columns as bytes, and back.
#include <algorithm>
#include <cstring>
#include <string_view>

#include "services/statistics/engine/packed.h"

namespace gangmu::statistics {
namespace {

std::string_view View(const uint8_t* bytes, size_t size) { return {reinterpret_cast<const char*>(bytes), size}; }

// Reads width × rows bytes; nullptr, and the reader failed, where there are more or fewer.
std::unique_ptr<uint8_t[]> TakePacked(ByteReader& in, size_t size) {
  const std::string_view bytes = in.TakeBytes();
  if (bytes.size() != size) in.Fail();
  if (!in.ok() || size == 0) return nullptr;
  auto out = std::make_unique_for_overwrite<uint8_t[]>(size);
  std::memcpy(out.get(), bytes.data(), size);
  return out;
}

}  // namespace

void CodeColumn::Write(ByteWriter& out) const {
  out.Put(width_);
  out.Put(max_);
  out.PutBytes(View(bytes_.get(), bytes_size_));
}

CodeColumn CodeColumn::Read(ByteReader& in, size_t rows) {
  CodeColumn column;
  column.width_ = in.Take<int8_t>();
  column.min_ = column.max_ = in.Take<uint32_t>();
  if (column.width_ != 0 && column.width_ != 1 && column.width_ != 2 && column.width_ != 4) in.Fail();
  if (!in.ok()) return {};
  column.bytes_size_ = static_cast<size_t>(column.width_) * rows;
  column.bytes_ = TakePacked(in, column.bytes_size_);
  if (!in.ok()) return {};
  if (column.bytes_size_ == 0) return column;
  WithCodes(column, [&](const auto* data) {
    const auto [low, high] = std::minmax_element(data, data + rows);
    column.min_ = *low;
    column.max_ = *high;
  });
  return column;
}

void CoefficientColumn::Write(ByteWriter& out) const {
  out.Put(width_);
  out.PutBytes(View(bytes_.get(), bytes_size_));
}

CoefficientColumn CoefficientColumn::Read(ByteReader& in, size_t rows) {
  CoefficientColumn column;
  column.width_ = in.Take<int8_t>();
  constexpr int8_t kWidths[] = {0, 1, 2, 4, 8, 16};
  if (std::find(std::begin(kWidths), std::end(kWidths), column.width_) == std::end(kWidths)) in.Fail();
  if (!in.ok()) return {};
  column.bytes_size_ = static_cast<size_t>(column.width_) * rows;
  column.bytes_ = TakePacked(in, column.bytes_size_);
  if (!in.ok()) return {};
  if (column.bytes_size_ == 0) return column;
  WithCoefficients(column, [&](const auto* data) {
    const auto [low, high] = std::minmax_element(data, data + rows);
    const auto magnitude = [](__int128 v) {
      const auto bits = static_cast<unsigned __int128>(v);
      return v < 0 ? -bits : bits;
    };
    column.max_magnitude_ = std::max(magnitude(*low), magnitude(*high));
  });
  // The least 128-bit number has no opposite; no decimal has it as its coefficient.
  if (column.max_magnitude_ >> 127 != 0) in.Fail();
  if (!in.ok()) return {};
  return column;
}

void IdColumn::Write(ByteWriter& out) const {
  out.Put(packed_);
  out.PutVector(offsets_);
  out.PutVector(bytes_);
}

IdColumn IdColumn::Read(ByteReader& in, size_t rows) {
  IdColumn column;
  column.packed_ = in.Take<uint32_t>();
  column.offsets_ = in.TakeVector<uint32_t>();
  column.bytes_ = in.TakeVector<uint8_t>();
  bool whole = true;
  if (column.packed_ != 0) {
    whole = column.offsets_.empty() && column.bytes_.size() == rows * size_t{column.packed_};
  } else if (rows == 0) {
    whole = column.offsets_.empty() && column.bytes_.empty();
  } else {
    whole = column.offsets_.size() == rows + 1 && column.offsets_.front() == 0 &&
            column.offsets_.back() == column.bytes_.size() &&
            std::is_sorted(column.offsets_.begin(), column.offsets_.end());
  }
  if (!whole) in.Fail();
  return in.ok() ? std::move(column) : IdColumn();
}

}  // namespace gangmu::statistics
