#include "services/feedback/domain/follow_up/announcement_effect.h"

#include "services/feedback/domain/follow_up/late_parcel.h"

namespace shopdesk::feedback::domain {
namespace {

// A share of fewer buyers says nothing.
constexpr int64_t kLeastBuyers = 10;
constexpr int64_t kAllOfThem = 10000;

}  // namespace

void EffectGroup::AddReview(const v1::Review& review) {
  if (review.has_remove_time()) return;
  ++reviews_;
  bad_reviews_ += review.grade() == v1::Grade::BAD ? 1 : 0;
  if (review.scores().delivery() == 0) return;
  ++scores_;
  score_sum_ += review.scores().delivery();
}

v1::AnnouncementEffect::Group EffectGroup::ToMessage() const {
  v1::AnnouncementEffect::Group group;
  group.set_buyers(buyers_);
  group.set_contacted(contacted_);
  if (buyers_ >= kLeastBuyers) {
    group.set_contact_bps(static_cast<int32_t>((contacted_ * kAllOfThem + buyers_ / 2) / buyers_));
  }
  group.set_reviews(reviews_);
  group.set_bad_reviews(bad_reviews_);
  *group.mutable_delivery() = MakeDeliveryScore(scores_, score_sum_);
  return group;
}

}  // namespace shopdesk::feedback::domain
