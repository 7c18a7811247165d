#include "services/measures/rpc/precision.h"

#include <algorithm>
#include <cmath>

namespace gangmu::measures {
namespace {

constexpr double kZ = 1.959963984540054;  // the 97.5th percentile of the normal distribution

void SetInterval(double share, double n, v1::PrecisionEstimate& out) {
  out.set_precision(share);
  const double z2 = kZ * kZ;
  const double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  out.set_lower(std::max(0.0, middle - half));
  out.set_upper(std::min(1.0, middle + half));
}

void Count(Verdict verdict, v1::PrecisionEstimate& out) {
  switch (verdict) {
    case Verdict::kRight:
      out.set_right_count(out.right_count() + 1);
      break;
    case Verdict::kWrong:
      out.set_wrong_count(out.wrong_count() + 1);
      break;
    case Verdict::kDisputed:
      out.set_disputed_count(out.disputed_count() + 1);
      break;
    case Verdict::kOpen:
      out.set_open_count(out.open_count() + 1);
      break;
  }
}

int64_t Judged(const v1::PrecisionEstimate& estimate) { return estimate.right_count() + estimate.wrong_count(); }

void SetOverall(const v1::EstimatePrecisionRequest& request, v1::EstimatePrecisionResponse& out) {
  v1::PrecisionEstimate& overall = *out.mutable_overall();
  overall.set_upper(1);
  double population = 0;
  for (int h = 0; h < request.strata_size(); ++h) {
    const v1::PrecisionEstimate& stratum = out.strata(h);
    overall.set_right_count(overall.right_count() + stratum.right_count());
    overall.set_wrong_count(overall.wrong_count() + stratum.wrong_count());
    overall.set_disputed_count(overall.disputed_count() + stratum.disputed_count());
    overall.set_open_count(overall.open_count() + stratum.open_count());
    if (Judged(stratum) > 0) population += static_cast<double>(request.strata(h).population());
  }
  if (population <= 0) return;
  double share = 0;
  double spread = 0;  // sum of w² / n
  for (int h = 0; h < request.strata_size(); ++h) {
    const double n = static_cast<double>(Judged(out.strata(h)));
    if (n == 0) continue;
    const double weight = static_cast<double>(request.strata(h).population()) / population;
    share += weight * out.strata(h).precision();
    spread += weight * weight / n;
  }
  SetInterval(std::min(1.0, share), 1 / spread, overall);
}

}  // namespace

v1::EstimatePrecisionResponse EstimatePrecision(const v1::EstimatePrecisionRequest& request,
                                                const std::vector<Verdict>& verdicts) {
  v1::EstimatePrecisionResponse out;
  size_t next = 0;
  for (const v1::ReviewStratum& stratum : request.strata()) {
    v1::PrecisionEstimate& estimate = *out.add_strata();
    estimate.set_value(stratum.value());
    estimate.set_upper(1);
    for (int i = 0; i < stratum.names_size(); ++i) Count(verdicts[next++], estimate);
    const double n = static_cast<double>(Judged(estimate));
    if (n > 0) SetInterval(static_cast<double>(estimate.right_count()) / n, n, estimate);
  }
  SetOverall(request, out);
  return out;
}

}  // namespace gangmu::measures
