#include "tools/shopdesk/replay/share.h"

#include "absl/strings/ascii.h"

namespace shopdesk::cli {

Share ShareOf(absl::string_view number) {
  const absl::string_view end = number.substr(number.size() < 2 ? 0 : number.size() - 2);
  if (end.size() < 2 || !absl::ascii_isdigit(end[0]) || !absl::ascii_isdigit(end[1])) {
    return Share::kNone;
  }
  switch ((end[0] - '0') * 10 + (end[1] - '0')) {
    case 15:
    case 55:
      return Share::kTransfer;
    case 35:
    case 75:
      return Share::kTransferInParts;
    case 7:
    case 27:
    case 47:
      return Share::kGift;
    case 13:
    case 53:
      return Share::kSilent;
    case 21:
    case 61:
      return Share::kTwice;
    case 41:
    case 81:
      return Share::kReminded;
    case 49:
    case 99:
      return Share::kLate;
    case 8:
    case 48:
    case 88:
      return Share::kBadReview;
    default:
      return Share::kNone;
  }
}

}  // namespace shopdesk::cli
