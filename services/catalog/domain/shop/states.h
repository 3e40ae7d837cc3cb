#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/base/state_machine.h"
#include "libs/base/status_macros.h"
#include "shopdesk/catalog/v1/article.pb.h"
#include "shopdesk/catalog/v1/bargain.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/quiz.pb.h"
#include "shopdesk/catalog/v1/stock.pb.h"

// The state machines of catalog; docs/states/catalog.md is drawn from them.
namespace shopdesk::catalog::domain {

inline constexpr Transition<v1::Product::State> kProductTransitions[] = {
    {v1::Product::DRAFT, "publish", v1::Product::ON_SALE,
     "required facts present; nothing prohibited said; briefing published and read, if the policy "
     "says so"},
    {v1::Product::DRAFT, "schedule_publish", v1::Product::DRAFT, "required facts present",
     "publish_time"},
    {v1::Product::DRAFT, "cancel_publish", v1::Product::DRAFT, "a publish is scheduled"},
    {v1::Product::OFF_SALE, "publish", v1::Product::ON_SALE,
     "required facts present; nothing prohibited said"},
    {v1::Product::OFF_SALE, "schedule_publish", v1::Product::OFF_SALE, "required facts present",
     "publish_time"},
    {v1::Product::OFF_SALE, "cancel_publish", v1::Product::OFF_SALE, "a publish is scheduled"},
    {v1::Product::ON_SALE, "delist", v1::Product::OFF_SALE},
    {v1::Product::ON_SALE, "schedule_delist", v1::Product::ON_SALE, "", "delist_time"},
    {v1::Product::ON_SALE, "cancel_delist", v1::Product::ON_SALE, "a delist is scheduled"},
};
inline constexpr EventCall kProductCalls[] = {
    {"publish", "PublishProduct"},        {"schedule_publish", "PublishProduct"},
    {"cancel_delist", "PublishProduct"},  {"delist", "DelistProduct"},
    {"schedule_delist", "DelistProduct"}, {"cancel_publish", "DelistProduct"},
};
inline constexpr StateMachine<v1::Product::State> kProductMachine("Product", kProductTransitions,
                                                                  kProductCalls);

inline constexpr Transition<v1::Reservation::State> kReservationTransitions[] = {
    {v1::Reservation::TENTATIVE, "confirm", v1::Reservation::CONFIRMED, "", "expiry cancelled"},
    {v1::Reservation::TENTATIVE, "release", v1::Reservation::TENTATIVE, "something stays reserved"},
    {v1::Reservation::TENTATIVE, "release_all", v1::Reservation::RELEASED,
     "nothing stays reserved"},
    {v1::Reservation::TENTATIVE, "expire", v1::Reservation::EXPIRED, "expire_time has come"},
    {v1::Reservation::CONFIRMED, "confirm", v1::Reservation::CONFIRMED, "same order: no change"},
    {v1::Reservation::CONFIRMED, "commit", v1::Reservation::CONFIRMED, "something stays reserved"},
    {v1::Reservation::CONFIRMED, "commit_rest", v1::Reservation::COMMITTED,
     "nothing stays reserved"},
    {v1::Reservation::CONFIRMED, "release", v1::Reservation::CONFIRMED, "something stays reserved"},
    {v1::Reservation::CONFIRMED, "release_rest", v1::Reservation::COMMITTED,
     "nothing stays reserved, something was shipped"},
    {v1::Reservation::CONFIRMED, "release_all", v1::Reservation::RELEASED,
     "nothing stays reserved, nothing was shipped"},
    {v1::Reservation::COMMITTED, "confirm", v1::Reservation::COMMITTED, "same order: no change"},
    {v1::Reservation::COMMITTED, "release_rest", v1::Reservation::COMMITTED, "no change"},
    {v1::Reservation::RELEASED, "release_all", v1::Reservation::RELEASED, "no change"},
    {v1::Reservation::EXPIRED, "release_all", v1::Reservation::EXPIRED, "no change"},
};
inline constexpr EventCall kReservationCalls[] = {
    {"confirm", "ConfirmReservation"},      {"commit", "CommitReservation"},
    {"commit_rest", "CommitReservation"},   {"release", "ReleaseReservation"},
    {"release_rest", "ReleaseReservation"}, {"release_all", "ReleaseReservation"},
};
inline constexpr StateMachine<v1::Reservation::State> kReservationMachine("Reservation",
                                                                          kReservationTransitions,
                                                                          kReservationCalls);

inline constexpr Transition<v1::Bargain::State> kBargainTransitions[] = {
    {v1::Bargain::OPEN, "counter_offer", v1::Bargain::OPEN, "less than the role may give",
     "expire_time"},
    {v1::Bargain::OPEN, "accept", v1::Bargain::ACCEPTED,
     "within what the role may give, or what a counter-offer asked", "expiry cancelled"},
    {v1::Bargain::OPEN, "refuse", v1::Bargain::REFUSED,
     "too low, no counter-offers left, or declined", "expiry cancelled"},
    {v1::Bargain::OPEN, "expire", v1::Bargain::EXPIRED, "expire_time has come"},
};
inline constexpr EventCall kBargainCalls[] = {
    {"counter_offer", "NegotiatePrice"},
    {"accept", "NegotiatePrice"},
    {"refuse", "NegotiatePrice"},
    {"refuse", "RefuseBargain"},
};
inline constexpr StateMachine<v1::Bargain::State> kBargainMachine("Bargain", kBargainTransitions,
                                                                  kBargainCalls);

inline constexpr Transition<v1::Grant::State> kGrantTransitions[] = {
    {v1::Grant::ACTIVE, "redeem", v1::Grant::REDEEMED,
     "its buyer, SKU and at most its quantity; before expire_time", "expiry cancelled"},
    {v1::Grant::ACTIVE, "expire", v1::Grant::EXPIRED, "expire_time has come, or another was given"},
    {v1::Grant::REDEEMED, "hand_over", v1::Grant::REDEEMED, "from the order that has it"},
    {v1::Grant::REDEEMED, "return", v1::Grant::ACTIVE, "by the order that has it", "expire_time"},
    {v1::Grant::REDEEMED, "return_late", v1::Grant::EXPIRED,
     "by the order that has it, after expire_time or another was given"},
};
inline constexpr EventCall kGrantCalls[] = {
    {"redeem", "RedeemGrant"},
    {"hand_over", "RedeemGrant"},
    {"return", "ReturnGrant"},
    {"return_late", "ReturnGrant"},
};
inline constexpr StateMachine<v1::Grant::State> kGrantMachine("Grant", kGrantTransitions,
                                                              kGrantCalls);

inline constexpr Transition<v1::Article::State> kArticleTransitions[] = {
    {v1::Article::DRAFT, "publish", v1::Article::PUBLISHED},
    {v1::Article::PUBLISHED, "publish", v1::Article::PUBLISHED, "something was changed"},
    {v1::Article::PUBLISHED, "withdraw", v1::Article::WITHDRAWN},
    {v1::Article::WITHDRAWN, "publish", v1::Article::PUBLISHED},
};
inline constexpr EventCall kArticleCalls[] = {
    {"publish", "PublishArticle"},
    {"withdraw", "WithdrawArticle"},
};
inline constexpr StateMachine<v1::Article::State> kArticleMachine("Article", kArticleTransitions,
                                                                  kArticleCalls);

inline constexpr Transition<v1::Quiz::State> kQuizTransitions[] = {
    {v1::Quiz::OPEN, "submit", v1::Quiz::GRADED, "before expire_time", "expiry cancelled"},
    {v1::Quiz::OPEN, "expire", v1::Quiz::EXPIRED, "expire_time has come"},
};
inline constexpr EventCall kQuizCalls[] = {{"submit", "SubmitQuiz"}};
inline constexpr StateMachine<v1::Quiz::State> kQuizMachine("Quiz", kQuizTransitions, kQuizCalls);

// Moves a resource on by an event. FAILED_PRECONDITION (WRONG_STATE).
template <class State, class Resource>
absl::Status Move(const StateMachine<State>& machine, Resource& resource, absl::string_view event) {
  ASSIGN_OR_RETURN(const State next, machine.Next(resource.name(), resource.state(), event));
  resource.set_state(next);
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::domain
