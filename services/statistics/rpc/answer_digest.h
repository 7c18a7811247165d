// The digest of an answer: the same query at the same position has the same one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/digest/sha256.h"
#include "gangmu/statistics/v1/statistics_service.pb.h"

namespace gangmu::statistics {

// Head first, then every row in order. Not thread safe.
class AnswerDigest {
 public:
  // Of dimensions, metrics, pivot and counts; rows in `head` do not matter.
  explicit AnswerDigest(const v1::QueryStatisticsResponse& head);
  void Add(const v1::Row& row);
  // 64 hexadecimal digits. Once.
  std::string Finish();

 private:
  void Add(const v1::Cell& cell);
  // Over fields, never over serialised bytes: each piece with its length before it, so that no two rows run together.
  void Add(std::string_view piece);
  void Add(int64_t number);

  std::string buffer_;  // many small pieces cost more apart than together
  Sha256Builder builder_;
};

}  // namespace gangmu::statistics
