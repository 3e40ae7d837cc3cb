#include "libs/observe/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shopdesk::observe {
namespace {

constexpr char kParent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(TraceTest, ContinuesTheCallersTraceWithANewSpan) {
  const TraceContext context = ContinueTrace(kParent);
  EXPECT_EQ(context.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_THAT(context.span_id, ::testing::MatchesRegex("[0-9a-f]{16}"));
  EXPECT_NE(context.span_id, "00f067aa0ba902b7");
  EXPECT_TRUE(context.sampled);
  EXPECT_EQ(context.ToTraceparent(), "00-" + context.trace_id + "-" + context.span_id + "-01");
}

TEST(TraceTest, ReadsTheSampledBit) {
  const std::string stem = std::string(kParent).substr(0, 53);
  EXPECT_FALSE(ContinueTrace(stem + "00").sampled);
  EXPECT_FALSE(ContinueTrace(stem + "fe").sampled);
  EXPECT_TRUE(ContinueTrace(stem + "03").sampled);
  EXPECT_TRUE(ContinueTrace(stem + "0b").sampled);
}

TEST(TraceTest, WhatItMakesItAcceptsAgain) {
  const TraceContext first = ContinueTrace("");
  const TraceContext second = ContinueTrace(first.ToTraceparent());
  EXPECT_EQ(second.trace_id, first.trace_id);
  EXPECT_NE(second.span_id, first.span_id);
  EXPECT_FALSE(second.sampled);
}

TEST(TraceTest, AcceptsALaterVersionThatGoesOn) {
  std::string parent = kParent;
  parent.replace(0, 2, "cc");
  EXPECT_EQ(ContinueTrace(parent + "-what-comes").trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_NE(ContinueTrace(parent + "x").trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
}

class MalformedTraceTest : public ::testing::TestWithParam<std::string> {};

TEST_P(MalformedTraceTest, StartsANewTrace) {
  const TraceContext context = ContinueTrace(GetParam());
  EXPECT_THAT(context.trace_id, ::testing::MatchesRegex("[0-9a-f]{32}"));
  EXPECT_EQ(GetParam().find(context.trace_id), std::string::npos);
  EXPECT_NE(context.trace_id, ContinueTrace(GetParam()).trace_id);
}

INSTANTIATE_TEST_SUITE_P(
    All, MalformedTraceTest,
    ::testing::Values("", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                      "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                      "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                      "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                      "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                      "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
                      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
                      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x"));

}  // namespace
}  // namespace shopdesk::observe
