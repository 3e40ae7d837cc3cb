#include "services/logistics/domain/notice/announcement.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/id.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/logistics/domain/carrier/place.h"
#include "services/logistics/domain/shipment/shipment.h"
#include "services/logistics/domain/shop/events.h"

namespace shopdesk::logistics::domain {
namespace {

using v1::Announcement;
using v1::AnnouncementFilter;
using v1::AnnouncementRecipient;

// How far back shipments are chosen that say nothing else.
constexpr absl::Duration kUsualSpan = absl::Hours(24 * 30);
constexpr int kAllBps = 10000;
// Hex digits of a derived id that are enough to divide buyers evenly.
constexpr size_t kShareDigits = 8;

constexpr Transition<Announcement::State> kAnnouncementTransitions[] = {
    {Announcement::RUNNING, "stop", Announcement::STOPPED},
    {Announcement::RUNNING, "finish", Announcement::DONE,
     "all shipments were looked at, or as many chosen as the policy allows"},
};

constexpr EventCall kAnnouncementCalls[] = {{"stop", "StopAnnouncement"}};

void CheckFilter(const AnnouncementFilter& filter, absl::Time now, Violations& violations) {
  if (filter.carrier_id().empty() && filter.region_code().empty() && filter.statuses().empty()) {
    violations.Add("filter", "must choose by carrier, country or status at least");
  }
  if (!filter.administrative_area().empty() && filter.region_code().empty()) {
    violations.Add("filter.region_code", "must be set with administrative_area");
  }
  if (!filter.locality().empty() && filter.administrative_area().empty()) {
    violations.Add("filter.administrative_area", "must be set with locality");
  }
  if (filter.has_since_time() && FromProto(filter.since_time()) >= now) {
    violations.Add("filter.since_time", "must be before now");
  }
}

bool IsIn(const AnnouncementFilter& filter, const type::v1::PostalAddress& address) {
  if (filter.region_code().empty()) return true;
  if (filter.region_code() != address.region_code()) return false;
  const std::string& region = filter.region_code();
  if (!filter.administrative_area().empty() &&
      FoldPlace(region, filter.administrative_area()) !=
          FoldPlace(region, address.administrative_area())) {
    return false;
  }
  return filter.locality().empty() || FoldLocality(region, filter.administrative_area(),
                                                   filter.locality()) == FoldLocality(address);
}

}  // namespace

const StateMachine<Announcement::State>& AnnouncementMachine() {
  static constexpr StateMachine<Announcement::State> kMachine(
      "Announcement", kAnnouncementTransitions, kAnnouncementCalls);
  return kMachine;
}

absl::Status CheckAnnouncement(const v1::CreateAnnouncementRequest& request, absl::Time now) {
  Violations violations;
  CheckFilter(request.filter(), now, violations);
  std::set<std::string> languages;
  for (const v1::AnnouncementText& text : request.texts()) {
    if (languages.insert(text.language_code()).second) continue;
    violations.Add("texts", absl::StrCat("must have ", text.language_code(), " once"));
  }
  return violations.ToStatus();
}

Announcement MakeAnnouncement(const v1::CreateAnnouncementRequest& request, absl::string_view name,
                              absl::Time now) {
  Announcement announcement;
  announcement.set_name(std::string(name));
  announcement.set_state(Announcement::RUNNING);
  *announcement.mutable_filter() = request.filter();
  if (!request.filter().has_since_time()) {
    *announcement.mutable_filter()->mutable_since_time() = ToProto(now - kUsualSpan);
  }
  *announcement.mutable_texts() = request.texts();
  announcement.set_hold_out_bps(request.hold_out_bps());
  *announcement.mutable_create_time() = ToProto(now);
  *announcement.mutable_update_time() = announcement.create_time();
  return announcement;
}

bool Matches(const AnnouncementFilter& filter, const v1::Shipment& shipment) {
  if (shipment.buyer().empty() || IsReturn(shipment)) return false;
  if (!filter.carrier_id().empty() && filter.carrier_id() != shipment.carrier_id()) return false;
  if (!filter.statuses().empty() && std::find(filter.statuses().begin(), filter.statuses().end(),
                                              shipment.status()) == filter.statuses().end()) {
    return false;
  }
  return IsIn(filter, shipment.receiver().address());
}

bool IsHeldOut(const Announcement& announcement, absl::string_view buyer) {
  if (announcement.hold_out_bps() == 0) return false;
  const std::string id = DerivedId({announcement.name(), buyer});
  uint64_t share = 0;
  if (!absl::SimpleHexAtoi(absl::string_view(id).substr(id.size() - kShareDigits), &share)) {
    return false;
  }
  return share % kAllBps < static_cast<uint64_t>(announcement.hold_out_bps());
}

AnnouncementRecipient MakeRecipient(const Announcement& announcement, const v1::Shipment& shipment,
                                    AnnouncementRecipient::Outcome outcome,
                                    absl::string_view notice_name, absl::Time now) {
  AnnouncementRecipient recipient;
  recipient.set_name(
      absl::StrCat(announcement.name(), "/recipients/", LastSegment(shipment.name())));
  recipient.set_outcome(outcome);
  recipient.set_shipment(shipment.name());
  recipient.set_order(shipment.order());
  *recipient.mutable_merged_orders() = shipment.merged_orders();
  recipient.set_buyer(shipment.buyer());
  recipient.set_notice(std::string(notice_name));
  *recipient.mutable_create_time() = ToProto(now);
  return recipient;
}

void CountRecipient(AnnouncementRecipient::Outcome outcome, Announcement& announcement) {
  announcement.set_chosen(announcement.chosen() + 1);
  switch (outcome) {
    case AnnouncementRecipient::TOLD:
      announcement.set_told(announcement.told() + 1);
      break;
    case AnnouncementRecipient::SUPPRESSED:
      announcement.set_suppressed(announcement.suppressed() + 1);
      break;
    default:
      announcement.set_held_out(announcement.held_out() + 1);
      break;
  }
}

absl::Status StepAnnouncement(absl::string_view event, absl::Time now, Announcement& announcement) {
  ASSIGN_OR_RETURN(const Announcement::State next,
                   AnnouncementMachine().Next(announcement.name(), announcement.state(), event));
  announcement.set_state(next);
  *announcement.mutable_update_time() = ToProto(now);
  *announcement.mutable_end_time() = announcement.update_time();
  return absl::OkStatus();
}

absl::string_view AnnouncementEvent(Announcement::State state) {
  // By the number of the state. One that only a later release knows: nothing here leads to it.
  static constexpr const char* kEvents[] = {
      "", events::kAnnouncementUpdated, events::kAnnouncementStopped, events::kAnnouncementDone};
  static_assert(std::size(kEvents) == Announcement::State_ARRAYSIZE);
  return Announcement::State_IsValid(state) ? kEvents[state] : "";
}

}  // namespace shopdesk::logistics::domain
