// A list that a pass fills and empties again for each block: its memory is kept, its elements are plain, and what is
// put behind them costs a comparison and a copy where it is done.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>

namespace gangmu::extraction {

template <typename T>
class ScratchList {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  void push_back(const T& item) {
    if (size_ == capacity_) Grow();
    items_[size_++] = item;
  }
  void clear() { size_ = 0; }
  bool empty() const { return size_ == 0; }
  size_t size() const { return size_; }
  T& operator[](size_t i) { return items_[i]; }
  const T& operator[](size_t i) const { return items_[i]; }
  T& back() { return items_[size_ - 1]; }
  const T& back() const { return items_[size_ - 1]; }
  const T* begin() const { return items_.get(); }
  const T* end() const { return items_.get() + size_; }

 private:
  [[gnu::noinline]] void Grow() {
    constexpr size_t kFirst = 64;
    capacity_ = capacity_ == 0 ? kFirst : 2 * capacity_;
    std::unique_ptr<T[]> larger(new T[capacity_]);
    if (size_ > 0) std::memcpy(static_cast<void*>(larger.get()), items_.get(), size_ * sizeof(T));
    items_ = std::move(larger);
  }

  std::unique_ptr<T[]> items_;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace gangmu::extraction
