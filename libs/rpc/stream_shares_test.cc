#include "libs/rpc/stream_shares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace shopdesk::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Remembers that it was asked for its place.
class YieldingStream final : public StreamCore {
 public:
  void Start() override {}
  void OnReadDone(bool) override {}
  void OnWriteDone(bool) override {}
  void OnCancel() override {}
  void OnDrain() override {}
  void OnCut() override {}
  void OnYield() override { yields = true; }
  void OnTick() override {}

  bool yields = false;
};

class StreamSharesTest : public ::testing::Test {
 protected:
  // Nullptr if it has no place.
  YieldingStream* Open(const std::string& caller, bool is_service = false) {
    streams_.push_back(std::make_shared<YieldingStream>());
    return shares_.Take(streams_.back(), caller, is_service) ? streams_.back().get() : nullptr;
  }
  // Which were asked, by the order of their opening.
  std::vector<size_t> Yielding() const {
    std::vector<size_t> yielding;
    for (size_t i = 0; i < streams_.size(); ++i) {
      if (streams_[i]->yields) yielding.push_back(i);
    }
    return yielding;
  }

  // Twelve are for others than services, six for one of them.
  StreamShares shares_{16};
  std::vector<std::shared_ptr<YieldingStream>> streams_;
};

TEST_F(StreamSharesTest, WhoComesLaterGetsHisShare) {
  for (int i = 0; i < 6; ++i) ASSERT_NE(Open("a"), nullptr);
  EXPECT_EQ(Open("a"), nullptr);
  for (int i = 0; i < 6; ++i) ASSERT_NE(Open("b"), nullptr);
  EXPECT_THAT(Yielding(), IsEmpty());
  // The youngest of each, in turn: 6 of a are 0 to 5, and 6 of b 7 to 12.
  for (int i = 0; i < 4; ++i) ASSERT_NE(Open("c"), nullptr);
  EXPECT_THAT(Yielding(), ElementsAre(4, 5, 11, 12));
  // All have four.
  EXPECT_EQ(Open("a"), nullptr);
  EXPECT_EQ(Open("b"), nullptr);
  EXPECT_EQ(Open("c"), nullptr);
  EXPECT_EQ(shares_.taken(), 12);
}

TEST_F(StreamSharesTest, NobodyLosesHisOnlyStream) {
  for (int i = 0; i < 12; ++i) ASSERT_NE(Open(std::string(1, static_cast<char>('a' + i))), nullptr);
  EXPECT_EQ(Open("z"), nullptr);
  EXPECT_THAT(Yielding(), IsEmpty());
}

TEST_F(StreamSharesTest, ServicesKeepTheirsAndAskNobody) {
  for (int i = 0; i < 6; ++i) ASSERT_NE(Open("a"), nullptr);
  for (int i = 0; i < 10; ++i) ASSERT_NE(Open("orders", /*is_service=*/true), nullptr);
  EXPECT_EQ(Open("orders", /*is_service=*/true), nullptr);
  EXPECT_THAT(Yielding(), IsEmpty());
  EXPECT_NE(Open("b"), nullptr);
  EXPECT_THAT(Yielding(), ElementsAre(5));
  EXPECT_EQ(shares_.taken(), 16);
}

TEST_F(StreamSharesTest, WhatIsGivenBackIsFreeOnce) {
  YieldingStream* const first = Open("a");
  shares_.GiveBack(*first);
  shares_.GiveBack(*first);
  EXPECT_EQ(shares_.taken(), 0);
  for (int i = 0; i < 6; ++i) ASSERT_NE(Open("a"), nullptr);
  for (int i = 0; i < 6; ++i) ASSERT_NE(Open("b"), nullptr);
  ASSERT_NE(Open("c"), nullptr);
  // It has no place any more.
  YieldingStream& yielded = *streams_[Yielding().front()];
  shares_.GiveBack(yielded);
  EXPECT_EQ(shares_.taken(), 12);
}

}  // namespace
}  // namespace shopdesk::rpc
