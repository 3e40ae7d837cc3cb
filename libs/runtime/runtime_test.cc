#include "libs/runtime/runtime.h"

#include <atomic>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/metrics.h"
#include "libs/runtime/testing/notes.h"
#include "libs/sql/message.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"

namespace shopdesk::runtime {
namespace {

using rpctest::v1::CreateNoteRequest;
using rpctest::v1::Note;
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::IsOkAndHolds;
using shopdesk::testing::kTestTime;
using shopdesk::testing::StatusIs;
using shopdesk::testing::TestCall;
using shopdesk::testing::TestRuntime;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

CreateNoteRequest MakeRequest(absl::string_view id, absl::string_view text) {
  CreateNoteRequest request;
  request.set_name(absl::StrCat("shops/1/notes/", id));
  request.mutable_note()->set_text(std::string(text));
  request.set_request_id("r1");
  return request;
}

class RuntimeTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  std::unique_ptr<TestRuntime> MakeRuntime(std::function<void(Runtime&)> compose = nullptr,
                                           absl::Duration stuck_after = absl::Minutes(1)) {
    return std::make_unique<TestRuntime>(
        shopdesk::testing::TestRuntimeOptions{.dialect = GetParam(),
                                              .sqlite_migrations = testing::kSqliteNotes,
                                              .postgres_migrations = testing::kPostgresNotes,
                                              .compose = std::move(compose),
                                              .stuck_after = stuck_after});
  }

  static absl::Status Create(Runtime& runtime, const CallInfo& call,
                             const CreateNoteRequest& request, Note* response) {
    return runtime.WriteAndWait(call, &request, response, [&](WriteContext& ctx) {
      return testing::CreateNote(ctx, request, response);
    });
  }

