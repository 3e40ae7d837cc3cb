#include "services/logistics/handlers/problem/problem_parcel.h"

#include "absl/strings/str_cat.h"
#include "services/logistics/handlers/shipment/shipment.h"
#include "services/logistics/testing/problems.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::ProblemsTest;
using v1::ProblemParcel;

class ProblemParcelsTest : public ProblemsTest {
 protected:
  absl::StatusOr<ProblemParcel> Contact(const std::string& name, const char* channel) {
    auto request = ParseText<v1::RecordProblemContactRequest>(
        "report { purpose: PROBLEM_PARCEL outcome: NO_ANSWER promise: 'rings 13912345678' }");
    request.set_name(name);
    type::v1::ContactChannel::Value parsed;
    EXPECT_TRUE(type::v1::ContactChannel::Value_Parse(channel, &parsed));
    request.mutable_report()->set_channel(parsed);
    return Write<ProblemParcel>(RecordProblemContact, request);
  }
};

TEST_P(ProblemParcelsTest, OneIsOpenAtATime) {
  ASSERT_OK_AND_ASSIGN(const ProblemParcel problem, Open());
  EXPECT_EQ(problem.owner(), "1002");
  EXPECT_THAT(problem.note(), Not(HasSubstr("13912345678")));
  const absl::Status second = Open().status();
  EXPECT_THAT(second, HasReason("PROBLEM_OPEN"));
  EXPECT_EQ(ErrorMetadataOf(second, "problem_parcel"), problem.name());
  EXPECT_THAT(Open("shipment: 'shops/2/shipments/a'"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Open("shipment: 'shops/1/shipments/none'"), HasReason("NOT_FOUND"));
  v1::CloseProblemParcelRequest close;
  close.set_name(problem.name());
  close.set_note("the buyer fetched it");
  ASSERT_OK(Write<ProblemParcel>(CloseProblemParcel, close));
  EXPECT_EQ(Shipment().open_problem(), "");
  ASSERT_OK(Record("a", {"DELIVERED@1"}));
  EXPECT_THAT(Open(), HasReason("WRONG_STATE"));
}

TEST_P(ProblemParcelsTest, TriedOftenEnoughItComesBack) {
  ASSERT_OK_AND_ASSIGN(ProblemParcel problem, Open());
  ASSERT_OK(Contact(problem.name(), "PHONE"));
  Advance(absl::Hours(2));
  ASSERT_OK(Contact(problem.name(), "SMS"));
  Advance(absl::Hours(2));
  ASSERT_OK_AND_ASSIGN(problem, Contact(problem.name(), "PHONE"));
  EXPECT_EQ(problem.state(), ProblemParcel::RETURN);
  EXPECT_THAT(problem.SerializeAsString(), Not(HasSubstr("13912345678")));
  EXPECT_THAT(EventTypes(problem.name()),
              ElementsAre("problem_parcel.opened", "problem_parcel.contacting",
                          "problem_parcel.updated", "problem_parcel.return"));
}

TEST_P(ProblemParcelsTest, ANewAddressIsTheShipments) {
  ASSERT_OK_AND_ASSIGN(ProblemParcel problem, Open());
  constexpr char kElsewhere[] = R"pb(
    decision: NEW_ADDRESS
    new_receiver {
      name: "李四"
      phone: "139 8765 4321"
      address {
        region_code: "CN"
        administrative_area: "31"
        locality: "上海市"
        street: "南京路 1 号"
      }
    }
  )pb";
  ASSERT_OK_AND_ASSIGN(problem, Decide(problem.name(), kElsewhere));
  EXPECT_EQ(problem.state(), ProblemParcel::NEW_ADDRESS);
  EXPECT_EQ(Shipment().receiver().address().locality(), "上海市");
  EXPECT_THAT(Shipment().readdress_time(),
              shopdesk::testing::EqualsProto(Shipment().update_time()));
  EXPECT_THAT(Shipment().SerializeAsString(), Not(HasSubstr("13987654321")));
  v1::RevealReceiverRequest reveal;
  reveal.set_name("shops/1/shipments/a");
  reveal.set_purpose("label");
  EXPECT_EQ(Write<v1::RevealReceiverResponse>(RevealReceiver, reveal)->receiver().phone(),
            "+8613987654321");
  EXPECT_THAT(Decide(problem.name(), "decision: NEW_ADDRESS"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Decide(problem.name(),
                     "decision: NEW_ADDRESS new_receiver { phone: '+33123456789' address { "
                     "region_code: 'FR' } }"),
              HasReason("NO_DELIVERY"));
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@1"}));
  EXPECT_EQ(Get(problem.name()).state(), ProblemParcel::CLOSED);
}

TEST_P(ProblemParcelsTest, WithoutNewsADecisionLapses) {
  ASSERT_OK_AND_ASSIGN(const ProblemParcel problem, Open());
  ASSERT_OK(Decide(problem.name(), "decision: REDELIVER"));
  Advance(absl::Hours(7 * 24));
  EXPECT_EQ(Get(problem.name()).state(), ProblemParcel::CLOSED);
  EXPECT_EQ(Shipment().open_problem(), "");
  const v1::ShipmentFigures figures = Figures();
  ASSERT_EQ(figures.problem_parcels_size(), 1);
  EXPECT_EQ(figures.problem_parcels(0).reason(), ProblemParcel::WRONG_ADDRESS);
}

// The carrier was told to bring back what was refused, and didn't.
TEST_P(ProblemParcelsTest, WhatDidNotComeAboutIsOpenAgain) {
  ASSERT_OK(Record("a", {"OUT_FOR_DELIVERY@1", "REFUSED@2"}));
  const std::string name = Shipment().open_problem();
  Advance(absl::Hours(24));
  EXPECT_EQ(Get(name).state(), ProblemParcel::RETURN);
  Advance(absl::Hours(7 * 24));
  EXPECT_EQ(Get(name).state(), ProblemParcel::OPEN);
  EXPECT_EQ(Shipment().open_problem(), name);
  EXPECT_THAT(Work(), ::testing::Contains("problem_parcel " + name));
  EXPECT_THAT(EventTypes(name), ElementsAre("problem_parcel.opened", "problem_parcel.return",
                                            "problem_parcel.opened"));
  // Nobody decides again: it goes on so until the parcel is late for want of news, and listed so.
  for (int i = 0; i < 2; ++i) {
    Advance(absl::Hours(24));
    EXPECT_EQ(Get(name).state(), ProblemParcel::RETURN);
    Advance(absl::Hours(7 * 24));
    EXPECT_EQ(Get(name).state(), ProblemParcel::OPEN);
  }
  Advance(absl::Hours(24));
  Advance(absl::Hours(6 * 24));
  EXPECT_EQ(Shipment().status(), v1::TrackingStatus::EXPIRED);
  Advance(absl::Hours(24));
  EXPECT_EQ(Get(name).state(), ProblemParcel::CLOSED);
  EXPECT_THAT(Work(), ElementsAre("late_parcel shops/1/shipments/a"));
}

TEST_P(ProblemParcelsTest, IsAssignedAndListed) {
  ASSERT_OK_AND_ASSIGN(const ProblemParcel problem, Open());
  v1::AssignProblemParcelRequest assign;
  assign.set_name(problem.name());
  assign.set_owner("1007");
  assign.set_etag("v9");
  EXPECT_THAT(Write<ProblemParcel>(AssignProblemParcel, assign), HasReason("ETAG_MISMATCH"));
  assign.clear_etag();
  ASSERT_OK(Write<ProblemParcel>(AssignProblemParcel, assign));
  const auto list = [&](const char* text) {
    std::vector<std::string> owners;
    const auto request = ParseText<v1::ListProblemParcelsRequest>(text);
    for (const auto& page : Pages<v1::ListProblemParcelsResponse>(ListProblemParcels, request)) {
      for (const ProblemParcel& found : page.problem_parcels()) owners.push_back(found.owner());
    }
    return owners;
  };
  EXPECT_THAT(list("parent: 'shops/1'"), ElementsAre("1007"));
  EXPECT_THAT(list("parent: 'shops/1' state: OPEN"), ElementsAre("1007"));
  EXPECT_THAT(list("parent: 'shops/1' state: CLOSED"), ::testing::IsEmpty());
  const std::string of_order = absl::StrCat("parent: 'shops/1' order: '", problem.order(), "'");
  EXPECT_THAT(list(of_order.c_str()), ElementsAre("1007"));
  EXPECT_THAT(list("parent: 'shops/1' order: 'shops/1/orders/none'"), ::testing::IsEmpty());
  EXPECT_THAT(
      Read<v1::ListProblemParcelsResponse>(
          ListProblemParcels, ParseText<v1::ListProblemParcelsRequest>("parent: 'shops/2'")),
      HasReason("UNKNOWN_SHOP"));
}

TEST_P(ProblemParcelsTest, OfThoseWhoOpenOrCloseAtOnceOneDoes) {
  constexpr int kCallers = 6;
  const auto request = ParseText<v1::OpenProblemParcelRequest>(
      "parent: 'shops/1' shipment: 'shops/1/shipments/a' reason: OTHER");
  int opened = 0;
  for (const absl::Status& answer : AtOnce(kCallers, [&](int) {
         return WriteAnew<ProblemParcel>(OpenProblemParcel, request).status();
       })) {
    if (answer.ok()) {
      ++opened;
    } else {
      EXPECT_THAT(answer, HasReason("PROBLEM_OPEN"));
    }
  }
  EXPECT_EQ(opened, 1);
  const std::string name = Shipment().open_problem();
  // Decisions may be taken anew; each of them is told.
  for (const absl::Status& answer : AtOnce(kCallers, [&](int i) {
         return Decide(name, i % 2 == 0 ? "decision: RETURN" : "decision: REDELIVER").status();
       })) {
    EXPECT_OK(answer);
  }
  EXPECT_EQ(EventTypes(name).size(), 1U + kCallers);
  v1::CloseProblemParcelRequest close;
  close.set_name(name);
  close.set_note("it got there");
  int closed = 0;
  for (const absl::Status& answer : AtOnce(kCallers, [&](int) {
         return WriteAnew<ProblemParcel>(CloseProblemParcel, close).status();
       })) {
    if (answer.ok()) {
      ++closed;
    } else {
      EXPECT_THAT(answer, HasReason("WRONG_STATE"));
    }
  }
  EXPECT_EQ(closed, 1);
  EXPECT_EQ(Shipment().open_problem(), "");
}

INSTANTIATE_TEST_SUITE_P(Databases, ProblemParcelsTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
