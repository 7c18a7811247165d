// ZIP containers made by tests, sound and broken ones.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace gangmu::testing {

using ZipEntries = std::vector<std::pair<std::string, std::string>>;  // name, content

// A ZIP of these entries, packed; names are taken as they are, also ../ and absolute ones.
std::string MakeZip(const ZipEntries& entries);

// The same with every entry encrypted by a password (AES-256).
std::string MakeEncryptedZip(const ZipEntries& entries);

}  // namespace gangmu::testing
