#include "libs/runtime/validate.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "libs/testing/matchers.h"
#include "shopdesk/rpctest/v1/note.pb.h"

namespace shopdesk::runtime {
namespace {

using rpctest::v1::CreateNoteRequest;
using rpctest::v1::Note;
using rpctest::v1::UpdateNoteRequest;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::IsOk;
using shopdesk::testing::ParseText;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// "field: description" of each violation.
std::vector<std::string> ViolationsOf(const google::protobuf::Message& message) {
  const absl::Status status = Validator(*message.GetDescriptor()).Check(message);
  google::rpc::BadRequest details;
  const absl::optional<absl::Cord> payload = status.GetPayload(kBadRequestUrl);
  if (payload.has_value()) details.ParseFromString(std::string(*payload));
  std::vector<std::string> violations;
  for (const auto& violation : details.field_violations()) {
    violations.push_back(absl::StrCat(violation.field(), ": ", violation.description()));
  }
  EXPECT_EQ(status.ok(), violations.empty());
  if (!status.ok()) {
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  }
  return violations;
}

std::vector<std::string> ViolationsOfNote(absl::string_view text) {
  return ViolationsOf(ParseText<Note>(text));
}

TEST(ValidateTest, AcceptsWhatKeepsTheRules) {
  EXPECT_THAT(ViolationsOfNote(R"pb(
                text: "一二三四五六七八九十"
                lines { sku: "AB" quantity: 100 product: "shops/1/products/2%20x" }
                by_key {
                  key: "k"
                  value { sku: "C" quantity: 1 }
                }
                color: RED
                due_time { seconds: 5 nanos: 999999999 }
                phone: "123"
                tags: "abc"
                rank: 5
                picture: "\001\002\003\004"
              )pb"),
              IsEmpty());
}

TEST(ValidateTest, ReportsAllViolationsWithTheirPaths) {
  EXPECT_THAT(
      ViolationsOfNote(R"pb(
        lines { sku: "AB" quantity: 1 }
        lines { quantity: 101 }
        lines { sku: "ab" quantity: -1 product: "shops/1" }
        by_key {
          key: "blue"
          value { sku: "A" }
        }
        parent { text: "x" }
      )pb"),
      ElementsAre("text: is required", "lines[1].sku: is required",
                  "lines[1].quantity: must be at most 100", "lines[2].sku: must match [A-Z]+",
                  "lines[2].quantity: must be at least 1",
                  "lines[2].product: must have the form shops/{shop}/products/{product} with ids of"
                  " [A-Za-z0-9._-] or %XX",
                  "by_key[blue].value.quantity: is required",
                  "parent.text: must have at least 2 characters"));
}

TEST(ValidateTest, BoundsTextsListsAndBytes) {
  EXPECT_THAT(ViolationsOfNote(R"pb(text: "一二三四五六七八九十一")pb"),
              ElementsAre("text: must have at most 10 characters"));
  EXPECT_THAT(ViolationsOfNote(R"pb(text: "ab" tags: "a" tags: "b" tags: "c")pb"),
              ElementsAre("tags: must have at most 2 elements"));
  EXPECT_THAT(ViolationsOfNote(R"pb(text: "ab" tags: "a" tags: "abcd")pb"),
              ElementsAre("tags[1]: must have at most 3 characters"));
  EXPECT_THAT(ViolationsOfNote(R"pb(text: "ab" picture: "12345")pb"),
              ElementsAre("picture: must have at most 4 bytes"));
}

TEST(ValidateTest, AppliesRulesToOptionalFieldsOnlyWhenSet) {
  EXPECT_THAT(ViolationsOfNote(R"pb(text: "ab")pb"), IsEmpty());
  EXPECT_THAT(ViolationsOfNote(R"pb(text: "ab" rank: 0)pb"),
              ElementsAre("rank: must be at least 1"));
  EXPECT_THAT(ViolationsOfNote(R"pb(text: "ab" phone: "")pb"), IsEmpty());
  EXPECT_THAT(ViolationsOfNote(R"pb(text: "ab"
                                    line {})pb"),
              ElementsAre("line.sku: is required", "line.quantity: is required"));
}

TEST(ValidateTest, RefusesControlCharactersAndBrokenText) {
  Note note;
  note.set_text("a\tb\nc\r");
  EXPECT_THAT(ViolationsOf(note), IsEmpty());
  note.set_text(std::string("a\0b", 3));
  EXPECT_THAT(ViolationsOf(note),
              ElementsAre("text: must not hold control characters other than tab and line breaks"));
  note.set_text("a\x7f");
  EXPECT_THAT(ViolationsOf(note), SizeIs(1));
  note.set_text("a\xff");
  EXPECT_THAT(ViolationsOf(note), ElementsAre("text: must be UTF-8"));
}

TEST(ValidateTest, RefusesBlankTextsAndIdsThatLookLikeOthers) {
  for (const char* blank : {"  ", "\u3000\u3000", "\u200b\u200b"}) {
    Note note;
    note.set_text(blank);
    EXPECT_THAT(ViolationsOf(note), ElementsAre("text: must not be blank"));
  }
  EXPECT_THAT(ViolationsOfNote(R"pb(text: "ab" shelf_id: "a b")pb"), IsEmpty());
  EXPECT_THAT(ViolationsOfNote(R"pb(text: "ab" shelf_id: "-")pb"),
              ElementsAre("shelf_id: must not be \"-\", which stands for any"));
  EXPECT_THAT(ViolationsOfNote(R"pb(text: "ab" shelf_id: " a")pb"),
              ElementsAre("shelf_id: must not begin or end with white space"));
  EXPECT_THAT(ViolationsOfNote("text: 'ab' shelf_id: 'a\u200b'"),
              ElementsAre("shelf_id: must not hold characters that can't be seen"));
}

TEST(ValidateTest, TakesCurrenciesInUse) {
  EXPECT_THAT(ViolationsOfNote(R"pb(text: "ab" currency_code: "CNY")pb"), IsEmpty());
  EXPECT_THAT(
      ViolationsOfNote(R"pb(text: "ab" currency_code: "RMB")pb"),
      ElementsAre("currency_code: must be an ISO 4217 code in use, e.g. CNY (not RMB), EUR"));
}

TEST(ValidateTest, RefusesUnknownEnumValuesAndImpossibleTimes) {
  Note note;
  note.set_text("ab");
  note.set_color(static_cast<Note::Color>(7));
  note.mutable_due_time()->set_nanos(-1);
  EXPECT_THAT(ViolationsOf(note),
              ElementsAre("color: must be one of RED",
                          "due_time: must be a time between the years 1 and 9999"));
}

TEST(ValidateTest, RequiresRequestIds) {
  CreateNoteRequest request = ParseText<CreateNoteRequest>(
      R"pb(name: "shops/1/notes/2"
           note { text: "ab" })pb");
  EXPECT_THAT(ViolationsOf(request), ElementsAre("request_id: is required"));
  request.set_request_id("a b");
  EXPECT_THAT(ViolationsOf(request), ElementsAre("request_id: must match [A-Za-z0-9._-]{1,64}"));
  request.set_request_id(std::string(65, 'a'));
  EXPECT_THAT(ViolationsOf(request), SizeIs(1));
  request.set_request_id("a.B_c-9");
  EXPECT_THAT(ViolationsOf(request), IsEmpty());
}

std::vector<std::string> ViolationsOfUpdate(absl::string_view text) {
  return ViolationsOf(ParseText<UpdateNoteRequest>(absl::StrCat("request_id: 'r' ", text)));
}

TEST(ValidateTest, ChecksOfAnUpdateWhatItsMaskNames) {
  EXPECT_THAT(ViolationsOfUpdate("note { rank: 5 } update_mask { paths: 'rank' }"), IsEmpty());
  EXPECT_THAT(ViolationsOfUpdate("note { rank: 6 tags: 'abcd' } update_mask { paths: 'rank' }"),
              ElementsAre("note.rank: must be at most 5"));
  EXPECT_THAT(ViolationsOfUpdate("note { rank: 5 } update_mask { paths: 'rank' paths: 'text' }"),
              ElementsAre("note.text: is required"));
  EXPECT_THAT(ViolationsOfUpdate("note { lines {} } update_mask { paths: 'lines' }"),
              ElementsAre("note.lines[0].sku: is required", "note.lines[0].quantity: is required"));
  EXPECT_THAT(ViolationsOfUpdate("note { line { sku: 'a' } } update_mask { paths: 'line.sku' }"),
              ElementsAre("note.line.sku: must match [A-Z]+"));
}

TEST(ValidateTest, ChecksOfAnUpdateWithoutMaskWhatIsSet) {
  EXPECT_THAT(ViolationsOfUpdate("note { rank: 5 }"), IsEmpty());
  EXPECT_THAT(ViolationsOfUpdate("note { text: 'a' }"),
              ElementsAre("note.text: must have at least 2 characters"));
  EXPECT_THAT(ViolationsOfUpdate("note { parent { rank: 5 } }"),
              ElementsAre("note.parent.text: is required"));
}

TEST(ValidateTest, ChecksAllOfAnUpdateOfAll) {
  EXPECT_THAT(ViolationsOfUpdate("note { rank: 6 } update_mask { paths: '*' }"),
              ElementsAre("note.text: is required", "note.rank: must be at most 5"));
}

TEST(ValidateTest, AlwaysChecksWhatStandsBesideTheResource) {
  EXPECT_THAT(ViolationsOf(ParseText<UpdateNoteRequest>("update_mask { paths: 'rank' }")),
              ElementsAre("note: is required", "request_id: is required"));
}

TEST(ValidateTest, LeavesRowsToTheHandlerWhereItIsTold) {
  const Note note = ParseText<Note>(R"pb(text: "ab"
                                         lines {}
                                         line {})pb");
  const absl::Status status = Validator(*Note::descriptor(), Rows::kByHandler).Check(note);
  EXPECT_THAT(std::string(status.message()), ::testing::StartsWith("line.sku: is required"));
}

TEST(ValidateTest, ReportsNoMoreThanATrailerHolds) {
  Note note;
  for (int i = 0; i < 100; ++i) (*note.mutable_by_key())[std::string(500, 'a' + i % 26)];
  EXPECT_THAT(ViolationsOf(note), SizeIs(16));
}

TEST(ValidateTest, IgnoresAndClearsOutputOnlyFields) {
  Note note = ParseText<Note>(R"pb(
    name: "\001"
    text: "ab"
    parent { name: "x" text: "cd" }
  )pb");
  const Validator validator(*Note::descriptor());
  EXPECT_THAT(validator.Check(note), IsOk());
  validator.ClearOutputOnly(note);
  EXPECT_THAT(note, EqualsProto(R"pb(
                text: "ab"
                parent { text: "cd" }
              )pb"));
}

}  // namespace
}  // namespace shopdesk::runtime
