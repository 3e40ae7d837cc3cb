#include "services/catalog/handlers/knowledge/quiz.h"

#include <functional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/types/optional.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/knowledge/quiz.h"
#include "services/catalog/domain/knowledge/told_text.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/events.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/shop/stored_time.h"
#include "services/catalog/store/knowledge/quiz.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"

namespace shopdesk::catalog::handlers {
namespace {

// Quizzes: usual, at most.
constexpr PageLimits kQuizPage{50, 200};
// Questions of a quiz where the request doesn't say.
constexpr int kUsualQuestions = 10;
// Products that a quiz is drawn from, and categories that are looked into for them, at most: it is
// drawn inside a write.
constexpr int kMostQuizProducts = 200;
constexpr size_t kMostQuizCategories = 50;

// Adds up to `room` products on sale, in the order of ids, from a random place on.
absl::Status SampleProducts(sql::Transaction& txn, absl::string_view shop,
                            const store::ProductFilter& filter, std::mt19937_64& random, int room,
                            std::vector<v1::Product>& products) {
  ASSIGN_OR_RETURN(const std::vector<v1::Product> first,
                   store::ListProducts(txn, shop, filter, "", 1));
  if (first.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string last, store::LastProductId(txn, shop, filter.category));
  const std::string start = domain::IdBetween(LastSegment(first[0].name()), last, random());
  ASSIGN_OR_RETURN(std::vector<v1::Product> found,
                   store::ListProducts(txn, shop, filter, start, room));
  for (v1::Product& product : found) products.push_back(std::move(product));
  const int missing = room - static_cast<int>(found.size());
  if (missing == 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(found, store::ListProducts(txn, shop, filter, "", missing));
  for (v1::Product& product : found) {
    if (LastSegment(product.name()) > start) break;
    products.push_back(std::move(product));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<v1::Product>> SampleProducts(sql::Transaction& txn,
                                                        absl::string_view shop,
                                                        absl::string_view category, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::string> categories = {""};
  if (!category.empty()) {
    RETURN_IF_ERROR(store::LoadCategory(txn, shop, LastSegment(category)).status());
    ASSIGN_OR_RETURN(const auto subtree, store::LoadSubtreeIds(txn, shop, LastSegment(category)));
    categories.clear();
    for (const auto& level : subtree)
      categories.insert(categories.end(), level.begin(), level.end());
    for (size_t i = categories.size(); i > 1; --i)
      std::swap(categories[i - 1], categories[random() % i]);
    if (categories.size() > kMostQuizCategories) categories.resize(kMostQuizCategories);
  }
  std::vector<v1::Product> products;
  for (const std::string& each : categories) {
    const int room = kMostQuizProducts - static_cast<int>(products.size());
    if (room == 0) break;
    const store::ProductFilter filter = {.category = each, .state = v1::Product::ON_SALE};
    RETURN_IF_ERROR(SampleProducts(txn, shop, filter, random, room, products));
  }
  return products;
}

absl::StatusOr<domain::QuizFacts> GatherFacts(sql::Transaction& txn, absl::string_view shop,
                                              absl::string_view category, uint64_t seed,
                                              const v1::Policy& policy) {
  domain::QuizFacts facts;
  ASSIGN_OR_RETURN(facts.products, SampleProducts(txn, shop, category, seed));
  for (const v1::Product& product : facts.products) {
    const auto [known, inserted] = facts.categories.try_emplace(product.category());
    if (!inserted || product.category().empty()) continue;
    ASSIGN_OR_RETURN(const std::vector<v1::Category> path,
                     store::ReadPath(txn, shop, LastSegment(product.category())));
    known->second.definitions = domain::EffectiveDefinitions(path);
    known->second.full_mark = domain::IsFullMark(path, policy);
  }
  return facts;
}

// With the timer that ends it while it is open.
void NoteQuiz(runtime::WriteContext& ctx, v1::Quiz& quiz) {
  if (quiz.state() == v1::Quiz::OPEN) {
    ctx.Schedule(domain::kQuizExpiry, quiz.name(), FromProto(quiz.expire_time()));
  } else {
    ctx.Cancel(domain::kQuizExpiry, quiz.name());
  }
  *quiz.mutable_update_time() = StoredTime(ctx.now());
}

absl::Status EndQuiz(runtime::WriteContext& ctx, v1::Quiz& quiz) {
  RETURN_IF_ERROR(domain::ExpireQuiz(quiz));
  NoteQuiz(ctx, quiz);
  RETURN_IF_ERROR(store::SaveQuiz(ctx.txn(), quiz));
  ctx.Emit(quiz, events::kQuizExpired);
  return absl::OkStatus();
}

bool IsQuizDue(const runtime::WriteContext& ctx, const v1::Quiz& quiz) {
  return FromProto(quiz.expire_time()) <= ctx.now();
}

}  // namespace

absl::Status StartQuiz(runtime::WriteContext& ctx, const v1::StartQuizRequest& request,
                       v1::Quiz* response) {
  const absl::string_view shop = ShopOf(request.parent());
  if (!request.category().empty() && ShopOf(request.category()) != shop)
    return InvalidFieldError("category", "must be of the same shop");
  const std::string agent = request.agent().empty() ? ctx.actor().id() : request.agent();
  RETURN_IF_ERROR(domain::CheckMayAsk(ctx.actor(), agent, request.has_seed()));
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), shop));
  ASSIGN_OR_RETURN(absl::optional<v1::Quiz> open,
                   store::FindOpenQuizForUpdate(ctx.txn(), shop, agent));
  if (open.has_value()) {
    if (!IsQuizDue(ctx, *open)) return domain::QuizOpenError(open->name());
    RETURN_IF_ERROR(EndQuiz(ctx, *open));
  }
  const int64_t seed = request.has_seed()
                           ? request.seed()
                           : static_cast<int64_t>(std::hash<std::string>()(ctx.DerivedId("seed")));
  const absl::string_view language = domain::TextLanguage(request.language_code());
  ASSIGN_OR_RETURN(const domain::QuizFacts facts,
                   GatherFacts(ctx.txn(), shop, request.category(), seed, policy));
  const int count = request.question_count() == 0 ? kUsualQuestions : request.question_count();
  const std::vector<v1::QuizQuestion> drawn = domain::DrawQuestions(facts, seed, count, language);
  if (static_cast<int>(drawn.size()) < count)
    return domain::TooFewFactsError(request.parent(), static_cast<int>(drawn.size()));

