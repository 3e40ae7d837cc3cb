#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/packing/packing_job.h"
#include "shopdesk/orders/v1/hand_over.pb.h"

// What a carrier takes at once.
namespace shopdesk::orders::domain {

using v1::HandOverList;

const StateMachine<HandOverList::State>& HandOverMachine();

// A new one, without its name.
HandOverList OpenHandOverList(absl::string_view carrier_id, const Moment& moment);
// A parcel of goods that a refund sent again, which no job has.
struct SentAgainParcel {
  std::string refund;
  std::string shipment;
  std::string carrier_id;
  // The waybill's number as a scanner reads it (FoldCode).
  std::string code;
  // The list that it stands on; empty: none.
  std::string hand_over_list;
};

// Puts a job on it, whose orders are given as they stand; false if it stands there already.
// WRONG_STATE; NOT_PACKED; PRINT_OUTDATED; WRONG_CARRIER; LIST_FULL.
absl::StatusOr<bool> AddToHandOver(HandOverList& list, PackingJob& job,
                                   absl::Span<const Order> orders, const Moment& moment);
// The same for what was sent again.
absl::StatusOr<bool> AddToHandOver(HandOverList& list, SentAgainParcel& parcel,
                                   const Moment& moment);
// Takes it off. WRONG_STATE; NOT_FOUND if it isn't on it.
absl::Status RemoveFromHandOver(HandOverList& list, PackingJob& job);
absl::Status RemoveFromHandOver(HandOverList& list, SentAgainParcel& parcel);
// The carrier has it. WRONG_STATE, also of one that is empty.
absl::Status CloseHandOver(HandOverList& list, const Moment& moment);
// The same for a job on the list, whose orders are given as they stand. WRONG_STATE;
// PRINT_OUTDATED.
absl::Status HandOver(PackingJob& job, absl::Span<const Order> orders, const Moment& moment);

}  // namespace shopdesk::orders::domain
