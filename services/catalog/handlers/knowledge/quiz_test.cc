#include "services/catalog/handlers/knowledge/quiz.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/fields_of.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::kTestTime;
using ::testing::Contains;
using ::testing::Not;
using testing::Shop;
using ::testing::SizeIs;
using testing::TestCall;

class QuizHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  QuizHandlerTest() {
    EXPECT_OK(shop_.AddCategory("home", ""));
    EXPECT_OK(shop_.AddCategory(
        "cups",
        "parent_category: 'shops/s/categories/home' attribute_definitions { key: 'material' "
        "display_name: 'Material' value_type: TEXT }"));
    for (const char* material : {"glass", "steel", "wood", "paper", "stone"}) {
      EXPECT_OK(shop_.Create(
          material, absl::StrCat("title: '", material,
                                 " cup' category: 'shops/s/categories/cups' attributes { key: "
                                 "'material' values: '",
                                 material, "' } skus { sku_id: '", material,
                                 "-1' price { currency_code: 'GBP' minor: 500 } }")));
      EXPECT_OK(shop_.Publish(material));
    }
  }

  absl::StatusOr<v1::Quiz> Start(const std::string& fields = "") {
    const auto request = shopdesk::testing::ParseText<v1::StartQuizRequest>(
        absl::StrCat("parent: 'shops/s' question_count: 4 language_code: 'en' ", fields));
    v1::Quiz quiz;
    RETURN_IF_ERROR(shop_.runtime()->WriteAndWait(
        TestCall(absl::StrCat("start-", ++calls_)), &request, &quiz,
        [&](runtime::WriteContext& ctx) { return handlers::StartQuiz(ctx, request, &quiz); }));
    return quiz;
  }
  absl::StatusOr<v1::Quiz> Submit(const v1::Quiz& quiz, const std::string& answers) {
    return shop_.WriteText<v1::Quiz>(handlers::SubmitQuiz,
                                     absl::StrCat("name: '", quiz.name(), "' ", answers));
  }

  Shop shop_{GetParam()};
  int calls_ = 0;
};
ON_BOTH_DATABASES(QuizHandlerTest);

TEST_P(QuizHandlerTest, IsStartedAnsweredAndGradedOnce) {
  ASSERT_OK_AND_ASSIGN(const v1::Quiz quiz, Start("seed: 7"));
  EXPECT_THAT(quiz.questions(), SizeIs(4));
  EXPECT_EQ(quiz.pass_mark_bps(), 8000);
  EXPECT_EQ(quiz.seed(), 7);
  for (const v1::QuizQuestion& question : quiz.questions()) {
    EXPECT_FALSE(question.has_right_choice());
    EXPECT_EQ(question.product(), "");
  }
  EXPECT_THAT(Start(), HasReason("QUIZ_OPEN"));
  ASSERT_OK_AND_ASSIGN(const v1::Quiz graded, Submit(quiz, "answers { question: 1 choice: 0 }"));
  EXPECT_EQ(graded.state(), v1::Quiz::GRADED);
  EXPECT_EQ(graded.right_count(), graded.questions(1).right_choice() == 0 ? 1 : 0);
  for (const v1::QuizQuestion& question : graded.questions())
    EXPECT_TRUE(question.has_right_choice());
  EXPECT_THAT(Submit(quiz, ""), HasReason("WRONG_STATE"));
  EXPECT_THAT(shop_.Events(), Contains("quiz.graded").Times(1));

  // The same seed asks the same, and who knows the answers passes.
  ASSERT_OK_AND_ASSIGN(const v1::Quiz again, Start("seed: 7"));
  std::string answers;
  for (int i = 0; i < again.questions_size(); ++i) {
    EXPECT_EQ(again.questions(i).text(), quiz.questions(i).text());
    absl::StrAppend(&answers, "answers { question: ", i,
                    " choice: ", graded.questions(i).right_choice(), " } ");
  }
  ASSERT_OK_AND_ASSIGN(const v1::Quiz passed, Submit(again, answers));
  EXPECT_TRUE(passed.passed());
  EXPECT_EQ(passed.score_bps(), 10000);
  EXPECT_THAT(shop_.ReadText<v1::Quiz>(handlers::GetQuiz, "name: '" + again.name() + "'"),
              ::shopdesk::testing::IsOkAndHolds(EqualsProto(passed)));
}

