#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/catalog/domain/product/category.h"
#include "services/catalog/domain/wording/wording.h"
#include "shopdesk/catalog/v1/comparison.pb.h"
#include "shopdesk/catalog/v1/competitor.pb.h"
#include "shopdesk/catalog/v1/policy.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"

// Goods beside each other.
namespace shopdesk::catalog::domain {

// The languages that comparisons are told in; the first is the one of who asks for none.
inline constexpr absl::string_view kComparisonLanguages[] = {"zh", "en", "es", "pt"};

// One of the goods: the shop's or a competitor's.
struct ComparedProduct {
  // Null: it is a competitor's.
  const v1::Product* product = nullptr;
  const v1::CompetitorProduct* competitor = nullptr;
  // Of its category.
  Definitions definitions;
  // What can be promised of all its SKUs.
  int64_t available = 0;
};

// All that is known of the attributes of two to ten goods. The same whatever their order, but for
// the order of sides and of values. `language`: one of kComparisonLanguages.
v1::Comparison MakeComparison(absl::Span<const ComparedProduct> products, const v1::Policy& policy,
                              absl::Time now, absl::string_view language);

// Sets what to paste into the chat, and what its parts say that they shouldn't: those of level A
// are left out of the text. `zone`: of the days on which things were seen.
void TellComparison(const ShopWording& wording, const absl::TimeZone& zone,
                    v1::Comparison& comparison);

}  // namespace shopdesk::catalog::domain
