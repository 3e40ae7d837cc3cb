#include "services/feedback/store/contact.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/status_macros.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::IsEmpty;
using testing::IsOkAndHolds;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

class ContactStoreTest : public testing::StoreTest {};

INSTANTIATE_TEST_SUITE_P(Databases, ContactStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(ContactStoreTest, AttemptsAreCountedByOutcomeWhateverTheyWereFor) {
  ASSERT_OK(Run([](sql::Transaction& txn) -> absl::Status {
    RETURN_IF_ERROR(CountContact(txn, "1", type::v1::ContactPurpose::COMPLAINT,
                                 type::v1::ContactOutcome::REACHED));
    RETURN_IF_ERROR(CountContact(txn, "1", type::v1::ContactPurpose::COMPLAINT,
                                 type::v1::ContactOutcome::REACHED));
    RETURN_IF_ERROR(CountContact(txn, "1", type::v1::ContactPurpose::LATE_PARCEL,
                                 type::v1::ContactOutcome::REACHED));
    RETURN_IF_ERROR(CountContact(txn, "1", type::v1::ContactPurpose::LATE_PARCEL,
                                 type::v1::ContactOutcome::NO_ANSWER));
    return CountContact(txn, "2", type::v1::ContactPurpose::LATE_PARCEL,
                        type::v1::ContactOutcome::NO_ANSWER);
  }));
  EXPECT_THAT(Run([](sql::Transaction& txn) { return CountContactsByOutcome(txn, "1"); }),
              IsOkAndHolds(UnorderedElementsAre(Pair(type::v1::ContactOutcome::REACHED, 3),
                                                Pair(type::v1::ContactOutcome::NO_ANSWER, 1))));
  EXPECT_THAT(Run([](sql::Transaction& txn) { return CountContactsByOutcome(txn, "3"); }),
              IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace shopdesk::feedback::store
