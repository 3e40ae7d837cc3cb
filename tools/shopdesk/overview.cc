#include "tools/shopdesk/overview.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/errors.h"
#include "tools/shopdesk/progress.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;
using Names = std::vector<std::pair<std::string, std::string>>;

// Of each list; more is left to `shopdesk list`.
constexpr int kOverviewPageSize = 100;

constexpr Source kOrderSources[] = {
    {"ledger",
     "orders",
     "shopdesk.orders.v1.PaymentService.ListLedgerEntries",
     R"({"parent": "{order}"})",
     nullptr,
     {"create_time", "kind", "total", "reference"}},
    {"statement_lines",
     "orders",
     "shopdesk.orders.v1.TransferService.ListStatementLines",
     R"({"parent": "{shop}/bankAccounts/-", "order": "{order}"})",
     nullptr,
     {"value_time", "match", "amount", "booked_minor", "returned_minor", "payer_name"}},
    {"payouts",
     "orders",
     "shopdesk.orders.v1.PayoutService.ListPayouts",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"create_time", "state", "amount", "name"}},
    {"refunds",
     "orders",
     "shopdesk.orders.v1.RefundService.ListRefunds",
     R"({"parent": "{order}"})",
     nullptr,
     {"create_time", "state", "kind", "reason", "total", "deadline_time", "name"}},
    {"remarks",
     "orders",
     "shopdesk.orders.v1.RemarkService.ListRemarks",
     R"({"parent": "{order}"})",
     nullptr,
     {"create_time", "flag", "reason", "text", "actor.id"}},
    {"compensations",
     "orders",
     "shopdesk.orders.v1.CompensationService.ListCompensations",
     R"({"parent": "{order}"})",
     nullptr,
     {"create_time", "state", "cause", "means", "amount", "budget_agent", "name"}},
    {"promises",
     "orders",
     "shopdesk.orders.v1.PromiseService.ListPromises",
     R"({"parent": "{order}"})",
     nullptr,
     {"due_time", "state", "kind", "agent", "amount", "note", "name"}},
    {"order_errors",
     "orders",
     "shopdesk.orders.v1.OrderErrorService.ListOrderErrors",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"create_time", "kind", "state", "agent", "name"}},
    {"packing_jobs",
     "orders",
     "shopdesk.orders.v1.PackingService.ListPackingJobs",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"create_time", "state", "packed_by.id", "pack_time", "waybill_number", "merged_parcel",
      "name"}},
    {"shortages",
     "orders",
     "shopdesk.orders.v1.ShortageService.ListShortages",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"create_time", "state", "line", "sku_id", "quantity", "due_time", "name"}},
    {"merged_parcels",
     "orders",
     "shopdesk.orders.v1.MergedParcelService.ListMergedParcels",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"create_time", "state", "members.order", "quoted_freight", "name"}},
    {"hand_over_lists",
     "orders",
     "shopdesk.orders.v1.HandOverService.GetHandOverList",
     R"({"name": "{name}"})",
     "packing_jobs.hand_over_list",
     {"create_time", "state", "carrier_id", "close_time", "closed_by.id", "name"}},
    {"shipments",
     "logistics",
     "shopdesk.logistics.v1.ShipmentService.ListShipments",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"status_time", "status", "carrier_id", "mode", "waybill_number", "promised_time",
      "insurance.declared_value", "claim", "open_problem", "replaced_by", "refund", "name"}},
    {"tracking",
     "logistics",
     "shopdesk.logistics.v1.ShipmentService.ListTrackingEvents",
     R"({"parent": "{name}"})",
     "shipments",
     {"event_time", "status", "location", "text", "applied"}},
    {"intercepts",
     "logistics",
     "shopdesk.logistics.v1.InterceptService.ListIntercepts",
     R"({"parent": "{name}"})",
     "shipments",
     {"create_time", "kind", "state", "fee", "payer", "reason", "name"}},
    {"shipping_terms",
     "logistics",
     "shopdesk.logistics.v1.ShippingTermsService.GetShippingTerms",
     R"({"name": "{name}/shippingTerms"})",
     "shipments",
     {"incoterm", "freight_payer", "duty_payer", "contents", "name"}},
    {"pickups",
     "logistics",
     "shopdesk.logistics.v1.PickupService.ListPickups",
     R"({"parent": "{shop}", "shipment": "{name}"})",
     "shipments",
     {"start_time", "end_time", "state", "carrier_id", "carrier_reference", "name"}},
    {"problem_parcels",
     "logistics",
     "shopdesk.logistics.v1.ProblemParcelService.ListProblemParcels",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"create_time", "state", "reason", "owner", "deadline_time", "name"}},
    {"enquiries",
     "logistics",
     "shopdesk.logistics.v1.EnquiryService.ListEnquiries",
     R"({"parent": "{name}"})",
     "shipments",
     {"create_time", "state", "carrier_ticket", "answer_due_time", "answer", "name"}},
    {"claims",
     "logistics",
     "shopdesk.logistics.v1.ClaimService.ListClaims",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"create_time", "state", "kind", "claimable", "approved", "paid", "name"}},
    {"cod_collections",
     "logistics",
     "shopdesk.logistics.v1.CodMoneyService.ListCodCollections",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"collect_time", "state", "amount", "remitted_minor", "fee_minor", "due_time", "name"}},
    {"notices",
     "logistics",
     "shopdesk.logistics.v1.NoticeService.ListNotices",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"create_time", "kind", "state", "channel", "send_time", "text"}},
    {"late_parcels",
     "feedback",
     "shopdesk.feedback.v1.FollowUpService.ListLateParcels",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"late_time", "state", "promised_time", "due_time", "tell_time", "name"}},
    {"reviews",
     "feedback",
     "shopdesk.feedback.v1.ReviewService.ListReviews",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"create_time", "grade", "scores.description", "scores.service", "scores.delivery", "text",
      "name"}},
    {"tickets",
     "feedback",
     "shopdesk.feedback.v1.TicketService.ListTickets",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"create_time", "state", "kind", "agent", "deadline_time", "refund_state", "refunded",
      "name"}},
    {"complaints",
     "feedback",
     "shopdesk.feedback.v1.ComplaintService.ListComplaints",
     R"({"parent": "{shop}", "order": "{order}"})",
     nullptr,
     {"create_time", "state", "kind", "respondent", "answer_deadline_time", "outcome", "name"}},
    {"conversations",
     "feedback",
     "shopdesk.feedback.v1.ConversationService.ListConversations",
     R"({"parent": "{shop}", "buyer": "{buyer}"})",
     nullptr,
     {"last_time", "agent", "role", "message_count", "unanswered_since", "name"}},
};

