#include "services/measures/rpc/store_service.h"

#include <memory>
#include <string>
#include <utility>

#include "common/status/limits.h"
#include "common/status/macros.h"
#include "services/measures/rpc/convert.h"

namespace gangmu::measures {
namespace {

constexpr char kService[] = "gangmu.measures.v1.StoreService";
constexpr Method kBackupStore{kService, "BackupStore", Access::kAdmin};
constexpr Method kExportStore{kService, "ExportStore", Access::kAdmin};
constexpr Method kCheckStore{kService, "CheckStore", Access::kAdmin};

constexpr auto kNothingToCheck = [](const auto&) { return absl::OkStatus(); };

absl::Status SendBackup(MeasureStore& store, CallContext& call, StreamWriter<v1::BackupStoreResponse>& out) {
  ASSIGN_OR_RETURN(const std::unique_ptr<StoreBackup> backup, store.Backup(OptionsOf(call)));
  while (true) {
    v1::BackupStoreResponse response;
    ASSIGN_OR_RETURN(*response.mutable_chunk(), backup->Read(kMaxChunkBytes));
    if (response.chunk().empty()) break;
    RETURN_IF_ERROR(out.Write(response));
  }
  v1::BackupStoreResponse last;
  v1::BackupSummary& summary = *last.mutable_summary();
  summary.set_store_id(backup->info().position.store_id);
  summary.set_position(backup->info().position.ToString());
  summary.set_size_bytes(backup->info().size_bytes);
  summary.set_sha256(backup->info().sha256);
  summary.set_document_count(backup->info().document_count);
  return out.Write(last);
}

absl::Status SendExport(MeasureStore& store, CallContext& call, StreamWriter<v1::ExportStoreResponse>& out) {
  ASSIGN_OR_RETURN(const std::unique_ptr<StoreExport> lines, store.Export(OptionsOf(call)));
  while (true) {
    ASSIGN_OR_RETURN(const std::string bytes, lines->Read(kMaxChunkBytes / 2));
    if (bytes.empty()) return absl::OkStatus();
    for (size_t at = 0; at < bytes.size(); at += kMaxChunkBytes) {
      v1::ExportStoreResponse response;
      response.set_chunk(bytes.substr(at, kMaxChunkBytes));
      RETURN_IF_ERROR(out.Write(response));
    }
  }
}

}  // namespace

grpc::Status StoreServiceImpl::ExportStore(grpc::ServerContext* context, const v1::ExportStoreRequest* request,
                                           grpc::ServerWriter<v1::ExportStoreResponse>* writer) {
  return runner_.ServerStream(
      *context, kExportStore, *request, *writer, kNothingToCheck,
      [&](CallContext& call, const v1::ExportStoreRequest&, StreamWriter<v1::ExportStoreResponse>& out) {
        return SendExport(store_, call, out);
      });
}

grpc::Status StoreServiceImpl::BackupStore(grpc::ServerContext* context, const v1::BackupStoreRequest* request,
                                           grpc::ServerWriter<v1::BackupStoreResponse>* writer) {
  return runner_.ServerStream(
      *context, kBackupStore, *request, *writer, kNothingToCheck,
      [&](CallContext& call, const v1::BackupStoreRequest&, StreamWriter<v1::BackupStoreResponse>& out) {
        return SendBackup(store_, call, out);
      });
}

grpc::Status StoreServiceImpl::CheckStore(grpc::ServerContext* context, const v1::CheckStoreRequest* request,
                                          v1::CheckStoreResponse* response) {
  return runner_.Unary(*context, kCheckStore, *request, *response, kNothingToCheck,
                       [&](CallContext& call, const v1::CheckStoreRequest&) -> absl::StatusOr<v1::CheckStoreResponse> {
                         ASSIGN_OR_RETURN(const IntegrityReport report, store_.CheckIntegrity(OptionsOf(call)));
                         v1::CheckStoreResponse out;
                         for (const IntegrityProblem& problem : report.problems) {
                           v1::StoreProblem& message = *out.add_problems();
                           message.set_where(problem.where);
                           message.set_what(problem.what);
                         }
                         out.set_document_count(report.documents);
                         out.set_measure_count(report.measures);
                         out.set_indicator_count(report.indicators);
                         out.set_content_count(report.contents);
                         return out;
                       });
}

}  // namespace gangmu::measures
