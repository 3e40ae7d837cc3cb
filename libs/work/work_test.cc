#include "libs/work/work.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "libs/work/service.h"
#include "libs/work/store.h"
#include "libs/work/watch.h"

namespace shopdesk::work {
namespace {

using ::testing::ElementsAre;
using testing::HasReason;
using ::testing::IsEmpty;
using testing::kTestTime;

constexpr Kind kVerify = {"verify", Role::AGENT, "Ask whether the receiver is right"};
constexpr Kind kCall = {"call", Role::AGENT, "Tell the buyer", /*by_hand=*/true};
constexpr Kind kPayout = {"payout", Role::FINANCE, "Send the money"};

runtime::CallInfo CallOf(absl::string_view agent, Role::Value role) {
  runtime::CallInfo call = testing::TestCall();
  call.actor.set_kind(type::v1::Actor::AGENT);
  call.actor.set_id(std::string(agent));
  call.actor.set_role(role);
  return call;
}

// Takes what a watcher is told, in short, and goes away after four messages. `then` is called after
// each with how many there were.
class Watcher final : public runtime::MessageSink {
 public:
  explicit Watcher(std::function<void(int)> then) : then_(std::move(then)) {}

  absl::Status Send(const google::protobuf::Message& message) override {
    const auto& response = static_cast<const v1::WatchWorkItemsResponse&>(message);
    std::vector<std::string> words;
    for (const v1::WorkItem& item : response.work_items()) {
      words.push_back(absl::StrCat("+", item.kind()));
    }
    for (const std::string& name : response.gone_names()) {
      const absl::string_view id = LastSegment(name);
      words.push_back(absl::StrCat("-", id.substr(0, id.find('.'))));
    }
    for (const v1::WorkCount& count : response.counts()) {
      words.push_back(absl::StrCat(count.kind(), "=", count.open_count()));
    }
    seen.push_back(absl::StrJoin(words, " "));
    then_(static_cast<int>(seen.size()));
    return absl::OkStatus();
  }
  absl::Status Check() override {
    return seen.size() < 4 ? absl::OkStatus() : absl::CancelledError("seen enough");
  }

  std::vector<std::string> seen;

 private:
  const std::function<void(int)> then_;
};

class WorkTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  absl::Status Open(const Kind& kind, absl::string_view resource, absl::Duration due,
                    absl::string_view agent = "") {
    Subject subject;
    subject.resource = std::string(resource);
    subject.agent = std::string(agent);
    subject.due = kTestTime + due;
    return testing::RunWrite(
        *runtime_, [&](runtime::WriteContext& ctx) { return work::Open(ctx, kind, subject); });
  }
  absl::Status Close(const Kind& kind, absl::string_view resource) {
    return testing::RunWrite(
        *runtime_, [&](runtime::WriteContext& ctx) { return work::Close(ctx, kind, resource); });
  }
  absl::StatusOr<v1::ListWorkItemsResponse> List(v1::ListWorkItemsRequest request = {}) {
    if (request.parent().empty()) request.set_parent("shops/1");
    v1::ListWorkItemsResponse response;
    RETURN_IF_ERROR(testing::RunRead(*runtime_, [&](runtime::ReadContext& ctx) {
      response.Clear();
      return ListWorkItems(ctx, request, &response);
    }));
    return response;
  }
  // The resources of the list.
  std::vector<std::string> Resources(const v1::ListWorkItemsRequest& request = {}) {
    const absl::StatusOr<v1::ListWorkItemsResponse> list = List(request);
    EXPECT_OK(list.status());
    std::vector<std::string> resources;
    if (!list.ok()) return resources;
    for (const v1::WorkItem& item : list->work_items()) resources.push_back(item.resource());
    return resources;
  }
  template <class Request>
  absl::StatusOr<v1::WorkItem> Change(absl::Status (*handler)(runtime::WriteContext&,
                                                              const Request&, v1::WorkItem*),
                                      const Request& request, absl::string_view agent = "7",
                                      Role::Value role = Role::GUIDE) {
    v1::WorkItem item;
    Request copy = request;
    copy.set_request_id(absl::StrCat("r", ++requests_));
    runtime::CallInfo call = CallOf(agent, role);
    call.request_id = copy.request_id();
    RETURN_IF_ERROR(runtime_->WriteAndWait(
        call, &copy, &item, [&](runtime::WriteContext& ctx) { return handler(ctx, copy, &item); }));
    return item;
  }
  absl::StatusOr<v1::WorkItem> Claim(const std::string& name, absl::string_view agent,
                                     Role::Value role = Role::GUIDE) {
    v1::ClaimWorkItemRequest request;
    request.set_name(name);
    return Change(ClaimWorkItem, request, agent, role);
  }
  absl::StatusOr<v1::WorkItem> Finish(const std::string& name, absl::string_view note = "") {
    v1::FinishWorkItemRequest request;
    request.set_name(name);
    request.set_note(std::string(note));
    return Change(FinishWorkItem, request);
  }

