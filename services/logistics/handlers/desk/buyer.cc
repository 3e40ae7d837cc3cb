#include "services/logistics/handlers/desk/buyer.h"

#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/store/desk/erasure.h"
#include "services/logistics/store/notice/notice.h"

namespace shopdesk::logistics::handlers {
namespace {

// Notices of a step.
constexpr int kNoticesInStep = 200;

// Where the round over a buyer's notices goes on, the newest first: "<milliseconds> <id>".
store::CreationKey KeyOf(const erasure::v1::Erasure& erasure, const std::string& cursor) {
  store::CreationKey key(ToMillis(FromProto(erasure.create_time())) + 1, "");
  const std::vector<std::string> parts = absl::StrSplit(cursor, absl::MaxSplits(' ', 1));
  if (parts.size() == 2 && absl::SimpleAtoi(parts[0], &std::get<0>(key))) {
    std::get<1>(key) = parts[1];
  }
  return key;
}

absl::StatusOr<erasure::Step> TakeStep(runtime::WriteContext& ctx,
                                       const erasure::v1::Erasure& erasure,
                                       const std::string& cursor) {
  erasure::Step step;
  const absl::string_view shop = ShopOf(erasure.name());
  ASSIGN_OR_RETURN(const std::vector<v1::Notice> notices,
                   store::ListNotices(ctx.txn(), shop, {.buyer = erasure.buyer()},
                                      KeyOf(erasure, cursor), kNoticesInStep));
  for (const v1::Notice& notice : notices) {
    RETURN_IF_ERROR(store::EraseNotice(ctx.txn(), ctx.vault(), shop, LastSegment(notice.name()),
                                       erasure::TellIn(ctx)));
    ++step.erased;
  }
  if (notices.size() == kNoticesInStep) {
    step.cursor = absl::StrCat(ToMillis(FromProto(notices.back().create_time())), " ",
                               LastSegment(notices.back().name()));
  }
  return step;
}

}  // namespace

absl::Status EraseOrder(runtime::WriteContext& ctx, const v1::EraseOrderRequest& request,
                        v1::EraseOrderResponse* response) {
  const absl::string_view shop = ShopOf(request.order());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  ASSIGN_OR_RETURN(const int64_t erased,
                   store::EraseOrder(ctx.txn(), ctx.vault(), shop, LastSegment(request.order()),
                                     erasure::TellIn(ctx)));
  response->set_erased_count(erased);
  return absl::OkStatus();
}

absl::Status EraseBuyer(runtime::WriteContext& ctx, const v1::EraseBuyerRequest& request,
                        erasure::v1::Erasure* response) {
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), ShopOf(request.name())).status());
  ASSIGN_OR_RETURN(*response, erasure::Begin(ctx, request.name(), request.buyer(),
                                             FromProto(request.create_time())));
  return absl::OkStatus();
}

absl::Status EraseSomeNotices(runtime::WriteContext& ctx, const timer::Due& due) {
  return erasure::TakeStep(ctx, due, TakeStep);
}

}  // namespace shopdesk::logistics::handlers
