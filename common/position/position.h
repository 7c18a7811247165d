// A place in a change feed. Opaque to callers; the store writes positions and the followers of its feed compare them.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace gangmu {

// Places rise within one store and epoch; an epoch ends with a restore of the store. A value type.
struct Position {
  std::string store_id;  // 1 to 64 of [A-Za-z0-9-], kept for the life of the store
  std::string epoch;     // 1 to 64 of [A-Za-z0-9-], renewed by every restore
  int64_t place = 0;     // 0: before the first change

  // "1.<store>.<epoch>.<place>.<check>"; the check digits catch cut and mistyped positions.
  std::string ToString() const;
  // INVALID_ARGUMENT (INVALID_POSITION) where the text was not made by ToString.
  static absl::StatusOr<Position> Parse(std::string_view text);

  bool SameFeed(const Position& other) const { return store_id == other.store_id && epoch == other.epoch; }
  bool operator==(const Position&) const = default;
};

}  // namespace gangmu