  testing::TestRuntime runtime_{{.dialect = GetParam()}};
  int requests_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Databases, WorkTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(WorkTest, TheSoonestDueComesFirst) {
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(2)));
  ASSERT_OK(Open(kPayout, "shops/1/orders/b", absl::Hours(1)));
  ASSERT_OK(Open(kCall, "shops/1/orders/a", absl::InfiniteDuration()));
  ASSERT_OK(Open(kVerify, "shops/2/orders/a", absl::Hours(1)));
  EXPECT_THAT(Resources(), ElementsAre("shops/1/orders/b", "shops/1/orders/a", "shops/1/orders/a"));
  v1::ListWorkItemsRequest agents;
  agents.set_role(Role::AGENT);
  ASSERT_OK_AND_ASSIGN(const v1::ListWorkItemsResponse list, List(agents));
  ASSERT_EQ(list.work_items_size(), 2);
  EXPECT_EQ(list.work_items(0).kind(), "verify");
  EXPECT_EQ(list.work_items(0).name(), "shops/1/workItems/verify.orders%2Fa");
  EXPECT_EQ(list.work_items(0).summary(), kVerify.summary);
  EXPECT_EQ(FromProto(list.work_items(0).due_time()), kTestTime + absl::Hours(2));
  EXPECT_FALSE(list.work_items(1).has_due_time());
}

TEST_P(WorkTest, PagesGoOnWhereTheyStopped) {
  for (int i = 0; i < 7; ++i) {
    ASSERT_OK(Open(kVerify, absl::StrCat("shops/1/orders/", i), absl::Hours(i / 3)));
  }
  v1::ListWorkItemsRequest request;
  request.set_parent("shops/1");
  request.set_page_size(3);
  std::vector<std::string> resources;
  for (int page = 0; page < 3; ++page) {
    ASSERT_OK_AND_ASSIGN(const v1::ListWorkItemsResponse list, List(request));
    for (const v1::WorkItem& item : list.work_items()) resources.push_back(item.resource());
    EXPECT_EQ(list.next_page_token().empty(), page == 2);
    request.set_page_token(list.next_page_token());
  }
  EXPECT_THAT(resources, ElementsAre("shops/1/orders/0", "shops/1/orders/1", "shops/1/orders/2",
                                     "shops/1/orders/3", "shops/1/orders/4", "shops/1/orders/5",
                                     "shops/1/orders/6"));
}

TEST_P(WorkTest, ItGoesWithItsCause) {
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(2)));
  ASSERT_OK(Close(kCall, "shops/1/orders/a"));
  EXPECT_THAT(Resources(), ElementsAre("shops/1/orders/a"));
  ASSERT_OK(Close(kVerify, "shops/1/orders/a"));
  EXPECT_THAT(Resources(), IsEmpty());
  ASSERT_OK(Close(kVerify, "shops/1/orders/a"));
}

TEST_P(WorkTest, OpenedAgainItKeepsWhoHasIt) {
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(2)));
  ASSERT_OK_AND_ASSIGN(const v1::ListWorkItemsResponse list, List());
  ASSERT_OK(Claim(list.work_items(0).name(), "7").status());
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(9)));
  ASSERT_OK_AND_ASSIGN(const v1::ListWorkItemsResponse again, List());
  ASSERT_EQ(again.work_items_size(), 1);
  EXPECT_EQ(again.work_items(0).claimed_by().id(), "7");
  EXPECT_EQ(FromProto(again.work_items(0).due_time()), kTestTime + absl::Hours(9));
}

