#include "tests/bench/statistics_facts.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "absl/time/civil_time.h"

#include "common/text/strings.h"
#include "common/time/civil.h"

namespace gangmu::statistics::testing {
namespace {

constexpr int kProvinces = 31;
constexpr int kFirstProvince = 11;
constexpr uint64_t kSubjects = 300'000;

std::vector<std::string_view> Split(std::string_view line) {
  std::vector<std::string_view> fields;
  for (size_t begin = 0; begin <= line.size();) {
    const size_t comma = std::min(line.find(',', begin), line.size());
    fields.push_back(line.substr(begin, comma - begin));
    begin = comma + 1;
  }
  return fields;
}

std::optional<Decimal> Number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return *Decimal::Parse(text);
}

uint8_t Code(std::string_view name, std::initializer_list<std::string_view> names) {
  uint8_t n = 1;
  for (const std::string_view candidate : names) {
    if (candidate == name) return n;
    ++n;
  }
  return 0;
}

std::string HexId(uint64_t number) {
  char id[17];
  std::snprintf(id, sizeof id, "%016llx", static_cast<unsigned long long>(number * 0x9E3779B97F4A7C15u));
  return id;
}

DocumentFacts NewDocument(const std::vector<std::string_view>& f, uint64_t number) {
  DocumentFacts d;
  d.name = StrCat("documents/", HexId(number), HexId(number + 1));
  d.title = StrCat("关于第", number, "号事项的通知");
  d.document_number = StrCat("政发〔2020〕", number % 9000, "号");
  d.region_code = RegionCode(std::string(f[3]));
  d.region_name = StrCat("地区", f[3]);
  d.issuer = std::string(f[4]);
  d.document_type = std::string(f[5]);
  d.issuer_level = std::string(f[6]);
  d.publish_date = static_cast<Day>(*ParseDay(f[7]) - absl::CivilDay(1970, 1, 1));
  d.effective_date = d.publish_date + 30;
  d.validity = 1;
  d.labels = {{"batch", StrCat(number % 100)}};
  d.schemes = {StrCat("一网", number % 50)};
  d.extractor_version = "bench";
  return d;
}

int32_t MeasureOf(DocumentFacts& d, std::string_view topic, uint64_t number) {
  for (size_t m = 0; m < d.measures.size(); ++m) {
    if (d.measures[m].topic == topic) return static_cast<int32_t>(m);
  }
  MeasureFact& m = d.measures.emplace_back();
  m.id = HexId(d.measures.size());
  m.heading = StrCat("措施", number % 50'000);
  m.topic = std::string(topic);
  m.section_path = {StrCat("第", number % 20, "章"), StrCat("节", number % 2'000)};
  m.instruments = {"资金投入"};
  m.status = static_cast<uint8_t>(1 + number % 3);
  return static_cast<int32_t>(d.measures.size() - 1);
}

void AddIndicator(const std::vector<std::string_view>& f, uint64_t number, DocumentFacts& d) {
  IndicatorFact i;
  i.id = HexId(d.indicators.size());
  i.measure = MeasureOf(d, f[1], number);
  i.unit = std::string(f[9]);
  i.kind = Code(f[10], {"LEVEL", "INCREASE", "DECREASE", "CHANGE", "SHARE", "RANK", "DURATION"});
  i.qualifier =
      Code(f[11], {"EXACT", "ABOUT", "NEARLY", "SOME_OVER", "MORE_THAN", "AT_LEAST", "LESS_THAN", "AT_MOST", "RANGE"});
  i.target = f[12] == "true";
  i.value = Number(f[13]);
  i.bounds = {Number(f[14]), Number(f[15])};
  i.subject = StrCat("主体", number * 7919 % kSubjects);
  i.period_start = d.publish_date / 365 * 365;
  i.period_end = i.period_start + 364;
  i.confidence = static_cast<uint8_t>(60 + number % 40);
  d.indicators.push_back(std::move(i));
}

}  // namespace

std::vector<DocumentFacts> ReadFacts(const std::string& path) {
  std::ifstream csv(path);
  std::string line;
  if (!std::getline(csv, line)) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    std::exit(1);
  }
  std::vector<DocumentFacts> documents;
  std::unordered_map<std::string, size_t> places;
  for (uint64_t number = 0; std::getline(csv, line); ++number) {
    const std::vector<std::string_view> f = Split(line);
    const auto [it, added] = places.try_emplace(std::string(f[0]), documents.size());
    if (added) documents.push_back(NewDocument(f, it->second));
    AddIndicator(f, number, documents[it->second]);
  }
  return documents;
}

std::string RegionCode(const std::string& region) {
  return StrCat(kFirstProvince + std::stoi(region.substr(1)) % kProvinces, region.substr(1));
}

std::string ProvinceOf(const std::string& code) {
  const int province = std::stoi(code.substr(0, 2)) - kFirstProvince;
  return StrCat(province < 10 ? "P0" : "P", province);
}

}  // namespace gangmu::statistics::testing
