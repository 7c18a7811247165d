// The measure store beside what it is made of, at two sizes in one run: putting documents beside raw SQLite insertion
// of the rows they left, in as many transactions; the first page of filtered lists beside the bare SQL of the same
// rows; searches; single reads beside an echo; the bulk streams beside streams of the same messages from memory.
//   store_bench [INDICATORS…]    sizes to grow to (100000 and 1000000 by default)
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/decimal/decimal.h"
#include "common/logging/logging.h"
#include "common/rpc/call_runner.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"
#include "common/sqlite/connection.h"
#include "common/text/strings.h"
#include "common/time/clock.h"
#include "gangmu/measures/v1/measure_service.grpc.pb.h"
#include "services/ingestion/convert/extract_record.h"
#include "services/measures/rpc/measure_service.h"
#include "services/measures/store/sqlite/sqlite_store.h"
#include "tests/bench/raw_insertion.h"
#include "tests/bench/store_reads.h"
#include "tests/support/extraction/texts.h"
#include "tests/support/temp_dir.h"

namespace gangmu::testing {
namespace {

using measures::MeasureStore;
using measures::v1::MeasureService;
using measures::v1::StreamIndicatorsRequest;
using measures::v1::StreamIndicatorsResponse;
using policy::v1::DocumentRecord;

[[noreturn]] void Fail(const absl::Status& status) {
  std::printf("%s\n", status.ToString().c_str());
  std::exit(EXIT_FAILURE);
}

double Seconds() { return absl::ToDoubleSeconds(SystemClock().Monotonic()); }

// The least of seven, in seconds.
template <typename Run>
double Best(Run&& run) {
  double best = 1e9;
  for (int i = 0; i < 7; ++i) {
    const double start = Seconds();
    run();
    best = std::min(best, Seconds() - start);
  }
  return best;
}

// Copies of the extracted samples, each a document of its own text.
class Grower {
 public:
  explicit Grower(MeasureStore& store) : store_(store) {
    for (const TextFile& file : CorpusOrSampleTexts()) {
      const std::string uri = StrCat(file.id, ".txt");
      auto record = ingestion::ExtractRecord({.bytes = file.text, .source_uri = uri});
      if (!record.ok()) Fail(record.status());
      if (record->indicators_size() > 0) models_.push_back(*std::move(record));
    }
  }

  // Groups are made first and then put by two callers, so that the time is that of the store alone.
  void GrowTo(int64_t indicators) {
    while (stored_ < indicators) {
      std::vector<std::vector<DocumentRecord>> groups;
      for (int i = 0; i < 20 && stored_ < indicators; ++i) groups.push_back(MakeGroup());
      const double start = Seconds();
      std::atomic<size_t> next{0};
      const auto put = [&] {
        for (size_t i = next++; i < groups.size(); i = next++) PutGroup(groups[i]);
      };
      std::thread other(put);
      put();
      other.join();
      seconds_ += Seconds() - start;
    }
  }
  int64_t stored() const { return stored_; }
  int64_t documents() const { return static_cast<int64_t>(next_); }
  double seconds() const { return seconds_; }  // in the store, since the beginning

 private:
  std::vector<DocumentRecord> MakeGroup() {
    std::vector<DocumentRecord> group;
    for (int i = 0; i < 50; ++i) {
      DocumentRecord& record = group.emplace_back(models_[next_ % models_.size()]);
      record.mutable_document()->set_name(StrCat("documents/d", next_));
      record.mutable_document()->mutable_text()->append(StrCat("\n第", next_, "号抄件\n"));
      stored_ += record.indicators_size();
      ++next_;
    }
    return group;
  }

  void PutGroup(const std::vector<DocumentRecord>& group) {
    measures::PutRequest request;
    for (const DocumentRecord& record : group) request.documents.push_back({.record = &record});
    const auto receipt = store_.PutDocuments(request, {});
    if (!receipt.ok()) Fail(receipt.status());
  }