TEST_P(WorkTest, ItSaysWhatItsOpenerSaysOfItLast) {
  for (const char* summary : {"", "Two things", "One thing"}) {
    Subject subject;
    subject.resource = "shops/1/orders/a";
    subject.summary = summary;
    ASSERT_OK(testing::RunWrite(
        *runtime_, [&](runtime::WriteContext& ctx) { return work::Open(ctx, kVerify, subject); }));
    ASSERT_OK_AND_ASSIGN(const v1::ListWorkItemsResponse list, List());
    ASSERT_EQ(list.work_items_size(), 1);
    EXPECT_EQ(list.work_items(0).summary(), *summary == '\0' ? kVerify.summary : summary);
  }
}

TEST_P(WorkTest, OneClaimsItAndALeadMayTakeItOver) {
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(2)));
  const std::string name = "shops/1/workItems/verify.orders%2Fa";
  ASSERT_OK_AND_ASSIGN(const v1::WorkItem first, Claim(name, "7"));
  EXPECT_EQ(first.claimed_by().id(), "7");
  const absl::Status second = Claim(name, "8").status();
  EXPECT_THAT(second, HasReason("CLAIMED"));
  EXPECT_EQ(ErrorMetadataOf(second, "by"), "7");
  ASSERT_OK_AND_ASSIGN(const v1::WorkItem again, Claim(name, "7"));
  EXPECT_EQ(again.etag(), first.etag());
  ASSERT_OK_AND_ASSIGN(const v1::WorkItem lead, Claim(name, "9", Role::LEAD));
  EXPECT_EQ(lead.claimed_by().id(), "9");
  v1::ReleaseWorkItemRequest release;
  release.set_name(name);
  EXPECT_THAT(Change(ReleaseWorkItem, release, "7").status(), HasReason("CLAIMED"));
  ASSERT_OK_AND_ASSIGN(const v1::WorkItem released, Change(ReleaseWorkItem, release, "9"));
  EXPECT_FALSE(released.has_claimed_by());
  EXPECT_THAT(Claim("shops/1/workItems/verify.orders%2Fz", "7").status(), HasReason("NOT_FOUND"));
}

TEST_P(WorkTest, AnAgentSeesHisOwn) {
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(1), "7"));
  ASSERT_OK(Open(kVerify, "shops/1/orders/b", absl::Hours(2), "8"));
  ASSERT_OK(Claim("shops/1/workItems/verify.orders%2Fb", "7").status());
  ASSERT_OK(Open(kVerify, "shops/1/orders/c", absl::Hours(3)));
  v1::ListWorkItemsRequest mine;
  mine.set_agent("7");
  EXPECT_THAT(Resources(mine), ElementsAre("shops/1/orders/a", "shops/1/orders/b"));
  mine.set_agent("8");
  EXPECT_THAT(Resources(mine), IsEmpty());
}

TEST_P(WorkTest, TheFeedTellsWhatBecomesOfIt) {
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(1)));
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(1)));
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(2)));
  ASSERT_OK(Open(kCall, "shops/1/orders/a", absl::Hours(1)));
  ASSERT_OK(Close(kVerify, "shops/1/orders/a"));
  ASSERT_OK(Close(kVerify, "shops/1/orders/a"));
  ASSERT_OK(Finish("shops/1/workItems/call.orders%2Fa").status());
  ASSERT_OK_AND_ASSIGN(const event::Page page,
                       runtime_->events().Read("1", 0, 100, absl::InfinitePast()));
  std::vector<std::string> told;
  for (const event::v1::Event& event : page.events) {
    told.push_back(
        absl::StrCat(event.type(), event.deleted() ? " deleted " : " ", event.resource_name()));
  }
  const std::string verify = "shops/1/workItems/verify.orders%2Fa";
  const std::string call = "shops/1/workItems/call.orders%2Fa";
  EXPECT_THAT(told,
              ElementsAre("work.opened " + verify, "work.updated " + verify, "work.opened " + call,
                          "work.closed deleted " + verify, "work.finished deleted " + call));
}

