#include "services/orders/store/desk/buyer_card.h"

#include <string>
#include <vector>

#include "libs/base/clock.h"
#include "services/orders/testing/store_test.h"

namespace shopdesk::orders::store {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using v1::BuyerCard;
using v1::BuyerNote;

class BuyerCardStoreTest : public StoreTest {
 protected:
  static BuyerNote NoteOf(const std::string& buyer, const std::string& id, int64_t ms) {
    BuyerNote note;
    note.set_name(BuyerCardName("s", buyer) + "/notes/" + id);
    note.set_buyer(buyer);
    *note.mutable_create_time() = ToProto(FromMillis(ms));
    return note;
  }
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, BuyerCardStoreTest, testing::BothDatabases(),
                         testing::NameOf);

TEST_P(BuyerCardStoreTest, KeepsCardsByTheBuyersIdWhateverItIs) {
  BuyerCard card;
  card.set_name(BuyerCardName("s", "张 三/1"));
  card.set_orders(3);
  ASSERT_OK(Put(InsertBuyerCard, card));
  BuyerCard twin = card;
  EXPECT_THAT(Put(InsertBuyerCard, twin), StatusIs(absl::StatusCode::kAlreadyExists));
  card.set_orders(4);
  ASSERT_OK(Put(SaveBuyerCard, card));
  ASSERT_OK_AND_ASSIGN(const auto found, Get(FindBuyerCard, card.name()));
  ASSERT_TRUE(found.has_value());
  EXPECT_THAT(*found, EqualsProto(card));
  ASSERT_OK_AND_ASSIGN(const auto none, Get(FindBuyerCardForUpdate, BuyerCardName("s", "b")));
  EXPECT_FALSE(none.has_value());
}

TEST_P(BuyerCardStoreTest, KeepsTheLastShareOfAnOrder) {
  v1::BuyerCardShare share;
  share.mutable_share()->set_buyer("b");
  for (int64_t orders : {1, 2}) {
    share.mutable_share()->set_orders(orders);
    ASSERT_OK(Write(
        [&](sql::Transaction& txn) { return SaveCardShare(txn, "shops/s/orders/o", share); }));
  }
  ASSERT_OK_AND_ASSIGN(const auto found, Get(FindCardShare, "shops/s/orders/o"));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->share().orders(), 2);
  ASSERT_OK_AND_ASSIGN(const auto none, Get(FindCardShare, "shops/s/orders/p"));
  EXPECT_FALSE(none.has_value());
}

TEST_P(BuyerCardStoreTest, ListsABuyersNotesNewestFirst) {
  for (const BuyerNote& note :
       {NoteOf("b", "x", 1), NoteOf("b", "y", 2), NoteOf("b", "z", 2), NoteOf("c", "w", 3)}) {
    ASSERT_OK(Put(InsertBuyerNote, note));
  }
  const auto list = [&](const CreationKey& before, int limit) {
    std::vector<std::string> ids;
    const auto found = Get(ListBuyerNotes, BuyerCardName("s", "b"), before, limit);
    EXPECT_OK(found);
    for (const BuyerNote& note : *found) ids.push_back(note.name().substr(note.name().size() - 1));
    return ids;
  };
  EXPECT_THAT(list(Newest(), 9), ElementsAre("z", "y", "x"));
  EXPECT_THAT(list(CreationKey(2, "z"), 1), ElementsAre("y"));
  ASSERT_OK_AND_ASSIGN(const int64_t count, Get(CountBuyerNotes, BuyerCardName("s", "b")));
  EXPECT_EQ(count, 3);
  const std::string name = BuyerCardName("s", "b") + "/notes/y";
  ASSERT_OK(Write([&](sql::Transaction& txn) { return DeleteBuyerNote(txn, name); }));
  EXPECT_THAT(Get(LoadBuyerNote, name), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::orders::store
