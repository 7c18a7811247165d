// Estimates from reviewed samples. Pure.
#pragma once

#include <vector>

#include "gangmu/measures/v1/correction_service.pb.h"
#include "services/measures/store/measure_store.h"

namespace gangmu::measures {

// `verdicts` in the order of the names of the strata, one after the other.
//
// Of a stratum the precision is right / (right + wrong). Of the whole it is the mean over strata weighted by their
// populations. Intervals are Wilson's score intervals at 95 % (E. B. Wilson, JASA 22, 1927); for the whole with Kish's
// effective sample size 1 / sum(w² / n) in place of n (L. Kish, Survey Sampling, 1965, 11.7).
v1::EstimatePrecisionResponse EstimatePrecision(const v1::EstimatePrecisionRequest& request,
                                                const std::vector<Verdict>& verdicts);

}  // namespace gangmu::measures