// Who waits sees the list as it is, and then what comes and goes, with counts.
TEST_P(WorkTest, TheListCanBeWatched) {
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(1)));
  ASSERT_OK(Open(kVerify, "shops/2/orders/b", absl::Hours(1)));
  ASSERT_OK(Open(kPayout, "shops/1/payouts/c", absl::Hours(1)));
  Watcher watcher([&](int messages) {
    if (messages == 2) {
      EXPECT_OK(Open(kCall, "shops/1/orders/a", absl::Hours(1)));
    } else if (messages == 3) {
      EXPECT_OK(Open(kPayout, "shops/1/payouts/d", absl::Hours(1)));
      EXPECT_OK(Close(kVerify, "shops/1/orders/a"));
    }
  });
  v1::WatchWorkItemsRequest request;
  request.set_parent("shops/1");
  request.set_role(Role::AGENT);
  EXPECT_TRUE(absl::IsCancelled(
      runtime_->Workflow(testing::TestCall(), nullptr, nullptr, [&](runtime::WorkflowContext& ctx) {
        return WatchWorkItems(ctx, request, runtime::Sink<v1::WatchWorkItemsResponse>(watcher),
                              *runtime_);
      })));
  EXPECT_THAT(watcher.seen, ElementsAre("+verify", "verify=1", "+call call=1 verify=1",
                                        "-verify call=1 verify=0"));
}

TEST_P(WorkTest, SnoozedItIsHiddenUntilThen) {
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(1)));
  v1::SnoozeWorkItemRequest snooze;
  snooze.set_name("shops/1/workItems/verify.orders%2Fa");
  *snooze.mutable_snooze_time() = ToProto(kTestTime);
  EXPECT_THAT(Change(SnoozeWorkItem, snooze).status(), HasReason("INVALID_ARGUMENT"));
  *snooze.mutable_snooze_time() = ToProto(kTestTime + absl::Hours(31 * 24));
  EXPECT_THAT(Change(SnoozeWorkItem, snooze).status(), HasReason("INVALID_ARGUMENT"));
  *snooze.mutable_snooze_time() = ToProto(kTestTime + absl::Minutes(30));
  ASSERT_OK(Change(SnoozeWorkItem, snooze).status());
  EXPECT_THAT(Resources(), IsEmpty());
  v1::ListWorkItemsRequest all;
  all.set_show_snoozed(true);
  EXPECT_THAT(Resources(all), ElementsAre("shops/1/orders/a"));
  ASSERT_OK(runtime_->AdvanceTo(kTestTime + absl::Minutes(30), absl::InfiniteFuture()).status());
  EXPECT_THAT(Resources(), ElementsAre("shops/1/orders/a"));
}

TEST_P(WorkTest, FiguresTellWhatWaitsAndWhatIsOverdue) {
  const auto figure = [&](const char* name, const Kind& kind) {
    return runtime_->metrics()
        .Gauge(name, "", {{"kind", kind.name}, {"role", RoleName(kind.role)}})
        .Value();
  };
  const std::function<void()> sample = Sampler(*runtime_, absl::ZeroDuration());
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(1)));
  ASSERT_OK(Open(kVerify, "shops/2/orders/b", absl::Hours(-1)));
  ASSERT_OK(Open(kPayout, "shops/1/payouts/c", absl::InfiniteDuration()));
  sample();
  EXPECT_EQ(figure("shopdesk_work_items", kVerify), 2);
  EXPECT_EQ(figure("shopdesk_work_items_overdue", kVerify), 1);
  EXPECT_EQ(figure("shopdesk_work_items", kPayout), 1);
  EXPECT_EQ(figure("shopdesk_work_items_overdue", kPayout), 0);
  ASSERT_OK(Close(kVerify, "shops/1/orders/a"));
  ASSERT_OK(Close(kVerify, "shops/2/orders/b"));
  sample();
  EXPECT_EQ(figure("shopdesk_work_items", kVerify), 0);
  EXPECT_EQ(figure("shopdesk_work_items_overdue", kVerify), 0);
}

TEST_P(WorkTest, FiguresAreNotCountedAtEachScrape) {
  const std::function<void()> sample = Sampler(*runtime_, absl::Hours(1));
  for (int i = 0; i < 3; ++i) sample();
  int64_t runs = 0;
  for (const sql::StatementStats& statement : runtime_->database().Statements()) {
    if (statement.name == internal::kCountItems.name) runs = statement.runs;
  }
  EXPECT_EQ(runs, 1);
}