  MeasureStore& store_;
  std::vector<DocumentRecord> models_;
  size_t next_ = 0;
  int64_t stored_ = 0;
  double seconds_ = 0;
};

struct List {
  const char* filter;
  const char* order_by;
  const char* sql;  // of the same 50 rows
};

// The rows that a list is made of, by the best SQL for them.
int BareRows(sqlite::Connection& db, const char* sql) {
  auto read = db.Prepare(sql);
  if (!read.ok()) Fail(read.status());
  int rows = 0;
  size_t bytes = 0;
  for (auto row = read->Step(); row.ok() && *row; row = read->Step(), ++rows) bytes += read->Bytes(0).size();
  return bytes > 0 ? rows : 0;
}

void Lists(MeasureStore& store, const std::string& path) {
  const std::vector<List> lists = {
      {"unit = \"CNY\" AND document.region.code = \"420100\"", "",
       "SELECT i.record FROM indicators i JOIN documents d ON d.document = i.document WHERE i.unit = 'CNY' AND "
       "d.region_code = '420100' ORDER BY i.name LIMIT 50"},
      {"unit = \"%\"", "value",
       "SELECT i.record FROM indicators i WHERE i.unit = '%' ORDER BY i.value, i.name LIMIT 50"},
      {"unit = \"CNY\" AND value >= 100000000", "value",
       "SELECT i.record FROM indicators i WHERE i.unit = 'CNY' AND i.value >= ?1 ORDER BY i.value, i.name LIMIT 50"},
      {"target = true AND subject : \"企业\"", "",
       "SELECT i.record FROM indicators i WHERE i.target = 1 AND instr(i.subject, '企业') > 0 ORDER BY i.name LIMIT "
       "50"},
  };
  auto db = sqlite::Connection::Open(path, {.mode = sqlite::OpenOptions::Mode::kReadOnly});
  if (!db.ok()) Fail(db.status());
  for (const List& list : lists) {
    const measures::ListRequest request{.filter = list.filter, .order_by = list.order_by, .page_size = 50};
    size_t found = 0;
    const double ours = Best([&] {
      const auto page = store.ListIndicators(request, {});
      if (!page.ok()) Fail(page.status());
      found = page->items.size();
    });
    std::string sql = list.sql;
    if (const size_t at = sql.find("?1"); at != std::string::npos) {
      // The key of 100000000 as the store orders decimals.
      std::string hex;
      for (const char c : Decimal::FromInt(100'000'000).ToOrderedKey()) {
        static constexpr char kDigits[] = "0123456789abcdef";
        hex += kDigits[(c >> 4) & 15];
        hex += kDigits[c & 15];
      }
      sql.replace(at, 2, StrCat("x'", hex, "'"));
    }
    int rows = 0;
    const double bare = Best([&] { rows = BareRows(**db, sql.c_str()); });
    if (rows == 0 || static_cast<size_t>(rows) != found) Fail(absl::InternalError(StrCat("other rows: ", list.filter)));
    std::printf("  first page of [%s] by [%s]: %.3f ms, bare SQL %.3f ms, ratio %.2f\n", list.filter, list.order_by,
                ours * 1e3, bare * 1e3, ours / bare);
  }
}

using measures::v1::StreamDocumentsRequest;
using measures::v1::StreamDocumentsResponse;
using measures::v1::StreamMeasuresRequest;
using measures::v1::StreamMeasuresResponse;

// Sends what it holds, whatever is asked.
class BareStream final : public MeasureService::Service {
 public:
  grpc::Status StreamIndicators(grpc::ServerContext*, const StreamIndicatorsRequest*,
                                grpc::ServerWriter<StreamIndicatorsResponse>* writer) override {
    return Send(indicators, writer);
  }
  grpc::Status StreamMeasures(grpc::ServerContext*, const StreamMeasuresRequest*,
                              grpc::ServerWriter<StreamMeasuresResponse>* writer) override {
    return Send(measures, writer);
  }
  grpc::Status StreamDocuments(grpc::ServerContext*, const StreamDocumentsRequest*,
                               grpc::ServerWriter<StreamDocumentsResponse>* writer) override {
    return Send(documents, writer);
  }

  std::vector<StreamIndicatorsResponse> indicators;
  std::vector<StreamMeasuresResponse> measures;
  std::vector<StreamDocumentsResponse> documents;

