#include "services/logistics/handlers/shipment/shipment.h"

#include "absl/strings/str_cat.h"
#include "libs/base/role.h"
#include "libs/testing/snapshot.h"
#include "services/logistics/domain/carrier/waybill.h"
#include "services/logistics/handlers/rate/rate_table.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::kTestTime;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr sql::Statement kReveals = {
    "test.reveals", "SELECT actor_role, purpose, slot FROM reveals WHERE resource_name = $1"};

class ShipmentsTest : public testing::LogisticsTest {
 protected:
  absl::StatusOr<v1::RevealReceiverResponse> Reveal(const std::string& id, Role::Value role,
                                                    const char* purpose) {
    runtime::CallInfo call = shopdesk::testing::TestCall();
    call.actor.set_role(role);
    v1::RevealReceiverRequest request;
    request.set_name("shops/1/shipments/" + id);
    request.set_purpose(purpose);
    v1::RevealReceiverResponse response;
    const absl::Status status = runtime_->WriteAndWait(
        call, nullptr, &response,
        [&](runtime::WriteContext& ctx) { return RevealReceiver(ctx, request, &response); });
    if (!status.ok()) return status;
    return response;
  }

  std::vector<std::string> Audited(const std::string& id) {
    std::vector<std::string> rows;
    EXPECT_OK(shopdesk::testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) {
      return ctx.txn().Query(kReveals, {"shops/1/shipments/" + id}, [&](const sql::Row& row) {
        rows.push_back(absl::StrCat(row.Text(0), ":", row.Text(1), ":", row.Text(2)));
        return absl::OkStatus();
      });
    }));
    return rows;
  }
};

TEST_P(ShipmentsTest, TheCheapestCarrierWithANumberOfOurs) {
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment, CreateShipment("a"));
  EXPECT_EQ(shipment.name(), "shops/1/shipments/a");
  EXPECT_EQ(shipment.carrier_id(), "post");
  EXPECT_EQ(shipment.mode(), v1::Mode::EMS);
  EXPECT_EQ(shipment.status(), v1::TrackingStatus::PENDING);
  EXPECT_EQ(shipment.freight().minor(), 1000);
  EXPECT_EQ(shipment.freight().currency_code(), "CNY");
  EXPECT_EQ(FromProto(shipment.promised_time()), kTestTime + absl::Hours(48));
  EXPECT_THAT(shipment.waybill_number(), HasSubstr("SD"));
  EXPECT_TRUE(domain::IsLuhn(shipment.waybill_number()));
  ASSERT_OK_AND_ASSIGN(v1::Shipment stored, GetShipment("a"));
  EXPECT_THAT(stored, shopdesk::testing::EqualsProto(shipment));
  EXPECT_THAT(EventTypes(shipment.name()), ElementsAre("shipment.created"));
  ASSERT_OK_AND_ASSIGN(v1::Shipment second, CreateShipment("b"));
  EXPECT_NE(second.waybill_number(), shipment.waybill_number());
}

TEST_P(ShipmentsTest, ARepeatedCallMakesOneShipment) {
  v1::CreateShipmentRequest request = ShipmentRequest("a");
  request.set_request_id("r1");
  v1::Shipment answers[2];
  for (v1::Shipment& answer : answers) {
    ASSERT_OK(runtime_->WriteAndWait(
        shopdesk::testing::TestCall("r1"), &request, &answer, [&](runtime::WriteContext& ctx) {
          return handlers::CreateShipment(ctx, request, &answer, rates_);
        }));
  }
  EXPECT_THAT(answers[0], shopdesk::testing::EqualsProto(answers[1]));
  EXPECT_THAT(EventTypes("shops/1/shipments/a"), ElementsAre("shipment.created"));
}

