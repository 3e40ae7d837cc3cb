// What agents promise, and what buyers get where something went wrong.

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/base/money.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/replay/side_story.h"

namespace shopdesk::cli {
namespace {

using orders::v1::Compensation;
using orders::v1::Promise;
using Promises = orders::v1::PromiseService::Stub;

// An agent promises it a minute after the receiver was confirmed.
constexpr absl::Duration kPromiseAfter = absl::Minutes(2);
// A promise is broken after a day; it is made good an hour later.
constexpr absl::Duration kMakeGoodAfter = absl::Hours(25);
// Money off that is promised, in minor units; for cheaper orders what the goods cost.
constexpr int64_t kPromisedMinor = 200;
// A parcel is late after 72 h, and the buyer told an hour later; an hour after that he gets a
// twentieth of what the goods cost, within these bounds, in minor units.
constexpr absl::Duration kCompensateAfter = absl::Hours(74);
constexpr int64_t kLateShare = 20;
constexpr int64_t kLateLeastMinor = 100;
constexpr int64_t kLateMostMinor = 500;

absl::StatusOr<Compensation> Compensate(Desk& desk, const CallSettings& agent,
                                        orders::v1::GiveCompensationRequest request) {
  request.set_means(Compensation::MONEY);
  ASSIGN_OR_RETURN(const Compensation given,
                   Invoke(agent, *desk.compensations,
                          &orders::v1::CompensationService::Stub::GiveCompensation, request));
  if (given.state() == Compensation::GIVEN) return given;
  return absl::InternalError(absl::StrCat(given.name(), " is above the agent's budget"));
}

class PromiseStory final : public SideStory {
 public:
  PromiseStory(Desk& desk, const Invoice& invoice, const OrderTimes& times, bool kept)
      : SideStory(desk, invoice, "promise"), kept_(kept) {
    promised_minor_ = std::min(kPromisedMinor, invoice.GoodsMinor());
    Then(times.paid + kPromiseAfter, [this](absl::Time) { return Make(); });
    if (kept) {
      Then(times.shipped + absl::Minutes(1), [this](absl::Time) { return Keep(""); });
    } else {
      Then(times.paid + kPromiseAfter + kMakeGoodAfter, [this](absl::Time) { return MakeGood(); });
    }
  }

 private:
  absl::Status Make() {
    ASSIGN_OR_RETURN(const orders::v1::Order order, GetOrder());
    amount_ = MakeMoney(order.total().currency_code(), promised_minor_);
    orders::v1::MakePromiseRequest request;
    request.set_parent(order_);
    request.set_kind(kept_ ? Promise::SEND_BY : Promise::DISCOUNT);
    if (!kept_) *request.mutable_amount() = amount_;
    request.set_note(kept_ ? "It goes today" : "Something off, since the colour is sold out");
    request.set_request_id(RequestId("make"));
    ASSIGN_OR_RETURN(const Promise promise,
                     Invoke(Agent(), *desk_.promises, &Promises::MakePromise, request));
    promise_ = promise.name();
    return absl::OkStatus();
  }

  // `kept_by`: what kept it; empty: sending.
  absl::Status Keep(const std::string& kept_by) {
    orders::v1::KeepPromiseRequest request;
    request.set_name(promise_);
    request.set_kept_by(kept_by);
    if (kept_by.empty()) request.set_note("It went");
    request.set_request_id(RequestId("keep"));
    return Invoke(Agent(), *desk_.promises, &Promises::KeepPromise, request).status();
  }

  absl::Status MakeGood() {
    orders::v1::GiveCompensationRequest request;
    request.set_parent(order_);
    request.set_cause(Compensation::BROKEN_PROMISE);
    request.set_promise(promise_);
    *request.mutable_amount() = amount_;
    request.set_note("The promise was forgotten");
    request.set_request_id(RequestId("compensate"));
    ASSIGN_OR_RETURN(const Compensation given, Compensate(desk_, Agent(), request));
    return Keep(given.name());
  }

  const bool kept_;
  int64_t promised_minor_ = 0;
  type::v1::Money amount_;
  std::string promise_;
};

class LateStory final : public SideStory {
 public:
  LateStory(Desk& desk, const Invoice& invoice, const OrderTimes& times)
      : SideStory(desk, invoice, "late") {
    const int64_t goods = invoice.GoodsMinor();
    minor_ = std::min(std::clamp(goods / kLateShare, kLateLeastMinor, kLateMostMinor), goods);
    Then(times.shipped + kCompensateAfter, [this](absl::Time) { return Give(); });
  }

 private:
  absl::Status Give() {
    ASSIGN_OR_RETURN(const orders::v1::Order order, GetOrder());
    orders::v1::GiveCompensationRequest request;
    request.set_parent(order_);
    request.set_cause(Compensation::CARRIER);
    *request.mutable_amount() = MakeMoney(order.total().currency_code(), minor_);
    request.set_note("The parcel is late");
    request.set_request_id(RequestId("compensate"));
    return Compensate(desk_, Agent(), request).status();
  }

  int64_t minor_ = 0;
};

}  // namespace

std::shared_ptr<SideStory> MakePromiseStory(Desk& desk, const Invoice& invoice,
                                            const OrderTimes& times, bool kept) {
  return std::make_shared<PromiseStory>(desk, invoice, times, kept);
}

std::shared_ptr<SideStory> MakeLateStory(Desk& desk, const Invoice& invoice,
                                         const OrderTimes& times) {
  return std::make_shared<LateStory>(desk, invoice, times);
}

}  // namespace shopdesk::cli
