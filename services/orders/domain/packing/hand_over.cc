#include "services/orders/domain/packing/hand_over.h"

#include <string>

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/errors.h"

namespace shopdesk::orders::domain {
namespace {

constexpr Transition<HandOverList::State> kHandOverTransitions[] = {
    {HandOverList::OPEN, "add", HandOverList::OPEN, "packed and shipped, by this carrier"},
    {HandOverList::OPEN, "remove", HandOverList::OPEN},
    {HandOverList::OPEN, "close", HandOverList::CLOSED, "something is on it"},
};

constexpr EventCall kHandOverCalls[] = {
    {"add", "AddToHandOverList"},
    {"remove", "RemoveFromHandOverList"},
    {"close", "CloseHandOverList"},
};

constexpr StateMachine<HandOverList::State> kHandOverMachine("HandOverList", kHandOverTransitions,
                                                             kHandOverCalls);

// Parcels of a list: a van's, and what one transaction closes.
constexpr int kMostEntries = 500;

absl::Status MoveList(HandOverList& list, absl::string_view event) {
  ASSIGN_OR_RETURN(const HandOverList::State next,
                   kHandOverMachine.Next(list.name(), list.state(), event));
  list.set_state(next);
  return absl::OkStatus();
}

int FindEntry(const HandOverList& list, absl::string_view job) {
  for (int i = 0; i < list.entries_size(); ++i) {
    if (list.entries(i).packing_job() == job) return i;
  }
  return -1;
}

}  // namespace

const StateMachine<HandOverList::State>& HandOverMachine() { return kHandOverMachine; }

HandOverList OpenHandOverList(absl::string_view carrier_id, const Moment& moment) {
  HandOverList list;
  list.set_state(HandOverList::OPEN);
  list.set_carrier_id(std::string(carrier_id));
  *list.mutable_create_time() = ToProto(moment.now);
  *list.mutable_created_by() = moment.actor;
  return list;
}

absl::StatusOr<bool> AddToHandOver(HandOverList& list, PackingJob& job, const Moment& moment) {
  RETURN_IF_ERROR(MoveList(list, "add"));
  if (job.hand_over_list() == list.name()) return false;
  if (!job.hand_over_list().empty()) {
    return WrongStateError(job.name(), "ON_A_LIST", "AddToHandOverList", "RemoveFromHandOverList");
  }
  if (job.state() != PackingJob::PACKED || !job.has_ship_time()) return NotPackedError(job);
  if (job.carrier_id() != list.carrier_id()) return WrongCarrierError(list, job);
  if (list.entries_size() >= kMostEntries) return ListFullError(list, kMostEntries);
  HandOverList::Entry& entry = *list.add_entries();
  entry.set_packing_job(job.name());
  entry.set_shipment(job.shipment());
  entry.set_waybill_number(job.waybill_number());
  for (const PackingJob::PackedOrder& packed : job.orders()) {
    entry.add_order_ids(UnescapeId(LastSegment(packed.order())).value_or(""));
  }
  *entry.mutable_add_time() = ToProto(moment.now);
  job.set_hand_over_list(list.name());
  return true;
}

absl::Status RemoveFromHandOver(HandOverList& list, PackingJob& job) {
  RETURN_IF_ERROR(MoveList(list, "remove"));
  const int found = FindEntry(list, job.name());
  if (found < 0) return shopdesk::NotFoundError(job.name());
  list.mutable_entries()->DeleteSubrange(found, 1);
  job.clear_hand_over_list();
  return absl::OkStatus();
}

absl::Status CloseHandOver(HandOverList& list, const Moment& moment) {
  if (list.entries().empty()) {
    return WrongStateError(list.name(), "EMPTY", "CloseHandOverList", "AddToHandOverList");
  }
  RETURN_IF_ERROR(MoveList(list, "close"));
  *list.mutable_close_time() = ToProto(moment.now);
  *list.mutable_closed_by() = moment.actor;
  return absl::OkStatus();
}

absl::Status HandOver(PackingJob& job, const Moment& moment) {
  ASSIGN_OR_RETURN(const PackingJob::State next,
                   PackingMachine().Next(job.name(), job.state(), "hand_over"));
  job.set_state(next);
  *job.mutable_hand_over_time() = ToProto(moment.now);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
