#include "services/orders/domain/trade/remark.h"

#include <algorithm>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

// Of an order, so that a caller gone wrong can't fill the database.
constexpr int64_t kMostRemarks = 1000;

}  // namespace

absl::Status NoteRemark(Order& order, Remark& remark, const Moment& moment) {
  if (order.remark_count() >= kMostRemarks) {
    return TooManyRemarksError(order, kMostRemarks);
  }
  const int64_t number = order.remark_count() + 1;
  order.set_remark_count(number);
  remark.set_name(absl::StrCat(order.name(), "/remarks/", number));
  if (remark.flag() == Remark::FLAG_UNSPECIFIED) remark.set_flag(Remark::RED);
  if (remark.flag() == Remark::RED) order.set_red_remark(number);
  *remark.mutable_actor() = moment.actor;
  *remark.mutable_create_time() = ToProto(moment.now);
  return absl::OkStatus();
}

Remark ReceiverRemark(const type::v1::Receiver& from, const type::v1::Receiver& to) {
  Remark remark;
  remark.set_flag(Remark::RED);
  remark.set_reason(Remark::RECEIVER_CHANGED);
  remark.set_text("the receiver was changed; labels printed before are void");
  *remark.mutable_receiver_from() = from;
  *remark.mutable_receiver_to() = to;
  return remark;
}

void AddChange(Remark& remark, absl::string_view field, absl::string_view from,
               absl::string_view to) {
  if (from == to) return;
  Remark::Change& change = *remark.add_changes();
  change.set_field(std::string(field));
  change.set_from(std::string(from));
  change.set_to(std::string(to));
}

bool HasUnseenRemark(const Order& order) {
  return order.red_remark() > order.acknowledged_remark();
}

absl::Status CheckRemarks(const Order& order, int64_t seen_remark) {
  if (!HasUnseenRemark(order) || seen_remark >= order.red_remark()) return absl::OkStatus();
  return RedRemarkError(order);
}

void SeeRemark(Order& order, int64_t seen_remark) {
  const int64_t seen = std::min(seen_remark, order.red_remark());
  order.set_acknowledged_remark(std::max(order.acknowledged_remark(), seen));
}

absl::Status AcknowledgeRemark(Order& order, const Remark& remark) {
  int64_t number = 0;
  const bool numbered = absl::SimpleAtoi(LastSegment(remark.name()), &number);
  if (remark.flag() != Remark::RED || !numbered) {
    return WrongStateError(remark.name(), Remark::Flag_Name(remark.flag()), "AcknowledgeRemark",
                           "");
  }
  if (number <= order.acknowledged_remark()) {
    return WrongStateError(remark.name(), "ACKNOWLEDGED", "AcknowledgeRemark", "");
  }
  SeeRemark(order, number);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
