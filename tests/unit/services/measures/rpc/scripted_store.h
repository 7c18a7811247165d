// A store whose every call ends with the error that a test's script gives: for what a real store says only when its
// disk or its caller fails.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "services/measures/store/measure_store.h"

namespace gangmu::measures::testing {

class ScriptedStore final : public MeasureStore {
 public:
  // Called by each method in the thread of the call; must not return OK.
  using Script = std::function<absl::Status(const CallOptions&)>;
  explicit ScriptedStore(Script script) : script_(std::move(script)) {}

  absl::StatusOr<PutReceipt> PutDocuments(const PutRequest&, const CallOptions& o) override { return script_(o); }
  absl::StatusOr<policy::v1::Document> DeleteDocument(const DeleteRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<policy::v1::Document> UndeleteDocument(const UndeleteRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<States> CheckDocuments(const std::vector<std::string>&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<policy::v1::Document> GetDocument(const std::string&, const ReadOptions&,
                                                   const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<policy::v1::DocumentRecord> GetDocumentRecord(const std::string&, const ReadOptions&,
                                                               const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<std::vector<policy::v1::Document>> BatchGetDocuments(const std::vector<std::string>&,
                                                                      const ReadOptions&,
                                                                      const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<policy::v1::Measure> GetMeasure(const std::string&, const ReadOptions&,
                                                 const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<policy::v1::Indicator> GetIndicator(const std::string&, const ReadOptions&,
                                                     const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<Source> GetDocumentSource(const std::string&, const CallOptions& o) override { return script_(o); }
  absl::StatusOr<Page<policy::v1::Document>> ListDocuments(const ListRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<Page<policy::v1::Measure>> ListMeasures(const ListRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<Page<policy::v1::Indicator>> ListIndicators(const ListRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<Page<SearchHit>> SearchMeasures(const SearchRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<RecordBatch> ReadRecords(const RecordStreamRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<ChangeBatch> ReadChanges(const std::optional<Position>&, size_t, const CallOptions& o) override {
    return script_(o);
  }
  bool WaitForCommitAfter(int64_t, absl::Duration) override { return true; }
  absl::StatusOr<PartBatch> ReadMeasures(const PartStreamRequest&, const CallOptions& o) override { return script_(o); }
  absl::StatusOr<PartBatch> ReadIndicators(const PartStreamRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<std::vector<policy::v1::Measure>> BatchGetMeasures(const std::vector<std::string>&, const ReadOptions&,
                                                                    const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<std::vector<policy::v1::Indicator>> BatchGetIndicators(const std::vector<std::string>&,
                                                                        const ReadOptions&,
                                                                        const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<std::vector<Revision>> ListRevisions(const std::string&, const RevisionRange&,
                                                      const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<policy::v1::DocumentRecord> GetRevision(const std::string&, int64_t, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<Preview> PreviewDocument(const policy::v1::DocumentRecord&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<PurgeReport> PurgeHistory(const PurgeRequest&, const CallOptions& o) override { return script_(o); }
  absl::StatusOr<CorrectionReceipt> Correct(const CorrectionRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<CorrectionReceipt> RevertCorrection(const RevertRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<Page<policy::v1::Correction>> ListCorrections(const CorrectionListRequest&,
                                                               const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<policy::v1::MeasureLink> LinkMeasures(const LinkRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<policy::v1::MeasureLink> UnlinkMeasures(const UnlinkRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<Page<policy::v1::MeasureLink>> ListLinks(const LinkListRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<MeasureLine> GetMeasureLine(const std::string&, const AsOf&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<ReviewCounts> CountReviews(Parts, const std::string&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<std::vector<Stratum>> SampleForReview(const SampleRequest&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<std::vector<Verdict>> ReviewVerdicts(const std::vector<std::string>&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<std::unique_ptr<StoreBackup>> Backup(const CallOptions& o) override { return script_(o); }
  absl::StatusOr<std::unique_ptr<StoreExport>> Export(const CallOptions& o) override { return script_(o); }
  absl::StatusOr<IntegrityReport> CheckIntegrity(const CallOptions& o) override { return script_(o); }
  absl::StatusOr<policy::v1::CodelistEntry> GetCodelistEntry(const std::string&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<Page<policy::v1::CodelistEntry>> ListCodelistEntries(const CodelistListRequest&,
                                                                      const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<policy::v1::CodelistEntry> WriteCodelistEntry(const CodelistWrite&, const CallOptions& o) override {
    return script_(o);
  }
  absl::StatusOr<StoreInfo> GetStoreInfo(const CallOptions& o) override { return script_(o); }

 private:
  const Script script_;
};

}  // namespace gangmu::measures::testing