constexpr Source kBuyerSources[] = {
    {"notes",
     "orders",
     "shopdesk.orders.v1.BuyerCardService.ListBuyerNotes",
     R"({"parent": "{shop}/buyerCards/{buyer_id}"})",
     nullptr,
     {"create_time", "actor.id", "text", "name"}},
    {"orders",
     "orders",
     "shopdesk.orders.v1.OrderService.ListOrders",
     R"({"parent": "{shop}", "buyer": "{buyer}"})",
     nullptr,
     {"create_time", "state", "payment.method", "payment.state", "total", "deadline_time", "name"}},
    {"refunds",
     "orders",
     "shopdesk.orders.v1.RefundService.ListRefunds",
     R"({"parent": "{name}"})",
     "orders",
     {"create_time", "state", "kind", "reason", "total", "deadline_time", "name"}},
    {"shipments",
     "logistics",
     "shopdesk.logistics.v1.ShipmentService.ListShipments",
     R"({"parent": "{shop}", "order": "{name}"})",
     "orders",
     {"status_time", "status", "carrier_id", "mode", "waybill_number", "order"}},
    {"notices",
     "logistics",
     "shopdesk.logistics.v1.NoticeService.ListNotices",
     R"({"parent": "{shop}", "buyer": "{buyer}"})",
     nullptr,
     {"create_time", "kind", "state", "channel", "send_time", "text"}},
    {"bargains",
     "catalog",
     "shopdesk.catalog.v1.BargainService.ListBargains",
     R"({"parent": "{shop}", "buyer": "{buyer}"})",
     nullptr,
     {"create_time", "state", "sku_id", "list_price", "expire_time", "name"}},
    {"grants",
     "catalog",
     "shopdesk.catalog.v1.BargainService.ListGrants",
     R"({"parent": "{shop}", "buyer": "{buyer}"})",
     nullptr,
     {"create_time", "state", "sku_id", "quantity", "list_price", "unit_price", "order"}},
    {"reviews",
     "feedback",
     "shopdesk.feedback.v1.ReviewService.ListReviews",
     R"({"parent": "{shop}", "buyer": "{buyer}"})",
     nullptr,
     {"create_time", "grade", "scores.description", "scores.service", "scores.delivery", "text",
      "order"}},
    {"review_cases",
     "feedback",
     "shopdesk.feedback.v1.ReviewCaseService.ListReviewCases",
     R"({"parent": "{shop}", "buyer": "{buyer}"})",
     nullptr,
     {"create_time", "state", "grade", "cause", "contact_deadline_time", "changed_grade",
      "compensated", "name"}},
    {"dossiers",
     "feedback",
     "shopdesk.feedback.v1.DossierService.ListDossiers",
     R"({"parent": "{shop}", "buyer": "{buyer}"})",
     nullptr,
     {"create_time", "state", "signals.bad_reviews", "signals.money_terms", "deadline_time",
      "name"}},
    {"tickets",
     "feedback",
     "shopdesk.feedback.v1.TicketService.ListTickets",
     R"({"parent": "{shop}", "buyer": "{buyer}"})",
     nullptr,
     {"create_time", "state", "kind", "agent", "deadline_time", "refund_state", "refunded",
      "order"}},
    {"complaints",
     "feedback",
     "shopdesk.feedback.v1.ComplaintService.ListComplaints",
     R"({"parent": "{shop}", "buyer": "{buyer}"})",
     nullptr,
     {"create_time", "state", "kind", "respondent", "answer_deadline_time", "outcome", "order"}},
    {"conversations",
     "feedback",
     "shopdesk.feedback.v1.ConversationService.ListConversations",
     R"({"parent": "{shop}", "buyer": "{buyer}"})",
     nullptr,
     {"last_time", "agent", "role", "message_count", "unanswered_since", "name"}},
};

