#include "services/logistics/handlers/intercept.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "libs/base/clock.h"
#include "services/logistics/handlers/shipment.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using v1::Intercept;

constexpr char kShipment[] = "shops/1/shipments/a";
constexpr char kRecall[] = "kind: RECALL payer: SHOP reason: 'the buyer took it back'";
constexpr char kElsewhere[] = R"pb(
  kind: ADDRESS_CHANGE
  payer: BUYER
  reason: 'moved, call 13987654321'
  new_receiver {
    name: "李四"
    phone: "+8613987654321"
    address {
      region_code: "CN"
      postal_code: "200000"
      administrative_area: "31"
      locality: "上海市"
      street: "南京路 1 号"
    }
  }
)pb";

class InterceptsTest : public testing::LogisticsTest {
 protected:
  void SetUp() override {
    ASSERT_OK(CreateShipment("a", "buyer: 'b1'"));
    // The post asks 3 yuan; the road says nothing.
    ASSERT_OK(ImportRateTables(R"pb(
      parent: "shops/1"
      rate_tables {
        carrier_id: "post"
        rate_table_id: "ems"
        rate_table {
          mode: EMS
          currency_code: "CNY"
          zones { zone_id: "cn" region_codes: "CN" }
          rates { zone_id: "cn" first_grams: 500 first_minor: 800 step_grams: 500 step_minor: 200 }
          intercept_fee_minor: 300
        }
      }
    )pb"));
  }

  absl::StatusOr<Intercept> Request(const char* text, const std::string& shipment = "a") {
    auto request = ParseText<v1::RequestInterceptRequest>(text);
    request.set_parent("shops/1/shipments/" + shipment);
    request.set_request_id(absl::StrCat("r", ++requests_));
    Intercept intercept;
    const absl::Status status =
        runtime_->WriteAndWait(shopdesk::testing::TestCall(request.request_id()), nullptr,
                               &intercept, [&](runtime::WriteContext& ctx) {
                                 return RequestIntercept(ctx, request, &intercept, rates_);
                               });
    if (!status.ok()) return status;
    return intercept;
  }
  absl::StatusOr<Intercept> Answer(const Intercept& intercept, const char* text) {
    auto request = ParseText<v1::AnswerInterceptRequest>(text);
    request.set_name(intercept.name());
    return Write<Intercept>(AnswerIntercept, request);
  }
  absl::StatusOr<Intercept> Complete(const Intercept& intercept, const char* etag = "") {
    v1::CompleteInterceptRequest request;
    request.set_name(intercept.name());
    request.set_etag(etag);
    return Write<Intercept>(CompleteIntercept, request);
  }
  absl::StatusOr<Intercept> Fail(const Intercept& intercept) {
    v1::FailInterceptRequest request;
    request.set_name(intercept.name());
    request.set_reason("the van had left");
    return Write<Intercept>(FailIntercept, request);
  }
  Intercept Get(const std::string& name) {
    v1::GetInterceptRequest request;
    request.set_name(name);
    const auto intercept = Read<Intercept>(GetIntercept, request);
    EXPECT_OK(intercept);
    return intercept.value_or(Intercept());
  }
  // "RECALL/DONE" of those listed.
  std::vector<std::string> List(const char* text) {
    auto request = ParseText<v1::ListInterceptsRequest>("page_size: 1");
    request.MergeFrom(ParseText<v1::ListInterceptsRequest>(text));
    std::vector<std::string> states;
    for (const auto& page : Pages<v1::ListInterceptsResponse>(ListIntercepts, request)) {
      for (const Intercept& intercept : page.intercepts()) {
        states.push_back(absl::StrCat(Intercept::Kind_Name(intercept.kind()), "/",
                                      Intercept::State_Name(intercept.state())));
      }
    }
    return states;
  }
  type::v1::Receiver Receiver() {
    v1::RevealReceiverRequest request;
    request.set_name(kShipment);
    request.set_purpose("label");
    const auto revealed = Write<v1::RevealReceiverResponse>(RevealReceiver, request);
    EXPECT_OK(revealed);
    return revealed.ok() ? revealed->receiver() : type::v1::Receiver();
  }
  v1::Shipment Shipment() { return GetShipment("a").value_or(v1::Shipment()); }

  int requests_ = 0;
};

// Case 9 of the domain.
TEST_P(InterceptsTest, ARecallOnTheWayComesBack) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@-5"}));
  ASSERT_OK_AND_ASSIGN(Intercept intercept, Request(kRecall));
  EXPECT_EQ(intercept.state(), Intercept::ASKED);
  EXPECT_EQ(intercept.fee().minor(), 300);
  EXPECT_EQ(intercept.fee().currency_code(), "CNY");
  EXPECT_EQ(intercept.order(), "shops/1/orders/o");
  EXPECT_EQ(intercept.asked_by().id(), "agent-1");
  EXPECT_EQ(Shipment().open_intercept(), intercept.name());
  EXPECT_THAT(Work(), ElementsAre("open_intercept " + intercept.name()));
  ASSERT_OK_AND_ASSIGN(intercept, Answer(intercept, "answer: ACCEPT text: 'will do'"));
  EXPECT_EQ(intercept.state(), Intercept::ACCEPTED);
  EXPECT_EQ(Shipment().status(), v1::IN_TRANSIT);
  EXPECT_THAT(Work(), ElementsAre("open_intercept " + intercept.name()));
  ASSERT_OK(Record("a", {"INTERCEPTED@-4"}));
  intercept = Get(intercept.name());
  EXPECT_EQ(intercept.state(), Intercept::DONE);
  EXPECT_TRUE(intercept.has_end_time());
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_EQ(Shipment().open_intercept(), "");
  ASSERT_OK(Record("a", {"RETURNING@-3"}));
  ASSERT_OK(Record("a", {"RETURNED@-2"}));
  EXPECT_EQ(Shipment().status(), v1::RETURNED);
  EXPECT_THAT(EventTypes(intercept.name()),
              ElementsAre("intercept.asked", "intercept.accepted", "intercept.done"));
  EXPECT_THAT(EventTypes(kShipment),
              ElementsAre("shipment.created", "shipment.in_transit", "shipment.intercepted",
                          "shipment.returning", "shipment.returned"));
  v1::GetShipmentFiguresRequest figures;
  figures.set_parent("shops/1");
  ASSERT_OK_AND_ASSIGN(const auto sums, Read<v1::ShipmentFigures>(GetShipmentFigures, figures));
  EXPECT_EQ(sums.intercepts().at("RECALL/DONE"), 1);
}