TEST_P(QuizHandlerTest, ExpiresAndAnotherCanBeStarted) {
  ASSERT_OK_AND_ASSIGN(const v1::Quiz quiz, Start());
  shop_.AdvanceTo(kTestTime + absl::Hours(25));
  EXPECT_THAT(shop_.Events(), Contains("quiz.expired").Times(1));
  EXPECT_THAT(Submit(quiz, ""), HasReason("WRONG_STATE"));
  EXPECT_OK(Start());
}

TEST_P(QuizHandlerTest, NobodyKnowsBeforeWhatHeIsAsked) {
  const auto start = [&](role::v1::Role::Value role, const std::string& fields) {
    const auto request = shopdesk::testing::ParseText<v1::StartQuizRequest>(
        absl::StrCat("parent: 'shops/s' question_count: 4 ", fields));
    runtime::CallInfo call = TestCall(absl::StrCat("start-", ++calls_));
    call.actor.set_role(role);
    v1::Quiz quiz;
    return shop_.runtime()->WriteAndWait(call, &request, &quiz, [&](runtime::WriteContext& ctx) {
      return handlers::StartQuiz(ctx, request, &quiz);
    });
  };
  EXPECT_THAT(start(role::v1::Role::AGENT, "agent: '9'"), HasReason("NOT_ASKED"));
  const absl::Status seeded = start(role::v1::Role::AGENT, "seed: 7");
  EXPECT_THAT(shopdesk::testing::FieldsOf(seeded), ::testing::ElementsAre("seed"));
  EXPECT_OK(start(role::v1::Role::AGENT, ""));
  EXPECT_OK(start(role::v1::Role::LEAD, "agent: '9' seed: 7"));
}

TEST_P(QuizHandlerTest, OnlyOfACategoryAndOnlyWhatIsOnSale) {
  EXPECT_OK(Start("category: 'shops/s/categories/home'"));
  EXPECT_THAT(Start("agent: '9' category: 'shops/s/categories/none'"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Start("agent: '9' category: 'shops/t/categories/home'"),
              ::shopdesk::testing::StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK(shop_.AddCategory("empty", ""));
  const auto none = Start("agent: '9' category: 'shops/s/categories/empty'");
  EXPECT_THAT(none, HasReason("TOO_FEW_FACTS"));
  EXPECT_EQ(ErrorMetadataOf(none.status(), "questions"), "0");
}

TEST_P(QuizHandlerTest, ChosenCategoriesMustBeRightAndCountBelow) {
  ASSERT_OK(shop_.SetPolicy("quiz_full_mark_categories: 'shops/s/categories/home'"));
  ASSERT_OK_AND_ASSIGN(const v1::Quiz quiz, Start());
  for (const v1::QuizQuestion& question : quiz.questions()) EXPECT_TRUE(question.must_be_right());
  EXPECT_THAT(shop_.SetPolicy("quiz_full_mark_categories: 'shops/t/categories/home'"),
              ::shopdesk::testing::StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_P(QuizHandlerTest, OfOneAgentAtOnceOneIsOpened) {
  std::vector<testing::WriteBody> bodies;
  for (int i = 0; i < 8; ++i) {
    bodies.push_back([](runtime::WriteContext& ctx) {
      v1::StartQuizRequest request;
      request.set_parent("shops/s");
      request.set_question_count(2);
      v1::Quiz quiz;
      return handlers::StartQuiz(ctx, request, &quiz);
    });
  }
  int opened = 0;
  for (const absl::Status& status : shop_.AtOnce(bodies)) {
    if (status.ok()) ++opened;
    if (!status.ok()) EXPECT_THAT(status, HasReason("QUIZ_OPEN"));
  }
  EXPECT_EQ(opened, 1);
}

TEST_P(QuizHandlerTest, AreListed) {
  ASSERT_OK(Start());
  ASSERT_OK(Start("agent: '9'"));
  std::vector<std::string> agents;
  shop_.List(handlers::ListQuizzes, "agent: '9' state: OPEN",
             [&](const v1::ListQuizzesResponse& page) {
               for (const v1::Quiz& quiz : page.quizzes()) agents.push_back(quiz.agent());
               return page.quizzes_size();
             });
  EXPECT_THAT(agents, ::testing::ElementsAre("9"));
}

}  // namespace
}  // namespace shopdesk::catalog
