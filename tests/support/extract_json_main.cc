// extract_json [--publish-date YYYY-MM-DD] [--facts] FILE: the extraction of one text file as the JSON of section 8 of
// the extraction contract, straight from the library. For development and the evaluation; users run `gangmu extract`.
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "services/ingestion/extraction/extractor.h"

namespace gangmu::extraction {
namespace {

constexpr const char* kQualifiers[] = {"EXACT",    "ABOUT",     "NEARLY",  "SOME_OVER", "MORE_THAN",
                                       "AT_LEAST", "LESS_THAN", "AT_MOST", "RANGE"};
constexpr const char* kKinds[] = {"LEVEL", "INCREASE", "DECREASE", "CHANGE", "SHARE", "RANK", "DURATION"};
constexpr const char* kEntityKinds[] = {"ORGANISATION", "PLACE", "CITED_DOCUMENT", "NAMED_SCHEME"};
constexpr const char* kRelations[] = {"CITES", "FORWARDS", "ISSUES", "AMENDS", "REPEALS", "IMPLEMENTS"};
constexpr const char* kStatuses[] = {"UNSPECIFIED", "PLANNED", "UNDER_WAY", "DONE", "WITHDRAWN"};
constexpr const char* kValidities[] = {"UNSPECIFIED", "IN_FORCE", "AMENDED", "REPEALED"};

std::string Quoted(std::string_view s) {
  std::string out = "\"";
  for (const char c : s) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&out, "\\u%04x", c);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

std::string DateText(const Date& d) {
  return d.present() ? absl::StrFormat("%04d-%02d-%02d", d.year, d.month, d.day) : "";
}

std::string SpanJson(const Span& s) { return absl::StrCat("{\"start\":", s.start, ",\"end\":", s.end, "}"); }

std::string OptionalDecimal(const std::optional<Decimal>& d) { return d ? d->ToCanonicalString() : ""; }

template <typename T, typename F>
std::string List(const std::vector<T>& items, F&& one) {
  std::string out = "[";
  for (const T& item : items) absl::StrAppend(&out, out.size() > 1 ? ",\n" : "\n", one(item));
  return out + "]";
}

class Writer {
 public:
  explicit Writer(const Extraction& e) : text_(e.text), r_(e.result) {}

  std::string Json(bool facts) const {
    std::string out =
        absl::StrCat("{\"document\":", Document(facts),
                     ",\n\"sections\":", List(r_.sections, [&](auto& s) { return SectionJson(s); }),
                     ",\n\"measures\":", List(r_.measures, [&](auto& m) { return MeasureJson(m, facts); }),
                     ",\n\"indicators\":", List(r_.indicators, [&](auto& i) { return IndicatorJson(i); }));
    if (facts) absl::StrAppend(&out, ",\n\"entities\":", List(r_.entities, [&](auto& e) { return EntityJson(e); }));
    return out + "}\n";
  }

 private:
  std::string Slice(const Span& s) const { return Quoted(text_.Slice(s)); }

  std::string Document(bool facts) const {
    const DocumentFields& d = r_.document;
    std::string out =
        absl::StrCat("{\"title\":", Quoted(d.title), ",\"issuer\":", Quoted(d.issuer), ",\"publishDate\":\"",
                     DateText(d.publish_date), "\",\"documentNumber\":", Quoted(d.document_number),
                     ",\"documentType\":", Quoted(d.document_type), ",\"region\":{\"name\":", Quoted(d.region.name),
                     ",\"code\":", Quoted(d.region.code), "}");
    if (facts) {
      absl::StrAppend(&out, ",\"validity\":\"", kValidities[static_cast<int>(d.validity)], "\",\"effectiveDate\":\"",
                      DateText(d.effective_date), "\",\"repealDate\":\"", DateText(d.repeal_date),
                      "\",\"secrecyMark\":", Quoted(d.secrecy_mark), ",\"opennessMark\":", Quoted(d.openness_mark));
    }
    return out + "}";
  }