// What is said of items is large: it isn't read to count them.
TEST(WorkPlanTest, FiguresAreCountedFromAnIndexAlone) {
  testing::TestRuntime runtime({});
  const std::string text = absl::StrCat("EXPLAIN QUERY PLAN ", internal::kCountItems.text);
  const sql::Statement explain = {"explain", text.c_str()};
  std::string plan;
  ASSERT_OK(testing::RunRead(*runtime, [&](runtime::ReadContext& ctx) {
    return ctx.txn().Query(explain, {0}, [&](const sql::Row& row) {
      absl::StrAppend(&plan, row.Text(3), "\n");
      return absl::OkStatus();
    });
  }));
  EXPECT_THAT(plan, ::testing::HasSubstr("USING COVERING INDEX work_items_by_due"));
}

TEST_P(WorkTest, OnlyWhatIsDoneByHandIsFinishedByHand) {
  ASSERT_OK(Open(kVerify, "shops/1/orders/a", absl::Hours(1)));
  ASSERT_OK(Open(kCall, "shops/1/orders/a", absl::Hours(1)));
  EXPECT_THAT(Finish("shops/1/workItems/verify.orders%2Fa").status(), HasReason("HAS_CAUSE"));
  ASSERT_OK_AND_ASSIGN(const v1::WorkItem done,
                       Finish("shops/1/workItems/call.orders%2Fa", "told, call 13812345678"));
  EXPECT_EQ(done.finished_by().id(), "7");
  EXPECT_EQ(done.note(), "told, call 138****5678");
  EXPECT_THAT(Finish(done.name()).status(), HasReason("NOT_FOUND"));
  EXPECT_EQ(Resources().size(), 1u);
}

// What can't be done is on the list until it is tried again, and comes back if that fails too.
TEST_P(WorkTest, WhatIsParkedWaitsForSomebody) {
  bool broken = true;
  testing::TestRuntime runtime(
      {.dialect = GetParam(), .compose = [&](runtime::Runtime& composed) {
         ShowParked(composed);
         composed.AddFollower(
             "test.test", nullptr,
             [&](runtime::WorkflowContext&,
                 const event::v1::Event&) -> absl::StatusOr<runtime::FollowerEffect> {
               if (broken) return absl::FailedPreconditionError("can't be applied");
               return runtime::FollowerEffect();
             });
         composed.AddTimer("remind", [&](runtime::WriteContext&, const timer::Due&) {
           return broken ? absl::FailedPreconditionError("can't be done") : absl::OkStatus();
         });
       }});
  v1::WorkItem cause;
  cause.set_name("shops/1/notes/a");
  ASSERT_OK(testing::RunWrite(*runtime, [&](runtime::WriteContext& ctx) {
    ctx.Emit(cause, "note.created");
    ctx.Schedule("remind", "shops/1/notes/b", ctx.now());
    return absl::OkStatus();
  }));
  const auto advance = [&] {
    EXPECT_OK(runtime->AdvanceTo(kTestTime, absl::InfiniteFuture()).status());
  };
  const auto parked = [&] {
    v1::ListWorkItemsRequest request;
    request.set_parent("shops/1");
    v1::ListWorkItemsResponse response;
    EXPECT_OK(testing::RunRead(*runtime, [&](runtime::ReadContext& ctx) {
      return ListWorkItems(ctx, request, &response);
    }));
    std::vector<std::string> items;
    for (const v1::WorkItem& item : response.work_items()) {
      items.push_back(absl::StrCat(item.kind(), " ", item.resource()));
    }
    return items;
  };
  const auto release = [&] {
    EXPECT_OK(runtime->followers()[0]->Release("shops/1/notes/a").status());
    EXPECT_OK(runtime->timers().Release("remind", "shops/1/notes/b"));
  };
  advance();
  const auto all = ElementsAre("parked_event shops/1/notes/a", "parked_timer shops/1/notes/b");
  EXPECT_THAT(parked(), all);
  release();
  EXPECT_THAT(parked(), IsEmpty());
  advance();
  EXPECT_THAT(parked(), all);
  broken = false;
  release();
  advance();
  EXPECT_THAT(parked(), IsEmpty());
}

}  // namespace
}  // namespace shopdesk::work
