#include "services/logistics/service.h"

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/notify/testing/servers.h"
#include "libs/testing/matchers.h"
#include "libs/testing/snapshot.h"
#include "libs/testing/test_server.h"
#include "services/logistics/definition.h"
#include "services/logistics/notice_routes.h"
#include "services/logistics/testing/default_data.h"
#include "shopdesk/clock/v1/clock.grpc.pb.h"
#include "shopdesk/event/v1/event.grpc.pb.h"
#include "shopdesk/logistics/v1/carrier.grpc.pb.h"
#include "shopdesk/logistics/v1/notice.grpc.pb.h"
#include "shopdesk/logistics/v1/policy.grpc.pb.h"
#include "shopdesk/logistics/v1/quote.grpc.pb.h"
#include "shopdesk/logistics/v1/shipment.grpc.pb.h"

namespace shopdesk::logistics {
namespace {

using shopdesk::testing::ParseText;

// One parcel through the whole service, over the wire.
class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest() : server_(Definition(), Config()) { Connect(); }

  config::v1::LogisticsConfig Config() {
    config::v1::LogisticsConfig config;
    config.mutable_notice_channels()->mutable_mail()->set_url(mail_.url());
    config.mutable_notice_channels()->mutable_mail()->set_from("desk@shop.example");
    return config;
  }

  void Connect() {
    policies_ = v1::PolicyService::NewStub(server_.channel());
    carriers_ = v1::CarrierService::NewStub(server_.channel());
    quotes_ = v1::QuoteService::NewStub(server_.channel());
    shipments_ = v1::ShipmentService::NewStub(server_.channel());
  }

  static std::unique_ptr<grpc::ClientContext> Context() {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    return context;
  }

  void MakeShop() {
    v1::Policy policy;
    const auto request = ParseText<v1::UpdatePolicyRequest>(
        "policy { name: 'shops/uk' currency_code: 'GBP' } allow_missing: true request_id: 'p1'");
    v1::UpdatePolicyRequest update = request;
    update.mutable_policy()->set_name("shops/uk/policy");
    ASSERT_TRUE(policies_->UpdatePolicy(Context().get(), update, &policy).ok());
    Import();
  }

  void Import() {
    const testing::DefaultData data = testing::LoadDefaultData();
    {
      const auto context = Context();
      auto stream = carriers_->ImportCarriers(context.get());
      v1::ImportCarriersRequest request;
      request.set_parent("shops/uk");
      request.set_request_id("c1");
      request.mutable_carriers()->Assign(data.carriers.begin(), data.carriers.end());
      ASSERT_TRUE(stream->Write(request));
      stream->WritesDone();
      v1::ImportCarriersResponse response;
      ASSERT_TRUE(stream->Read(&response));
      EXPECT_EQ(response.created_count(), request.carriers_size());
      EXPECT_TRUE(stream->Finish().ok());
    }
    const auto context = Context();
    auto stream = carriers_->ImportRateTables(context.get());
    v1::ImportRateTablesRequest request;
    request.set_parent("shops/uk");
    request.set_request_id("t1");
    request.mutable_rate_tables()->Assign(data.rate_tables.begin(), data.rate_tables.end());
    ASSERT_TRUE(stream->Write(request));
    stream->WritesDone();
    v1::ImportRateTablesResponse response;
    ASSERT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.created_count(), request.rate_tables_size());
    EXPECT_TRUE(stream->Finish().ok());
  }

  static v1::CreateShipmentRequest Request() {
    return ParseText<v1::CreateShipmentRequest>(R"pb(
      parent: "shops/uk"
      shipment_id: "536365"
      order: "shops/uk/orders/536365"
      receiver {
        name: "Jane Doe"
        phone: "+442071838750"
        address { region_code: "GB" postal_code: "SW1A 1AA" street: "10 Downing Street" }
      }
      parcels { weight_grams: 1500 }
      request_id: "s1"
    )pb");
  }

  notify::testing::SmtpServer mail_;
  shopdesk::testing::TestServer server_;
  std::unique_ptr<v1::PolicyService::Stub> policies_;
  std::unique_ptr<v1::CarrierService::Stub> carriers_;
  std::unique_ptr<v1::QuoteService::Stub> quotes_;
  std::unique_ptr<v1::ShipmentService::Stub> shipments_;
};