TEST_P(InterceptsTest, OutForDeliveryItIsTooLate) {
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@-5"}));
  for (const char* what : {kRecall, kElsewhere}) {
    ASSERT_OK_AND_ASSIGN(const Intercept intercept, Request(what));
    EXPECT_EQ(intercept.state(), Intercept::TOO_LATE);
    EXPECT_TRUE(intercept.has_end_time());
    EXPECT_FALSE(intercept.has_fee());
    EXPECT_THAT(EventTypes(intercept.name()), ElementsAre("intercept.too_late"));
    EXPECT_THAT(intercept.SerializeAsString(), Not(HasSubstr("13987654321")));
  }
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_EQ(Shipment().status(), v1::OUT_FOR_DELIVERY);
  EXPECT_EQ(Receiver().phone(), "+8613812345678");
}

TEST_P(InterceptsTest, TheParcelMayBeFaster) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@-5"}));
  ASSERT_OK_AND_ASSIGN(const Intercept asked, Request(kRecall));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@-4"}));
  EXPECT_EQ(Get(asked.name()).state(), Intercept::TOO_LATE);
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_THAT(Answer(asked, "answer: ACCEPT"), HasReason("WRONG_STATE"));
  // Accepted, and delivered all the same.
  ASSERT_OK(Record("a", {"IN_TRANSIT@-3"}));
  ASSERT_OK_AND_ASSIGN(const Intercept accepted, Request(kRecall));
  ASSERT_OK(Answer(accepted, "answer: ACCEPT"));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@-2", "DELIVERED@-1"}));
  EXPECT_EQ(Get(accepted.name()).state(), Intercept::FAILED);
  EXPECT_EQ(Shipment().status(), v1::DELIVERED);
  // A late report moves neither.
  ASSERT_OK(Record("a", {"INTERCEPTED@-3"}));
  EXPECT_EQ(Shipment().status(), v1::DELIVERED);
  EXPECT_EQ(Get(accepted.name()).state(), Intercept::FAILED);
  EXPECT_THAT(List("parent: 'shops/1/shipments/a'"),
              ::testing::UnorderedElementsAre("RECALL/TOO_LATE", "RECALL/FAILED"));
}

