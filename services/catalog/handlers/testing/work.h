#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/work/service.h"
#include "services/catalog/handlers/testing/shop.h"

namespace shopdesk::catalog::testing {

// The open work items of the shop, as "<kind> <resource>", the soonest due first.
inline std::vector<std::string> OpenWork(Shop& shop) {
  const auto page =
      shop.ReadText<work::v1::ListWorkItemsResponse>(work::ListWorkItems, "parent: 'shops/s'");
  EXPECT_OK(page);
  std::vector<std::string> items;
  if (!page.ok()) return items;
  for (const auto& item : page->work_items()) {
    items.push_back(absl::StrCat(item.kind(), " ", item.resource()));
  }
  return items;
}

}  // namespace shopdesk::catalog::testing
