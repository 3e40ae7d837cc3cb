#include "services/logistics/testing/world.h"

#include <algorithm>
#include <cstdlib>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/clock.h"
#include "libs/figures/check.h"
#include "libs/testing/snapshot.h"
#include "libs/verify/testing/findings.h"
#include "libs/work/service.h"
#include "services/logistics/followers/figures.h"
#include "services/logistics/handlers/carrier/carrier.h"
#include "services/logistics/handlers/claim/claim.h"
#include "services/logistics/handlers/claim/enquiry.h"
#include "services/logistics/handlers/money/cod_money.h"
#include "services/logistics/handlers/notice/announcement.h"
#include "services/logistics/handlers/problem/problem_parcel.h"
#include "services/logistics/handlers/rate/rate_table.h"
#include "services/logistics/handlers/shipment/cod_change.h"
#include "services/logistics/handlers/shipment/pickup.h"
#include "services/logistics/handlers/shipment/problem_change.h"
#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/handlers/shipment/shipment_change.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/tracking/tracking.h"
#include "services/logistics/store/carrier/carrier.h"
#include "services/logistics/store/migrations/migrations.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/timers/shipment.h"

namespace shopdesk::logistics::testing {
namespace {

using shopdesk::testing::kTestTime;
using shopdesk::testing::ParseText;

constexpr char kCarriers[] = R"pb(
  parent: "shops/1"
  carriers {
    carrier_id: "post"
    carrier {
      display_name: "Post"
      modes: EMS
      modes: SAL
      waybill_rules { pattern: "[A-Z]{2}[0-9]{9}CN" check: "s10" }
      waybill_rules { pattern: "SD[0-9]{13}" check: "luhn" }
    }
  }
  carriers {
    carrier_id: "road"
    carrier { display_name: "Road" modes: COURIER_ROAD cod_capable: true }
  }
)pb";
constexpr char kRates[] = R"pb(
  parent: "shops/1"
  rate_tables {
    carrier_id: "post"
    rate_table_id: "ems"
    rate_table {
      mode: EMS
      currency_code: "CNY"
      zones { zone_id: "cn" region_codes: "CN" }
      rates {
        zone_id: "cn"
        first_grams: 500
        first_minor: 800
        step_grams: 500
        step_minor: 200
        promised_hours: 48
      }
    }
  }
  rate_tables {
    carrier_id: "road"
    rate_table_id: "road"
    rate_table {
      mode: COURIER_ROAD
      currency_code: "CNY"
      zones { zone_id: "cn" region_codes: "CN" }
      rates { zone_id: "cn" first_minor: 1200 promised_hours: 24 }
      cod_fee { bps: 200 minimum_minor: 500 }
    }
  }
)pb";

shopdesk::testing::TestRuntimeOptions Options(sql::Dialect dialect,
                                              std::function<void(runtime::Runtime&)> more) {
  shopdesk::testing::TestRuntimeOptions options;
  options.service = "logistics";
  options.dialect = dialect;
  options.sqlite_migrations = store::SqliteMigrations();
  options.postgres_migrations = store::PostgresMigrations();
  options.compose = [more = std::move(more)](runtime::Runtime& runtime) {
    runtime.AddTimer(handlers::kLateTimer, timers::MarkLate);
    runtime.AddTimer(handlers::kSilentTimer, timers::ExpireSilent);
    runtime.AddTimer(handlers::kClaimDeadline, handlers::OnClaimDeadline);
    runtime.AddTimer(handlers::kCodDue, handlers::OnCodDue);
    runtime.AddTimer(handlers::kEnquiryDue, handlers::OnEnquiryDue);
    runtime.AddTimer(handlers::kProblemDeadline, handlers::OnProblemDeadline);
    runtime.AddTimer(handlers::kAnnouncementStep, handlers::OnAnnouncementStep);
    runtime.AddTimer(handlers::kPickupDue, handlers::OnPickupDue);
    runtime.AddTimer(handlers::kPickupTimer, handlers::OnUnclaimed);
    figures::Follow(runtime, followers::FigureDefinition());
    runtime.AddSnapshot({v1::Carrier::descriptor(), store::kCarrierSnapshot});
    runtime.AddSnapshot({v1::Policy::descriptor(), policy::kSnapshot});
    runtime.AddSnapshot({v1::Shipment::descriptor(), store::kShipmentSnapshot});
    if (more != nullptr) more(runtime);
  };
  return options;
}

}  // namespace

LogisticsTest::LogisticsTest(std::function<void(runtime::Runtime&)> more)
    : runtime_(Options(GetParam(), std::move(more))) {
  EXPECT_OK(UpdatePolicy("policy { name: 'shops/1/policy' } allow_missing: true"));
  EXPECT_OK(ImportCarriers(kCarriers));
  EXPECT_OK(ImportRateTables(kRates));
}

std::vector<absl::Status> LogisticsTest::AtOnce(int callers,
                                                const std::function<absl::Status(int)>& call) {
  std::vector<absl::Status> answers(callers);
  std::vector<std::thread> threads;
  threads.reserve(callers);
  for (int i = 0; i < callers; ++i) {
    threads.emplace_back([&answers, &call, i] { answers[i] = call(i); });
  }
  for (std::thread& thread : threads) thread.join();
  return answers;
}

absl::StatusOr<v1::Policy> LogisticsTest::UpdatePolicy(const char* text) {
  return Write<v1::Policy>(handlers::UpdatePolicy, ParseText<v1::UpdatePolicyRequest>(text));
}

