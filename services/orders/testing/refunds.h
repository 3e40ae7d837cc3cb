#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/personal_data.h"
#include "libs/testing/matchers.h"
#include "libs/testing/snapshot.h"
#include "libs/testing/test_runtime.h"
#include "libs/work/service.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/handlers/refund/return.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/migrations/migrations.h"
#include "services/orders/store/payment/ledger.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/testing/test_orders.h"
#include "services/orders/testing/world.h"
#include "services/orders/timers/order.h"
#include "shopdesk/orders/v1/refund.pb.h"

namespace shopdesk::orders::handlers {

// A shop with the default rules, orders as the trade would have left them, and the handlers of
// refunds, on either database.
class RefundHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  void SetUp() override {
    shopdesk::testing::TestRuntimeOptions options;
    options.service = "orders";
    options.dialect = GetParam();
    options.sqlite_migrations = store::SqliteMigrations();
    options.postgres_migrations = store::PostgresMigrations();
    options.compose = [](runtime::Runtime& runtime) {
      runtime.AddTimer(kRefundDeadline, OnRefundDeadline);
      runtime.AddTimer(domain::kAutoConfirm, timers::FinishOverdue);
      runtime.AddTimer(domain::kCodFinish, timers::FinishOverdue);
    };
    runtime_ = std::make_unique<shopdesk::testing::TestRuntime>(options);
    SetPolicy(domain::ShopPolicy());
  }

  runtime::Runtime& runtime() { return **runtime_; }

  // The refunds that wait for the seller, the soonest due first.
  std::vector<std::string> WaitingRefunds() {
    work::v1::ListWorkItemsRequest request;
    request.set_parent("shops/s");
    request.set_kind(kRefundWork.name);
    work::v1::ListWorkItemsResponse list;
    EXPECT_OK(shopdesk::testing::RunRead(runtime(), [&](runtime::ReadContext& ctx) {
      list.Clear();
      return work::ListWorkItems(ctx, request, &list);
    }));
    std::vector<std::string> names;
    for (const work::v1::WorkItem& item : list.work_items()) names.push_back(item.resource());
    return names;
  }

  void SetPolicy(const v1::Policy& policy) {
    v1::UpdatePolicyRequest request;
    *request.mutable_policy() = policy;
    request.mutable_policy()->set_name("shops/s/policy");
    request.mutable_policy()->clear_etag();
    request.mutable_update_mask()->add_paths("*");
    request.set_allow_missing(true);
    v1::Policy saved;
    ASSERT_OK(shopdesk::testing::RunWrite(
        runtime(), [&](runtime::WriteContext& ctx) { return UpdatePolicy(ctx, request, &saved); }));
  }

  // Stores an order with its timer and its sealed receiver.
  void Put(v1::Order order) {
    ASSERT_OK(
        shopdesk::testing::RunWrite(runtime(), [&](runtime::WriteContext& ctx) -> absl::Status {
          RETURN_IF_ERROR(store::InsertOrder(ctx.txn(), order));
          type::v1::Receiver receiver = orders::testing::TestReceiver();
          RETURN_IF_ERROR(runtime::Seal(ctx, order.name(), kReceiverSlot, receiver));
          if (domain::IsTimed(order.deadline_event())) {
            ctx.Schedule(order.deadline_event(), order.name(), FromProto(order.deadline_time()));
          }
          return absl::OkStatus();
        }));
  }

  v1::Order OrderNow(const std::string& id = "o1") {
    v1::Order order;
    EXPECT_OK(shopdesk::testing::RunRead(runtime(), [&](runtime::ReadContext& ctx) -> absl::Status {
      ASSIGN_OR_RETURN(order, store::LoadOrder(ctx.txn(), "shops/s/orders/" + id));
      return absl::OkStatus();
    }));
    return order;
  }

  v1::Refund RefundNow(const std::string& name) {
    v1::Refund refund;
    v1::GetRefundRequest request;
    request.set_name(name);
    EXPECT_OK(shopdesk::testing::RunRead(
        runtime(), [&](runtime::ReadContext& ctx) { return GetRefund(ctx, request, &refund); }));
    return refund;
  }

  std::vector<v1::LedgerEntry> Ledger(const std::string& id = "o1") {
    std::vector<v1::LedgerEntry> entries;
    EXPECT_OK(shopdesk::testing::RunRead(runtime(), [&](runtime::ReadContext& ctx) -> absl::Status {
      ASSIGN_OR_RETURN(entries, store::ListLedger(ctx.txn(), "shops/s/orders/" + id, 0, 100));
      return absl::OkStatus();
    }));
    return entries;
  }

  // Calls a handler as its RPC would be, with a request_id of its own if it has none.
  template <class Response, class Request, class Handler>
  absl::StatusOr<Response> Call(Handler handler, Request request) {
    if (request.request_id().empty()) request.set_request_id(absl::StrCat("q", ++requests_));
    runtime::CallInfo call = shopdesk::testing::TestCall(request.request_id());
    call.method = absl::StrCat("/test/", request.GetTypeName());
    Response response;
    const absl::Status status = runtime().WriteAndWait(
        call, &request, &response,
        [&](runtime::WriteContext& ctx) { return handler(ctx, request, &response); });
    if (!status.ok()) return status;
    return response;
  }

  absl::StatusOr<v1::Refund> Open(v1::RefundKind::Value kind, v1::RefundReason::Value reason,
                                  const std::vector<v1::LineQuantity>& lines = {},
                                  const std::string& id = "o1", bool give = false) {
    v1::OpenRefundRequest request;
    request.set_parent("shops/s/orders/" + id);
    request.set_kind(kind);
    request.set_reason(reason);
    request.set_seller_initiated(give);
    for (const v1::LineQuantity& line : lines) {
      request.add_lines()->set_line(line.line());
      request.mutable_lines()->rbegin()->set_quantity(line.quantity());
    }
    return Call<v1::Refund>(OpenRefund, request);
  }

  // AgreeRefund and the like, which need the name only.
  template <class Request, class Handler>
  absl::StatusOr<v1::Refund> Go(Handler handler, const std::string& name) {
    Request request;
    request.set_name(name);
    return Call<v1::Refund>(handler, request);
  }

  static v1::LineQuantity Line(int32_t number, int64_t quantity) {
    v1::LineQuantity line;
    line.set_line(number);
    line.set_quantity(quantity);
    return line;
  }

  void AdvanceTo(absl::Time time) {
    ASSERT_OK(runtime().AdvanceTo(time, absl::Now() + absl::Seconds(30)).status());
  }

  std::vector<std::string> EventTypes() {
    std::vector<std::string> types;
    const absl::StatusOr<event::Cursor> head =
        runtime().events().Head(absl::Now() + absl::Seconds(10));
    EXPECT_OK(head);
    if (!head.ok() || head->sequence == 0) return types;
    const absl::StatusOr<event::Page> page =
        runtime().events().Read("s", 0, event::kMaxPage, absl::Now() + absl::Seconds(10));
    EXPECT_OK(page);
    if (!page.ok()) return types;
    for (const event::Event& event : page->events) {
      if (event.type() == "policy.updated" || shopdesk::testing::IsBookkeeping(event)) continue;
      types.push_back(event.type());
    }
    return types;
  }

  std::unique_ptr<shopdesk::testing::TestRuntime> runtime_;
  std::atomic<int> requests_ = 0;
};

}  // namespace shopdesk::orders::handlers
