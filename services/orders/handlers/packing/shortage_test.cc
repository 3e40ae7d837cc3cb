#include "services/orders/handlers/packing/shortage.h"

#include "libs/base/clock.h"
#include "libs/base/status_macros.h"
#include "services/orders/handlers/refund/refund.h"
#include "services/orders/handlers/trade/order_change.h"
#include "services/orders/testing/packing.h"

namespace shopdesk::orders {
namespace {

using namespace v1;  // NOLINT: the states
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ShortageTest : public testing::PackingTest {
 protected:
  absl::StatusOr<Shortage> Report(const std::string& job, int64_t quantity,
                                  const std::string& request_id = "") {
    ReportShortageRequest request;
    request.set_parent("shops/s");
    request.set_packing_job(job);
    request.set_line(1);
    request.set_quantity(quantity);
    request.set_counted(1);
    request.set_request_id(request_id.empty() ? NextId() : request_id);
    return world_.Write<Shortage>(request, handlers::ReportShortage);
  }
  AnswerShortageRequest AnswerTo(const Shortage& shortage, AnswerShortageRequest::Answer answer) {
    AnswerShortageRequest request;
    request.set_name(shortage.name());
    request.set_answer(answer);
    request.set_channel(type::v1::ContactChannel::IM);
    request.set_request_id(NextId());
    return request;
  }
  absl::StatusOr<Shortage> Answer(const AnswerShortageRequest& request) {
    return world_.Workflow<Shortage>(request, handlers::AnswerShortage,
                                     static_cast<clients::Catalog&>(world_.catalog()));
  }
  absl::StatusOr<Refund> AskBack(int64_t quantity) {
    OpenRefundRequest open;
    open.set_parent(order_);
    open.set_kind(RefundKind::MONEY_ONLY);
    open.set_reason(RefundReason::NOT_WANTED_BEFORE_SHIPPING);
    open.add_lines()->set_line(1);
    open.mutable_lines(0)->set_quantity(quantity);
    open.set_request_id(NextId());
    return world_.Write<Refund>(open, handlers::OpenRefund);
  }
  Shortage Now(const Shortage& shortage) {
    GetShortageRequest request;
    request.set_name(shortage.name());
    const auto now = world_.Read<Shortage>(request, handlers::GetShortage);
    EXPECT_THAT(now, IsOk());
    return now.value_or(Shortage());
  }
  // Of an order of three, one is missing.
  Shortage OneMissing() {
    order_ = Paid("o", 3).name();
    job_ = Picked({order_}).name();
    const auto shortage = Report(job_, 1);
    EXPECT_THAT(shortage, IsOk());
    return shortage.value_or(Shortage());
  }
  // The rest goes.
  void ShipRest() {
    EXPECT_THAT(Scan(job_, "a", 2), IsOk());
    EXPECT_THAT(FinishJob(job_), IsOk());
    EXPECT_THAT(ShipIt(order_), IsOk());
  }

  std::string order_;
  std::string job_;
};

INSTANTIATE_TEST_SUITE_P(BothDatabases, ShortageTest, testing::BothDatabases(), testing::NameOf);

TEST_P(ShortageTest, StockIsCountedAndTheBuyerIsAsked) {
  order_ = Paid("o", 3).name();
  job_ = Picked({order_}).name();
  world_.catalog().FailNext("CountStock", testing::Fault::kAfter);
  const auto shortage = Report(job_, 1, "once");
  ASSERT_THAT(shortage, IsOk());
  EXPECT_EQ(world_.catalog().counted("a"), 1);
  EXPECT_TRUE(Now(*shortage).count_booked());
  EXPECT_EQ(world_.Get(order_).lines(0).short_(), 1);
  EXPECT_THAT(world_.WorkOf(shortage->name()), ElementsAre("shortage"));
  const auto again = Report(job_, 1, "once");
  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(*again, EqualsProto(*shortage));
  EXPECT_THAT(Report(job_, 3), HasReason("QUANTITY_EXCEEDED"));
  ShipRest();
  EXPECT_EQ(world_.Get(order_).state(), OrderState::SELLER_CONSIGNED_PART);
}

TEST_P(ShortageTest, AreListedByOrder) {
  const Shortage shortage = OneMissing();
  const auto list = [&](const std::string& order) {
    ListShortagesRequest request;
    request.set_parent("shops/s");
    request.set_order(order);
    const auto page = world_.Read<ListShortagesResponse>(request, handlers::ListShortages);
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> names;
    for (const Shortage& each : page->shortages()) names.push_back(each.name());
    return names;
  };
  EXPECT_THAT(list(order_), ElementsAre(shortage.name()));
  EXPECT_THAT(list("shops/s/orders/none"), IsEmpty());
}

TEST_P(ShortageTest, IsCountedByWhatBecameOfIt) {
  const Shortage shortage = OneMissing();
  EXPECT_THAT(world_.Figures().packing(),
              EqualsProto("shortages_by_state { state: ASKED shortages: 1 pieces: 1 }"));
  ASSERT_THAT(Answer(AnswerTo(shortage, AnswerShortageRequest::REFUND)), IsOk());
  ShipRest();
  EXPECT_THAT(
      world_.Figures().packing(),
      EqualsProto("jobs_packed: 1 shortages_by_state { state: REFUNDED shortages: 1 pieces: 1 }"));
}

TEST_P(ShortageTest, HeWaits) {
  const Shortage shortage = OneMissing();
  AnswerShortageRequest wait = AnswerTo(shortage, AnswerShortageRequest::WAIT);
  EXPECT_THAT(Answer(wait), HasReason("INVALID_ARGUMENT"));
  *wait.mutable_wait_time() =
      ToProto(FromProto(world_.Get(order_).ship_by_time()) + absl::Hours(72));
  const auto answered = Answer(wait);
  ASSERT_THAT(answered, IsOk());
  EXPECT_EQ(answered->state(), Shortage::WAITING);
  const Order order = world_.Get(order_);
  EXPECT_THAT(order.ship_by_time(), EqualsProto(wait.wait_time()));
  EXPECT_EQ(order.lines(0).to_ship(), 3);
  EXPECT_THAT(world_.WorkOf(shortage.name()), IsEmpty());
  ShipRest();
  EXPECT_THAT(ShipIt(order_), IsOk());
  EXPECT_EQ(world_.Get(order_).state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(world_.catalog().shipped("a"), 3);
}

TEST_P(ShortageTest, HeTakesHisMoneyBack) {
  const Shortage shortage = OneMissing();
  const auto answered = Answer(AnswerTo(shortage, AnswerShortageRequest::REFUND));
  ASSERT_THAT(answered, IsOk());
  EXPECT_FALSE(answered->refund().empty());
  const Order order = world_.Get(order_);
  EXPECT_EQ(order.payment().refunded_minor(), 500);
  EXPECT_EQ(order.lines(0).refunded(), 1);
  EXPECT_EQ(order.lines(0).short_(), 0);
  // What was packed besides still goes.
  ShipRest();
  EXPECT_EQ(world_.Get(order_).state(), OrderState::WAIT_BUYER_CONFIRM_GOODS);
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
}

TEST_P(ShortageTest, NobodyAnswersAndItIsRefunded) {
  const Shortage shortage = OneMissing();
  world_.Advance(absl::Hours(49));
  EXPECT_EQ(Now(shortage).state(), Shortage::REFUNDED);
  EXPECT_EQ(world_.Get(order_).payment().refunded_minor(), 500);
  EXPECT_THAT(Answer(AnswerTo(shortage, AnswerShortageRequest::REFUND)), HasReason("WRONG_STATE"));
}

// The buyer's own refund gives the money back.
TEST_P(ShortageTest, WhatIsAskedBackIsNotReported) {
  order_ = Paid("o", 2).name();
  job_ = Picked({order_}).name();
  const auto refund = AskBack(2);
  ASSERT_THAT(refund, IsOk());
  EXPECT_THAT(Report(job_, 2), HasReason("LINES_LOCKED"));
  AgreeRefundRequest agree;
  agree.set_name(refund->name());
  agree.set_request_id(NextId());
  ASSERT_THAT(world_.Write<Refund>(agree, handlers::AgreeRefund), IsOk());
  EXPECT_EQ(world_.Get(order_).payment().refunded_minor(), 1000);
  EXPECT_EQ(Job(job_).state(), PackingJob::CANCELLED);
}

TEST_P(ShortageTest, WhatIsMissingIsNotAskedBackBesides) {
  const Shortage shortage = OneMissing();
  EXPECT_THAT(AskBack(3), HasReason("QUANTITY_EXCEEDED"));
  ASSERT_THAT(AskBack(2), IsOk());
  world_.Advance(absl::Hours(49));
  EXPECT_EQ(Now(shortage).state(), Shortage::REFUNDED);
  EXPECT_EQ(world_.Get(order_).payment().refunded_minor(), 1500);
}

// As releases before let it come to be.
TEST_P(ShortageTest, ItLapsesWhereARefundAsksForItsPieces) {
  const Shortage shortage = OneMissing();
  ConfirmReceiverRequest any;
  any.set_name(order_);
  any.set_request_id(NextId());
  const auto lock = [](runtime::WriteContext& ctx, const ConfirmReceiverRequest& request,
                       Order*) -> absl::Status {
    auto change = handlers::LoadForChange(ctx, request.name());
    RETURN_IF_ERROR(change.status());
    change->order.mutable_lines(0)->set_locked(3);
    return handlers::SaveChange(ctx, *change, "");
  };
  ASSERT_THAT(world_.Write<Order>(any, lock), IsOk());
  world_.Advance(absl::Hours(49));
  EXPECT_EQ(Now(shortage).state(), Shortage::LAPSED);
  EXPECT_THAT(world_.WorkOf(shortage.name()), IsEmpty());
  EXPECT_EQ(world_.Get(order_).lines(0).to_ship(), 3);
  EXPECT_EQ(world_.Get(order_).lines(0).short_(), 0);
}

TEST_P(ShortageTest, HeTakesSomethingElse) {
  world_.catalog().SetStock("b", 5);
  order_ = Paid("o", 1).name();
  job_ = Picked({order_}).name();
  const auto shortage = Report(job_, 1);
  ASSERT_THAT(shortage, IsOk());
  EXPECT_EQ(Job(job_).cancel_reason(), PackingJob::ALL_SHORT);
  AnswerShortageRequest other = AnswerTo(*shortage, AnswerShortageRequest::SUBSTITUTE);
  other.set_substitute_sku_id("none");
  EXPECT_THAT(Answer(other), StatusIs(absl::StatusCode::kNotFound));
  other.set_substitute_sku_id("b");
  other.set_request_id(NextId());
  const auto answered = Answer(other);
  ASSERT_THAT(answered, IsOk());
  EXPECT_EQ(answered->state(), Shortage::SUBSTITUTED);
  const Order order = world_.Get(order_);
  EXPECT_EQ(order.lines(0).sku_id(), "b");
  EXPECT_EQ(order.lines(0).to_ship(), 1);
  EXPECT_EQ(world_.catalog().reserved("a"), 0);
  EXPECT_EQ(world_.catalog().reserved("b"), 1);
  EXPECT_THAT(ShipIt(order_), IsOk());
}

TEST_P(ShortageTest, ThePiecesTurnUp) {
  const Shortage shortage = OneMissing();
  AnswerShortageRequest found = AnswerTo(shortage, AnswerShortageRequest::PIECES_FOUND);
  found.clear_channel();
  ASSERT_THAT(Answer(found), IsOk());
  EXPECT_EQ(world_.Get(order_).lines(0).to_ship(), 3);
}

}  // namespace
}  // namespace shopdesk::orders
