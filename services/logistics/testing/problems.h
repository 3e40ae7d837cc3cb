#pragma once

#include <string>

#include "services/logistics/handlers/problem/problem_parcel.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::testing {

// A shipment "a" of the buyer "mei", and its problems.
class ProblemsTest : public LogisticsTest {
 protected:
  void SetUp() override { ASSERT_OK(CreateShipment("a", "buyer: 'mei' carrier_id: 'road'")); }

  v1::Shipment Shipment() { return GetShipment("a").value_or(v1::Shipment()); }
  v1::ProblemParcel Get(const std::string& name) {
    v1::GetProblemParcelRequest request;
    request.set_name(name);
    auto problem = Read<v1::ProblemParcel>(handlers::GetProblemParcel, request);
    EXPECT_OK(problem);
    return problem.value_or(v1::ProblemParcel());
  }
  absl::StatusOr<v1::ProblemParcel> Open(const char* more = "") {
    auto request = shopdesk::testing::ParseText<v1::OpenProblemParcelRequest>(
        "parent: 'shops/1' shipment: 'shops/1/shipments/a' reason: WRONG_ADDRESS "
        "note: 'no such house, ring 13912345678' owner: '1002'");
    request.MergeFrom(shopdesk::testing::ParseText<v1::OpenProblemParcelRequest>(more));
    return Write<v1::ProblemParcel>(handlers::OpenProblemParcel, request);
  }
  absl::StatusOr<v1::ProblemParcel> Decide(const std::string& name, const char* text) {
    auto request = shopdesk::testing::ParseText<v1::DecideProblemParcelRequest>(text);
    request.set_name(name);
    return Write<v1::ProblemParcel>(handlers::DecideProblemParcel, request, rates_);
  }
};

}  // namespace shopdesk::logistics::testing
