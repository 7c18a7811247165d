// Automatic numbering of WordprocessingML (ISO/IEC 29500-1, 17.9): what Word shows before a paragraph and keeps out of
// its text.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "services/ingestion/readers/xml.h"

namespace gangmu::readers {

// The number of a paragraph: which list and which level of it. list 0: none.
struct NumberingRef {
  int list = 0;
  int level = 0;
};

// Reads numbering.xml and styles.xml, then counts along the paragraphs. Not thread safe.
class DocxNumbering {
 public:
  // Either may be null: the document then has no lists, or no styles that number.
  void Load(const xmlDoc* numbering, const xmlDoc* styles);

  // The reference that holds for a paragraph: its own numPr, else its style's; list 0 where it is not numbered.
  NumberingRef RefOf(const xmlNode* paragraph_properties) const;

  // Counts the paragraph and returns its label as shown, for example 一、 or 1.2; empty for list 0 and unknown lists.
  // A label that does not end in a sign of its own is followed by a blank.
  std::string NextLabel(const NumberingRef& ref);

 private:
  static constexpr int kLevels = 9;
  struct Level {
    int start = 1;
    int restart = -1;  // w:lvlRestart; -1: after any higher level
    std::string format = "decimal";
    std::string text;
    bool legal = false;  // w:isLgl: all numbers of the label in Arabic digits
  };
  struct List {
    int abstract_id = -1;
    std::map<int, int> start_overrides;
  };
  struct Counter {
    int value = 0;            // of the paragraph counted last; 0 before the first
    std::optional<int> next;  // the number the next paragraph gets, where it does not just count on
  };
  using Counters = std::array<Counter, kLevels>;

  void LoadAbstract(const xmlNode* abstract);
  void LoadStyles(const xmlNode* root);
  void StartList(int id, const List& list, Counters* counters);
  std::string Render(const std::vector<Level>& levels, const Counters& counters, int level) const;

  std::map<int, std::vector<Level>> abstracts_;
  std::map<int, List> lists_;
  std::map<std::string, NumberingRef> by_style_;
  std::map<int, Counters> counters_;  // by abstract list: lists of one abstract count on together
  std::set<int> started_;             // lists whose start overrides were applied
};

// One number in a format of 17.18.59 (ST_NumberFormat); Arabic digits for a format not known.
std::string FormatNumber(int number, std::string_view format);

}  // namespace gangmu::readers
