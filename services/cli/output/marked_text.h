// The text of a document with its measures and indicators marked in it.
#pragma once

#include <string>

#include "gangmu/policy/v1/policy.pb.h"
#include "services/cli/output/style.h"

namespace gangmu::cli {

// Without colours a measure reads ⟦M1:一是…⟧ and an indicator ⟨3:470余项⟩, with numbers from 1 in text order; with
// colours the label and heading of a measure and the indicators are set off, and the numbers follow in dim brackets.
// `record` must carry document.text; spans outside of it are left out. Ends with a newline.
std::string MarkText(const policy::v1::DocumentRecord& record, const Style& style);

}  // namespace gangmu::cli
