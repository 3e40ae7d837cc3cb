#include "services/feedback/handlers/follow_up/late_parcel.h"

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "services/feedback/testing/world.h"

namespace shopdesk::feedback {
namespace {

using testing::FinishedOrder;
using testing::HasReason;
using testing::IsOk;
using testing::kTestTime;
using testing::PlacedOrder;
using testing::StatusIs;

class LateParcelTest : public testing::ServiceTest {
 protected:
  static logistics::v1::Shipment Shipment(const std::string& id,
                                          logistics::v1::TrackingStatus::Value status,
                                          absl::Time time = kTestTime) {
    logistics::v1::Shipment shipment;
    shipment.set_name(absl::StrCat("shops/1/shipments/", id));
    shipment.set_order(absl::StrCat("shops/1/orders/", id));
    shipment.set_buyer("b");
    shipment.set_status(status);
    *shipment.mutable_status_time() = ToProto(time);
    return shipment;
  }
  // Logistics finds the parcel of order `id` late.
  void Late(const std::string& id) {
    logistics_feed_.Add(Shipment(id, logistics::v1::TrackingStatus::IN_TRANSIT), "shipment.late");
    CatchUp();
  }
  void Deliver(const std::string& id, absl::Time time) {
    logistics_feed_.Add(Shipment(id, logistics::v1::TrackingStatus::DELIVERED, time),
                        "shipment.delivered", time);
    CatchUp();
  }
  absl::StatusOr<v1::LateParcel> Parcel(const std::string& id) {
    v1::GetLateParcelRequest request;
    request.set_name(absl::StrCat("shops/1/lateParcels/", id));
    return Read<v1::LateParcel>(request, handlers::GetLateParcel);
  }
  absl::StatusOr<v1::LateParcel> Tell(const std::string& id,
                                      type::v1::ContactOutcome::Value outcome) {
    v1::RecordLateParcelContactRequest request;
    request.set_name(absl::StrCat("shops/1/lateParcels/", id));
    *request.mutable_contact() = Contact(type::v1::ContactPurpose::LATE_PARCEL, outcome);
    return Write<v1::LateParcel>(Call(), request, handlers::RecordLateParcelContact);
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, LateParcelTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(LateParcelTest, ALateParcelIsACallUntilTheBuyerIsTold) {
  orders::v1::Order order = PlacedOrder("s", "b", kTestTime);
  order.set_agent("7");
  feed_.Add(order, "order.placed");
  CatchUp();
  Late("s");
  Late("s");
  ASSERT_EQ(Work().size(), 1u);
  EXPECT_EQ(Work()[0].kind(), "late_parcel_call");
  EXPECT_EQ(Work()[0].role(), Role::AGENT);
  EXPECT_EQ(Work()[0].agent(), "7");
  EXPECT_EQ(FromProto(Work()[0].due_time()), kTestTime + absl::Hours(4));
  ASSERT_OK(Tell("s", type::v1::ContactOutcome::NO_ANSWER));
  EXPECT_EQ(FromProto(Work()[0].due_time()), kTestTime + absl::Hours(2)) << "the next attempt";
  ASSERT_OK(Tell("s", type::v1::ContactOutcome::REACHED));
  EXPECT_TRUE(Work().empty());
  EXPECT_THAT(Tell("s", type::v1::ContactOutcome::REACHED), HasReason("WRONG_STATE"));
  Deliver("s", kTestTime + absl::Hours(5));
  EXPECT_EQ(Parcel("s")->state(), v1::LateParcel::TOLD);
  EXPECT_EQ(FromProto(Parcel("s")->end_time()), kTestTime + absl::Hours(5));
  ASSERT_OK_AND_ASSIGN(const v1::FeedbackFigures figures, Figures());
  ASSERT_EQ(figures.late_parcels_by_state_size(), 1);
  EXPECT_EQ(figures.late_parcels_by_state(0).state(), v1::LateParcel::TOLD);
  ASSERT_EQ(figures.contacts_by_outcome_size(), 2) << "NO_ANSWER and REACHED";
  EXPECT_EQ(figures.contacts_by_outcome(0).contacts(), 1);
  EXPECT_EQ(figures.contacts_by_outcome(1).contacts(), 1);
}

TEST_P(LateParcelTest, AnArrivalOvertakesTheCall) {
  Late("s");
  Deliver("s", kTestTime + absl::Hours(1));
  EXPECT_TRUE(Work().empty());
  EXPECT_EQ(Parcel("s")->state(), v1::LateParcel::OVERTAKEN);
  EXPECT_THAT(Tell("s", type::v1::ContactOutcome::REACHED), HasReason("WRONG_STATE"));
  Deliver("punctual", kTestTime);
  EXPECT_THAT(Parcel("punctual"), HasReason("NOT_FOUND"));
  EXPECT_THAT(Tell("punctual", type::v1::ContactOutcome::REACHED), HasReason("NOT_FOUND"));
  logistics::v1::Shipment elsewhere = Shipment("x", logistics::v1::TrackingStatus::IN_TRANSIT);
  elsewhere.set_name("shops/unknown/shipments/x");
  logistics_feed_.Add(elsewhere, "shipment.late");
  CatchUp();
}

TEST_P(LateParcelTest, NobodyIsCalledOnceTheTradeHasEnded) {
  Late("s");
  ASSERT_EQ(Work().size(), 1u);
  orders::v1::Order order = PlacedOrder("s", "b", kTestTime);
  order.set_state(orders::v1::OrderState::TRADE_CLOSED_COD_REFUSED);
  feed_.Add(order, "order.closed");
  CatchUp();
  EXPECT_TRUE(Work().empty());
  EXPECT_EQ(Parcel("s")->state(), v1::LateParcel::OVERTAKEN);
  EXPECT_EQ(EventTypes().back(), "late_parcel.ended");
  EXPECT_THAT(Tell("s", type::v1::ContactOutcome::REACHED), HasReason("WRONG_STATE"));
  // News that come late open nothing again.
  feed_.Add(FinishedOrder("over", "b", kTestTime), "order.finished");
  CatchUp();
  Late("over");
  EXPECT_TRUE(Work().empty());
  EXPECT_THAT(Parcel("over"), HasReason("NOT_FOUND"));
  Deliver("s", kTestTime + absl::Hours(5));
  EXPECT_EQ(FromProto(Parcel("s")->end_time()), kTestTime + absl::Hours(5));
  EXPECT_EQ(Parcel("s")->state(), v1::LateParcel::OVERTAKEN);
}

// The buyer waits for it until the trades of all that is in it have ended.
TEST_P(LateParcelTest, AParcelOfSeveralOrdersIsEachOnes) {
  const auto late = [&](const std::string& id) {
    logistics::v1::Shipment shipment = Shipment(id, logistics::v1::TrackingStatus::IN_TRANSIT);
    shipment.set_order("shops/1/orders/o1");
    shipment.add_merged_orders("shops/1/orders/o2");
    logistics_feed_.Add(shipment, "shipment.late");
    CatchUp();
  };
  const auto close = [&](const std::string& id) {
    orders::v1::Order order = PlacedOrder(id, "b", kTestTime);
    order.set_state(orders::v1::OrderState::TRADE_CLOSED);
    feed_.Add(order, "order.closed");
    CatchUp();
  };
  close("o1");
  late("s");
  ASSERT_EQ(Work().size(), 1u);
  v1::ListLateParcelsRequest list;
  list.set_parent("shops/1");
  list.set_order("shops/1/orders/o2");
  ASSERT_OK_AND_ASSIGN(const v1::ListLateParcelsResponse listed,
                       Read<v1::ListLateParcelsResponse>(list, handlers::ListLateParcels));
  ASSERT_EQ(listed.late_parcels_size(), 1);
  EXPECT_EQ(listed.late_parcels(0).order(), "shops/1/orders/o1");
  close("o2");
  EXPECT_TRUE(Work().empty());
  EXPECT_EQ(Parcel("s")->state(), v1::LateParcel::OVERTAKEN);
  late("t");
  EXPECT_THAT(Parcel("t"), HasReason("NOT_FOUND"));
}

TEST_P(LateParcelTest, TheEffectOfTellingFirst) {
  for (int i = 0; i < 20; ++i) {
    const std::string id = absl::StrCat("s", i);
    Late(id);
    if (i < 10) {
      ASSERT_OK(Tell(id, type::v1::ContactOutcome::REACHED));
    }
    orders_.Put(FinishedOrder(id, "b", kTestTime));
    v1::SubmitReviewRequest review = ReviewOf(id);
    review.mutable_scores()->set_delivery(i < 10 ? 5 : 3);
    if (i == 19) review.mutable_scores()->clear_delivery();
    ASSERT_OK(Submit(review));
  }
  orders_.Put(FinishedOrder("punctual", "b", kTestTime));
  ASSERT_OK(Submit(ReviewOf("punctual", 1)));
  ASSERT_OK_AND_ASSIGN(const v1::FeedbackFigures figures, Figures());
  EXPECT_EQ(figures.late_told_first().sample_size(), 10);
  EXPECT_EQ(figures.late_told_first().mean(), "5.0");
  EXPECT_EQ(figures.late_not_told().sample_size(), 9) << "one gave no delivery score";
  EXPECT_EQ(figures.late_not_told().verdict(), v1::Figure::NO_DATA) << "under 10";
}

TEST_P(LateParcelTest, LateParcelsAreListed) {
  Late("s1");
  Late("s2");
  ASSERT_OK(Tell("s2", type::v1::ContactOutcome::REACHED));
  v1::ListLateParcelsRequest request;
  request.set_parent("shops/1");
  const auto count = [&] {
    const auto list = Read<v1::ListLateParcelsResponse>(request, handlers::ListLateParcels);
    EXPECT_THAT(list, IsOk());
    return list.ok() ? list->late_parcels_size() : -1;
  };
  EXPECT_EQ(count(), 2);
  request.set_state(v1::LateParcel::TOLD);
  EXPECT_EQ(count(), 1);
  request.set_order("shops/1/orders/s1");
  EXPECT_THAT((Read<v1::ListLateParcelsResponse>(request, handlers::ListLateParcels)),
              StatusIs(absl::StatusCode::kInvalidArgument));
  request.clear_state();
  EXPECT_EQ(count(), 1);
}

}  // namespace
}  // namespace shopdesk::feedback
