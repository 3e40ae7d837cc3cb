#include "services/feedback/handlers/shop/wording.h"

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/wording/checker.h"
#include "services/feedback/clients/peer_error.h"
#include "services/feedback/domain/shop/errors.h"

namespace shopdesk::feedback::handlers {
namespace {

using type::v1::WordingHit;

bool PaysForPraise(const WordingHit& hit) {
  return hit.category() == type::v1::WordingCategory::PAID_PRAISE &&
         hit.level() == type::v1::WordingLevel::A;
}

// By the terms that hold for every shop alone; `failure` is why catalog didn't say.
absl::Status CheckByBaseTerms(absl::string_view text, const absl::Status& failure) {
  const wording::TextCheck check({&wording::Checker::Base()}, {});
  for (const WordingHit& hit : check.Check(text, /*html=*/false).hits) {
    if (!PaysForPraise(hit)) continue;
    return UnavailableError(absl::StrCat("catalog can't be asked whether the shop allows \"",
                                         hit.term(), "\" (", failure.message(),
                                         "); nothing was changed, repeat the call"));
  }
  return absl::OkStatus();
}

absl::StatusOr<catalog::v1::CheckTextResponse> AskCatalog(runtime::WorkflowContext& ctx,
                                                          const std::string& shop_name,
                                                          absl::string_view field,
                                                          const std::string& text,
                                                          clients::Catalog& catalog) {
  catalog::v1::CheckTextRequest request;
  request.set_parent(shop_name);
  catalog::v1::CheckedText& checked = *request.add_texts();
  checked.set_field(std::string(field));
  checked.set_text(text);
  return catalog.CheckText(ctx, request);
}

}  // namespace

absl::Status CheckPraise(runtime::WorkflowContext& ctx, const std::string& shop_name,
                         absl::string_view field, const std::string& text,
                         clients::Catalog& catalog) {
  const auto response = AskCatalog(ctx, shop_name, field, text, catalog);
  if (!response.ok()) return CheckByBaseTerms(text, response.status());
  for (const WordingHit& hit : response->hits()) {
    if (PaysForPraise(hit)) return domain::ProhibitedWordingError(hit);
  }
  return absl::OkStatus();
}

absl::Status CheckProhibited(runtime::WorkflowContext& ctx, const std::string& shop_name,
                             absl::string_view field, const std::string& text,
                             clients::Catalog& catalog) {
  const auto response = AskCatalog(ctx, shop_name, field, text, catalog);
  RETURN_IF_ERROR(clients::OfPeer("catalog", response.status()));
  for (const WordingHit& hit : response->hits()) {
    if (hit.level() == type::v1::WordingLevel::A) return domain::ProhibitedWordingError(hit);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
