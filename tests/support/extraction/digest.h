// One number for all that an extraction returned, so that two of them can be compared.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/decimal/decimal.h"
#include "services/ingestion/extraction/extractor.h"

namespace gangmu::testing {

// FNV-1a over length-prefixed fields: the same in every process and build.
class Digester {
 public:
  Digester& Add(std::string_view bytes);
  Digester& Add(int64_t number);
  Digester& Add(const extraction::Span& span);
  Digester& Add(const extraction::Date& date);
  Digester& Add(const Decimal& value);  // by value, not by notation
  Digester& Add(const Interval& bounds);
  uint64_t value() const { return hash_; }

 private:
  void Byte(uint8_t byte) { hash_ = (hash_ ^ byte) * 0x100000001B3u; }
  uint64_t hash_ = 0xCBF29CE484222325u;
};

// Over every field of the result, confidence and rule ids included.
uint64_t Digest(const extraction::Result& result);

}  // namespace gangmu::testing
