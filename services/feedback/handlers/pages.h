#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/domain/limits.h"
#include "services/feedback/store/page_key.h"

namespace shopdesk::feedback::handlers {

// Answers a page of what is listed newest first by create_time. `list(after, limit)` is a
// StatusOr<std::vector<Resource>>; they go to `items` of the response.
template <class Request, class Response, class Items, class List>
absl::Status ListNewestFirst(const Request& request, Response& response, Items& items, List list) {
  ASSIGN_OR_RETURN(const int size,
                   PageSize(request.page_size(), domain::kDefaultPageSize, domain::kMaxPageSize));
  ASSIGN_OR_RETURN(const std::vector<std::string> key, ParsePageToken(request));
  store::PageKey after;
  if (!key.empty() && (key.size() != 2 || !absl::SimpleAtoi(key[0], &after.create_ms))) {
    return InvalidFieldError("page_token", "is damaged");
  }
  if (!key.empty()) after.id = key[1];
  ASSIGN_OR_RETURN(auto page, list(after, size + 1));
  if (page.size() > static_cast<size_t>(size)) {
    page.resize(size);
    response.set_next_page_token(
        MakePageToken(request, {absl::StrCat(ToMillis(FromProto(page.back().create_time()))),
                                std::string(LastSegment(page.back().name()))}));
  }
  for (auto& item : page) *items.Add() = std::move(item);
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
