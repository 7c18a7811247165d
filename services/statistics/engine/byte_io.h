// Writing and reading plain values as bytes of this machine's order (little-endian), with every length checked.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace gangmu::statistics {

static_assert(std::endian::native == std::endian::little, "images of the fact table are little-endian");

// Appends to a string that it owns. Not thread safe.
class ByteWriter {
 public:
  template <typename T>
  void Put(T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  // Bytes whose length is known otherwise.
  void PutRaw(std::string_view bytes) { bytes_.append(bytes); }
  // A length, then the bytes.
  void PutBytes(std::string_view bytes) {
    Put<uint64_t>(bytes.size());
    bytes_.append(bytes);
  }
  template <typename T>
  void PutVector(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    PutBytes({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)});
  }

  std::string_view bytes() const { return bytes_; }
  void Clear() { bytes_.clear(); }

 private:
  std::string bytes_;
};

// Reads what ByteWriter wrote. Where the bytes end too early, or a length does not fit, it fails for good: everything
// read from then on is empty or 0. Not thread safe.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  T Take() {
    static_assert(std::is_trivially_copyable_v<T>);
    T value{};
    if (!Need(sizeof value)) return value;
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_.remove_prefix(sizeof value);
    return value;
  }
  // A part of the bytes given to the constructor.
  std::string_view TakeBytes() { return TakeRaw(Take<uint64_t>()); }
  std::string_view TakeRaw(uint64_t size) {
    if (!Need(size)) return {};
    const std::string_view out = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return out;
  }
  template <typename T>
  std::vector<T> TakeVector() {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::string_view bytes = TakeBytes();
    if (bytes.size() % sizeof(T) != 0) Fail();
    std::vector<T> out(ok_ ? bytes.size() / sizeof(T) : 0);
    if (!out.empty()) std::memcpy(out.data(), bytes.data(), bytes.size());
    return out;
  }

  void Fail() {
    ok_ = false;
    bytes_ = {};
  }
  bool ok() const { return ok_; }
  size_t remaining() const { return bytes_.size(); }
  bool AtEnd() const { return ok_ && bytes_.empty(); }

 private:
  bool Need(uint64_t size) {
    if (ok_ && size <= bytes_.size()) return true;
    Fail();
    return false;
  }

  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace gangmu::statistics
