#include "common/similarity/near_groups.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

namespace gangmu {
namespace {

// Union by the lowest number, with halved paths.
class Union {
 public:
  explicit Union(size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), size_t{0}); }

  size_t Root(size_t i) {
    while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
    return i;
  }
  void Join(size_t a, size_t b) {
    const auto [low, high] = std::minmax({Root(a), Root(b)});
    parent_[high] = low;
  }

 private:
  std::vector<size_t> parent_;
};

}  // namespace

std::vector<std::vector<size_t>> NearGroups::Find(absl::FunctionRef<bool(size_t, size_t)> near) const {
  std::vector<std::pair<int64_t, size_t>> bands;
  for (size_t i = 0; i < sketches_.size(); ++i) {
    if (!sketches_[i]) continue;
    for (const int64_t band : SketchBands(*sketches_[i])) bands.emplace_back(band, i);
  }
  std::sort(bands.begin(), bands.end());
  Union groups(sketches_.size());
  std::set<std::pair<size_t, size_t>> refused;
  for (size_t begin = 0, end = 0; begin < bands.size(); begin = end) {
    while (end < bands.size() && bands[end].first == bands[begin].first) ++end;
    for (size_t i = begin; i < end; ++i) {
      for (size_t j = i + 1; j < end; ++j) {
        const size_t a = bands[i].second, b = bands[j].second;
        if (groups.Root(a) == groups.Root(b) || refused.contains({a, b})) continue;
        // Not remembered: forms of one template make many such pairs, and asking again is cheap.
        if (!MayBeNear(*sketches_[a], *sketches_[b])) continue;
        if (near(a, b)) {
          groups.Join(a, b);
        } else {
          refused.emplace(a, b);
        }
      }
    }
  }
  std::map<size_t, std::vector<size_t>> members;
  for (size_t i = 0; i < sketches_.size(); ++i) members[groups.Root(i)].push_back(i);
  std::vector<std::vector<size_t>> found;
  for (auto& [root, group] : members) {
    if (group.size() > 1) found.push_back(std::move(group));
  }
  return found;
}

}  // namespace gangmu