  v1::Quiz solution;
  for (const v1::QuizQuestion& question : drawn) {
    *response->add_questions() = domain::Unsolved(question);
    *solution.add_questions() = question;
  }
  response->set_name(domain::QuizName(shop, ctx.DerivedId("quiz")));
  response->set_state(v1::Quiz::OPEN);
  response->set_agent(agent);
  response->set_category(request.category());
  response->set_seed(seed);
  response->set_language_code(std::string(language));
  *response->mutable_actor() = ctx.actor();
  *response->mutable_create_time() = StoredTime(ctx.now());
  *response->mutable_expire_time() = StoredTime(ctx.now() + absl::Seconds(policy.quiz_seconds()));
  response->set_pass_mark_bps(policy.quiz_pass_bps());
  NoteQuiz(ctx, *response);
  RETURN_IF_ERROR(store::InsertQuiz(ctx.txn(), solution, *response));
  ctx.Emit(*response, events::kQuizStarted);
  return absl::OkStatus();
}

absl::Status SubmitQuiz(runtime::WriteContext& ctx, const v1::SubmitQuizRequest& request,
                        v1::Quiz* response) {
  const absl::string_view shop = ShopOf(request.name());
  const absl::string_view id = LastSegment(request.name());
  ASSIGN_OR_RETURN(*response, store::LoadQuizForUpdate(ctx.txn(), shop, id));
  RETURN_IF_ERROR(domain::CheckIsAsked(ctx.actor(), *response));
  if (response->state() == v1::Quiz::OPEN && IsQuizDue(ctx, *response))
    return WrongStateError(request.name(), "EXPIRED", "submit", "StartQuiz");
  ASSIGN_OR_RETURN(const v1::Quiz solution, store::LoadSolution(ctx.txn(), shop, id));
  RETURN_IF_ERROR(domain::GradeQuiz(*response, solution, request));
  *response->mutable_grade_time() = StoredTime(ctx.now());
  NoteQuiz(ctx, *response);
  RETURN_IF_ERROR(store::SaveQuiz(ctx.txn(), *response));
  ctx.Emit(*response, events::kQuizGraded);
  return absl::OkStatus();
}

absl::Status OnQuizExpiry(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(v1::Quiz quiz, store::LoadQuizForUpdate(ctx.txn(), ShopOf(due.resource_name),
                                                           LastSegment(due.resource_name)));
  if (quiz.state() != v1::Quiz::OPEN || !IsQuizDue(ctx, quiz)) return absl::OkStatus();
  return EndQuiz(ctx, quiz);
}

absl::Status GetQuiz(runtime::ReadContext& ctx, const v1::GetQuizRequest& request,
                     v1::Quiz* response) {
  ASSIGN_OR_RETURN(*response,
                   store::LoadQuiz(ctx.txn(), ShopOf(request.name()), LastSegment(request.name())));
  return absl::OkStatus();
}

absl::Status ListQuizzes(runtime::ReadContext& ctx, const v1::ListQuizzesRequest& request,
                         v1::ListQuizzesResponse* response) {
  const store::QuizFilter filter = {.state = request.state(), .agent = request.agent()};
  return ListPage(
      request, kQuizPage, store::BeforeNewest(),
      [&](const store::CreatedKey& before, int limit) {
        return store::ListQuizzes(ctx.txn(), ShopOf(request.parent()), filter, before, limit);
      },
      store::CreatedKeyOf<v1::Quiz>, *response, *response->mutable_quizzes());
}

}  // namespace shopdesk::catalog::handlers
