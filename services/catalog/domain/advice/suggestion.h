#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "shopdesk/catalog/v1/suggestion.pb.h"
#include "shopdesk/catalog/v1/suitability.pb.h"

// What else may be offered to a buyer.
namespace shopdesk::catalog::domain {

// Products that are told to be bought with one, at most: the most frequent ones.
inline constexpr int kMostBoughtTogether = 50;

// INVALID_ARGUMENT with all that is wrong with a guide's links.
absl::Status CheckSuggestionGuide(const v1::SuggestionGuide& guide);
// Whether two guides have the same links.
bool SameLinks(const v1::SuggestionGuide& a, const v1::SuggestionGuide& b);

// INVALID_ARGUMENT naming the field of the row.
absl::Status CheckPair(const v1::BoughtTogether& pair);
// Notes in a product's guide how often another is bought with it; whether that is news.
bool SetPair(v1::SuggestionGuide& guide, const std::string& other_name, int64_t count);

// INVALID_ARGUMENT with all that is wrong with a promotion.
absl::Status CheckPromotion(const v1::Promotion& promotion);
// Whether two promotions are the same.
bool SamePromotion(const v1::Promotion& a, const v1::Promotion& b);

// What may come into question, each product once and in the order in which it is offered, with
// product, cause and reason. `asked`: the name of what the buyer looks at, which isn't offered;
// `guide`: its own; `promotions`: those that run, the first to be offered first. `language`: one of
// kTextLanguages.
std::vector<v1::Suggestion> CandidatesOf(const std::string& asked, const v1::SuggestionGuide& guide,
                                         absl::Span<const v1::Promotion> promotions,
                                         absl::string_view language);

// Whether a product with this suitability may be offered: nothing speaks against it, and what is
// contra-indicated for some, by rules on conditions and on what isn't tolerated, has been held
// against the buyer.
bool MayOffer(const v1::Suitability& suitability);

}  // namespace shopdesk::catalog::domain
