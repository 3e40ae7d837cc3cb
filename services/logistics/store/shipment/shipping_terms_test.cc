#include "services/logistics/store/shipment/shipping_terms.h"

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "services/logistics/testing/store.h"

namespace shopdesk::logistics::store {
namespace {

using shopdesk::testing::HasReason;
using ::testing::ElementsAre;
using v1::ShippingTerms;

constexpr char kTermsName[] = "shops/1/shipments/s/shippingTerms";

class ShippingTermsStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& shipment) {
    return Write([&](sql::Transaction& txn) {
      ShippingTerms terms;
      terms.set_name(absl::StrCat("shops/1/shipments/", shipment, "/shippingTerms"));
      return InsertShippingTerms(txn, terms);
    });
  }
};

TEST_P(ShippingTermsStoreTest, KeepsVersions) {
  ASSERT_OK(Insert("s"));
  EXPECT_THAT(Insert("s"), HasReason("ALREADY_EXISTS"));
  ASSERT_OK(Insert("t"));
  ASSERT_OK(Write([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(absl::optional<ShippingTerms> terms,
                     FindShippingTermsForUpdate(txn, kTermsName));
    EXPECT_TRUE(terms.has_value());
    terms->set_invoice("I-1");
    return SaveShippingTerms(txn, *terms);
  }));
  ASSERT_OK_AND_ASSIGN(const ShippingTerms terms, Find<ShippingTerms>([](sql::Transaction& txn) {
                         return LoadShippingTerms(txn, kTermsName);
                       }));
  EXPECT_EQ(terms.etag(), "v2");
  EXPECT_EQ(terms.invoice(), "I-1");
  EXPECT_THAT(Find<ShippingTerms>([](sql::Transaction& txn) {
                return LoadShippingTerms(txn, "shops/1/shipments/u/shippingTerms");
              }),
              HasReason("NOT_FOUND"));
  EXPECT_THAT(Snapshot(ShippingTerms::descriptor(), kShippingTermsSnapshot, 1),
              ElementsAre(kTermsName, "shops/1/shipments/t/shippingTerms"));
}

INSTANTIATE_TEST_SUITE_P(Databases, ShippingTermsStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::store
