#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/shopdesk/replay/desk.h"
#include "tools/shopdesk/replay/shop_file.h"

namespace shopdesk::cli {

// What is done to an order after it was placed, in this order.
enum class Step { kPay, kVerify, kShip, kDeliver, kConfirmReceipt, kRefund, kReview, kDone };

// An order of the replay on its way. Every step may be repeated: its request_ids are derived from
// shop, invoice and step.
class OrderLife {
 public:
  OrderLife(Desk& desk, const Invoice& invoice, const ShopRules& rules);

  // Places the order and reports the conversation before it.
  absl::Status Place();
  absl::Status Run(Step step, absl::Time now);
  // The first step that was not run yet.
  Step next() const { return next_ < steps_.size() ? steps_[next_] : Step::kDone; }
  // When a step is due if nothing hurries it; a step that is left out is kDone's.
  absl::Time DueTime(Step step) const;
  absl::string_view number() const { return invoice_.number; }

 private:
  absl::Status Pay();
  absl::Status Verify();
  absl::Status Ship();
  absl::Status Deliver(absl::Time now);
  absl::Status ConfirmReceipt();
  absl::Status Refund();
  absl::Status Review();
  absl::Status ReportConversation();
  absl::StatusOr<orders::v1::Order> Get();
  std::string RequestId(absl::string_view step) const;
  bool ConfirmedByBuyer() const;
  bool Reviewed() const;
  // The steps that this order takes: some are never paid, buyers of some confirm receipt, buyers of
  // some write reviews.
  std::vector<Step> Plan(const ShopRules& rules) const;

  Desk& desk_;
  // Without its lines once it is placed.
  Invoice invoice_;
  const std::string name_;
  const std::string currency_;
  // All goods are paid back before shipping.
  bool refunded_whole_ = false;
  std::vector<Step> steps_;
  size_t next_ = 0;
  type::v1::Money due_;
  type::v1::Money surcharge_;
  type::v1::Money goods_;
  type::v1::PostalAddress destination_;
  int64_t units_ = 0;
  // Their shipments in logistics.
  std::vector<orders::v1::Parcel> parcels_;
  absl::Time ship_time_;
  absl::Time deliver_time_;
};

// What one piece weighs, packed: the file doesn't say.
inline constexpr int64_t kPieceGrams = 50;

}  // namespace shopdesk::cli
