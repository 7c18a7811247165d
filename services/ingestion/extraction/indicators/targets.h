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

// Sets `target` and `condition` of the finding. `period` is the one found for it, `named_time` whether the sentence or
// the measure names it; `in_conditions` whether it stands in a list of conditions (符合下列条件：).
void JudgeTarget(const Reading& reading, Finding& finding, DocumentStance stance, Outlook section, const Period& period,
                 bool named_time, const Date& publish, bool in_conditions);

}  // namespace gangmu::extraction
