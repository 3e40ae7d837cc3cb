#include "tools/shopdesk/dynamic_call.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/rpc/testing/note_service.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_server.h"
#include "shopdesk/rpctest/v1/note.pb.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using shopdesk::testing::HasReason;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class DynamicCallTest : public ::testing::Test {
 protected:
  DynamicCallTest() : server_(rpc::testing::NoteDefinition(gate_)) {
    gate_.Open();
    channel_ = grpc::CreateChannel(server_.target(), grpc::InsecureChannelCredentials());
    settings_.actor = MakeActor("agent", "1", "owner").value();
  }

  // The answers, each in one line of JSON.
  absl::StatusOr<std::vector<std::string>> Call(const std::string& method,
                                                const std::vector<std::string>& requests) {
    const auto found = KnownMethod(absl::StrCat("shopdesk.rpctest.v1.NoteService.", method));
    if (!found.ok()) return found.status();
    std::vector<std::string> answers;
    const absl::Status status =
        CallMethod(settings_, channel_, **found, requests, [&](const Message& response) {
          answers.push_back(ToJson(response, /*compact=*/true));
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
    return answers;
  }
  absl::StatusOr<std::vector<std::string>> Create(const std::string& id, const std::string& more) {
    return Call("CreateNote", {absl::StrCat(R"({"name": "shops/1/notes/)", id,
                                            R"(", "note": {"text": "hello"})", more, "}")});
  }

  shopdesk::testing::Gate gate_;
  shopdesk::testing::TestServer server_;
  std::shared_ptr<grpc::Channel> channel_;
  CallSettings settings_;
};

TEST_F(DynamicCallTest, AnUnknownMethodIsNamed) {
  const absl::Status status = KnownMethod("shopdesk.rpctest.v1.NoteService.Sing").status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(status.message(), HasSubstr("NoteService.Sing"));
}

TEST_F(DynamicCallTest, AnAnswerIsJsonWithTheProtosNames) {
  const auto answers = Create("a", "");
  ASSERT_OK(answers);
  EXPECT_THAT(*answers, ElementsAre(R"({"name":"shops/1/notes/a","text":"hello"})"));
}

TEST_F(DynamicCallTest, ARequestIdIsMadeWhereNoneIsGiven) {
  ASSERT_OK(Create("a", ""));
  EXPECT_THAT(Create("a", ""), StatusIs(absl::StatusCode::kAlreadyExists)) << "another request";
  ASSERT_OK(Create("b", R"(, "request_id": "mine")"));
  EXPECT_OK(Create("b", R"(, "request_id": "mine")")) << "the same again";
}

TEST_F(DynamicCallTest, NoRequestIsAnEmptyOne) {
  EXPECT_THAT(Call("ListNotes", {""}).value(), ElementsAre(R"({"notes":[{"text":"listed"}]})"));
}

TEST_F(DynamicCallTest, WhatIsWrongWithARequestIsToldBeforeItIsSent) {
  server_->Shutdown();
  const auto unknown = Call("CreateNote", {R"({"names": "a", "note": {"color": "BLUE"}})"});
  EXPECT_THAT(unknown, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(unknown.status().message(), HasSubstr("names: there is no such field; there are "));
  EXPECT_THAT(unknown.status().message(), HasSubstr("note.color: \"BLUE\" is none of RED"));
  const auto broken = Call("CreateNote", {R"({"name": )"});
  EXPECT_THAT(broken, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(broken.status().message(),
              HasSubstr("the request is no shopdesk.rpctest.v1.CreateNoteRequest: "));
  const auto mistyped = Call("TailNotes", {R"({"count": "many"})"});
  EXPECT_THAT(mistyped, StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(DynamicCallTest, OneRequestUnlessTheMethodTakesAStream) {
  for (const std::vector<std::string>& requests :
       {std::vector<std::string>{}, std::vector<std::string>{"{}", "{}"}}) {
    const auto called = Call("ListNotes", requests);
    EXPECT_THAT(called, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(called.status().message(),
                HasSubstr("shopdesk.rpctest.v1.NoteService.ListNotes takes one request"));
  }
}

TEST_F(DynamicCallTest, AStreamGetsAllRequestsAndTellsAllAnswers) {
  const auto answers =
      Call("AppendNotes", {R"({"name": "shops/1/notes/x"})", R"({"name": "shops/1/notes/y"})"});
  ASSERT_OK(answers);
  EXPECT_THAT(*answers,
              ElementsAre(R"({"name":"shops/1/notes/x"})", R"({"name":"shops/1/notes/y"})"));
  EXPECT_THAT(Call("AppendNotes", {}).value(), IsEmpty());
  EXPECT_THAT(Call("TailNotes", {R"({"count": 3})"}).value(), SizeIs(3));
}

TEST_F(DynamicCallTest, WhoTakesTheAnswersMayStop) {
  const auto method = KnownMethod("shopdesk.rpctest.v1.NoteService.TailNotes");
  ASSERT_OK(method);
  int taken = 0;
  const absl::Status status =
      CallMethod(settings_, channel_, **method, {R"({"count": 100000})"}, [&](const Message&) {
        return ++taken < 2 ? absl::OkStatus() : absl::AbortedError("enough");
      });
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(status.message(), "enough");
  EXPECT_EQ(taken, 2);
}

TEST_F(DynamicCallTest, AnErrorKeepsItsReason) {
  const auto refused =
      Call("CreateNote", {R"({"name": "shops/1/notes/r", "note": {"text": "refused"}})"});
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(refused, HasReason("WRONG_STATE"));
}

TEST_F(DynamicCallTest, JsonHasDefaultsAndLinesWhereAsked) {
  rpctest::v1::Line line;
  line.set_sku("A");
  EXPECT_EQ(ToJson(line, /*compact=*/true), R"({"sku":"A"})");
  EXPECT_EQ(ToJson(line, /*compact=*/false), "{\n \"sku\": \"A\"\n}\n");
  EXPECT_EQ(ToJson(line, /*compact=*/true, /*defaults=*/true),
            R"({"sku":"A","quantity":"0","product":""})");
}

}  // namespace
}  // namespace shopdesk::cli
