#include <algorithm>
#include <iostream>
#include <sstream>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/rpc/testing/note_service.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_server.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/commands.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using Json = nlohmann::ordered_json;

// All four services are one server of notes, as far as the client can tell.
class CallCommandTest : public ::testing::Test {
 protected:
  CallCommandTest() : server_(rpc::testing::NoteDefinition(gate_)), app_("the client", "shopdesk") {
    gate_.Open();
    for (std::string* target : {&suite_.catalog_target, &suite_.orders_target,
                                &suite_.logistics_target, &suite_.feedback_target}) {
      *target = server_.target();
    }
    suite_.settings.actor = MakeActor("agent", "1", "owner").value();
    kCallCommand.add(app_, globals_, action_);
  }

  // What the command ends with; what it wrote is in `out_`.
  absl::Status Run(std::vector<std::string> arguments, const std::string& input = "") {
    EXPECT_OK(suite_.Connect());
    std::reverse(arguments.begin(), arguments.end());  // As CLI11 takes a vector.
    app_.parse(std::move(arguments));
    std::istringstream in(input);
    std::streambuf* const before = std::cin.rdbuf(in.rdbuf());
    ::testing::internal::CaptureStdout();
    const absl::Status status = action_(suite_);
    out_ = ::testing::internal::GetCapturedStdout();
    std::cin.rdbuf(before);
    return status;
  }
  // The answers of a batch, one a line.
  std::vector<Json> Batch(const std::string& lines, absl::StatusCode code) {
    EXPECT_THAT(Run({"--batch"}, lines), StatusIs(code));
    std::vector<Json> answers;
    for (absl::string_view line : absl::StrSplit(out_, '\n', absl::SkipEmpty())) {
      answers.push_back(Json::parse(line));
    }
    return answers;
  }

  shopdesk::testing::Gate gate_;
  shopdesk::testing::TestServer server_;
  CLI::App app_;
  Globals globals_;
  Action action_;
  Suite suite_;
  std::string out_;
};

TEST_F(CallCommandTest, WithoutAMethodAllAreListedByService) {
  ASSERT_OK(Run({}));
  EXPECT_THAT(out_, HasSubstr("orders     shopdesk.rpctest.v1.NoteService/CopyNote\n"));
  EXPECT_THAT(out_, HasSubstr("feedback   grpc.health.v1.Health/Check\n"));
}

TEST_F(CallCommandTest, AMethodOfSeveralServicesNeedsOne) {
  const absl::Status status = Run({"ListNotes"});
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("ListNotes means several, choose one by its full name or by --service: "
                        "shopdesk.rpctest.v1.NoteService/ListNotes of catalog, "));
  ASSERT_OK(Run({"ListNotes", "--service", "orders"}));
  EXPECT_EQ(Json::parse(out_)["notes"][0]["text"], "listed");
}

TEST_F(CallCommandTest, AnUnknownMethodIsNotFoundUnlessAServiceIsAway) {
  const absl::Status unknown = Run({"Sing"});
  EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(std::string(unknown.message()), HasSubstr("no service has a method Sing; "));
  suite_.feedback_target = "unix:/nowhere";
  EXPECT_THAT(Run({"Sing"}), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(CallCommandTest, WhatIsAwayIsLeftOutOfTheList) {
  suite_.feedback_target = "unix:/nowhere";
  EXPECT_THAT(Run({}), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(out_, HasSubstr("orders     shopdesk"));
  EXPECT_THAT(out_, Not(HasSubstr("feedback")));
}

TEST_F(CallCommandTest, ABatchAnswersEveryLineAndCountsErrors) {
  const std::vector<Json> answers = Batch(
      R"({"method": "CreateNote", "service": "orders", "request": {"name": "shops/1/notes/a", "note": {"text": "one"}}}

{"method": "TailNotes", "service": "orders", "request": {"count": 2}}
{"method": "CreateNote", "service": "orders", "request": {"name": "shops/1/notes/b", "note": {"text": "refused"}}}
{"method": "CreateNote", "service": "orders", "request": {"nam": "x"}}
)",
      absl::StatusCode::kAborted);
  ASSERT_THAT(answers, SizeIs(4));
  EXPECT_EQ(answers[0]["response"]["text"], "one");
  EXPECT_THAT(answers[1]["responses"], SizeIs(2));
  EXPECT_EQ(answers[2]["error"]["code"], "FAILED_PRECONDITION");
  EXPECT_EQ(answers[2]["error"]["reason"], "WRONG_STATE");
  EXPECT_EQ(answers[3]["error"]["code"], "INVALID_ARGUMENT");
}

TEST_F(CallCommandTest, ALineThatIsNoCallSaysWhatIsMissing) {
  const auto message = [&](const std::string& line) {
    const std::vector<Json> answers = Batch(line, absl::StatusCode::kAborted);
    return answers.empty() ? "" : answers[0]["error"]["message"].get<std::string>();
  };
  EXPECT_THAT(message("nonsense"), HasSubstr("a call is a JSON object: "));
  EXPECT_EQ(message(R"({"request": {}})"), "\"method\" is missing");
  EXPECT_EQ(message(R"({"method": 1})"), "\"method\" must be a string");
  EXPECT_THAT(message(R"({"method": "ListNotes", "service": "orders", "role": "king"})"),
              HasSubstr("there is no role \"king\"; roles are "));
}

TEST_F(CallCommandTest, CallsOfAnArrayAreMadeAtOnce) {
  const std::vector<Json> answers = Batch(
      R"([{"method": "ListNotes", "service": "orders"}, {"method": "Sing"}, {"method": "AppendNotes", "service": "catalog", "requests": [{"name": "shops/1/notes/x"}, {"name": "shops/1/notes/y"}]}])",
      absl::StatusCode::kAborted);
  ASSERT_THAT(answers, SizeIs(1));
  ASSERT_THAT(answers[0], SizeIs(3)) << "in the order of the calls";
  EXPECT_TRUE(answers[0][0].contains("response"));
  EXPECT_EQ(answers[0][1]["error"]["code"], "NOT_FOUND");
  EXPECT_THAT(answers[0][2]["responses"], SizeIs(2));
}

}  // namespace
}  // namespace shopdesk::cli
