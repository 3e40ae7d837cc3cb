#include "services/logistics/verify/checks.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/verify/timer.h"
#include "libs/verify/work.h"
#include "services/logistics/domain/tracking/tracking.h"
#include "services/logistics/handlers/claim/claim.h"
#include "services/logistics/handlers/claim/enquiry.h"
#include "services/logistics/handlers/returning/return_insurance.h"
#include "services/logistics/handlers/shipment/pickup.h"
#include "services/logistics/handlers/shipment/problem_change.h"
#include "services/logistics/handlers/shipment/shipment_change.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/claim/claim.h"
#include "services/logistics/store/claim/enquiry.h"
#include "services/logistics/store/intercept/intercept.h"
#include "services/logistics/store/money/cod_collection.h"
#include "services/logistics/store/money/cod_line.h"
#include "services/logistics/store/money/freight_bill.h"
#include "services/logistics/store/money/freight_line.h"
#include "services/logistics/store/notice/announcement.h"
#include "services/logistics/store/notice/notice.h"
#include "services/logistics/store/problem/problem_parcel.h"
#include "services/logistics/store/returning/return_insurance.h"
#include "services/logistics/store/shipment/pickup.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/tracking/tracking_event.h"
#include "services/logistics/verify/announcement.h"
#include "services/logistics/verify/money.h"

