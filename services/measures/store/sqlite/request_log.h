// Answers of puts with a request id (AIP-155): a repeated request gets the first answer.
#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"

#include "services/measures/store/sqlite/put.h"

namespace gangmu::measures {

// Of everything that makes one put differ from another, but for author and reason.
std::string RequestDigest(const std::vector<PreparedDocument>& documents);

// The kept answer, nullopt where there is none. INVALID_FIELD where the id belongs to another request.
absl::StatusOr<std::optional<PutAnswer>> FindAnswer(sqlite::Connection& db, const std::string& request_id,
                                                    const std::string& digest);

// Keeps an answer for a day and forgets older ones.
absl::Status KeepAnswer(WriteScope& scope, const std::string& request_id, const std::string& digest,
                        const PutAnswer& answer);

}  // namespace gangmu::measures
