#include "services/catalog/domain/advice/suggestion.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/util/message_differencer.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "services/catalog/domain/knowledge/told_text.h"
#include "services/catalog/domain/shop/names.h"

namespace shopdesk::catalog::domain {
namespace {

using google::protobuf::util::MessageDifferencer;
using v1::Promotion;
using v1::Suggestion;
using v1::SuggestionGuide;
using v1::Suitability;

// Orders that have both of a pair, at most.
constexpr int64_t kMostOrders = 1'000'000'000'000;

// In the order of kTextLanguages.
constexpr const char* kLinkedReasons[] = {"与所看商品搭配", "Goes with what you look at",
                                          "Combina con lo que está viendo",
                                          "Combina com o que você está vendo"};
constexpr const char* kTogetherReasons[] = {"常与所看商品一起购买（{count}单）",
                                            "Often bought together (in {count} orders)",
                                            "A menudo se compran juntos (en {count} pedidos)",
                                            "Muitas vezes comprados juntos (em {count} pedidos)"};
constexpr const char* kPromotedReasons[] = {"店铺推荐", "Recommended by the shop",
                                            "Recomendado por la tienda", "Recomendado pela loja"};

using Reasons = google::protobuf::RepeatedPtrField<v1::CareText>;

void CheckReasons(const Reasons& reasons, const std::string& field, Violations& violations) {
  std::set<std::string> languages;
  for (int i = 0; i < reasons.size(); ++i) {
    if (languages.insert(reasons[i].language_code()).second) continue;
    violations.Add(absl::StrCat(field, ".reasons[", i, "].language_code"), "is given twice");
  }
}

// A rule on a contra-indication of which it isn't known whether the buyer has that.
bool IsOpenRisk(const Suitability::Finding& finding) {
  if (finding.verdict() != Suitability::UNKNOWN || finding.source().empty()) return false;
  return finding.kind() == v1::SuitabilityKind::CONDITION ||
         (finding.kind() == v1::SuitabilityKind::ALLERGEN &&
          finding.at_worst() == Suitability::UNSUITABLE);
}

// What the shop has told, else the service's own words.
std::string WordsOf(const Reasons& reasons, const char* const own[], absl::string_view language) {
  return reasons.empty() ? own[TextColumn(language)] : ChooseText(reasons, language).text();
}

}  // namespace

absl::Status CheckSuggestionGuide(const SuggestionGuide& guide) {
  Violations violations;
  std::set<std::string> products;
  for (int i = 0; i < guide.links_size(); ++i) {
    const SuggestionGuide::Link& link = guide.links(i);
    const std::string field = absl::StrCat("suggestion_guide.links[", i, "]");
    const std::string product = absl::StrCat(field, ".product");
    if (ShopOf(link.product()) != ShopOf(guide.name())) {
      violations.Add(product, "must be a product of the same shop");
    } else if (link.product() == ProductOfSingleton(guide.name())) {
      violations.Add(product, "must be another product");
    } else if (!products.insert(link.product()).second) {
      violations.Add(product, "is given twice");
    }
    CheckReasons(link.reasons(), field, violations);
  }
  return violations.ToStatus();
}

bool SameLinks(const SuggestionGuide& a, const SuggestionGuide& b) {
  SuggestionGuide left;
  *left.mutable_links() = a.links();
  SuggestionGuide right;
  *right.mutable_links() = b.links();
  return MessageDifferencer::Equals(left, right);
}

absl::Status CheckPair(const v1::BoughtTogether& pair) {
  Violations violations;
  if (pair.product_id() == pair.other_product_id()) {
    violations.Add("other_product_id", "must be another product");
  }
  if (pair.count() < 0 || pair.count() > kMostOrders) {
    violations.Add("count", absl::StrCat("must be from 0 to ", kMostOrders));
  }
  return violations.ToStatus();
}

bool SetPair(SuggestionGuide& guide, const std::string& other_name, int64_t count) {
  SuggestionGuide before;
  *before.mutable_bought_together() = guide.bought_together();
  auto& pairs = *guide.mutable_bought_together();
  pairs.erase(std::remove_if(pairs.begin(), pairs.end(),
                             [&](const auto& pair) { return pair.product() == other_name; }),
              pairs.end());
  if (count > 0) {
    SuggestionGuide::Pair& pair = *pairs.Add();
    pair.set_product(other_name);
    pair.set_count(count);
  }
  std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) {
    return a.count() == b.count() ? a.product() < b.product() : a.count() > b.count();
  });
  while (pairs.size() > kMostBoughtTogether) pairs.RemoveLast();
  SuggestionGuide after;
  *after.mutable_bought_together() = pairs;
  return !MessageDifferencer::Equals(before, after);
}

absl::Status CheckPromotion(const Promotion& promotion) {
  Violations violations;
  if (FromProto(promotion.end_time()) <= FromProto(promotion.start_time())) {
    violations.Add("promotion.end_time", "must be after start_time");
  }
  CheckReasons(promotion.reasons(), "promotion", violations);
  return violations.ToStatus();
}

bool SamePromotion(const Promotion& a, const Promotion& b) {
  const auto told = [](Promotion promotion) {
    promotion.clear_etag();
    promotion.clear_update_time();
    promotion.clear_actor();
    return promotion;
  };
  return MessageDifferencer::Equals(told(a), told(b));
}

std::vector<Suggestion> CandidatesOf(const std::string& asked, const SuggestionGuide& guide,
                                     absl::Span<const Promotion> promotions,
                                     absl::string_view language) {
  std::vector<Suggestion> candidates;
  std::set<std::string> seen = {asked};
  const auto add = [&](const std::string& product, Suggestion::Cause cause, std::string reason) {
    if (!seen.insert(product).second) return;
    Suggestion& candidate = candidates.emplace_back();
    candidate.set_product(product);
    candidate.set_cause(cause);
    candidate.set_reason(std::move(reason));
  };
  for (const SuggestionGuide::Link& link : guide.links()) {
    add(link.product(), Suggestion::LINKED, WordsOf(link.reasons(), kLinkedReasons, language));
  }
  for (const SuggestionGuide::Pair& pair : guide.bought_together()) {
    add(pair.product(), Suggestion::BOUGHT_TOGETHER,
        absl::StrReplaceAll(kTogetherReasons[TextColumn(language)],
                            {{"{count}", absl::StrCat(pair.count())}}));
  }
  for (const Promotion& promotion : promotions) {
    add(std::string(ProductOfSingleton(promotion.name())), Suggestion::PROMOTED,
        WordsOf(promotion.reasons(), kPromotedReasons, language));
  }
  return candidates;
}

bool MayOffer(const Suitability& suitability) {
  if (suitability.verdict() == Suitability::UNSUITABLE) return false;
  return std::none_of(suitability.findings().begin(), suitability.findings().end(), IsOpenRisk);
}

}  // namespace shopdesk::catalog::domain