absl::StatusOr<v1::ImportCarriersResponse> LogisticsTest::ImportCarriers(const char* text) {
  return Write<v1::ImportCarriersResponse>(handlers::ImportCarriers,
                                           ParseText<v1::ImportCarriersRequest>(text));
}

absl::StatusOr<v1::ImportRateTablesResponse> LogisticsTest::ImportRateTables(const char* text) {
  return Write<v1::ImportRateTablesResponse>(handlers::ImportRateTables,
                                             ParseText<v1::ImportRateTablesRequest>(text));
}

v1::CreateShipmentRequest LogisticsTest::ShipmentRequest(const std::string& id, const char* more) {
  auto request = ParseText<v1::CreateShipmentRequest>(R"pb(
    parent: "shops/1"
    order: "shops/1/orders/o"
    receiver {
      name: "张三丰"
      phone: "+8613812345678"
      address {
        region_code: "CN"
        postal_code: "310000"
        administrative_area: "33"
        locality: "杭州市"
        street: "文三路 478 号 3 幢 201 室"
      }
    }
  )pb");
  request.set_shipment_id(id);
  request.MergeFrom(ParseText<v1::CreateShipmentRequest>(more));
  if (request.parcels().empty()) request.add_parcels()->set_weight_grams(1000);
  return request;
}

absl::StatusOr<v1::Shipment> LogisticsTest::CreateShipment(const std::string& id,
                                                           const char* more) {
  return Write<v1::Shipment>(handlers::CreateShipment, ShipmentRequest(id, more), rates_);
}

absl::StatusOr<v1::Shipment> LogisticsTest::GetShipment(const std::string& id) {
  v1::GetShipmentRequest request;
  request.set_name("shops/1/shipments/" + id);
  return Read<v1::Shipment>(handlers::GetShipment, request);
}

v1::RecordTrackingRequest LogisticsTest::Reports(const std::string& id,
                                                 const std::vector<std::string>& events) {
  v1::RecordTrackingRequest request;
  request.set_parent("shops/1");
  for (const std::string& text : events) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(text, '@');
    int hours = 0;
    if (!absl::SimpleAtoi(parts.second, &hours)) std::abort();
    v1::TrackingReport& report = *request.add_reports();
    report.set_shipment("shops/1/shipments/" + id);
    report.mutable_event()->set_source("CANONICAL");
    report.mutable_event()->set_code(parts.first);
    *report.mutable_event()->mutable_event_time() = ToProto(kTestTime + absl::Hours(hours));
  }
  return request;
}

absl::StatusOr<v1::RecordTrackingResponse> LogisticsTest::Record(
    const std::string& id, const std::vector<std::string>& events) {
  const v1::RecordTrackingRequest request = Reports(id, events);
  absl::Time latest = runtime_->clock().Now();
  for (const v1::TrackingReport& report : request.reports()) {
    latest = std::max(latest, FromProto(report.event().event_time()));
  }
  if (latest > runtime_->clock().Now()) Advance(latest - runtime_->clock().Now());
  return Write<v1::RecordTrackingResponse>(handlers::RecordTracking, request);
}

void LogisticsTest::Advance(absl::Duration by) {
  EXPECT_OK(runtime_->AdvanceTo(runtime_->clock().Now() + by, absl::InfiniteFuture()));
}

v1::ShipmentFigures LogisticsTest::Figures(const type::v1::Period& period) {
  Advance(absl::ZeroDuration());
  v1::GetShipmentFiguresRequest request;
  request.set_parent("shops/1");
  *request.mutable_period() = period;
  auto figures = Read<v1::ShipmentFigures>(handlers::GetShipmentFigures, request);
  EXPECT_OK(figures);
  if (!figures.ok()) return {};
  EXPECT_EQ(FromProto(figures->as_of()), runtime_->clock().Now());
  figures->clear_as_of();
  return *std::move(figures);
}

std::vector<std::string> LogisticsTest::WrongFigures() {
  const auto checks = figures::Checks("logistics", followers::FigureDefinition());
  std::vector<std::string> found;
  for (const verify::Check& check : checks) {
    for (std::string& finding : verify::testing::FindingsOf(*runtime_, checks, check.name)) {
      found.push_back(std::move(finding));
    }
  }
  return found;
}

std::vector<std::string> LogisticsTest::Work() {
  work::v1::ListWorkItemsRequest request;
  request.set_parent("shops/1");
  request.set_page_size(1000);
  const auto page = Read<work::v1::ListWorkItemsResponse>(work::ListWorkItems, request);
  EXPECT_OK(page);
  std::vector<std::string> items;
  if (!page.ok()) return items;
  for (const work::v1::WorkItem& item : page->work_items()) {
    items.push_back(absl::StrCat(item.kind(), " ", item.resource()));
  }
  std::sort(items.begin(), items.end());
  return items;
}

std::vector<std::string> LogisticsTest::EventTypes(const std::string& resource_name) {
  std::vector<std::string> types;
  const absl::StatusOr<event::Page> page =
      runtime_->events().Read("1", 0, 1000, absl::InfinitePast());
  EXPECT_OK(page);
  if (!page.ok()) return types;
  for (const event::Event& event : page->events) {
    if (event.resource_name() != resource_name) continue;
    if (!shopdesk::testing::IsBookkeeping(event)) types.push_back(event.type());
  }
  return types;
}

}  // namespace shopdesk::logistics::testing
