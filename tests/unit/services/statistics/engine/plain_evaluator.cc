#include "tests/unit/services/statistics/engine/plain_evaluator.h"

#include "absl/time/civil_time.h"

#include "common/text/strings.h"
#include "tests/unit/services/statistics/engine/random_facts.h"

namespace gangmu::statistics::testing {
namespace {

std::string YearOf(Day day) {
  const int64_t y = (absl::CivilDay(1970, 1, 1) + day).year();
  return StrCat(y);
}

// The plain side: the value of a dimension of an indicator.
std::vector<DimensionValue> PlainValues(const std::string& dimension, const DocumentFacts& d, const IndicatorFact& i) {
  const auto text = [](const std::string& s) {
    return s.empty() ? DimensionValue{BucketKind::kNotStated, ""} : DimensionValue{BucketKind::kValue, s};
  };
  const MeasureFact none;
  const MeasureFact& m = i.measure < 0 ? none : d.measures[static_cast<size_t>(i.measure)];
  if (dimension == "topic") return {text(m.topic)};
  if (dimension == "issuer") return {text(d.issuer)};
  if (dimension == "unit") return {text(i.unit)};
  if (dimension == "target") return {text(i.target ? "true" : "false")};
  if (dimension == "publish_year") return {d.publish_date == kNoDay ? text("") : text(YearOf(d.publish_date))};
  if (dimension == "region_province")
    return {d.region_code.empty() ? text("") : text(d.region_code.substr(0, 2) + "0000")};
  if (dimension == "period_year") {
    if (i.period_start == kNoDay) return {text("")};
    if (YearOf(i.period_start) != YearOf(i.period_end)) return {{BucketKind::kSpansSeveral, ""}};
    return {text(YearOf(i.period_end))};
  }
  if (m.instruments.empty()) return {text("")};
  std::vector<DimensionValue> values;
  for (const std::string& instrument : m.instruments) values.push_back(text(instrument));
  return values;
}

bool PassesPlain(const std::string& filter, const DocumentFacts& d, const IndicatorFact& i) {
  if (filter == "unit = \"m\"") return i.unit == "m";
  if (filter == "value > 5") return i.value && *i.value > Decimal::FromInt(5);
  if (filter == "document.issuer = \"国务院\" AND target = true") return d.issuer == "国务院" && i.target;
  if (filter == "within(document.region, \"420000\")") return d.region_code.substr(0, 2) == "42";
  if (filter == "document.issuer : \"市\" OR NOT value <= 7") {
    return d.issuer.find("市") != std::string::npos || !(i.value && *i.value <= Decimal::FromInt(7));
  }
  return true;
}

}  // namespace

const std::vector<std::string>& KnownFilters() {
  static const auto* filters = new std::vector<std::string>{"",
                                                            "unit = \"m\"",
                                                            "value > 5",
                                                            "document.issuer = \"国务院\" AND target = true",
                                                            "within(document.region, \"420000\")",
                                                            "document.issuer : \"市\" OR NOT value <= 7"};
  return *filters;
}

std::map<std::vector<DimensionValue>, Plain> Evaluate(const std::map<std::string, DocumentFacts>& documents,
                                                      const Query& query, const std::string& filter) {
  std::map<std::vector<DimensionValue>, Plain> out;
  for (const auto& [name, d] : documents) {
    for (const IndicatorFact& i : d.indicators) {
      if (!PassesPlain(filter, d, i)) continue;
      std::vector<std::vector<DimensionValue>> keys = {{}};
      for (const std::string& dimension : query.group_by) {
        std::vector<std::vector<DimensionValue>> longer;
        for (const auto& key : keys) {
          for (const DimensionValue& v : PlainValues(dimension, d, i)) {
            longer.push_back(key);
            longer.back().push_back(v);
          }
        }
        keys = longer;
      }
      for (const auto& key : keys) {
        Plain& p = out[key];
        const auto leave = [&](LeftOut r) { ++p.left_out[static_cast<size_t>(r)]; };
        if (d.duplicate && !query.include_duplicates) {
          leave(LeftOut::kDuplicate);
          continue;
        }
        if (d.validity == kValidityRepealed && !query.include_repealed) {
          leave(LeftOut::kRepealed);
          continue;
        }
        ++p.count;
        p.documents.insert(name);
        if (!i.subject.empty()) p.subjects.insert(i.subject);
        if (i.restatement && !query.include_restatements) {
          leave(LeftOut::kRestatement);
          continue;
        }
        if (i.part && !query.include_parts) {
          leave(LeftOut::kPart);
          continue;
        }
        Decimal factor = Decimal::FromInt(1);
        if (query.unit_mode == UnitMode::kConvert) {
          if (TestUnits(i.unit).dimension != TestUnits(query.target_unit).dimension) {
            leave(LeftOut::kOtherDimension);
            continue;
          }
          factor = TestUnits(i.unit).factor;  // the target is m, the base
        }
        p.units.insert(i.unit);
        const auto scaled = [&](const Decimal& v) { return *Decimal::Multiply(v, factor); };
        if (i.value) {
          const Day day = i.period_end != kNoDay ? i.period_end : d.publish_date;
          const auto order = static_cast<size_t>(&i - d.indicators.data());
          (day == kNoDay ? p.undated : p.dated)[{day, d.publish_date, name, order}] = scaled(*i.value);
          p.values.push_back(scaled(*i.value));
          p.sum = *Decimal::Add(p.sum, scaled(*i.value));
        } else {
          leave(LeftOut::kNoValue);
        }
        i.bounds.lower ? void(p.lower = *Decimal::Add(p.lower, scaled(*i.bounds.lower))) : void(++p.open_lower);
        i.bounds.upper ? void(p.upper = *Decimal::Add(p.upper, scaled(*i.bounds.upper))) : void(++p.open_upper);
      }
    }
  }
  return out;
}

}  // namespace gangmu::statistics::testing
