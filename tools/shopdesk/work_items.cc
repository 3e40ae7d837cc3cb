#include "tools/shopdesk/work_items.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/base/clock.h"
#include "shopdesk/work/v1/work.grpc.pb.h"
#include "tools/shopdesk/progress.h"

namespace shopdesk::cli {
namespace {

using work::v1::ListWorkItemsRequest;
using work::v1::WorkItem;
using work::v1::WorkListService;

constexpr int kPageSize = 1000;

// Those of one service that are wanted, until one more than `limit` is found.
absl::Status AddItems(const Suite& suite, const char* service, ListWorkItemsRequest request,
                      size_t limit, absl::FunctionRef<bool(const WorkItem&)> wanted,
                      std::vector<WorkItem>& items) {
  const auto stub = WorkListService::NewStub(ChannelOf(suite, service));
  request.clear_page_token();
  request.set_page_size(limit == 0 ? kPageSize
                                   : static_cast<int>(std::min<size_t>(limit + 1, kPageSize)));
  size_t taken = 0;
  do {
    auto page = Invoke(suite.settings, *stub, &WorkListService::Stub::ListWorkItems, request);
    if (!page.ok()) {
      return absl::Status(page.status().code(),
                          absl::StrCat(service, ": ", std::string(page.status().message())));
    }
    for (WorkItem& item : *page->mutable_work_items()) {
      if (!wanted(item)) continue;
      items.push_back(std::move(item));
      ++taken;
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty() && (limit == 0 || taken <= limit));
  return absl::OkStatus();
}

// What has no due time comes last.
bool IsDueBefore(const WorkItem& a, const WorkItem& b) {
  const auto due = [](const WorkItem& item) {
    return item.has_due_time() ? FromProto(item.due_time()) : absl::InfiniteFuture();
  };
  return std::pair(due(a), absl::string_view(a.name())) <
         std::pair(due(b), absl::string_view(b.name()));
}

}  // namespace

WorkItems ReadWorkItems(const Suite& suite, const ListWorkItemsRequest& request, size_t limit,
                        absl::FunctionRef<bool(const WorkItem&)> wanted) {
  WorkItems found;
  Progress progress("reading work lists", std::size(kServices));
  int64_t services = 0;
  for (const char* service : kServices) {
    found.status.Update(AddItems(suite, service, request, limit, wanted, found.items));
    progress.Update(++services, service);
  }
  std::sort(found.items.begin(), found.items.end(), IsDueBefore);
  found.more = limit > 0 && found.items.size() > limit;
  if (found.more) found.items.resize(limit);
  return found;
}

}  // namespace shopdesk::cli
