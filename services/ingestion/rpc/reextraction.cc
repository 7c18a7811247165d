#include "services/ingestion/rpc/reextraction.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "common/digest/sha256.h"
#include "common/status/macros.h"
#include "common/status/rpc_status.h"
#include "common/text/strings.h"
#include "common/text/utf8.h"
#include "services/ingestion/extraction/extractor.h"
#include "services/ingestion/rpc/document_source.h"
#include "services/ingestion/rpc/job_messages.h"

namespace gangmu::ingestion {
namespace {

using policy::v1::RecordChange;

constexpr size_t kResumeDigits = 32;
constexpr absl::Duration kUploadPause = absl::Seconds(2);  // where the jobs do not say how long
constexpr size_t kMaxNameBytes = 256;

// The version of the extractor differs in every document, which says nothing.
void LeaveOutVersion(google::protobuf::RepeatedPtrField<RecordChange>* changes) {
  for (RecordChange& change : *changes) {
    auto& fields = *change.mutable_fields();
    fields.erase(std::remove_if(fields.begin(), fields.end(),
                                [](const auto& field) { return field.field() == "extractor_version"; }),
                 fields.end());
  }
  changes->erase(std::remove_if(changes->begin(), changes->end(),
                                [](const RecordChange& change) {
                                  return change.kind() == policy::v1::RECORD_CHANGE_KIND_CHANGED &&
                                         change.fields().empty();
                                }),
                 changes->end());
}

bool Says(const v1::DocumentDifference& difference) { return difference.has_status() || !difference.changes().empty(); }

// The same filter and the same extractor name the same work.
std::string ResumeKey(const std::string& filter) {
  const std::string work = StrCat(extraction::ExtractorVersion(), "\n", filter);
  return StrCat("reextract-", Sha256Hex(work).substr(0, kResumeDigits));
}

}  // namespace

absl::Status Reextraction::Run(CallContext& call, const v1::ReextractDocumentsRequest& request, Writer& out) {
  if (request.validate_only()) return DryRun(call, request, out);
  v1::ReextractDocumentsResponse response;
  ASSIGN_OR_RETURN(*response.mutable_job(), MakeJob(call, request));
  return out.Write(response);
}

absl::StatusOr<int64_t> Reextraction::EachOutdated(CallContext& call, const std::string& filter,
                                                   OnDocuments on_documents) {
  int64_t fit = 0;
  std::string page_token;
  do {
    RETURN_IF_ERROR(call.Check());
    const absl::Time deadline = std::min(call.deadline(), SystemClock().Now() + engine_.options().store_patience);
    ASSIGN_OR_RETURN(measures::v1::ListDocumentsResponse page, measures_.List(filter, page_token, deadline));
    std::vector<policy::v1::Document> outdated;
    fit += page.documents_size();
    for (policy::v1::Document& document : *page.mutable_documents()) {
      if (document.extractor_version() != extraction::ExtractorVersion()) outdated.push_back(std::move(document));
    }
    if (!outdated.empty()) RETURN_IF_ERROR(on_documents(outdated));
    page_token = page.next_page_token();
  } while (!page_token.empty());
  return fit;
}

v1::DocumentDifference Reextraction::Differ(CallContext& call, const policy::v1::Document& stored) {
  v1::DocumentDifference difference;
  difference.set_document(stored.name());
  difference.set_title(stored.title());
  const absl::Status status = [&]() -> absl::Status {
    ASSIGN_OR_RETURN(
        const Budget::Ticket ticket,
        engine_.budget().Take(static_cast<size_t>(stored.source().size_bytes()), [&] { return call.Check(); }));
    const absl::Time deadline = std::min(call.deadline(), SystemClock().Now() + engine_.options().store_patience);
    ASSIGN_OR_RETURN(policy::v1::DocumentRecord record, engine_.ExtractStored(stored, deadline));
    ASSIGN_OR_RETURN(measures::v1::PreviewDocumentResponse preview, measures_.Preview(&record, deadline));
    *difference.mutable_changes() = std::move(*preview.mutable_changes());
    LeaveOutVersion(difference.mutable_changes());
    return absl::OkStatus();
  }();
  if (!status.ok()) *difference.mutable_status() = ToRpcStatus(status, call.request_id());
  return difference;
}

// A page at a time, in parallel, and told in the order of names, whatever the number of threads.
absl::Status Reextraction::DryRun(CallContext& call, const v1::ReextractDocumentsRequest& request, Writer& out) {
  const int cores = engine_.options().workers;
  ThreadPool pool(cores > 0 ? static_cast<size_t>(cores) : std::max(1U, std::thread::hardware_concurrency()), 64);
  DifferenceCounter counter;
  v1::ReextractDocumentsResponse last;
  const auto compare = [&](const std::vector<policy::v1::Document>& documents) -> absl::Status {
    std::vector<v1::DocumentDifference> differences(documents.size());
    std::vector<Event> done(documents.size());
    for (size_t i = 0; i < documents.size(); ++i) {
      pool.Submit([&, i] {
        if (call.Check().ok()) differences[i] = Differ(call, documents[i]);
        done[i].Set();
      });
    }
    absl::Status written;
    for (size_t i = 0; i < documents.size(); ++i) {
      done[i].Wait();  // also after an error: the tasks write into what lives here
      if (!written.ok() || !Says(differences[i])) continue;
      counter.Add(differences[i]);
      v1::ReextractDocumentsResponse response;
      *response.mutable_difference() = std::move(differences[i]);
      written = out.Write(response);
    }
    last.mutable_summary()->set_outdated_count(last.summary().outdated_count() +
                                               static_cast<int64_t>(documents.size()));
    return written.ok() ? call.Check() : written;
  };
  ASSIGN_OR_RETURN(const int64_t fit, EachOutdated(call, request.filter(), compare));
  last.mutable_summary()->set_document_count(fit);
  counter.Fill(last.mutable_summary());
  return out.Write(last);
}

// A repeated call goes on where an earlier one broke off: items of a key that is there are harmless.
absl::StatusOr<v1::Job> Reextraction::MakeJob(CallContext& call, const v1::ReextractDocumentsRequest& request) {
  const std::string what = request.filter().empty() ? "all documents" : request.filter();
  jobs::NewJob made;
  made.request_id = request.request_id();
  made.resume_key = ResumeKey(request.filter());
  made.display_name = CutAtCodePoint(PrintableUtf8(StrCat("re-extraction of ", what), kMaxNameBytes), kMaxNameBytes);
  made.kind = jobs::JobKind::kReextract;
  made.max_in_flight = request.max_in_flight();
  ASSIGN_OR_RETURN(const jobs::Job job, jobs_.Create(made));
  if (!job.more_items) return desk_.Show(job);
  // Begun before all is listed, so that what waits drains however large the store is.
  RETURN_IF_ERROR(jobs_.Start(job.id, /*more_items=*/true, /*drop_incomplete=*/false).status());
  const auto add = [&](const std::vector<policy::v1::Document>& documents) -> absl::Status {
    std::vector<std::string> descriptions;
    for (const policy::v1::Document& document : documents) {
      v1::RawDocument about;
      about.set_document_id(RawOf(document).document_id());
      about.set_source_uri(document.source().uri());  // for people who look at the job
      descriptions.push_back(DescriptionOf(about));
    }
    std::vector<jobs::Chunk> chunks;
    for (size_t i = 0; i < documents.size(); ++i) {
      const std::string& name = documents[i].name();
      chunks.push_back({.key = name, .identity = name, .description = descriptions[i]});
    }
    while (true) {
      const absl::Status added = jobs_.Upload(job.id, chunks).status();
      const ErrorDetails details = DetailsOf(added);
      if (details.reason != Reason::kOVERLOADED) return added;
      RETURN_IF_ERROR(call.SleepFor(details.retry_delay.value_or(kUploadPause)));
    }
  };
  RETURN_IF_ERROR(EachOutdated(call, request.filter(), add).status());
  return desk_.Show(jobs_.Start(job.id, /*more_items=*/false, /*drop_incomplete=*/true));
}

void DifferenceCounter::Counts::Add(policy::v1::RecordChangeKind kind) {
  added += kind == policy::v1::RECORD_CHANGE_KIND_ADDED;
  removed += kind == policy::v1::RECORD_CHANGE_KIND_REMOVED;
  changed += kind == policy::v1::RECORD_CHANGE_KIND_CHANGED;
}

v1::ChangeCount DifferenceCounter::Counts::ToMessage(const std::string& name) const {
  v1::ChangeCount message;
  message.set_name(name);
  message.set_added(added);
  message.set_removed(removed);
  message.set_changed(changed);
  return message;
}

void DifferenceCounter::Add(const v1::DocumentDifference& difference) {
  ++(difference.has_status() ? failed_ : changed_);
  for (const RecordChange& change : difference.changes()) {
    if (change.name().find("/indicators/") != std::string::npos) {
      indicators_.Add(change.kind());
      for (const std::string& rule : change.rules()) rules_[rule].Add(change.kind());
      if (change.kind() != policy::v1::RECORD_CHANGE_KIND_CHANGED) continue;
      for (const auto& field : change.fields()) fields_[field.field()].Add(change.kind());
    } else if (change.name().find("/measures/") != std::string::npos) {
      measures_.Add(change.kind());
    } else {
      ++document_fields_;
    }
  }
}

void DifferenceCounter::Fill(v1::ReextractionSummary* summary) const {
  summary->set_changed_count(changed_);
  summary->set_failed_count(failed_);
  summary->set_document_fields_changed(document_fields_);
  *summary->mutable_measures() = measures_.ToMessage("");
  *summary->mutable_indicators() = indicators_.ToMessage("");
  for (const auto& [rule, counts] : rules_) *summary->add_rules() = counts.ToMessage(rule);
  for (const auto& [field, counts] : fields_) *summary->add_fields() = counts.ToMessage(field);
}

}  // namespace gangmu::ingestion
