#include "common/codelists/codelists.h"

#include "common/codelists/tsv.h"
#include "common_codelists_data.h"

namespace gangmu::codelists {
namespace {

std::vector<Entry> Read(std::string_view data) {
  std::vector<Entry> entries;
  for (const TsvRow& row : ReadTsv(data, 2)) entries.push_back({row[0], row[1]});
  return entries;
}

}  // namespace

const std::vector<Entry>& Topics() {
  static const std::vector<Entry>& list = *new std::vector<Entry>(Read(data::k_topics));
  return list;
}

const std::vector<Entry>& Instruments() {
  static const std::vector<Entry>& list = *new std::vector<Entry>(Read(data::k_instruments));
  return list;
}

const std::vector<Entry>& DocumentTypes() {
  static const std::vector<Entry>& list = *new std::vector<Entry>(Read(data::k_document_types));
  return list;
}

const Entry* FindEntry(const std::vector<Entry>& list, std::string_view code) {
  for (const Entry& e : list) {
    if (e.code == code) return &e;
  }
  return nullptr;
}

}  // namespace gangmu::codelists
