#include "services/catalog/domain/product/listing.h"

#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/states.h"

namespace shopdesk::catalog::domain {
namespace {

absl::Status CheckFuture(absl::string_view field, absl::Time at, absl::Time now) {
  if (at > now) return absl::OkStatus();
  return InvalidFieldError(field, "must be in the future; leave it unset for now");
}

}  // namespace

absl::Status Publish(v1::Product& product) {
  const bool cancels = product.state() == v1::Product::ON_SALE && product.has_delist_time();
  RETURN_IF_ERROR(Move(kProductMachine, product, cancels ? "cancel_delist" : "publish"));
  product.clear_publish_time();
  product.clear_held_for_briefing();
  product.clear_held_for_wording();
  product.clear_delist_time();
  return absl::OkStatus();
}

absl::Status SchedulePublish(v1::Product& product, absl::Time at, absl::Time now) {
  RETURN_IF_ERROR(CheckFuture("publish_time", at, now));
  RETURN_IF_ERROR(Move(kProductMachine, product, "schedule_publish"));
  *product.mutable_publish_time() = ToProto(at);
  product.clear_held_for_briefing();
  product.clear_held_for_wording();
  return absl::OkStatus();
}

absl::Status Delist(v1::Product& product) {
  const bool cancels = product.state() != v1::Product::ON_SALE && product.has_publish_time();
  RETURN_IF_ERROR(Move(kProductMachine, product, cancels ? "cancel_publish" : "delist"));
  product.clear_publish_time();
  product.clear_held_for_briefing();
  product.clear_held_for_wording();
  product.clear_delist_time();
  return absl::OkStatus();
}

absl::Status ScheduleDelist(v1::Product& product, absl::Time at, absl::Time now) {
  RETURN_IF_ERROR(CheckFuture("delist_time", at, now));
  RETURN_IF_ERROR(Move(kProductMachine, product, "schedule_delist"));
  *product.mutable_delist_time() = ToProto(at);
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::domain
