#include "tools/shopdesk/replay/report_stories.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/counts.h"

namespace shopdesk::cli {
namespace {

using orders::v1::RefundKind;
using orders::v1::RefundReason;
using orders::v1::RefundState;
using Json = nlohmann::ordered_json;

constexpr int kStoriesPage = 1000;

// All pages of a list.
template <class Stub, class Base, class Request, class Response, class Fn>
absl::Status ForEachPage(Desk& desk, Stub& stub,
                         grpc::Status (Base::*method)(grpc::ClientContext*, const Request&,
                                                      Response*),
                         Request request, Fn fn) {
  request.set_page_size(kStoriesPage);
  do {
    ASSIGN_OR_RETURN(const Response page, Invoke(desk.settings, stub, method, request));
    fn(page);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

absl::Status AddCare(Desk& desk, Json& work) {
  ASSIGN_OR_RETURN(
      const orders::v1::PromiseFigures promises,
      Invoke(desk.settings, *desk.promises, &orders::v1::PromiseService::Stub::GetPromiseFigures,
             desk.ForShop<orders::v1::GetPromiseFiguresRequest>()));
  work["promises"] = {{"made", promises.total().made()},
                      {"kept", promises.total().kept()},
                      {"broken", promises.total().broken()},
                      {"kept_late", promises.total().kept_late()}};
  ASSIGN_OR_RETURN(const orders::v1::CompensationFigures given,
                   Invoke(desk.settings, *desk.compensations,
                          &orders::v1::CompensationService::Stub::GetCompensationFigures,
                          desk.ForShop<orders::v1::GetCompensationFiguresRequest>()));
  Json& causes = work["compensation"] = Json::object();
  for (const orders::v1::CompensationFigures::Cause& cause : given.causes()) {
    causes[orders::v1::Compensation::Cause_Name(cause.cause())] = {{"given", cause.count()},
                                                                   {"minor", cause.amount_minor()}};
  }
  return absl::OkStatus();
}

absl::Status AddClaims(Desk& desk, Json& work) {
  ASSIGN_OR_RETURN(
      const orders::v1::OrderFigures figures,
      Invoke(desk.settings, *desk.orders, &orders::v1::OrderService::Stub::GetOrderFigures,
             desk.ForShop<orders::v1::GetOrderFiguresRequest>()));
  Counts states;
  int64_t replaced = 0;
  RETURN_IF_ERROR(ForEachPage(desk, *desk.claims, &logistics::v1::ClaimService::Stub::ListClaims,
                              desk.ForShop<logistics::v1::ListClaimsRequest>(),
                              [&](const logistics::v1::ListClaimsResponse& page) {
                                for (const auto& claim : page.claims()) {
                                  ++states[logistics::v1::Claim::State_Name(claim.state())];
                                  if (!claim.replacements().empty()) ++replaced;
                                }
                              }));
  work["claims"] = {{"by_state", ToJson(states)},
                    {"paid_minor", figures.claims_paid_minor()},
                    {"replaced", replaced}};
  return absl::OkStatus();
}

absl::Status AddPacking(Desk& desk, Json& work) {
  Counts jobs;
  int64_t misses = 0;
  RETURN_IF_ERROR(ForEachPage(desk, *desk.packing,
                              &orders::v1::PackingService::Stub::ListPackingJobs,
                              desk.ForShop<orders::v1::ListPackingJobsRequest>(),
                              [&](const orders::v1::ListPackingJobsResponse& page) {
                                for (const orders::v1::PackingJob& job : page.packing_jobs()) {
                                  ++jobs[orders::v1::PackingJob::State_Name(job.state())];
                                  misses += job.misses_size();
                                }
                              }));
  Counts lists;
  RETURN_IF_ERROR(
      ForEachPage(desk, *desk.hand_overs, &orders::v1::HandOverService::Stub::ListHandOverLists,
                  desk.ForShop<orders::v1::ListHandOverListsRequest>(),
                  [&](const orders::v1::ListHandOverListsResponse& page) {
                    for (const orders::v1::HandOverList& list : page.hand_over_lists()) {
                      ++lists[orders::v1::HandOverList::State_Name(list.state())];
                    }
                  }));
  work["packing"] = {
      {"by_state", ToJson(jobs)}, {"refused_scans", misses}, {"hand_over_lists", ToJson(lists)}};
  return absl::OkStatus();
}

absl::Status AddMergedParcels(Desk& desk, Json& work) {
  Counts states;
  int64_t members = 0;
  RETURN_IF_ERROR(ForEachPage(
      desk, *desk.merged_parcels, &orders::v1::MergedParcelService::Stub::ListMergedParcels,
      desk.ForShop<orders::v1::ListMergedParcelsRequest>(),
      [&](const orders::v1::ListMergedParcelsResponse& page) {
        for (const orders::v1::MergedParcel& parcel : page.merged_parcels()) {
          ++states[orders::v1::MergedParcel::State_Name(parcel.state())];
          members += parcel.members_size();
        }
      }));
  work["merged_parcels"] = {{"by_state", ToJson(states)}, {"orders", members}};
  return absl::OkStatus();
}

// Goods that came back, asked or not. What only gave money back are price drops, and freight that
// merged parcels saved.
absl::Status AddReturns(Desk& desk, Json& work) {
  Counts returns;
  for (const RefundState::Value state :
       {RefundState::SUCCESS, RefundState::PARTIAL, RefundState::CLOSED}) {
    orders::v1::ListRefundsRequest request;
    request.set_parent(desk.Name("orders/-"));
    request.set_state(state);
    RETURN_IF_ERROR(
        ForEachPage(desk, *desk.refunds, &orders::v1::RefundService::Stub::ListRefunds, request,
                    [&](const orders::v1::ListRefundsResponse& page) {
                      for (const orders::v1::Refund& refund : page.refunds()) {
                        if (refund.kind() == RefundKind::MONEY_ONLY) continue;
                        ++returns[absl::StrCat(RefundKind::Value_Name(refund.kind()), "/",
                                               RefundReason::Value_Name(refund.reason()), "/",
                                               RefundState::Value_Name(refund.state()))];
                      }
                    }));
  }
  work["returns"] = ToJson(returns);
  return absl::OkStatus();
}

absl::Status AddPriceDrops(Desk& desk, Json& work) {
  int64_t drops = 0;
  int64_t settled = 0;
  int64_t minor = 0;
  RETURN_IF_ERROR(ForEachPage(desk, *desk.price_protection,
                              &orders::v1::PriceProtectionService::Stub::ListPriceDrops,
                              desk.ForShop<orders::v1::ListPriceDropsRequest>(),
                              [&](const orders::v1::ListPriceDropsResponse& page) {
                                for (const orders::v1::PriceDrop& drop : page.price_drops()) {
                                  ++drops;
                                  settled += drop.lines_settled();
                                  minor += drop.refunded().minor();
                                }
                              }));
  work["price_drops"] = {{"drops", drops}, {"lines_settled", settled}, {"refunded_minor", minor}};
  return absl::OkStatus();
}

void AddTo(Json& number, int64_t delta) { number = number.get<int64_t>() + delta; }

}  // namespace

absl::Status AddStories(Desk& desk, Json& work) {
  RETURN_IF_ERROR(AddCare(desk, work));
  RETURN_IF_ERROR(AddClaims(desk, work));
  RETURN_IF_ERROR(AddPacking(desk, work));
  RETURN_IF_ERROR(AddMergedParcels(desk, work));
  RETURN_IF_ERROR(AddReturns(desk, work));
  return AddPriceDrops(desk, work);
}

void MatchFile(Json& report) {
  // All of it was of orders paid into escrow.
  const int64_t dropped = report["desk"]["price_drops"]["refunded_minor"].get<int64_t>();
  AddTo(report["refunded_minor"], -dropped);
  AddTo(report["escrow"]["refunded"], -dropped);
  AddTo(report["escrow"]["released"], dropped);
  for (const auto& [key, count] : report["desk"]["returns"].items()) {
    const bool asked =
        absl::StartsWith(key, "RETURN_AND_REFUND/") && !absl::StrContains(key, "/GOODS_CAME_BACK/");
    if (asked) AddTo(report["return_lines"], count.get<int64_t>());
  }
}

}  // namespace shopdesk::cli
