// The corpus beside the project, set by the test as web pages, DOCX, PDF and OFD, gives the same measures and
// indicators as its text, spans excepted.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "common/text/strings.h"
#include "gtest/gtest.h"
#include "services/ingestion/extraction/extractor.h"
#include "services/ingestion/readers/reader.h"
#include "tests/support/documents/documents.h"

namespace gangmu::readers {
namespace {

namespace fs = std::filesystem;

std::string CorpusFolder() {
  const std::string path = StrCat(GANGMU_SOURCE_DIR, "/../shared/corpus/text");
  return fs::is_directory(path) ? path : "";
}

// Without blanks: where a page breaks a line none can be told from another.
std::string Squeezed(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("\u3000") || text.substr(i).starts_with("\u00a0")) {
      i += text.substr(i).starts_with("\u3000") ? 2 : 1;
    } else if (std::string_view(" \t\r\n\f").find(text[i]) == std::string_view::npos) {
      out += text[i];
    }
  }
  return out;
}

std::string DayText(const extraction::Date& date) {
  return date.present() ? StrCat(int{date.year}, "-", int{date.month}, "-", int{date.day}) : "";
}

std::string EndText(const std::optional<Decimal>& end) { return end ? end->ToCanonicalString() : ""; }

std::string LineOf(const extraction::Extraction& found, const extraction::Measure& measure) {
  return StrCat("measure ", Squeezed(found.text.Slice(measure.label)), " ", Squeezed(found.text.Slice(measure.heading)),
                " ", Squeezed(found.text.Slice(measure.span)));
}

std::string LineOf(const extraction::Extraction& found, const extraction::Indicator& x) {
  return StrCat("indicator ", Squeezed(found.text.Slice(x.span)), " of ", x.measure, ": ",
                x.has_value ? x.value.ToCanonicalString() : "", " from ",
                x.has_from ? x.from_value.ToCanonicalString() : "", " [", EndText(x.bounds.lower), ", ",
                EndText(x.bounds.upper), "] ", x.unit, " ", static_cast<int>(x.qualifier), " ",
                static_cast<int>(x.kind), " ", x.target, " ", Squeezed(x.subject), " ", DayText(x.period.start), "/",
                DayText(x.period.end));
}

// What is compared: every measure and every indicator, a line each.
std::vector<std::string> LinesOf(const extraction::Extraction& found) {
  std::vector<std::string> lines;
  for (const auto& measure : found.result.measures) lines.push_back(LineOf(found, measure));
  for (const auto& indicator : found.result.indicators) lines.push_back(LineOf(found, indicator));
  return lines;
}

struct Format {
  std::string name;
  std::function<std::string(const std::string&)> make;
  size_t same_at_least;  // of the 144 documents
  std::string why;       // the others cannot be the same
};

constexpr char kTabs[] = "a text of OCR with tabs at the beginning of its lines, which paragraphs do not keep";
constexpr char kPages[] =
    "a page does not say whether a blank stood where a line ends, nor whether a short line inside hard-wrapped text "
    "ends a paragraph, and it makes a gap of what the text says with two ideographic blanks";

struct Tally {
  size_t same = 0;
  size_t documents = 0;
  int64_t lines = 0;
  int64_t lines_same = 0;
};

// The first differences, for whoever mends a reader: GANGMU_SHOW_DIFFERENCES=1.
void Show(const std::string& what, const std::vector<std::string>& want, const std::vector<std::string>& got) {
  const size_t both = std::min(want.size(), got.size());
  size_t at = 0;
  while (at < both && want[at] == got[at]) ++at;
  std::cout << what << ": " << want.size() << " and " << got.size() << " lines\n  text  "
            << (at < want.size() ? want[at].substr(0, 600) : "-") << "\n  file  "
            << (at < got.size() ? got[at].substr(0, 600) : "-") << "\n";
}

// Lines without blanks that only one of two texts has.
void ShowTexts(std::string_view want, std::string_view got) {
  const auto lines = [](std::string_view text) {
    std::vector<std::string> out;
    for (std::istringstream in{std::string(text)}; in;) {
      std::string line;
      std::getline(in, line);
      if (!Squeezed(line).empty()) out.push_back(Squeezed(line));
    }
    return out;
  };
  const std::vector<std::string> a = lines(want), b = lines(got);
  constexpr size_t kMost = 6;
  const auto show_missing = [](std::string_view sign, const auto& from, const auto& in) {
    size_t shown = 0;
    for (const std::string& line : from) {
      if (std::find(in.begin(), in.end(), line) != in.end() || ++shown > kMost) continue;
      std::cout << "  " << sign << " " << line << "\n";
    }
  };
  show_missing("-", a, b);
  show_missing("+", b, a);
}

void Compare(const Format& format, const std::string& name, const std::string& text,
             const std::vector<std::string>& want, Tally* tally) {
  ++tally->documents;
  const auto read = Read(format.make(text), {}, {});
  ASSERT_TRUE(read.ok()) << format.name << " " << name << ": " << read.status();
  const auto found = extraction::Extract(read->text, {});
  ASSERT_TRUE(found.ok()) << found.status();
  const std::vector<std::string> got = LinesOf(*found);
  tally->lines += static_cast<int64_t>(want.size());
  std::map<std::string, int> left;
  for (const std::string& line : want) ++left[line];
  for (const std::string& line : got) tally->lines_same += left[line]-- > 0 ? 1 : 0;
  if (got == want) {
    ++tally->same;
  } else if (std::getenv("GANGMU_SHOW_DIFFERENCES") != nullptr) {
    Show(StrCat(format.name, " ", name), want, got);
    ShowTexts(text, read->text);
  }
}

TEST(CorpusFormats, EveryFormatGivesTheMeasuresAndIndicatorsOfTheText) {
  if (CorpusFolder().empty()) GTEST_SKIP() << "the corpus is not beside the project";
  const std::vector<Format> formats = {
      {"html", [](const std::string& text) { return testing::MakeHtmlPage(text, ""); }, 143, kTabs},
      {"docx", [](const std::string& text) { return testing::MakeDocx(text); }, 143, kTabs},
      {"pdf", [](const std::string& text) { return testing::MakePdf(text); }, 136, kPages},
      {"ofd", [](const std::string& text) { return testing::MakeOfd(text); }, 140, kPages},
  };
  std::map<std::string, Tally> tallies;
  for (const auto& entry : fs::directory_iterator(CorpusFolder())) {
    std::ostringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const auto plain = Read(text.str(), {}, {});
    ASSERT_TRUE(plain.ok()) << entry.path();
    const auto found = extraction::Extract(plain->text, {});
    ASSERT_TRUE(found.ok()) << found.status();
    const std::vector<std::string> want = LinesOf(*found);
    for (const Format& format : formats) {
      Compare(format, entry.path().stem().string(), plain->text, want, &tallies[format.name]);
    }
  }
  for (const Format& format : formats) {
    const Tally& tally = tallies[format.name];
    std::cout << format.name << ": " << tally.same << " of " << tally.documents << " documents the same; "
              << tally.lines_same << " of " << tally.lines << " measures and indicators";
    if (tally.same < tally.documents) std::cout << "; the other " << tally.documents - tally.same << ": " << format.why;
    std::cout << "\n";
    EXPECT_GE(tally.same, format.same_at_least) << format.name;
  }
}

}  // namespace
}  // namespace gangmu::readers
