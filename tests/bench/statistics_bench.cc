// The statistics engine in process: loads a CSV of facts and runs nine aggregate queries over it, best of seven each.
//   statistics_bench FACTS.csv [WORKERS]
// Columns: document topic province region issuer doc_type level publish_date year unit kind qualifier target value
// lower upper, one line a fact, facts of one document in any order. Prints milliseconds and the resident bytes a fact
// takes.
#include <chrono>
#include <cstdio>
#include <fstream>
#include <malloc.h>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "absl/time/civil_time.h"

#include "common/text/strings.h"
#include "common/time/civil.h"
#include "services/statistics/engine/engine.h"
#include "services/statistics/engine/fields.h"

namespace gangmu::statistics {
namespace {

size_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  size_t total = 0;
  size_t resident = 0;
  statm >> total >> resident;
  return resident * static_cast<size_t>(sysconf(_SC_PAGESIZE));
}

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

// One line into its document. Provinces become GB/T 2260-like codes, so that the province is derived as in real data.
void AddFact(const std::vector<std::string_view>& f, DocumentFacts& d) {
  if (d.name.empty()) {
    d.name = StrCat("documents/", f[0]);
    d.region_code = StrCat(11 + std::stoi(std::string(f[2].substr(1))), f[3].substr(1));
    d.issuer = std::string(f[4]);
    d.document_type = std::string(f[5]);
    d.issuer_level = std::string(f[6]);
    d.publish_date = static_cast<Day>(*ParseDay(f[7]) - absl::CivilDay(1970, 1, 1));
    d.extractor_version = "bench";
  }
  size_t m = 0;
  while (m < d.measures.size() && d.measures[m].topic != f[1]) ++m;
  if (m == d.measures.size()) {
    char id[17];
    std::snprintf(id, sizeof id, "%016zx", m);
    d.measures.push_back({id, "", std::string(f[1]), {}, {}, 0});
  }
  IndicatorFact i;
  char id[17];
  std::snprintf(id, sizeof id, "%016zx", d.indicators.size());
  i.id = id;
  i.measure = static_cast<int32_t>(m);
  i.unit = std::string(f[9]);
  i.kind = Code(f[10], {"LEVEL", "INCREASE", "DECREASE", "CHANGE", "SHARE", "RANK", "DURATION"});
  i.qualifier =
      Code(f[11], {"EXACT", "ABOUT", "NEARLY", "SOME_OVER", "MORE_THAN", "AT_LEAST", "LESS_THAN", "AT_MOST", "RANGE"});
  i.target = f[12] == "true";
  i.value = Number(f[13]);
  i.bounds = {Number(f[14]), Number(f[15])};
  i.subject = StrCat("主体", (d.indicators.size() * 7919 + d.name.size() * 104729 + m * 1299709) % 300000);
  d.indicators.push_back(std::move(i));
}

struct NamedQuery {
  const char* name;
  const char* filter;
  std::vector<std::string> group_by;
  std::vector<std::string> metrics;
  bool rollup = false;
  uint64_t limit = 0;
};

int Main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: statistics_bench FACTS.csv [WORKERS]\n");
    return 2;
  }
  const size_t before = ResidentBytes();
  FactTable table([](std::string_view code) { return UnitInfo{std::string(code), Decimal::FromInt(1), true}; });
  {
    std::ifstream csv(argv[1]);
    std::string line;
    std::getline(csv, line);
    std::map<std::string, DocumentFacts, std::less<>> documents;
    std::vector<DocumentFacts> batch;
    const auto flush = [&] {
      for (auto& [key, d] : documents) batch.push_back(std::move(d));
      documents.clear();
      table.Load(batch, 1);
      batch.clear();
    };
    std::string last;
    while (std::getline(csv, line)) {
      const std::vector<std::string_view> f = Split(line);
      if (f[0] != last && documents.size() >= 4096) flush();
      last = std::string(f[0]);
      AddFact(f, documents[last]);
    }
    flush();
  }
  malloc_trim(0);  // what the loader freed is not memory of facts
  const FactCounts counts = table.counts();
  std::printf("%lld facts, %.1f bytes a fact resident, %.1f counted\n", static_cast<long long>(counts.indicators),
              static_cast<double>(ResidentBytes() - before) / static_cast<double>(counts.indicators),
              static_cast<double>(table.MemoryBytes()) / static_cast<double>(counts.indicators));
  const std::vector<NamedQuery> queries = {
      {"q1", "", {"topic"}, {"count"}},
      {"q2", "unit = CNY", {"topic", "publish_year"}, {"sum(value)", "count"}},
      {"q3",
       "unit = 家 AND document.issuer_level = city AND document.publish_date >= 2018-01-01 AND "
       "document.publish_date <= 2023-12-31",
       {"region_province"},
       {"sum(value)", "count"}},
      {"q4", "unit = %", {"topic"}, {"median(value)", "percentile(value, 90)"}},
      {"q5", "unit = CNY", {"issuer"}, {"sum(value)"}, false, 10},
      {"q6", "", {"region_province"}, {"count_documents"}},
      {"q7", "unit = CNY", {"topic", "publish_year", "kind"}, {"count", "sum(value)"}, true},
      {"q8", "unit = CNY", {"topic", "publish_year"}, {"sum(value)"}},
      {"q9",
       "within(document.region, \"220042\") AND topic = T03 AND unit = 家",
       {"publish_year"},
       {"sum(value)", "count"}},
  };
  const Engine engine(argc > 2 ? static_cast<size_t>(std::stoi(argv[2])) : 1);
  for (const NamedQuery& q : queries) {
    double best = 1e9;
    size_t rows = 0;
    for (int k = 0; k < 7; ++k) {
      const auto start = std::chrono::steady_clock::now();
      Query query;
      query.group_by = q.group_by;
      for (const std::string& m : q.metrics) query.metrics.push_back(*ParseMetric(m));
      query.filter = *filter::Filter::Parse(q.filter, FilterSchema(FactKind::kIndicator));
      query.rollup = q.rollup;
      query.limit = q.limit;
      if (q.limit != 0) query.order = {{true, 0, true}};
      const absl::StatusOr<Answer> answer = engine.Run(*table.snapshot(), query);
      const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
      if (!answer.ok()) {
        std::fprintf(stderr, "%s: %s\n", q.name, answer.status().ToString().c_str());
        return 1;
      }
      best = std::min(best, took.count());
      rows = answer->rows.size();
    }
    std::printf("%s %8.3f ms  %zu rows\n", q.name, best, rows);
  }
  return 0;
}

}  // namespace
}  // namespace gangmu::statistics

int main(int argc, char** argv) { return gangmu::statistics::Main(argc, argv); }
