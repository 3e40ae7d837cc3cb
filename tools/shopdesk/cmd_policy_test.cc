#include <algorithm>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

// `policy apply` of a file, with nobody at the services' addresses: what is wrong with the file is
// told before anybody is asked.
class PolicyFileTest : public ::testing::Test {
 protected:
  PolicyFileTest() : app_("the client", "shopdesk") {
    for (std::string* target : {&suite_.catalog_target, &suite_.orders_target,
                                &suite_.logistics_target, &suite_.feedback_target}) {
      *target = "unix:/nowhere";
    }
    EXPECT_OK(suite_.Connect());
    AddCommands(app_, globals_, action_);
  }

  std::string Refusal(const std::string& text) {
    // As CLI11 takes a vector.
    app_.parse(std::vector<std::string>{"demo", "--shop", WriteTestFile("policy.json", text),
                                        "apply", "policy"});
    const absl::Status status = action_(suite_);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    return std::string(status.message());
  }

  CLI::App app_;
  Globals globals_;
  Action action_;
  Suite suite_;
};

TEST_F(PolicyFileTest, MustBeAnObjectOfObjects) {
  EXPECT_THAT(Refusal("{"), HasSubstr("policy.json is no JSON"));
  EXPECT_EQ(Refusal("[]"), "the file must be a JSON object");
  const std::string sections =
      ": the file has objects under catalog, orders, logistics, feedback and all, and nothing else";
  EXPECT_EQ(Refusal(R"({"order": {}})"), absl::StrCat("\"order\"", sections));
  EXPECT_EQ(Refusal(R"({"orders": 1})"), absl::StrCat("\"orders\"", sections));
}

TEST_F(PolicyFileTest, NamesAllFieldsThatNoPolicyHas) {
  const std::string told = Refusal(
      R"({"orders": {"freight": "QUOTED", "freights": 1}, "all": {"currency_code": "CNY", "colour": 2}})");
  EXPECT_THAT(told, HasSubstr("no policy has these fields: orders.freights, all.colour; "));
}

TEST_F(PolicyFileTest, WhatAServiceSetsByItselfIsNoField) {
  EXPECT_THAT(Refusal(R"({"catalog": {"etag": "x", "updateTime": "2026-01-01T00:00:00Z"}})"),
              HasSubstr("these fields: catalog.etag, catalog.update_time;"));
}

TEST_F(PolicyFileTest, AFieldForAllNeedsOneServiceOnly) {
  const std::string told =
      Refusal(R"({"all": {"freight": "QUOTED"}, "feedback": {"freight": "QUOTED"}})");
  EXPECT_THAT(told, HasSubstr("these fields: feedback.freight;"));
  EXPECT_THAT(told, Not(HasSubstr("all.freight")));
}

TEST_F(PolicyFileTest, WhatEachServiceSaysIsTold) {
  const std::string told = Refusal(R"({"all": {"currency_code": "CNY"}})");
  EXPECT_THAT(told, HasSubstr("nothing was changed; refused by catalog: "));
  EXPECT_THAT(told, HasSubstr("; feedback: "));
}

}  // namespace
}  // namespace shopdesk::cli
