#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/packing/hand_over.h"
#include "services/orders/handlers/packing/packing_job.h"
#include "services/orders/handlers/packing/packing_sheet.h"
#include "services/orders/handlers/packing/scan.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders::testing {

// A world in which orders are packed.
class PackingTest : public WorldTest {
 protected:
  // Paid and verified: so many pieces of "a".
  v1::Order Paid(const std::string& id, int64_t quantity = 1, const std::string& buyer = "b1") {
    v1::PlaceOrderRequest place = PlaceRequest(id, v1::PaymentMethod::ESCROW, "a", quantity);
    place.set_buyer(buyer);
    const auto placed = world_.Place(place);
    EXPECT_THAT(placed, shopdesk::testing::IsOk());
    EXPECT_THAT(world_.Pay(PayRequest(*placed, id)), shopdesk::testing::IsOk());
    v1::ConfirmReceiverRequest confirm;
    confirm.set_name(placed->name());
    confirm.set_channel(type::v1::ContactChannel::IM);
    confirm.set_request_id(absl::StrCat("confirm-", id));
    EXPECT_THAT(world_.Write<v1::Order>(confirm, handlers::ConfirmReceiver),
                shopdesk::testing::IsOk());
    return world_.Get(placed->name());
  }
  absl::StatusOr<v1::PackingJob> StartJob(const std::vector<std::string>& orders,
                                          const std::string& request_id = "") {
    v1::StartPackingRequest request;
    request.set_parent("shops/s");
    for (const std::string& order : orders) request.add_orders(order);
    request.set_request_id(request_id.empty() ? NextId() : request_id);
    return world_.Workflow<v1::PackingJob>(request, handlers::StartPacking,
                                           static_cast<clients::Catalog&>(world_.catalog()));
  }
  absl::StatusOr<v1::PackingJob> PrintJob(const std::string& job, const std::string& carrier = "",
                                          const std::string& waybill = "") {
    v1::PrintPackingJobRequest request;
    request.set_name(job);
    request.set_carrier_id(carrier);
    request.set_waybill_number(waybill);
    request.set_request_id(NextId());
    return world_.Write<v1::PackingJob>(request, handlers::PrintPackingJob);
  }
  absl::StatusOr<v1::PackingJob> Pick(const std::string& job) {
    v1::MarkPickedRequest request;
    request.set_name(job);
    request.set_request_id(NextId());
    return world_.Write<v1::PackingJob>(request, handlers::MarkPicked);
  }
  absl::StatusOr<v1::ScanItemResponse> Scan(const std::string& job, const std::string& code,
                                            int64_t quantity = 1,
                                            const std::string& request_id = "") {
    v1::ScanItemRequest request;
    request.set_name(job);
    request.set_code(code);
    request.set_quantity(quantity);
    request.set_request_id(request_id.empty() ? NextId() : request_id);
    return world_.Write<v1::ScanItemResponse>(request, handlers::ScanItem);
  }
  absl::StatusOr<v1::FinishPackingResponse> FinishJob(const std::string& job) {
    v1::FinishPackingRequest request;
    request.set_name(job);
    request.set_request_id(NextId());
    return world_.Write<v1::FinishPackingResponse>(request, handlers::FinishPacking);
  }
  absl::StatusOr<v1::PackingJob> Cancel(const std::string& job) {
    v1::CancelPackingRequest request;
    request.set_name(job);
    request.set_request_id(NextId());
    return world_.Write<v1::PackingJob>(request, handlers::CancelPacking);
  }
  v1::PackingJob Job(const std::string& name) {
    v1::GetPackingJobRequest request;
    request.set_name(name);
    const auto job = world_.Read<v1::PackingJob>(request, handlers::GetPackingJob);
    EXPECT_THAT(job, shopdesk::testing::IsOk());
    return job.value_or(v1::PackingJob());
  }
  // Started, printed and picked.
  v1::PackingJob Picked(const std::vector<std::string>& orders) {
    const auto job = StartJob(orders);
    EXPECT_THAT(job, shopdesk::testing::IsOk());
    if (!job.ok()) return {};
    EXPECT_THAT(PrintJob(job->name()), shopdesk::testing::IsOk());
    EXPECT_THAT(Pick(job->name()), shopdesk::testing::IsOk());
    return Job(job->name());
  }
  // All of it is in the box, and the box is closed.
  v1::PackingJob Packed(const std::vector<std::string>& orders) {
    const v1::PackingJob job = Picked(orders);
    for (const v1::PackingLine& line : job.lines()) {
      EXPECT_THAT(Scan(job.name(), line.sku_id(), line.quantity()), shopdesk::testing::IsOk());
    }
    EXPECT_THAT(FinishJob(job.name()), shopdesk::testing::IsOk());
    return Job(job.name());
  }
  absl::StatusOr<v1::Order> ShipIt(const std::string& order, const std::string& request_id = "") {
    v1::ShipOrderRequest request;
    request.set_name(order);
    request.set_request_id(request_id.empty() ? NextId() : request_id);
    return world_.Ship(request);
  }
  std::string NextId() { return absl::StrCat("packing-test-", ++ids_); }

 private:
  int ids_ = 0;
};

}  // namespace shopdesk::orders::testing