TEST_P(ShipmentsTest, OnlyTheMaskedReceiverIsStored) {
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment, CreateShipment("a"));
  const std::string text = shipment.DebugString() + shipment.SerializeAsString();
  for (const char* secret : {"三丰", "13812345678", "201"})
    EXPECT_THAT(text, Not(HasSubstr(secret)));
  EXPECT_EQ(shipment.receiver().address().postal_code(), "310000");
  EXPECT_EQ(shipment.receiver().address().locality(), "杭州市");
  ASSERT_OK_AND_ASSIGN(auto page, runtime_->events().Read("1", 0, 1000, absl::InfinitePast()));
  for (const event::Event& event : page.events) {
    EXPECT_THAT(event.SerializeAsString(), Not(HasSubstr("13812345678")));
  }
}

TEST_P(ShipmentsTest, TheReceiverIsRevealedByRoleAndPurposeAndAudited) {
  ASSERT_OK(CreateShipment("a"));
  ASSERT_OK_AND_ASSIGN(v1::RevealReceiverResponse response, Reveal("a", Role::PACKING, "label"));
  EXPECT_THAT(response.receiver(), shopdesk::testing::EqualsProto(ShipmentRequest("a").receiver()));
  EXPECT_THAT(Reveal("a", Role::PACKING, "case"), HasReason("REVEAL_NOT_ALLOWED"));
  EXPECT_THAT(Reveal("a", Role::FINANCE, "label"), HasReason("REVEAL_NOT_ALLOWED"));
  EXPECT_THAT(Reveal("a", Role::ROLE_UNSPECIFIED, "label"), HasReason("REVEAL_NOT_ALLOWED"));
  EXPECT_THAT(Reveal("none", Role::PACKING, "label"), HasReason("NOT_FOUND"));
  EXPECT_OK(Reveal("a", Role::COMPLAINT, "case"));
  EXPECT_THAT(Audited("a"), ElementsAre("packing:label:receiver", "complaint:case:receiver"));
  ASSERT_OK(UpdatePolicy("policy { name: 'shops/1/policy' reveal_rules: 'owner:*' }"));
  EXPECT_THAT(Reveal("a", Role::PACKING, "label"), HasReason("REVEAL_NOT_ALLOWED"));
}

TEST_P(ShipmentsTest, OrdersIsHandedOverWhomAParcelGoesTo) {
  ASSERT_OK(CreateShipment("a"));
  const auto hand_over = [&](const char* name) {
    v1::HandOverReceiverRequest request;
    request.set_name(name);
    return WriteAnew<v1::HandOverReceiverResponse>(handlers::HandOverReceiver, request);
  };
  EXPECT_THAT(hand_over("shops/1/shipments/none"), HasReason("NOT_FOUND"));
  ASSERT_OK_AND_ASSIGN(const v1::HandOverReceiverResponse made, hand_over("shops/1/shipments/a"));
  EXPECT_THAT(made.receiver(), shopdesk::testing::EqualsProto(ShipmentRequest("a").receiver()));
  EXPECT_FALSE(made.has_readdress_time());
  EXPECT_THAT(Audited("a"), ElementsAre(::testing::EndsWith(":order:receiver")));
}

TEST_P(ShipmentsTest, TheSenderIsSealedAndNamedMasked) {
  const char* const sender =
      "sender { name: '李经理' phone: '0571-87654321' address { region_code: 'CN' "
      "administrative_area: '33' locality: '杭州市' street: '文三路 100 号 2 幢 101 室' } }";
  ASSERT_OK_AND_ASSIGN(const v1::Shipment shipment, CreateShipment("a", sender));
  EXPECT_EQ(shipment.sender().name(), "李**");
  EXPECT_EQ(shipment.sender().address().locality(), "杭州市");
  EXPECT_EQ(shipment.sender().address().street().find("101"), std::string::npos);
  ASSERT_OK_AND_ASSIGN(const v1::Shipment without, CreateShipment("b"));
  EXPECT_FALSE(without.has_sender());
  EXPECT_THAT(
      CreateShipment("c", "sender { name: 'x' phone: 'none' address { region_code: 'CN' } }"),
      HasReason("INVALID_ARGUMENT"));
}

