#include "tools/shopdesk/errors.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"

namespace shopdesk::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ErrorsTest, SayWhatToDoNext) {
  EXPECT_THAT(ExplainError(UnknownShopError("nowhere")),
              AllOf(HasSubstr("shops/nowhere is not known"), HasSubstr("check the shop's id"),
                    Not(HasSubstr("shopdesk list"))));
  EXPECT_THAT(ExplainError(NotFoundError("shops/retail/orders/7")), HasSubstr("shopdesk list"));
  EXPECT_THAT(ExplainError(absl::PermissionDeniedError("only the owner")),
              HasSubstr("--role ROLE"));
  EXPECT_THAT(ExplainError(absl::UnavailableError("gone")), HasSubstr("shopdesk health"));
}

TEST(ErrorsTest, OfAServiceTheyKeepTheirReason) {
  const absl::Status denied =
      Error(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED", "not for packing");
  const absl::Status named = ErrorOfService("orders", denied);
  EXPECT_EQ(named.message(), "orders: not for packing");
  EXPECT_EQ(named.code(), denied.code());
  EXPECT_TRUE(IsForOtherRoles(named));
  EXPECT_FALSE(IsForOtherRoles(absl::PermissionDeniedError("not for you")));
  EXPECT_FALSE(IsForOtherRoles(absl::OkStatus()));
}

TEST(ErrorsTest, NameEveryFieldThatIsWrong) {
  Violations violations;
  violations.Add("parent", "must be a shop");
  violations.Add("lines", "must not be empty");
  EXPECT_THAT(ExplainError(violations.ToStatus()),
              AllOf(HasSubstr("  parent: must be a shop\n"), HasSubstr("  lines: must not be")));
}

}  // namespace
}  // namespace shopdesk::cli
