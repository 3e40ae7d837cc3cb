#include "services/feedback/domain/evidence/appeal.h"

#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"

namespace shopdesk::feedback::domain {
namespace {

using Decide = v1::DecideAppealRequest;

const absl::Time kAppealNow = absl::FromUnixSeconds(1700000000);

DossierStep AppealStepOf(const char* who, type::v1::Actor::Kind kind = type::v1::Actor::AGENT) {
  DossierStep step;
  step.actor.set_kind(kind);
  step.actor.set_id(who);
  step.now = kAppealNow;
  return step;
}

v1::Dossier DossierIn(v1::Dossier::State state) {
  v1::Dossier dossier;
  dossier.set_name("shops/1/dossiers/o.1");
  dossier.set_review("shops/1/reviews/o.1");
  dossier.set_head("aa");
  dossier.set_state(state);
  return dossier;
}

v1::Appeal NewAppeal() {
  return MakeAppeal(DossierIn(v1::Dossier::CONFIRMED), kAppealNow + absl::Hours(1),
                    AppealStepOf("7"))
      .value();
}

TEST(AppealTest, OnlyAConfirmedDossierCarriesOne) {
  for (const v1::Dossier::State state : {v1::Dossier::COLLECTING, v1::Dossier::LAPSED}) {
    EXPECT_EQ(ReasonOf(MakeAppeal(DossierIn(state), kAppealNow, AppealStepOf("7")).status()),
              "WRONG_STATE");
  }
  const v1::Appeal appeal = NewAppeal();
  EXPECT_EQ(appeal.name(), "shops/1/appeals/o.1");
  EXPECT_EQ(appeal.head(), "aa");
  EXPECT_EQ(appeal.state(), v1::Appeal::SUBMITTED);
}

TEST(AppealTest, SomebodyElseDecidesOnce) {
  v1::Appeal appeal = NewAppeal();
  EXPECT_EQ(ReasonOf(DecideAppeal(appeal, Decide::UPHELD, "", AppealStepOf("7"))), "SAME_PERSON");
  EXPECT_EQ(appeal.state(), v1::Appeal::SUBMITTED);
  ASSERT_TRUE(DecideAppeal(appeal, Decide::UPHELD, "shown", AppealStepOf("8")).ok());
  EXPECT_EQ(appeal.state(), v1::Appeal::UPHELD);
  EXPECT_EQ(appeal.decision(), "shown");
  EXPECT_EQ(ReasonOf(DecideAppeal(appeal, Decide::REJECTED, "", AppealStepOf("8"))), "WRONG_STATE");
  EXPECT_FALSE(ExpireAppeal(appeal, AppealStepOf("appeal_expiry", type::v1::Actor::SYSTEM)));

  v1::Appeal platform = NewAppeal();
  ASSERT_TRUE(
      DecideAppeal(platform, Decide::REJECTED, "", AppealStepOf("7", type::v1::Actor::SERVICE))
          .ok());
  EXPECT_EQ(platform.state(), v1::Appeal::REJECTED);
}

TEST(AppealTest, SilenceRejects) {
  v1::Appeal appeal = NewAppeal();
  EXPECT_TRUE(ExpireAppeal(appeal, AppealStepOf("appeal_expiry", type::v1::Actor::SYSTEM)));
  EXPECT_EQ(appeal.state(), v1::Appeal::REJECTED);
  EXPECT_EQ(appeal.decided_by().kind(), type::v1::Actor::SYSTEM);
}

}  // namespace
}  // namespace shopdesk::feedback::domain
