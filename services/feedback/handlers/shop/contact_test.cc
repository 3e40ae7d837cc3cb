#include "services/feedback/handlers/shop/contact.h"

#include "gtest/gtest.h"
#include "libs/base/status_macros.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::StatusIs;

class ContactTest : public testing::ServiceTest {
 protected:
  absl::StatusOr<type::v1::ContactReport> Take(const type::v1::ContactReport& report) {
    absl::StatusOr<type::v1::ContactReport> taken;
    const absl::Status status = testing::RunWrite(*runtime_, [&](runtime::WriteContext& ctx) {
      taken = handlers::TakeReport(ctx, "shops/1/complaints/c", 2,
                                   type::v1::ContactPurpose::COMPLAINT, report);
      return taken.status();
    });
    if (!status.ok()) return status;
    return taken;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, ContactTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ContactTest, APromiseIsSealedUnderTheAttemptsNumber) {
  type::v1::ContactReport report =
      Contact(type::v1::ContactPurpose::COMPLAINT, type::v1::ContactOutcome::REACHED);
  report.set_promise("call 13812341234");
  ASSERT_OK_AND_ASSIGN(const type::v1::ContactReport taken, Take(report));
  EXPECT_EQ(taken.promise().find("13812341234"), std::string::npos);
  EXPECT_EQ(taken.outcome(), type::v1::ContactOutcome::REACHED);
  ASSERT_OK(testing::RunWrite(*runtime_, [&](runtime::WriteContext& ctx) -> absl::Status {
    ASSIGN_OR_RETURN(const std::string original,
                     ctx.vault().OpenText(ctx.txn(), "shops/1/complaints/c", "contact/2"));
    EXPECT_EQ(original, "call 13812341234");
    return absl::OkStatus();
  }));
}

TEST_P(ContactTest, AnAttemptForSomethingElseIsRefused) {
  EXPECT_THAT(
      Take(Contact(type::v1::ContactPurpose::LATE_PARCEL, type::v1::ContactOutcome::REACHED)),
      StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::feedback
