#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tools/shopdesk/replay/desk.h"

namespace shopdesk::cli {

// How goods of the file came to come back.
enum class AskedReturn {
  // The buyer sent them without a word.
  kUnasked,
  // He asked to return them, for no reason.
  kNoReason,
  // He asked to return one piece more than came, and was paid for those that came.
  kShort
};

// How those of a C invoice did, by the last digit of its number, given what AcceptReturn would
// match for `request`. Only what is of one line of one order was asked for, and of a short return
// there is a piece more.
absl::StatusOr<AskedReturn> HowAsked(Desk& desk, absl::string_view invoice,
                                     const orders::v1::AcceptReturnRequest& request,
                                     const orders::v1::Return& matched);

// Asks for the return of delivered goods, agrees, takes in and pays back what the file says.
// `id` tells it from other returns.
absl::Status TakeBackAsked(Desk& desk, const std::string& id, const orders::v1::Return& matched,
                           AskedReturn how);

}  // namespace shopdesk::cli
