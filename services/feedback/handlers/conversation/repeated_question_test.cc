#include "services/feedback/handlers/conversation/repeated_question.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/erasure/erasure.h"
#include "libs/testing/stored.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::kTestTime;
using testing::MessageAt;
using ::testing::Not;
using Question = v1::RepeatedQuestion;

constexpr absl::Duration kDay = absl::Hours(24);

class RepeatedQuestionTest : public testing::ChatTest {
 protected:
  void SetUp() override {
    ChatTest::SetUp();
    catalog::v1::Product mug;
    mug.set_name("shops/1/products/mug");
    mug.set_category("shops/1/categories/cups");
    mug.set_title("Tea mug");
    mug.add_attributes()->set_key("volume");
    catalog_.Put(mug);
  }

  // A message of a buyer on the mug's page, in a conversation of his own.
  static v1::ConversationRecord Asks(const std::string& buyer, const std::string& text,
                                     absl::Time time, const std::string& product = "mug") {
    v1::ConversationRecord record = MessageAt(time, v1::Message::BUYER, "c-" + buyer, "a", buyer);
    v1::Message& message = *record.mutable_message()->mutable_message();
    message.set_message_id(absl::StrCat(ToMillis(time), text));
    message.set_text(text);
    message.set_product_id(product);
    return record;
  }
  // Three buyers ask it within the hour that ends at `time`.
  void ThreeAsk(absl::Time time, const std::string& text = "Is it dishwasher safe?",
                const std::string& prefix = "b") {
    for (int i = 1; i <= 3; ++i) {
      ASSERT_OK(Record({Asks(absl::StrCat(prefix, i), text, time - absl::Minutes(3 - i))}));
    }
    AdvanceTo(time + absl::Minutes(2));
  }
  std::vector<Question> List(Question::State state = Question::STATE_UNSPECIFIED) {
    v1::ListRepeatedQuestionsRequest request;
    request.set_parent("shops/1");
    request.set_product("shops/1/products/mug");
    request.set_state(state);
    const auto list =
        Read<v1::ListRepeatedQuestionsResponse>(request, handlers::ListRepeatedQuestions);
    EXPECT_OK(list.status());
    return {list->repeated_questions().begin(), list->repeated_questions().end()};
  }
  absl::StatusOr<Question> Answer(const std::string& name, const std::string& article,
                                  const std::string& attribute = "") {
    v1::AnswerRepeatedQuestionRequest request;
    request.set_name(name);
    request.set_article(article);
    request.set_attribute(attribute);
    return WorkflowWith<Question>(Call(), request, handlers::AnswerRepeatedQuestion, catalog_);
  }
  absl::StatusOr<Question> Dismiss(const std::string& name) {
    v1::DismissRepeatedQuestionRequest request;
    request.set_name(name);
    return Write<Question>(Call(), request, handlers::DismissRepeatedQuestion);
  }
  void PutArticle(catalog::v1::Article::State state, const std::string& body,
                  const std::string& category = "") {
    catalog::v1::Article article;
    article.set_name("shops/1/articles/care");
    article.set_state(state);
    article.set_body(body);
    if (category.empty()) article.add_products("shops/1/products/mug");
    if (!category.empty()) article.add_categories(category);
    catalog_.Put(article);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, RepeatedQuestionTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(RepeatedQuestionTest, FromTheThirdBuyerToTheArticle) {
  ASSERT_OK(Record({Asks("b1", "Is it dishwasher safe?", kTestTime),
                    Asks("b2", "dishwasher safe? call 13812341234", kTestTime),
                    Asks("b1", "Dishwasher safe??", kTestTime + absl::Seconds(1))}));
  AdvanceTo(kTestTime + absl::Minutes(5));
  EXPECT_THAT(List(), IsEmpty()) << "two buyers";
  ASSERT_OK(Record({Asks("b3", "safe in the dishwasher?", kTestTime + absl::Minutes(6))}));
  AdvanceTo(kTestTime + absl::Minutes(8));
  ASSERT_EQ(List().size(), 1u);
  Question question = List(Question::OPEN).at(0);
  EXPECT_EQ(question.example(), "safe in the dishwasher?");
  EXPECT_EQ(question.example_conversation(), "shops/1/conversations/c-b3");
  EXPECT_EQ(question.buyer_count(), 3);
  EXPECT_EQ(question.ask_count(), 4);
  EXPECT_EQ(FromProto(question.first_ask_time()), kTestTime);
  ASSERT_EQ(Work().size(), 1u + 3u) << "and three buyers who wait";
  PutArticle(catalog::v1::Article::DRAFT, "");
  EXPECT_THAT(Answer(question.name(), "shops/1/articles/care"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Answer(question.name(), "shops/1/articles/none"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Answer(question.name(), "", "weight"), HasReason("INVALID_ARGUMENT"));
  PutArticle(catalog::v1::Article::PUBLISHED, "");
  ASSERT_OK_AND_ASSIGN(question, Answer(question.name(), "shops/1/articles/care"));
  EXPECT_EQ(question.state(), Question::ANSWERED);
  EXPECT_EQ(Work().size(), 3u);
  EXPECT_THAT(Answer(question.name(), "", "volume"), HasReason("WRONG_STATE"));
  EXPECT_THAT(EventTypes(), Contains("repeated_question.answered"));
  ASSERT_OK_AND_ASSIGN(const v1::FeedbackFigures figures, Figures());
  ASSERT_EQ(figures.repeated_questions_by_state_size(), 1);
  EXPECT_EQ(figures.repeated_questions_by_state(0).state(), Question::ANSWERED);
}

TEST_P(RepeatedQuestionTest, TheMaskedTextIsShownAndTheFirstQuestionCounts) {
  ThreeAsk(kTestTime, "I am on 13812341234. Dishwasher safe?");
  ASSERT_EQ(List().size(), 1u);
  EXPECT_EQ(List()[0].example(), "I am on 138****1234. Dishwasher safe?");
  EXPECT_THAT(List()[0].key(), Not(::testing::HasSubstr("138")));
}

TEST_P(RepeatedQuestionTest, WhatCardOrArticlesSayIsCovered) {
  ThreeAsk(kTestTime, "What volume?");
  EXPECT_EQ(List().at(0).state(), Question::COVERED) << "the card";
  PutArticle(catalog::v1::Article::WITHDRAWN, "The dishwasher is safe");
  ThreeAsk(kTestTime + absl::Hours(1));
  EXPECT_EQ(List(Question::OPEN).size(), 1u) << "nobody finds the article";
  PutArticle(catalog::v1::Article::PUBLISHED, "Boil it", "shops/1/categories/cups");
  ThreeAsk(kTestTime + absl::Hours(2), "boil it?");
  EXPECT_EQ(List(Question::COVERED).size(), 2u) << "the category's article";
  EXPECT_THAT(EventTypes(), Contains("repeated_question.covered"));
  // It is withdrawn, and as many ask again.
  PutArticle(catalog::v1::Article::WITHDRAWN, "Boil it", "shops/1/categories/cups");
  ThreeAsk(kTestTime + absl::Hours(3), "boil it?", "d");
  EXPECT_EQ(List(Question::OPEN).size(), 2u);
}

TEST_P(RepeatedQuestionTest, AskedAgainByAsManyItIsOpenAgain) {
  ThreeAsk(kTestTime);
  const std::string name = List().at(0).name();
  ASSERT_OK(Answer(name, "", "volume"));
  ASSERT_OK(Record({Asks("e1", "dishwasher safe?", kTestTime + absl::Hours(1)),
                    Asks("e2", "dishwasher safe?", kTestTime + absl::Hours(1))}));
  AdvanceTo(kTestTime + absl::Hours(2));
  EXPECT_EQ(List().at(0).state(), Question::ANSWERED);
  EXPECT_EQ(List().at(0).buyer_count(), 5);
  ASSERT_OK(Record({Asks("b1", "dishwasher safe?", kTestTime + absl::Hours(3))}));
  AdvanceTo(kTestTime + absl::Hours(4));
  EXPECT_EQ(List().at(0).state(), Question::OPEN) << "b1 asked again, too";
  EXPECT_EQ(List().at(0).reopen_count(), 1);
  ASSERT_OK(Dismiss(name));
  ThreeAsk(kTestTime + absl::Hours(6), "dishwasher safe?", "f");
  EXPECT_EQ(List().at(0).state(), Question::DISMISSED);
  EXPECT_THAT(Dismiss(name), HasReason("WRONG_STATE"));
  EXPECT_THAT(Dismiss("shops/1/repeatedQuestions/none"), HasReason("NOT_FOUND"));
}

TEST_P(RepeatedQuestionTest, LapsesWhenNobodyAsksAnyMore) {
  ThreeAsk(kTestTime);
  ASSERT_EQ(List(Question::OPEN).size(), 1u);
  AdvanceTo(kTestTime + 29 * kDay);
  EXPECT_EQ(List(Question::OPEN).size(), 1u);
  AdvanceTo(kTestTime + 31 * kDay);
  EXPECT_EQ(List(Question::LAPSED).size(), 1u);
  EXPECT_THAT(testing::TablesHolding(runtime_->database(), "dlshwasher"),
              Not(Contains("asked_questions")));
  ThreeAsk(kTestTime + 40 * kDay);
  EXPECT_EQ(List(Question::OPEN).size(), 1u) << "and is found again";
}

TEST_P(RepeatedQuestionTest, OldNewsAndOthersWordsCountNothing) {
  AdvanceTo(kTestTime + 31 * kDay);
  v1::ConversationRecord agent = Asks("b4", "dishwasher safe?", kTestTime + 31 * kDay);
  agent.mutable_message()->mutable_message()->set_sender(v1::Message::AGENT);
  ASSERT_OK(Record({Asks("b1", "dishwasher safe?", kTestTime),
                    Asks("b2", "dishwasher safe?", kTestTime + 31 * kDay),
                    Asks("b3", "dishwasher safe?", kTestTime + 31 * kDay), agent,
                    Asks("b5", "dishwasher safe?", kTestTime + 31 * kDay, ""),
                    Asks("b6", "dishwasher safe?", kTestTime + 31 * kDay, "cup")}));
  AdvanceTo(kTestTime + 31 * kDay + absl::Minutes(2));
  EXPECT_THAT(List(), IsEmpty());
}

TEST_P(RepeatedQuestionTest, AProductThatCatalogHasNotLapses) {
  for (const char* buyer : {"b1", "b2", "b3"}) {
    ASSERT_OK(Record({Asks(buyer, "dishwasher safe?", kTestTime, "no/such")}));
  }
  AdvanceTo(kTestTime + absl::Minutes(2));
  v1::ListRepeatedQuestionsRequest request;
  request.set_parent("shops/1");
  const auto list =
      Read<v1::ListRepeatedQuestionsResponse>(request, handlers::ListRepeatedQuestions);
  ASSERT_EQ(list->repeated_questions_size(), 1);
  EXPECT_EQ(list->repeated_questions(0).state(), Question::LAPSED);
  EXPECT_EQ(list->repeated_questions(0).product(), "shops/1/products/no%2Fsuch");
  request.set_product("shops/2/products/mug");
  EXPECT_THAT(Read<v1::ListRepeatedQuestionsResponse>(request, handlers::ListRepeatedQuestions),
              HasReason("INVALID_ARGUMENT"));
}

TEST_P(RepeatedQuestionTest, AnErasedBuyersWordsGo) {
  ThreeAsk(kTestTime);
  ASSERT_EQ(List().at(0).example_conversation(), "shops/1/conversations/c-b3");
  erasure::v1::Erasure erasure;
  erasure.set_name("shops/1/erasures/e");
  erasure.set_buyer("b3");
  erasure.set_state(erasure::v1::Erasure::DONE);
  *erasure.mutable_create_time() = ToProto(kTestTime + absl::Minutes(2));
  feed_.Add(erasure, erasure::kDoneEvent);
  CatchUp();
  AdvanceTo(kTestTime + absl::Minutes(5));
  EXPECT_EQ(List().at(0).example(), "");
  EXPECT_THAT(EventTypes(), Contains("repeated_question.erased"));
  ASSERT_OK(Record({Asks("b4", "dishwasher safe please?", kTestTime + absl::Hours(1))}));
  AdvanceTo(kTestTime + absl::Hours(2));
  EXPECT_EQ(List().at(0).example(), "dishwasher safe please?") << "another's";
  EXPECT_EQ(List().at(0).buyer_count(), 3) << "b3 is nobody any more";
}

TEST_P(RepeatedQuestionTest, ManyAtOnceAreCountedOnce) {
  std::vector<std::thread> tools;
  for (int tool = 0; tool < 4; ++tool) {
    tools.emplace_back([&] {
      for (int buyer = 0; buyer < 10; ++buyer) {
        ASSERT_OK(Report({Asks(absl::StrCat("b", buyer), "dishwasher safe?", kTestTime),
                          Asks(absl::StrCat("b", buyer + 1), "dishwasher safe?", kTestTime)}));
      }
    });
  }
  for (std::thread& tool : tools) tool.join();
  AdvanceTo(kTestTime + absl::Minutes(2));
  EXPECT_EQ(List().at(0).buyer_count(), 11);
  EXPECT_EQ(List().at(0).ask_count(), 11);
}

// Whatever order messages arrive in, however often, what is counted is what was said.
TEST_P(RepeatedQuestionTest, CountsAreThoseOfTheMessages) {
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  const std::vector<std::string> words = {"size", "weight", "colour"};
  std::map<std::string, std::set<std::string>> buyers;
  std::map<std::string, int> asked;
  std::vector<v1::ConversationRecord> records;
  for (int i = 0; i < 60; ++i) {
    const std::string& word = words[random() % words.size()];
    const std::string buyer = absl::StrCat("b", random() % 6);
    v1::ConversationRecord record =
        Asks(buyer, absl::StrCat(word, "?"), kTestTime - absl::Minutes(random() % 5000));
    record.mutable_message()->mutable_message()->set_message_id(absl::StrCat("m", i));
    records.push_back(record);
    buyers[word].insert(buyer);
    ++asked[word];
  }
  std::vector<v1::ConversationRecord> told = records;
  told.insert(told.end(), records.begin(), records.end());
  std::shuffle(told.begin(), told.end(), random);
  for (size_t at = 0; at < told.size();) {
    const size_t end = std::min(told.size(), at + 1 + random() % 7);
    ASSERT_OK(Report({told.begin() + at, told.begin() + end}));
    if (random() % 4 == 0) AdvanceTo(runtime_->clock().Now() + absl::Minutes(1));
    at = end;
  }
  AdvanceTo(runtime_->clock().Now() + absl::Minutes(2));
  std::map<std::string, Question> found;
  for (const Question& question : List()) {
    found[question.example().substr(0, question.example().size() - 1)] = question;
  }
  for (const std::string& word : words) {
    const int64_t count = static_cast<int64_t>(buyers[word].size());
    ASSERT_EQ(found.count(word), count >= 3 ? 1u : 0u) << word;
    if (count < 3) continue;
    EXPECT_EQ(found[word].buyer_count(), count) << word;
    EXPECT_EQ(found[word].ask_count(), asked[word]) << word;
    EXPECT_EQ(found[word].state(), Question::OPEN) << word;
  }
}

}  // namespace
}  // namespace shopdesk::feedback
