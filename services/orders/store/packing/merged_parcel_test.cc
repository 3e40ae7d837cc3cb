#include "services/orders/store/packing/merged_parcel.h"

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::MergedParcel;

class MergedParcelStoreTest : public StoreTest {
 protected:
  static MergedParcel Made(const std::string& id, int64_t created_ms,
                           MergedParcel::State state = MergedParcel::OFFERED) {
    MergedParcel made = Named<MergedParcel>("shops/s/mergedParcels/" + id, created_ms);
    made.set_state(state);
    return made;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, MergedParcelStoreTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(MergedParcelStoreTest, KeepsWhatWasSaved) {
  MergedParcel made = Made("m", 5);
  ASSERT_OK(Put(InsertMergedParcel, made));
  MergedParcel twin = Made("m", 6);
  EXPECT_THAT(Put(InsertMergedParcel, twin), StatusIs(absl::StatusCode::kAlreadyExists));
  made.set_state(MergedParcel::ACCEPTED);
  ASSERT_OK(Put(SaveMergedParcel, made));
  ASSERT_OK_AND_ASSIGN(const MergedParcel loaded, Get(LoadMergedParcelForUpdate, made.name()));
  EXPECT_THAT(loaded, EqualsProto(made));
  EXPECT_THAT(Get(LoadMergedParcel, "shops/s/mergedParcels/none"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(MergedParcelStoreTest, ListsByAgeOrderAndState) {
  for (MergedParcel made : {Made("a", 9), Made("b", 5), Made("c", 5, MergedParcel::ACCEPTED)}) {
    made.add_members()->set_order("shops/s/orders/o");
    ASSERT_OK(Put(InsertMergedParcel, made));
  }
  const auto list = [&](const MergedParcelFilter& filter, const CreationKey& from = Newest(),
                        int limit = 9) {
    const auto found = Get(ListMergedParcels, absl::string_view("s"), filter, from, limit);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list({}), ElementsAre("a", "c", "b"));
  EXPECT_THAT(list({}, CreationKey(5, "c"), 1), ElementsAre("b"));
  EXPECT_THAT(list({.state = MergedParcel::OFFERED}), ElementsAre("a", "b"));
  // One comes in later, another goes.
  ASSERT_OK_AND_ASSIGN(MergedParcel changed,
                       Get(LoadMergedParcelForUpdate, "shops/s/mergedParcels/b"));
  changed.mutable_members(0)->set_order("shops/s/orders/p");
  ASSERT_OK(Put(SaveMergedParcel, changed));
  EXPECT_THAT(list({.order = "o"}), ElementsAre("a", "c", "b"));
  EXPECT_THAT(list({.order = "o"}, CreationKey(5, "c")), ElementsAre("b"));
  EXPECT_THAT(list({.order = "o", .state = MergedParcel::ACCEPTED}), ElementsAre("c"));
  EXPECT_THAT(list({.order = "p"}), ElementsAre("b"));
}

TEST_P(MergedParcelStoreTest, FindsWhoMayShareAParcel) {
  const auto save = [&](const std::string& id, const std::string& receiver, int64_t created_ms,
                        const std::string& parcel) {
    return Write([&](sql::Transaction& txn) {
      return SaveMergeCandidate(txn,
                                {"shops/s/orders/" + id, receiver, FromMillis(created_ms), parcel});
    });
  };
  ASSERT_OK(save("o1", "r", 9, ""));
  ASSERT_OK(save("o2", "r", 5, "shops/s/mergedParcels/m"));
  ASSERT_OK(save("o3", "other", 1, ""));
  const auto found = [&](const std::string& receiver) {
    MergeCandidate like;
    like.order = "shops/s/orders/o1";
    like.receiver = receiver;
    const auto candidates = Get(ListMergeCandidates, like, 9);
    EXPECT_OK(candidates);
    std::vector<std::string> names;
    for (const MergeCandidate& one : *candidates) names.push_back(one.order + " " + one.parcel);
    return names;
  };
  EXPECT_THAT(found("r"),
              ElementsAre("shops/s/orders/o2 shops/s/mergedParcels/m", "shops/s/orders/o1 "));
  ASSERT_OK(save("o1", "other", 9, ""));
  EXPECT_THAT(found("r"), ElementsAre("shops/s/orders/o2 shops/s/mergedParcels/m"));
  ASSERT_OK(
      Write([&](sql::Transaction& txn) { return DeleteMergeCandidate(txn, "shops/s/orders/o2"); }));
  EXPECT_THAT(found("r"), ElementsAre());
  ASSERT_OK_AND_ASSIGN(const auto one, Get(FindMergeCandidate, "shops/s/orders/o1"));
  EXPECT_EQ(one->receiver, "other");
  ASSERT_OK_AND_ASSIGN(const auto none, Get(FindMergeCandidate, "shops/s/orders/o2"));
  EXPECT_FALSE(none.has_value());
}

}  // namespace
}  // namespace shopdesk::orders::store
