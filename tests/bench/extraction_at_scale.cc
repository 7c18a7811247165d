// Full extraction of 50 MB beside ICU word segmentation of the same text in the same run, as issue 3 asks: the corpus
// (the samples where it is not there) again and again, as documents and as one text. ICU: BreakIterator, zh, one
// iterator, text already UTF-16, next() only. CPU time of the one thread; both take turns, since a machine that others
// use is slower at times. Prints a table; ends with 1 where a result is not the one that it must be.
//   extraction_at_scale [ROUNDS]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unicode/brkiter.h>
#include <unicode/unistr.h>
#include <unistd.h>
#include <vector>

#include "services/ingestion/extraction/extractor.h"
#include "services/ingestion/extraction/utf8.h"
#include "tests/support/extraction/digest.h"
#include "tests/support/extraction/texts.h"

namespace gangmu::extraction {
namespace {

constexpr double kMega = 1e6;
constexpr double kWanted = 50 * kMega;  // bytes
constexpr double kMostMemory = 20;      // times the text
// Twice, and what a busy machine adds to the least of some runs: caches are shared, the larger text pays more for it.
constexpr double kMostPerDoubling = 2.2;

double CpuSeconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double Seconds(const std::function<void()>& work) {
  const double start = CpuSeconds();
  work();
  return CpuSeconds() - start;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// The texts one behind the other, each with a line end: once round the corpus.
struct Cycle {
  std::vector<std::string> texts;
  std::string joined;
  int32_t code_points = 0;  // of `joined`
};

Cycle ReadCycle() {
  Cycle cycle;
  for (testing::TextFile& file : testing::CorpusOrSampleTexts()) {
    cycle.joined += file.text;
    if (!file.text.ends_with('\n')) cycle.joined += '\n';
    cycle.texts.push_back(std::move(file.text));
  }
  cycle.code_points = static_cast<int32_t>(CountCodePoints(cycle.joined));
  return cycle;
}

std::string Repeated(const std::string& text, int times) {
  std::string all;
  all.reserve(text.size() * static_cast<size_t>(times));
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

class IcuWords {
 public:
  IcuWords() {
    UErrorCode error = U_ZERO_ERROR;
    words_.reset(icu::BreakIterator::createWordInstance(icu::Locale::getChinese(), error));
    if (U_FAILURE(error)) {
      std::fprintf(stderr, "ICU has no word iterator for zh\n");
      std::exit(1);
    }
  }
  void Walk(const icu::UnicodeString& text) {
    words_->setText(text);
    while (words_->next() != icu::BreakIterator::DONE) ++count_;
  }
  int64_t count() const { return count_; }

 private:
  std::unique_ptr<icu::BreakIterator> words_;
  int64_t count_ = 0;
};

// ---- what came out --------------------------------------------------------------------------------------------------

// The records that begin in one repetition of a text, as if it were the first: spans less where it begins, numbers of
// records and parts less those that came before. A period that was read from the title stands where the title stands.
// Left out is `restates` alone: from the second on, each repeats the first.
Result OneRepetition(const Result& all, int32_t from, int32_t end) {
  const auto inside = [&](const auto& record) { return record.span.start >= from && record.span.start < end; };
  const auto shift = [&](Span s) { return s == Span{} ? s : Span{s.start - from, s.end - from}; };
  const auto first = [&](const auto& records) {
    return static_cast<int32_t>(std::find_if(records.begin(), records.end(), inside) - records.begin());
  };
  const int32_t section = first(all.sections), measure = first(all.measures), indicator = first(all.indicators);
  const auto less = [](int32_t index, int32_t before) { return index < 0 ? index : index - before; };
  int16_t part = std::numeric_limits<int16_t>::max();
  for (const Section& s : all.sections) part = inside(s) ? std::min(part, s.part) : part;
  for (const Measure& m : all.measures) part = inside(m) ? std::min(part, m.part) : part;

  Result one;
  for (Section s : all.sections) {
    if (!inside(s)) continue;
    s.span = shift(s.span), s.label = shift(s.label), s.heading = shift(s.heading);
    s.parent = less(s.parent, section);
    s.part = static_cast<int16_t>(s.part - part);
    one.sections.push_back(s);
  }
  for (Measure m : all.measures) {
    if (!inside(m)) continue;
    m.span = shift(m.span), m.label = shift(m.label), m.heading = shift(m.heading);
    m.section = less(m.section, section);
    m.part = static_cast<int16_t>(m.part - part);
    for (Span& body : m.responsible_bodies) body = shift(body);
    one.measures.push_back(std::move(m));
  }
  for (Indicator i : all.indicators) {
    if (!inside(i)) continue;
    i.span = shift(i.span), i.subject_span = shift(i.subject_span);
    if (i.period.text.start > from - (end - from) / 2) i.period.text = shift(i.period.text);
    i.measure = less(i.measure, measure);
    i.part_of = less(i.part_of, indicator);
    i.restates = -1;
    one.indicators.push_back(std::move(i));
  }
  for (Entity e : all.entities) {
    if (!inside(e)) continue;
    e.span = shift(e.span);
    e.measure = less(e.measure, measure);
    one.entities.push_back(std::move(e));
  }
  return one;
}

// Without what a statement may take from far above, so from the repetition before: its period and what follows from
// that.
Result WithoutInherited(Result one) {
  for (Indicator& i : one.indicators) {
    i.period = {};
    i.target = false;
    i.confidence = 0;
    i.rules = {};
  }
  return one;
}

// What the repetitions of the text must give: the first, what the text gives when it stands alone, record for record;
// the second and all behind it the same, field for field (of their own and of what they take from the repetition
// before); all of them the same but for what may be taken from far above.
bool RepetitionsAreEqual(const Result& result, const Cycle& cycle, int times) {
  const Result alone = Extract(cycle.joined).value().result;
  const auto repetition = [&](int k) {
    return OneRepetition(result, k * cycle.code_points, (k + 1) * cycle.code_points);
  };
  const uint64_t wanted = testing::Digest(WithoutInherited(OneRepetition(alone, 0, cycle.code_points)));
  const bool first = testing::Digest(repetition(0)) == testing::Digest(OneRepetition(alone, 0, cycle.code_points));
  const uint64_t second = testing::Digest(repetition(std::min(1, times - 1)));
  int same = 0, as_second = 0;
  for (int k = 0; k < times; ++k) {
    const Result one = repetition(k);
    same += testing::Digest(WithoutInherited(one)) == wanted;
    as_second += k > 0 && testing::Digest(one) == second;
  }
  std::printf(
      "  %zu indicators (%d times %zu); the first repetition %s what the text gives alone; %d of %d later ones "
      "equal the second; %d of %d equal but for inherited periods\n",
      result.indicators.size(), times, alone.indicators.size(), first ? "gives" : "does NOT give", as_second, times - 1,
      same, times);
  return first && as_second == times - 1 && same == times &&
         result.indicators.size() == alone.indicators.size() * static_cast<size_t>(times);
}

// ---- the measurements -----------------------------------------------------------------------------------------------

void PrintSpeeds(const char* what, double code_points, const std::vector<double>& icu,
                 const std::vector<double>& ours) {
  std::vector<double> ratios;
  for (size_t i = 0; i < icu.size(); ++i) ratios.push_back(icu[i] / ours[i]);
  std::printf("%s: ICU %.1f, extraction %.1f million code points a second; %.2f times as fast (rounds:", what,
              code_points / Median(icu) / kMega, code_points / Median(ours) / kMega, Median(ratios));
  for (const double ratio : ratios) std::printf(" %.2f", ratio);
  std::printf(")\n");
}

bool MeasureDocuments(const Cycle& cycle, int times, int rounds) {
  std::vector<icu::UnicodeString> wide;
  std::vector<uint64_t> wanted;
  for (const std::string& text : cycle.texts) {
    wide.push_back(icu::UnicodeString::fromUTF8(text));
    wanted.push_back(testing::Digest(Extract(text).value().result));
  }
  IcuWords words;
  std::vector<double> icu, ours;
  size_t different = 0;
  for (int round = 0; round < rounds; ++round) {
    icu.push_back(Seconds([&] {
      for (int k = 0; k < times; ++k) {
        for (const icu::UnicodeString& text : wide) words.Walk(text);
      }
    }));
    double seconds = 0;
    for (int k = 0; k < times; ++k) {
      for (size_t i = 0; i < cycle.texts.size(); ++i) {
        const double start = CpuSeconds();
        const auto extraction = Extract(cycle.texts[i]);
        seconds += CpuSeconds() - start;
        different += testing::Digest(extraction->result) != wanted[i];
      }
    }
    ours.push_back(seconds);
  }
  PrintSpeeds("as documents", static_cast<double>(times) * cycle.code_points, icu, ours);
  std::printf("  %zu of %zu results differ from that of the document extracted alone\n", different,
              cycle.texts.size() * static_cast<size_t>(times * rounds));
  return different == 0;
}

bool MeasureOneText(const Cycle& cycle, int times, int rounds) {
  const std::string text = Repeated(cycle.joined, times);
  const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(text);
  IcuWords words;
  std::vector<double> icu, ours;
  bool equal = true;
  for (int round = 0; round < rounds; ++round) {
    icu.push_back(Seconds([&] { words.Walk(wide); }));
    const double start = CpuSeconds();
    const Extraction extraction = Extract(text).value();
    ours.push_back(CpuSeconds() - start);
    if (round + 1 == rounds) equal = RepetitionsAreEqual(extraction.result, cycle, times);
  }
  PrintSpeeds("as one text", static_cast<double>(times) * cycle.code_points, icu, ours);
  return equal;
}

// Sizes that double, up to the most whole rounds in 50 MB; the least of the runs of each, which take turns.
bool MeasureGrowth(const Cycle& cycle, int rounds) {
  std::vector<std::string> texts;
  for (int times = 1; static_cast<double>(times) * static_cast<double>(cycle.joined.size()) <= kWanted; times *= 2)
    texts.push_back(Repeated(cycle.joined, times));
  std::vector<double> least(texts.size(), std::numeric_limits<double>::max());
  for (int round = 0; round < rounds; ++round) {
    for (size_t i = 0; i < texts.size(); ++i)
      least[i] = std::min(least[i], Seconds([&] { static_cast<void>(Extract(texts[i]).value()); }));
  }
  bool linear = true;
  for (size_t i = 0; i < texts.size(); ++i) {
    std::printf("  %5.1f MB: %.3f s", static_cast<double>(texts[i].size()) / kMega, least[i]);
    if (i > 0) {
      const double growth = least[i] / least[i - 1];
      std::printf(", %.2f times the half", growth);
      linear = linear && growth <= kMostPerDoubling;
    }
    std::printf("\n");
  }
  return linear;
}

double ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  double all = 0, resident = 0;
  statm >> all >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// In a process of its own, since the peak of this one holds all that was done before.
bool MeasureMemory(const Cycle& cycle, int times) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    const std::string text = Repeated(cycle.joined, times);
    const double before = ResidentBytes();
    const auto extraction = Extract(text);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double share = (static_cast<double>(usage.ru_maxrss) * 1024 - before) / static_cast<double>(text.size());
    std::printf("memory: at its peak extraction takes %.1f times the %.1f MB of the text\n", share,
                static_cast<double>(text.size()) / kMega);
    std::fflush(stdout);
    _exit(extraction.ok() && share <= kMostMemory ? 0 : 1);
  }
  int status = 0;
  return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int Run(int rounds) {
  const Cycle cycle = ReadCycle();
  const int times = std::max(1, static_cast<int>(kWanted / static_cast<double>(cycle.joined.size()) + 0.999));
  std::printf("%zu texts, %d times: %.1f MB, %.1f million code points; %d rounds\n", cycle.texts.size(), times,
              static_cast<double>(times) * static_cast<double>(cycle.joined.size()) / kMega,
              static_cast<double>(times) * cycle.code_points / kMega, rounds);
  // First, while this process is small.
  bool good = MeasureMemory(cycle, times);
  good = MeasureDocuments(cycle, times, rounds) && good;
  good = MeasureOneText(cycle, times, rounds) && good;
  std::printf("growth, as one text, least of %d runs:\n", rounds);
  good = MeasureGrowth(cycle, rounds) && good;
  std::printf("%s\n", good ? "all as it must be" : "NOT as it must be");
  return good ? 0 : 1;
}

}  // namespace
}  // namespace gangmu::extraction

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
  return gangmu::extraction::Run(std::max(rounds, 1));
}
