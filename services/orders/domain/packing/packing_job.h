#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "libs/base/state_machine.h"
#include "services/orders/domain/trade/sender.h"
#include "services/orders/domain/trade/trade.h"
#include "shopdesk/orders/v1/packing.pb.h"

// A parcel that is being packed: what goes into it, what was scanned, and whether the orders are
// still as they were printed.
namespace shopdesk::orders::domain {

using v1::PackingJob;
using v1::PackingLine;
using v1::ScanVerdict;
using PackedQuantities = google::protobuf::RepeatedPtrField<v1::LineQuantity>;

const StateMachine<PackingJob::State>& PackingMachine();

// Where a line's pieces lie, and what is scanned for its SKU; both as far as catalog knows.
struct Shelf {
  std::string location;
  std::string barcode;
};
// By order and line.
using Shelves = std::map<std::pair<std::string, int32_t>, Shelf>;

// What is free to pack of an order whose goods are sent from several addresses: what goes from that
// of the first of them. None: all of it goes from one.
PackedQuantities FreeFromOneSender(const Order& order, const Senders& senders);

// A new one, without its name: of one order the lines asked, none for all that is free; of several
// all that is free. BEING_PACKED; QUANTITY_EXCEEDED, LINES_LOCKED (metadata line); INVALID_ARGUMENT
// for lines of several orders.
absl::StatusOr<PackingJob> MakePackingJob(absl::Span<const Order> orders,
                                          const PackedQuantities& asked, const Shelves& shelves,
                                          const Moment& moment);

// Whether the label is for another carrier, so that its mode and number aren't this one's.
bool IsOfAnother(absl::string_view carrier_id, const PackingJob& job, const Order& order);

// It is printed, of `orders` as they stand; what the request leaves empty stays, but for another
// carrier neither mode nor number. WRONG_STATE once its shipment is asked for; what is shipped and
// on no list is printed with the same carrier, mode and number, for its own receiver.
absl::Status PrintPackingJob(PackingJob& job, absl::Span<const Order> orders,
                             const v1::PrintPackingJobRequest& request, const Moment& moment);
// The goods are taken from their shelves. WRONG_STATE; NOT_PRINTED.
absl::Status MarkPicked(PackingJob& job, const Moment& moment);
// What goes into the box, if it was ordered and is still missing. WRONG_STATE.
absl::StatusOr<ScanVerdict::Value> ScanItem(PackingJob& job, absl::string_view code,
                                            int64_t quantity);
// Closes the box, if nothing is missing. WRONG_STATE.
absl::StatusOr<ScanVerdict::Value> FinishPacking(PackingJob& job, const Moment& moment);
// Lines of which pieces are not in the box.
std::vector<PackingLine> MissingIn(const PackingJob& job);
// Adds what was refused; whether it is the first of its kind for that code.
bool AddMiss(PackingJob& job, ScanVerdict::Value verdict, absl::string_view code, int64_t quantity,
             const Moment& moment);
// The number of the agent who answers for a miss: who picked, else who scans; empty: no agent did.
std::string PickerOf(const PackingJob& job, const Moment& moment);
// Nothing is packed. WRONG_STATE, also when its shipment is asked for, unless that was cancelled.
absl::Status CancelPacking(PackingJob& job, PackingJob::CancelReason reason, const Moment& moment);

// Pieces of a line are not there: they don't go in. QUANTITY_EXCEEDED; INVALID_ARGUMENT for a line
// that it lacks; WRONG_STATE.
absl::Status TakeOutShort(PackingJob& job, absl::string_view order, int32_t line, int64_t quantity);

// Whether it can be shipped as packed, or handed over as shipped: NOT_PACKED (metadata state);
// PRINT_OUTDATED (metadata what) when its receiver changed, or a red remark came, since it was
// printed.
absl::Status CheckPacked(const PackingJob& job, const Order& order);
// The order's parcel that the job became; nullptr: it isn't asked for.
const v1::Parcel* ParcelOf(const PackingJob& job, const Order& order);
// Of the orders in a parcel the one whose receiver was told last: he gets it.
const Order& LabelledOrder(absl::Span<const Order> orders);
// Where its pieces lie, as far as is known; each location once, in the order of its lines.
std::vector<std::string> LocationsOf(const PackingJob& job);
// What of the order is in it.
PackedQuantities LinesOf(const PackingJob& job, absl::string_view order);
// Whether what it takes of the order is still to be shipped.
bool StillFits(const PackingJob& job, const Order& order);

// An item's code as it is compared: by FoldCode, but a GTIN of any length as its 14 digits.
std::string ScanKey(absl::string_view code);

}  // namespace shopdesk::orders::domain
