#include "services/orders/domain/trade/sender.h"

#include <set>

#include "services/orders/domain/trade/errors.h"
#include "services/orders/domain/trade/lines.h"

namespace shopdesk::orders::domain {

std::string SenderAt(const Senders& senders, const std::string& location) {
  if (senders.count(location) > 0) return location;
  return senders.count(kMainLocation) > 0 ? kMainLocation : "";
}

absl::Status CheckOneSender(const v1::Order& order,
                            const google::protobuf::RepeatedPtrField<v1::LineQuantity>& lines,
                            const Senders& senders) {
  std::set<std::string> found;
  for (const v1::LineQuantity& part : lines) {
    found.insert(SenderAt(senders, FindLine(order, part.line())->location()));
  }
  return found.size() <= 1 ? absl::OkStatus() : SeveralSendersError(order, found);
}

}  // namespace shopdesk::orders::domain
