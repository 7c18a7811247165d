#include "tests/unit/services/statistics/engine/random_facts.h"

#include "common/text/strings.h"

namespace gangmu::statistics::testing {
namespace {

const std::vector<std::string> kUnits = {"km", "m", "cm", "家", "%"};
const std::vector<std::string> kTopics = {"", "科技", "农业", "民政"};
const std::vector<std::string> kIssuers = {"", "国务院", "武汉市", "省政府"};
const std::vector<std::string> kRegions = {"", "420000", "420100", "420102", "110101"};
const std::vector<std::string> kInstruments = {"资金投入", "人才培养", "示范推广"};

}  // namespace

UnitInfo TestUnits(std::string_view code) {
  if (code == "km") return {"length", Decimal::FromInt(1000), true};
  if (code == "m") return {"length", Decimal::FromInt(1), true};
  if (code == "cm") return {"length", Decimal(1, 2), true};
  return {std::string(code), Decimal::FromInt(1), true};
}

DocumentFacts RandomDocument(Dice& dice, size_t number, const std::vector<std::string>& numbers) {
  DocumentFacts d;
  d.name = StrCat("documents/d", number);
  d.issuer = dice.Pick(kIssuers);
  d.region_code = dice.Pick(kRegions);
  d.publish_date = dice.OneIn(6) ? kNoDay : static_cast<Day>(17000 + dice.Below(2000));
  d.duplicate = dice.OneIn(8);
  d.validity = static_cast<uint8_t>(dice.Below(4));
  d.extractor_version = "v1";
  for (size_t m = dice.Below(4); m > 0; --m) {
    MeasureFact measure;
    measure.id = StrCat("m", m);
    measure.topic = dice.Pick(kTopics);
    for (const std::string& i : kInstruments) {
      if (dice.OneIn(3)) measure.instruments.push_back(i);
    }
    d.measures.push_back(measure);
  }
  for (size_t k = dice.Below(8); k > 0; --k) {
    IndicatorFact i;
    i.id = StrCat("i", k);
    i.measure = static_cast<int32_t>(dice.Below(d.measures.size() + 1)) - 1;
    const Decimal v = *Decimal::Parse(dice.Pick(numbers));
    if (!dice.OneIn(5)) i.value = v;
    if (!dice.OneIn(4)) i.bounds.lower = v;
    if (!dice.OneIn(4)) i.bounds.upper = *Decimal::Add(v, Decimal::FromInt(2));
    i.unit = dice.Pick(kUnits);
    i.kind = static_cast<uint8_t>(1 + dice.Below(5));
    i.target = dice.OneIn(3);
    i.part = dice.OneIn(6);
    i.restatement = dice.OneIn(6);
    i.subject = dice.Pick(kTopics);
    if (!dice.OneIn(3)) {
      i.period_start = static_cast<Day>(17000 + dice.Below(1500));
      i.period_end = i.period_start + static_cast<Day>(dice.Below(500));
    }
    d.indicators.push_back(i);
  }
  return d;
}

}  // namespace gangmu::statistics::testing
