#include "services/orders/store/packing/packing_job.h"

#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::PackingJob;

class PackingJobStoreTest : public StoreTest {
 protected:
  static PackingJob Made(const std::string& id, int64_t created_ms,
                         PackingJob::State state = PackingJob::TO_PICK,
                         const std::string& waybill = "") {
    PackingJob job = Named<PackingJob>("shops/s/packingJobs/" + id, created_ms);
    job.set_state(state);
    job.set_waybill_number(waybill);
    return job;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, PackingJobStoreTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(PackingJobStoreTest, KeepsWhatWasSaved) {
  PackingJob job = Made("j", 5);
  ASSERT_OK(Put(InsertPackingJob, job));
  PackingJob twin = Made("j", 6);
  EXPECT_THAT(Put(InsertPackingJob, twin), StatusIs(absl::StatusCode::kAlreadyExists));
  job.set_state(PackingJob::PICKED);
  ASSERT_OK(Put(SavePackingJob, job));
  ASSERT_OK_AND_ASSIGN(const PackingJob loaded, Get(LoadPackingJobForUpdate, job.name()));
  EXPECT_THAT(loaded, EqualsProto(job));
  EXPECT_THAT(Get(LoadPackingJob, "shops/s/packingJobs/none"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(PackingJobStoreTest, ListsTheOldestFirstByOrderAndState) {
  for (PackingJob job : {Made("a", 9), Made("b", 5), Made("c", 5, PackingJob::PACKED)}) {
    // Of a merged parcel, but for "b".
    job.add_orders()->set_order("shops/s/orders/o");
    if (job.name() != "shops/s/packingJobs/b") job.add_orders()->set_order("shops/s/orders/p");
    ASSERT_OK(Put(InsertPackingJob, job));
  }
  const auto list = [&](const PackingJobFilter& filter, const CreationKey& after = Oldest(),
                        int limit = 9) {
    const auto found = Get(ListPackingJobs, absl::string_view("s"), filter, after, limit);
    EXPECT_OK(found);
    return IdsOf(*found);
  };
  EXPECT_THAT(list({}), ElementsAre("b", "c", "a"));
  EXPECT_THAT(list({}, CreationKey(5, "b"), 1), ElementsAre("c"));
  EXPECT_THAT(list({.state = PackingJob::TO_PICK}), ElementsAre("b", "a"));
  EXPECT_THAT(list({.order = "o"}), ElementsAre("b", "c", "a"));
  EXPECT_THAT(list({.order = "p"}), ElementsAre("c", "a"));
  EXPECT_THAT(list({.order = "p"}, CreationKey(5, "c")), ElementsAre("a"));
  EXPECT_THAT(list({.order = "p", .state = PackingJob::PACKED}), ElementsAre("c"));
  EXPECT_THAT(list({.order = "none"}), ElementsAre());
}

TEST_P(PackingJobStoreTest, IsFoundByItsLabel) {
  PackingJob old = Made("old", 1, PackingJob::HANDED_OVER, "SF1");
  PackingJob now = Made("now", 2, PackingJob::PACKED, "SF1");
  PackingJob bare = Made("bare", 3);
  for (PackingJob* job : {&old, &now, &bare}) ASSERT_OK(Put(InsertPackingJob, *job));
  const auto find = [&](const std::string& code) {
    return Get(LoadPackingJobByCode, absl::string_view("shops/s"), absl::string_view(code));
  };
  ASSERT_OK_AND_ASSIGN(const PackingJob by_waybill, find("SF1"));
  EXPECT_EQ(by_waybill.name(), now.name());
  ASSERT_OK_AND_ASSIGN(const PackingJob by_id, find("bare"));
  EXPECT_EQ(by_id.name(), bare.name());
  EXPECT_THAT(find("none"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders::store
