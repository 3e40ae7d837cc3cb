#include "tools/shopdesk/work_items.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "shopdesk/orders/v1/order.grpc.pb.h"
#include "shopdesk/work/v1/work.grpc.pb.h"
#include "tools/shopdesk/errors.h"
#include "tools/shopdesk/progress.h"

namespace shopdesk::cli {
namespace {

using work::v1::ListWorkItemsRequest;
using work::v1::WorkItem;
using work::v1::WorkListService;

constexpr int kWorkPageSize = 1000;
constexpr char kHeldOrder[] = "held_order";

// Those of one service that are wanted, until one more than `limit` is found.
absl::Status AddItems(const Suite& suite, const char* service, ListWorkItemsRequest request,
                      size_t limit, absl::FunctionRef<bool(const WorkItem&)> wanted,
                      std::vector<WorkItem>& items) {
  const auto stub = WorkListService::NewStub(ChannelOf(suite, service));
  request.clear_page_token();
  request.set_page_size(limit == 0 ? kWorkPageSize
                                   : static_cast<int>(std::min<size_t>(limit + 1, kWorkPageSize)));
  size_t taken = 0;
  do {
    auto page = Invoke(suite.settings, *stub, &WorkListService::Stub::ListWorkItems, request);
    if (!page.ok()) {
      return ErrorOfService(service, page.status());
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

// The most that BatchGetOrders takes.
constexpr size_t kOrdersPerCall = 1000;

// Asks orders for the orders of the items that are about holds.
absl::Status NameHolds(const Suite& suite, const std::string& shop, std::vector<WorkItem>& items) {
  std::map<std::string, WorkItem*> held;
  for (WorkItem& item : items) {
    if (item.kind() == kHeldOrder) held[item.order()] = &item;
  }
  const auto stub = orders::v1::OrderService::NewStub(suite.orders);
  for (auto next = held.begin(); next != held.end();) {
    orders::v1::BatchGetOrdersRequest request;
    request.set_parent(shop);
    for (size_t i = 0; i < kOrdersPerCall && next != held.end(); ++i, ++next)
      request.add_names(next->first);
    ASSIGN_OR_RETURN(
        const auto answer,
        Invoke(suite.settings, *stub, &orders::v1::OrderService::Stub::BatchGetOrders, request));
    for (const orders::v1::Order& order : answer.orders()) AddHolds(order, *held.at(order.name()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckKind(absl::string_view kind) {
  const auto is_kind = [&](const char* each) { return kind == each; };
  if (kind.empty() || std::any_of(std::begin(kWorkKinds), std::end(kWorkKinds), is_kind)) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "there is no kind of work \"", kind, "\"; there are ", absl::StrJoin(kWorkKinds, ", ")));
}

void AddHolds(const orders::v1::Order& order, WorkItem& item) {
  std::vector<std::string> kinds;
  for (const orders::v1::Hold& hold : order.holds())
    kinds.push_back(orders::v1::Hold::Kind_Name(hold.kind()));
  if (!kinds.empty()) absl::StrAppend(item.mutable_summary(), ": ", absl::StrJoin(kinds, ", "));
}

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
  found.status.Update(NameHolds(suite, request.parent(), found.items));
  return found;
}

}  // namespace shopdesk::cli
