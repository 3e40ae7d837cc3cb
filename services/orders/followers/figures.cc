#include "services/orders/followers/figures.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/orders/domain/care/compensation.h"
#include "services/orders/domain/care/compensation_effect.h"
#include "services/orders/domain/care/promise.h"
#include "services/orders/domain/desk/figures.h"
#include "services/orders/domain/desk/refund_advice.h"
#include "services/orders/domain/trade/events.h"
#include "services/orders/store/care/compensation.h"
#include "services/orders/store/care/compensation_effect.h"
#include "services/orders/store/care/promise.h"
#include "services/orders/store/desk/order_error.h"
#include "services/orders/store/desk/refund_advice.h"
#include "services/orders/store/packing/merged_parcel.h"
#include "services/orders/store/packing/packing_job.h"
#include "services/orders/store/packing/shortage.h"
#include "services/orders/store/payment/ledger.h"
#include "services/orders/store/refund/refund.h"
#include "services/orders/store/refund/return.h"
#include "services/orders/store/trade/order.h"
#include "services/orders/store/trade/order_parts.h"
#include "services/orders/store/trade/outcomes.h"
#include "shopdesk/orders/v1/policy.pb.h"

namespace shopdesk::orders::followers {
namespace {

constexpr char kOrders[] = "orders";
constexpr char kReturns[] = "returns";
constexpr char kOrderErrors[] = "orderErrors";
constexpr char kPackingJobs[] = "packingJobs";
constexpr char kShortages[] = "shortages";
constexpr char kMergedParcels[] = "mergedParcels";
// Whose ids stand in the source's name as they are.
constexpr char kBuyers[] = "buyers";

// Rows of an order that are read at once.
constexpr int kRows = 500;

std::string BuyerSource(absl::string_view shop, absl::string_view buyer) {
  return absl::StrCat("shops/", shop, "/", kBuyers, "/", buyer);
}

absl::string_view BuyerOfSource(absl::string_view source) {
  return source.substr(BuyerSource(ShopOf(source), "").size());
}

// Whose months an event may have changed (domain::CountBuyer); empty: nobody's.
std::string BuyerOf(const event::v1::Event& event) {
  const std::string& type = event.type();
  if (type == events::kCompensationGiven) {
    v1::Compensation compensation;
    return event.resource().UnpackTo(&compensation) ? compensation.buyer() : "";
  }
  if (type != events::kOrderPlaced && type != events::kOrderImported &&
      type != events::kOrderClosed) {
    return "";
  }
  v1::Order order;
  return event.resource().UnpackTo(&order) ? order.buyer() : "";
}

std::vector<std::string> SourcesOf(const event::v1::Event& event) {
  // Nothing that is counted has changed.
  if (event.type() == events::kOrderReservationConfirmed) return {};
  const absl::string_view source = TopResourceOf(event.resource_name());
  const absl::string_view collection = CollectionOf(source);
  const bool counted = collection == kOrders || collection == kReturns ||
                       collection == kOrderErrors || collection == kPackingJobs ||
                       collection == kShortages || collection == kMergedParcels;
  if (!counted) return {};
  std::vector<std::string> sources = {std::string(source)};
  const std::string buyer = BuyerOf(event);
  if (!buyer.empty()) sources.push_back(BuyerSource(ShopOf(source), buyer));
  return sources;
}

absl::Status CountLedger(sql::Transaction& txn, absl::string_view order, Counts& counts) {
  int64_t last = 0;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<v1::LedgerEntry> entries,
                     store::ListLedger(txn, order, last, kRows));
    for (const v1::LedgerEntry& entry : entries) {
      domain::CountLedgerEntry(entry, counts);
      last = entry.sequence();
    }
    more = entries.size() == static_cast<size_t>(kRows);
  }
  return absl::OkStatus();
}

absl::Status CountRefunds(sql::Transaction& txn, absl::string_view order, Counts& counts) {
  store::RefundQuery query;
  query.shop = std::string(ShopOf(order));
  query.order_id = std::string(LastSegment(order));
  store::ChildCreationKey last = store::OldestChild();
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<v1::Refund> refunds,
                     store::ListRefunds(txn, query, last, kRows));
    for (const v1::Refund& refund : refunds) {
      domain::CountRefund(refund, counts);
      last = store::ChildCreationKeyOf(refund);
    }
    more = refunds.size() == static_cast<size_t>(kRows);
  }
  return absl::OkStatus();
}

absl::Status CountPromises(sql::Transaction& txn, absl::string_view order, Counts& counts) {
  store::PromiseQuery query;
  query.shop = std::string(ShopOf(order));
  query.order_id = std::string(LastSegment(order));
  store::PromiseKey last(INT64_MIN, "", "");
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<v1::Promise> promises,
                     store::ListPromises(txn, query, last, kRows));
    for (const v1::Promise& promise : promises) {
      domain::CountPromise(promise, counts);
      last = store::PromiseKeyOf(promise);
    }
    more = promises.size() == static_cast<size_t>(kRows);
  }
  return absl::OkStatus();
}

