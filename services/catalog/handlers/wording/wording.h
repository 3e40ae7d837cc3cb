#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "services/catalog/domain/wording/wording.h"
#include "shopdesk/catalog/v1/wording.pb.h"

// The RPCs of WordingService.
namespace shopdesk::catalog::handlers {

// The shop's list as it stands, with the base terms.
absl::StatusOr<domain::ShopWording> LoadWording(sql::Transaction& txn, absl::string_view shop);

absl::Status CheckText(runtime::ReadContext& ctx, const v1::CheckTextRequest& request,
                       v1::CheckTextResponse* response);
absl::Status CheckProduct(runtime::ReadContext& ctx, const v1::CheckProductRequest& request,
                          v1::CheckProductResponse* response);
absl::Status ListProductWordings(runtime::ReadContext& ctx,
                                 const v1::ListProductWordingsRequest& request,
                                 v1::ListProductWordingsResponse* response);
absl::Status GetWordList(runtime::ReadContext& ctx, const v1::GetWordListRequest& request,
                         v1::WordList* response);
absl::Status UpdateWordList(runtime::WriteContext& ctx, const v1::UpdateWordListRequest& request,
                            v1::WordList* response);
absl::Status ListWordListRevisions(runtime::ReadContext& ctx,
                                   const v1::ListWordListRevisionsRequest& request,
                                   v1::ListWordListRevisionsResponse* response);
absl::Status ListBaseTerms(runtime::ReadContext& ctx, const v1::ListBaseTermsRequest& request,
                           v1::ListBaseTermsResponse* response);

}  // namespace shopdesk::catalog::handlers