// A table that changes later changes nothing of what was insured.
TEST_P(ShipmentsTest, InsuranceIsKeptAsItWasMade) {
  const char* const tables[] = {
      "insurance { bps: 100 } uninsured_cap_percent: 500 uninsured_cap_minor: 9000 "
      "fragile_deductible_bps: 1000",
      "insurance { bps: 900 }"};
  for (const char* terms : tables) {
    v1::ImportRateTablesRequest request;
    request.set_parent("shops/1");
    v1::ImportRateTable& row = *request.add_rate_tables();
    row.set_carrier_id("post");
    row.set_rate_table_id("ems");
    *row.mutable_rate_table() = ParseText<v1::RateTable>(
        "mode: EMS currency_code: 'CNY' zones { zone_id: 'cn' } "
        "rates { zone_id: 'cn' first_minor: 1000 }");
    row.mutable_rate_table()->MergeFrom(ParseText<v1::RateTable>(terms));
    ASSERT_OK(Write<v1::ImportRateTablesResponse>(handlers::ImportRateTables, request));
    if (terms != tables[0]) break;
    ASSERT_OK(CreateShipment("a",
                             "carrier_id: 'post' parcels { weight_grams: 1000 goods: 'fragile' } "
                             "goods_value { currency_code: 'CNY' minor: 20000 } "
                             "declared_value { currency_code: 'CNY' minor: 10000 }"));
  }
  ASSERT_OK_AND_ASSIGN(const v1::Shipment shipment, GetShipment("a"));
  EXPECT_EQ(shipment.freight().minor(), 1100);
  EXPECT_EQ(shipment.insurance().premium().minor(), 100);
  EXPECT_EQ(shipment.insurance().declared_value().minor(), 10000);
  EXPECT_EQ(shipment.insurance().cover(), v1::Insurance::UNDER);
  EXPECT_EQ(shipment.insurance().deductible_bps(), 1000);
  EXPECT_EQ(shipment.uninsured_cap_percent(), 500);
  EXPECT_EQ(shipment.uninsured_cap_minor(), 9000);
  EXPECT_EQ(shipment.goods_value().minor(), 20000);
  ASSERT_OK_AND_ASSIGN(const v1::Shipment uninsured, CreateShipment("b", "carrier_id: 'road'"));
  EXPECT_FALSE(uninsured.has_insurance());
  EXPECT_FALSE(uninsured.has_goods_value());
  EXPECT_EQ(uninsured.uninsured_cap_percent(), 300);
  EXPECT_FALSE(uninsured.has_uninsured_cap_minor());
}

TEST_P(ShipmentsTest, TheFeeForCollectingIsToldApart) {
  ASSERT_OK_AND_ASSIGN(const v1::Shipment shipment,
                       CreateShipment("a", "cod_amount { currency_code: 'CNY' minor: 10000 }"));
  EXPECT_EQ(shipment.freight().minor(), 1700);
  EXPECT_EQ(shipment.collection_fee().minor(), 500);
  EXPECT_EQ(shipment.collection_fee().currency_code(), "CNY");
  ASSERT_OK_AND_ASSIGN(const v1::Shipment paid, CreateShipment("b", "carrier_id: 'road'"));
  EXPECT_EQ(paid.freight().minor(), 1200);
  EXPECT_FALSE(paid.has_collection_fee());
}

