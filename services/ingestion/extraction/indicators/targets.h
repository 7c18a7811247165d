// Whether what is stated is reached or still to be reached: the part of the document, then the words of the sentence.
#pragma once

#include <string_view>
#include <vector>

#include "services/ingestion/extraction/indicators/findings.h"
#include "services/ingestion/extraction/model.h"
#include "services/ingestion/extraction/source_text.h"

namespace gangmu::extraction {

// What a document of this kind states where nothing else tells.
enum class DocumentStance : uint8_t {
  kRecord,  // communiqués, summaries, experience, articles: what is
  kReport,  // work reports: one part on what was done, one on what is planned
  kPlan,    // plans, opinions, notices, measures: what shall be
};

enum class Outlook : int8_t { kPast = -1, kUnknown = 0, kFuture = 1 };

DocumentStance StanceOf(const DocumentFields& document);

// What a heading says of the part below it (…工作回顾, …目标任务).
Outlook OutlookOf(std::u32string_view heading);
// The same of words that say it only where no time in the heading says otherwise (2026年主要工作, 主要工作).
Outlook WeakOutlookOf(std::u32string_view heading, DocumentStance stance);

// A work report looks back first and ahead from a turning point on: a heading, a sentence that opens the tasks of the
// year (今年发展的主要预期目标是…), or the section behind the one that looked back. Fed in text order.
class ReportCourse {
 public:
  // A heading that names the part of the report; `top` of a labelled section that stands under none.
  void AtHeading(Outlook outlook, bool top);
  // A paragraph of the body, folded.
  void AtBody(std::u32string_view paragraph);
  Outlook outlook() const { return outlook_; }

 private:
  Outlook outlook_ = Outlook::kUnknown;
  bool section_looked_back_ = false;  // a labelled top section said that it looks back
};

// Sets `target` and `condition` of the finding. `period` is the one found for it, `named_time` whether the sentence or
// the measure names it; `in_conditions` whether it stands in a list of conditions (符合下列条件：).
void JudgeTarget(const Reading& reading, Finding& finding, DocumentStance stance, Outlook section, const Period& period,
                 bool named_time, const Date& publish, bool in_conditions);

}  // namespace gangmu::extraction
