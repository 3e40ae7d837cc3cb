#include "services/orders/handlers/packing/shortage.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/work/work.h"
#include "services/orders/domain/packing/packing_job.h"
#include "services/orders/domain/packing/shortage.h"
#include "services/orders/domain/pricing/price.h"
#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/domain/trade/lines.h"
#include "services/orders/domain/trade/ship_by.h"
#include "services/orders/handlers/packing/merged_parcel.h"
#include "services/orders/handlers/packing/packing_job.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/refund/refund_change.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/handlers/trade/policy.h"
#include "services/orders/handlers/trade/reservation.h"
#include "services/orders/handlers/trade/work_kinds.h"
#include "services/orders/store/packing/packing_job.h"
#include "services/orders/store/packing/shortage.h"
#include "services/orders/store/trade/order.h"

namespace shopdesk::orders::handlers {
namespace {

using catalog::v1::Reservation;
using v1::AnswerShortageRequest;
using v1::Order;
using v1::PackingJob;
using v1::Shortage;

// Shortages: usual, at most.
constexpr PageLimits kShortagePage{50, 1000};

// A shortage that is being changed, and its order, which is its lock.
struct ShortageChange {
  OrderChange order;
  Shortage shortage;
};

absl::StatusOr<ShortageChange> LoadShortageForChange(runtime::WriteContext& ctx,
                                                     absl::string_view name,
                                                     absl::string_view etag) {
  ASSIGN_OR_RETURN(const Shortage seen, store::LoadShortage(ctx.txn(), name));
  ShortageChange change;
  ASSIGN_OR_RETURN(change.order, LoadForChange(ctx, seen.order()));
  ASSIGN_OR_RETURN(change.shortage, store::LoadShortageForUpdate(ctx.txn(), name));
  RETURN_IF_ERROR(CheckEtag(etag, change.shortage));
  return change;
}

// Answered or lapsed: nobody has to ask any more.
absl::Status EndShortage(runtime::WriteContext& ctx, Shortage& shortage, const char* event) {
  ctx.Cancel(kShortageDue, shortage.name());
  RETURN_IF_ERROR(work::Close(ctx, kShortageWork, shortage.name()));
  RETURN_IF_ERROR(store::SaveShortage(ctx.txn(), shortage));
  ctx.Emit(shortage, event);
  return absl::OkStatus();
}

// Gives the pieces back as money; the order is saved with it.
absl::Status RefundShort(runtime::WriteContext& ctx, ShortageChange& change) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(change.shortage.name())));
  domain::RefundRequest request;
  request.kind = v1::RefundKind::MONEY_ONLY;
  request.reason = v1::RefundReason::PAID_OUT_OF_STOCK_REFUND;
  v1::RefundLine& line = *request.lines.Add();
  line.set_line(change.shortage.line());
  line.set_quantity(change.shortage.quantity());
  v1::Refund refund;
  refund.set_note(absl::StrCat("missing when it was packed: ", change.shortage.name()));
  RETURN_IF_ERROR(GiveRefundOn(ctx, change.order, request, policy,
                               absl::StrCat("short-", LastSegment(change.shortage.name())),
                               &refund));
  change.shortage.set_refund(refund.name());
  return SaveRefundedOrder(ctx, change.order, refund);
}

// The order is promised by when the buyer waits.
absl::Status PromiseWait(runtime::WriteContext& ctx, const AnswerShortageRequest& request,
                         OrderChange& change) {
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.name())));
  RETURN_IF_ERROR(domain::ProposeShipDate(change.order, FromProto(request.wait_time()),
                                          "missing when it was packed", MomentOf(ctx)));
  RETURN_IF_ERROR(domain::AnswerShipDate(change.order, v1::AnswerShipDateRequest::ACCEPT, policy,
                                         MomentOf(ctx)));
  return SaveChange(ctx, change, events::kOrderShipDateAnswered);
}

