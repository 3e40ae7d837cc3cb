#include "services/orders/domain/packing/packing_job.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/fold_code.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/lines.h"
#include "shopdesk/logistics/v1/intercept.pb.h"

namespace shopdesk::orders::domain {
namespace {

using Job = PackingJob;

constexpr Transition<Job::State> kPackingTransitions[] = {
    {Job::TO_PICK, "print", Job::TO_PICK},
    {Job::TO_PICK, "pick", Job::PICKED, "printed"},
    {Job::TO_PICK, "short", Job::TO_PICK},
    {Job::TO_PICK, "cancel", Job::CANCELLED},
    {Job::PICKED, "print", Job::PICKED},
    {Job::PICKED, "scan", Job::PICKED, "ordered, and missing in the box"},
    {Job::PICKED, "short", Job::PICKED},
    {Job::PICKED, "finish", Job::PACKED, "nothing is missing"},
    {Job::PICKED, "cancel", Job::CANCELLED},
    {Job::PACKED, "print", Job::PACKED, "its shipment isn't asked for; shipped: on no list"},
    {Job::PACKED, "cancel", Job::CANCELLED, "its shipment isn't asked for, or was cancelled"},
    {Job::PACKED, "hand_over", Job::HANDED_OVER, "shipped; its list is closed"},
};

constexpr EventCall kPackingCalls[] = {
    {"print", "PrintPackingJob"},       {"pick", "MarkPicked"},      {"scan", "ScanItem"},
    {"short", "ReportShortage"},        {"finish", "FinishPacking"}, {"cancel", "CancelPacking"},
    {"hand_over", "CloseHandOverList"},
};

constexpr StateMachine<Job::State> kPackingMachine("PackingJob", kPackingTransitions,
                                                   kPackingCalls);

// What was refused is kept up to here, so that a scanner gone wrong can't fill the database.
constexpr int kMostMisses = 100;
constexpr size_t kGtinDigits = 14;

absl::Status MoveJob(Job& job, absl::string_view event) {
  ASSIGN_OR_RETURN(const Job::State next, kPackingMachine.Next(job.name(), job.state(), event));
  job.set_state(next);
  return absl::OkStatus();
}

// Its shipment is being made, or made: nothing in it changes any more.
absl::Status CheckNotShipped(const Job& job, absl::string_view call) {
  if (job.shipment().empty()) return absl::OkStatus();
  return WrongStateError(job.name(), "SHIPPED", call, "AddToHandOverList");
}

std::string TitleOf(const OrderLine& line) {
  std::string title = line.snapshot().title();
  for (const auto& option : line.snapshot().option_values()) {
    absl::StrAppend(&title, title.empty() ? "" : " ", option.value());
  }
  return title;
}

absl::Status AddPackedLine(Job& job, const Order& order, const OrderLine& line, int64_t quantity,
                           const Shelves& shelves) {
  const int64_t free = FreeToShip(order, line);
  if (quantity > free + line.locked()) {
    return ShipQuantityExceededError(order, line.line(), free + line.locked());
  }
  if (quantity > free) return LinesLockedError(order, line.line());
  PackingLine& packed = *job.add_lines();
  packed.set_order(order.name());
  packed.set_line(line.line());
  packed.set_sku_id(line.sku_id());
  packed.set_title(TitleOf(line));
  packed.set_quantity(quantity);
  packed.set_gift(line.total().minor() == 0);
  const auto place = shelves.find({order.name(), line.line()});
  if (place != shelves.end()) {
    packed.set_location(place->second.location);
    packed.set_barcode(place->second.barcode);
  }
  return absl::OkStatus();
}

absl::Status AddAskedLines(Job& job, const Order& order, const PackedQuantities& asked,
                           const Shelves& shelves) {
  std::map<int32_t, int64_t> wanted;
  for (const v1::LineQuantity& part : asked) wanted[part.line()] += part.quantity();
  for (const auto& [number, quantity] : wanted) {
    const OrderLine* line = FindLine(order, number);
    if (line == nullptr) {
      return InvalidFieldError("lines", absl::StrCat("the order has no line ", number));
    }
    RETURN_IF_ERROR(AddPackedLine(job, order, *line, quantity, shelves));
  }
  return absl::OkStatus();
}

absl::Status AddFreeLines(Job& job, const Order& order, const Shelves& shelves) {
  const int before = job.lines_size();
  for (const OrderLine& line : order.lines()) {
    const int64_t free = FreeToShip(order, line);
    if (free > 0) RETURN_IF_ERROR(AddPackedLine(job, order, line, free, shelves));
  }
  return job.lines_size() > before ? absl::OkStatus() : NothingToShipError(order);
}

bool Answers(const PackingLine& line, absl::string_view key) {
  return ScanKey(line.sku_id()) == key ||
         (!line.barcode().empty() && ScanKey(line.barcode()) == key);
}

PackingLine* FindPackingLine(Job& job, absl::string_view order, int32_t number) {
  for (PackingLine& line : *job.mutable_lines()) {
    if (line.order() == order && line.line() == number) return &line;
  }
  return nullptr;
}

const Job::PackedOrder* FindPackedOrder(const Job& job, absl::string_view order) {
  for (const Job::PackedOrder& packed : job.orders()) {
    if (packed.order() == order) return &packed;
  }
  return nullptr;
}

// Whether both are unset, or the same.
bool SameTime(bool has_a, const google::protobuf::Timestamp& a, bool has_b,
              const google::protobuf::Timestamp& b) {
  return has_a == has_b && a.seconds() == b.seconds() && a.nanos() == b.nanos();
}

bool HasPrintedReceiver(const Job::PackedOrder& packed, const Order& order) {
  return SameTime(order.has_receiver_change_time(), order.receiver_change_time(),
                  packed.has_printed_receiver_time(), packed.printed_receiver_time());
}

// The receiver was changed after this parcel was shipped, and not by an interception of it: only
// what the order has still to ship goes to him.
bool ChangedForTheRest(const Job& job, const Job::PackedOrder& packed, const Order& order) {
  using logistics::v1::Intercept;
  const v1::Parcel* parcel = job.has_ship_time() ? ParcelOf(job, order) : nullptr;
  return parcel != nullptr && !HasPrintedReceiver(packed, order) &&
         parcel->intercept_state() != Intercept::State_Name(Intercept::DONE);
}

// What is shipped is printed anew for its receiver or a remark, as long as nobody takes it away.
absl::Status CheckMayPrint(const Job& job, absl::Span<const Order> orders,
                           const v1::PrintPackingJobRequest& request) {
  const auto other = [](const std::string& asked, const std::string& known) {
    return !asked.empty() && asked != known;
  };
  bool otherwise = other(request.carrier_id(), job.carrier_id()) ||
                   other(request.mode(), job.mode()) ||
                   other(FoldCode(request.waybill_number()), FoldCode(job.waybill_number()));
  for (const Order& order : orders) {
    const Job::PackedOrder* packed = FindPackedOrder(job, order.name());
    otherwise = otherwise || (packed != nullptr && ChangedForTheRest(job, *packed, order));
  }
  if (!job.has_ship_time() || otherwise) return CheckNotShipped(job, "PrintPackingJob");
  if (job.hand_over_list().empty()) return absl::OkStatus();
  return WrongStateError(job.name(), "ON_A_LIST", "PrintPackingJob", "RemoveFromHandOverList");
}

}  // namespace

const StateMachine<Job::State>& PackingMachine() { return kPackingMachine; }

bool IsOfAnother(absl::string_view carrier_id, const Job& job, const Order& order) {
  const std::string& labels =
      job.carrier_id().empty() ? order.delivery().carrier_id() : job.carrier_id();
  return !labels.empty() && labels != carrier_id;
}

PackedQuantities FreeFromOneSender(const Order& order, const Senders& senders) {
  PackedQuantities parts;
  std::string first;
  bool others = false;
  for (const OrderLine& line : order.lines()) {
    const int64_t free = FreeToShip(order, line);
    if (free <= 0) continue;
    const std::string sender = SenderAt(senders, line.location());
    if (parts.empty()) first = sender;
    if (sender != first) {
      others = true;
      continue;
    }
    v1::LineQuantity& part = *parts.Add();
    part.set_line(line.line());
    part.set_quantity(free);
  }
  if (!others) parts.Clear();
  return parts;
}

absl::StatusOr<Job> MakePackingJob(absl::Span<const Order> orders, const PackedQuantities& asked,
                                   const Shelves& shelves, const Moment& moment) {
  if (orders.size() > 1 && !asked.empty()) {
    return InvalidFieldError("lines", "only of one order");
  }
  Job job;
  job.set_state(Job::TO_PICK);
  for (const Order& order : orders) {
    if (!order.packing_job().empty()) return BeingPackedError(order);
    job.add_orders()->set_order(order.name());
    job.set_buyer(order.buyer());
    RETURN_IF_ERROR(asked.empty() ? AddFreeLines(job, order, shelves)
                                  : AddAskedLines(job, order, asked, shelves));
  }
  std::sort(job.mutable_lines()->begin(), job.mutable_lines()->end(),
            [](const PackingLine& a, const PackingLine& b) {
              return std::forward_as_tuple(a.location(), a.order(), a.line()) <
                     std::forward_as_tuple(b.location(), b.order(), b.line());
            });
  *job.mutable_created_by() = moment.actor;
  *job.mutable_create_time() = ToProto(moment.now);
  return job;
}

absl::Status PrintPackingJob(Job& job, absl::Span<const Order> orders,
                             const v1::PrintPackingJobRequest& request, const Moment& moment) {
  RETURN_IF_ERROR(MoveJob(job, "print"));
  RETURN_IF_ERROR(CheckMayPrint(job, orders, request));
  for (Job::PackedOrder& packed : *job.mutable_orders()) {
    for (const Order& order : orders) {
      if (order.name() != packed.order()) continue;
      packed.set_printed_remark(order.red_remark());
      packed.clear_printed_receiver_time();
      if (order.has_receiver_change_time()) {
        *packed.mutable_printed_receiver_time() = order.receiver_change_time();
      }
    }
  }
  const bool other_carrier =
      !request.carrier_id().empty() && IsOfAnother(request.carrier_id(), job, orders.front());
  if (other_carrier) {
    job.clear_mode();
    job.clear_waybill_number();
  }
  if (!request.carrier_id().empty()) job.set_carrier_id(request.carrier_id());
  if (!request.mode().empty()) job.set_mode(request.mode());
  if (!request.waybill_number().empty()) job.set_waybill_number(FoldCode(request.waybill_number()));
  *job.mutable_print_time() = ToProto(moment.now);
  job.set_print_version(job.print_version() + 1);
  return absl::OkStatus();
}

absl::Status MarkPicked(Job& job, const Moment& moment) {
  RETURN_IF_ERROR(MoveJob(job, "pick"));
  if (job.print_version() == 0) return NotPrintedError(job);
  *job.mutable_picked_by() = moment.actor;
  *job.mutable_pick_time() = ToProto(moment.now);
  return absl::OkStatus();
}

absl::StatusOr<ScanVerdict::Value> ScanItem(Job& job, absl::string_view code, int64_t quantity) {
  RETURN_IF_ERROR(MoveJob(job, "scan"));
  const std::string key = ScanKey(code);
  bool ordered = false;
  int64_t left = 0;
  for (const PackingLine& line : job.lines()) {
    if (!Answers(line, key)) continue;
    ordered = true;
    left += line.quantity() - line.scanned();
  }
  if (!ordered) return ScanVerdict::WRONG_ITEM;
  if (quantity > left) return ScanVerdict::TOO_MANY;
  for (PackingLine& line : *job.mutable_lines()) {
    if (!Answers(line, key)) continue;
    const int64_t taken = std::min(quantity, line.quantity() - line.scanned());
    line.set_scanned(line.scanned() + taken);
    quantity -= taken;
  }
  return ScanVerdict::TAKEN;
}

std::vector<PackingLine> MissingIn(const Job& job) {
  std::vector<PackingLine> missing;
  for (const PackingLine& line : job.lines()) {
    if (line.scanned() < line.quantity()) missing.push_back(line);
  }
  return missing;
}

absl::StatusOr<ScanVerdict::Value> FinishPacking(Job& job, const Moment& moment) {
  const bool missing = !MissingIn(job).empty();
  Job closed = job;
  RETURN_IF_ERROR(MoveJob(closed, "finish"));
  if (missing) return ScanVerdict::MISSING;
  job = std::move(closed);
  *job.mutable_packed_by() = moment.actor;
  *job.mutable_pack_time() = ToProto(moment.now);
  return ScanVerdict::TAKEN;
}

bool AddMiss(Job& job, ScanVerdict::Value verdict, absl::string_view code, int64_t quantity,
             const Moment& moment) {
  const std::string key = ScanKey(code);
  const bool first =
      std::none_of(job.misses().begin(), job.misses().end(), [&](const v1::PackingMiss& known) {
        return known.verdict() == verdict && ScanKey(known.code()) == key;
      });
  if (job.misses_size() == kMostMisses) job.mutable_misses()->DeleteSubrange(0, 1);
  v1::PackingMiss& miss = *job.add_misses();
  miss.set_verdict(verdict);
  miss.set_code(std::string(code));
  miss.set_quantity(quantity);
  *miss.mutable_actor() = moment.actor;
  *miss.mutable_time() = ToProto(moment.now);
  return first;
}

std::string PickerOf(const Job& job, const Moment& moment) {
  for (const type::v1::Actor* actor : {&job.picked_by(), &moment.actor}) {
    if (actor->kind() == type::v1::Actor::AGENT) return actor->id();
  }
  return "";
}

absl::Status CancelPacking(Job& job, Job::CancelReason reason, const Moment& moment) {
  const bool recalled = reason == Job::SHIPMENT_CANCELLED;
  if (!recalled) RETURN_IF_ERROR(CheckNotShipped(job, "CancelPacking"));
  RETURN_IF_ERROR(MoveJob(job, "cancel"));
  job.set_cancel_reason(reason);
  *job.mutable_cancel_time() = ToProto(moment.now);
  return absl::OkStatus();
}

absl::Status TakeOutShort(Job& job, absl::string_view order, int32_t number, int64_t quantity) {
  RETURN_IF_ERROR(MoveJob(job, "short"));
  PackingLine* line = FindPackingLine(job, order, number);
  if (line == nullptr) {
    return InvalidFieldError("line", absl::StrCat("the job has no line ", number, " of ", order));
  }
  const int64_t most = line->quantity() - line->scanned();
  if (quantity > most) return ShortQuantityExceededError(job, number, most);
  line->set_quantity(line->quantity() - quantity);
  if (line->quantity() > 0) return absl::OkStatus();
  auto& lines = *job.mutable_lines();
  lines.erase(std::remove_if(lines.begin(), lines.end(),
                             [](const PackingLine& each) { return each.quantity() == 0; }),
              lines.end());
  return absl::OkStatus();
}

absl::Status CheckPacked(const Job& job, const Order& order) {
  if (job.state() != Job::PACKED) return NotPackedError(job);
  const Job::PackedOrder* packed = FindPackedOrder(job, order.name());
  if (packed == nullptr) return NotPackedError(job);
  if (ChangedForTheRest(job, *packed, order)) return absl::OkStatus();
  if (order.red_remark() > packed->printed_remark()) {
    return PrintOutdatedError(job, order, "red_remark");
  }
  return HasPrintedReceiver(*packed, order) ? absl::OkStatus()
                                            : PrintOutdatedError(job, order, "receiver");
}

const v1::Parcel* ParcelOf(const Job& job, const Order& order) {
  for (const v1::Parcel& parcel : order.parcels()) {
    if (!job.shipment().empty() && parcel.shipment() == job.shipment()) return &parcel;
  }
  return nullptr;
}

const Order& LabelledOrder(absl::Span<const Order> orders) {
  return *std::max_element(orders.begin(), orders.end(), [](const Order& a, const Order& b) {
    return FromProto(a.receiver_change_time()) < FromProto(b.receiver_change_time());
  });
}

std::vector<std::string> LocationsOf(const PackingJob& job) {
  std::vector<std::string> locations;
  for (const PackingLine& line : job.lines()) {
    const bool known =
        std::find(locations.begin(), locations.end(), line.location()) != locations.end();
    if (!known && !line.location().empty()) locations.push_back(line.location());
  }
  return locations;
}

PackedQuantities LinesOf(const Job& job, absl::string_view order) {
  std::map<int32_t, int64_t> quantities;
  for (const PackingLine& line : job.lines()) {
    if (line.order() == order) quantities[line.line()] += line.quantity();
  }
  PackedQuantities lines;
  for (const auto& [number, quantity] : quantities) {
    v1::LineQuantity& line = *lines.Add();
    line.set_line(number);
    line.set_quantity(quantity);
  }
  return lines;
}

bool StillFits(const Job& job, const Order& order) {
  if (!AwaitsShipping(order.state())) return false;
  return std::all_of(job.lines().begin(), job.lines().end(), [&](const PackingLine& packed) {
    if (packed.order() != order.name()) return true;
    const OrderLine* line = FindLine(order, packed.line());
    return line != nullptr && line->sku_id() == packed.sku_id() &&
           packed.quantity() <= line->to_ship();
  });
}

std::string ScanKey(absl::string_view code) {
  std::string key = FoldCode(code);
  const bool digits = std::all_of(key.begin(), key.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
  const bool gtin = digits && (key.size() == 8 || (key.size() >= 12 && key.size() < kGtinDigits));
  return gtin ? std::string(kGtinDigits - key.size(), '0') + key : key;
}

}  // namespace shopdesk::orders::domain
