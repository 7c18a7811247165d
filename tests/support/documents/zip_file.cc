#include "tests/support/documents/zip_file.h"

#include <cstdio>
#include <cstdlib>
#include <zip.h>

namespace gangmu::testing {
namespace {

void Require(bool ok, const char* what) {
  if (ok) return;
  std::fprintf(stderr, "MakeZip: %s failed\n", what);
  std::abort();
}

std::string Make(const ZipEntries& entries, bool encrypt) {
  zip_error_t error;
  zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
  Require(buffer != nullptr, "zip_source_buffer_create");
  zip_source_keep(buffer);
  zip_t* archive = zip_open_from_source(buffer, ZIP_CREATE | ZIP_TRUNCATE, &error);
  Require(archive != nullptr, "zip_open_from_source");
  for (const auto& [name, content] : entries) {
    zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
    const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    Require(index >= 0, "zip_file_add");
    if (encrypt) Require(zip_file_set_encryption(archive, index, ZIP_EM_AES_256, "secret") == 0, "encryption");
  }
  Require(zip_close(archive) == 0, "zip_close");
  Require(zip_source_open(buffer) == 0, "zip_source_open");
  zip_stat_t stat;
  Require(zip_source_stat(buffer, &stat) == 0, "zip_source_stat");
  std::string bytes(stat.size, '\0');
  Require(zip_source_read(buffer, bytes.data(), bytes.size()) == static_cast<zip_int64_t>(bytes.size()), "read");
  zip_source_close(buffer);
  zip_source_free(buffer);
  return bytes;
}

}  // namespace

std::string MakeZip(const ZipEntries& entries) { return Make(entries, false); }
std::string MakeEncryptedZip(const ZipEntries& entries) { return Make(entries, true); }

}  // namespace gangmu::testing
