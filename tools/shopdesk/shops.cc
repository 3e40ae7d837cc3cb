#include "tools/shopdesk/shops.h"

#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "shopdesk/event/v1/event.grpc.pb.h"

namespace shopdesk::cli {
namespace {

using event::v1::EventFeed;

// Shops of one page, the most that there are.
constexpr int kShopsPageSize = 1000;

}  // namespace

absl::Status MissingShop() {
  return absl::InvalidArgumentError("--shop is required: the shop's id, e.g. --shop retail");
}

absl::optional<std::set<std::string>> KnownShops(const Suite& suite) {
  std::set<std::string> known;
  for (const char* service : kServices) {
    const auto stub = EventFeed::NewStub(ChannelOf(suite, service));
    event::v1::ListShopsRequest request;
    request.set_page_size(kShopsPageSize);
    const auto listed = Invoke(suite.settings, *stub, &EventFeed::Stub::ListShops, request);
    if (!listed.ok() || !listed->next_page_token().empty()) return absl::nullopt;
    known.insert(listed->shops().begin(), listed->shops().end());
  }
  return known;
}

absl::Status CheckShop(const Suite& suite, const std::string& shop) {
  const absl::optional<std::set<std::string>> known = KnownShops(suite);
  if (!known.has_value() || known->count(shop) > 0) return absl::OkStatus();
  return UnknownShopError(ShopOf(shop));
}

}  // namespace shopdesk::cli
