#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "services/logistics/store/rate/rate_book.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

namespace shopdesk::logistics::testing {

// A runtime of logistics on one of the databases, with the shop "shops/1", a carrier "post" (EMS,
// SAL; S10 numbers and our own; no COD) and "road" (COURIER_ROAD; any number; COD).
class LogisticsTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  // `more`: what the runtime gets besides, before it starts.
  explicit LogisticsTest(std::function<void(runtime::Runtime&)> more = nullptr);

  // Runs a handler in a write, a read.
  template <class Response, class Handler, class Request, class... Deps>
  absl::StatusOr<Response> Write(Handler handler, const Request& request, Deps&... deps) {
    Response response;
    const absl::Status status =
        shopdesk::testing::RunWrite(*runtime_, [&](runtime::WriteContext& ctx) {
          response.Clear();
          return handler(ctx, request, &response, deps...);
        });
    if (!status.ok()) return status;
    return response;
  }
  // As Write, under a request id of its own: ids that are derived from it are others each time.
  template <class Response, class Handler, class Request>
  absl::StatusOr<Response> WriteAnew(Handler handler, const Request& request) {
    Response response;
    const absl::Status status =
        runtime_->WriteAndWait(shopdesk::testing::TestCall(absl::StrCat("anew-", ++anew_)), nullptr,
                               &response, [&](runtime::WriteContext& ctx) {
                                 response.Clear();
                                 return handler(ctx, request, &response);
                               });
    if (!status.ok()) return status;
    return response;
  }
  template <class Response, class Handler, class Request, class... Deps>
  absl::StatusOr<Response> Read(Handler handler, const Request& request, Deps&... deps) {
    Response response;
    const absl::Status status =
        shopdesk::testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) {
          response.Clear();
          return handler(ctx, request, &response, deps...);
        });
    if (!status.ok()) return status;
    return response;
  }

  // What so many callers are answered who call at the same time; `call` takes the caller's number.
  std::vector<absl::Status> AtOnce(int callers, const std::function<absl::Status(int)>& call);

  // All pages of a list. A token that led to nothing is a failure: there was no next page.
  template <class Response, class Handler, class Request>
  std::vector<Response> Pages(Handler handler, Request request) {
    constexpr size_t kMost = 100;
    std::vector<Response> pages;
    do {
      absl::StatusOr<Response> page = Read<Response>(handler, request);
      EXPECT_OK(page);
      if (!page.ok()) break;
      request.set_page_token(page->next_page_token());
      pages.push_back(*std::move(page));
    } while (!request.page_token().empty() && pages.size() < kMost);
    EXPECT_LT(pages.size(), kMost);
    EXPECT_TRUE(pages.size() <= 1 || pages.back().ByteSizeLong() > 0);
    return pages;
  }

  absl::StatusOr<v1::Policy> UpdatePolicy(const char* text);
  absl::StatusOr<v1::ImportCarriersResponse> ImportCarriers(const char* text);
  absl::StatusOr<v1::ImportRateTablesResponse> ImportRateTables(const char* text);
  // A request for order "shops/1/orders/o" to a receiver in Hangzhou, 1 kg, with `more`.
  v1::CreateShipmentRequest ShipmentRequest(const std::string& id, const char* more = "");
  absl::StatusOr<v1::Shipment> CreateShipment(const std::string& id, const char* more = "");
  absl::StatusOr<v1::Shipment> GetShipment(const std::string& id);
  // Canonical reports of one parcel, `hours` after the beginning: "IN_TRANSIT@3".
  v1::RecordTrackingRequest Reports(const std::string& id, const std::vector<std::string>& events);
  // At their time: moves the clock there first.
  absl::StatusOr<v1::RecordTrackingResponse> Record(const std::string& id,
                                                    const std::vector<std::string>& events);
  // Moves business time by that much, and waits for all that it brings about.
  void Advance(absl::Duration by);
  // As they are once all events are counted, without the time.
  v1::ShipmentFigures Figures(const type::v1::Period& period = {});
  // What verification finds wrong with them.
  std::vector<std::string> WrongFigures();
  // The open work items' kinds and resources: "late_parcel shops/1/shipments/a", in order.
  std::vector<std::string> Work();
  // The types of the feed's events of a resource, in order, but bookkeeping (IsBookkeeping).
  std::vector<std::string> EventTypes(const std::string& resource_name);

  shopdesk::testing::TestRuntime runtime_;
  store::RateBook rates_;

 private:
  std::atomic<int> anew_{0};
};

}  // namespace shopdesk::logistics::testing
