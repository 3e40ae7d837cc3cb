#include "tools/shopdesk/shops.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/error.h"
#include "shopdesk/event/v1/event.grpc.pb.h"

namespace shopdesk::cli {
namespace {

using event::v1::EventFeed;

// Shops of one page, the most that there are.
constexpr int kPageSize = 1000;

}  // namespace

absl::Status MissingShop() {
  return absl::InvalidArgumentError("--shop is required: the shop's id, e.g. --shop retail");
}

absl::Status CheckShop(const Suite& suite, absl::Span<const char* const> services,
                       const std::string& shop) {
  std::set<std::string> known;
  for (const char* service : services) {
    const auto stub = EventFeed::NewStub(ChannelOf(suite, service));
    event::v1::ListShopsRequest request;
    request.set_page_size(kPageSize);
    const auto listed = Invoke(suite.settings, *stub, &EventFeed::Stub::ListShops, request);
    if (!listed.ok() || !listed->next_page_token().empty()) return absl::OkStatus();
    known.insert(listed->shops().begin(), listed->shops().end());
  }
  if (known.count(shop) > 0) return absl::OkStatus();
  return Error(absl::StatusCode::kNotFound, kUnknownShopReason,
               absl::StrCat(shop, " is not known; there ",
                            known.empty() ? "are no shops" : "are " + absl::StrJoin(known, ", ")),
               {{"resource", shop}});
}

}  // namespace shopdesk::cli