TEST_P(ShipmentsTest, AnotherAmountIsCollectedUntilItArrives) {
  const auto change = [&](const std::string& id, const char* amount) {
    auto request = ParseText<v1::ChangeCodAmountRequest>(amount);
    request.set_name("shops/1/shipments/" + id);
    return Write<v1::Shipment>(ChangeCodAmount, request, rates_);
  };
  constexpr char kMore[] = "cod_amount { currency_code: 'CNY' minor: 40000 }";
  ASSERT_OK(CreateShipment("a", "cod_amount { currency_code: 'CNY' minor: 10000 }"));
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment, change("a", kMore));
  EXPECT_EQ(shipment.cod_amount().minor(), 40000);
  EXPECT_EQ(shipment.collection_fee().minor(), 800);
  EXPECT_EQ(shipment.freight().minor(), 2000);
  ASSERT_OK_AND_ASSIGN(const v1::Shipment stored, GetShipment("a"));
  EXPECT_THAT(stored, shopdesk::testing::EqualsProto(shipment));
  EXPECT_THAT(EventTypes(shipment.name()), ElementsAre("shipment.created", "shipment.cod_changed"));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@1", "ATTEMPT_FAILED@2"}));
  ASSERT_OK_AND_ASSIGN(shipment, change("a", "cod_amount { currency_code: 'CNY' }"));
  EXPECT_FALSE(shipment.has_cod_amount());
  EXPECT_FALSE(shipment.has_collection_fee());
  EXPECT_EQ(shipment.freight().minor(), 1200);
  EXPECT_THAT(change("a", "cod_amount { currency_code: 'EUR' minor: 1 }"),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(change("a", "cod_amount { currency_code: 'CNY' minor: -1 }"),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(change("a", absl::StrCat(kMore, " etag: 'v1'").c_str()), HasReason("ETAG_MISMATCH"));
  EXPECT_THAT(change("none", kMore), HasReason("NOT_FOUND"));
  ASSERT_OK(Record("a", {"RETURNING@3"}));
  ASSERT_OK(change("a", kMore));
  ASSERT_OK(CreateShipment("b", "carrier_id: 'road'"));
  ASSERT_OK(Record("b", {"DELIVERED@5"}));
  EXPECT_THAT(change("b", kMore), HasReason("WRONG_STATE"));
  ASSERT_OK(CreateShipment("c", "carrier_id: 'post'"));
  EXPECT_THAT(change("c", kMore), HasReason("NO_COD"));
}

// The carrier takes nothing new: what he has he brings, and collects for.
TEST_P(ShipmentsTest, AnotherAmountNeedsNoRate) {
  const auto change = [&](const std::string& id, int64_t minor) {
    v1::ChangeCodAmountRequest request;
    request.set_name("shops/1/shipments/" + id);
    request.mutable_cod_amount()->set_currency_code("CNY");
    request.mutable_cod_amount()->set_minor(minor);
    return Write<v1::Shipment>(ChangeCodAmount, request, rates_);
  };
  ASSERT_OK(CreateShipment("a", "cod_amount { currency_code: 'CNY' minor: 10000 }"));
  ASSERT_OK(CreateShipment("paid", "carrier_id: 'road'"));
  ASSERT_OK(CreateShipment("post", "carrier_id: 'post'"));
  ASSERT_OK(ImportCarriers(R"pb(
    parent: "shops/1"
    carriers {
      carrier_id: "road"
      carrier { display_name: "Road" modes: COURIER_ROAD cod_capable: true closed: true }
    }
    carriers {
      carrier_id: "post"
      carrier { display_name: "Post" modes: EMS closed: true }
    }
  )pb"));
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment, change("a", 40'000));
  EXPECT_EQ(shipment.cod_amount().minor(), 40'000);
  // What he takes for it isn't known any more.
  EXPECT_FALSE(shipment.has_collection_fee());
  EXPECT_EQ(shipment.freight().minor(), 1200);
  ASSERT_OK_AND_ASSIGN(shipment, change("a", 0));
  EXPECT_FALSE(shipment.has_cod_amount());
  EXPECT_EQ(shipment.freight().minor(), 1200);
  ASSERT_OK_AND_ASSIGN(shipment, change("paid", 500));
  EXPECT_EQ(shipment.cod_amount().minor(), 500);
  EXPECT_THAT(change("post", 500), HasReason("NO_DELIVERY"));
  ASSERT_OK(change("post", 0));
}

TEST_P(ShipmentsTest, CarriersNumbersAreChecked) {
  EXPECT_THAT(CreateShipment("a", "carrier_id: 'post' waybill_number: 'EE123456784CN'"),
              HasReason("INVALID_ARGUMENT"));
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment,
                       CreateShipment("a", "carrier_id: 'post' waybill_number: 'EE123456785CN'"));
  EXPECT_EQ(shipment.waybill_number(), "EE123456785CN");
  // No number of the post: the road takes any.
  ASSERT_OK_AND_ASSIGN(shipment, CreateShipment("b", "waybill_number: '42'"));
  EXPECT_EQ(shipment.carrier_id(), "road");
  // A carrier that takes its own only.
  ASSERT_OK(ImportCarriers(R"pb(
    parent: "shops/1"
    carriers {
      carrier_id: "road"
      carrier {
        display_name: "Road"
        modes: COURIER_ROAD
        waybill_rules { pattern: "[0-9]+" }
      }
    }
  )pb"));
  EXPECT_THAT(CreateShipment("c", "carrier_id: 'road'"), HasReason("INVALID_ARGUMENT"));
  EXPECT_OK(CreateShipment("c", "carrier_id: 'road' waybill_number: '43'"));
}

TEST_P(ShipmentsTest, NamesAndNumbersAreTakenOnce) {
  ASSERT_OK(CreateShipment("a", "carrier_id: 'road' waybill_number: '42'"));
  EXPECT_THAT(CreateShipment("a"), HasReason("ALREADY_EXISTS"));
  EXPECT_THAT(CreateShipment("a", "carrier_id: 'road' waybill_number: '42'"),
              HasReason("ALREADY_EXISTS"));
  const auto taken = CreateShipment("b", "carrier_id: 'road' waybill_number: '42'");
  EXPECT_THAT(taken, HasReason("ALREADY_EXISTS"));
  EXPECT_EQ(ErrorMetadataOf(taken.status(), "resource"), "shops/1/shipments/a");
  EXPECT_OK(CreateShipment("b"));
}

TEST_P(ShipmentsTest, WhoCannotCarryIsRefused) {
  EXPECT_THAT(CreateShipment("a", "carrier_id: 'none'"), HasReason("NOT_FOUND"));
  const auto abroad = CreateShipment("a", "receiver { address { region_code: 'GB' } }");
  EXPECT_THAT(abroad, HasReason("NO_DELIVERY"));
  EXPECT_THAT(ErrorMetadataOf(abroad.status(), "refusals"), HasSubstr("post/EMS: NO_ZONE"));
  EXPECT_THAT(CreateShipment("a", "carrier_id: 'road' mode: EMS"), HasReason("NO_DELIVERY"));
  const char* const cod = "cod_amount { currency_code: 'CNY' minor: 10000 }";
  EXPECT_THAT(CreateShipment("a", (std::string("carrier_id: 'post' ") + cod).c_str()),
              HasReason("NO_COD"));
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment, CreateShipment("a", cod));
  EXPECT_EQ(shipment.carrier_id(), "road");
  EXPECT_EQ(shipment.freight().minor(), 1700);
  EXPECT_EQ(shipment.cod_amount().minor(), 10'000);
}

TEST_P(ShipmentsTest, ReferencesStayInTheShop) {
  EXPECT_THAT(CreateShipment("a", "order: 'shops/2/orders/o'"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(CreateShipment("a", "replaces: 'shops/2/shipments/x'"),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(CreateShipment("a", "replaces: 'shops/1/shipments/x'"), HasReason("NOT_FOUND"));
  EXPECT_THAT(CreateShipment("a", "declared_value { currency_code: 'GBP' minor: 1 }"),
              HasReason("INVALID_ARGUMENT"));
  ASSERT_OK(CreateShipment("a"));
  ASSERT_OK_AND_ASSIGN(v1::Shipment again, CreateShipment("b", "replaces: 'shops/1/shipments/a'"));
  EXPECT_EQ(again.replaces(), "shops/1/shipments/a");
}

// Order by order, or refund by refund: nothing that was sent in its place is forgotten.
TEST_P(ShipmentsTest, ALostParcelOfSeveralOrdersIsReplacedByEach) {
  ASSERT_OK(CreateShipment("a", "order: 'shops/1/orders/o1' merged_orders: 'shops/1/orders/o2'"));
  const auto again = [&](const char* id, const char* order) {
    return CreateShipment(
        id, absl::StrCat("order: '", order, "' replaces: 'shops/1/shipments/a'").c_str());
  };
  EXPECT_THAT(again("x", "shops/1/orders/o3"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(GetShipment("x"), HasReason("NOT_FOUND"));
  ASSERT_OK(again("b", "shops/1/orders/o2"));
  ASSERT_OK(again("c", "shops/1/orders/o1"));
  EXPECT_THAT(GetShipment("a")->replaced_by(),
              ElementsAre("shops/1/shipments/b", "shops/1/shipments/c"));
  ASSERT_OK(Record("a", {"DELIVERED@1"}));
  EXPECT_THAT(again("d", "shops/1/orders/o1"), HasReason("WRONG_STATE"));
  EXPECT_THAT(again("c", "shops/1/orders/o1"), HasReason("ALREADY_EXISTS"));
}

TEST_P(ShipmentsTest, FoundByWaybill) {
  ASSERT_OK_AND_ASSIGN(v1::Shipment shipment, CreateShipment("a"));
  v1::GetShipmentByWaybillRequest request;
  request.set_parent("shops/1");
  request.set_carrier_id("post");
  request.set_waybill_number(shipment.waybill_number());
  ASSERT_OK_AND_ASSIGN(v1::Shipment found, Read<v1::Shipment>(GetShipmentByWaybill, request));
  EXPECT_THAT(found, shopdesk::testing::EqualsProto(shipment));
  request.set_carrier_id("road");
  EXPECT_THAT(Read<v1::Shipment>(GetShipmentByWaybill, request), HasReason("NOT_FOUND"));
}

TEST_P(ShipmentsTest, CancelledBeforeTheCarrierHasIt) {
  ASSERT_OK(CreateShipment("a"));
  v1::CancelShipmentRequest request;
  request.set_name("shops/1/shipments/a");
  request.set_etag("v9");
  EXPECT_THAT(Write<v1::Shipment>(CancelShipment, request), HasReason("ETAG_MISMATCH"));
  request.set_etag("v1");
  ASSERT_OK_AND_ASSIGN(v1::Shipment cancelled, Write<v1::Shipment>(CancelShipment, request));
  EXPECT_EQ(cancelled.status(), v1::TrackingStatus::CANCELLED);
  EXPECT_THAT(EventTypes(cancelled.name()), ElementsAre("shipment.created", "shipment.cancelled"));
  request.set_etag("");
  EXPECT_THAT(Write<v1::Shipment>(CancelShipment, request), HasReason("WRONG_STATE"));
  ASSERT_OK(CreateShipment("b"));
  ASSERT_OK(Record("b", {"PICKED_UP@1"}));
  request.set_name("shops/1/shipments/b");
  EXPECT_THAT(Write<v1::Shipment>(CancelShipment, request), HasReason("WRONG_STATE"));
  request.set_name("shops/1/shipments/none");
  EXPECT_THAT(Write<v1::Shipment>(CancelShipment, request), HasReason("NOT_FOUND"));
}

TEST_P(ShipmentsTest, ListedNewestFirstByOneFilter) {
  for (const char* id : {"a", "b", "c"}) {
    ASSERT_OK(CreateShipment(id));
    ASSERT_OK(
        runtime_->AdvanceTo(runtime_->clock().Now() + absl::Minutes(1), absl::InfiniteFuture()));
  }
  ASSERT_OK(CreateShipment("d", "order: 'shops/1/orders/other' carrier_id: 'road'"));
  ASSERT_OK(Record("b", {"PICKED_UP@1"}));
  const auto list = [&](const char* text) {
    auto request = ParseText<v1::ListShipmentsRequest>(text);
    request.set_parent("shops/1");
    request.set_page_size(2);
    std::string ids;
    for (const auto& page : Pages<v1::ListShipmentsResponse>(ListShipments, request)) {
      for (const v1::Shipment& shipment : page.shipments()) ids += shipment.name().back();
    }
    return ids;
  };
  EXPECT_EQ(list(""), "dcba");
  EXPECT_EQ(list("order: 'shops/1/orders/o'"), "cba");
  EXPECT_EQ(list("order: 'shops/1/orders/none'"), "");
  EXPECT_EQ(list("carrier_id: 'post'"), "cba");
  EXPECT_EQ(list("status: PENDING"), "dca");
  EXPECT_EQ(list("status: PICKED_UP"), "b");
  EXPECT_THAT(Read<v1::ListShipmentsResponse>(
                  ListShipments, ParseText<v1::ListShipmentsRequest>(
                                     "parent: 'shops/1' status: PENDING carrier_id: 'post'")),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Read<v1::ListShipmentsResponse>(
                  ListShipments, ParseText<v1::ListShipmentsRequest>("parent: 'shops/2'")),
              HasReason("UNKNOWN_SHOP"));
}

TEST_P(ShipmentsTest, AParcelOfSeveralOrdersIsListedForEach) {
  ASSERT_OK(CreateShipment("a", "order: 'shops/1/orders/o2'"));
  Advance(absl::Hours(1));
  ASSERT_OK(CreateShipment("b",
                           "order: 'shops/1/orders/o1' merged_orders: 'shops/1/orders/o2' "
                           "merged_orders: 'shops/1/orders/o2' "
                           "merged_orders: 'shops/1/orders/o3'"));
  const auto list = [&](const char* order) {
    v1::ListShipmentsRequest request;
    request.set_parent("shops/1");
    request.set_order(order);
    request.set_page_size(1);
    std::string ids;
    for (const auto& page : Pages<v1::ListShipmentsResponse>(ListShipments, request)) {
      for (const v1::Shipment& shipment : page.shipments()) ids += shipment.name().back();
    }
    return ids;
  };
  EXPECT_EQ(list("shops/1/orders/o1"), "b");
  EXPECT_EQ(list("shops/1/orders/o2"), "ba") << "newest first, once each";
  EXPECT_EQ(list("shops/1/orders/o3"), "b");
  EXPECT_EQ(list("shops/1/orders/o4"), "");
}

TEST_P(ShipmentsTest, FiguresAreSums) {
  ASSERT_OK(CreateShipment("a"));
  ASSERT_OK(CreateShipment("b"));
  ASSERT_OK(CreateShipment("c", "carrier_id: 'road'"));
  ASSERT_OK(Record("b", {"PICKED_UP@1", "DELIVERED@2", "IN_TRANSIT@1"}));
  EXPECT_THAT(Figures(), shopdesk::testing::EqualsProto(R"pb(
                shipments: 3
                shipments_by_mode { mode: EMS shipments: 2 }
                shipments_by_mode { mode: COURIER_ROAD shipments: 1 }
                shipments_by_status { status: PENDING shipments: 2 }
                shipments_by_status { status: DELIVERED shipments: 1 }
                tracking_events: 3
              )pb"));
  type::v1::Period day;
  day.set_first_day("2024-03-05");
  EXPECT_EQ(Figures(day).shipments(), 0);
  Advance(absl::Hours(24));
  ASSERT_OK(CreateShipment("d"));
  EXPECT_EQ(Figures(day).shipments(), 1);
  day.set_last_day("2024-03-04");
  v1::GetShipmentFiguresRequest request;
  request.set_parent("shops/1");
  *request.mutable_period() = day;
  EXPECT_THAT(Read<v1::ShipmentFigures>(GetShipmentFigures, request),
              HasReason("INVALID_ARGUMENT"));
}

TEST_P(ShipmentsTest, TheSnapshotHoldsEveryShipmentInOrder) {
  for (const char* id : {"b", "a", "c"}) ASSERT_OK(CreateShipment(id));
  EXPECT_THAT(shopdesk::testing::SnapshotNames(*runtime_, "1"),
              ElementsAre("shops/1/carriers/post", "shops/1/carriers/road", "shops/1/policy",
                          "shops/1/shipments/a", "shops/1/shipments/b", "shops/1/shipments/c"));
}

INSTANTIATE_TEST_SUITE_P(Databases, ShipmentsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
