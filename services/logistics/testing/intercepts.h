#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/logistics/handlers/intercept/intercept.h"
#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::testing {

inline constexpr char kShipment[] = "shops/1/shipments/a";
inline constexpr char kRecall[] = "kind: RECALL payer: SHOP reason: 'the buyer took it back'";
inline constexpr char kElsewhere[] = R"pb(
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

class InterceptsTest : public LogisticsTest {
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

  absl::StatusOr<v1::Intercept> Request(const char* text, const std::string& shipment = "a") {
    auto request = shopdesk::testing::ParseText<v1::RequestInterceptRequest>(text);
    request.set_parent("shops/1/shipments/" + shipment);
    request.set_request_id(absl::StrCat("r", ++requests_));
    v1::Intercept intercept;
    const absl::Status status = runtime_->WriteAndWait(
        shopdesk::testing::TestCall(request.request_id()), nullptr, &intercept,
        [&](runtime::WriteContext& ctx) {
          return handlers::RequestIntercept(ctx, request, &intercept, rates_);
        });
    if (!status.ok()) return status;
    return intercept;
  }
  absl::StatusOr<v1::Intercept> Answer(const v1::Intercept& intercept, const char* text) {
    auto request = shopdesk::testing::ParseText<v1::AnswerInterceptRequest>(text);
    request.set_name(intercept.name());
    return Write<v1::Intercept>(handlers::AnswerIntercept, request);
  }
  absl::StatusOr<v1::Intercept> Complete(const v1::Intercept& intercept, const char* etag = "") {
    v1::CompleteInterceptRequest request;
    request.set_name(intercept.name());
    request.set_etag(etag);
    return Write<v1::Intercept>(handlers::CompleteIntercept, request);
  }
  absl::StatusOr<v1::Intercept> Fail(const v1::Intercept& intercept) {
    v1::FailInterceptRequest request;
    request.set_name(intercept.name());
    request.set_reason("the van had left");
    return Write<v1::Intercept>(handlers::FailIntercept, request);
  }
  v1::Intercept Get(const std::string& name) {
    v1::GetInterceptRequest request;
    request.set_name(name);
    const auto intercept = Read<v1::Intercept>(handlers::GetIntercept, request);
    EXPECT_OK(intercept);
    return intercept.value_or(v1::Intercept());
  }
  // "RECALL/DONE" of those listed.
  std::vector<std::string> List(const char* text) {
    auto request = shopdesk::testing::ParseText<v1::ListInterceptsRequest>("page_size: 1");
    request.MergeFrom(shopdesk::testing::ParseText<v1::ListInterceptsRequest>(text));
    std::vector<std::string> states;
    for (const auto& page : Pages<v1::ListInterceptsResponse>(handlers::ListIntercepts, request)) {
      for (const v1::Intercept& intercept : page.intercepts()) {
        states.push_back(absl::StrCat(v1::Intercept::Kind_Name(intercept.kind()), "/",
                                      v1::Intercept::State_Name(intercept.state())));
      }
    }
    return states;
  }
  type::v1::Receiver Receiver() {
    v1::RevealReceiverRequest request;
    request.set_name(kShipment);
    request.set_purpose("label");
    const auto revealed = Write<v1::RevealReceiverResponse>(handlers::RevealReceiver, request);
    EXPECT_OK(revealed);
    return revealed.ok() ? revealed->receiver() : type::v1::Receiver();
  }
  v1::Shipment Shipment() { return GetShipment("a").value_or(v1::Shipment()); }

  int requests_ = 0;
};

}  // namespace shopdesk::logistics::testing
