#include "services/measures/store/sqlite/link_writer.h"

#include <deque>
#include <optional>
#include <set>
#include <utility>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "common/text/strings.h"
#include "google/protobuf/util/time_util.h"
#include "services/measures/store/sqlite/document_writer.h"
#include "services/measures/store/sqlite/link_rows.h"

namespace gangmu::measures {
namespace {

using google::protobuf::util::TimeUtil;
using policy::v1::MeasureLink;

std::string DocumentOf(const std::string& measure) { return measure.substr(0, measure.find("/measures/")); }

absl::StatusOr<int64_t> FindMeasure(sqlite::Connection& db, const std::string& name) {
  ASSIGN_OR_RETURN(auto find, db.Prepare("SELECT document FROM measures WHERE name = ?1"));
  ASSIGN_OR_RETURN(const bool found, find.BindAll(name).Step());
  if (!found) return NotFound(name);
  return find.Int(0);
}

// Whether links lead from `later` back to `earlier`, and whether by going back in time or by sameness alone.
enum class Way { kNone, kSame, kBack };

absl::StatusOr<Way> FindWay(sqlite::Connection& db, const std::string& later, const std::string& earlier) {
  using Stop = std::pair<std::string, bool>;  // a measure, and whether the way to it goes back in time
  std::deque<Stop> open{{later, false}};
  std::set<Stop> seen{{later, false}};
  Way way = Way::kNone;
  while (!open.empty()) {
    const auto [name, back] = open.front();
    open.pop_front();
    if (name == earlier) way = back ? Way::kBack : Way::kSame;
    if (way == Way::kBack) break;
    ASSIGN_OR_RETURN(const auto links, ReadLinksOf(Snapshot(db, {}), name));
    for (const LinkRow& row : links) {
      const bool same = row.link.kind() == policy::v1::LINK_KIND_SAME_AS;
      const bool leaves = row.link.from() == name;
      if (!same && !leaves) continue;
      Stop next{leaves ? row.link.to() : row.link.from(), back || !same};
      if (seen.insert(next).second) open.push_back(std::move(next));
    }
  }
  return way;
}

absl::Status Contradiction(const MeasureLink& link) {
  return Error(absl::StatusCode::kFailedPrecondition, Reason::kPRECONDITION_FAILED,
               "with this link a measure would come before itself")
      .With("from", link.from())
      .With("to", link.to());
}

// A link may not contradict the order that the other links give.
absl::Status CheckOrder(sqlite::Connection& db, const MeasureLink& link) {
  ASSIGN_OR_RETURN(const Way against, FindWay(db, link.to(), link.from()));
  if (link.kind() != policy::v1::LINK_KIND_SAME_AS) {
    return against == Way::kNone ? absl::OkStatus() : Contradiction(link);
  }
  ASSIGN_OR_RETURN(const Way along, FindWay(db, link.from(), link.to()));
  return against == Way::kBack || along == Way::kBack ? Contradiction(link) : absl::OkStatus();
}

// Enters the change into the history of the document of the later measure, which itself stays as it is.
absl::StatusOr<ChangeStamp> Stamp(WriteScope& scope, const std::string& document, ChangeCause cause,
                                  const Authorship& authorship) {
  ASSIGN_OR_RETURN(const auto current, FindCurrent(scope.db(), document));
  if (!current) return Internal("the document of a link is gone");
  ASSIGN_OR_RETURN(const ChangeStamp stamp,
                   StampChange(scope, current->document, current->revision + 1, cause, authorship));
  ASSIGN_OR_RETURN(const FactCounts counts, CountFacts(scope.db(), current->document));
  VersionFields fields;
  fields.revision = current->revision + 1;
  fields.etag = NextEtag(*current);
  fields.extraction = current->extraction;
  fields.delete_time = current->delete_time;
  fields.duplicate_of = current->duplicate_of;
  RETURN_IF_ERROR(CopyDocumentRow(scope.db(), *current, fields, stamp, counts));
  return stamp;
}

MeasureLink Settled(const LinkRequest& request) {
  MeasureLink link;
  link.set_kind(request.link.kind());
  link.set_from(request.link.from());
  link.set_to(request.link.to());
  link.set_evidence(request.link.evidence());
  link.set_author(request.authorship.author);
  link.set_reason(request.authorship.reason);
  if (link.kind() == policy::v1::LINK_KIND_SAME_AS && link.to() < link.from()) {
    link.mutable_from()->swap(*link.mutable_to());
  }
  return link;
}

}  // namespace

absl::Status CheckEvidence(sqlite::Connection& db, const std::string& name) {
  if (name.empty()) return absl::OkStatus();
  if (name.find("/measures/") != std::string::npos) return FindMeasure(db, name).status();
  ASSIGN_OR_RETURN(const auto document, FindCurrent(db, name));
  return document && !document->deleted ? absl::OkStatus() : NotFound(name).Build();
}

absl::StatusOr<MeasureLink> Link(WriteScope& scope, const LinkRequest& request) {
  sqlite::Connection& db = scope.db();
  MeasureLink link = Settled(request);
  if (link.from() == link.to()) return InvalidField("link.to", "a measure cannot be linked with itself");
  LinkEnds ends;
  ASSIGN_OR_RETURN(ends.from_document, FindMeasure(db, link.from()));
  ASSIGN_OR_RETURN(ends.to_document, FindMeasure(db, link.to()));
  RETURN_IF_ERROR(CheckEvidence(db, link.evidence()));
  ASSIGN_OR_RETURN(const auto present, FindLinkBetween(db, link));
  if (present) return present->link;
  RETURN_IF_ERROR(CheckOrder(db, link));

  const std::string document = DocumentOf(link.from());
  ASSIGN_OR_RETURN(const ChangeStamp stamp, Stamp(scope, document, ChangeCause::kLinked, request.authorship));
  *link.mutable_create_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(stamp.time));
  ASSIGN_OR_RETURN(const int64_t id, InsertLink(db, ends, stamp.place, link));
  link.set_name(StrCat(document, "/links/", id));
  link.set_state(policy::v1::LINK_STATE_ACTIVE);
  return link;
}

absl::StatusOr<MeasureLink> Unlink(WriteScope& scope, const UnlinkRequest& request) {
  ASSIGN_OR_RETURN(auto row, FindLink(scope.db(), request.name));
  if (!row) return NotFound(request.name);
  MeasureLink& link = row->link;
  if (link.state() == policy::v1::LINK_STATE_REMOVED) return link;
  ASSIGN_OR_RETURN(const ChangeStamp stamp,
                   Stamp(scope, DocumentOf(link.from()), ChangeCause::kUnlinked, request.authorship));
  link.set_remove_author(request.authorship.author);
  link.set_remove_reason(request.authorship.reason);
  *link.mutable_remove_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(stamp.time));
  RETURN_IF_ERROR(CloseLink(scope.db(), row->id, stamp.place, link));
  link.set_state(policy::v1::LINK_STATE_REMOVED);
  return link;
}

}  // namespace gangmu::measures
