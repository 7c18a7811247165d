#include "services/cli/output/record_view.h"

#include <string>
#include <vector>

#include "common/text/strings.h"
#include "services/cli/output/record_fields.h"
#include "services/cli/output/table.h"
#include "services/ingestion/extraction/extractor.h"

namespace gangmu::cli {
namespace {

using policy::v1::Document;
using policy::v1::DocumentRecord;
using policy::v1::Indicator;
using policy::v1::Measure;

int WidthOf(const Terminal& terminal) { return terminal.out_is_terminal ? terminal.width : 0; }

void PrintMeasures(const DocumentRecord& record, const Terminal& terminal) {
  std::vector<int> indicators(static_cast<size_t>(record.measures_size()), 0);
  for (const Indicator& indicator : record.indicators()) {
    if (indicator.measure() >= 0 && indicator.measure() < record.measures_size()) {
      ++indicators[static_cast<size_t>(indicator.measure())];
    }
  }
  Table table({{"#", Align::kRight},
               {"label"},
               {.header = "measure", .may_shrink = true},
               {"topic"},
               {"status"},
               {"indicators", Align::kRight},
               {.header = "section", .may_shrink = true}});
  for (int i = 0; i < record.measures_size(); ++i) {
    const Measure& measure = record.measures(i);
    table.AddRow({StrCat(i + 1), measure.label(), MeasureTitle(measure), measure.topic(),
                  ShortEnumName(measure.status()), StrCat(indicators[static_cast<size_t>(i)]),
                  SectionPathText(measure)});
  }
  if (!table.empty()) terminal.out << "\n" << table.Render(Style(terminal.colour), WidthOf(terminal));
}

// Why each indicator is what it is: its rules, a line each, and what a rule takes from the confidence.
void PrintRules(const DocumentRecord& record, const Terminal& terminal) {
  constexpr int kNameWidth = 22;
  const Style style(terminal.colour);
  for (int i = 0; i < record.indicators_size(); ++i) {
    const Indicator& x = record.indicators(i);
    terminal.out << "\n#" << i + 1 << " " << OneLine(x.text()) << ": confidence " << x.confidence() << "%, rules\n";
    for (const std::string& rule : x.rules()) {
      const extraction::RuleExplanation why = extraction::ExplainRule(rule);
      const std::string_view meaning = why.meaning.empty() ? "a rule of another version" : why.meaning;
      terminal.out << "  " << style.Dim(FitWidth(rule, kNameWidth)) << meaning;
      if (why.doubt > 0) terminal.out << " (-" << why.doubt << ")";
      terminal.out << "\n";
    }
  }
}

}  // namespace

void PrintDocumentFields(const Document& document, const Terminal& terminal) {
  const Style style(terminal.colour);
  const auto line = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) terminal.out << style.Dim(FitWidth(name, 12)) << value << "\n";
  };
  line("document", document.name());
  // What the caller of ingestion stated; a person may have corrected it since.
  const auto given = [](const std::string& shown, const std::string& stated) {
    return !shown.empty() && shown == stated ? shown + "  (given)" : shown;
  };
  line("title", given(OneLine(document.title()), OneLine(document.stated().title())));
  line("issuer", given(document.issuer(), document.stated().issuer()));
  line("published", given(document.publish_date(), document.stated().publish_date()));
  line("number", document.document_number());
  line("type", document.document_type());
  line("region", RegionText(document.region()));
  line("validity", ShortEnumName(document.validity()));
  line("in force", document.effective_date());
  line("repealed", document.repeal_date());
  line("secrecy", document.secrecy_mark());
  line("openness", document.openness_mark());
  line("source", document.source().uri());
  line("same text", document.duplicate_of());
}

void PrintIndicators(const DocumentRecord& record, bool explain, const Terminal& terminal) {
  std::vector<Column> columns = {{"#", Align::kRight},
                                 {"measure", Align::kRight},
                                 {"quantity"},
                                 {"value", Align::kRight},
                                 {"unit"},
                                 {"kind"},
                                 {"qualifier"},
                                 {"bounds", Align::kRight},
                                 {"target"},
                                 {.header = "subject", .may_shrink = true},
                                 {"period"}};
  if (explain) columns.push_back({"confidence", Align::kRight});
  Table table(std::move(columns));
  for (int i = 0; i < record.indicators_size(); ++i) {
    const Indicator& x = record.indicators(i);
    std::vector<std::string> row = {StrCat(i + 1),
                                    x.measure() < 0 ? "" : StrCat(x.measure() + 1),
                                    x.text(),
                                    ValueText(x),
                                    x.unit(),
                                    ShortEnumName(x.kind()),
                                    ShortEnumName(x.qualifier()),
                                    BoundsText(x),
                                    x.target() ? "yes" : "",
                                    x.subject(),
                                    PeriodText(x.period())};
    if (explain) row.push_back(StrCat(x.confidence(), "%"));
    table.AddRow(std::move(row));
  }
  if (!table.empty()) terminal.out << "\n" << table.Render(Style(terminal.colour), WidthOf(terminal));
  if (explain) PrintRules(record, terminal);
}

void PrintRecord(const DocumentRecord& record, bool explain, const Terminal& terminal) {
  PrintDocumentFields(record.document(), terminal);
  terminal.out << Style(terminal.colour).Dim(FitWidth("found", 12)) << record.sections_size() << " sections, "
               << record.measures_size() << " measures, " << record.indicators_size() << " indicators\n";
  PrintMeasures(record, terminal);
  PrintIndicators(record, explain, terminal);
}

}  // namespace gangmu::cli
