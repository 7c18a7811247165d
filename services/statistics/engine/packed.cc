#include "services/statistics/engine/packed.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

namespace gangmu::statistics {
namespace {

template <typename T, typename V>
void Pack(std::span<const V> values, uint8_t* out) {
  T* typed = reinterpret_cast<T*>(out);
  for (size_t i = 0; i < values.size(); ++i) typed[i] = static_cast<T>(values[i]);
}

template <typename T>
bool Fits(__int128 low, __int128 high) {
  return low >= std::numeric_limits<T>::min() && high <= std::numeric_limits<T>::max();
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool AllHexOfLength(std::span<const std::string> ids, size_t length) {
  if (length == 0 || length % 2 != 0) return false;
  return std::all_of(ids.begin(), ids.end(), [&](const std::string& id) {
    return id.size() == length && std::all_of(id.begin(), id.end(), [](char c) { return HexValue(c) >= 0; });
  });
}

}  // namespace

CodeColumn::CodeColumn(std::span<const uint32_t> codes) {
  if (codes.empty()) return;
  const auto [low, high] = std::minmax_element(codes.begin(), codes.end());
  min_ = *low;
  max_ = *high;
  width_ = min_ == max_ ? 0 : (max_ <= 0xFF ? 1 : (max_ <= 0xFFFF ? 2 : 4));
  if (width_ == 0) return;
  bytes_size_ = codes.size() * static_cast<size_t>(width_);
  bytes_ = std::make_unique_for_overwrite<uint8_t[]>(bytes_size_);
  if (width_ == 1) Pack<uint8_t>(codes, bytes_.get());
  if (width_ == 2) Pack<uint16_t>(codes, bytes_.get());
  if (width_ == 4) Pack<uint32_t>(codes, bytes_.get());
}

uint32_t CodeColumn::operator[](size_t i) const {
  if (width_ == 0) return max_;
  return WithCodes(*this, [&](const auto* data) -> uint32_t { return data[i]; });
}

int CoefficientColumn::WidthFor(std::span<const __int128> values) {
  if (values.empty()) return 0;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (*low == 0 && *high == 0) return 0;
  if (Fits<int8_t>(*low, *high)) return 1;
  if (Fits<int16_t>(*low, *high)) return 2;
  if (Fits<int32_t>(*low, *high)) return 4;
  return Fits<int64_t>(*low, *high) ? 8 : 16;
}

CoefficientColumn::CoefficientColumn(std::span<const __int128> values, int width) : width_(static_cast<int8_t>(width)) {
  if (width_ == 0) return;
  for (const __int128 v : values) {
    const auto magnitude = static_cast<unsigned __int128>(v < 0 ? -v : v);
    max_magnitude_ = std::max(max_magnitude_, magnitude);
  }
  bytes_size_ = values.size() * static_cast<size_t>(width_);
  bytes_ = std::make_unique_for_overwrite<uint8_t[]>(bytes_size_);
  if (width_ == 1) Pack<int8_t>(values, bytes_.get());
  if (width_ == 2) Pack<int16_t>(values, bytes_.get());
  if (width_ == 4) Pack<int32_t>(values, bytes_.get());
  if (width_ == 8) Pack<int64_t>(values, bytes_.get());
  if (width_ == 16) Pack<__int128>(values, bytes_.get());
}

__int128 CoefficientColumn::operator[](size_t i) const {
  if (width_ == 0) return 0;
  return WithCoefficients(*this, [&](const auto* data) -> __int128 { return data[i]; });
}

IdColumn::IdColumn(std::span<const std::string> ids) {
  if (ids.empty()) return;
  if (AllHexOfLength(ids, ids[0].size())) {
    packed_ = static_cast<uint32_t>(ids[0].size() / 2);
    bytes_.reserve(ids.size() * packed_);
    for (const std::string& id : ids) {
      for (size_t k = 0; k < id.size(); k += 2) {
        bytes_.push_back(static_cast<uint8_t>(HexValue(id[k]) * 16 + HexValue(id[k + 1])));
      }
    }
    return;
  }
  offsets_.reserve(ids.size() + 1);
  offsets_.push_back(0);
  for (const std::string& id : ids) {
    bytes_.insert(bytes_.end(), id.begin(), id.end());
    offsets_.push_back(static_cast<uint32_t>(bytes_.size()));
  }
  bytes_.shrink_to_fit();
}

std::string IdColumn::operator[](size_t i) const {
  if (packed_ == 0) {
    return std::string(bytes_.begin() + offsets_[i], bytes_.begin() + offsets_[i + 1]);
  }
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string id;
  for (size_t k = i * packed_; k < (i + 1) * packed_; ++k) {
    id += kDigits[bytes_[k] >> 4];
    id += kDigits[bytes_[k] & 15];
  }
  return id;
}

}  // namespace gangmu::statistics