TEST_P(InterceptsTest, BeforePickUpARecallCancels) {
  ASSERT_OK_AND_ASSIGN(const Intercept intercept, Request(kRecall));
  EXPECT_EQ(intercept.state(), Intercept::DONE);
  EXPECT_FALSE(intercept.has_fee());
  EXPECT_FALSE(intercept.no_fee_data());
  EXPECT_EQ(Shipment().status(), v1::CANCELLED);
  EXPECT_THAT(Work(), IsEmpty());
}

TEST_P(InterceptsTest, BeforePickUpTheReceiverIsReplaced) {
  ASSERT_OK_AND_ASSIGN(const Intercept intercept, Request(kElsewhere));
  EXPECT_EQ(intercept.state(), Intercept::DONE);
  EXPECT_EQ(Shipment().status(), v1::PENDING);
  EXPECT_EQ(Shipment().receiver().address().locality(), "上海市");
  EXPECT_EQ(Receiver().phone(), "+8613987654321");
  EXPECT_THAT(Shipment().SerializeAsString(), Not(HasSubstr("13987654321")));
  EXPECT_THAT(EventTypes(kShipment), ElementsAre("shipment.created", "shipment.readdressed"));
}

// Case 6 of the domain: after shipping the change goes through an intercept.
TEST_P(InterceptsTest, AChangeOnTheWayGoesBackInTransit) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@-5"}));
  ASSERT_OK_AND_ASSIGN(Intercept intercept, Request(kElsewhere));
  EXPECT_EQ(intercept.state(), Intercept::ASKED);
  for (const char* secret : {"李四", "13987654321", "1 号"}) {
    EXPECT_THAT(intercept.SerializeAsString(), Not(HasSubstr(secret)));
  }
  EXPECT_EQ(Receiver().phone(), "+8613812345678");
  ASSERT_OK(Record("a", {"INTERCEPTED@-4"}));
  intercept = Get(intercept.name());
  EXPECT_EQ(intercept.state(), Intercept::ACCEPTED);
  EXPECT_EQ(Receiver().phone(), "+8613812345678");
  EXPECT_THAT(Complete(intercept, "v1"), HasReason("ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(intercept, Complete(intercept));
  EXPECT_EQ(intercept.state(), Intercept::DONE);
  EXPECT_EQ(Shipment().status(), v1::IN_TRANSIT);
  EXPECT_EQ(Shipment().open_intercept(), "");
  EXPECT_EQ(Receiver().phone(), "+8613987654321");
  EXPECT_EQ(Shipment().receiver().address().locality(), "上海市");
  EXPECT_THAT(EventTypes(kShipment),
              ElementsAre("shipment.created", "shipment.in_transit", "shipment.intercepted",
                          "shipment.in_transit", "shipment.readdressed"));
  // What the carrier says next is news.
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@5"}));
  EXPECT_EQ(Shipment().status(), v1::OUT_FOR_DELIVERY);
}

TEST_P(InterceptsTest, TheCarrierMayRefuseOrFail) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@-5"}));
  ASSERT_OK_AND_ASSIGN(Intercept intercept, Request(kRecall));
  EXPECT_THAT(Fail(intercept), HasReason("WRONG_STATE"));
  EXPECT_THAT(Complete(intercept), HasReason("WRONG_STATE"));
  ASSERT_OK_AND_ASSIGN(intercept, Answer(intercept, "answer: REJECT text: 'ring 13912345678'"));
  EXPECT_EQ(intercept.state(), Intercept::REJECTED);
  EXPECT_THAT(intercept.answer(), Not(HasSubstr("13912345678")));
  EXPECT_THAT(Work(), IsEmpty());
  ASSERT_OK_AND_ASSIGN(intercept, Request(kElsewhere));
  ASSERT_OK(Answer(intercept, "answer: ACCEPT fee { currency_code: 'CNY' minor: 500 }"));
  EXPECT_EQ(Get(intercept.name()).fee().minor(), 500);
  ASSERT_OK_AND_ASSIGN(intercept, Fail(intercept));
  EXPECT_EQ(intercept.state(), Intercept::FAILED);
  EXPECT_THAT(intercept.answer(), HasSubstr("the van had left"));
  EXPECT_THAT(Work(), IsEmpty());
  EXPECT_EQ(Shipment().status(), v1::IN_TRANSIT);
  EXPECT_EQ(Receiver().phone(), "+8613812345678");
  EXPECT_THAT(List("parent: 'shops/1/shipments/-'"),
              ::testing::UnorderedElementsAre("ADDRESS_CHANGE/FAILED", "RECALL/REJECTED"));
  EXPECT_THAT(List("parent: 'shops/1/shipments/-' state: FAILED"),
              ElementsAre("ADDRESS_CHANGE/FAILED"));
  EXPECT_THAT(List("parent: 'shops/1/shipments/a' state: REJECTED"),
              ElementsAre("RECALL/REJECTED"));
}

