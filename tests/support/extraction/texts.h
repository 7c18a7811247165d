// The documents that tests of extraction run over.
#pragma once

#include <string>
#include <vector>

namespace gangmu::testing {

struct TextFile {
  std::string id;    // file name without .txt
  std::string text;  // document text: no byte-order mark, LF line ends
};

// tests/data/samples, by id. Never empty: samples that are missing end the process.
std::vector<TextFile> SampleTexts();

// The corpus of real documents beside the project (../shared/corpus/text), by id; empty where it is not there.
std::vector<TextFile> CorpusTexts();

// The corpus where it is there, else the samples.
std::vector<TextFile> CorpusOrSampleTexts();

// The document text of a plain text file's bytes (contract, section 1): without byte-order mark, CRLF as LF.
std::string DocumentText(std::string bytes);

// `texts` one behind the other, again and again, up to `bytes` and no further than a line end.
std::string Repeated(const std::vector<TextFile>& texts, size_t bytes);

}  // namespace gangmu::testing
