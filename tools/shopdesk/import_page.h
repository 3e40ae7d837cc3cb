#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libs/base/id.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/suite.h"

namespace shopdesk::cli {

inline const std::string& IdOf(const auto& error) {
  if constexpr (requires { error.product_id(); }) {
    return error.product_id();
  } else {
    return error.id();
  }
}

// Sends a page of an import, adds its outcome to the summary and clears it.
template <class Stub, class Method, class Request>
absl::Status SendPage(const CallSettings& settings, const std::string& shop, Stub& stub,
                      Method method, Request& page, ImportSummary& summary) {
  page.set_parent(absl::StrCat("shops/", EscapeId(shop)));
  page.set_request_id(NewUuid(absl::Now()));
  auto response = StreamOne(settings, stub, method, page);
  RETURN_IF_ERROR(response.status());
  summary.created += response->created_count();
  summary.updated += response->updated_count();
  summary.unchanged += response->unchanged_count();
  for (const auto& error : response->errors()) {
    summary.errors.push_back(absl::StrCat(IdOf(error), ": ", error.message()));
  }
  page.Clear();
  return absl::OkStatus();
}

}  // namespace shopdesk::cli