TEST_F(ServiceTest, AParcelFromQuoteToDelivery) {
  MakeShop();
  v1::QuoteResponse quote;
  const auto ask = ParseText<v1::QuoteRequest>(
      "parent: 'shops/uk' destination { region_code: 'GB' } parcels { weight_grams: 1500 }");
  ASSERT_TRUE(quotes_->Quote(Context().get(), ask, &quote).ok());
  ASSERT_GT(quote.offers_size(), 3);

  v1::Shipment shipment;
  const grpc::Status created = shipments_->CreateShipment(Context().get(), Request(), &shipment);
  ASSERT_TRUE(created.ok()) << created.error_message();
  EXPECT_EQ(shipment.carrier_id(), quote.offers(0).carrier_id());
  EXPECT_EQ(shipment.freight().minor(), quote.offers(0).total().minor());
  // The answer is durable and the same when the call is repeated, after a restart too.
  server_.Restart();
  Connect();
  v1::Shipment again;
  ASSERT_TRUE(shipments_->CreateShipment(Context().get(), Request(), &again).ok());
  EXPECT_THAT(again, shopdesk::testing::EqualsProto(shipment));

  const auto context = Context();
  auto stream = shipments_->IngestTracking(context.get());
  int sent = 0;
  for (const char* code : {"1", "0", "5", "3", "0"}) {
    v1::IngestTrackingRequest request;
    request.set_parent("shops/uk");
    request.set_request_id(absl::StrCat("i", ++sent));
    v1::TrackingReport& report = *request.add_reports();
    report.set_carrier_id(shipment.carrier_id());
    report.set_waybill_number(shipment.waybill_number());
    report.mutable_event()->set_source("KUAIDI100");
    report.mutable_event()->set_code(code);
    *report.mutable_event()->mutable_event_time() = shipment.create_time();
    ASSERT_TRUE(stream->Write(request));
  }
  stream->WritesDone();
  int answers = 0;
  for (v1::IngestTrackingResponse response; stream->Read(&response); ++answers) {
    EXPECT_EQ(response.errors_size(), 0);
  }
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(answers, 5);
  v1::GetShipmentRequest get;
  get.set_name(shipment.name());
  ASSERT_TRUE(shipments_->GetShipment(Context().get(), get, &shipment).ok());
  EXPECT_EQ(shipment.status(), v1::TrackingStatus::DELIVERED);

  // A row that breaks the rules of its fields refuses no other.
  v1::RecordTrackingRequest batch;
  batch.set_parent("shops/uk");
  batch.set_request_id("rows");
  for (int i = 0; i < 2; ++i) {
    v1::TrackingReport& report = *batch.add_reports();
    report.set_shipment(i == 0 ? "no name" : shipment.name());
    report.mutable_event()->set_source("CANONICAL");
    report.mutable_event()->set_code("RETURNING");
    *report.mutable_event()->mutable_event_time() = shipment.create_time();
  }
  v1::RecordTrackingResponse recorded;
  const grpc::Status taken = shipments_->RecordTracking(Context().get(), batch, &recorded);
  ASSERT_TRUE(taken.ok()) << taken.error_message();
  EXPECT_EQ(recorded.new_count(), 1);
  ASSERT_EQ(recorded.errors_size(), 1);
  EXPECT_EQ(recorded.errors(0).index(), 0);
}

