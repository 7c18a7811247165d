// Scores the further facts of extraction against the project's own gold (tests/data/facts_gold) and prints the table
// that the room's README quotes. Needs the corpus beside the project.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <regex>
#include <string>

#include "services/ingestion/extraction/extractor.h"

namespace gangmu::extraction {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

struct Fact {
  std::string kind;
  int start = 0, end = 0;
  std::string code;  // asked for where gold gives one
  std::string relation;
};

struct Gold {
  std::string doc;
  int from = 0, to = 0;
  bool used = false;
  std::string kinds;  // the one kind that the region was read for; empty: all
  std::vector<Fact> facts;
};

// The gold files hold one field a line; that is all this reads.
Gold ReadGold(const fs::path& path) {
  Gold gold;
  const std::string json = ReadFile(path);
  std::smatch m;
  std::regex_search(json, m, std::regex(R"re("doc": "([^"]+)")re"));
  gold.doc = m[1];
  std::regex_search(json, m, std::regex(R"re("region": \[\s*(\d+),\s*(\d+)\s*\])re"));
  gold.from = std::stoi(m[1]);
  gold.to = std::stoi(m[2]);
  gold.used = json.find("\"usedForRules\": true") != std::string::npos;
  if (std::regex_search(json, m, std::regex(R"re("kinds": "(\w+)")re"))) gold.kinds = m[1];
  const std::regex object(
      R"re(\{\s*"kind": "(\w+)",\s*"start": (\d+),\s*"end": (\d+)(?:,\s*"code": "([^"]*)")?(?:,\s*"relation": "(\w+)")?\s*\})re");
  for (auto it = std::sregex_iterator(json.begin(), json.end(), object); it != std::sregex_iterator(); ++it) {
    gold.facts.push_back({(*it)[1], std::stoi((*it)[2]), std::stoi((*it)[3]), (*it)[4], (*it)[5]});
  }
  return gold;
}

std::string KindOf(EntityKind kind) {
  constexpr const char* kNames[] = {"organisation", "place", "cited_document", "named_scheme"};
  return kNames[static_cast<int>(kind)];
}

std::string RelationOf(Relation r) {
  constexpr const char* kNames[] = {"cites", "forwards", "issues", "amends", "repeals", "implements"};
  return kNames[static_cast<int>(r)];
}

std::vector<Fact> Predict(const Extraction& e, int from, int to) {
  std::vector<Fact> facts;
  const auto add = [&](Fact f) {
    if (f.start >= from && f.start < to) facts.push_back(std::move(f));
  };
  for (const Entity& x : e.result.entities) {
    add({KindOf(x.kind), x.span.start, x.span.end, x.code, RelationOf(x.relation)});
  }
  for (const Measure& m : e.result.measures) {
    for (const Span& s : m.responsible_bodies) add({"responsible", s.start, s.end, "", ""});
  }
  return facts;
}

struct Tally {
  int right = 0, missed = 0, false_hits = 0;
  double precision() const { return right + false_hits == 0 ? 1 : static_cast<double>(right) / (right + false_hits); }
  double recall() const { return right + missed == 0 ? 1 : static_cast<double>(right) / (right + missed); }
};

TEST(FactsGoldTest, PrecisionAndRecall) {
  const fs::path root(GANGMU_SOURCE_DIR);
  const fs::path corpus = root / "../shared/corpus/text";
  if (!fs::is_directory(corpus)) GTEST_SKIP() << "corpus not present";
  std::map<std::string, Tally> by_kind;
  Tally all, held_out;
  int facts = 0, held_out_docs = 0;
  for (const auto& entry : fs::directory_iterator(root / "tests/data/facts_gold")) {
    if (entry.path().extension() != ".json") continue;
    const Gold gold = ReadGold(entry.path());
    const auto e = Extract(ReadFile(corpus / (gold.doc + ".txt")));
    ASSERT_TRUE(e.ok()) << gold.doc;
    std::vector<Fact> predicted = Predict(*e, gold.from, gold.to);
    if (!gold.kinds.empty()) std::erase_if(predicted, [&](const Fact& p) { return p.kind != gold.kinds; });
    facts += static_cast<int>(gold.facts.size());
    held_out_docs += !gold.used;
    const auto count = [&](const std::string& kind, int Tally::*field) {
      ++(by_kind[kind].*field);
      ++(all.*field);
      if (!gold.used) ++(held_out.*field);
    };
    const auto name = [&](const Fact& f) {
      return gold.doc + ": " + f.kind + " " + e->text.Slice({f.start, f.end}) + " " + f.code + " " + f.relation;
    };
    for (const Fact& g : gold.facts) {
      const auto hit = std::find_if(predicted.begin(), predicted.end(), [&](const Fact& p) {
        return p.kind == g.kind && p.start == g.start && p.end == g.end && (g.code.empty() || p.code == g.code) &&
               (g.relation.empty() || p.relation == g.relation);
      });
      if (hit == predicted.end()) {
        count(g.kind, &Tally::missed);
        std::printf("missed: %s\n", name(g).c_str());
      } else {
        count(g.kind, &Tally::right);
        predicted.erase(hit);
      }
    }
    for (const Fact& p : predicted) {
      count(p.kind, &Tally::false_hits);
      std::printf("false:  %s\n", name(p).c_str());
    }
  }
  for (const auto& [kind, t] : by_kind) {
    std::printf("%-15s precision %.3f recall %.3f (%d in gold)\n", kind.c_str(), t.precision(), t.recall(),
                t.right + t.missed);
  }
  std::printf("%-15s precision %.3f recall %.3f\n", "all", all.precision(), all.recall());
  std::printf("%-15s precision %.3f recall %.3f\n", "held out", held_out.precision(), held_out.recall());
  EXPECT_GE(by_kind["named_scheme"].precision(), 0.8);
  EXPECT_GE(by_kind["named_scheme"].recall(), 0.9);
  EXPECT_GE(facts, 250);
  EXPECT_GE(held_out_docs, 5);
  EXPECT_GE(all.precision(), 0.9);
  EXPECT_GE(all.recall(), 0.9);
  EXPECT_GE(held_out.precision(), 0.85);
  EXPECT_GE(held_out.recall(), 0.85);
}

}  // namespace
}  // namespace gangmu::extraction
