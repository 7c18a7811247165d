// Which lexicon entries change exactly one gold document when they are removed (issue: a word that serves one document
// only was fitted to it). Called by ablation.sh:
//   lexicon_ablation DATA_DIR LIST    LIST: lines of text file<TAB>region start<TAB>region end<TAB>publish date
// Prints file<TAB>row<TAB>word<TAB>document for each such entry.
//
// The tables of the extraction room are compiled in as constants. This program defines those constants itself, so that
// the linker does not take them from the library, and fills them from DATA_DIR with one word left out, in a process of
// its own per word, since the room reads each table once. Production code knows nothing of it.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "services/ingestion/extraction/extractor.h"
#include "services/ingestion/extraction/source_text.h"
#include "tests/support/extraction/digest.h"
#include "tests/support/extraction/texts.h"

namespace gangmu::extraction::data {

// All constants of the generated ingestion_extraction_data.h; one that is missing here makes the link fail.
std::string_view k_common_verbs, k_document_types, k_front_lines, k_instrument_terms, k_numeral_names,
    k_organisation_stems, k_organisation_suffixes, k_phrase_words, k_place_words, k_protected_words, k_qualifiers,
    k_scheme_words, k_status_words, k_topic_terms, k_units;

}  // namespace gangmu::extraction::data

namespace gangmu::testing {
namespace {

namespace data = extraction::data;

struct Table {
  const char* name;
  std::string_view* constant;
  int words_column;  // whose fields are the entries
  bool many;         // several words a field, parted by blanks
};

const Table kTables[] = {{"common_verbs", &data::k_common_verbs, 1, true},
                         {"document_types", &data::k_document_types, 0, false},
                         {"front_lines", &data::k_front_lines, 0, false},
                         {"instrument_terms", &data::k_instrument_terms, 0, false},
                         {"numeral_names", &data::k_numeral_names, 1, true},
                         {"organisation_stems", &data::k_organisation_stems, 0, false},
                         {"organisation_suffixes", &data::k_organisation_suffixes, 0, false},
                         {"phrase_words", &data::k_phrase_words, 1, true},
                         {"place_words", &data::k_place_words, 0, false},
                         {"protected_words", &data::k_protected_words, 1, true},
                         {"qualifiers", &data::k_qualifiers, 2, true},
                         {"scheme_words", &data::k_scheme_words, 0, false},
                         {"status_words", &data::k_status_words, 0, false},
                         {"topic_terms", &data::k_topic_terms, 0, false},
                         {"units", &data::k_units, 0, false}};

struct Document {
  std::string id;
  std::string text;
  extraction::Span region;
  extraction::Date publish;
  std::string folded;  // without blanks, as the rules see it: where a word of the tables may stand
};

struct Entry {
  size_t begin = 0, end = 0;  // what is cut out of the file
  std::string row_class, word;
};

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) {
    std::fprintf(stderr, "lexicon_ablation: cannot read %s\n", path.c_str());
    std::exit(2);
  }
  return {std::istreambuf_iterator<char>(in), {}};
}

// The words of a file with the place they are cut at: a word of a list, or the whole row of a single word.
std::vector<Entry> EntriesOf(const Table& table, const std::string& file) {
  std::vector<Entry> entries;
  for (size_t line = 0; line < file.size();) {
    const size_t end = std::min(file.find('\n', line), file.size());
    const std::string_view row = std::string_view(file).substr(line, end - line);
    if (!row.empty() && row[0] != '#') {
      size_t field = 0;
      for (int k = 0; k < table.words_column; ++k) field = row.find('\t', field) + 1;
      const size_t field_end = std::min(row.find('\t', field), row.size());
      const std::string row_class(row.substr(0, row.find('\t')));
      if (!table.many) {
        entries.push_back(
            {line, std::min(end + 1, file.size()), "", std::string(row.substr(field, field_end - field))});
      } else {
        for (size_t at = field; at < field_end;) {
          const size_t stop = std::min(row.find(' ', at), field_end);
          if (stop > at) entries.push_back({line + at, line + stop, row_class, std::string(row.substr(at, stop - at))});
          at = stop + 1;
        }
      }
    }
    line = end + 1;
  }
  return entries;
}

// Everything that the extraction says about the region.
uint64_t Signature(const Document& d) {
  const auto extracted = extraction::Extract(d.text, {.publish_date = d.publish});
  if (!extracted.ok()) return 0;
  const extraction::Result& r = extracted->result;
  Digester digest;
  const auto inside = [&d](const extraction::Span& s) { return d.region.start <= s.start && s.start < d.region.end; };
  digest.Add(r.document.title).Add(r.document.issuer).Add(r.document.publish_date).Add(r.document.document_number);
  digest.Add(r.document.document_type).Add(r.document.region.code);
  for (const auto& s : r.sections) {
    if (inside(s.span)) digest.Add(s.label).Add(s.heading);
  }
  for (const auto& m : r.measures) {
    if (!inside(m.span)) continue;
    digest.Add(m.label).Add(m.heading).Add(m.topic).Add(static_cast<int64_t>(m.status));
    for (const std::string& instrument : m.instruments) digest.Add(instrument);
    for (const auto& body : m.responsible_bodies) digest.Add(body);
  }
  for (const auto& i : r.indicators) {
    if (!inside(i.span)) continue;
    digest.Add(i.span).Add(i.bounds).Add(i.unit).Add(i.subject).Add(i.period.start).Add(i.period.end);
    digest.Add(i.has_value ? i.value : Decimal()).Add(i.has_from ? i.from_value : Decimal());
    digest.Add(static_cast<int64_t>(i.qualifier)).Add(static_cast<int64_t>(i.kind)).Add(int64_t{i.target});
  }
  for (const auto& e : r.entities) {
    if (inside(e.span)) digest.Add(e.span).Add(static_cast<int64_t>(e.kind)).Add(e.code);
  }
  return digest.value();
}

