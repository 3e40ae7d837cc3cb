#include "services/logistics/store/claim/enquiry.h"

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::Enquiry;

constexpr char kEnquiryName[] = "shops/1/shipments/s/enquiries/i";

class EnquiryStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& shipment, const std::string& id, int64_t ms,
                      Enquiry::State state) {
    return Write([&](sql::Transaction& txn) {
      Enquiry enquiry;
      enquiry.set_name(absl::StrCat("shops/1/shipments/", shipment, "/enquiries/", id));
      enquiry.set_state(state);
      *enquiry.mutable_create_time() = ToProto(FromMillis(ms));
      return InsertEnquiry(txn, enquiry);
    });
  }
};

TEST_P(EnquiryStoreTest, KeepsVersions) {
  ASSERT_OK(Insert("s", "i", 1, Enquiry::OPEN));
  EXPECT_THAT(Insert("s", "i", 2, Enquiry::OPEN), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(Enquiry enquiry, LoadEnquiryForUpdate(txn, kEnquiryName));
    enquiry.set_state(Enquiry::ANSWERED);
    return SaveEnquiry(txn, enquiry);
  }));
  ASSERT_OK_AND_ASSIGN(const Enquiry enquiry, Find<Enquiry>([](sql::Transaction& txn) {
                         return LoadEnquiry(txn, kEnquiryName);
                       }));
  EXPECT_EQ(enquiry.etag(), "v2");
  EXPECT_EQ(enquiry.state(), Enquiry::ANSWERED);
  EXPECT_THAT(Find<Enquiry>([](sql::Transaction& txn) {
                return LoadEnquiryForUpdate(txn, "shops/1/shipments/t/enquiries/i");
              }),
              HasReason("NOT_FOUND"));
}

TEST_P(EnquiryStoreTest, NewestFirstByShipmentAndState) {
  ASSERT_OK(Insert("s", "1", 10, Enquiry::ANSWERED));
  ASSERT_OK(Insert("s", "3", 20, Enquiry::OPEN));
  ASSERT_OK(Insert("t", "2", 20, Enquiry::ANSWERED));
  ASSERT_OK(Insert("t", "4", 30, Enquiry::UNANSWERED));
  const auto list = [&](const EnquiryFilter& filter, const CreationKey& before = kNewest,
                        int limit = 9) {
    return Ids<Enquiry>(
        [&](sql::Transaction& txn) { return ListEnquiries(txn, "1", filter, before, limit); });
  };
  EXPECT_THAT(list({}), ElementsAre("4", "3", "2", "1"));
  EXPECT_THAT(list({}, CreationKey(20, "3"), 1), ElementsAre("2"));
  EXPECT_THAT(list({.state = Enquiry::ANSWERED}), ElementsAre("2", "1"));
  EXPECT_THAT(list({.shipment = "s"}), ElementsAre("3", "1"));
  EXPECT_THAT(list({.shipment = "s", .state = Enquiry::ANSWERED}), ElementsAre("1"));
  EXPECT_THAT(Snapshot(v1::Enquiry::descriptor(), kEnquirySnapshot, 2),
              ElementsAre("shops/1/shipments/s/enquiries/1", "shops/1/shipments/s/enquiries/3",
                          "shops/1/shipments/t/enquiries/2", "shops/1/shipments/t/enquiries/4"));
}

INSTANTIATE_TEST_SUITE_P(Databases, EnquiryStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
