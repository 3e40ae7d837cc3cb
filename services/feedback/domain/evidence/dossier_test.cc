#include "services/feedback/domain/evidence/dossier.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "services/feedback/domain/shop/errors.h"

namespace shopdesk::feedback::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using Item = v1::DossierItem;

const absl::Time kDossierNow = absl::FromUnixSeconds(1700000000);

DossierStep DossierStepOf(const char* who = "7") {
  DossierStep step;
  step.actor.set_kind(type::v1::Actor::AGENT);
  step.actor.set_id(who);
  step.now = kDossierNow;
  return step;
}

v1::ReviewCase MaliciousCase(v1::ReviewCase::State state) {
  v1::ReviewCase review_case;
  review_case.set_name("shops/1/reviewCases/o.1");
  review_case.set_review("shops/1/reviews/o.1");
  review_case.set_order("shops/1/orders/o");
  review_case.set_buyer("b");
  review_case.set_state(state);
  review_case.mutable_malicious_by()->set_id("first");
  return review_case;
}

v1::Dossier NewDossier() {
  return MakeDossier(MaliciousCase(v1::ReviewCase::CONTACTED), {}, kDossierNow + absl::Hours(1),
                     DossierStepOf());
}

v1::Policy SignalPolicy(int64_t bad) {
  v1::Policy policy;
  policy.set_malicious_bad_reviews(bad);
  return policy;
}

TEST(DossierTest, WordsThatAskForMoneyAreFoundInFourLanguages) {
  EXPECT_THAT(FindMoneyTerms("不给我红包就差评，红 包！"), ElementsAre("红包"));
  EXPECT_THAT(FindMoneyTerms("PAY ME 50 or a bad review"),
              ElementsAre("pay me", "or a bad review"));
  EXPECT_THAT(FindMoneyTerms("Envíame dinero y quito la reseña"),
              ElementsAre("envíame dinero", "quito la reseña"));
  EXPECT_THAT(FindMoneyTerms("me faz um pix que apago a avaliação"), Not(IsEmpty()));
  EXPECT_THAT(FindMoneyTerms("I want my money back, the cup is broken"), IsEmpty());
  EXPECT_THAT(FindMoneyTerms("杯子坏了，请退款"), IsEmpty());
}

TEST(DossierTest, ABoughtOffReviewIsStillASignal) {
  std::vector<v1::Review> last(5);
  for (v1::Review& review : last) review.set_grade(v1::Grade::GOOD);
  last[0].set_grade(v1::Grade::BAD);
  last[1].set_grade(v1::Grade::NEUTRAL);
  last[2].set_first_grade(v1::Grade::BAD);
  v1::DossierSignals signals = SignalsOf(last, SignalPolicy(3));
  EXPECT_EQ(signals.bad_reviews(), 2);
  EXPECT_EQ(signals.last_reviews(), 5);
  EXPECT_FALSE(signals.mostly_bad());
  EXPECT_TRUE(SignalsOf(last, SignalPolicy(2)).mostly_bad());
}

v1::AddDossierItemRequest ItemOf(Item::Kind kind) {
  v1::AddDossierItemRequest request;
  request.set_name("shops/1/dossiers/o.1");
  request.set_kind(kind);
  return request;
}

TEST(DossierTest, EachKindHasItsFields) {
  v1::AddDossierItemRequest message = ItemOf(Item::MESSAGE);
  EXPECT_FALSE(CheckItem(message).ok());
  message.set_conversation("shops/1/conversations/c");
  message.set_message_id("m");
  EXPECT_TRUE(CheckItem(message).ok());
  message.set_conversation("shops/2/conversations/c");
  EXPECT_FALSE(CheckItem(message).ok()) << "of another shop";
  message.set_conversation("shops/1/conversations/c");
  message.set_text("said elsewhere");
  EXPECT_FALSE(CheckItem(message).ok());

  for (const Item::Kind kind : {Item::PICTURE, Item::CALL, Item::DOCUMENT}) {
    v1::AddDossierItemRequest request = ItemOf(kind);
    request.set_uri("https://files.example/1");
    EXPECT_FALSE(CheckItem(request).ok()) << "without what it must be";
    request.set_sha256(std::string(64, '0'));
    EXPECT_TRUE(CheckItem(request).ok());
    request.set_text("what it shows");
    EXPECT_TRUE(CheckItem(request).ok());
    request.set_message_id("m");
    EXPECT_FALSE(CheckItem(request).ok());
  }
  v1::AddDossierItemRequest note = ItemOf(Item::NOTE);
  EXPECT_FALSE(CheckItem(note).ok());
  note.set_text("he did it twice");
  EXPECT_TRUE(CheckItem(note).ok());
  note.set_kind(Item::REVIEW);
  EXPECT_FALSE(CheckItem(note).ok()) << "the service adds the review";
}

