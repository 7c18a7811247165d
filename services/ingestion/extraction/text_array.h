// Arrays as long as the text. Their elements are not filled before they are written. Large ones lie on huge pages where
// the system has them: a text of 50 MB touches memory that nothing has touched before, and to be given it in pieces of
// 4 KiB costs more time than all that extraction does with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace gangmu::extraction {

struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};

// Owns its elements, which must be trivial.
template <typename T>
using TextArray = std::unique_ptr<T[], FreeMemory>;

inline constexpr size_t kHugePage = size_t{2} << 20;

// Makes room in a list of records that a long text fills; a large one lies on huge pages, but for its ends.
template <typename List>
void ReserveForText(List& list, size_t count) {
  list.reserve(count);
#ifdef __linux__
  const auto begin = reinterpret_cast<uintptr_t>(list.data());
  const uintptr_t from = (begin + kHugePage - 1) / kHugePage * kHugePage;
  const uintptr_t to = (begin + list.capacity() * sizeof(*list.data())) / kHugePage * kHugePage;
  if (from < to) static_cast<void>(madvise(reinterpret_cast<void*>(from), to - from, MADV_HUGEPAGE));
#endif
}

template <typename T>
TextArray<T> MakeTextArray(size_t count) {
  static_assert(std::is_trivial_v<T>);
  const size_t bytes = count * sizeof(T);
  void* memory = nullptr;
  if (bytes >= 2 * kHugePage) {
    const size_t whole = (bytes + kHugePage - 1) / kHugePage * kHugePage;
    memory = std::aligned_alloc(kHugePage, whole);
#ifdef __linux__
    // A wish: where it is not granted the array is as good, only slower.
    if (memory != nullptr) static_cast<void>(madvise(memory, whole, MADV_HUGEPAGE));
#endif
  } else {
    memory = std::malloc(bytes > 0 ? bytes : 1);
  }
  if (memory == nullptr) throw std::bad_alloc();
  return TextArray<T>(static_cast<T*>(memory));
}

}  // namespace gangmu::extraction
