#include "services/orders/handlers/desk/buyer_card.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/desk/erasure.h"
#include "services/orders/store/desk/buyer_card.h"
#include "services/orders/testing/world.h"
#include "shopdesk/orders/v1/buyer.pb.h"

namespace shopdesk::orders {
namespace {

using testing::PlaceRequest;
using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

class BuyerCardTest : public WorldTest {
 protected:
  std::string NameOf(const std::string& order) {
    return store::BuyerCardName("s", world_.Get(order).buyer());
  }
  absl::StatusOr<BuyerCard> Card(const std::string& name) {
    GetBuyerCardRequest request;
    request.set_name(name);
    return world_.Read<BuyerCard>(request, handlers::GetBuyerCard);
  }
  absl::StatusOr<BuyerNote> Note(const std::string& card, const std::string& text) {
    AddBuyerNoteRequest request;
    request.set_parent(card);
    request.set_text(text);
    request.set_request_id(absl::StrCat("note-", ++notes_));
    return world_.Write<BuyerNote>(request, handlers::AddBuyerNote);
  }
  int Notes(const std::string& card) {
    ListBuyerNotesRequest request;
    request.set_parent(card);
    const auto list = world_.Read<ListBuyerNotesResponse>(request, handlers::ListBuyerNotes);
    EXPECT_THAT(list, IsOk());
    return list->notes_size();
  }
  int notes_ = 0;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, BuyerCardTest, testing::BothDatabases(), testing::NameOf);

TEST_P(BuyerCardTest, FollowsTheBuyersOrders) {
  const Order shipped = world_.Shipped("o1");
  const std::string name = NameOf(shipped.name());
  ASSERT_THAT(Card(name), IsOk());
  EXPECT_EQ(Card(name)->orders(), 1);
  EXPECT_FALSE(Card(name)->has_return_rate_bps());
  world_.Track(shipped.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(Card(name)->received(), 1);
  EXPECT_EQ(Card(name)->return_rate_bps(), 0);
  ASSERT_THAT(world_.Place(PlaceRequest("o2")), IsOk());
  EXPECT_EQ(Card(name)->orders(), 2);
  world_.Restart();
  world_.Settle();
  EXPECT_EQ(Card(name)->orders(), 2) << "what was counted is not counted again";
  EXPECT_THAT(Card("shops/s/buyerCards/nobody"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(BuyerCardTest, WhoOrderedBeforeThereWereCardsGetsOneOfAllHisOrders) {
  const Order shipped = world_.Shipped("o1");
  ASSERT_THAT(world_.Place(PlaceRequest("o2")), IsOk());
  const std::string name = NameOf(shipped.name());
  const BuyerCard before = *Card(name);
  const auto forget = [&](runtime::WriteContext& ctx) -> absl::Status {
    constexpr sql::Statement kForgetCards = {"orders.forget_cards", "DELETE FROM buyer_cards"};
    constexpr sql::Statement kForgetShares = {"orders.forget_shares",
                                              "DELETE FROM buyer_card_shares"};
    RETURN_IF_ERROR(ctx.txn().Execute(kForgetCards, {}).status());
    return ctx.txn().Execute(kForgetShares, {}).status();
  };
  ASSERT_THAT(world_.runtime().WriteAndWait(world_.CallOf("forget", "f"), nullptr, nullptr, forget),
              IsOk());
  EXPECT_EQ(Card(name)->orders(), 2) << "counted for the answer";
  world_.Track(shipped.parcels(0).shipment(), logistics::v1::TrackingStatus::DELIVERED);
  EXPECT_EQ(Card(name)->orders(), 2);
  EXPECT_EQ(Card(name)->received(), 1);
  EXPECT_EQ(Card(name)->paid_minor(), before.paid_minor());
}

TEST_P(BuyerCardTest, NotesAreSealedRevealedAndTakenAway) {
  const std::string card = NameOf(world_.Shipped("o").name());
  const auto note = Note(card, "call 13812345678 after six");
  ASSERT_THAT(note, IsOk());
  EXPECT_THAT(note->text(), Not(HasSubstr("13812345678")));
  EXPECT_EQ(note->actor().id(), "7");
  RevealBuyerNoteRequest reveal;
  reveal.set_name(note->name());
  reveal.set_purpose("case");
  const auto reveal_it = [&](runtime::WriteContext& ctx, BuyerNote* response) {
    return handlers::RevealBuyerNote(ctx, reveal, response);
  };
  BuyerNote clear;
  ASSERT_THAT(world_.runtime().WriteAndWait(
                  world_.CallOf("reveal", ""), nullptr, &clear,
                  [&](runtime::WriteContext& ctx) { return reveal_it(ctx, &clear); }),
              IsOk());
  EXPECT_THAT(clear.text(), HasSubstr("13812345678"));
  EXPECT_EQ(Notes(card), 1);
  DeleteBuyerNoteRequest remove;
  remove.set_name(note->name());
  remove.set_request_id("remove");
  ASSERT_THAT(world_.Write<BuyerNote>(remove, handlers::DeleteBuyerNote), IsOk());
  EXPECT_EQ(Notes(card), 0);
  EXPECT_THAT(world_.runtime().WriteAndWait(
                  world_.CallOf("reveal", ""), nullptr, &clear,
                  [&](runtime::WriteContext& ctx) { return reveal_it(ctx, &clear); }),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(BuyerCardTest, TooManyNotesAreRefused) {
  const std::string card = "shops/s/buyerCards/chatty";
  for (int i = 0; i < 200; ++i) ASSERT_THAT(Note(card, "he called"), IsOk());
  EXPECT_THAT(Note(card, "again"), HasReason("TOO_MANY_NOTES"));
}

TEST_P(BuyerCardTest, ErasureTakesNotesAndHabitsAndLeavesNumbers) {
  const Order shipped = world_.Shipped("o");
  const std::string card = NameOf(shipped.name());
  ASSERT_THAT(Note(card, "a friend of the house"), IsOk());
  ASSERT_THAT(Note("shops/s/buyerCards/other", "somebody else"), IsOk());
  EraseBuyerRequest erase;
  erase.set_parent("shops/s");
  erase.set_buyer(shipped.buyer());
  erase.set_request_id("erase");
  ASSERT_THAT(world_.Write<erasure::v1::Erasure>(erase, handlers::EraseBuyer), IsOk());
  EXPECT_EQ(Notes(card), 0);
  EXPECT_EQ(Notes("shops/s/buyerCards/other"), 1);
  EXPECT_EQ(Card(card)->orders(), 1);
}

}  // namespace
}  // namespace shopdesk::orders
