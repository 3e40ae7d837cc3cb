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

// Whether a parcel that stands on `current` may be put on the list; false if it is on it.
absl::StatusOr<bool> MayAdd(HandOverList& list, absl::string_view name, absl::string_view current) {
  RETURN_IF_ERROR(MoveList(list, "add"));
  if (current == list.name()) return false;
  if (current.empty()) return true;
  return WrongStateError(name, "ON_A_LIST", "AddToHandOverList", "RemoveFromHandOverList");
}

absl::Status AddEntry(HandOverList& list, absl::string_view name, absl::string_view carrier_id,
                      const HandOverList::Entry& entry, const Moment& moment) {
  if (carrier_id != list.carrier_id()) return WrongCarrierError(list, name, carrier_id);
  if (list.entries_size() >= kMostEntries) return ListFullError(list, kMostEntries);
  HandOverList::Entry& added = *list.add_entries();
  added = entry;
  *added.mutable_add_time() = ToProto(moment.now);
  return absl::OkStatus();
}

absl::Status RemoveEntry(HandOverList& list, absl::string_view name, absl::string_view shipment) {
  RETURN_IF_ERROR(MoveList(list, "remove"));
  for (int i = 0; i < list.entries_size(); ++i) {
    if (list.entries(i).shipment() != shipment) continue;
    list.mutable_entries()->DeleteSubrange(i, 1);
    return absl::OkStatus();
  }
  return shopdesk::NotFoundError(name);
}

std::string OrderIdOf(absl::string_view order_name) {
  return UnescapeId(LastSegment(order_name)).value_or("");
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

absl::StatusOr<bool> AddToHandOver(HandOverList& list, PackingJob& job,
                                   absl::Span<const Order> orders, const Moment& moment) {
  ASSIGN_OR_RETURN(const bool may, MayAdd(list, job.name(), job.hand_over_list()));
  if (!may) return false;
  if (!job.has_ship_time()) return NotPackedError(job);
  for (const Order& order : orders) RETURN_IF_ERROR(CheckPacked(job, order));
  HandOverList::Entry entry;
  entry.set_packing_job(job.name());
  entry.set_shipment(job.shipment());
  entry.set_waybill_number(job.waybill_number());
  for (const PackingJob::PackedOrder& packed : job.orders()) {
    entry.add_order_ids(OrderIdOf(packed.order()));
  }
  RETURN_IF_ERROR(AddEntry(list, job.name(), job.carrier_id(), entry, moment));
  job.set_hand_over_list(list.name());
  return true;
}

absl::StatusOr<bool> AddToHandOver(HandOverList& list, SentAgainParcel& parcel,
                                   const Moment& moment) {
  ASSIGN_OR_RETURN(const bool may, MayAdd(list, parcel.refund, parcel.hand_over_list));
  if (!may) return false;
  HandOverList::Entry entry;
  entry.set_refund(parcel.refund);
  entry.set_shipment(parcel.shipment);
  entry.set_waybill_number(parcel.code);
  entry.add_order_ids(OrderIdOf(ParentOf(parcel.refund)));
  RETURN_IF_ERROR(AddEntry(list, parcel.refund, parcel.carrier_id, entry, moment));
  parcel.hand_over_list = list.name();
  return true;
}

absl::Status RemoveFromHandOver(HandOverList& list, PackingJob& job) {
  RETURN_IF_ERROR(RemoveEntry(list, job.name(), job.shipment()));
  job.clear_hand_over_list();
  return absl::OkStatus();
}

absl::Status RemoveFromHandOver(HandOverList& list, SentAgainParcel& parcel) {
  RETURN_IF_ERROR(RemoveEntry(list, parcel.refund, parcel.shipment));
  parcel.hand_over_list.clear();
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

absl::Status HandOver(PackingJob& job, absl::Span<const Order> orders, const Moment& moment) {
  ASSIGN_OR_RETURN(const PackingJob::State next,
                   PackingMachine().Next(job.name(), job.state(), "hand_over"));
  for (const Order& order : orders) RETURN_IF_ERROR(CheckPacked(job, order));
  job.set_state(next);
  *job.mutable_hand_over_time() = ToProto(moment.now);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::domain
