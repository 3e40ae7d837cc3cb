#include "services/catalog/store/search/picture.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/catalog/testing/store_test.h"

namespace shopdesk::catalog::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class PictureStoreTest : public testing::StoreTest {
 protected:
  v1::PicturePrint Make(const std::string& product, const std::string& id) {
    v1::PicturePrint print;
    print.set_name("shops/s/products/" + product + "/picturePrints/" + id);
    print.set_uri("https://example.com/" + id);
    print.set_print(std::string("\0print of ", 10) + id);
    return print;
  }
  PictureCount Save(const v1::PicturePrint& print, bool is_new = true) {
    const auto count =
        Get([&](sql::Transaction& txn) { return SavePicturePrint(txn, print, is_new); });
    EXPECT_OK(count);
    return count.value_or(PictureCount());
  }
  std::vector<std::pair<int64_t, std::string>> After(int64_t version, int limit = 10) {
    std::vector<std::pair<int64_t, std::string>> prints;
    EXPECT_OK(Write([&](sql::Transaction& txn) {
      prints.clear();
      return ReadPrintsAfter(txn, "s", version, limit, [&](int64_t at, absl::string_view print) {
        prints.emplace_back(at, print);
        return absl::OkStatus();
      });
    }));
    return prints;
  }
};
ON_BOTH_DATABASES(PictureStoreTest);

TEST_P(PictureStoreTest, AreReadInTheOrderInWhichTheyWereStored) {
  const v1::PicturePrint a = Make("p", "a");
  v1::PicturePrint b = Make("o", "b");
  EXPECT_EQ(Save(a).pictures, 1);
  EXPECT_EQ(Save(b).pictures, 2);
  EXPECT_THAT(After(0), ElementsAre(Pair(1, a.print()), Pair(2, b.print())));
  EXPECT_THAT(After(0, 1), ElementsAre(Pair(1, a.print())));
  b.set_print("another");
  const PictureCount count = Save(b, /*is_new=*/false);
  EXPECT_EQ(count.version, 3);
  EXPECT_EQ(count.pictures, 2);
  EXPECT_THAT(After(1), ElementsAre(Pair(3, "another")));
  EXPECT_THAT(After(3), IsEmpty());
}

TEST_P(PictureStoreTest, AreFoundByVersionWhileTheyAreThere) {
  const v1::PicturePrint a = Make("p", "a");
  const v1::PicturePrint b = Make("p", "b");
  Save(a);
  Save(b);
  std::vector<std::string> names;
  const auto find = [&] {
    names.clear();
    EXPECT_OK(Write([&](sql::Transaction& txn) {
      names.clear();
      return FindPicturePrints(txn, "s", {1, 2, 7}, [&](int64_t, const v1::PicturePrint& print) {
        names.push_back(print.name());
      });
    }));
    return names;
  };
  EXPECT_THAT(find(), ElementsAre(a.name(), b.name()));
  ASSERT_OK(Write([&](sql::Transaction& txn) { return DeletePicturePrint(txn, a.name()); }));
  EXPECT_THAT(find(), ElementsAre(b.name()));
  const auto count = Get([](sql::Transaction& txn) { return ReadPictureCount(txn, "s"); });
  ASSERT_OK(count);
  EXPECT_EQ(count->pictures, 1);
  EXPECT_EQ(count->version, 2);
}

TEST_P(PictureStoreTest, AreListedByProductAndId) {
  const v1::PicturePrint b = Make("p", "b");
  const v1::PicturePrint a = Make("p", "a");
  const v1::PicturePrint other = Make("o", "z");
  for (const v1::PicturePrint* print : {&b, &a, &other}) Save(*print);
  const auto list = [&](const std::string& product, const PicturePrintKey& after, int limit) {
    return Get(
        [&](sql::Transaction& txn) { return ListPicturePrints(txn, "s", product, after, limit); });
  };
  EXPECT_THAT(list("", {}, 2), IsOkAndHolds(ElementsAre(EqualsProto(other), EqualsProto(a))));
  EXPECT_THAT(list("", {"p", "a"}, 2), IsOkAndHolds(ElementsAre(EqualsProto(b))));
  EXPECT_THAT(list("p", {}, 5), IsOkAndHolds(ElementsAre(EqualsProto(a), EqualsProto(b))));
  EXPECT_THAT(Get([&](sql::Transaction& txn) { return LoadPicturePrint(txn, a.name()); }),
              IsOkAndHolds(EqualsProto(a)));
  EXPECT_THAT(Get([](sql::Transaction& txn) {
                return LoadPicturePrint(txn, "shops/s/products/p/picturePrints/none");
              }),
              HasReason("NOT_FOUND"));
}

}  // namespace
}  // namespace shopdesk::catalog::store
