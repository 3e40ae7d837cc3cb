#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "tools/shopdesk/replay/desk.h"
#include "tools/shopdesk/replay/life.h"
#include "tools/shopdesk/replay/shop_file.h"

namespace shopdesk::cli {

// An order that a buyer places again by mistake: one piece of its first line, a minute later. The
// desk finds the pair, keeps the first and closes this one. Its piece is put on the shelf before
// and taken off after, so that the file's sales are still covered. Not of an order that was shipped
// by then.
class DuplicateOrder final : public Life {
 public:
  DuplicateOrder(Desk& desk, const Invoice& invoice);

  absl::string_view number() const override { return number_; }
  size_t taken() const override { return static_cast<size_t>(next_); }
  absl::Time due() const override;
  absl::Status TakeStep(absl::Time now) override;
  // The first order is to go on at once: decided now if this one was placed.
  absl::Status Hurry();

 private:
  // What is done after the first order, in this order.
  enum class Step { kPlace, kDecide, kTakeOut, kDone };

  absl::Status Place();
  absl::Status Decide();
  // Whether nothing of it was shipped.
  absl::StatusOr<bool> FirstIsOpen() const;
  // Adds to the stock on the shelf.
  absl::Status Adjust(int64_t delta);

  Desk& desk_;
  // With its first line only.
  Invoice invoice_;
  const std::string number_;
  const std::string name_;
  Step next_ = Step::kPlace;
};

}  // namespace shopdesk::cli
