#include "services/measures/store/sqlite/duplicates.h"

#include <algorithm>
#include <tuple>

#include "common/status/error.h"
#include "common/status/macros.h"
#include "services/measures/store/sqlite/document_writer.h"

namespace gangmu::measures {
namespace {

// GB/T 2260: two digits each for province, city and county. The central bodies have no code or that of the country.
int IssuerLevel(std::string_view region_code) {
  if (region_code.empty() || region_code == "000000") return 0;
  if (region_code.ends_with("0000")) return 1;
  return region_code.ends_with("00") ? 2 : 3;
}

bool Before(const ClusterMember& a, const ClusterMember& b) {
  const auto key = [](const ClusterMember& m) {
    return std::make_tuple(m.publish_date.empty(), std::string_view(m.publish_date), IssuerLevel(m.region_code),
                           std::string_view(m.name));
  };
  return key(a) < key(b);
}

absl::Status Mark(WriteScope& scope, const std::string& name, const std::string& duplicate_of) {
  ASSIGN_OR_RETURN(const auto current, FindCurrent(scope.db(), name));
  if (!current) return Internal("a member of a cluster is gone");
  static const Authorship kStore{"", "the representative of the documents with this text changed"};
  const int64_t revision = current->revision + 1;
  ASSIGN_OR_RETURN(const ChangeStamp stamp,
                   StampChange(scope, current->document, revision, ChangeCause::kCluster, kStore));
  ASSIGN_OR_RETURN(const FactCounts counts, CountFacts(scope.db(), current->document));
  VersionFields fields;
  fields.revision = revision;
  fields.etag = NextEtag(*current);
  fields.extraction = current->extraction;
  fields.duplicate_of = duplicate_of;
  return CopyDocumentRow(scope.db(), *current, fields, stamp, counts);
}

}  // namespace

absl::StatusOr<std::vector<ClusterMember>> ReadCluster(sqlite::Connection& db, const std::string& text_sha256,
                                                       const std::optional<ClusterMember>& joining) {
  ASSIGN_OR_RETURN(auto read, db.Prepare("SELECT name, publish_date, region_code, duplicate_of FROM documents "
                                         "WHERE text_sha256 = ?1 AND delete_time IS NULL"));
  read.Bind(1, text_sha256);
  std::vector<ClusterMember> cluster;
  if (joining) cluster.push_back(*joining);
  while (true) {
    ASSIGN_OR_RETURN(const bool row, read.Step());
    if (!row) break;
    if (joining && read.Text(0) == joining->name) continue;
    cluster.push_back(
        {std::string(read.Text(0)), std::string(read.Text(1)), std::string(read.Text(2)), std::string(read.Text(3))});
  }
  std::sort(cluster.begin(), cluster.end(), Before);
  return cluster;
}

absl::Status MarkCluster(WriteScope& scope, const std::vector<ClusterMember>& cluster, std::string_view except) {
  for (size_t i = 0; i < cluster.size(); ++i) {
    const std::string wanted = i == 0 ? "" : cluster[0].name;
    if (cluster[i].name == except || cluster[i].duplicate_of == wanted) continue;
    RETURN_IF_ERROR(Mark(scope, cluster[i].name, wanted));
  }
  return absl::OkStatus();
}

}  // namespace gangmu::measures
