#include "libs/base/row_error.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/testing/matchers.h"

namespace shopdesk {
namespace {

using ::shopdesk::testing::EqualsProto;

TEST(RowErrorTest, SaysWhichFieldOfWhichRowIsWrong) {
  Violations violations;
  violations.Add("price.minor", "must not be negative");
  violations.Add("title", "must be set");
  EXPECT_THAT(MakeRowError(3, "p1", violations.ToStatus()), EqualsProto(R"pb(
                index: 3
                id: "p1"
                field: "price.minor"
                reason: "INVALID_ARGUMENT"
                message: "price.minor: must not be negative; title: must be set"
              )pb"));
}

TEST(RowErrorTest, KeepsReasonAndMetadata) {
  const absl::Status status = Error(absl::StatusCode::kResourceExhausted, "OUT_OF_STOCK",
                                    "only 2 are left", {{"sku", "a"}, {"available", "2"}});
  EXPECT_THAT(MakeRowError(-1, "", status), EqualsProto(R"pb(
                index: -1
                reason: "OUT_OF_STOCK"
                message: "only 2 are left"
                metadata { key: "available" value: "2" }
                metadata { key: "sku" value: "a" }
              )pb"));
}

}  // namespace
}  // namespace shopdesk
