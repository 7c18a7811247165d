// The layer of corrections over an extraction: what makes the effective record of a document. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/status/error.h"
#include "common/text/utf8.h"
#include "gangmu/policy/v1/correction.pb.h"
#include "gangmu/policy/v1/policy.pb.h"

namespace gangmu::measures {

// Fields that people may correct, by their names in the proto message.
const std::vector<std::string_view>& CorrectableFields(const google::protobuf::Descriptor* resource);

// Checks a correction by itself: kind and value fit each other, its fields may be corrected, numbers and days parse.
// `field` names the value in violations ("indicator").
void CheckCorrection(const policy::v1::Correction& correction, const std::string& field, Violations& violations);

// Applies corrections in their order to `facts`: document, measures and indicators of one extraction, named (see
// resource_ids.h), with `text` and its `offsets`. Sets review_state and corrected_fields of everything, and ordinals
// and indexes anew where indicators came or went. The result says of each correction whether it had effect; one without
// is orphaned. Corrections that were taken back must not be given.
std::vector<bool> ApplyCorrections(const std::vector<policy::v1::Correction>& corrections, std::string_view text,
                                   const OffsetMap& offsets, policy::v1::DocumentRecord& facts);

// Completes a correction that is about to be made against `facts` as extracted and `effective` as corrected so far:
// target, extracted values, sentence, and of an added indicator name, text and sentence.
// Errors: NOT_FOUND (no such target), ALREADY_EXISTS (an added indicator meets another), INVALID_FIELD.
absl::Status AnchorCorrection(const policy::v1::DocumentRecord& facts, const policy::v1::DocumentRecord& effective,
                              std::string_view text, const OffsetMap& offsets, policy::v1::Correction& correction);

}  // namespace gangmu::measures
