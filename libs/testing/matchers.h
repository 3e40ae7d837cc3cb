#pragma once

#include <memory>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "google/protobuf/message.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"

namespace shopdesk::testing {

// The status of a Status or StatusOr.
inline const absl::Status& GetStatus(const absl::Status& status) { return status; }
template <class T>
const absl::Status& GetStatus(const absl::StatusOr<T>& result) {
  return result.status();
}

// EXPECT_THAT(status_or_statusor, IsOk())
MATCHER(IsOk, negation ? "isn't OK" : "is OK") {
  const absl::Status& status = GetStatus(arg);
  if (!status.ok()) *result_listener << "which is " << status.ToString();
  return status.ok();
}

// EXPECT_THAT(result, StatusIs(absl::StatusCode::kNotFound))
MATCHER_P(StatusIs, code, absl::StrCat("has the code ", absl::StatusCodeToString(code))) {
  const absl::Status& status = GetStatus(arg);
  *result_listener << "which is " << status.ToString();
  return status.code() == code;
}

// The reason of its ErrorInfo: EXPECT_THAT(result, HasReason("WRONG_STATE"))
MATCHER_P(HasReason, reason, absl::StrCat("has the reason ", reason)) {
  const absl::Status& status = GetStatus(arg);
  *result_listener << "which is " << status.ToString() << ", reason \"" << ReasonOf(status) << "\"";
  return ReasonOf(status) == reason;
}

// EXPECT_THAT(result, IsOkAndHolds(Eq(3)))
MATCHER_P(IsOkAndHolds, matcher, "is OK and holds what matches") {
  if (!arg.ok()) {
    *result_listener << "which is " << arg.status().ToString();
    return false;
  }
  return ::testing::SafeMatcherCast<const typename std::decay_t<arg_type>::value_type&>(matcher)
      .MatchAndExplain(*arg, result_listener);
}

// A message from its text format; the test fails at once if it is malformed.
template <class Message>
Message ParseText(absl::string_view text) {
  Message message;
  if (!google::protobuf::TextFormat::ParseFromString(std::string(text), &message)) {
    ADD_FAILURE() << "not a " << message.GetTypeName() << ": " << text;
  }
  return message;
}

// A message equal to the expected one, which may be given in text format; says what differs.
class EqualsProtoMatcher {
 public:
  explicit EqualsProtoMatcher(const google::protobuf::Message& expected)
      : expected_(expected.New()) {
    expected_->CopyFrom(expected);
  }
  explicit EqualsProtoMatcher(std::string text) : text_(std::move(text)) {}

  bool MatchAndExplain(const google::protobuf::Message& actual,
                       ::testing::MatchResultListener* listener) const {
    std::unique_ptr<google::protobuf::Message> expected(actual.New());
    if (expected_ == nullptr) {
      if (!google::protobuf::TextFormat::ParseFromString(text_, expected.get())) {
        *listener << "the expectation is not a " << actual.GetTypeName();
        return false;
      }
    } else if (expected_->GetDescriptor() != actual.GetDescriptor()) {
      *listener << "which is a " << actual.GetTypeName();
      return false;
    } else {
      expected->CopyFrom(*expected_);
    }
    google::protobuf::util::MessageDifferencer differencer;
    std::string difference;
    differencer.ReportDifferencesToString(&difference);
    const bool equal = differencer.Compare(*expected, actual);
    if (!equal) *listener << "with the differences:\n" << difference;
    return equal;
  }
  void DescribeTo(std::ostream* os) const {
    *os << "equals " << (expected_ != nullptr ? expected_->DebugString() : text_);
  }
  void DescribeNegationTo(std::ostream* os) const {
    *os << "differs from what ";
    DescribeTo(os);
  }

 private:
  std::shared_ptr<google::protobuf::Message> expected_;
  std::string text_;
};

inline ::testing::PolymorphicMatcher<EqualsProtoMatcher> EqualsProto(
    const google::protobuf::Message& expected) {
  return ::testing::MakePolymorphicMatcher(EqualsProtoMatcher(expected));
}
inline ::testing::PolymorphicMatcher<EqualsProtoMatcher> EqualsProto(const char* text) {
  return ::testing::MakePolymorphicMatcher(EqualsProtoMatcher(std::string(text)));
}

}  // namespace shopdesk::testing

#define SHOPDESK_TEST_CONCAT_INNER_(a, b) a##b
#define SHOPDESK_TEST_CONCAT_(a, b) SHOPDESK_TEST_CONCAT_INNER_(a, b)
#define SHOPDESK_ASSERT_OK_AND_ASSIGN_(name, lhs, expr) \
  auto name = (expr);                                   \
  ASSERT_THAT(name, ::shopdesk::testing::IsOk());       \
  lhs = *std::move(name)

#define EXPECT_OK(expr) EXPECT_THAT(expr, ::shopdesk::testing::IsOk())
#define ASSERT_OK(expr) ASSERT_THAT(expr, ::shopdesk::testing::IsOk())
// ASSERT_OK_AND_ASSIGN(Order order, LoadOrder(name));
#define ASSERT_OK_AND_ASSIGN(lhs, expr) \
  SHOPDESK_ASSERT_OK_AND_ASSIGN_(SHOPDESK_TEST_CONCAT_(shopdesk_or_, __LINE__), lhs, expr)