namespace shopdesk::logistics::verify {
namespace {

using runtime::SnapshotKey;
using shopdesk::verify::EachOf;
using shopdesk::verify::ExpectWork;
using shopdesk::verify::kPageRows;
using shopdesk::verify::Page;
using shopdesk::verify::RequireTimer;
using shopdesk::verify::Scope;
using v1::Claim;
using v1::Intercept;
using v1::Notice;
using v1::ReturnInsurance;
using v1::Shipment;
using v1::TrackingStatus;

constexpr sql::Statement kGetSilentSeconds = {
    "logistics.get_silent_seconds",
    "SELECT silent_seconds FROM shipments WHERE shop = $1 AND shipment = $2"};
// Beside the messages: what the senders and the limits go by.
constexpr sql::Statement kListNoticeColumns = {
    "logistics.list_notice_columns",
    "SELECT notice, state, channel, data FROM notices WHERE shop = $1 AND notice > $2"
    " ORDER BY notice LIMIT $3"};
constexpr sql::Statement kListNoticeDays = {
    "logistics.list_notice_days",
    "SELECT buyer, day, notices, (SELECT COUNT(*) FROM notices n WHERE n.shop = d.shop"
    " AND n.buyer = d.buyer AND n.budget_day = d.day) FROM notice_days d"
    " WHERE shop = $1 AND (buyer, day) > ($2, $3) ORDER BY buyer, day LIMIT $4"};

absl::Status LookAtTracking(Page& page, const Shipment& shipment) {
  ASSIGN_OR_RETURN(std::vector<v1::TrackingEvent> events,
                   store::ListAllEvents(page.txn(), shipment.name()));
  ASSIGN_OR_RETURN(const store::CountedShipment counted,
                   store::LoadCounted(page.txn(), shipment.name()));
  const int64_t count = counted.event_count;
  if (count != static_cast<int64_t>(events.size())) {
    page.Find(shipment.name(),
              absl::StrCat("it says that it has ", count, " events, and has ", events.size()));
  }
  Shipment folded = shipment;
  const domain::Folded result = domain::FoldEvents(folded, events);
  if (folded.status() != shipment.status()) {
    page.Find(shipment.name(),
              absl::StrCat("it is ", TrackingStatus::Value_Name(shipment.status()),
                           ", its events lead to ", TrackingStatus::Value_Name(folded.status())));
  } else if (!result.changed.empty()) {
    page.Find(shipment.name(), absl::StrCat("of its events ", result.changed.size(),
                                            " don't say whether they were applied"));
  }
  return absl::OkStatus();
}

// What a shipment names is there and names it. `loaded`: by its name; `shipment_of`: whose it is.
template <class Resource, class ShipmentOf>
absl::Status LookAtNamed(Page& page, const Shipment& shipment, absl::string_view what,
                         const absl::StatusOr<Resource>& loaded, ShipmentOf shipment_of) {
  if (absl::IsNotFound(loaded.status())) {
    page.Find(shipment.name(), absl::StrCat("it names ", what, " that isn't there"));
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(loaded.status());
  if (shipment_of(*loaded) != shipment.name()) {
    page.Find(shipment.name(), absl::StrCat("it names ", what, " of ", shipment_of(*loaded)));
  }
  return absl::OkStatus();
}

absl::Status LookAtShipment(Page& page, const Shipment& shipment) {
  RETURN_IF_ERROR(
      ExpectWork(page, handlers::kLateParcel, shipment.name(), domain::IsLate(shipment)));
  if (!shipment.open_intercept().empty()) {
    RETURN_IF_ERROR(LookAtNamed(
        page, shipment, "an intercept", store::LoadIntercept(page.txn(), shipment.open_intercept()),
        [](const Intercept& intercept) { return ParentOf(intercept.name()); }));
  }
  if (!shipment.claim().empty()) {
    RETURN_IF_ERROR(
        LookAtNamed(page, shipment, "a claim", store::LoadClaim(page.txn(), shipment.claim()),
                    [](const Claim& claim) { return absl::string_view(claim.shipment()); }));
  }
  if (!shipment.open_problem().empty()) {
    RETURN_IF_ERROR(LookAtNamed(
        page, shipment, "a problem", store::LoadProblemParcel(page.txn(), shipment.open_problem()),
        [](const v1::ProblemParcel& problem) { return absl::string_view(problem.shipment()); }));
  }
  RETURN_IF_ERROR(LookAtCollectionOf(page, shipment));
  int64_t silent_seconds = 0;
  RETURN_IF_ERROR(page.txn()
                      .QueryOne(kGetSilentSeconds, {page.shop(), LastSegment(shipment.name())},
                                [&](const sql::Row& row) {
                                  silent_seconds = row.Int(0);
                                  return absl::OkStatus();
                                })
                      .status());
  if (silent_seconds == 0 || !domain::AwaitsNews(shipment.status())) return absl::OkStatus();
  // When it is due it looks at the last news and sets itself again.
  return RequireTimer(page, handlers::kSilentTimer, shipment.name(), absl::InfiniteFuture());
}

// The shipment of a resource; one with nothing in it, which is found, if there is none.
absl::StatusOr<Shipment> ShipmentOf(Page& page, absl::string_view resource_name,
                                    absl::string_view shipment_name) {
  absl::StatusOr<Shipment> shipment = store::LoadShipment(page.txn(), shipment_name);
  if (!absl::IsNotFound(shipment.status())) return shipment;
  page.Find(resource_name, absl::StrCat(shipment_name, ", which it is of, isn't there"));
  return Shipment();
}

absl::Status LookAtIntercept(Page& page, const Intercept& intercept) {
  ASSIGN_OR_RETURN(const Shipment shipment,
                   ShipmentOf(page, intercept.name(), ParentOf(intercept.name())));
  const bool open =
      intercept.state() == Intercept::ASKED || intercept.state() == Intercept::ACCEPTED;
  if (open != (shipment.open_intercept() == intercept.name())) {
    page.Find(intercept.name(), absl::StrCat("it is ", Intercept::State_Name(intercept.state()),
                                             open ? " and its shipment names another as open"
                                                  : " and its shipment names it as open"));
  }
  return ExpectWork(page, handlers::kOpenIntercept, intercept.name(), open);
}

absl::Status LookAtNotices(Page& page) {
  std::string last;
  int rows = 0;
  RETURN_IF_ERROR(page.txn().Query(
      kListNoticeColumns, {page.shop(), page.after(), kPageRows}, [&](const sql::Row& row) {
        page.CountRow();
        ++rows;
        last = std::string(row.Text(0));
        const std::string name = absl::StrCat("shops/", page.shop(), "/notices/", last);
        Notice notice;
        const absl::string_view data = row.Bytes(3);
        // What can't be parsed is found by the check of all resources.
        if (!notice.ParseFromArray(data.data(), static_cast<int>(data.size()))) {
          return absl::OkStatus();
        }
        if (notice.state() != row.Int(1) || notice.channel() != row.Int(2)) {
          page.Find(name, absl::StrCat("it says that it is ", Notice::State_Name(notice.state()),
                                       ", the senders see another state or channel"));
        }
        const bool open = notice.state() == Notice::QUEUED || notice.state() == Notice::SENDING;
        if (open && notice.channel() == Notice::CHANNEL_UNSPECIFIED) {
          page.Find(name, "it waits to be sent and has no channel");
        }
        if ((notice.state() == Notice::SENT) != notice.has_send_time()) {
          page.Find(name, absl::StrCat("it is ", Notice::State_Name(notice.state()),
                                       notice.has_send_time() ? " and was sent" : " and wasn't"));
        }
        return absl::OkStatus();
      }));
  if (rows == kPageRows) page.GoOnAfter(last);
  return absl::OkStatus();
}

absl::Status LookAtNoticeDays(Page& page) {
  std::vector<std::string> key = SplitKey(page.after()).value_or(std::vector<std::string>{"", "0"});
  int64_t day = std::numeric_limits<int64_t>::min();
  if (key.size() != 2) key = {"", "0"};
  if (!key[0].empty() && !absl::SimpleAtoi(key[1], &day)) key = {"", "0"};
  std::string buyer = key[0];
  int rows = 0;
  RETURN_IF_ERROR(page.txn().Query(
      kListNoticeDays, {page.shop(), key[0], day, kPageRows}, [&](const sql::Row& row) {
        page.CountRow();
        ++rows;
        buyer = std::string(row.Text(0));
        day = row.Int(1);
        if (row.Int(2) != row.Int(3)) {
          page.Find(absl::StrCat("shops/", page.shop(), "/noticePreferences/", EscapeId(buyer)),
                    absl::StrCat("of day ", day, " ", row.Int(2), " notices are counted, and ",
                                 row.Int(3), " there are"));
        }
        return absl::OkStatus();
      }));
  if (rows == kPageRows) page.GoOnAfter(JoinKey({buyer, absl::StrCat(day)}));
  return absl::OkStatus();
}

absl::Status LookAtInsurance(Page& page, const ReturnInsurance& insurance) {
  const int64_t claimed = insurance.claimed().minor();
  if (claimed > insurance.most_payout().minor() || insurance.paid().minor() > claimed) {
    page.Find(insurance.name(), "more was claimed than is insured, or paid than was claimed");
  }
  RETURN_IF_ERROR(ExpectWork(page, handlers::kReturnInsuranceClaim, insurance.name(),
                             insurance.state() == ReturnInsurance::CLAIMED));
  if (!insurance.has_deadline_time()) return absl::OkStatus();
  return RequireTimer(page, handlers::kReturnInsuranceDeadline, insurance.name(),
                      FromProto(insurance.deadline_time()));
}

absl::Status LookAtClaim(Page& page, const Claim& claim) {
  if (claim.approved().minor() > claim.loss().minor() ||
      claim.paid().minor() > claim.approved().minor()) {
    page.Find(claim.name(), "more was approved than was lost, or paid than was approved");
  }
  ASSIGN_OR_RETURN(const Shipment shipment, ShipmentOf(page, claim.name(), claim.shipment()));
  const bool counts = claim.state() != Claim::WITHDRAWN;
  if (counts != (shipment.claim() == claim.name())) {
    page.Find(claim.name(), absl::StrCat("it is ", Claim::State_Name(claim.state()),
                                         counts ? " and its shipment doesn't name it"
                                                : " and its shipment names it"));
  }
  const bool to_pay = claim.state() == Claim::APPROVED || claim.state() == Claim::PARTLY;
  RETURN_IF_ERROR(ExpectWork(page, handlers::kClaimPayment, claim.name(), to_pay));
  RETURN_IF_ERROR(
      ExpectWork(page, handlers::kOpenClaim, claim.name(), !to_pay && claim.has_deadline_time()));
  if (!claim.has_deadline_time()) return absl::OkStatus();
  return RequireTimer(page, handlers::kClaimDeadline, claim.name(),
                      FromProto(claim.deadline_time()));
}

absl::Status LookAtEnquiry(Page& page, const v1::Enquiry& enquiry) {
  RETURN_IF_ERROR(ExpectWork(page, handlers::kOpenEnquiry, enquiry.name(),
                             enquiry.state() != v1::Enquiry::ANSWERED));
  if (enquiry.state() != v1::Enquiry::OPEN) return absl::OkStatus();
  return RequireTimer(page, handlers::kEnquiryDue, enquiry.name(),
                      FromProto(enquiry.answer_due_time()));
}

absl::Status LookAtProblem(Page& page, const v1::ProblemParcel& problem) {
  ASSIGN_OR_RETURN(const Shipment shipment, ShipmentOf(page, problem.name(), problem.shipment()));
  const bool open = problem.state() != v1::ProblemParcel::CLOSED;
  if (open != (shipment.open_problem() == problem.name())) {
    page.Find(problem.name(), absl::StrCat("it is ", v1::ProblemParcel::State_Name(problem.state()),
                                           open ? " and its shipment names another as open"
                                                : " and its shipment names it as open"));
  }
  RETURN_IF_ERROR(ExpectWork(page, handlers::kProblemParcel, problem.name(), open));
  if (!open) return absl::OkStatus();
  return RequireTimer(page, handlers::kProblemDeadline, problem.name(),
                      FromProto(problem.deadline_time()));
}

absl::Status LookAtPickup(Page& page, const v1::Pickup& pickup) {
  const bool waits =
      pickup.state() == v1::Pickup::BOOKED || pickup.state() == v1::Pickup::CONFIRMED;
  if (!waits) return absl::OkStatus();
  return RequireTimer(page, handlers::kPickupDue, pickup.name(), FromProto(pickup.end_time()));
}

runtime::SnapshotTable Shipments() { return {Shipment::descriptor(), store::kShipmentSnapshot}; }

}  // namespace

std::vector<shopdesk::verify::Check> Checks() {
  return {
      {"logistics.tracking", "The status of a shipment is the fold of its tracking events.",
       Scope::kShops, EachOf<Shipment>(Shipments(), LookAtTracking)},
      {"logistics.shipments",
       "A shipment that awaits news has its timer, one that is late is on the list, what it names "
       "is there and names it, and one that was delivered for money has its collection.",
       Scope::kShops, EachOf<Shipment>(Shipments(), LookAtShipment)},
      {"logistics.intercepts",
       "The one open intercept of a shipment is the one that it names, and is on the list.",
       Scope::kShops,
       EachOf<Intercept>({Intercept::descriptor(),
                          store::kInterceptSnapshot,
                          {SnapshotKey::kText, SnapshotKey::kText}},
                         LookAtIntercept)},
      {"logistics.return_insurances",
       "An insurance of return freight pays no more than was claimed, which is no more than is "
       "insured, one that waits has its deadline, and one that was claimed is on the list.",
       Scope::kShops,
       EachOf<ReturnInsurance>({ReturnInsurance::descriptor(), store::kReturnInsuranceSnapshot},
                               LookAtInsurance)},
      {"logistics.claims",
       "The claim of a shipment that wasn't withdrawn is the one that it names; no more is paid "
       "than was approved, and no more approved than was lost; one that waits has its deadline and "
       "is on the list.",
       Scope::kShops, EachOf<Claim>({Claim::descriptor(), store::kClaimSnapshot}, LookAtClaim)},
      {"logistics.enquiries", "An enquiry without an answer has its deadline and is on the list.",
       Scope::kShops,
       EachOf<v1::Enquiry>({v1::Enquiry::descriptor(),
                            store::kEnquirySnapshot,
                            {SnapshotKey::kText, SnapshotKey::kText}},
                           LookAtEnquiry)},
      {"logistics.problem_parcels",
       "The open problem of a shipment is the one that it names, has its deadline, and is on the "
       "list.",
       Scope::kShops,
       EachOf<v1::ProblemParcel>({v1::ProblemParcel::descriptor(), store::kProblemParcelSnapshot},
                                 LookAtProblem)},
      {"logistics.cod_collections",
       "Money is remitted exactly while it is what was collected, what is awaited has its deadline "
       "and its delivered shipment, and what lacks or is overdue is on the list.",
       Scope::kShops,
       EachOf<v1::CodCollection>({v1::CodCollection::descriptor(), store::kCodCollectionSnapshot},
                                 LookAtCollection)},
      {"logistics.cod_sums", "What a collection says was remitted is what its lines come to.",
       Scope::kShops, LookAtCollectionSums},
      {"logistics.cod_lines",
       "A line of collected money is of a collection that is there, or nobody knows of which.",
       Scope::kShops,
       EachOf<v1::CodLine>({v1::CodLine::descriptor(),
                            store::kCodLineSnapshot,
                            {SnapshotKey::kText, SnapshotKey::kText}},
                           LookAtCodLine)},
      {"logistics.freight_bills",
       "A freight bill is matched exactly while it bills what was expected, and one that differs "
       "is on the list.",
       Scope::kShops,
       EachOf<v1::FreightBill>({v1::FreightBill::descriptor(), store::kFreightBillSnapshot},
                               LookAtFreightBill)},
      {"logistics.freight_sums", "What a freight bill says was billed is what its lines come to.",
       Scope::kShops, LookAtFreightBillSums},
      {"logistics.freight_lines",
       "A line of freight is of a bill that is there, or nobody knows of which.", Scope::kShops,
       EachOf<v1::FreightLine>({v1::FreightLine::descriptor(),
                                store::kFreightLineSnapshot,
                                {SnapshotKey::kText, SnapshotKey::kText}},
                               LookAtFreightLine)},
      {"logistics.announcements",
       "What an announcement counts is what became of its recipients, and one that runs goes on.",
       Scope::kShops,
       EachOf<v1::Announcement>({v1::Announcement::descriptor(), store::kAnnouncementSnapshot},
                                LookAtAnnouncement)},
      {"logistics.recipients",
       "A recipient is of an announcement that is there, and is held out if its buyer is.",
       Scope::kShops,
       EachOf<v1::AnnouncementRecipient>({v1::AnnouncementRecipient::descriptor(),
                                          store::kRecipientSnapshot,
                                          {SnapshotKey::kText, SnapshotKey::kText}},
                                         LookAtRecipient)},
      {"logistics.pickups", "A pick-up that is awaited has the end of its window.", Scope::kShops,
       EachOf<v1::Pickup>({v1::Pickup::descriptor(), store::kPickupSnapshot}, LookAtPickup)},
      {"logistics.notices", "A notice is what the senders take it for.", Scope::kShops,
       LookAtNotices},
      {"logistics.notice_days", "The unasked notices of a buyer's day are counted.", Scope::kShops,
       LookAtNoticeDays}};
}

}  // namespace shopdesk::logistics::verify