TEST(DossierTest, ItemsAreNumberedAndTheirWordsAreSignals) {
  v1::Dossier dossier = NewDossier();
  Item item = NextItem(dossier, Item::NOTE, DossierStepOf());
  item.add_money_terms("红包");
  item.set_hash("aa");
  ASSERT_TRUE(AddItem(dossier, item, DossierStepOf()).ok());
  ASSERT_TRUE(AddItem(dossier, item, DossierStepOf()).ok());
  EXPECT_EQ(NextItem(dossier, Item::NOTE, DossierStepOf()).number(), 3);
  EXPECT_EQ(dossier.head(), "aa");
  EXPECT_THAT(dossier.signals().money_terms(), ElementsAre("红包"));
  item.set_preview("changed");
  EXPECT_EQ(MetaOf(item), MetaOf(dossier.items(0))) << "an erasure must not break the chain";
  item.set_part("changed");
  EXPECT_NE(MetaOf(item), MetaOf(dossier.items(0)));
}

TEST(DossierTest, ItHoldsSoMuch) {
  v1::Dossier dossier = NewDossier();
  Item item = NextItem(dossier, Item::NOTE, DossierStepOf());
  item.set_sealed_bytes(kMostSealedBytes);
  ASSERT_TRUE(AddItem(dossier, item, DossierStepOf()).ok());
  item.set_sealed_bytes(1);
  EXPECT_EQ(ReasonOf(AddItem(dossier, item, DossierStepOf())), kDossierFull);
  dossier = NewDossier();
  for (int i = 0; i < kMostDossierItems; ++i) {
    ASSERT_TRUE(AddItem(dossier, item, DossierStepOf()).ok());
  }
  EXPECT_EQ(ReasonOf(AddItem(dossier, item, DossierStepOf())), kDossierFull);
  EXPECT_EQ(dossier.items_size(), kMostDossierItems);
}

TEST(DossierTest, ItEndsWithItsCaseAndOnce) {
  v1::Dossier confirmed = NewDossier();
  EXPECT_TRUE(
      EndWithCase(confirmed, MaliciousCase(v1::ReviewCase::MALICIOUS), DossierStepOf("second")));
  EXPECT_EQ(confirmed.state(), v1::Dossier::CONFIRMED);
  ASSERT_EQ(confirmed.confirmed_by_size(), 2);
  EXPECT_EQ(confirmed.confirmed_by(0).id(), "first");
  EXPECT_EQ(confirmed.confirmed_by(1).id(), "second");
  EXPECT_FALSE(LapseDossier(confirmed, kDossierNow));
  EXPECT_EQ(ReasonOf(AddItem(confirmed, {}, DossierStepOf())), "WRONG_STATE");

  v1::Dossier lapsed = NewDossier();
  EXPECT_TRUE(
      EndWithCase(lapsed, MaliciousCase(v1::ReviewCase::UNRESOLVED), DossierStepOf("second")));
  EXPECT_EQ(lapsed.state(), v1::Dossier::LAPSED);
  EXPECT_EQ(lapsed.confirmed_by_size(), 0);
  v1::Dossier late = NewDossier();
  EXPECT_TRUE(LapseDossier(late, kDossierNow + absl::Hours(1)));
  EXPECT_EQ(FromProto(late.end_time()), kDossierNow + absl::Hours(1));
  EXPECT_FALSE(
      EndWithCase(late, MaliciousCase(v1::ReviewCase::MALICIOUS), DossierStepOf("second")));
}

}  // namespace
}  // namespace shopdesk::feedback::domain
