#include "tests/bench/flat_facts.h"

#include <cstdio>
#include <cstdlib>
#include <sqlite3.h>

#include "common/rpc/channel.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"

namespace gangmu::testing {
namespace {

void Check(bool good, sqlite3* db) {
  if (good) return;
  std::printf("flat facts: %s\n", sqlite3_errmsg(db));
  std::exit(EXIT_FAILURE);
}

sqlite3_stmt* Prepare(sqlite3* db, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  Check(sqlite3_prepare_v2(db, sql, -1, &statement, nullptr) == SQLITE_OK, db);
  return statement;
}

void BindText(sqlite3_stmt* statement, int parameter, const std::string& text) {
  sqlite3_bind_text(statement, parameter, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

}  // namespace

FlatFacts::FlatFacts(const std::string& target) {
  Check(sqlite3_open(":memory:", &db_) == SQLITE_OK, db_);
  Check(sqlite3_exec(db_, "CREATE TABLE facts (unit TEXT, kind INTEGER, target INTEGER, topic TEXT, value REAL); BEGIN",
                     nullptr, nullptr, nullptr) == SQLITE_OK,
        db_);
  sqlite3_stmt* insert = Prepare(db_, "INSERT INTO facts VALUES (?1, ?2, ?3, ?4, ?5)");
  const auto stub = measures::v1::MeasureService::NewStub(MakeChannel({.target = target}));
  grpc::ClientContext context;
  measures::v1::StreamDocumentsRequest request;
  const auto stream = stub->StreamDocuments(&context, request);
  measures::v1::StreamDocumentsResponse response;
  bool complete = false;
  while (stream->Read(&response)) {
    complete = response.complete();
    if (!response.has_record()) continue;
    const policy::v1::DocumentRecord& record = response.record();
    document_names.push_back(record.document().name());
    for (const policy::v1::Measure& measure : record.measures()) measure_names.push_back(measure.name());
    for (const policy::v1::Indicator& indicator : record.indicators()) {
      indicator_names.push_back(indicator.name());
      BindText(insert, 1, indicator.unit());
      sqlite3_bind_int(insert, 2, indicator.kind());
      sqlite3_bind_int(insert, 3, indicator.target());
      BindText(insert, 4, indicator.measure() < 0 ? "" : record.measures(indicator.measure()).topic());
      sqlite3_bind_null(insert, 5);
      if (!indicator.value().empty()) sqlite3_bind_double(insert, 5, std::atof(indicator.value().c_str()));
      Check(sqlite3_step(insert) == SQLITE_DONE, db_);
      sqlite3_reset(insert);
    }
  }
  sqlite3_finalize(insert);
  Check(sqlite3_exec(db_, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK, db_);
  if (!stream->Finish().ok() || !complete || indicator_names.empty()) {
    std::puts("the store could not be read");
    std::exit(EXIT_FAILURE);
  }
}

FlatFacts::~FlatFacts() { sqlite3_close(db_); }

int FlatFacts::Run(const char* sql) const {
  sqlite3_stmt* query = Prepare(db_, sql);
  int rows = 0;
  int code = sqlite3_step(query);
  for (; code == SQLITE_ROW; code = sqlite3_step(query)) ++rows;
  Check(code == SQLITE_DONE, db_);
  sqlite3_finalize(query);
  return rows;
}

}  // namespace gangmu::testing
