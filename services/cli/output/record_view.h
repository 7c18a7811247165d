// One document with its measures and indicators as tables: the default output of `gangmu extract`.
#pragma once

#include "gangmu/policy/v1/policy.pb.h"
#include "services/cli/terminal.h"

namespace gangmu::cli {

// `explain` adds the confidence of each indicator and, below, the rules that made it with a line on each.
void PrintRecord(const policy::v1::DocumentRecord& record, bool explain, const Terminal& terminal);

// The document's fields, one line each; empty ones are left out.
void PrintDocumentFields(const policy::v1::Document& document, const Terminal& terminal);

// The indicators as a table, numbered from 1 in text order.
void PrintIndicators(const policy::v1::DocumentRecord& record, bool explain, const Terminal& terminal);

}  // namespace gangmu::cli
