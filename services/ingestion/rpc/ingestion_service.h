// The gRPC face of ingestion: adapts calls to the engine and nothing more.
#pragma once

#include "common/rpc/call_runner.h"
#include "gangmu/ingestion/v1/ingestion_service.grpc.pb.h"
#include "services/ingestion/rpc/ingest_engine.h"
#include "services/ingestion/rpc/measures_client.h"

namespace gangmu::ingestion {

// Thread safe. All three outlive the service.
class IngestionServiceImpl final : public v1::IngestionService::Service {
 public:
  IngestionServiceImpl(CallRunner* runner, IngestEngine* engine, MeasuresClient* client)
      : runner_(*runner), engine_(*engine), client_(*client) {}

  grpc::Status ExtractDocument(grpc::ServerContext* context, const v1::ExtractDocumentRequest* request,
                               v1::ExtractDocumentResponse* response) override;
  grpc::Status IngestDocument(grpc::ServerContext* context, const v1::IngestDocumentRequest* request,
                              v1::IngestDocumentResponse* response) override;
  grpc::Status IngestDocuments(
      grpc::ServerContext* context,
      grpc::ServerReaderWriter<v1::IngestDocumentsResponse, v1::IngestDocumentsRequest>* stream) override;
  grpc::Status GetDocumentSource(grpc::ServerContext* context, const v1::GetDocumentSourceRequest* request,
                                 v1::GetDocumentSourceResponse* response) override;
  grpc::Status LocateText(grpc::ServerContext* context, const v1::LocateTextRequest* request,
                          v1::LocateTextResponse* response) override;

 private:
  absl::StatusOr<v1::ExtractDocumentResponse> Extract(const v1::ExtractDocumentRequest& request);
  absl::StatusOr<v1::IngestDocumentResponse> Ingest(CallContext& call, const v1::IngestDocumentRequest& request);

  CallRunner& runner_;
  IngestEngine& engine_;
  MeasuresClient& client_;
};

}  // namespace gangmu::ingestion
