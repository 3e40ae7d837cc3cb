#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/remark.pb.h"

// Remarks on an order, and the red ones that stop shipping until packing has seen them.
namespace shopdesk::orders::domain {

using v1::Remark;

// Numbers the remark, names it, says who made it and when, and counts it on the order.
// RESOURCE_EXHAUSTED (TOO_MANY_REMARKS).
absl::Status NoteRemark(Order& order, Remark& remark, const Moment& moment);
// A red one that says what changed: the service's own.
Remark ReceiverRemark(const type::v1::Receiver& from, const type::v1::Receiver& to);
// Adds the change of a value to a remark; nothing if they are the same.
void AddChange(Remark& remark, absl::string_view field, absl::string_view from,
               absl::string_view to);

// Whether packing has yet to see a red remark.
bool HasUnseenRemark(const Order& order);
// FAILED_PRECONDITION (RED_REMARK: metadata remark, its number) if it has, apart from what this
// call says was seen.
absl::Status CheckRemarks(const Order& order, int64_t seen_remark);
// Packing has seen it and those before it; numbers beyond the newest red one count as that.
void SeeRemark(Order& order, int64_t seen_remark);
// The same for one remark. WRONG_STATE if it isn't red or was seen before.
absl::Status AcknowledgeRemark(Order& order, const Remark& remark);

}  // namespace shopdesk::orders::domain