absl::Status Answer(runtime::WriteContext& ctx, const AnswerShortageRequest& request,
                    const Reservation& reserved, Shortage* response) {
  ASSIGN_OR_RETURN(ShortageChange change,
                   LoadShortageForChange(ctx, request.name(), request.etag()));
  Order& order = change.order.order;
  RETURN_IF_ERROR(domain::AnswerShortage(order, change.shortage, request, MomentOf(ctx)));
  switch (request.answer()) {
    case AnswerShortageRequest::WAIT:
      RETURN_IF_ERROR(PromiseWait(ctx, request, change.order));
      break;
    case AnswerShortageRequest::REFUND:
      RETURN_IF_ERROR(RefundShort(ctx, change));
      break;
    case AnswerShortageRequest::SUBSTITUTE:
      RETURN_IF_ERROR(domain::ChangeSku(order, change.shortage.line(), reserved.lines(0).snapshot(),
                                        reserved.name(), MomentOf(ctx)));
      RETURN_IF_ERROR(SaveChange(ctx, change.order, events::kOrderSkuChanged));
      break;
    default:
      RETURN_IF_ERROR(SaveChange(ctx, change.order, events::kOrderShort));
  }
  RETURN_IF_ERROR(EndShortage(ctx, change.shortage, events::kShortageAnswered));
  *response = std::move(change.shortage);
  return absl::OkStatus();
}

// What the buyer takes instead, reserved for the whole line.
absl::StatusOr<Reservation> ReserveSubstitute(runtime::WorkflowContext& ctx,
                                              const AnswerShortageRequest& request,
                                              clients::Catalog& catalog) {
  int64_t quantity = 0;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(const Shortage shortage, store::LoadShortage(read.txn(), request.name()));
    RETURN_IF_ERROR(
        domain::ShortageMachine().Next(shortage.name(), shortage.state(), "substitute").status());
    ASSIGN_OR_RETURN(const Order order, store::LoadOrder(read.txn(), shortage.order()));
    quantity = domain::FindLine(order, shortage.line())->quantity();
    return absl::OkStatus();
  }));
  ASSIGN_OR_RETURN(Reservation reserved,
                   Reserve(ctx, catalog, ShopNameOf(request.name()),
                           {{request.substitute_sku_id(), quantity}}, "sku/"));
  if (reserved.lines().empty()) return InternalError("catalog's reservation has no line");
  return reserved;
}

}  // namespace

