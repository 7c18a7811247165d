// Time expressions and the periods they mean.
#pragma once

#include <cstdint>

#include "services/ingestion/extraction/bigram_filter.h"
#include "services/ingestion/extraction/indicators/passage.h"
#include "services/ingestion/extraction/model.h"

namespace gangmu::extraction {

enum class TimeForm : uint8_t {
  kRange,          // a year, half-year, quarter, month, day or span of them; both ends known
  kPoint,          // 截至9月底, 到2025年
  kSince,          // 2020年以来: to the date of publication
  kFrom,           // 从2019年1月1日起: open end
  kYearsUntilNow,  // 五年来, 过去五年, 近10年
  kNone,           // 目前, 近年来: names a time and no period
};

// A year written in the text, or one that depends on the document.
enum class YearBase : uint8_t { kWritten, kDocument, kContext };

struct TimeExpression {
  int32_t begin = 0;
  int32_t end = 0;
  TimeForm form = TimeForm::kRange;
  YearBase base = YearBase::kWritten;
  int16_t offset = 0;  // with kDocument: 今年 0, 去年 -1
  Date start;          // year 0 where the base is not kWritten
  Date finish;
  int16_t years = 0;       // kYearsUntilNow
  bool basis = false;      // of comparison only (较2019年)
  bool attribute = false;  // part of a name (2021年度科技奖励)
  bool local = false;      // belongs to one quantity (十年接近翻一番)
};

struct TimeContext {
  Date publish;  // date of the document, year 0 where unknown
  int year = 0;  // year of the scope that a bare month or 全年 belongs to
};

// Enters the first two code points of all time expressions that begin with neither a figure nor a quote into `filter`
// under `bit`: the landmarks that ReadTime() trusts. A new word of time needs its beginning there.
void MarkTimeBeginnings(BigramFilter& filter, uint8_t bit);

// Reads the time expression that begins at `at`. False where none does.
bool ReadTime(const Passage& passage, int32_t at, TimeExpression& out);

// The period that the expression means; both ends absent where it means none.
Period Resolve(const TimeExpression& time, const TimeContext& context);

}  // namespace gangmu::extraction
