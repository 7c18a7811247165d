#include "services/statistics/rpc/answer_digest.h"

#include <charconv>

namespace gangmu::statistics {
namespace {

constexpr size_t kFlushBytes = 1 << 14;

}  // namespace

AnswerDigest::AnswerDigest(const v1::QueryStatisticsResponse& head) {
  Add(int64_t{head.dimensions_size()});
  for (const std::string& dimension : head.dimensions()) Add(dimension);
  Add(int64_t{head.metrics_size()});
  for (const std::string& metric : head.metrics()) Add(metric);
  Add(head.pivot());
  for (const v1::DimensionValue& value : head.pivot_values()) {
    Add(int64_t{value.kind()});
    Add(value.value());
  }
  Add(int64_t{head.total_rows()});
  Add(int64_t{head.matched_facts()});
}

void AnswerDigest::Add(const v1::Row& row) {
  for (const v1::DimensionValue& value : row.dimensions()) {
    Add(int64_t{value.kind()});
    Add(value.value());
  }
  for (const v1::Cell& cell : row.cells()) Add(cell);
}

void AnswerDigest::Add(const v1::Cell& cell) {
  for (const std::string* text :
       {&cell.value(), &cell.lower(), &cell.upper(), &cell.closed_lower(), &cell.closed_upper(), &cell.unit()}) {
    Add(*text);
  }
  for (const int64_t number : {cell.open_lower_count(), cell.open_upper_count(), cell.used_count(),
                               static_cast<int64_t>(cell.inexact()), static_cast<int64_t>(cell.left_out_size())}) {
    Add(number);
  }
  for (const v1::LeftOut& left_out : cell.left_out()) {
    Add(int64_t{left_out.reason()});
    Add(int64_t{left_out.count()});
  }
  Add(static_cast<int64_t>(cell.missing()));
  Add(int64_t{cell.top_size()});
  for (const v1::ValueCount& value : cell.top()) {
    Add(value.value());
    Add(int64_t{value.count()});
  }
  Add(int64_t{cell.tied_beyond()});
}

void AnswerDigest::Add(std::string_view piece) {
  Add(static_cast<int64_t>(piece.size()));
  buffer_.append(piece);
}

void AnswerDigest::Add(int64_t number) {
  char text[24];
  buffer_.append(text, std::to_chars(text, text + sizeof text, number).ptr).push_back(':');
  if (buffer_.size() < kFlushBytes) return;
  builder_.Append(buffer_);
  buffer_.clear();
}

std::string AnswerDigest::Finish() {
  builder_.Append(buffer_);
  return HexEncode(builder_.Finish());
}

}  // namespace gangmu::statistics
