// Append-only mapping of texts to dense codes. Code 0 is the empty text.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"

namespace gangmu::statistics {

// One writer calls Encode; readers call Text for codes that a snapshot published to them, and Find, at any time.
// Texts never move.
class Dictionary {
 public:
  Dictionary();
  Dictionary(const Dictionary&) = delete;
  Dictionary& operator=(const Dictionary&) = delete;

  uint32_t Encode(std::string_view text);
  // Makes room for so many texts in all, so that filling it costs no growth. Writer only.
  void Reserve(size_t texts);
  uint32_t size() const { return size_; }  // writer only; readers know it from their snapshot

  std::string_view Text(uint32_t code) const;
  // The code of a text; nullopt where it has none (or got one after the caller's snapshot: compare with its size).
  std::optional<uint32_t> Find(std::string_view text) const;

  size_t MemoryBytes() const;

 private:
  struct Hash {
    using is_transparent = void;
    const Dictionary* dictionary;
    size_t operator()(uint32_t code) const;
    size_t operator()(std::string_view text) const;
  };
  struct Equal {
    using is_transparent = void;
    const Dictionary* dictionary;
    bool operator()(uint32_t a, uint32_t b) const { return a == b; }
    bool operator()(uint32_t a, std::string_view b) const { return dictionary->Text(a) == b; }
    bool operator()(std::string_view a, uint32_t b) const { return dictionary->Text(b) == a; }
  };

  // Entry n of chunk k is code (1 << k) * kFirstChunk - kFirstChunk + n: chunks double and never move.
  static constexpr size_t kFirstChunk = 64;
  static constexpr size_t kChunks = 26;
  const char** Slot(uint32_t code) const;
  const char* Store(std::string_view text);

  std::array<std::unique_ptr<const char*[]>, kChunks> chunks_;  // each text: length as varint, then its bytes
  uint32_t size_ = 0;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* free_ = nullptr;
  size_t free_bytes_ = 0;
  size_t block_bytes_ = 0;
  mutable std::mutex mutex_;  // guards codes_ against Find
  absl::flat_hash_set<uint32_t, Hash, Equal> codes_;
};

}  // namespace gangmu::statistics
