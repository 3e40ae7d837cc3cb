#include "tools/shopdesk/replay/special_case.h"

#include "absl/strings/ascii.h"

namespace shopdesk::cli {

SpecialCase SpecialCaseOf(absl::string_view number) {
  const absl::string_view end = number.substr(number.size() < 2 ? 0 : number.size() - 2);
  if (end.size() < 2 || !absl::ascii_isdigit(end[0]) || !absl::ascii_isdigit(end[1])) {
    return SpecialCase::kNone;
  }
  switch ((end[0] - '0') * 10 + (end[1] - '0')) {
    case 15:
    case 55:
      return SpecialCase::kTransfer;
    case 35:
    case 75:
      return SpecialCase::kTransferInParts;
    case 7:
    case 27:
    case 47:
      return SpecialCase::kGift;
    case 13:
    case 53:
      return SpecialCase::kSilent;
    case 21:
    case 61:
      return SpecialCase::kTwice;
    case 41:
    case 81:
      return SpecialCase::kReminded;
    case 49:
    case 99:
      return SpecialCase::kLate;
    case 8:
    case 48:
    case 88:
      return SpecialCase::kBadReview;
    case 43:
    case 93:
      return SpecialCase::kPacked;
    case 33:
    case 73:
      return SpecialCase::kInsured;
    case 17:
    case 57:
    case 97:
      return SpecialCase::kPromiseKept;
    case 31:
    case 71:
      return SpecialCase::kPromiseBroken;
    case 29:
    case 69:
      return SpecialCase::kClaimed;
    case 37:
    case 77:
      return SpecialCase::kExchanged;
    case 39:
    case 79:
      return SpecialCase::kLost;
    case 44:
    case 76:
      return SpecialCase::kPriceDropped;
    default:
      return SpecialCase::kNone;
  }
}

}  // namespace shopdesk::cli
