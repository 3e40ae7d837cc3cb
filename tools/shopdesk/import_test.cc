#include "tools/shopdesk/import.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "tools/shopdesk/import_group.h"
#include "tools/shopdesk/import_page.h"
#include "tools/shopdesk/test_file.h"

namespace shopdesk::cli {
namespace {

using logistics::v1::ImportCarrier;
using logistics::v1::ImportCarriersRequest;
using logistics::v1::ImportCarriersResponse;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::SizeIs;

ImportCarrier Carrier(const std::string& id, size_t bytes = 0) {
  ImportCarrier row;
  row.set_carrier_id(id);
  row.mutable_carrier()->set_enquiry(std::string(bytes, 'x'));
  return row;
}

// Answers pages as a service does.
struct Service {
  absl::StatusOr<ImportCarriersResponse> Take(const ImportCarriersRequest& page) {
    if (static_cast<int>(pages.size()) == fails_at) return absl::UnavailableError("gone");
    pages.push_back(page);
    ImportCarriersResponse response;
    for (int i = 0; i < page.carriers_size(); ++i) {
      if (page.carriers(i).carrier_id() != "bad") {
        response.set_created_count(response.created_count() + 1);
        continue;
      }
      response.add_errors()->set_index(i);
      response.mutable_errors()->rbegin()->set_id("bad");
      response.mutable_errors()->rbegin()->set_message("no phone");
    }
    return response;
  }

  std::vector<ImportCarriersRequest> pages;
  int fails_at = -1;
};

class PageSenderTest : public ::testing::Test {
 protected:
  auto Sender(size_t most_rows) {
    return PageSender(
        ImportFile{.shop = "a b"},
        [this](const ImportCarriersRequest& p) { return service_.Take(p); },
        &ImportCarriersRequest::mutable_carriers, most_rows, summary_);
  }

  Service service_;
  ImportSummary summary_;
};

TEST_F(PageSenderTest, SendsPagesOfRowsAndSaysWhichWereRefused) {
  auto sender = Sender(2);
  EXPECT_THAT(sender.Add(Carrier("a"), 2), IsOk());
  EXPECT_THAT(sender.Add(Carrier("b"), 3), IsOk());
  EXPECT_THAT(sender.Add(Carrier("bad"), 7), IsOk());
  EXPECT_THAT(sender.Flush(), IsOk());
  EXPECT_THAT(sender.Flush(), IsOk());
  ASSERT_THAT(service_.pages, SizeIs(2));
  EXPECT_EQ(service_.pages[0].parent(), "shops/a%20b");
  EXPECT_NE(service_.pages[0].request_id(), service_.pages[1].request_id());
  EXPECT_THAT(service_.pages[0].carriers(), SizeIs(2));
  EXPECT_EQ(summary_.created, 2);
  EXPECT_EQ(summary_.refused, 1);
  EXPECT_THAT(summary_.errors, ElementsAre("line 7, bad: no phone"));
}

TEST_F(PageSenderTest, APageIsNoLargerThanAServiceTakes) {
  auto sender = Sender(1000);
  for (int i = 0; i < 10; ++i) {
    EXPECT_THAT(sender.Add(Carrier(absl::StrCat(i), 300'000), i), IsOk());
  }
  EXPECT_THAT(sender.Flush(), IsOk());
  EXPECT_THAT(service_.pages, SizeIs(Ge(3)));
  for (const ImportCarriersRequest& page : service_.pages)
    EXPECT_LE(page.ByteSizeLong(), size_t{2} << 20);
  EXPECT_EQ(summary_.created, 10);
}

TEST_F(PageSenderTest, WhatWasTakenIsCountedWhenTheServiceGoes) {
  service_.fails_at = 1;
  auto sender = Sender(1);
  EXPECT_THAT(sender.Add(Carrier("a"), 2), IsOk());
  EXPECT_THAT(sender.Add(Carrier("b"), 3), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(summary_.created, 1);
}

TEST(ImportSummaryTest, KeepsTheFirstErrorsAndCountsTheRest) {
  ImportSummary summary;
  for (int i = 0; i < 60; ++i) summary.Refuse({absl::StrCat(i), "again"});
  EXPECT_EQ(summary.refused, 60);
  EXPECT_THAT(summary.errors, SizeIs(kMostImportErrors));
  EXPECT_EQ(summary.more_errors, 120 - static_cast<int64_t>(kMostImportErrors));
  EXPECT_EQ(summary.errors.front(), "0");
}

// What ReadGroups hands on: "key@line:rows".
struct Groups {
  absl::Status Read(const std::string& csv) {
    const std::string file = WriteTestFile("groups.csv", csv);
    const auto open = [&] { return CsvTable::Open(file, {"key", "value"}); };
    const auto key = [](const CsvTable& table) { return table.Text("key"); };
    const auto add = [](CsvTable& table, std::string& rows) {
      if (table.Integer("value") == 0) table.Fail("value", "must not be 0");
      absl::StrAppend(&rows, table.Text("key"), table.Text("value"), " ");
    };
    const auto done = [&](std::string rows, int64_t line) {
      all.push_back(absl::StrCat(line, ": ", rows));
      return absl::OkStatus();
    };
    return ReadGroups<std::string>(open, key, add, done, summary);
  }

  std::vector<std::string> all;
  ImportSummary summary;
};

TEST(ReadGroupsTest, RowsOfOneThingNeedNotStandTogether) {
  Groups groups;
  EXPECT_THAT(groups.Read("key,value\na,1\nb,2\na,3\nc,4\nb,5\n"), IsOk());
  EXPECT_THAT(groups.all, ElementsAre("2: a1 a3 ", "5: c4 ", "3: b2 b5 "));
  EXPECT_EQ(groups.summary.refused, 0);
}

TEST(ReadGroupsTest, AWrongRowRefusesItsThingOnlyAndAllErrorsAreTold) {
  Groups groups;
  EXPECT_THAT(groups.Read("key,value\na,1\na,0\nb,2\na,x\n"), IsOk());
  EXPECT_THAT(groups.all, ElementsAre("4: b2 "));
  EXPECT_EQ(groups.summary.refused, 1);
  EXPECT_THAT(groups.summary.errors,
              ElementsAre("line 3, column value: must not be 0, got \"0\"",
                          "line 5, column value: must be a whole number, got \"x\""));
}

}  // namespace
}  // namespace shopdesk::cli
