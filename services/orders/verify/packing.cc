#include "services/orders/verify/packing.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/shipping/shipping.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/domain/trade/trade.h"
#include "services/orders/store/packing/packing_job.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::verify {
namespace {

using shopdesk::verify::Page;
using v1::Order;
using v1::PackingJob;

bool IsPacked(const PackingJob& job) {
  return job.state() == PackingJob::PACKED || job.state() == PackingJob::HANDED_OVER;
}

// Its orders are still packed by it: neither was it given up, nor are they shipped.
bool IsOpenJob(const PackingJob& job) {
  return job.state() != PackingJob::CANCELLED && !job.has_ship_time();
}

bool Packs(const PackingJob& job, absl::string_view order) {
  return std::any_of(
      job.orders().begin(), job.orders().end(),
      [&](const PackingJob::PackedOrder& packed) { return packed.order() == order; });
}

// The job; nullopt if there is none.
absl::StatusOr<absl::optional<PackingJob>> FindJob(Page& page, absl::string_view name) {
  absl::StatusOr<PackingJob> job = store::LoadPackingJob(page.txn(), name);
  if (absl::IsNotFound(job.status())) return absl::nullopt;
  RETURN_IF_ERROR(job.status());
  return *std::move(job);
}

void LookAtSteps(Page& page, const PackingJob& job) {
  const auto require = [&](bool holds, absl::string_view problem) {
    if (holds) return;
    page.Find(job.name(),
              absl::StrCat("it is ", PackingJob::State_Name(job.state()), " and ", problem));
  };
  const bool picked = job.state() == PackingJob::PICKED || IsPacked(job);
  const bool cancelled = job.state() == PackingJob::CANCELLED;
  const bool handed_over = job.state() == PackingJob::HANDED_OVER;
  if (!cancelled) {
    require(job.has_pick_time() == picked, picked ? "nobody picked" : "somebody picked");
    require(job.has_pack_time() == IsPacked(job),
            IsPacked(job) ? "nobody closed the box" : "somebody closed the box");
  }
  require(!job.has_pick_time() || job.print_version() > 0, "nothing was printed for it");
  require(job.has_cancel_time() == cancelled, cancelled ? "has no time of that" : "was given up");
  require(job.has_hand_over_time() == handed_over,
          handed_over ? "has no time of that" : "its carrier took it");
  require(!handed_over || !job.hand_over_list().empty(), "is on no list");
  // Cancelled before its carrier had it, it is unpacked.
  const bool recalled = job.cancel_reason() == PackingJob::SHIPMENT_CANCELLED;
  require(!job.has_ship_time() || IsPacked(job) || recalled, "is shipped");
  require(!job.has_ship_time() || !job.shipment().empty(), "is shipped without a shipment");
}

void LookAtScans(Page& page, const PackingJob& job) {
  for (const v1::PackingLine& line : job.lines()) {
    const auto find = [&](absl::string_view problem) {
      page.Find(job.name(), absl::StrCat("of line ", line.line(), " of ", line.order(), " ",
                                         line.scanned(), " of ", line.quantity(), problem));
    };
    if (!Packs(job, line.order())) find(" pieces are in it, and it doesn't pack that order");
    if (line.scanned() < 0 || line.scanned() > line.quantity()) find(" pieces are scanned");
    if (job.state() == PackingJob::TO_PICK && line.scanned() > 0) {
      find(" pieces are scanned before they are picked");
    }
    if (IsPacked(job) && line.scanned() < line.quantity()) {
      find(" pieces are scanned, and the box is closed");
    }
  }
}

absl::Status LookAtOrderOf(Page& page, const PackingJob& job, const std::string& name) {
  const auto find = [&](absl::string_view problem) {
    page.Find(job.name(), absl::StrCat("its order ", name, " ", problem));
  };
  ASSIGN_OR_RETURN(const absl::optional<Order> order, store::FindOrder(page.txn(), name));
  if (!order.has_value()) {
    find("isn't there");
    return absl::OkStatus();
  }
  const bool named = order->packing_job() == job.name();
  if (named != IsOpenJob(job)) {
    find(named ? "says that it is packed by it" : "doesn't say that it is packed by it");
  }
  for (const v1::PackingLine& line : job.lines()) {
    if (line.order() != name) continue;
    const v1::OrderLine* of = domain::FindLine(*order, line.line());
    if (of == nullptr || line.quantity() > of->quantity()) {
      find(absl::StrCat("has no ", line.quantity(), " pieces of line ", line.line()));
    }
  }
  if (job.shipment().empty()) return absl::OkStatus();
  const v1::Parcel* parcel = domain::FindParcel(*order, job.shipment());
  if (parcel == nullptr) {
    find(absl::StrCat("has no parcel ", job.shipment()));
  } else if ((parcel->state() == v1::Parcel::INTENDED) == job.has_ship_time()) {
    find(absl::StrCat("has its parcel as ", v1::Parcel::State_Name(parcel->state())));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status LookAtPackingJob(Page& page, const PackingJob& job) {
  LookAtSteps(page, job);
  LookAtScans(page, job);
  for (const PackingJob::PackedOrder& packed : job.orders()) {
    RETURN_IF_ERROR(LookAtOrderOf(page, job, packed.order()));
  }
  return absl::OkStatus();
}

absl::Status LookAtPackedOrder(Page& page, const Order& order) {
  if (order.packing_job().empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const absl::optional<PackingJob> job, FindJob(page, order.packing_job()));
  if (!job.has_value() || !Packs(*job, order.name())) {
    page.Find(order.name(), absl::StrCat(order.packing_job(), ", which it says packs it, ",
                                         job.has_value() ? "doesn't" : "isn't there"));
  }
  return absl::OkStatus();
}

absl::Status LookAtShortPieces(Page& page, const v1::Shortage& shortage) {
  if (shortage.state() != v1::Shortage::ASKED) return absl::OkStatus();
  ASSIGN_OR_RETURN(const absl::optional<PackingJob> job, FindJob(page, shortage.packing_job()));
  if (!job.has_value() || !Packs(*job, shortage.order())) {
    page.Find(shortage.name(),
              absl::StrCat(shortage.packing_job(), ", where they were missing, ",
                           job.has_value() ? "doesn't pack its order" : "isn't there"));
  }
  ASSIGN_OR_RETURN(const absl::optional<Order> order,
                   store::FindOrder(page.txn(), shortage.order()));
  // What is asked about an order that ended lapses by its timer.
  if (order.has_value() && domain::IsFinal(order->state())) return absl::OkStatus();
  const v1::OrderLine* line =
      order.has_value() ? domain::FindLine(*order, shortage.line()) : nullptr;
  const int64_t apart = line == nullptr ? 0 : line->short_();
  if (apart >= shortage.quantity()) return absl::OkStatus();
  page.Find(shortage.name(), absl::StrCat("the buyer is asked about ", shortage.quantity(),
                                          " pieces, and its order has set apart ", apart));
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::verify
