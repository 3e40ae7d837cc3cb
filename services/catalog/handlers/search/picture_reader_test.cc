#include "services/catalog/handlers/search/picture_reader.h"

#include <thread>
#include <utility>

#include "absl/types/optional.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/picture/testing/made_picture.h"
#include "libs/testing/matchers.h"

namespace shopdesk::catalog::handlers {
namespace {

using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::MakePicture;

TEST(PictureReaderTest, MoreThanItTakesOnAreRefused) {
  PictureReader reader({.places = 1, .waiting = 0});
  {
    auto place = reader.Take(absl::InfiniteFuture());
    ASSERT_OK(place);
    const auto refused = reader.Read(MakePicture({}), "content", absl::InfiniteFuture());
    EXPECT_THAT(refused, HasReason("OVERLOADED"));
    EXPECT_TRUE(refused.status().GetPayload(kRetryInfoUrl).has_value());
  }
  EXPECT_OK(reader.Read(MakePicture({}), "content", absl::InfiniteFuture()));
}

TEST(PictureReaderTest, OneThatWaitsGetsThePlace) {
  PictureReader reader({.places = 1, .waiting = 1});
  auto place = reader.Take(absl::InfiniteFuture());
  ASSERT_OK(place);
  absl::optional<PictureReader::Place> held(std::move(*place));
  absl::Status waited = absl::UnknownError("not run");
  std::thread waiting([&] { waited = reader.Take(absl::InfiniteFuture()).status(); });
  held.reset();
  waiting.join();
  EXPECT_OK(waited);
}

TEST(PictureReaderTest, NobodyWaitsBeyondHisDeadline) {
  PictureReader reader({.places = 1, .waiting = 5});
  const auto place = reader.Take(absl::InfiniteFuture());
  ASSERT_OK(place);
  EXPECT_THAT(reader.Take(absl::Now() + absl::Milliseconds(5)), HasReason("OVERLOADED"));
}

}  // namespace
}  // namespace shopdesk::catalog::handlers
