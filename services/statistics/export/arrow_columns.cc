#include "services/statistics/export/arrow_columns.h"

#include <utility>

namespace gangmu::statistics {
namespace {

constexpr size_t kAlignment = 8;

class ColumnBuilder {
 public:
  ColumnBuilder(ColumnType type, int scale) : type_(type), scale_(scale) {
    if (type_ == ColumnType::kText) Append<int32_t>(0);
  }

  void Add(const ColumnValue& value) {
    const bool present = !std::holds_alternative<std::monostate>(value);
    AddBit(&validity_, present);
    null_count_ += present ? 0 : 1;
    switch (type_) {
      case ColumnType::kText:
        if (present) texts_ += std::get<std::string>(value);
        Append(static_cast<int32_t>(texts_.size()));
        break;
      case ColumnType::kCount:
        Append(present ? std::get<int64_t>(value) : int64_t{0});
        break;
      case ColumnType::kDecimal:
        Append(present ? std::get<Decimal>(value).Normalized().Rescale(scale_)->coefficient() : __int128{0});
        break;
      case ColumnType::kFlag:
        AddBit(&data_, present && std::get<bool>(value));
        break;
      case ColumnType::kDay:
        Append(present ? std::get<Day>(value) : Day{0});
        break;
    }
    ++length_;
  }

  ArrowArray Finish(std::string* body) {
    ArrowArray array{.length = length_, .null_count = null_count_};
    array.buffers.push_back(Put(validity_, body));
    array.buffers.push_back(Put(data_, body));
    if (type_ == ColumnType::kText) array.buffers.push_back(Put(texts_, body));
    return array;
  }

 private:
  template <typename T>
  void Append(T value) {
    data_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  // Bit length_ of a bitmap, least significant first.
  void AddBit(std::string* bits, bool set) const {
    if (length_ % 8 == 0) bits->push_back(0);
    if (set) bits->back() = static_cast<char>(bits->back() | (1 << (length_ % 8)));
  }
  static ArrowArray::Buffer Put(const std::string& bytes, std::string* body) {
    const ArrowArray::Buffer buffer{static_cast<int64_t>(body->size()), static_cast<int64_t>(bytes.size())};
    body->append(bytes);
    body->append((kAlignment - body->size() % kAlignment) % kAlignment, '\0');
    return buffer;
  }

  const ColumnType type_;
  const int scale_;
  int64_t length_ = 0;
  int64_t null_count_ = 0;
  std::string validity_;
  std::string data_;  // of texts: offsets
  std::string texts_;
};

}  // namespace

ArrowArray AppendColumn(const ExportColumn& column, int scale, std::span<const Row> rows, std::string* body) {
  ColumnBuilder builder(column.type, scale);
  for (const Row& row : rows) builder.Add(column.get(row));
  return builder.Finish(body);
}

}  // namespace gangmu::statistics
