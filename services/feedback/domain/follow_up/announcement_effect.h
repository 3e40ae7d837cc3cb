#pragma once

#include <cstdint>

#include "absl/time/time.h"
#include "shopdesk/feedback/v1/announcement_effect.pb.h"
#include "shopdesk/feedback/v1/review.pb.h"

// What announcements of logistics bring about.
namespace shopdesk::feedback::domain {

// A contact so long after the announcement is counted for it.
inline constexpr absl::Duration kAnnouncementContactTime = absl::Hours(72);

// A group of buyers while it is counted.
class EffectGroup {
 public:
  void AddBuyer(bool contacted) {
    ++buyers_;
    contacted_ += contacted ? 1 : 0;
  }
  // A review that came after its buyer was chosen; nothing if it was removed.
  void AddReview(const v1::Review& review);
  v1::AnnouncementEffect::Group ToMessage() const;

 private:
  int64_t buyers_ = 0;
  int64_t contacted_ = 0;
  int64_t reviews_ = 0;
  int64_t bad_reviews_ = 0;
  int64_t scores_ = 0;
  int64_t score_sum_ = 0;
};

}  // namespace shopdesk::feedback::domain
