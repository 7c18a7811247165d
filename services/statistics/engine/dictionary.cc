#include "services/statistics/engine/dictionary.h"

#include <bit>
#include <cstring>

#include "absl/hash/hash.h"

#include "common/text/strings.h"

namespace gangmu::statistics {
namespace {

constexpr size_t kMaxBlock = 256 * 1024;

size_t VarintSize(size_t n) {
  size_t size = 1;
  for (; n >= 0x80; n >>= 7) ++size;
  return size;
}

}  // namespace

Dictionary::Dictionary() : codes_(0, Hash{this}, Equal{this}) { Encode(""); }

size_t Dictionary::Hash::operator()(std::string_view text) const {
  return absl::Hash<absl::string_view>{}(ToAbsl(text));
}
size_t Dictionary::Hash::operator()(uint32_t code) const { return (*this)(dictionary->Text(code)); }

const char** Dictionary::Slot(uint32_t code) const {
  const size_t place = code + kFirstChunk;
  const size_t chunk = static_cast<size_t>(std::bit_width(place) - std::bit_width(kFirstChunk));
  return &chunks_[chunk][place - (kFirstChunk << chunk)];
}

std::string_view Dictionary::Text(uint32_t code) const {
  const char* p = *Slot(code);
  size_t length = 0;
  for (int shift = 0;; shift += 7) {
    const auto byte = static_cast<unsigned char>(*p++);
    length |= static_cast<size_t>(byte & 0x7F) << shift;
    if (byte < 0x80) break;
  }
  return {p, length};
}

const char* Dictionary::Store(std::string_view text) {
  const size_t need = VarintSize(text.size()) + text.size();
  if (need > free_bytes_) {
    // Blocks grow with the dictionary, so that small ones stay small.
    const size_t block = std::max(need, std::min(kMaxBlock, std::max<size_t>(256, block_bytes_ / 4)));
    blocks_.push_back(std::make_unique<char[]>(block));
    free_ = blocks_.back().get();
    free_bytes_ = block;
    block_bytes_ += block;
  }
  char* const stored = free_;
  char* p = stored;
  size_t n = text.size();
  for (; n >= 0x80; n >>= 7) *p++ = static_cast<char>(n | 0x80);
  *p++ = static_cast<char>(n);
  if (!text.empty()) std::memcpy(p, text.data(), text.size());
  free_ += need;
  free_bytes_ -= need;
  return stored;
}

uint32_t Dictionary::Encode(std::string_view text) {
  if (size_ > 0 && text.empty()) return 0;
  // The writer is the only one that changes codes_, so it may look without the lock.
  if (const auto it = codes_.find(text); it != codes_.end()) return *it;
  const uint32_t code = size_;
  const size_t place = code + kFirstChunk;
  const size_t chunk = static_cast<size_t>(std::bit_width(place) - std::bit_width(kFirstChunk));
  if (!chunks_[chunk]) chunks_[chunk] = std::make_unique<const char*[]>(kFirstChunk << chunk);
  *Slot(code) = Store(text);
  ++size_;
  std::lock_guard lock(mutex_);
  codes_.insert(code);
  return code;
}

void Dictionary::Reserve(size_t texts) {
  std::lock_guard lock(mutex_);
  codes_.reserve(texts);
}

std::optional<uint32_t> Dictionary::Find(std::string_view text) const {
  std::lock_guard lock(mutex_);
  const auto it = codes_.find(text);
  if (it == codes_.end()) return std::nullopt;
  return *it;
}

size_t Dictionary::MemoryBytes() const {
  size_t bytes = block_bytes_ + codes_.capacity() * (sizeof(uint32_t) + 1);
  for (size_t k = 0; k < kChunks; ++k) bytes += chunks_[k] ? (kFirstChunk << k) * sizeof(char*) : 0;
  return bytes;
}

}  // namespace gangmu::statistics
