#include "tools/shopdesk/replay/report.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/counts.h"
#include "tools/shopdesk/replay/method_latency.h"
#include "tools/shopdesk/replay/report_desk.h"
#include "tools/shopdesk/replay/report_stories.h"

namespace shopdesk::cli {
namespace {

using Json = nlohmann::ordered_json;

absl::Status AddOrders(Desk& desk, const ShopRules& rules, Json& report) {
  ASSIGN_OR_RETURN(
      orders::v1::OrderFigures figures,
      Invoke(desk.settings, *desk.orders, &orders::v1::OrderService::Stub::GetOrderFigures,
             desk.ForShop<orders::v1::GetOrderFiguresRequest>()));
  report["orders"] = figures.orders();
  if (rules.money_refunds) {
    Counts states = CountsOf(figures.orders_by_state());
    const int64_t unpaid = states["TRADE_CLOSED_UNPAID"];
    const int64_t whole = states["TRADE_CLOSED"];
    report["paid_orders"] = figures.orders() - unpaid;
    report["closed_unpaid"] = unpaid;
    report["fully_refunded"] = whole;
    report["partly_refunded"] = CountsOf(figures.refunds_by_state())["SUCCESS"] - whole;
  }
  report["paid_minor"] = figures.paid_minor();
  report["refunded_minor"] = figures.refunded_minor();
  report["units_sold"] = figures.units_sold();
  report["units_returned"] = figures.units_returned();
  report["units_unmatched"] = figures.units_unmatched();
  report["return_lines"] = figures.return_lines();
  report["return_lines_unmatched"] = figures.return_lines_unmatched();
  report["orders_by_state"] = ToJson(CountsOf(figures.orders_by_state()));
  report["escrow"] = {{"paid_in", figures.escrow().paid_in()},
                      {"held", figures.escrow().held()},
                      {"released", figures.escrow().released()},
                      {"refunded", figures.escrow().refunded()}};
  report["cod"] = {{"collected", figures.cod().collected()},
                   {"refunded", figures.cod().refunded()}};
  if (rules.special_cases) {
    report["bank"] = {{"received", figures.bank().received()},
                      {"refunded", figures.bank().refunded()}};
    report["bank_paid_out_minor"] = figures.bank().paid_out();
  }
  report["freight_paid_minor"] = figures.freight_paid_minor();
  report["freight_refunded_minor"] = figures.freight_refunded_minor();
  report["cod_surcharge_paid_minor"] = figures.cod_surcharge_paid_minor();
  report["refunds_by_state"] = ToJson(CountsOf(figures.refunds_by_state()));
  return absl::OkStatus();
}

absl::Status AddStock(Desk& desk, Json& report) {
  ASSIGN_OR_RETURN(
      catalog::v1::StockFigures figures,
      Invoke(desk.settings, *desk.stock, &catalog::v1::StockService::Stub::GetStockFigures,
             desk.ForShop<catalog::v1::GetStockFiguresRequest>()));
  report["products"] = figures.products();
  report["skus"] = figures.skus();
  report["stock"] = {{"on_hand", figures.on_hand()},
                     {"reserved", figures.reserved()},
                     {"ledger_sum", figures.ledger_on_hand()}};
  report["stock_movements"] = figures.movements();
  return absl::OkStatus();
}

absl::Status AddShipments(Desk& desk, Json& report) {
  ASSIGN_OR_RETURN(logistics::v1::ShipmentFigures figures,
                   Invoke(desk.settings, *desk.shipments,
                          &logistics::v1::ShipmentService::Stub::GetShipmentFigures,
                          desk.ForShop<logistics::v1::GetShipmentFiguresRequest>()));
  report["shipments_by_mode"] = ToJson(CountsOf(figures.shipments_by_mode()));
  report["shipments_by_status"] = ToJson(CountsOf(figures.shipments_by_status()));
  report["tracking_events"] = figures.tracking_events();
  return absl::OkStatus();
}

absl::Status AddEvents(Desk& desk, Json& report) {
  Json delivered = Json::object();
  for (const auto& stub : desk.operations) {
    ASSIGN_OR_RETURN(event::v1::ListFollowersResponse response,
                     Invoke(desk.settings, *stub, &event::v1::Operations::Stub::ListFollowers,
                            event::v1::ListFollowersRequest()));
    for (const event::v1::Follower& follower : response.followers()) {
      delivered[follower.name()] = follower.applied_count();
      if (follower.parked_count() > 0)
        report["events_parked"][follower.name()] = follower.parked_count();
    }
  }
  report["events_delivered"] = std::move(delivered);
  return absl::OkStatus();
}

Json RatingJson(const feedback::v1::Rating& rating) {
  return {{"mean", rating.mean()}, {"count", rating.count()}};
}

absl::Status AddFeedback(Desk& desk, Json& report) {
  ASSIGN_OR_RETURN(
      feedback::v1::Ratings ratings,
      Invoke(desk.settings, *desk.reviews, &feedback::v1::ReviewService::Stub::GetRatings,
             desk.ForShop<feedback::v1::GetRatingsRequest>()));
  report["dsr"] = {{"description", RatingJson(ratings.description())},
                   {"service", RatingJson(ratings.service())},
                   {"delivery", RatingJson(ratings.delivery())}};
  ASSIGN_OR_RETURN(feedback::v1::FeedbackFigures figures,
                   Invoke(desk.settings, *desk.conversations,
                          &feedback::v1::ConversationService::Stub::GetFeedbackFigures,
                          desk.ForShop<feedback::v1::GetFeedbackFiguresRequest>()));
  report["reviews_by_grade"] = ToJson(CountsOf(figures.reviews_by_grade()));
  report["conversations"] = figures.conversations();
  return absl::OkStatus();
}

absl::Status AddScorecards(Desk& desk, const FileTotals& totals, Json& report) {
  for (const char* agent : kAgents) {
    feedback::v1::GetScorecardRequest request;
    request.set_name(desk.Name(absl::StrCat("agents/", agent)));
    request.set_period(feedback::v1::GetScorecardRequest::MONTH);
    request.set_date(absl::FormatTime("%Y-%m-%d", totals.last_time, absl::UTCTimeZone()));
    ASSIGN_OR_RETURN(feedback::v1::Scorecard scorecard,
                     Invoke(desk.settings, *desk.conversations,
                            &feedback::v1::ConversationService::Stub::GetScorecard, request));
    Json& figures = report["scorecards"][agent];
    for (const feedback::v1::Figure& figure : scorecard.figures()) {
      Json entry = {{"verdict", feedback::v1::Figure::Verdict_Name(figure.verdict())},
                    {"sample_size", figure.sample_size()},
                    {"target", figure.target()},
                    {"unit", figure.unit()}};
      if (figure.has_value()) entry["value"] = figure.value();
      figures[figure.key()] = std::move(entry);
    }
  }
  return absl::OkStatus();
}

// What every service serves stands apart for each.
std::string MethodKey(const std::string& method, const char* service) {
  const bool own = absl::StrContains(method, absl::StrCat(".", service, "."));
  return own ? method : absl::StrCat(method, " (", service, ")");
}

absl::Status AddMethods(const std::vector<std::string>& addresses, Json& report) {
  Json methods = Json::object();
  for (size_t i = 0; i < addresses.size() && i < std::size(kServices); ++i) {
    ASSIGN_OR_RETURN(const std::string text, FetchMetrics(addresses[i]));
    for (const auto& [name, latency] : ParseMethodLatencies(text)) {
      const auto rounded = [](double ms) { return std::round(ms * 1000) / 1000; };
      methods[MethodKey(name, kServices[i])] = {{"calls", latency.calls},
                                                {"p50_ms", rounded(latency.p50_ms)},
                                                {"p99_ms", rounded(latency.p99_ms)}};
    }
  }
  report["methods"] = std::move(methods);
  return absl::OkStatus();
}

std::string Amount(const Json& minor) {
  return absl::StrFormat("%.2f", static_cast<long double>(minor.get<int64_t>()) / 100);
}

std::string Pairs(const Json& object) {
  std::vector<std::string> pairs;
  for (const auto& [key, value] : object.items())
    pairs.push_back(absl::StrCat(key, " ", value.dump()));
  return absl::StrJoin(pairs, ", ");
}

void Line(std::string& text, absl::string_view name, absl::string_view value) {
  absl::StrAppendFormat(&text, "  %-22s %s\n", name, value);
}

}  // namespace

absl::StatusOr<Json> MakeReport(Desk& desk, const ShopFile& file,
                                const std::vector<std::string>& metrics_addresses) {
  const FileTotals& totals = file.totals();
  Json report;
  report["shop"] = desk.shop;
  report["currency"] = file.rules().currency;
  report["rows"] = totals.rows;
  RETURN_IF_ERROR(AddOrders(desk, file.rules(), report));
  report["skipped"] = ToJson(totals.skipped);
  RETURN_IF_ERROR(AddStock(desk, report));
  RETURN_IF_ERROR(AddShipments(desk, report));
  RETURN_IF_ERROR(AddEvents(desk, report));
  RETURN_IF_ERROR(AddFeedback(desk, report));
  RETURN_IF_ERROR(AddScorecards(desk, totals, report));
  if (file.rules().special_cases) {
    RETURN_IF_ERROR(AddDeskWork(desk, report));
    // What was ordered twice is no order of the file's.
    report["orders"] =
        report["orders"].get<int64_t>() - report["desk"]["pairs"]["orders_dropped"].get<int64_t>();
    MatchFile(report);
  }
  RETURN_IF_ERROR(AddMethods(metrics_addresses, report));
  return report;
}

absl::Status CheckAtRest(const Json& report) {
  std::vector<std::string> findings;
  const auto expect = [&](absl::string_view what, const Json& found, int64_t wanted) {
    if (found.get<int64_t>() != wanted)
      findings.push_back(absl::StrCat(what, " is ", found.dump(), ", not ", wanted));
  };
  expect("escrow.held", report["escrow"]["held"], 0);
  expect("stock.reserved", report["stock"]["reserved"], 0);
  // What came back, and what of a Tmall order's one piece never went.
  expect("stock.on_hand", report["stock"]["on_hand"],
         report["units_returned"].get<int64_t>() + report.value("closed_unpaid", int64_t{0}) +
             report.value("fully_refunded", int64_t{0}));
  expect("stock.ledger_sum", report["stock"]["ledger_sum"],
         report["stock"]["on_hand"].get<int64_t>());
  if (report.contains("events_parked"))
    findings.push_back(absl::StrCat("events are parked: ", Pairs(report["events_parked"])));
  if (findings.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the suite is not at rest: ", absl::StrJoin(findings, "; ")));
}

std::string FormatReport(const Json& report) {
  std::string text = absl::StrCat("\nWhat the four services know of shops/",
                                  report["shop"].get<std::string>(), "\n\n");
  Line(text, "rows read", report["rows"].dump());
  Line(text, "skipped", Pairs(report["skipped"]));
  Line(text, "orders",
       absl::StrCat(report["orders"].dump(), " (", Pairs(report["orders_by_state"]), ")"));
  Line(text, "paid, refunded",
       absl::StrCat(Amount(report["paid_minor"]), ", ", Amount(report["refunded_minor"]), " ",
                    report["currency"].get<std::string>()));
  if (report.contains("paid_orders")) {
    Line(text, "orders paid",
         absl::StrCat(report["paid_orders"].dump(), ", closed unpaid ",
                      report["closed_unpaid"].dump(), ", refunded whole ",
                      report["fully_refunded"].dump(), ", in part ",
                      report["partly_refunded"].dump()));
  }
  Line(text, "escrow",
       absl::StrCat("paid in ", Amount(report["escrow"]["paid_in"]), " = held ",
                    Amount(report["escrow"]["held"]), " + released ",
                    Amount(report["escrow"]["released"]), " + refunded ",
                    Amount(report["escrow"]["refunded"])));
  Line(text, "cash on delivery",
       absl::StrCat("collected ", Amount(report["cod"]["collected"]), ", refunded ",
                    Amount(report["cod"]["refunded"]), ", surcharge ",
                    Amount(report["cod_surcharge_paid_minor"])));
  if (report.contains("bank")) {
    Line(text, "bank transfers",
         absl::StrCat("received ", Amount(report["bank"]["received"]), ", refunded ",
                      Amount(report["bank"]["refunded"])));
  }
  Line(text, "freight", absl::StrCat("paid ", Amount(report["freight_paid_minor"])));
  Line(text, "units",
       absl::StrCat("sold ", report["units_sold"].dump(), ", returned ",
                    report["units_returned"].dump(), ", unmatched ",
                    report["units_unmatched"].dump(), " (", report["return_lines_unmatched"].dump(),
                    " of ", report["return_lines"].dump(), " return lines)"));
  Line(text, "stock", Pairs(report["stock"]));
  Line(
      text, "shipments",
      absl::StrCat(Pairs(report["shipments_by_mode"]), "; ", Pairs(report["shipments_by_status"])));
  Line(text, "events delivered", Pairs(report["events_delivered"]));
  for (const auto& [dimension, rating] : report["dsr"].items()) {
    Line(text, absl::StrCat("DSR ", dimension),
         absl::StrCat(rating["mean"].get<std::string>(), " of ", rating["count"].dump()));
  }
  Line(text, "reviews", Pairs(report["reviews_by_grade"]));
  for (const auto& [agent, figures] : report["scorecards"].items()) {
    std::vector<std::string> verdicts;
    for (const auto& [key, figure] : figures.items()) {
      verdicts.push_back(absl::StrCat(key, " ", figure["verdict"].get<std::string>()));
    }
    Line(text, absl::StrCat("scorecard ", agent), absl::StrJoin(verdicts, ", "));
  }
  if (report.contains("desk")) {
    text += "\nWhat the desk did\n\n";
    for (const auto& [name, value] : DeskLines(report)) Line(text, name, value);
  }
  absl::StrAppendFormat(&text, "\n  %-60s %9s %9s %9s\n", "method", "calls", "p50 ms", "p99 ms");
  for (const auto& [method, latency] : report["methods"].items()) {
    absl::StrAppendFormat(&text, "  %-60s %9d %9.2f %9.2f\n", method,
                          latency["calls"].get<int64_t>(), latency["p50_ms"].get<double>(),
                          latency["p99_ms"].get<double>());
  }
  return text;
}

}  // namespace shopdesk::cli
