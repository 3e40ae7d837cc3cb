#include "libs/base/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "libs/base/etag.h"
#include "libs/base/status_macros.h"

namespace shopdesk {
namespace {

using ::testing::HasSubstr;

template <class Details>
Details DetailsOf(const absl::Status& status, const char* url) {
  Details details;
  EXPECT_TRUE(details.ParseFromString(std::string(status.GetPayload(url).value_or(absl::Cord()))));
  return details;
}

TEST(ErrorTest, CarriesReasonAndMetadata) {
  const absl::Status status = Error(absl::StatusCode::kResourceExhausted, "OUT_OF_STOCK",
                                    "none left", {{"sku", "a"}, {"available", "0"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(status.message(), "none left");
  EXPECT_EQ(ReasonOf(status), "OUT_OF_STOCK");
  EXPECT_EQ(ErrorMetadataOf(status, "sku"), "a");
  EXPECT_EQ(ErrorMetadataOf(status, "available"), "0");
  EXPECT_EQ(ErrorMetadataOf(status, "asked"), "");
  EXPECT_EQ(DetailsOf<google::rpc::ErrorInfo>(status, kErrorInfoUrl).domain(), "shopdesk");
}

TEST(ErrorTest, AStatusWithoutDetailsHasNoReason) {
  EXPECT_EQ(ReasonOf(absl::OkStatus()), "");
  EXPECT_EQ(ReasonOf(absl::NotFoundError("x")), "");
  absl::Status broken = absl::NotFoundError("x");
  broken.SetPayload(kErrorInfoUrl, absl::Cord("\xff\xff"));
  EXPECT_EQ(ReasonOf(broken), "");
  EXPECT_EQ(ErrorMetadataOf(broken, "x"), "");
}

TEST(ErrorTest, NamedErrors) {
  EXPECT_EQ(NotFoundError("shops/1").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ErrorMetadataOf(NotFoundError("shops/1"), "resource"), "shops/1");
  EXPECT_EQ(AlreadyExistsError("shops/1").code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(AlreadyExistsError("shops/1")), "ALREADY_EXISTS");
  EXPECT_EQ(UnavailableError("down").code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(UnavailableError("down")), "UNAVAILABLE");
  EXPECT_EQ(InternalError("bug").code(), absl::StatusCode::kInternal);
  EXPECT_EQ(ReasonOf(InternalError("bug")), "INTERNAL");

  const absl::Status state = WrongStateError("shops/1/orders/2", "SHIPPED", "cancel", "");
  EXPECT_EQ(state.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(state), "WRONG_STATE");
  EXPECT_EQ(ErrorMetadataOf(state, "state"), "SHIPPED");
  EXPECT_EQ(ErrorMetadataOf(state, "allowed"), "");
  EXPECT_THAT(std::string(state.message()), HasSubstr("possible: nothing"));
  EXPECT_THAT(std::string(WrongStateError("n", "S", "w", "pay, close").message()),
              HasSubstr("possible: pay, close"));
}

TEST(ErrorTest, OverloadedSaysWhenToComeBack) {
  const absl::Status status = OverloadedError("busy", absl::Milliseconds(1250));
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(status), "OVERLOADED");
  const auto retry = DetailsOf<google::rpc::RetryInfo>(status, kRetryInfoUrl);
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 250'000'000);
}

TEST(ViolationsTest, AllAreInOneError) {
  Violations violations;
  EXPECT_TRUE(violations.empty());
  EXPECT_TRUE(violations.ToStatus().ok());
  violations.Add("receiver.name", "must be set");
  violations.Add("lines", "must have at most 100 items");
  EXPECT_FALSE(violations.empty());
  const absl::Status status = violations.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "INVALID_ARGUMENT");
  EXPECT_EQ(status.message(), "receiver.name: must be set; lines: must have at most 100 items");
  const auto details = DetailsOf<google::rpc::BadRequest>(status, kBadRequestUrl);
  ASSERT_EQ(details.field_violations_size(), 2);
  EXPECT_EQ(details.field_violations(0).field(), "receiver.name");
  EXPECT_EQ(details.field_violations(1).description(), "must have at most 100 items");
}

TEST(IsTransientTest, SaysWhetherTheSameCallMayBeRepeated) {
  EXPECT_TRUE(IsTransient(UnavailableError("x")));
  EXPECT_TRUE(IsTransient(absl::DeadlineExceededError("x")));
  EXPECT_TRUE(IsTransient(absl::AbortedError("conflict")));
  EXPECT_TRUE(IsTransient(OverloadedError("x", absl::Seconds(1))));
  EXPECT_FALSE(IsTransient(absl::OkStatus()));
  EXPECT_FALSE(IsTransient(EtagMismatchError("shops/1")));
  EXPECT_FALSE(IsTransient(Error(absl::StatusCode::kResourceExhausted, "OUT_OF_STOCK", "x")));
  EXPECT_FALSE(IsTransient(NotFoundError("x")));
  EXPECT_FALSE(IsTransient(InternalError("x")));
  EXPECT_FALSE(IsTransient(absl::CancelledError("x")));
}

TEST(EtagTest, OnlyAGivenEtagIsCompared) {
  struct Resource {
    std::string name() const { return "shops/1"; }
    std::string etag() const { return MakeEtag(7); }
  };
  EXPECT_TRUE(CheckEtag("", Resource()).ok());
  EXPECT_TRUE(CheckEtag("v7", Resource()).ok());
  const absl::Status status = CheckEtag("v6", Resource());
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(status), "ETAG_MISMATCH");
  EXPECT_EQ(ErrorMetadataOf(status, "resource"), "shops/1");
}

absl::StatusOr<int> Half(int value) {
  if (value % 2 != 0) return absl::InvalidArgumentError("odd");
  return value / 2;
}
absl::StatusOr<int> Quarter(int value) {
  ASSIGN_OR_RETURN(const int half, Half(value));
  int quarter = 0;
  ASSIGN_OR_RETURN(quarter, Half(half));
  if (quarter > 100) RETURN_IF_ERROR(absl::OutOfRangeError("large"));
  return quarter;
}

TEST(StatusMacrosTest, ReturnTheFirstError) {
  EXPECT_EQ(*Quarter(12), 3);
  EXPECT_EQ(Quarter(3).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Quarter(6).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Quarter(4000).status().code(), absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace shopdesk