absl::Status ReportShortage(runtime::WriteContext& ctx, const v1::ReportShortageRequest& request,
                            Shortage* response) {
  ASSIGN_OR_RETURN(const PackingJob seen, store::LoadPackingJob(ctx.txn(), request.packing_job()));
  const std::string name =
      request.order().empty() && seen.orders_size() == 1 ? seen.orders(0).order() : request.order();
  ASSIGN_OR_RETURN(std::vector<OrderChange> orders, LoadOrdersForChange(ctx, OrdersOf(seen)));
  const auto found = std::find_if(orders.begin(), orders.end(), [&](const OrderChange& change) {
    return change.order.name() == name;
  });
  if (found == orders.end()) return InvalidFieldError("order", "must be one of the job's orders");
  ASSIGN_OR_RETURN(PackingJob job, store::LoadPackingJobForUpdate(ctx.txn(), seen.name()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  ASSIGN_OR_RETURN(*response,
                   domain::ReportShortage(found->order, job, request, policy, MomentOf(ctx)));
  response->set_name(absl::StrCat(request.parent(), "/shortages/", ctx.DerivedId("shortage")));
  RETURN_IF_ERROR(store::InsertShortage(ctx.txn(), *response));
  const absl::Time due = FromProto(response->due_time());
  ctx.Schedule(kShortageDue, response->name(), due);
  RETURN_IF_ERROR(work::Open(ctx, kShortageWork, SubjectOf(found->order, response->name(), due)));
  RETURN_IF_ERROR(job.lines().empty() ? EndPacking(ctx, orders, job, PackingJob::ALL_SHORT)
                                      : SavePackingJob(ctx, job, events::kPackingJobShortened));
  for (OrderChange& change : orders) {
    RETURN_IF_ERROR(SaveChange(ctx, change, &change == &*found ? events::kOrderShort : ""));
  }
  ctx.Emit(*response, events::kShortageReported);
  // The other orders of a merged parcel don't wait for one of which nothing is in the box.
  if (job.merged_parcel().empty() || !domain::LinesOf(job, name).empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(MergedChange merged, LoadMergedForChange(ctx, job.merged_parcel()));
  return DissolveMerged(ctx, merged);
}

absl::Status GetShortage(runtime::ReadContext& ctx, const v1::GetShortageRequest& request,
                         Shortage* response) {
  ASSIGN_OR_RETURN(*response, store::LoadShortage(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListShortages(runtime::ReadContext& ctx, const v1::ListShortagesRequest& request,
                           v1::ListShortagesResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::ShortageFilter filter = {std::string(LastSegment(request.order())), request.state()};
  return ListPage(
      request, kShortagePage, store::Oldest(),
      [&](const store::CreationKey& after, int limit) {
        return store::ListShortages(ctx.txn(), shop, filter, after, limit);
      },
      store::CreationKeyOf<Shortage>, *response, *response->mutable_shortages());
}

absl::Status AnswerShortage(runtime::WorkflowContext& ctx, const AnswerShortageRequest& request,
                            Shortage* response, clients::Catalog& catalog) {
  RETURN_IF_ERROR(domain::CheckShortageAnswer(request));
  Reservation reserved;
  if (request.answer() == AnswerShortageRequest::SUBSTITUTE) {
    ASSIGN_OR_RETURN(reserved, ReserveSubstitute(ctx, request, catalog));
  }
  const absl::Status status = ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return Answer(write, request, reserved, response);
  });
  // What may have been done, or may be tried again, keeps its reservation until it expires.
  if (!status.ok() && !IsTransient(status) && !reserved.name().empty()) {
    ReleaseReservation(ctx, catalog, reserved.name()).IgnoreError();
  }
  return status;
}

absl::Status OnShortageDue(runtime::WriteContext& ctx, const timer::Due& due) {
  absl::StatusOr<ShortageChange> loaded = LoadShortageForChange(ctx, due.resource_name, "");
  if (absl::IsNotFound(loaded.status())) return absl::OkStatus();
  ASSIGN_OR_RETURN(ShortageChange change, std::move(loaded));
  if (change.shortage.state() != Shortage::ASKED) return absl::OkStatus();
  if (domain::IsFinal(change.order.order.state())) {
    RETURN_IF_ERROR(domain::LapseShortage(change.shortage, MomentOf(ctx)));
    return EndShortage(ctx, change.shortage, events::kShortageLapsed);
  }
  RETURN_IF_ERROR(domain::ExpireShortage(change.order.order, change.shortage, MomentOf(ctx)));
  const absl::Status given = RefundShort(ctx, change);
  if (given.ok()) return EndShortage(ctx, change.shortage, events::kShortageAnswered);
  // The buyer's own refund asks for the pieces already; it has its deadline.
  if (ReasonOf(given) != domain::reasons::kQuantityExceeded) return given;
  ASSIGN_OR_RETURN(change, LoadShortageForChange(ctx, due.resource_name, ""));
  RETURN_IF_ERROR(domain::LeaveToRefund(change.order.order, change.shortage, MomentOf(ctx)));
  RETURN_IF_ERROR(SaveChange(ctx, change.order, events::kOrderShort));
  return EndShortage(ctx, change.shortage, events::kShortageLapsed);
}

absl::Status NoteCount(runtime::WriteContext& ctx, absl::string_view shortage_name) {
  ASSIGN_OR_RETURN(Shortage shortage, store::LoadShortageForUpdate(ctx.txn(), shortage_name));
  if (shortage.count_booked()) return absl::OkStatus();
  shortage.set_count_booked(true);
  RETURN_IF_ERROR(store::SaveShortage(ctx.txn(), shortage));
  ctx.Emit(shortage, events::kShortageCounted);
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::handlers