TEST_F(ServiceTest, ErrorsAndTheFeed) {
  v1::Shipment shipment;
  EXPECT_EQ(shipments_->CreateShipment(Context().get(), Request(), &shipment).error_code(),
            grpc::StatusCode::NOT_FOUND);
  MakeShop();
  v1::CreateShipmentRequest bad = Request();
  bad.clear_parcels();
  bad.clear_receiver();
  EXPECT_EQ(shipments_->CreateShipment(Context().get(), bad, &shipment).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  ASSERT_TRUE(shipments_->CreateShipment(Context().get(), Request(), &shipment).ok());
  v1::CreateShipmentRequest other = Request();
  other.set_mode(v1::Mode::COURIER_AIR);
  EXPECT_EQ(shipments_->CreateShipment(Context().get(), other, &shipment).error_code(),
            grpc::StatusCode::ALREADY_EXISTS);

  const auto feed = event::v1::EventFeed::NewStub(server_.channel());
  event::v1::ReadEventsRequest read;
  read.set_parent("shops/uk");
  event::v1::ReadEventsResponse events;
  ASSERT_TRUE(feed->ReadEvents(Context().get(), read, &events).ok());
  ASSERT_GT(events.events_size(), 0);
  const event::v1::Event& last = *events.events().rbegin();
  EXPECT_EQ(last.type(), "shipment.created");
  v1::Shipment carried;
  ASSERT_TRUE(last.resource().UnpackTo(&carried));
  EXPECT_EQ(carried.order(), "shops/uk/orders/536365");
  EXPECT_NE(carried.receiver().name(), "Jane Doe");
}

TEST_F(ServiceTest, EveryResourceIsInTheSnapshot) {
  std::vector<std::string> resources = shopdesk::testing::ResourceTypes("shopdesk.logistics.v1");
  resources.insert(resources.begin(), "shopdesk.erasure.v1.Erasure");
  resources.push_back("shopdesk.work.v1.WorkItem");
  EXPECT_EQ(shopdesk::testing::SnapshotTypes(server_->runtime()), resources);
}

TEST_F(ServiceTest, ANoticeGoesOutByMail) {
  MakeShop();
  v1::Policy policy;
  const auto update = ParseText<v1::UpdatePolicyRequest>(
      "policy { name: 'shops/uk/policy' notice_channels: MAIL calendar { quiet_start_minute: 0 "
      "quiet_end_minute: 0 } } request_id: 'p2'");
  ASSERT_TRUE(policies_->UpdatePolicy(Context().get(), update, &policy).ok());
  const auto notices = v1::NoticeService::NewStub(server_.channel());
  v1::Notice notice;
  const auto send = ParseText<v1::SendNoticeRequest>(
      "parent: 'shops/uk' kind: REVIEW_INVITATION buyer: 'b' order: 'shops/uk/orders/1' "
      "mail: 'jane@example.com' language_code: 'en' request_id: 'n1'");
  ASSERT_TRUE(notices->SendNotice(Context().get(), send, &notice).ok());
  // The clock stands where it is put, and what is due is done then.
  const auto clock = clock::v1::ClockControl::NewStub(server_.channel());
  clock::v1::AdvanceToRequest advance;
  *advance.mutable_time() = ToProto(absl::Now() + absl::Hours(1));
  clock::v1::AdvanceToResponse advanced;
  ASSERT_TRUE(clock->AdvanceTo(Context().get(), advance, &advanced).ok());
  v1::GetNoticeRequest get;
  get.set_name(notice.name());
  ASSERT_TRUE(notices->GetNotice(Context().get(), get, &notice).ok());
  EXPECT_EQ(notice.state(), v1::Notice::SENT);
  ASSERT_EQ(mail_.mails().size(), 1u);
  EXPECT_THAT(mail_.mails()[0].to, ::testing::HasSubstr("jane@example.com"));
}

TEST(NoticeRoutesTest, AreCheckedWhenTheServiceStarts) {
  EXPECT_TRUE(MakeNoticeRoutes({})->empty());
  const auto routes = [](const char* text) {
    return MakeNoticeRoutes(ParseText<config::v1::NoticeChannels>(text)).status();
  };
  EXPECT_OK(routes("mail { url: 'smtps://mail:465' from: 'a@b' } sms { url: 'https://sms' }"));
  EXPECT_TRUE(absl::IsInvalidArgument(routes("mail { url: 'mail' from: 'a@b' }")));
  EXPECT_TRUE(absl::IsInvalidArgument(routes("mail { url: 'smtp://mail' from: 'desk' }")));
  EXPECT_TRUE(absl::IsInvalidArgument(routes("webhook { url: 'ftp://x' }")));
  EXPECT_TRUE(absl::IsNotFound(routes("sms { url: 'http://sms' token_file: '/none/here' }")));
}

}  // namespace
}  // namespace shopdesk::logistics