// The request with names in place, each escaped as JSON wants it.
std::string FillRequest(const char* request, const Names& names) {
  std::vector<std::pair<std::string, std::string>> escaped;
  for (const auto& [place, name] : names) {
    const std::string quoted = Json(name).dump();
    escaped.emplace_back(place, quoted.substr(1, quoted.size() - 2));
  }
  return absl::StrReplaceAll(request, escaped);
}

// What stands in each request of a source: one, or one for each resource of an earlier section.
std::vector<Names> RequestsOf(const Source& source, const Names& names, const Json& sections) {
  if (source.of == nullptr) return {names};
  const std::pair<std::string, std::string> of = absl::StrSplit(source.of, absl::MaxSplits('.', 1));
  std::vector<Names> requests;
  std::set<std::string> asked;
  for (const Json& resource : sections[of.first]) {
    std::string name = resource.value(of.second.empty() ? "name" : of.second, "");
    if (name.empty() || !asked.insert(name).second) continue;
    requests.push_back(names);
    requests.back().emplace_back("{name}", std::move(name));
  }
  return requests;
}

// Whether it answers one resource instead of a page.
bool IsGet(const MethodDescriptor& method) { return absl::StartsWith(method.name(), "Get"); }

// The first page of a list, or the one resource; whether there are more.
absl::StatusOr<bool> AppendAnswer(const Suite& suite, const Source& source, const Names& names,
                                  Json& items) {
  ASSIGN_OR_RETURN(const MethodDescriptor* method, KnownMethod(source.method));
  Json request = Json::parse(FillRequest(source.request, names));
  if (!IsGet(*method)) request["page_size"] = kOverviewPageSize;
  bool more = false;
  const absl::Status status =
      CallMethod(suite.settings, ChannelOf(suite, source.service), *method, {request.dump()},
                 [&](const Message& message) {
                   Json response = Json::parse(ToJson(message, /*compact=*/true));
                   if (IsGet(*method)) {
                     items.push_back(std::move(response));
                     return absl::OkStatus();
                   }
                   for (const auto& [key, value] : response.items()) {
                     if (value.is_array()) items.insert(items.end(), value.begin(), value.end());
                   }
                   more = response.contains("next_page_token");
                   return absl::OkStatus();
                 });
  if (IsGet(*method) && absl::IsNotFound(status)) return false;
  RETURN_IF_ERROR(status);
  return more;
}

}  // namespace

Overview ReadOverview(const Suite& suite, absl::Span<const Source> sources, const Names& names) {
  Overview overview;
  Progress progress("asking the services", static_cast<int64_t>(sources.size()));
  int64_t asked = 0;
  for (const Source& source : sources) {
    Json& items = overview.sections[source.key] = Json::array();
    bool cut = false;
    for (const Names& request : RequestsOf(source, names, overview.sections)) {
      const absl::StatusOr<bool> more = AppendAnswer(suite, source, request, items);
      if (more.ok()) {
        cut = cut || *more;
      } else if (IsForOtherRoles(more.status())) {
        overview.denied.push_back(source.key);
        break;
      } else if (!absl::IsUnimplemented(more.status())) {
        // A service of another version just doesn't have it.
        overview.status.Update(ErrorOfService(source.service, more.status()));
      }
    }
    if (cut) overview.cut.push_back(source.key);
    progress.Update(++asked, source.key);
  }
  return overview;
}

absl::Span<const Source> SourcesOfOrder() { return kOrderSources; }
absl::Span<const Source> SourcesOfBuyer() { return kBuyerSources; }

}  // namespace shopdesk::cli
