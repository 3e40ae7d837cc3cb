#include "services/feedback/handlers/conversation/repeated_question.h"

#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/feedback/clients/peer_error.h"
#include "services/feedback/domain/conversation/question.h"
#include "services/feedback/domain/shop/events.h"
#include "services/feedback/domain/shop/names.h"
#include "services/feedback/handlers/shop/page_limits.h"
#include "services/feedback/handlers/shop/policy.h"
#include "services/feedback/handlers/shop/stored_now.h"
#include "services/feedback/handlers/shop/work_kinds.h"
#include "services/feedback/store/conversation/conversation.h"
#include "services/feedback/store/conversation/question.h"
#include "services/feedback/store/conversation/repeated_question.h"

namespace shopdesk::feedback::handlers {
namespace {

using v1::RepeatedQuestion;

// Rows of questions and buyers that are kept of a product: a shop's busiest page in a month, and
// what one count reads.
constexpr int64_t kMostAsked = 5000;

// Who asked it last shows how it is asked.
absl::Status SetExample(runtime::WriteContext& ctx, RepeatedQuestion& question) {
  const absl::string_view shop = ShopOf(question.name());
  ASSIGN_OR_RETURN(const absl::optional<store::AskedIn> asked,
                   store::FindLastAsked(ctx.txn(), shop, LastSegment(question.name())));
  if (!asked.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const v1::Message message,
                   store::LoadMessage(ctx.txn(), shop, asked->conversation, asked->message_id));
  question.set_example(message.text());
  question.set_example_conversation(domain::ConversationName(shop, asked->conversation));
  question.set_example_message_id(asked->message_id);
  return absl::OkStatus();
}

absl::Status OpenQuestionWork(runtime::WriteContext& ctx, const v1::Policy& policy,
                              const RepeatedQuestion& question) {
  const absl::Time due =
      FromProto(question.update_time()) + absl::Seconds(policy.question_answer_seconds());
  return work::Open(ctx, kRepeatedQuestionWork, {.resource = question.name(), .due = due});
}

absl::Status SaveEnded(runtime::WriteContext& ctx, RepeatedQuestion& question, const char* event) {
  RETURN_IF_ERROR(store::SaveRepeatedQuestion(ctx.txn(), question));
  RETURN_IF_ERROR(work::Close(ctx, kRepeatedQuestionWork, question.name()));
  ctx.Emit(question, event);
  return absl::OkStatus();
}

// A question that had ended, and is asked again.
absl::Status Repeat(runtime::WriteContext& ctx, const v1::Policy& policy,
                    RepeatedQuestion& question) {
  domain::RepeatQuestion(question, StoredNow(ctx));
  RETURN_IF_ERROR(SetExample(ctx, question));
  RETURN_IF_ERROR(store::SaveRepeatedQuestion(ctx.txn(), question));
  const bool open = question.state() == RepeatedQuestion::OPEN;
  if (open) RETURN_IF_ERROR(OpenQuestionWork(ctx, policy, question));
  ctx.Emit(question, open ? events::kRepeatedQuestionOpened : events::kRepeatedQuestionFound);
  return absl::OkStatus();
}

absl::Status NoteTally(runtime::WriteContext& ctx, const v1::Policy& policy,
                       absl::string_view product, const domain::QuestionTally& tally) {
  const absl::string_view shop = ShopOf(product);
  const absl::Time now = StoredNow(ctx);
  ASSIGN_OR_RETURN(absl::optional<RepeatedQuestion> question,
                   store::FindRepeatedQuestionForUpdate(ctx.txn(), shop, tally.id));
  if (!question.has_value()) {
    question = domain::MakeRepeatedQuestion(product, tally, now);
    RETURN_IF_ERROR(SetExample(ctx, *question));
    RETURN_IF_ERROR(store::InsertRepeatedQuestion(ctx.txn(), *question));
    ctx.Emit(*question, events::kRepeatedQuestionFound);
    return absl::OkStatus();
  }
  if (!domain::CountQuestion(*question, tally, now)) return absl::OkStatus();
  if (domain::MayRepeat(*question)) {
    ASSIGN_OR_RETURN(const int64_t since,
                     store::CountBuyersSince(ctx.txn(), shop, tally.id,
                                             ToMillis(FromProto(question->end_time()))));
    if (since >= policy.question_buyers()) return Repeat(ctx, policy, *question);
  }
  if (question->example().empty()) RETURN_IF_ERROR(SetExample(ctx, *question));
  RETURN_IF_ERROR(store::SaveRepeatedQuestion(ctx.txn(), *question));
  ctx.Emit(*question, events::kRepeatedQuestionCounted);
  return absl::OkStatus();
}

// What it is said to be answered by is there, and can be read.
absl::Status CheckAnswerExists(runtime::WorkflowContext& ctx,
                               const v1::AnswerRepeatedQuestionRequest& request,
                               clients::Catalog& catalog) {
  if (!request.article().empty()) {
    const absl::StatusOr<catalog::v1::Article> article = catalog.GetArticle(ctx, request.article());
    if (!article.ok() && !absl::IsNotFound(article.status())) {
      return clients::OfPeer("catalog", article.status());
    }
    const bool published = article.ok() && article->state() == catalog::v1::Article::PUBLISHED;
    return published ? absl::OkStatus()
                     : InvalidFieldError("article", "must be an article that is published");
  }
  std::string product;
  RETURN_IF_ERROR(ctx.Read([&](runtime::ReadContext& read) -> absl::Status {
    ASSIGN_OR_RETURN(const RepeatedQuestion question,
                     store::LoadRepeatedQuestion(read.txn(), ShopOf(request.name()),
                                                 LastSegment(request.name())));
    product = question.product();
    return absl::OkStatus();
  }));
  const absl::StatusOr<catalog::v1::Product> card = catalog.GetProduct(ctx, product);
  RETURN_IF_ERROR(clients::OfPeer("catalog", card.status()));
  const bool known = absl::c_any_of(card->attributes(), [&](const auto& attribute) {
    return attribute.key() == request.attribute();
  });
  return known ? absl::OkStatus()
               : InvalidFieldError("attribute", "must be the key of an attribute of the card");
}

absl::Status WriteQuestionAnswer(runtime::WriteContext& ctx,
                                 const v1::AnswerRepeatedQuestionRequest& request,
                                 RepeatedQuestion* response) {
  ASSIGN_OR_RETURN(*response, store::LoadRepeatedQuestionForUpdate(
                                  ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  RETURN_IF_ERROR(domain::AnswerQuestion(*response, request, ctx.actor(), StoredNow(ctx)));
  return SaveEnded(ctx, *response, events::kRepeatedQuestionAnswered);
}

// Whether an article says it that is linked to the product or category.
absl::StatusOr<bool> IsInArticleOf(const runtime::Context& ctx, const RepeatedQuestion& question,
                                   const std::string& linked_to, clients::Catalog& catalog) {
  ASSIGN_OR_RETURN(const std::vector<catalog::v1::Article> articles,
                   catalog.ListArticlesOf(ctx, linked_to));
  return absl::c_any_of(articles, [&](const catalog::v1::Article& article) {
    return article.state() == catalog::v1::Article::PUBLISHED &&
           domain::HasWordsOf(question.key(), domain::TextOf(article));
  });
}

}  // namespace

absl::Status GetRepeatedQuestion(runtime::ReadContext& ctx,
                                 const v1::GetRepeatedQuestionRequest& request,
                                 RepeatedQuestion* response) {
  ASSIGN_OR_RETURN(*response, store::LoadRepeatedQuestion(ctx.txn(), ShopOf(request.name()),
                                                          LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListRepeatedQuestions(runtime::ReadContext& ctx,
                                   const v1::ListRepeatedQuestionsRequest& request,
                                   v1::ListRepeatedQuestionsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  if (!request.product().empty() && ShopOf(request.product()) != shop) {
    return InvalidFieldError("product", "must be of the parent's shop");
  }
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  return ListPage(
      request, kResourcePage, store::NewestFirst(),
      [&](const store::CreationKey& after, int limit) {
        return store::ListRepeatedQuestions(ctx.txn(), shop, request.product(), request.state(),
                                            after, limit);
      },
      store::CreationKeyOf<RepeatedQuestion>, *response, *response->mutable_repeated_questions());
}

absl::Status AnswerRepeatedQuestion(runtime::WorkflowContext& ctx,
                                    const v1::AnswerRepeatedQuestionRequest& request,
                                    RepeatedQuestion* response, clients::Catalog& catalog) {
  RETURN_IF_ERROR(domain::CheckQuestionAnswer(request));
  RETURN_IF_ERROR(CheckAnswerExists(ctx, request, catalog));
  return ctx.Finish(*response, [&](runtime::WriteContext& write) {
    return WriteQuestionAnswer(write, request, response);
  });
}

absl::Status DismissRepeatedQuestion(runtime::WriteContext& ctx,
                                     const v1::DismissRepeatedQuestionRequest& request,
                                     RepeatedQuestion* response) {
  ASSIGN_OR_RETURN(*response, store::LoadRepeatedQuestionForUpdate(
                                  ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  RETURN_IF_ERROR(domain::DismissQuestion(*response, ctx.actor(), StoredNow(ctx)));
  return SaveEnded(ctx, *response, events::kRepeatedQuestionDismissed);
}

void ScheduleQuestionCount(runtime::WriteContext& ctx, absl::string_view product) {
  const absl::Duration since = ctx.now() - absl::UnixEpoch();
  ctx.Schedule(kQuestionTimer, product,
               absl::UnixEpoch() + absl::Floor(since, absl::Minutes(1)) + absl::Minutes(1));
}

absl::Status CountQuestions(runtime::WriteContext& ctx, const timer::Due& due) {
  const absl::string_view shop = ShopOf(due.resource_name);
  const std::string product(due.resource_name);
  const absl::Time now = StoredNow(ctx);
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  const absl::Duration window = absl::Seconds(policy.question_window_seconds());
  RETURN_IF_ERROR(store::ForgetAskedBefore(ctx.txn(), shop, product, ToMillis(now - window)));
  RETURN_IF_ERROR(store::ForgetAskedBeyond(ctx.txn(), shop, product, kMostAsked));
  ASSIGN_OR_RETURN(const std::vector<domain::QuestionTally> tallies,
                   store::ListTallies(ctx.txn(), shop, product, policy.question_buyers()));
  for (const domain::QuestionTally& tally : tallies) {
    RETURN_IF_ERROR(NoteTally(ctx, policy, product, tally));
  }
  ASSIGN_OR_RETURN(std::vector<RepeatedQuestion> unasked,
                   store::ListUnaskedForUpdate(ctx.txn(), shop, product));
  for (RepeatedQuestion& question : unasked) {
    if (!domain::LapseQuestion(question, now)) continue;
    RETURN_IF_ERROR(SaveEnded(ctx, question, events::kRepeatedQuestionLapsed));
  }
  ASSIGN_OR_RETURN(const absl::optional<int64_t> oldest_ms,
                   store::FindOldestAsked(ctx.txn(), shop, product));
  if (oldest_ms.has_value()) {
    ctx.Schedule(kQuestionTimer, product, FromMillis(*oldest_ms) + window + absl::Minutes(1));
  }
  return absl::OkStatus();
}

absl::StatusOr<domain::Coverage> FindCoverage(const runtime::Context& ctx,
                                              const RepeatedQuestion& question,
                                              clients::Catalog& catalog) {
  const absl::StatusOr<catalog::v1::Product> product = catalog.GetProduct(ctx, question.product());
  if (absl::IsNotFound(product.status())) return domain::Coverage::kNoProduct;
  RETURN_IF_ERROR(product.status());
  bool covered = domain::HasWordsOf(question.key(), domain::TextOf(*product));
  for (const std::string& linked_to : {question.product(), product->category()}) {
    if (covered || linked_to.empty()) continue;
    ASSIGN_OR_RETURN(covered, IsInArticleOf(ctx, question, linked_to, catalog));
  }
  return covered ? domain::Coverage::kCovered : domain::Coverage::kNone;
}

absl::Status SettleRepeatedQuestion(runtime::WriteContext& ctx, const std::string& name,
                                    domain::Coverage coverage) {
  const absl::string_view shop = ShopOf(name);
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(RepeatedQuestion question,
                   store::LoadRepeatedQuestionForUpdate(ctx.txn(), shop, LastSegment(name)));
  if (!domain::SettleQuestion(question, coverage, StoredNow(ctx))) return absl::OkStatus();
  if (question.state() != RepeatedQuestion::OPEN) {
    const bool covered = question.state() == RepeatedQuestion::COVERED;
    return SaveEnded(ctx, question,
                     covered ? events::kRepeatedQuestionCovered : events::kRepeatedQuestionLapsed);
  }
  RETURN_IF_ERROR(store::SaveRepeatedQuestion(ctx.txn(), question));
  RETURN_IF_ERROR(OpenQuestionWork(ctx, policy, question));
  // Nobody may have asked it since: then it lapses.
  ScheduleQuestionCount(ctx, question.product());
  ctx.Emit(question, events::kRepeatedQuestionOpened);
  return absl::OkStatus();
}

}  // namespace shopdesk::feedback::handlers
