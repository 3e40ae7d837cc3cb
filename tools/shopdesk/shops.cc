#include "tools/shopdesk/shops.h"

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/dynamic_call.h"

namespace shopdesk::cli {

absl::Status MissingShop() {
  return absl::InvalidArgumentError("--shop is required: the shop's id, e.g. --shop retail");
}

absl::Status CheckShop(const Suite& suite, absl::Span<const char* const> services,
                       const std::string& shop) {
  const nlohmann::ordered_json request = {{"name", absl::StrCat(shop, "/policy")}};
  for (const char* service : services) {
    ASSIGN_OR_RETURN(const auto* method, KnownMethod(absl::StrCat("shopdesk.", service,
                                                                  ".v1.PolicyService.GetPolicy")));
    const absl::Status got =
        CallMethod(suite.settings, ChannelOf(suite, service), *method, {request.dump()},
                   [](const google::protobuf::Message&) { return absl::OkStatus(); });
    if (!absl::IsNotFound(got)) return absl::OkStatus();
  }
  return NotFoundError(shop);
}

}  // namespace shopdesk::cli
