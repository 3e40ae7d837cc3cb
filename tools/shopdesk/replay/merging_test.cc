#include "tools/shopdesk/replay/merging.h"

#include "gtest/gtest.h"

namespace shopdesk::cli {
namespace {

class MergeFinderTest : public ::testing::Test {
 protected:
  static Invoice Of(const std::string& number, int minute, const std::string& buyer = "1") {
    Invoice invoice;
    invoice.number = number;
    invoice.time = absl::FromUnixSeconds(0) + absl::Minutes(minute);
    invoice.buyer = buyer;
    invoice.country = "EIRE";
    return invoice;
  }

  MergeFinder finder_;
};

TEST_F(MergeFinderTest, TakesTwoOfABuyerAtATime) {
  EXPECT_EQ(finder_.Match(Of("501", 0)), "");
  EXPECT_EQ(finder_.Match(Of("502", 1, "2")), "");
  EXPECT_EQ(finder_.Match(Of("503", 57)), "501");
  EXPECT_EQ(finder_.Match(Of("504", 58)), "") << "the first two are gone";
  EXPECT_EQ(finder_.Match(Of("505", 59)), "504");
}

TEST_F(MergeFinderTest, LeavesWhatIsShippedByThen) {
  EXPECT_EQ(finder_.Match(Of("501", 0)), "");
  EXPECT_EQ(finder_.Match(Of("502", 58)), "") << "verified when the first is shipped";
  EXPECT_EQ(finder_.Match(Of("503", 59)), "502");
}

TEST_F(MergeFinderTest, LeavesWhatDiffersOrIsSpecial) {
  EXPECT_EQ(finder_.Match(Of("501", 0)), "");
  Invoice elsewhere = Of("502", 1);
  elsewhere.country = "France";
  EXPECT_EQ(finder_.Match(elsewhere), "");
  Invoice cod = elsewhere;
  cod.cod = true;
  EXPECT_EQ(finder_.Match(cod), "");
  Invoice of_returner = elsewhere;
  of_returner.buyer_returns = true;
  EXPECT_EQ(finder_.Match(of_returner), "");
  Invoice packed = elsewhere;
  packed.number = "543";
  EXPECT_EQ(finder_.Match(packed), "");
  Invoice next = elsewhere;
  next.number = "503";
  EXPECT_EQ(finder_.Match(next), "502") << "none of them took the place of the last";
}

}  // namespace
}  // namespace shopdesk::cli
