#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "libs/testing/calls.h"
#include "services/logistics/domain/claim/claim.h"
#include "services/logistics/domain/claim/enquiry.h"
#include "services/logistics/domain/intercept/intercept.h"
#include "services/logistics/domain/money/cod_money.h"
#include "services/logistics/domain/money/freight_bill.h"
#include "services/logistics/domain/notice/announcement.h"
#include "services/logistics/domain/notice/notice.h"
#include "services/logistics/domain/problem/problem_parcel.h"
#include "services/logistics/domain/returning/return_insurance.h"
#include "services/logistics/domain/shipment/pickup.h"
#include "services/logistics/domain/tracking/tracking_machine.h"
#include "shopdesk/logistics/v1/intercept.pb.h"
#include "shopdesk/logistics/v1/notice.pb.h"
#include "shopdesk/logistics/v1/shipment.pb.h"

namespace shopdesk::logistics::domain {
namespace {

constexpr char kOrder[] =
    "The status of a shipment is what all its events lead to, from `PENDING` on, one after the "
    "other by the table;\nan event that has no row where it stands is kept and moves nothing. They "
    "stand by the carrier's time, to the\nmillisecond; of one time the carrier's before steps of "
    "the service, and those that are further along last. A step of\nthe service (`cancel`, "
    "`silent`, `correct_…`, a recall or change of address that is done) stands right after the "
    "latest\nevent that the carrier had reported when it was made: what happened later counts, "
    "whatever the clocks say. So it makes\nno difference in which order and in which batches "
    "events come. News after `EXPIRED` go on from the status before it;\na parcel on its way back "
    "stays there through `EXCEPTION` and `EXPIRED`, and its delivery is one to the sender.\n\n";

TEST(StatesTest, TheDocumentIsDrawnFromTheTables) {
  const char kFile[] = "docs/states/logistics.md";
  const std::string drawn =
      absl::StrCat("# States of logistics\n\n", kOrder, TrackingMachine().ToMarkdown(), "\n",
                   InterceptMachine().ToMarkdown(), "\n", NoticeMachine().ToMarkdown(), "\n",
                   ReturnInsuranceMachine().ToMarkdown(), "\n", ClaimMachine().ToMarkdown(), "\n",
                   EnquiryMachine().ToMarkdown(), "\n", ProblemMachine().ToMarkdown(), "\n",
                   CodMachine().ToMarkdown(), "\n", FreightMachine().ToMarkdown(), "\n",
                   AnnouncementMachine().ToMarkdown(), "\n", PickupMachine().ToMarkdown());
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(kFile) << drawn;
  std::stringstream stored;
  stored << std::ifstream(kFile).rdbuf();
  EXPECT_EQ(stored.str(), drawn) << "run with UPDATE_GOLDEN=1";
}

TEST(StatesTest, ErrorsNameCallsOfLogistics) {
  const std::set<std::string> rpcs = shopdesk::testing::RpcsOf(
      {v1::Shipment::descriptor()->file(), v1::Intercept::descriptor()->file(),
       v1::Notice::descriptor()->file(), v1::ReturnInsurance::descriptor()->file(),
       v1::Claim::descriptor()->file(), v1::Enquiry::descriptor()->file(),
       v1::ProblemParcel::descriptor()->file(), v1::CodCollection::descriptor()->file(),
       v1::FreightBill::descriptor()->file(), v1::Announcement::descriptor()->file(),
       v1::Pickup::descriptor()->file()});
  shopdesk::testing::ExpectCallsAre(rpcs, TrackingMachine(), {"silent"});
  shopdesk::testing::ExpectCallsAre(rpcs, InterceptMachine(), {"overtake"});
  shopdesk::testing::ExpectCallsAre(rpcs, ReturnInsuranceMachine(), {"unanswered", "expire"});
  shopdesk::testing::ExpectCallsAre(rpcs, ClaimMachine(), {"lapse", "unanswered", "let_stand"});
  shopdesk::testing::ExpectCallsAre(rpcs, EnquiryMachine(), {"overdue"});
  shopdesk::testing::ExpectCallsAre(rpcs, ProblemMachine(), {"give_up", "move", "lapse", "reopen"});
  shopdesk::testing::ExpectCallsAre(rpcs, CodMachine(), {"collect", "undo"});
  shopdesk::testing::ExpectCallsAre(rpcs, FreightMachine(), {});
  shopdesk::testing::ExpectCallsAre(rpcs, AnnouncementMachine(), {"finish"});
  shopdesk::testing::ExpectCallsAre(rpcs, PickupMachine(), {"miss"});
  shopdesk::testing::ExpectCallsAre(rpcs, NoticeMachine(),
                                    {"attempt", "suppress", "sent", "fail", "give_up", "lose"});
}

}  // namespace
}  // namespace shopdesk::logistics::domain
