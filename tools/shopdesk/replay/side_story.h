#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/base/role.h"
#include "tools/shopdesk/replay/desk.h"
#include "tools/shopdesk/replay/life.h"
#include "tools/shopdesk/replay/shop_file.h"
#include "tools/shopdesk/replay/special_case.h"

namespace shopdesk::cli {

// When an order is paid, shipped and delivered.
struct OrderTimes {
  absl::Time paid;
  absl::Time shipped;
  absl::Time delivered;
};

// What happens with an order beside its way from the shop to the buyer. Only with those of buyers
// who return nothing: a return hurries orders through, and what of this has happened by then
// couldn't be told from the file.
class SideStory : public Life {
 public:
  // `what`: tells it from other stories of the order.
  SideStory(Desk& desk, const Invoice& invoice, absl::string_view what);

  // Of no order.
  absl::string_view number() const override { return number_; }
  size_t taken() const override { return taken_; }
  absl::Time due() const override;
  absl::Status TakeStep(absl::Time now) override { return steps_[taken_++].take(now); }

 protected:
  // A step after those before.
  void Then(absl::Time due, std::function<absl::Status(absl::Time)> take);
  std::string RequestId(absl::string_view step) const { return desk_.RequestId(number_, step); }
  // The agent who serves the buyer.
  CallSettings Agent() const;
  CallSettings Packer() const { return desk_.As(Role::PACKING, kPacker); }
  absl::StatusOr<orders::v1::Order> GetOrder() const;
  // The shop buys these goods, besides what the file sells.
  absl::Status Buy(const std::vector<SaleLine>& lines) const;
  // A step of a refund of the order.
  template <class Request, class Method>
  absl::StatusOr<orders::v1::Refund> RefundStep(const CallSettings& who, Method method,
                                                const std::string& refund, absl::string_view step,
                                                Request request = Request()) const {
    request.set_name(refund);
    request.set_request_id(RequestId(step));
    return Invoke(who, *desk_.refunds, method, request);
  }

  Desk& desk_;
  const std::string order_;
  const std::string buyer_;

 private:
  struct Step {
    absl::Time due;
    std::function<absl::Status(absl::Time)> take;
  };

  const std::string number_;
  std::vector<Step> steps_;
  size_t taken_ = 0;
};

// What happens with the order besides; null: nothing does.
std::shared_ptr<SideStory> MakeSideStory(Desk& desk, const Invoice& invoice,
                                         const OrderTimes& times);

// One file each:
std::shared_ptr<SideStory> MakePromiseStory(Desk& desk, const Invoice& invoice,
                                            const OrderTimes& times, bool kept);
std::shared_ptr<SideStory> MakeLateStory(Desk& desk, const Invoice& invoice,
                                         const OrderTimes& times);
std::shared_ptr<SideStory> MakeClaimStory(Desk& desk, const Invoice& invoice,
                                          const OrderTimes& times);
std::shared_ptr<SideStory> MakeExchangeStory(Desk& desk, const Invoice& invoice,
                                             const OrderTimes& times);
// Null for an order of more lines than are played.
std::shared_ptr<SideStory> MakeLostStory(Desk& desk, const Invoice& invoice,
                                         const OrderTimes& times);
// Null for an order that shares all its SKUs with others.
std::shared_ptr<SideStory> MakePriceDropStory(Desk& desk, const Invoice& invoice,
                                              const OrderTimes& times);

}  // namespace shopdesk::cli