absl::Status CountCompensations(sql::Transaction& txn, absl::string_view order, Counts& counts) {
  store::CompensationQuery query;
  query.shop = std::string(ShopOf(order));
  query.order_id = std::string(LastSegment(order));
  store::ChildCreationKey last = store::OldestChild();
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<v1::Compensation> compensations,
                     store::ListCompensations(txn, query, last, kRows));
    for (const v1::Compensation& compensation : compensations) {
      domain::CountCompensation(compensation, counts);
      last = store::ChildCreationKeyOf(compensation);
    }
    more = compensations.size() == static_cast<size_t>(kRows);
  }
  return absl::OkStatus();
}

absl::Status CountAdvice(sql::Transaction& txn, absl::string_view order, Counts& counts) {
  std::string last;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(const std::vector<v1::RefundAdvice> page,
                     store::ListRefundAdvice(txn, order, last, kRows));
    for (const v1::RefundAdvice& advice : page) {
      domain::CountRefundAdvice(advice, counts);
      // Of ".../refunds/{refund}/advice".
      const absl::string_view name = advice.name();
      last = std::string(LastSegment(name.substr(0, name.rfind('/'))));
    }
    more = page.size() == static_cast<size_t>(kRows);
  }
  return absl::OkStatus();
}

absl::Status CountOrder(sql::Transaction& txn, absl::string_view name, Counts& counts) {
  ASSIGN_OR_RETURN(const v1::Order order, store::LoadOrder(txn, name));
  domain::CountOrder(order, counts);
  ASSIGN_OR_RETURN(const store::OrderParts parts, store::FindOrderParts(txn, name));
  if (parts.ledger) RETURN_IF_ERROR(CountLedger(txn, name, counts));
  if (parts.refunds) RETURN_IF_ERROR(CountRefunds(txn, name, counts));
  if (parts.advice) RETURN_IF_ERROR(CountAdvice(txn, name, counts));
  if (parts.promises) RETURN_IF_ERROR(CountPromises(txn, name, counts));
  if (parts.compensations) RETURN_IF_ERROR(CountCompensations(txn, name, counts));
  if (!parts.outcomes) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto outcomes, store::ListOutcomes(txn, name));
  for (const auto& [outcome, time] : outcomes) domain::CountOutcome(outcome, time, counts);
  return absl::OkStatus();
}

absl::Status CountBuyer(sql::Transaction& txn, absl::string_view source, Counts& counts) {
  ASSIGN_OR_RETURN(const domain::BuyerHistory history,
                   store::LoadBuyerHistory(txn, ShopOf(source), BuyerOfSource(source)));
  domain::CountBuyer(history, counts);
  return absl::OkStatus();
}

void Announce(absl::string_view source, sql::Reads& reads) {
  if (CollectionOf(source) != kOrders) return;
  store::AnnounceOrder(reads, source);
  store::AnnounceOrderParts(reads, source);
}

absl::Status Count(sql::Transaction& txn, absl::string_view source, Counts& counts) {
  const absl::string_view collection = CollectionOf(source);
  if (collection == kOrders) return CountOrder(txn, source, counts);
  if (collection == kBuyers) return CountBuyer(txn, source, counts);
  if (collection == kReturns) {
    ASSIGN_OR_RETURN(const v1::Return returned, store::LoadReturn(txn, source));
    domain::CountReturn(returned, counts);
  } else if (collection == kPackingJobs) {
    ASSIGN_OR_RETURN(const v1::PackingJob job, store::LoadPackingJob(txn, source));
    domain::CountPackingJob(job, counts);
  } else if (collection == kShortages) {
    ASSIGN_OR_RETURN(const v1::Shortage shortage, store::LoadShortage(txn, source));
    domain::CountShortage(shortage, counts);
  } else if (collection == kMergedParcels) {
    ASSIGN_OR_RETURN(const v1::MergedParcel parcel, store::LoadMergedParcel(txn, source));
    domain::CountMergedParcel(parcel, counts);
  } else {
    ASSIGN_OR_RETURN(const v1::OrderError error, store::LoadOrderError(txn, source));
    domain::CountOrderError(error, counts);
  }
  return absl::OkStatus();
}

}  // namespace

figures::Definition FigureDefinition() {
  return {.version = 2,
          .sources_of = SourcesOf,
          .count = Count,
          .announce = Announce,
          .sources = {store::kOrderSnapshot, store::kReturnSnapshot, store::kOrderErrorSnapshot,
                      store::kListBuyersWithOrders, store::kPackingJobSnapshot,
                      store::kShortageSnapshot, store::kMergedParcelSnapshot},
          .zone_of = figures::ZoneOfRevision<v1::PolicyRevision>};
}

}  // namespace shopdesk::orders::followers