void Fill(const std::map<std::string, std::string>& files) {
  for (const Table& table : kTables) *table.constant = files.at(table.name);
}

// Runs `work` in a process of its own and returns what it writes.
template <typename Work>
std::string InChild(const Work& work) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) std::exit(2);
  const pid_t child = fork();
  if (child < 0) std::exit(2);
  if (child == 0) {
    close(pipe_ends[0]);
    const std::string out = work();
    for (size_t at = 0; at < out.size();) {
      const ssize_t n = write(pipe_ends[1], out.data() + at, out.size() - at);
      if (n <= 0) _exit(3);
      at += static_cast<size_t>(n);
    }
    _exit(0);
  }
  close(pipe_ends[1]);
  std::string out;
  char buffer[65536];
  for (ssize_t n; (n = read(pipe_ends[0], buffer, sizeof buffer)) > 0;) out.append(buffer, static_cast<size_t>(n));
  close(pipe_ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (status != 0) {
    std::fprintf(stderr, "lexicon_ablation: a run ended with status %d\n", status);
    std::exit(2);
  }
  return out;
}

std::string Folded(const std::string& utf8) {
  const auto text = extraction::SourceText::Create(utf8);
  if (!text.ok()) return {};
  std::u32string kept;
  for (int32_t i = 0; i < text->size(); ++i) {
    const auto c = text->cls(i);
    if (c != extraction::CharClass::kBlank && c != extraction::CharClass::kNewline) kept.push_back((*text)[i]);
  }
  return extraction::ToUtf8(kept);
}

std::vector<Document> ReadList(const std::string& path) {
  std::vector<Document> documents;
  std::istringstream list(ReadFile(path));
  for (std::string line; std::getline(list, line);) {
    std::istringstream fields(line);
    std::string file;
    Document d;
    int year = 0, month = 0, day = 0;
    std::getline(fields, file, '\t');
    fields >> d.region.start >> d.region.end >> year >> month >> day;
    d.publish = {static_cast<int16_t>(year), static_cast<int8_t>(month), static_cast<int8_t>(day)};
    d.id = file.substr(file.rfind('/') + 1);
    d.id.resize(d.id.size() - 4);
    d.text = DocumentText(ReadFile(file));
    documents.push_back(std::move(d));
  }
  return documents;
}

int Main(const std::string& data_dir, const std::string& list) {
  std::map<std::string, std::string> files;
  for (const Table& table : kTables) files[table.name] = ReadFile(data_dir + "/" + table.name + ".tsv");
  std::vector<Document> documents = ReadList(list);
  for (Document& d : documents) {
    d.folded = InChild([&] {
      Fill(files);
      return Folded(d.text);
    });
  }
  std::istringstream base(InChild([&] {
    Fill(files);
    std::ostringstream out;
    for (const Document& d : documents) out << Signature(d) << '\n';
    return out.str();
  }));
  std::vector<uint64_t> whole(documents.size());
  for (uint64_t& signature : whole) base >> signature;

  for (const Table& table : kTables) {
    const std::string original = files[table.name];
    for (const Entry& entry : EntriesOf(table, original)) {
      std::vector<size_t> holding;
      for (size_t i = 0; i < documents.size(); ++i) {
        const std::string& where =
            std::string_view(table.name) == "hant_hans" ? documents[i].text : documents[i].folded;
        if (where.find(entry.word) != std::string::npos) holding.push_back(i);
      }
      if (holding.empty()) continue;
      files[table.name] = original.substr(0, entry.begin) + original.substr(entry.end);
      std::istringstream changed(InChild([&] {
        Fill(files);
        std::ostringstream out;
        for (const size_t i : holding) {
          if (Signature(documents[i]) != whole[i]) out << i << '\n';
        }
        return out.str();
      }));
      files[table.name] = original;
      std::vector<size_t> hit;
      for (size_t i; changed >> i;) hit.push_back(i);
      if (hit.size() != 1) continue;
      std::cout << table.name << '\t' << entry.row_class << '\t' << entry.word << '\t' << documents[hit[0]].id
                << std::endl;
    }
  }
  return 0;
}

}  // namespace
}  // namespace gangmu::testing

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: lexicon_ablation DATA_DIR LIST\n");
    return 2;
  }
  return gangmu::testing::Main(argv[1], argv[2]);
}