TEST_P(InterceptsTest, ARecallCanBeCompletedByHand) {
  ASSERT_OK(Record("a", {"CUSTOMS@-5"}));
  ASSERT_OK_AND_ASSIGN(const Intercept intercept, Request(kRecall));
  ASSERT_OK(Answer(intercept, "answer: ACCEPT"));
  ASSERT_OK(Complete(intercept));
  EXPECT_EQ(Shipment().status(), v1::INTERCEPTED);
  EXPECT_THAT(Complete(intercept), HasReason("WRONG_STATE"));
  ASSERT_OK(Record("a", {"RETURNED@5"}));
  EXPECT_EQ(Shipment().status(), v1::RETURNED);
}

TEST_P(InterceptsTest, TheFeeIsTheTablesOrUnknown) {
  ASSERT_OK(CreateShipment("b", "carrier_id: 'road'"));
  ASSERT_OK(Record("b", {"IN_TRANSIT@-5"}));
  ASSERT_OK_AND_ASSIGN(Intercept intercept, Request(kRecall, "b"));
  EXPECT_TRUE(intercept.no_fee_data());
  EXPECT_FALSE(intercept.has_fee());
  EXPECT_THAT(Answer(intercept, "answer: ACCEPT fee { currency_code: 'GBP' minor: 1 }"),
              HasReason("INVALID_ARGUMENT"));
  ASSERT_OK_AND_ASSIGN(intercept,
                       Answer(intercept, "answer: ACCEPT fee { currency_code: 'CNY' minor: 700 }"));
  EXPECT_EQ(intercept.fee().minor(), 700);
  EXPECT_FALSE(intercept.no_fee_data());
}

TEST_P(InterceptsTest, RequestsAreChecked) {
  ASSERT_OK(Record("a", {"IN_TRANSIT@-5"}));
  EXPECT_THAT(Request(kRecall, "none"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Request("kind: ADDRESS_CHANGE payer: SHOP"), HasReason("INVALID_ARGUMENT"));
  const std::string abroad = absl::StrReplaceAll(kElsewhere, {{"\"CN\"", "\"FR\""}});
  EXPECT_THAT(Request(abroad.c_str()), HasReason("NO_DELIVERY"));
  ASSERT_OK_AND_ASSIGN(const Intercept intercept, Request(kRecall));
  const absl::Status second = Request(kElsewhere).status();
  EXPECT_THAT(second, HasReason("INTERCEPT_OPEN"));
  EXPECT_EQ(ErrorMetadataOf(second, "intercept"), intercept.name());
  Intercept none;
  none.set_name("shops/1/shipments/a/intercepts/none");
  EXPECT_THAT(Complete(none), HasReason("NOT_FOUND"));
  EXPECT_THAT(
      Read<v1::ListInterceptsResponse>(
          ListIntercepts, ParseText<v1::ListInterceptsRequest>("parent: 'shops/2/shipments/-'")),
      HasReason("NOT_FOUND"));
}

INSTANTIATE_TEST_SUITE_P(Databases, InterceptsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
