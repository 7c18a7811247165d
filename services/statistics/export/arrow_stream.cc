#include "services/statistics/export/arrow_stream.h"

#include <algorithm>
#include <span>

#include "arrow_generated.h"
#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "services/statistics/engine/time_steps.h"
#include "services/statistics/export/arrow_columns.h"
#include "services/statistics/export/export_columns.h"

namespace gangmu::statistics {
namespace {

namespace fb = gangmu::arrow;

constexpr size_t kBatchRows = 16'384;
constexpr uint32_t kContinuation = 0xFFFFFFFF;
constexpr size_t kAlignment = 8;

std::string_view KindName(BucketKind kind) {
  switch (kind) {
    case BucketKind::kValue:
      return "VALUE";
    case BucketKind::kSpansSeveral:
      return "SPANS_SEVERAL";
    case BucketKind::kNotStated:
      return "NOT_STATED";
    case BucketKind::kTotal:
      return "TOTAL";
  }
  return "";
}

// A column of one dimension; `get` is called for ordinary values alone.
template <typename Get>
ExportColumn ValueColumn(std::string name, ColumnType type, size_t place, Get get) {
  return {std::move(name), type, ColumnRole::kValue, [place, get](const Row& row) -> ColumnValue {
            const DimensionValue& value = row.dimensions[place];
            return value.kind == BucketKind::kValue ? get(value.value) : ColumnValue();
          }};
}

void AddDimension(const Answer& answer, const Query& query, size_t place, const ValueName& value_name,
                  std::vector<ExportColumn>* columns) {
  const std::string& name = answer.dimensions[place];
  columns->push_back(
      ValueColumn(name, ColumnType::kText, place, [](const std::string& v) -> ColumnValue { return v; }));
  columns->push_back({name + ".kind", ColumnType::kText, ColumnRole::kValue, [place](const Row& row) -> ColumnValue {
                        return std::string(KindName(row.dimensions[place].kind));
                      }});
  columns->push_back(ValueColumn(name + ".name", ColumnType::kText, place, [&](const std::string& v) -> ColumnValue {
    std::string shown = value_name(name, v);
    return shown.empty() ? ColumnValue() : ColumnValue(std::move(shown));
  }));
  const auto spec = FindDimension(query.facts, name);
  if (!spec.ok() || !HasDays(spec->derivation)) return;
  const Derivation derivation = spec->derivation;
  const auto day = [&](const char* suffix, bool last) {
    columns->push_back(
        ValueColumn(name + suffix, ColumnType::kDay, place, [derivation, last](const std::string& v) -> ColumnValue {
          const DaySpan days = DaysOfBucket(derivation, v);
          const Day found = last ? days.last : days.first;
          return found == kNoDay ? ColumnValue() : ColumnValue(found);
        }));
  };
  day(".start", false);
  day(".end", true);
}

std::vector<ExportColumn> ColumnsOf(const Answer& answer, const Query& query, const ValueName& value_name) {
  std::vector<ExportColumn> columns;
  for (size_t d = 0; d < answer.dimensions.size(); ++d) AddDimension(answer, query, d, value_name, &columns);
  for (size_t m = 0; m < answer.metrics.size(); ++m) {
    for (ExportColumn& column : MetricColumns(answer, query, m)) columns.push_back(std::move(column));
  }
  return columns;
}

// The least scale that keeps all digits of a column of decimals.
absl::StatusOr<int> ScaleOf(const ExportColumn& column, const std::vector<Row>& rows) {
  if (column.type != ColumnType::kDecimal) return 0;
  int scale = 0;
  for (const Row& row : rows) {
    const ColumnValue value = column.get(row);
    if (const Decimal* number = std::get_if<Decimal>(&value)) scale = std::max(scale, number->Normalized().scale());
  }
  for (const Row& row : rows) {
    const ColumnValue value = column.get(row);
    const Decimal* number = std::get_if<Decimal>(&value);
    if (number == nullptr || number->Normalized().Rescale(scale)) continue;
    return Error(absl::StatusCode::kOutOfRange, Reason::kDECIMAL_OVERFLOW,
                 StrCat("the numbers of ", column.name, " need more than 38 digits in one column"))
        .Build();
  }
  return scale;
}

std::pair<fb::Type, flatbuffers::Offset<void>> TypeOf(const ExportColumn& column, int scale,
                                                      flatbuffers::FlatBufferBuilder& builder) {
  switch (column.type) {
    case ColumnType::kText:
      return {fb::Type_Utf8, fb::CreateUtf8(builder).Union()};
    case ColumnType::kCount:
      return {fb::Type_Int, fb::CreateInt(builder, 64, true).Union()};
    case ColumnType::kDecimal:
      return {fb::Type_Decimal, fb::CreateDecimal(builder, Decimal::kMaxDigits, scale, 128).Union()};
    case ColumnType::kFlag:
      return {fb::Type_Bool, fb::CreateBool(builder).Union()};
    case ColumnType::kDay:
      return {fb::Type_Date, fb::CreateDate(builder, fb::DateUnit_DAY).Union()};
  }
  return {fb::Type_Null, fb::CreateNull(builder).Union()};
}

// An encapsulated message: mark, length of the metadata with its padding, metadata, body.
absl::Status Send(flatbuffers::FlatBufferBuilder& builder, fb::MessageHeader type, flatbuffers::Offset<void> header,
                  std::string_view body, const ByteSink& sink) {
  builder.Finish(fb::CreateMessage(builder, fb::MetadataVersion_V5, type, header, static_cast<int64_t>(body.size())));
  const size_t prefix = 2 * sizeof(uint32_t);
  const size_t size = builder.GetSize() + (kAlignment - builder.GetSize() % kAlignment) % kAlignment;
  const auto stated = static_cast<uint32_t>(size);
  std::string head;
  head.reserve(prefix + size);
  head.append(reinterpret_cast<const char*>(&kContinuation), sizeof kContinuation);
  head.append(reinterpret_cast<const char*>(&stated), sizeof stated);
  head.append(reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize());
  head.resize(prefix + size);
  RETURN_IF_ERROR(sink(head));
  return body.empty() ? absl::OkStatus() : sink(body);
}

absl::Status SendSchema(const std::vector<ExportColumn>& columns, const std::vector<int>& scales,
                        const std::vector<std::pair<std::string, std::string>>& metadata, const ByteSink& sink) {
  flatbuffers::FlatBufferBuilder builder;
  std::vector<flatbuffers::Offset<fb::Field>> fields;
  for (size_t c = 0; c < columns.size(); ++c) {
    const auto [type, table] = TypeOf(columns[c], scales[c], builder);
    const auto name = builder.CreateString(columns[c].name);
    const auto children = builder.CreateVector(std::vector<flatbuffers::Offset<fb::Field>>());
    fields.push_back(fb::CreateField(builder, name, true, type, table, 0, children));
  }
  std::vector<flatbuffers::Offset<fb::KeyValue>> pairs;
  for (const auto& [key, value] : metadata) {
    const auto key_text = builder.CreateString(key);
    pairs.push_back(fb::CreateKeyValue(builder, key_text, builder.CreateString(value)));
  }
  const auto field_list = builder.CreateVector(fields);
  const auto schema = fb::CreateSchema(builder, fb::Endianness_Little, field_list, builder.CreateVector(pairs));
  return Send(builder, fb::MessageHeader_Schema, schema.Union(), "", sink);
}

absl::Status SendBatch(const std::vector<ExportColumn>& columns, const std::vector<int>& scales,
                       std::span<const Row> rows, const ByteSink& sink) {
  std::string body;
  std::vector<fb::FieldNode> nodes;
  std::vector<fb::Buffer> buffers;
  for (size_t c = 0; c < columns.size(); ++c) {
    const ArrowArray array = AppendColumn(columns[c], scales[c], rows, &body);
    nodes.emplace_back(array.length, array.null_count);
    for (const ArrowArray::Buffer& buffer : array.buffers) buffers.emplace_back(buffer.offset, buffer.length);
  }
  flatbuffers::FlatBufferBuilder builder;
  const auto node_list = builder.CreateVectorOfStructs(nodes);
  const auto buffer_list = builder.CreateVectorOfStructs(buffers);
  const auto batch = fb::CreateRecordBatch(builder, static_cast<int64_t>(rows.size()), node_list, buffer_list);
  return Send(builder, fb::MessageHeader_RecordBatch, batch.Union(), body, sink);
}

}  // namespace

absl::Status WriteArrow(const Answer& answer, const Query& query, const ValueName& value_name,
                        const std::vector<std::pair<std::string, std::string>>& metadata, const ByteSink& sink) {
  const std::vector<ExportColumn> columns = ColumnsOf(answer, query, value_name);
  std::vector<int> scales;
  for (const ExportColumn& column : columns) {
    ASSIGN_OR_RETURN(const int scale, ScaleOf(column, answer.rows));
    scales.push_back(scale);
  }
  RETURN_IF_ERROR(SendSchema(columns, scales, metadata, sink));
  for (size_t begin = 0; begin < answer.rows.size(); begin += kBatchRows) {
    const size_t rows = std::min(kBatchRows, answer.rows.size() - begin);
    RETURN_IF_ERROR(SendBatch(columns, scales, std::span(answer.rows).subspan(begin, rows), sink));
  }
  constexpr uint32_t kEnd[] = {kContinuation, 0};
  return sink({reinterpret_cast<const char*>(kEnd), sizeof kEnd});
}

}  // namespace gangmu::statistics
