#include "services/orders/verify/payout.h"

#include "absl/strings/str_cat.h"
#include "libs/base/role.h"

namespace shopdesk::orders::verify {
namespace {

using shopdesk::verify::Page;
using v1::Payout;

// Each approval of what was asked last before it.
void LookAtApprovals(Page& page, const Payout& payout) {
  type::v1::Actor asked_by;
  for (const v1::PayoutChange& change : payout.history()) {
    if (change.state() == Payout::ASKED) asked_by = change.actor();
    if (change.state() != Payout::APPROVED) continue;
    if (!IsSecondPerson(change.actor(), asked_by)) {
      page.Find(payout.name(), "who asked it approved it");
    }
  }
}

}  // namespace

absl::Status LookAtPayout(Page& page, const Payout& payout) {
  LookAtApprovals(page, payout);
  if (payout.history().empty() || payout.history().rbegin()->state() != payout.state()) {
    page.Find(payout.name(), absl::StrCat("it is ", Payout::State_Name(payout.state()),
                                          ", which its history doesn't lead to"));
  }
  const bool asked = payout.state() == Payout::ASKED;
  if (asked == payout.has_approved_by()) {
    page.Find(payout.name(),
              asked ? "it waits for its approval, and has one" : "nobody approved it");
  } else if (!asked && !IsSecondPerson(payout.approved_by(), payout.asked_by())) {
    page.Find(payout.name(), "it names who asked it as who approved it");
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::orders::verify
