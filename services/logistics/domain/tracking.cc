#include "services/logistics/domain/tracking.h"

#include <array>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/id.h"
#include "libs/base/status_macros.h"

namespace shopdesk::logistics::domain {
namespace {

constexpr int kStatuses = 16;

// Row: the present status; column: the status reported, both in the order of the enum. "+": the
// parcel moves there. "=": the status stays, but it is the latest news. ".": can't follow.
//
// Final ones are left by the return leg only. What the carrier does before it has the parcel can't
// follow what it does with it. On the way back, scans are scans of the way back.
constexpr const char* kMoves[kStatuses] = {
    // PITUCOAFDRXNGZLE: initials in the comments' order below
    "=+++++++++++++++",  // PENDING
    ".=++++++++++++++",  // INFO_RECEIVED
    "..=+++++++++++.+",  // PICKED_UP
    "..==++++++++++.+",  // IN_TRANSIT
    "..=+=+++++++++.+",  // CUSTOMS
    "..=++=++++++++.+",  // OUT_FOR_DELIVERY
    "..=+++=+++++++.+",  // AVAILABLE_FOR_PICKUP
    "..=++++=++++++.+",  // ATTEMPT_FAILED
    "............++..",  // DELIVERED
    "...+.++++=++++.+",  // REFUSED
    "..++++++++=+++++",  // EXCEPTION
    "..=+=++++++=++.+",  // INTERCEPTED
    "..======+=+==+.+",  // RETURNING
    "................",  // RETURNED
    "............++..",  // CANCELLED
    "..+++++++++++++=",  // EXPIRED
};

constexpr const char* kReportEvents[kStatuses] = {
    "pending",          "info_received",        "picked_up",      "in_transit", "customs",
    "out_for_delivery", "available_for_pickup", "attempt_failed", "delivered",  "refused",
    "exception",        "intercepted",          "returning",      "returned",   "cancelled",
    "expired"};
constexpr const char* kCorrectEvents[kStatuses] = {"correct_pending",
                                                   "correct_info_received",
                                                   "correct_picked_up",
                                                   "correct_in_transit",
                                                   "correct_customs",
                                                   "correct_out_for_delivery",
                                                   "correct_available_for_pickup",
                                                   "correct_attempt_failed",
                                                   "correct_delivered",
                                                   "correct_refused",
                                                   "correct_exception",
                                                   "correct_intercepted",
                                                   "correct_returning",
                                                   "correct_returned",
                                                   "correct_cancelled",
                                                   "correct_expired"};
constexpr char kCancel[] = "cancel";
constexpr char kSilent[] = "silent";
constexpr char kInOrder[] = "not older than the latest event";
constexpr char kSilence[] = "silent_seconds without news";
constexpr char kReasoned[] = "a reason is given";
constexpr char kSilentTimer[] = "EXPIRED after silent_seconds without news";

using Row = Transition<v1::TrackingStatus>;

constexpr v1::TrackingStatus At(int index) { return static_cast<v1::TrackingStatus>(index + 1); }

constexpr bool IsFinalIndex(int index) {
  return At(index) == v1::DELIVERED || At(index) == v1::RETURNED || At(index) == v1::CANCELLED;
}

constexpr bool CanCorrect(int from, int to) {
  if (!IsFinalIndex(from) || from == to || At(to) == v1::EXPIRED) return false;
  // A parcel that the carrier has had can't be one that it never had.
  return At(from) == v1::CANCELLED || (At(to) != v1::PENDING && At(to) != v1::INFO_RECEIVED);
}

constexpr bool CanGoSilent(int from) { return !IsFinalIndex(from) && At(from) != v1::EXPIRED; }

// Calls `row` with each row of the table; one walk for counting and for filling.
template <class Fn>
constexpr void Walk(Fn row) {
  for (int from = 0; from < kStatuses; ++from) {
    for (int to = 0; to < kStatuses; ++to) {
      const char move = kMoves[from][to];
      if (move == '.') continue;
      row(Row{At(from), kReportEvents[to], move == '=' ? At(from) : At(to), kInOrder,
              IsFinalIndex(from) ? kSilentTimer : ""});
    }
    if (At(from) == v1::PENDING || At(from) == v1::INFO_RECEIVED) {
      row(Row{At(from), kCancel, v1::CANCELLED});
    }
    if (CanGoSilent(from)) row(Row{At(from), kSilent, v1::EXPIRED, kSilence});
    for (int to = 0; to < kStatuses; ++to) {
      if (CanCorrect(from, to)) {
        row(Row{At(from), kCorrectEvents[to], At(to), kReasoned,
                IsFinalIndex(to) ? "" : kSilentTimer});
      }
    }
  }
}

constexpr size_t CountRows() {
  size_t count = 0;
  Walk([&](const Row&) { ++count; });
  return count;
}

constexpr std::array<Row, CountRows()> MakeRows() {
  std::array<Row, CountRows()> rows{};
  size_t i = 0;
  Walk([&](const Row& row) { rows[i++] = row; });
  return rows;
}

constexpr std::array<Row, CountRows()> kRows = MakeRows();

// Sets what a status that was reached at `time` brings with it.
void Enter(v1::Shipment& shipment, v1::TrackingStatus status,
           const google::protobuf::Timestamp& time) {
  shipment.set_status(status);
  *shipment.mutable_status_time() = time;
  if (status == v1::DELIVERED) {
    *shipment.mutable_deliver_time() = time;
  } else if (status != v1::RETURNING && status != v1::RETURNED) {
    shipment.clear_deliver_time();
  }
}

// Where a report leads by the machine; UNSPECIFIED if it can't follow.
v1::TrackingStatus NextStatus(v1::TrackingStatus present, v1::TrackingStatus reported) {
  if (reported == v1::TRACKING_STATUS_UNSPECIFIED) return v1::TRACKING_STATUS_UNSPECIFIED;
  const char* const event = kReportEvents[reported - 1];
  const StateMachine<v1::TrackingStatus>& machine = TrackingMachine();
  if (!machine.Can(present, event)) return v1::TRACKING_STATUS_UNSPECIFIED;
  return machine.Next("", present, event).value();
}

// A step of our own: `word` decides in the machine, and the event records it.
absl::StatusOr<v1::TrackingEvent> OwnStep(v1::Shipment& shipment, absl::string_view word,
                                          absl::string_view text, absl::Time now) {
  ASSIGN_OR_RETURN(v1::TrackingStatus next,
                   TrackingMachine().Next(shipment.name(), shipment.status(), word));
  v1::TrackingEvent event;
  event.set_source(v1::CANONICAL);
  event.set_code(v1::TrackingStatus_Name(next));
  event.set_text(std::string(text));
  event.set_status(next);
  event.set_applied(true);
  *event.mutable_event_time() = ToProto(now);
  *event.mutable_receive_time() = event.event_time();
  Enter(shipment, next, event.event_time());
  *shipment.mutable_last_event() = event;
  return event;
}

}  // namespace

const StateMachine<v1::TrackingStatus>& TrackingMachine() {
  static constexpr StateMachine<v1::TrackingStatus> kMachine(
      "Shipment status", absl::Span<const Row>(kRows.data(), kRows.size()));
  return kMachine;
}

std::string StatusWord(v1::TrackingStatus status) {
  return absl::AsciiStrToLower(v1::TrackingStatus_Name(status));
}

bool IsFinal(v1::TrackingStatus status) {
  return status != v1::TRACKING_STATUS_UNSPECIFIED && IsFinalIndex(status - 1);
}

int RankOf(v1::TrackingStatus status) {
  switch (status) {
    case v1::PENDING:
      return 0;
    case v1::INFO_RECEIVED:
      return 1;
    case v1::PICKED_UP:
      return 2;
    case v1::IN_TRANSIT:
    case v1::CUSTOMS:
    case v1::EXPIRED:
      return 3;
    case v1::OUT_FOR_DELIVERY:
      return 4;
    case v1::AVAILABLE_FOR_PICKUP:
    case v1::ATTEMPT_FAILED:
    case v1::EXCEPTION:
      return 5;
    case v1::DELIVERED:
    case v1::REFUSED:
    case v1::INTERCEPTED:
      return 6;
    case v1::RETURNING:
      return 7;
    case v1::RETURNED:
    case v1::CANCELLED:
      return 8;
    default:
      return -1;
  }
}

News JudgeEvent(const v1::Shipment& shipment, v1::TrackingEvent& event) {
  event.set_applied(false);
  if (shipment.has_last_event()) {
    const absl::Time latest = FromProto(shipment.last_event().event_time());
    const absl::Time time = FromProto(event.event_time());
    if (time < latest) return News::kLate;
    if (time == latest && RankOf(event.status()) < RankOf(shipment.status())) return News::kLate;
  }
  const v1::TrackingStatus next = NextStatus(shipment.status(), event.status());
  if (next == v1::TRACKING_STATUS_UNSPECIFIED) return News::kLate;
  event.set_applied(true);
  return next == shipment.status() ? News::kLatest : News::kMoved;
}

void ApplyEvent(v1::Shipment& shipment, const v1::TrackingEvent& event) {
  *shipment.mutable_last_event() = event;
  const v1::TrackingStatus next = NextStatus(shipment.status(), event.status());
  if (next != shipment.status()) Enter(shipment, next, event.event_time());
}

absl::StatusOr<v1::TrackingEvent> CancelShipment(v1::Shipment& shipment, absl::Time now) {
  return OwnStep(shipment, kCancel, "", now);
}

absl::StatusOr<v1::TrackingEvent> ExpireShipment(v1::Shipment& shipment, absl::Time now) {
  return OwnStep(shipment, kSilent, "", now);
}

absl::StatusOr<v1::TrackingEvent> CorrectShipment(v1::Shipment& shipment, v1::TrackingStatus status,
                                                  absl::string_view masked_reason, absl::Time now) {
  return OwnStep(shipment, absl::StrCat("correct_", StatusWord(status)), masked_reason, now);
}

absl::StatusOr<v1::TrackingEvent> InterceptShipment(v1::Shipment& shipment, absl::Time now) {
  return OwnStep(shipment, "intercepted", "", now);
}

absl::StatusOr<v1::TrackingEvent> RedirectShipment(v1::Shipment& shipment, absl::Time now) {
  return OwnStep(shipment, "in_transit", "", now);
}

std::string EventFingerprint(const v1::TrackingEvent& event) {
  return DerivedId({v1::TrackingSource_Name(event.source()), event.code(), event.text()});
}

}  // namespace shopdesk::logistics::domain
