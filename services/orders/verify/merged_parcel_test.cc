#include "services/orders/verify/merged_parcel.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/verify/testing/findings.h"
#include "services/orders/definition.h"
#include "services/orders/handlers/packing/merged_parcel.h"
#include "services/orders/handlers/packing/merged_shipping.h"
#include "services/orders/testing/merging.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::IsOk;
using shopdesk::verify::testing::FindingsOf;
using shopdesk::verify::testing::Spoil;
using shopdesk::verify::testing::SpoilResource;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr sql::Statement kPutMember = {"orders.put_member",
                                       "UPDATE orders SET data = $2 WHERE id = $1"};
constexpr sql::Statement kPutMerged = {"orders.put_merged",
                                       "UPDATE merged_parcels SET data = $2 WHERE id = $1"};
constexpr sql::Statement kDropMerged = {"orders.drop_merged", "DELETE FROM merged_parcels"};

class MergedChecksTest : public testing::MergingTest {
 protected:
  // As if it had been stored so.
  template <class Resource>
  void Put(const sql::Statement& statement, const Resource& resource) {
    SpoilResource(world_.runtime(), statement, resource);
  }
  std::vector<std::string> Findings(const std::string& check) {
    return FindingsOf(world_.runtime(), AllChecks(), check);
  }
  // Two orders as one parcel.
  MergedParcel Accepted(const std::string& first, const std::string& second,
                        const std::string& buyer) {
    Paid(first, 1, buyer);
    Paid(second, 1, buyer);
    const std::vector<MergedParcel> offered = Parcels(MergedParcel::OFFERED);
    EXPECT_EQ(offered.size(), 1u);
    if (offered.empty()) return {};
    EXPECT_THAT(AcceptIt(offered[0].name()), IsOk());
    return Merged(offered[0].name());
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, MergedChecksTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(MergedChecksTest, NothingIsFoundWhereverParcelsAre) {
  const MergedParcel packed = Accepted("packed-1", "packed-2", "b1");
  Packed({packed.members(0).order(), packed.members(1).order()});
  const MergedParcel intended = Accepted("intended-1", "intended-2", "b2");
  world_.logistics().FailNext("CreateShipment", testing::Fault::kAfter);
  EXPECT_FALSE(ShipMerged(intended.name()).ok());
  ASSERT_THAT(ShipMerged(Accepted("shipped-1", "shipped-2", "b3").name()), IsOk());
  ASSERT_THAT(DeclineIt(Accepted("declined-1", "declined-2", "b4").name()), IsOk());
  Paid("offered-1", 1, "b5");
  Paid("offered-2", 1, "b5");
  world_.Figures();
  for (const shopdesk::verify::Check& check : AllChecks()) {
    EXPECT_THAT(Findings(check.name), IsEmpty()) << check.name;
  }
}

TEST_P(MergedChecksTest, FindsOrdersThatDoNotSayThatTheyGoTogether) {
  const MergedParcel parcel = Accepted("o1", "o2", "b1");
  Order order = world_.Get("shops/s/orders/o2");
  order.clear_merged_parcel();
  Put(kPutMember, order);
  EXPECT_THAT(Findings("orders.merged_parcels"),
              ElementsAre(absl::StrCat(parcel.name(),
                                       ": shops/s/orders/o2 doesn't say that it goes in it")));
  EXPECT_THAT(Findings("orders.merged_orders"), IsEmpty());
  Spoil(world_.runtime(), kDropMerged);
  EXPECT_THAT(Findings("orders.merged_orders"), ElementsAre(HasSubstr("shops/s/orders/o1: ")));
}

TEST_P(MergedChecksTest, FindsOrdersThatAreShippedWithoutTheOthers) {
  const std::string name = Accepted("o1", "o2", "b1").name();
  world_.logistics().FailNext("CreateShipment", testing::Fault::kAfter);
  EXPECT_FALSE(ShipMerged(name).ok());
  Order order = world_.Get("shops/s/orders/o1");
  ASSERT_EQ(order.parcels_size(), 1);
  order.mutable_parcels(0)->set_state(Parcel::SHIPPED);
  Put(kPutMember, order);
  EXPECT_THAT(Findings("orders.merged_parcels"),
              ElementsAre(absl::StrCat(name, ": shops/s/orders/o1 is shipped without the others")));
}

TEST_P(MergedChecksTest, FindsFreightThatDidNotGoBackAsItWasSaved) {
  const auto shipped = ShipMerged(Accepted("o1", "o2", "b1").name());
  ASSERT_THAT(shipped, IsOk());
  MergedParcel parcel = *shipped;
  ASSERT_FALSE(parcel.members(0).refund().empty());
  parcel.mutable_members(0)->mutable_saved_freight()->set_minor(1);
  Put(kPutMerged, parcel);
  EXPECT_THAT(Findings("orders.merged_parcels"),
              ElementsAre(absl::StrCat(parcel.name(),
                                       ": it saved 1 of the freight of shops/s/orders/o1, and ",
                                       parcel.members(0).refund(), " is of 400")));
  parcel.mutable_members(0)->set_refund("shops/s/orders/o1/refunds/none");
  Put(kPutMerged, parcel);
  EXPECT_THAT(Findings("orders.merged_parcels"),
              ElementsAre(HasSubstr("orders/o1/refunds/none, which it names, isn't there")));
}

}  // namespace
}  // namespace shopdesk::orders
