#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/store/bargains.h"

// Pages that show the newest first.
namespace shopdesk::catalog::handlers {

template <class Request>
absl::StatusOr<store::CreatedKey> ParseCreatedKey(const Request& request) {
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  store::CreatedKey before;
  if (key.empty()) return before;
  if (key.size() != 2 || !absl::SimpleAtoi(key[0], &before.created_ms)) {
    return InvalidFieldError("page_token", "is damaged");
  }
  before.id = key[1];
  return before;
}

template <class Request, class Resource>
std::string MakeCreatedToken(const Request& request, const Resource& last) {
  return MakePageToken(request, {absl::StrCat(ToMillis(FromProto(last.create_time()))),
                                 std::string(LastSegment(last.name()))});
}

}  // namespace shopdesk::catalog::handlers