  std::string SectionJson(const Section& s) const {
    return absl::StrCat("{\"label\":", Slice(s.label), ",\"heading\":", Slice(s.heading), ",\"level\":", s.level,
                        ",\"part\":", s.part, ",\"parent\":", s.parent, ",\"span\":", SpanJson(s.span), "}");
  }

  std::string MeasureJson(const Measure& m, bool facts) const {
    std::vector<std::string> path;
    for (int32_t s = m.section; s >= 0; s = r_.sections[s].parent)
      path.insert(path.begin(), Slice(r_.sections[s].heading));
    std::string out =
        absl::StrCat("{\"label\":", Slice(m.label), ",\"heading\":", Slice(m.heading), ",\"part\":", m.part,
                     ",\"section\":", m.section, ",\"sectionPath\":", List(path, [](auto& p) { return p; }),
                     ",\"span\":", SpanJson(m.span));
    if (facts) {
      absl::StrAppend(&out, ",\"topic\":", Quoted(m.topic),
                      ",\"instruments\":", List(m.instruments, [](auto& s) { return Quoted(s); }), ",\"status\":\"",
                      kStatuses[static_cast<int>(m.status)],
                      "\",\"responsibleBodies\":", List(m.responsible_bodies, [&](auto& s) { return SpanJson(s); }));
    }
    return out + "}";
  }

  std::string IndicatorJson(const Indicator& i) const {
    return absl::StrCat("{\"measure\":", i.measure, ",\"text\":", Slice(i.span), ",\"span\":", SpanJson(i.span),
                        ",\"value\":\"", i.has_value ? i.value.ToCanonicalString() : "", "\",\"fromValue\":\"",
                        i.has_from ? i.from_value.ToCanonicalString() : "", "\",\"lowerBound\":\"",
                        OptionalDecimal(i.bounds.lower), "\",\"upperBound\":\"", OptionalDecimal(i.bounds.upper),
                        "\",\"unit\":", Quoted(i.unit), ",\"qualifier\":\"", kQualifiers[static_cast<int>(i.qualifier)],
                        "\",\"kind\":\"", kKinds[static_cast<int>(i.kind)],
                        "\",\"target\":", i.target ? "true" : "false", ",\"subject\":", Quoted(i.subject),
                        ",\"period\":{\"text\":", Slice(i.period.text), ",\"start\":\"", DateText(i.period.start),
                        "\",\"end\":\"", DateText(i.period.end), "\"},\"partOf\":", i.part_of,
                        ",\"restates\":", i.restates, ",\"confidence\":", i.confidence, "}");
  }

  std::string EntityJson(const Entity& e) const {
    return absl::StrCat("{\"kind\":\"", kEntityKinds[static_cast<int>(e.kind)], "\",\"text\":", Slice(e.span),
                        ",\"span\":", SpanJson(e.span), ",\"code\":", Quoted(e.code), ",\"relation\":\"",
                        kRelations[static_cast<int>(e.relation)], "\",\"measure\":", e.measure, "}");
  }

  const SourceText& text_;
  const Result& r_;
};

int Main(int argc, char** argv) {
  Options options;
  bool facts = false;
  std::string path;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (arg == "--publish-date" && i + 1 < argc) {
      int y = 0, m = 0, d = 0;
      if (std::sscanf(argv[++i], "%d-%d-%d", &y, &m, &d) == 3) {
        options.publish_date = {static_cast<int16_t>(y), static_cast<int8_t>(m), static_cast<int8_t>(d)};
      }
    } else if (arg == "--facts") {
      facts = true;
    } else {
      path = arg;
    }
  }
  std::ifstream in(path, std::ios::binary);
  if (path.empty() || !in) {
    std::cerr << "usage: extract_json [--publish-date YYYY-MM-DD] [--facts] FILE\n";
    return 2;
  }
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  const auto extraction = Extract(text, options);
  if (!extraction.ok()) {
    std::cerr << extraction.status() << "\n";
    return 1;
  }
  std::cout << Writer(*extraction).Json(facts);
  return 0;
}

}  // namespace
}  // namespace gangmu::extraction

int main(int argc, char** argv) { return gangmu::extraction::Main(argc, argv); }
