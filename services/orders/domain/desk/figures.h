#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/base/figure.h"
#include "services/orders/domain/trade/outcome.h"
#include "shopdesk/orders/v1/merged_parcel.pb.h"
#include "shopdesk/orders/v1/order.pb.h"
#include "shopdesk/orders/v1/order_error.pb.h"
#include "shopdesk/orders/v1/packing.pb.h"
#include "shopdesk/orders/v1/payment.pb.h"
#include "shopdesk/orders/v1/refund.pb.h"
#include "shopdesk/orders/v1/shortage.pb.h"

// What is counted of orders by day, and what is made of it.
namespace shopdesk::orders::domain {

void CountOrder(const v1::Order& order, Counts& counts);
void CountLedgerEntry(const v1::LedgerEntry& entry, Counts& counts);
void CountRefund(const v1::Refund& refund, Counts& counts);
void CountReturn(const v1::Return& returned, Counts& counts);
void CountOutcome(Outcome outcome, absl::Time time, Counts& counts);
void CountOrderError(const v1::OrderError& error, Counts& counts);
void CountPackingJob(const v1::PackingJob& job, Counts& counts);
void CountShortage(const v1::Shortage& shortage, Counts& counts);
void CountMergedParcel(const v1::MergedParcel& parcel, Counts& counts);

// Of the sums over a period, and over all time up to its end.
v1::OrderFigures OrderFiguresOf(const Sums& period, const Sums& to_its_end);
// What carriers should have paid out by now, in minor units: what they had collected by a day, less
// all that they paid out since: they are taken to pay in the order in which they collected.
int64_t CodOverdueMinor(const Sums& to_that_day, const Sums& all);
// Orders handled and errors of each agent, by his escaped number.
std::map<std::string, v1::OrderErrorRates::Agent> ErrorCountsOf(const Sums& period);

}  // namespace shopdesk::orders::domain
