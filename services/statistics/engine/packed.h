// Columns in the narrowest of the widths that hold their values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "services/statistics/engine/byte_io.h"

namespace gangmu::statistics {

// Dictionary codes in 0, 1, 2 or 4 bytes each; width 0 where all are equal. Immutable.
class CodeColumn {
 public:
  CodeColumn() = default;
  explicit CodeColumn(std::span<const uint32_t> codes);

  int width() const { return width_; }
  uint32_t constant() const { return max_; }  // width 0
  uint32_t min() const { return min_; }
  uint32_t max() const { return max_; }
  template <typename T>
  const T* data() const {
    return reinterpret_cast<const T*>(bytes_.get());
  }
  uint32_t operator[](size_t i) const;
  size_t MemoryBytes() const { return bytes_size_; }

  // The column as bytes, and back; fails the reader unless they hold exactly `rows` codes.
  void Write(ByteWriter& out) const;
  static CodeColumn Read(ByteReader& in, size_t rows);

 private:
  std::unique_ptr<uint8_t[]> bytes_;
  size_t bytes_size_ = 0;
  uint32_t min_ = 0;
  uint32_t max_ = 0;
  int8_t width_ = 0;
};

// Calls f(const T* data) with the column's own type; f must not be called for width 0.
template <typename F>
decltype(auto) WithCodes(const CodeColumn& column, F&& f) {
  switch (column.width()) {
    case 1:
      return f(column.data<uint8_t>());
    case 2:
      return f(column.data<uint16_t>());
    default:
      return f(column.data<uint32_t>());
  }
}

// Coefficients of decimals in 0, 1, 2, 4, 8 or 16 bytes each; width 0 where all are 0. Several columns may be asked to
// share a width, so that one loop reads them. Immutable.
class CoefficientColumn {
 public:
  CoefficientColumn() = default;
  CoefficientColumn(std::span<const __int128> values, int width);
  static int WidthFor(std::span<const __int128> values);

  int width() const { return width_; }
  template <typename T>
  const T* data() const {
    return reinterpret_cast<const T*>(bytes_.get());
  }
  __int128 operator[](size_t i) const;
  // The largest magnitude in the column.
  unsigned __int128 max_magnitude() const { return max_magnitude_; }
  size_t MemoryBytes() const { return bytes_size_; }

  // The column as bytes, and back; fails the reader unless they hold exactly `rows` coefficients.
  void Write(ByteWriter& out) const;
  static CoefficientColumn Read(ByteReader& in, size_t rows);

 private:
  std::unique_ptr<uint8_t[]> bytes_;
  size_t bytes_size_ = 0;
  unsigned __int128 max_magnitude_ = 0;
  int8_t width_ = 0;
};

// Calls f(const T* data) with the column's own type; f must not be called for width 0.
template <typename F>
decltype(auto) WithCoefficients(const CoefficientColumn& column, F&& f) {
  switch (column.width()) {
    case 1:
      return f(column.data<int8_t>());
    case 2:
      return f(column.data<int16_t>());
    case 4:
      return f(column.data<int32_t>());
    case 8:
      return f(column.data<int64_t>());
    default:
      return f(column.data<__int128>());
  }
}

// Ids as the store makes them. Where all are lower-case hexadecimal of one even length they take half their length.
class IdColumn {
 public:
  IdColumn() = default;
  explicit IdColumn(std::span<const std::string> ids);
  std::string operator[](size_t i) const;
  size_t MemoryBytes() const { return bytes_.capacity() + offsets_.capacity() * sizeof(uint32_t); }

  // The column as bytes, and back; fails the reader unless they hold exactly `rows` ids.
  void Write(ByteWriter& out) const;
  static IdColumn Read(ByteReader& in, size_t rows);

 private:
  std::vector<uint8_t> bytes_;
  std::vector<uint32_t> offsets_;  // empty where packed
  uint32_t packed_ = 0;            // bytes an id, 0 where not packed
};

}  // namespace gangmu::statistics
