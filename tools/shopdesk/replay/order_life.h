#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "tools/shopdesk/replay/desk.h"
#include "tools/shopdesk/replay/life.h"
#include "tools/shopdesk/replay/parcels.h"
#include "tools/shopdesk/replay/shop_file.h"
#include "tools/shopdesk/replay/special_case.h"

namespace shopdesk::cli {

// An order of the file on its way.
class OrderLife final : public Life {
 public:
  OrderLife(Desk& desk, const Invoice& invoice, const ShopRules& rules);

  // Places the order and reports the conversation before it.
  absl::Status Place();
  // The parcels can't wait: the receiver is taken to be right.
  void Hurry() { hurried_ = true; }
  bool delivered() const { return next() > Step::kDeliver; }
  // Another order, placed before this one is shipped, goes in this one's parcel.
  void ShipWith(const std::shared_ptr<OrderLife>& other) {
    other_ = other;
    other->goes_along_ = true;
  }
  // When it is paid, shipped and delivered, if nothing hurries it.
  absl::Time pay_time() const { return invoice_.pay_time; }
  absl::Time ship_time() const { return ship_time_; }
  absl::Time deliver_time() const { return deliver_time_; }

  absl::string_view number() const override { return invoice_.number; }
  size_t taken() const override { return taken_; }
  absl::Time due() const override;
  absl::Status TakeStep(absl::Time now) override;

 private:
  // What is done to an order after it was placed, in this order.
  enum class Step {
    kPay,
    kVerify,
    kAskAgain,
    kAskLast,
    kShip,
    kTellLate,
    kDeliver,
    kConfirmReceipt,
    kRefund,
    kReview,
    kMakeGood,
    kDone
  };

  Step next() const { return taken_ < steps_.size() ? steps_[taken_] : Step::kDone; }
  absl::Status Pay();
  absl::Status PayByTransfer();
  absl::Status ChooseAccount();
  absl::Status Verify();
  absl::Status Ask(type::v1::ContactChannel::Value channel);
  absl::StatusOr<Way> ChooseWay();
  absl::Status Ship();
  void NoteParcels(const orders::v1::Order& order);
  absl::Status TellLate();
  absl::Status ConfirmReceipt();
  absl::Status Refund();
  absl::Status Review();
  absl::Status MakeGood();
  absl::Status ReportConversation();
  absl::StatusOr<orders::v1::Order> Get();
  std::string RequestId(absl::string_view step) const;
  bool ByTransfer() const;
  bool ConfirmedByBuyer() const;
  bool Reviewed() const;
  // The steps that this order takes: some are never paid, buyers of some confirm receipt, buyers of
  // some write reviews.
  std::vector<Step> Plan(const ShopRules& rules) const;

  Desk& desk_;
  // Without its lines once it is placed.
  Invoice invoice_;
  const SpecialCase special_case_;
  const std::string name_;
  const std::string currency_;
  bool hurried_ = false;
  // All goods are paid back before shipping.
  bool refunded_whole_ = false;
  std::vector<Step> steps_;
  size_t taken_ = 0;
  type::v1::Money due_;
  type::v1::Money surcharge_;
  type::v1::Money goods_;
  type::v1::PostalAddress destination_;
  int64_t units_ = 0;
  size_t lines_ = 0;
  // What goes in its parcel; null: nothing else.
  std::shared_ptr<OrderLife> other_;
  // It goes in the parcel of another.
  bool goes_along_ = false;
  std::vector<SentParcel> parcels_;
  // Empty: the buyer wrote none.
  std::string review_;
  absl::Time ship_time_;
  absl::Time deliver_time_;
};

// What one piece weighs, packed: the file doesn't say.
inline constexpr int64_t kPieceGrams = 50;
// A parcel without a scan for this long after it was shipped is late.
inline constexpr absl::Duration kLateAfter = absl::Hours(72);
// The bank account that transfers go to.
inline constexpr char kBankAccount[] = "main";

}  // namespace shopdesk::cli