  static std::vector<std::string> EventTypes(Runtime& runtime) {
    std::vector<std::string> types;
    absl::StatusOr<event::Page> page = runtime.events().Read("-", 0, 1000, absl::InfinitePast());
    EXPECT_THAT(page, IsOk());
    if (!page.ok()) return types;
    for (const auto& event : page->events) {
      types.push_back(absl::StrCat(event.type(), " ", event.resource_name()));
    }
    return types;
  }
};

TEST_P(RuntimeTest, WriteIsDurableWithItsEvents) {
  auto runtime = MakeRuntime();
  Note note;
  ASSERT_OK(Create(**runtime, TestCall("r1"), MakeRequest("a", "hello"), &note));
  EXPECT_EQ(note.text(), "hello");
  runtime->Restart();
  ASSERT_OK_AND_ASSIGN(Note stored, testing::ReadNote(**runtime, "shops/1/notes/a"));
  EXPECT_THAT(stored, EqualsProto(note));
  ASSERT_OK_AND_ASSIGN(event::Page page,
                       (*runtime)->events().Read("1", 0, 10, absl::InfinitePast()));
  ASSERT_THAT(page.events, SizeIs(1));
  const event::v1::Event& event = page.events[0];
  EXPECT_EQ(event.type(), "note.created");
  EXPECT_EQ(event.actor().id(), "agent-1");
  EXPECT_EQ(FromProto(event.event_time()), kTestTime);
  Note carried;
  ASSERT_TRUE(event.resource().UnpackTo(&carried));
  EXPECT_THAT(carried, EqualsProto(note));
}

TEST_P(RuntimeTest, RepetitionAnswersTheSameAndChangesNothing) {
  auto runtime = MakeRuntime();
  const CreateNoteRequest request = MakeRequest("a", "hello");
  Note first;
  Note second;
  ASSERT_OK(Create(**runtime, TestCall("r1"), request, &first));
  runtime->Restart();
  int runs = 0;
  ASSERT_OK((*runtime)->WriteAndWait(TestCall("r1"), &request, &second, [&](WriteContext&) {
    ++runs;
    return absl::OkStatus();
  }));
  EXPECT_EQ(runs, 0);
  EXPECT_THAT(second, EqualsProto(first));
  EXPECT_THAT(EventTypes(**runtime), SizeIs(1));
}

TEST_P(RuntimeTest, CountsTheEventsThatWereCommitted) {
  auto runtime = MakeRuntime();
  const auto counted = [&] { return (*runtime)->event_counters().Of("note.created").Value(); };
  const CreateNoteRequest request = MakeRequest("a", "hello");
  Note note;
  ASSERT_OK(Create(**runtime, TestCall("r1"), request, &note));
  EXPECT_EQ(counted(), 1);
  ASSERT_OK(Create(**runtime, TestCall("r1"), request, &note));
  EXPECT_EQ(counted(), 1);
  EXPECT_FALSE((*runtime)
                   ->WriteAndWait(TestCall("r2"), nullptr, nullptr,
                                  [&](WriteContext& ctx) {
                                    ctx.Emit(note, "note.created");
                                    return absl::InvalidArgumentError("no");
                                  })
                   .ok());
  EXPECT_EQ(counted(), 1);
}

TEST_P(RuntimeTest, RequestIdsBelongToCallerAndMethod) {
  auto runtime = MakeRuntime();
  Note note;
  ASSERT_OK(Create(**runtime, TestCall("r1"), MakeRequest("a", "hello"), &note));
  CallInfo other = TestCall("r1");
  other.caller = "another";
  EXPECT_OK(Create(**runtime, other, MakeRequest("b", "hello"), &note));
  other = TestCall("r1");
  other.method = "/another/Method";
  EXPECT_OK(Create(**runtime, other, MakeRequest("c", "hello"), &note));
}

TEST_P(RuntimeTest, RefusesAnIdWithAnotherRequest) {
  auto runtime = MakeRuntime();
  Note note;
  ASSERT_OK(Create(**runtime, TestCall("r1"), MakeRequest("a", "hello"), &note));
  const absl::Status status = Create(**runtime, TestCall("r1"), MakeRequest("a", "changed"), &note);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(status, HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(note, EqualsProto(""));
}

TEST_P(RuntimeTest, FailuresAreNotKept) {
  auto runtime = MakeRuntime();
  const CreateNoteRequest request = MakeRequest("a", "hello");
  Note note;
  note.set_text("left over");
  EXPECT_THAT((*runtime)->WriteAndWait(TestCall("r1"), &request, &note,
                                       [&](WriteContext& ctx) {
                                         RETURN_IF_ERROR(testing::CreateNote(ctx, request, &note));
                                         return NotFoundError(std::string("shops/1/notes/z"));
                                       }),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(note, EqualsProto(""));
  EXPECT_THAT(EventTypes(**runtime), IsEmpty());
  EXPECT_THAT(testing::ReadNote(**runtime, "shops/1/notes/a"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_OK(Create(**runtime, TestCall("r1"), request, &note));
  EXPECT_EQ(note.text(), "hello");
}

// Two servers of one database race with one request: PostgreSQL lets both begin.
TEST_P(RuntimeTest, RacingRepetitionsAreDoneOnce) {
  auto runtime = MakeRuntime();
  constexpr int kThreads = 4;
  for (int round = 0; round < 20; ++round) {
    const std::string id = absl::StrCat("n", round);
    const CreateNoteRequest request = MakeRequest(id, "hello");
    Note notes[kThreads];
    absl::Status statuses[kThreads];
    std::atomic<int> done = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&, i] {
        statuses[i] = (*runtime)->WriteAndWait(
            TestCall(id), &request, &notes[i],
            [&](WriteContext& ctx) { return testing::AppendNote(ctx, request, &notes[i]); });
        ++done;
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(done, kThreads);
    for (int i = 0; i < kThreads; ++i) {
      EXPECT_OK(statuses[i]);
      EXPECT_THAT(notes[i], EqualsProto(notes[0]));
    }
    ASSERT_OK_AND_ASSIGN(Note stored, testing::ReadNote(**runtime, request.name()));
    EXPECT_EQ(stored.text(), "hello");
  }
  EXPECT_THAT(EventTypes(**runtime), SizeIs(20));
}

TEST_P(RuntimeTest, ARerunStartsFromNothing) {
  auto runtime = MakeRuntime();
  const CreateNoteRequest request = MakeRequest("a", "hello");
  Note note;
  int runs = 0;
  ASSERT_OK((*runtime)->WriteAndWait(
      TestCall("r1"), &request, &note, [&](WriteContext& ctx) -> absl::Status {
        EXPECT_THAT(note, EqualsProto(""));
        RETURN_IF_ERROR(testing::CreateNote(ctx, request, &note));
        ctx.Schedule("remind", request.name(), ctx.now() + absl::Hours(1));
        return ++runs < 3 ? absl::AbortedError("a conflict") : absl::OkStatus();
      }));
  EXPECT_EQ(runs, 3);
  EXPECT_THAT(EventTypes(**runtime), SizeIs(1));
}

TEST_P(RuntimeTest, SavepointDropsWhatItUndoes) {
  auto runtime = MakeRuntime([](Runtime& runtime) {
    runtime.AddTimer("kept", testing::EmitTimer);
    runtime.AddTimer("dropped", testing::EmitTimer);
  });
  ASSERT_OK(shopdesk::testing::RunWrite(**runtime, [&](WriteContext& ctx) -> absl::Status {
    Note note;
    RETURN_IF_ERROR(testing::CreateNote(ctx, MakeRequest("a", "hello"), &note));
    ctx.Schedule("kept", "shops/1/notes/a", ctx.now() + absl::Minutes(1));
    EXPECT_THAT(ctx.Savepoint([&]() -> absl::Status {
      RETURN_IF_ERROR(testing::CreateNote(ctx, MakeRequest("b", "hello"), &note));
      ctx.Schedule("dropped", "shops/1/notes/b", ctx.now() + absl::Minutes(1));
      return WrongStateError("shops/1/notes/b", "GONE", "create", "");
    }),
                HasReason("WRONG_STATE"));
    return absl::OkStatus();
  }));
  EXPECT_THAT((*runtime)->AdvanceTo(kTestTime + absl::Hours(1), absl::InfiniteFuture()),
              IsOkAndHolds(1));
  EXPECT_THAT(EventTypes(**runtime),
              ElementsAre("note.created shops/1/notes/a", "note.timer shops/1/notes/a"));
}

TEST_P(RuntimeTest, TimersRunAtTheirOwnTimeAndMayBeCancelled) {
  std::vector<std::string> ran;
  auto runtime = MakeRuntime([&](Runtime& runtime) {
    runtime.AddTimer("remind", [&](WriteContext& ctx, const timer::Due& due) {
      EXPECT_EQ(ctx.now(), due.due_time);
      EXPECT_EQ(ctx.actor().kind(), type::v1::Actor::SYSTEM);
      EXPECT_EQ(ctx.call().method, "timer/remind");
      ran.push_back(due.resource_name);
      if (ran.size() == 1) ctx.Schedule("remind", "again", ctx.now() + absl::Minutes(5));
      return absl::OkStatus();
    });
  });
  ASSERT_OK(shopdesk::testing::RunWrite(**runtime, [&](WriteContext& ctx) {
    ctx.Schedule("remind", "second", ctx.now() + absl::Minutes(20));
    ctx.Schedule("remind", "first", ctx.now() + absl::Minutes(10));
    ctx.Schedule("remind", "never", ctx.now() + absl::Minutes(10));
    ctx.Cancel("remind", "never");
    ctx.Schedule("remind", "later", ctx.now() + absl::Hours(2));
    return absl::OkStatus();
  }));
  EXPECT_THAT((*runtime)->AdvanceTo(kTestTime + absl::Hours(1), absl::InfiniteFuture()),
              IsOkAndHolds(3));
  EXPECT_THAT(ran, ElementsAre("first", "again", "second"));
  EXPECT_EQ((*runtime)->clock().Now(), kTestTime + absl::Hours(1));
  EXPECT_THAT((*runtime)->AdvanceTo(kTestTime, absl::InfiniteFuture()), IsOkAndHolds(0));
  EXPECT_EQ((*runtime)->clock().Now(), kTestTime + absl::Hours(1));
}

TEST_P(RuntimeTest, FollowersOfTheOwnLogRunWithTheirCall) {
  auto runtime = MakeRuntime([](Runtime& runtime) {
    runtime.AddFollower(
        "test.own", nullptr,
        [](WorkflowContext& ctx, const event::v1::Event& event) -> absl::StatusOr<FollowerEffect> {
          EXPECT_EQ(ctx.call().request_id, absl::StrCat("test.own-", event.id()));
          EXPECT_EQ(ctx.call().traceparent, event.traceparent());
          if (event.type() != "note.created") return FollowerEffect();
          return FollowerEffect([event](WriteContext& effect) {
            Note note;
            event.resource().UnpackTo(&note);
            effect.Emit(note, "note.followed");
            effect.Schedule("remind", note.name(), effect.now());
            return absl::OkStatus();
          });
        });
    runtime.AddTimer("remind", testing::EmitTimer);
  });
  CallInfo call = TestCall("r1");
  call.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  Note note;
  ASSERT_OK(Create(**runtime, call, MakeRequest("a", "hello"), &note));
  EXPECT_THAT((*runtime)->AdvanceTo(kTestTime + absl::Minutes(1), absl::InfiniteFuture()), IsOk());
  EXPECT_THAT(EventTypes(**runtime),
              ElementsAre("note.created shops/1/notes/a", "note.followed shops/1/notes/a",
                          "note.timer shops/1/notes/a"));
  EXPECT_THAT((*runtime)->AdvanceTo(kTestTime + absl::Minutes(1), absl::InfiniteFuture()),
              IsOkAndHolds(0));
}

// A workflow that dies after its outward step and before its last finds its traces when repeated.
TEST_P(RuntimeTest, WorkflowFindsItsTracesAfterACrashBetweenSteps) {
  auto runtime = MakeRuntime();
  const CreateNoteRequest request = MakeRequest("a", "hello");
  std::vector<std::string> outward_ids;
  bool crash = true;
  Note note;
  const auto workflow = [&](WorkflowContext& ctx) -> absl::Status {
    const std::string name = absl::StrCat("shops/1/notes/", ctx.DerivedId("intent"));
    RETURN_IF_ERROR(ctx.Write(
        [&](WriteContext& write) { return testing::PutIfAbsent(write, name, "intent"); }));
    outward_ids.push_back(ctx.DerivedId("outward"));
    if (crash) return UnavailableError("the process died here");
    return ctx.Finish(
        note, [&](WriteContext& write) { return testing::CreateNote(write, request, &note); });
  };
  EXPECT_THAT((*runtime)->Workflow(TestCall("r1"), &request, &note, workflow),
              StatusIs(absl::StatusCode::kUnavailable));
  runtime->Restart();
  crash = false;
  ASSERT_OK((*runtime)->Workflow(TestCall("r1"), &request, &note, workflow));
  const Note first = note;
  ASSERT_OK((*runtime)->Workflow(TestCall("r1"), &request, &note, workflow));
  EXPECT_THAT(note, EqualsProto(first));
  ASSERT_THAT(outward_ids, SizeIs(2));
  EXPECT_EQ(outward_ids[0], outward_ids[1]);
  EXPECT_THAT(EventTypes(**runtime), ElementsAre(StartsWith("note.created shops/1/notes/"),
                                                 "note.created shops/1/notes/a"));
}

TEST_P(RuntimeTest, RacingWorkflowsFinishOnce) {
  auto runtime = MakeRuntime();
  const CreateNoteRequest request = MakeRequest("a", "hello");
  Note outer;
  Note inner;
  const auto finish = [&](WorkflowContext& ctx, Note& note) {
    return ctx.Finish(
        note, [&](WriteContext& write) { return testing::AppendNote(write, request, &note); });
  };
  ASSERT_OK((*runtime)->Workflow(TestCall("r1"), &request, &outer, [&](WorkflowContext& ctx) {
    EXPECT_OK((*runtime)->Workflow(TestCall("r1"), &request, &inner,
                                   [&](WorkflowContext& second) { return finish(second, inner); }));
    return finish(ctx, outer);
  }));
  EXPECT_THAT(outer, EqualsProto(inner));
  EXPECT_THAT(EventTypes(**runtime), SizeIs(1));
}

TEST_P(RuntimeTest, DerivedIdsDependOnTheWholeCall) {
  auto runtime = MakeRuntime();
  const auto derive = [&](const CallInfo& call, absl::string_view tag) {
    std::string id;
    EXPECT_OK((*runtime)->Read(call, [&](ReadContext& ctx) {
      id = ctx.DerivedId(tag);
      return absl::OkStatus();
    }));
    return id;
  };
  EXPECT_EQ(derive(TestCall("r1"), "a"), derive(TestCall("r1"), "a"));
  EXPECT_NE(derive(TestCall("r1"), "a"), derive(TestCall("r1"), "b"));
  EXPECT_NE(derive(TestCall("r1"), "a"), derive(TestCall("r2"), "a"));
}

TEST_P(RuntimeTest, RecordsAreForgottenAfterTwoDaysOfMachineTime) {
  auto runtime = MakeRuntime();
  const CreateNoteRequest request = MakeRequest("a", "hello");
  Note note;
  ASSERT_OK(Create(**runtime, TestCall("r1"), request, &note));
  runtime->machine_clock().Advance(absl::Hours(47));
  ASSERT_OK((*runtime)->Housekeep());
  EXPECT_OK(Create(**runtime, TestCall("r1"), request, &note));
  runtime->machine_clock().Advance(absl::Hours(2));
  ASSERT_OK((*runtime)->Housekeep());
  EXPECT_THAT(Create(**runtime, TestCall("r1"), request, &note),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_P(RuntimeTest, AFollowerThatIsStuckForLongMakesItUnhealthy) {
  std::atomic<bool> source_down = false;
  const auto follow = [&](Runtime& runtime) {
    runtime.AddFollower(
        "test.own", nullptr,
        [&](WorkflowContext&, const event::v1::Event&) -> absl::StatusOr<FollowerEffect> {
          if (source_down) return UnavailableError("the callee is down");
          return absl::AbortedError("a conflict, again and again");
        });
  };
  const auto health = [](TestRuntime& runtime) {
    return runtime->CheckHealth(absl::Now() + absl::Seconds(10));
  };
  const auto await_error = [](TestRuntime& runtime, absl::StatusCode code) {
    while (runtime->followers()[0]->State().error.code() != code) std::this_thread::yield();
  };
  auto patient = MakeRuntime(follow);
  auto impatient = MakeRuntime(follow, /*stuck_after=*/absl::ZeroDuration());
  for (TestRuntime* runtime : {patient.get(), impatient.get()}) {
    EXPECT_OK(health(*runtime));
    Note note;
    ASSERT_OK(Create(**runtime, TestCall("r1"), MakeRequest("a", "hello"), &note));
    await_error(*runtime, absl::StatusCode::kAborted);
  }
  EXPECT_OK(health(*patient));
  EXPECT_THAT(health(*impatient), StatusIs(absl::StatusCode::kUnavailable));
  // A callee that is down is not this service's illness.
  source_down = true;
  await_error(*impatient, absl::StatusCode::kUnavailable);
  EXPECT_OK(health(*impatient));
}

TEST_P(RuntimeTest, WorkersRunWithTheRuntimeAndCatchUpWhenTimeMoves) {
  std::vector<std::string> steps;
  int64_t due = 0;
  auto runtime = MakeRuntime([&](Runtime& runtime) {
    runtime.AddWorker({[&] { steps.push_back("start"); }, [&] { steps.push_back("stop"); },
                       [&](absl::Time) -> absl::StatusOr<int64_t> {
                         if (due > 0) steps.push_back("catch up");
                         return std::exchange(due, 0);
                       }});
  });
  EXPECT_THAT(steps, ElementsAre("start"));
  due = 3;
  EXPECT_THAT((*runtime)->AdvanceTo(kTestTime, absl::InfiniteFuture()), IsOkAndHolds(3));
  (*runtime)->Stop();
  (*runtime)->Stop();
  EXPECT_THAT(steps, ElementsAre("start", "catch up", "stop"));
}

TEST_P(RuntimeTest, ManyCallersOfOneRowLoseNothing) {
  auto runtime = MakeRuntime();
  constexpr int kThreads = 8;
  constexpr int kCalls = 25;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kCalls; ++i) {
        CreateNoteRequest request = MakeRequest("hot", "x");
        Note note;
        EXPECT_OK((*runtime)->WriteAndWait(
            TestCall(absl::StrCat(t, "-", i)), &request, &note,
            [&](WriteContext& ctx) { return testing::AppendNote(ctx, request, &note); }));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_OK_AND_ASSIGN(Note note, testing::ReadNote(**runtime, "shops/1/notes/hot"));
  EXPECT_EQ(note.text(), std::string(kThreads * kCalls, 'x'));
  EXPECT_THAT(EventTypes(**runtime), SizeIs(kThreads * kCalls));
}

class ReplicasTest : public ::testing::Test {
 protected:
  static std::unique_ptr<TestRuntime> MakeRuntime(std::function<void(Runtime&)> compose) {
    return std::make_unique<TestRuntime>(
        shopdesk::testing::TestRuntimeOptions{.dialect = sql::Dialect::kPostgres,
                                              .postgres_migrations = testing::kPostgresNotes,
                                              .compose = std::move(compose)});
  }

  // The time that each kind of call is told.
  static std::vector<absl::Time> Times(Runtime& runtime) {
    std::vector<absl::Time> times;
    const auto note = [&](auto& ctx) {
      times.push_back(ctx.now());
      return absl::OkStatus();
    };
    CallInfo call = TestCall();
    call.deadline = absl::Now() + absl::Minutes(1);
    EXPECT_OK(runtime.WriteAndWait(call, nullptr, nullptr, note));
    EXPECT_OK(runtime.Read(call, note));
    EXPECT_OK(runtime.Workflow(call, nullptr, nullptr, note));
    return times;
  }
};

TEST_F(ReplicasTest, TellTheTimeThatAnyOfThemAdvancedTo) {
  const auto first = MakeRuntime(nullptr);
  const auto second = first->MakeReplica();
  for (int hour = 1; hour <= 4; ++hour) {
    TestRuntime& advanced = hour % 2 == 0 ? *first : *second;
    const absl::Time time = kTestTime + absl::Hours(hour);
    ASSERT_OK(advanced->AdvanceTo(time, absl::InfiniteFuture()));
    for (TestRuntime* each : {first.get(), second.get()}) {
      EXPECT_THAT(Times(**each), ElementsAre(time, time, time));
    }
  }
}

// The follower's lease is with one of them; what it sets and emits there is work of whichever
// advances.
TEST_F(ReplicasTest, WhatTheOthersFollowersDoIsWorkToo) {
  std::atomic<int64_t> applied_at{0};
  const auto first = MakeRuntime([&](Runtime& runtime) {
    runtime.AddFollower(
        "test.own", nullptr,
        [&](WorkflowContext&, const event::v1::Event& event) -> absl::StatusOr<FollowerEffect> {
          if (event.type() != "note.created") return FollowerEffect();
          return FollowerEffect([&, event](WriteContext& effect) {
            applied_at = absl::ToUnixSeconds(effect.now());
            effect.Schedule("remind", event.resource_name(), effect.now());
            return absl::OkStatus();
          });
        });
    runtime.AddTimer("remind", testing::EmitTimer);
  });
  const auto second = first->MakeReplica();
  for (int hour = 1; hour <= 4; ++hour) {
    TestRuntime& advanced = hour % 2 == 0 ? *first : *second;
    const absl::Time time = kTestTime + absl::Hours(hour);
    ASSERT_OK((*first)->AdvanceTo(time, absl::InfiniteFuture()));
    Note note;
    const CreateNoteRequest request = MakeRequest(absl::StrCat("n", hour), "hello");
    ASSERT_OK(shopdesk::testing::RunWrite(
        **second, [&](WriteContext& ctx) { return testing::CreateNote(ctx, request, &note); }));
    ASSERT_OK(advanced->AdvanceTo(time, absl::InfiniteFuture()));
    EXPECT_EQ(applied_at, absl::ToUnixSeconds(time));
    // What the other replica wrote is behind the frontier that this one looked at last.
    absl::StatusOr<event::Page> page;
    const absl::Time end = absl::Now() + absl::Minutes(1);
    do {
      page = (*first)->events().Read("-", 0, 1000, absl::InfinitePast());
      ASSERT_OK(page);
    } while (page->events.size() < static_cast<size_t>(2 * hour) && absl::Now() < end);
    ASSERT_THAT(page->events, SizeIs(2 * hour));
    EXPECT_EQ(page->events.back().type(), "note.timer");
    EXPECT_EQ(page->events.back().resource_name(), note.name());
  }
}

// The number of a line of metrics; 0 without it.
int64_t MetricOf(Runtime& runtime, absl::string_view series) {
  for (const absl::string_view line : absl::StrSplit(runtime.metrics().Render(), '\n')) {
    int64_t value = 0;
    absl::string_view rest = line;
    if (absl::ConsumePrefix(&rest, series) && absl::SimpleAtoi(rest, &value)) return value;
  }
  return 0;
}

// So that what the replicas tell can be added up.
TEST_F(ReplicasTest, EachTellsTheEventsThatItApplied) {
  const auto first = MakeRuntime([](Runtime& runtime) {
    runtime.AddFollower(
        "test.own", nullptr,
        [](WorkflowContext&, const event::v1::Event&) -> absl::StatusOr<FollowerEffect> {
          return FollowerEffect();
        });
  });
  const auto second = first->MakeReplica();
  int created = 0;
  // Writes so many notes, and returns once both replicas know of their application.
  const auto create = [&](int count) {
    const int64_t before = (*first)->followers()[0]->State().applied_count;
    for (int i = 0; i < count; ++i) {
      Note note;
      const CreateNoteRequest request = MakeRequest(absl::StrCat("n", ++created), "hello");
      ASSERT_OK(shopdesk::testing::RunWrite(
          **first, [&](WriteContext& ctx) { return testing::CreateNote(ctx, request, &note); }));
    }
    const absl::Time end = absl::Now() + absl::Minutes(1);
    for (TestRuntime* each : {first.get(), second.get()}) {
      while ((*each)->followers()[0]->State().applied_count < before + count && absl::Now() < end) {
      }
    }
  };
  const std::string leader = "shopdesk_follower_leader{follower=\"test.own\"} ";
  const std::string applied = "shopdesk_follower_applied_total{follower=\"test.own\"} ";
  create(2);
  const absl::Time end = absl::Now() + absl::Minutes(1);
  while (MetricOf(**first, leader) + MetricOf(**second, leader) != 1 && absl::Now() < end) {
  }
  TestRuntime& follows = MetricOf(**first, leader) == 1 ? *first : *second;
  TestRuntime& waits = &follows == first.get() ? *second : *first;
  const int64_t before = MetricOf(*follows, applied);
  create(3);
  EXPECT_EQ(MetricOf(*follows, applied), before + 3);
  EXPECT_EQ(MetricOf(*waits, applied), 0);
}

INSTANTIATE_TEST_SUITE_P(Databases, RuntimeTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

}  // namespace
}  // namespace shopdesk::runtime