 private:
  template <typename Response>
  static grpc::Status Send(const std::vector<Response>& messages, grpc::ServerWriter<Response>* writer) {
    for (const Response& message : messages) writer->Write(message);
    return grpc::Status::OK;
  }
};

int64_t ItemsOf(const StreamIndicatorsResponse& message) { return message.indicators_size(); }
int64_t ItemsOf(const StreamMeasuresResponse& message) { return message.measures_size(); }
int64_t ItemsOf(const StreamDocumentsResponse& message) { return message.has_record() ? 1 : 0; }

// Reads the stream, at most `most` items; keeps the messages where asked to.
template <typename Request, typename Response>
int64_t ReadStream(MeasureService::Stub& stub, int64_t most,
                   std::unique_ptr<grpc::ClientReader<Response>> (MeasureService::Stub::*method)(grpc::ClientContext*,
                                                                                                 const Request&),
                   std::vector<Response>* kept) {
  grpc::ClientContext context;
  Request request;
  if constexpr (requires { request.set_view(measures::v1::VIEW_FULL); }) request.set_view(measures::v1::VIEW_FULL);
  const auto reader = (stub.*method)(&context, request);
  Response message;
  int64_t read = 0;
  while (read < most && reader->Read(&message)) {
    read += ItemsOf(message);
    if (kept != nullptr) kept->push_back(message);
  }
  context.TryCancel();
  reader->Finish();
  return read;
}

template <typename Request, typename Response>
void CompareStream(const char* what, int64_t most, MeasureService::Stub& stub, MeasureService::Stub& bare,
                   std::unique_ptr<grpc::ClientReader<Response>> (MeasureService::Stub::*method)(grpc::ClientContext*,
                                                                                                 const Request&),
                   std::vector<Response>& held) {
  ReadStream<Request, Response>(stub, most, method, &held);
  int64_t read = 0;
  double ours = 1e9;
  double base = 1e9;
  for (int i = 0; i < 5; ++i) {  // in turns, so that a busy machine slows both
    double start = Seconds();
    read = ReadStream<Request, Response>(stub, most, method, nullptr);
    ours = std::min(ours, Seconds() - start);
    start = Seconds();
    if (ReadStream<Request, Response>(bare, most, method, nullptr) != read) Fail(absl::InternalError("another stream"));
    base = std::min(base, Seconds() - start);
  }
  std::printf("  stream of %lld %s: %.0f/s, from memory %.0f/s, ratio %.2f\n", static_cast<long long>(read), what,
              static_cast<double>(read) / ours, static_cast<double>(read) / base, base / ours);
  held.clear();
}

void Streams(MeasureStore& store) {
  CallRunner runner;
  measures::MeasureServiceImpl service(&runner, &store);
  auto server = Server::Start({}, runner, {{&service, MeasureService::service_full_name()}});
  if (!server.ok()) Fail(server.status());
  MeasureService::Stub stub(MakeChannel({.target = (*server)->local_target()}));
  BareStream held;
  CallRunner bare_runner;
  auto bare_server = Server::Start({}, bare_runner, {{&held, MeasureService::service_full_name()}});
  if (!bare_server.ok()) Fail(bare_server.status());
  MeasureService::Stub bare(MakeChannel({.target = (*bare_server)->local_target()}));
  CompareStream("indicators", 100'000, stub, bare, &MeasureService::Stub::StreamIndicators, held.indicators);
  CompareStream("measures with text", 50'000, stub, bare, &MeasureService::Stub::StreamMeasures, held.measures);
  CompareStream("documents with text", 2'000, stub, bare, &MeasureService::Stub::StreamDocuments, held.documents);
}

// The rows that the store holds by now, put into an empty database of the same tables by nothing but SQLite.
void RawInsertion(MeasureStore& store, const Grower& grower, const std::string& folder) {
  const std::string source = folder + "/copy.db";
  const std::string target = folder + "/raw.db";
  {
    auto backup = store.Backup({});
    if (!backup.ok()) Fail(backup.status());
    std::ofstream out(source, std::ios::binary);
    for (auto bytes = (*backup)->Read(1 << 20); bytes.ok() && !bytes->empty(); bytes = (*backup)->Read(1 << 20)) {
      out << *bytes;
    }
  }
  const double raw = RawInsertionSeconds(source, target, std::max<int64_t>(1, grower.documents() / 50));
  std::printf("  put in groups of 50 documents: %.0f indicators/s, raw insertion %.0f/s, ratio %.2f\n",
              static_cast<double>(grower.stored()) / grower.seconds(), static_cast<double>(grower.stored()) / raw,
              raw / grower.seconds());
  for (const std::string& file : {source, target}) {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(file + end);
  }
}

int Main(const std::vector<int64_t>& sizes) {
  InitLogging({.level = LogLevel::kError});
  TempDir dir;
  const std::string path = dir.File("m.db");
  auto store = measures::OpenSqliteStore({.path = path});
  if (!store.ok()) Fail(store.status());
  Grower grower(**store);
  for (const int64_t size : sizes) {
    const int64_t before = grower.stored();
    const double seconds = grower.seconds();
    grower.GrowTo(size);
    std::printf("%lld indicators: the last of them stored at %.0f/s\n", static_cast<long long>(grower.stored()),
                static_cast<double>(grower.stored() - before) / (grower.seconds() - seconds));
    RawInsertion(**store, grower, dir.path());
    Lists(**store, path);
    BenchSearches(**store, path);
    BenchGets(**store, 1);
    Streams(**store);
    std::fflush(stdout);
  }
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace gangmu::testing

int main(int argc, char** argv) {
  std::vector<int64_t> sizes;
  for (int i = 1; i < argc; ++i) sizes.push_back(std::atoll(argv[i]));
  if (sizes.empty()) sizes = {100'000, 1'000'000};
  if (!std::is_sorted(sizes.begin(), sizes.end()) || sizes.front() < 1) {
    std::fputs("store_bench [INDICATORS…]: want rising numbers above 0\n", stderr);
    return EXIT_FAILURE;
  }
  return gangmu::testing::Main(sizes);
}
