#include "tools/shopdesk/replay/report_desk.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/counts.h"
#include "tools/shopdesk/replay/report_stories.h"

namespace shopdesk::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kReportPage = 1000;

// Verifications, contacts and what parcels are insured for stand in the orders.
absl::Status AddOrdersWork(Desk& desk, Json& work) {
  Counts verifications;
  Counts contacts;
  int64_t gifts = 0;
  int64_t insured = 0;
  int64_t declared_minor = 0;
  auto request = desk.ForShop<orders::v1::ListOrdersRequest>();
  request.set_page_size(kReportPage);
  do {
    ASSIGN_OR_RETURN(
        const orders::v1::ListOrdersResponse page,
        Invoke(desk.settings, *desk.orders, &orders::v1::OrderService::Stub::ListOrders, request));
    for (const orders::v1::Order& order : page.orders()) {
      ++verifications[orders::v1::Verification::State_Name(order.verification().state())];
      if (order.verification().gift()) ++gifts;
      for (const type::v1::ContactAttempt& contact : order.contacts()) {
        ++contacts[type::v1::ContactOutcome::Value_Name(contact.outcome())];
      }
      for (const orders::v1::Parcel& parcel : order.parcels()) {
        if (!parcel.has_declared_value()) continue;
        ++insured;
        declared_minor += parcel.declared_value().minor();
      }
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  work["verifications"] = ToJson(verifications);
  work["gifts"] = gifts;
  work["contacts"] = ToJson(contacts);
  work["insured"] = {{"parcels", insured}, {"declared_minor", declared_minor}};
  return absl::OkStatus();
}

Json RateJson(const orders::v1::OrderFigures::CodRates::Rate& rate) {
  return {{"delivered", rate.delivered()},
          {"refused", rate.refused()},
          {"refused_bps", rate.refused_bps()}};
}

absl::Status AddOrderFigures(Desk& desk, Json& work) {
  ASSIGN_OR_RETURN(
      const orders::v1::OrderFigures figures,
      Invoke(desk.settings, *desk.orders, &orders::v1::OrderService::Stub::GetOrderFigures,
             desk.ForShop<orders::v1::GetOrderFiguresRequest>()));
  const orders::v1::OrderFigures::Reminders& reminders = figures.reminders();
  work["reminders"] = {{"reminded", reminders.reminded()},
                       {"reminded_paid", reminders.reminded_paid()},
                       {"not_reminded", reminders.not_reminded()},
                       {"not_reminded_paid", reminders.not_reminded_paid()}};
  const orders::v1::OrderFigures::CodRates& cod = figures.cod_rates();
  work["cod"] = {{"confirmed", RateJson(cod.confirmed())},
                 {"unconfirmed", RateJson(cod.unconfirmed())},
                 {"contacted_in_time", cod.contacted()},
                 {"contact_missed", cod.contact_missed()}};
  work["ship_by"] = {{"shipped", figures.ship_by().shipped()},
                     {"late", figures.ship_by().shipped_late()}};
  return absl::OkStatus();
}

absl::Status AddPairs(Desk& desk, Json& work) {
  Counts grades;
  Counts states;
  int64_t dropped = 0;
  auto request = desk.ForShop<orders::v1::ListDuplicatePairsRequest>();
  request.set_page_size(kReportPage);
  do {
    ASSIGN_OR_RETURN(const orders::v1::ListDuplicatePairsResponse page,
                     Invoke(desk.settings, *desk.duplicates,
                            &orders::v1::DuplicateService::Stub::ListDuplicatePairs, request));
    for (const orders::v1::DuplicatePair& pair : page.duplicate_pairs()) {
      ++grades[orders::v1::DuplicatePair::Grade_Name(pair.grade())];
      ++states[orders::v1::DuplicatePair::State_Name(pair.state())];
      dropped += pair.decision() == orders::v1::DuplicatePair::KEEP_FIRST ||
                 pair.decision() == orders::v1::DuplicatePair::KEEP_SECOND;
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  work["pairs"] = {
      {"by_grade", ToJson(grades)}, {"by_state", ToJson(states)}, {"orders_dropped", dropped}};
  return absl::OkStatus();
}

Json ScoreJson(const feedback::v1::DeliveryScore& score) {
  Json json = {{"sample_size", score.sample_size()}};
  if (score.verdict() == feedback::v1::Figure::NO_DATA) {
    json["verdict"] = "NO_DATA";
  } else {
    json["mean"] = score.mean();
  }
  return json;
}

absl::Status AddFeedbackWork(Desk& desk, Json& work) {
  ASSIGN_OR_RETURN(const feedback::v1::FeedbackFigures figures,
                   Invoke(desk.settings, *desk.conversations,
                          &feedback::v1::ConversationService::Stub::GetFeedbackFigures,
                          desk.ForShop<feedback::v1::GetFeedbackFiguresRequest>()));
  for (const auto& [outcome, count] : CountsOf(figures.contacts_by_outcome())) {
    const auto before = work["contacts"].value(outcome, int64_t{0});
    work["contacts"][outcome] = before + count;
  }
  work["cases"] = {{"by_state", ToJson(CountsOf(figures.cases_by_state()))},
                   {"first_contacts_in_time", figures.first_contacts_in_time()},
                   {"first_contacts_late", figures.first_contacts_late()},
                   {"reviews_changed", figures.reviews_changed()}};
  work["late_parcels"] = {{"by_state", ToJson(CountsOf(figures.late_parcels_by_state()))},
                          {"delivery_score_told_first", ScoreJson(figures.late_told_first())},
                          {"delivery_score_not_told", ScoreJson(figures.late_not_told())}};
  work["invitations"] = ToJson(CountsOf(figures.invitations_by_state()));
  work["commission"] = {{"closed_minor", figures.commission_closed_minor()},
                        {"open_minor", figures.commission_open_minor()}};
  return absl::OkStatus();
}

absl::Status AddNotices(Desk& desk, Json& work) {
  ASSIGN_OR_RETURN(const logistics::v1::ShipmentFigures figures,
                   Invoke(desk.settings, *desk.shipments,
                          &logistics::v1::ShipmentService::Stub::GetShipmentFigures,
                          desk.ForShop<logistics::v1::GetShipmentFiguresRequest>()));
  work["notices"] = ToJson(CountsOf(figures.notices()));
  return absl::OkStatus();
}

std::string Flat(const Json& json) {
  std::vector<std::string> parts;
  for (const auto& [key, value] : json.items()) {
    parts.push_back(value.is_object()   ? absl::StrCat(key, " (", Flat(value), ")")
                    : value.is_string() ? absl::StrCat(key, " ", value.get<std::string>())
                                        : absl::StrCat(key, " ", value.dump()));
  }
  return absl::StrJoin(parts, ", ");
}

}  // namespace

absl::Status AddDeskWork(Desk& desk, Json& report) {
  Json work;
  RETURN_IF_ERROR(AddOrdersWork(desk, work));
  RETURN_IF_ERROR(AddOrderFigures(desk, work));
  RETURN_IF_ERROR(AddPairs(desk, work));
  RETURN_IF_ERROR(AddFeedbackWork(desk, work));
  RETURN_IF_ERROR(AddNotices(desk, work));
  RETURN_IF_ERROR(AddStories(desk, work));
  report["desk"] = std::move(work);
  return absl::OkStatus();
}

std::vector<std::pair<std::string, std::string>> DeskLines(const Json& report) {
  std::vector<std::pair<std::string, std::string>> lines;
  for (const auto& [key, value] : report["desk"].items()) {
    lines.emplace_back(key, value.is_object() ? Flat(value) : value.dump());
  }
  return lines;
}

}  // namespace shopdesk::cli
