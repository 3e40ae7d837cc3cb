#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "services/catalog/handlers/bargain/bargain.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog::testing {

// A SKU "A" at 1.00, of which the buyer "b1" wants two.
class Bargaining : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  void SetUp() override { ASSERT_OK(shop_.Stock("A", 5)); }

  // What the agent "1001" answers an offer.
  absl::StatusOr<v1::NegotiatePriceResponse> Offer(int64_t minor, Role::Value role = Role::GUIDE,
                                                   const std::string& fields = "") {
    auto request = shopdesk::testing::ParseText<v1::NegotiatePriceRequest>(
        "parent: 'shops/s' sku_id: 'A' quantity: 2 buyer: 'b1' offer { currency_code: 'GBP' }");
    request.mutable_offer()->set_minor(minor);
    request.MergeFrom(shopdesk::testing::ParseText<v1::NegotiatePriceRequest>(fields));
    request.set_request_id(absl::StrCat("offer-", ++calls_));
    runtime::CallInfo call = TestCall(request.request_id());
    call.actor.set_id("1001");
    call.actor.set_role(role);
    v1::NegotiatePriceResponse response;
    RETURN_IF_ERROR(
        shop_.runtime()->WriteAndWait(call, &request, &response, [&](runtime::WriteContext& ctx) {
          return handlers::NegotiatePrice(ctx, request, &response);
        }));
    return response;
  }

  Shop shop_{GetParam()};
  int calls_ = 0;
};

}  // namespace shopdesk::catalog::testing
