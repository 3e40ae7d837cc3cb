#pragma once

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/catalog/domain/product/category.h"
#include "shopdesk/catalog/v1/clarity.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

// What is missing or unclear on the shop's pages.
namespace shopdesk::catalog::domain {

// `has_care`: something is told of its care.
v1::ProductClarity FindUnclear(const v1::Product& product, const Definitions& definitions,
                               bool has_care);

// What is kept of a query that found nothing, folded; empty: nothing, as it may be personal, or no
// product is called so.
std::string FailedQuery(absl::string_view query);

// How often something happened, old times counting less: half after 30 days.
struct Frequency {
  int64_t count = 0;
  // Grows with the frequency, the same at all times: the higher of two is the more frequent now.
  int64_t rank = 0;
  absl::Time last;
};
// After once more at `now`. `before`: count 0 for the first time.
Frequency CountOnce(const Frequency& before, absl::Time now);

}  // namespace shopdesk::catalog::domain
