#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/runtime/testing/notes.h"
#include "libs/testing/collecting_sink.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "libs/verify/common_checks.h"
#include "libs/verify/service.h"
#include "libs/verify/verifier.h"

namespace shopdesk::verify {
namespace {

using rpctest::v1::CreateNoteRequest;
using rpctest::v1::Note;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr sql::Statement kPutNote = {
    "verify.put_note",
    "INSERT INTO notes (name, shop, resource) VALUES ($1, $2, $3) ON CONFLICT (name)"
    " DO UPDATE SET resource = excluded.resource"};
constexpr sql::Statement kLoseKeys = {"verify.lose_keys", "UPDATE sealed SET key_id = 'gone'"};
constexpr sql::Statement kSpoilBoxes = {"verify.spoil_boxes", "UPDATE sealed SET box = $1"};
constexpr sql::Statement kSpoilEvents = {"verify.spoil_events",
                                         "UPDATE events SET payload = $1 WHERE sequence = $2"};
constexpr sql::Statement kMoveEvents = {"verify.move_events", "UPDATE events SET shop = 'other'"};
constexpr sql::Statement kMoveIndex = {"verify.move_index",
                                       "UPDATE blind_index SET shop = 'other'"};
constexpr sql::Statement kWork = {"verify.list_work",
                                  "SELECT kind || ' ' || name FROM work_items ORDER BY name"};
constexpr sql::Statement kLeaveRun = {"verify.leave_run",
                                      "UPDATE verify_checks SET running = 1 WHERE name = $1"};

// Notes say that they are good or bad.
absl::Status LookAtNote(Page& page, const Note& note) {
  if (note.text() == "bad") page.Find(note.name(), "it is bad");
  return absl::OkStatus();
}

class VerifyTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  VerifyTest()
      : runtime_({.dialect = GetParam(),
                  .sqlite_migrations = runtime::testing::kSqliteNotes,
                  .postgres_migrations = runtime::testing::kPostgresNotes,
                  .compose = [](runtime::Runtime& runtime) {
                    runtime.AddSnapshot(runtime::testing::NoteSnapshot());
                  }}) {
    for (const char* shop : {"s", "t"}) EXPECT_OK(runtime::testing::MakeShop(*runtime_, shop));
  }

  void Execute(const sql::Statement& statement, std::initializer_list<sql::Value> values) {
    EXPECT_OK(runtime_->database().WriteAndWait(
        {}, [&](sql::Transaction& txn) { return txn.Execute(statement, values).status(); }));
  }
  void PutNote(const std::string& shop, const std::string& id, const std::string& text) {
    Note note;
    note.set_name(absl::StrCat("shops/", shop, "/notes/", id));
    note.set_text(text);
    Execute(kPutNote, {note.name(), shop, sql::Blob{note.SerializeAsString()}});
  }
  std::vector<std::string> Work() {
    std::vector<std::string> work;
    EXPECT_OK(runtime_->database().Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) {
      return txn.Query(kWork, {}, [&](const sql::Row& row) {
        work.emplace_back(row.Text(0));
        return absl::OkStatus();
      });
    }));
    return work;
  }
  std::unique_ptr<Verifier> Make(std::vector<Check> checks, Options options = {}) {
    return std::make_unique<Verifier>(*runtime_, options, std::move(checks));
  }
  static Check NoteCheck() {
    return {"test.notes", "No note is bad.", Scope::kShops,
            EachOf<Note>(runtime::testing::NoteSnapshot(), LookAtNote)};
  }
  // "resource: problem" of all that a run finds.
  std::vector<std::string> Findings(Verifier& verifier, const std::string& check) {
    std::vector<std::string> found;
    EXPECT_OK(verifier.Run(*verifier.Find(check), [&](const Progress& progress) {
      for (const Finding& finding : progress.findings) {
        found.push_back(absl::StrCat(finding.resource, ": ", finding.problem));
      }
      rows_ = progress.rows;
      return absl::OkStatus();
    }));
    return found;
  }
  double FindingsGauge(const std::string& check) {
    return runtime_.metrics().Gauge("shopdesk_verify_findings", "", {{"check", check}}).Value();
  }

  testing::TestRuntime runtime_;
  int64_t rows_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Databases, VerifyTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         [](const auto& info) {
                           return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(VerifyTest, LooksAtEveryRowOfEveryShopAndKeepsWhatItFinds) {
  for (int i = 0; i < kPageRows + 1; ++i) PutNote("s", absl::StrCat(1000 + i), "good");
  PutNote("s", "9999", "bad");
  PutNote("t", "1", "bad");
  const auto verifier = Make({NoteCheck()});
  EXPECT_THAT(Findings(*verifier, "test.notes"),
              ElementsAre("shops/s/notes/9999: it is bad", "shops/t/notes/1: it is bad"));
  EXPECT_EQ(rows_, kPageRows + 3);
  EXPECT_THAT(Work(), ElementsAre("verify_finding shops/s/workItems/verify_finding.notes%2F9999",
                                  "verify_finding shops/t/workItems/verify_finding.notes%2F1"));
  verifier->Sample();
  EXPECT_EQ(FindingsGauge("test.notes"), 2);

  PutNote("t", "1", "good");
  EXPECT_THAT(Findings(*verifier, "test.notes"), ElementsAre("shops/s/notes/9999: it is bad"));
  EXPECT_THAT(Work(), SizeIs(1));
  PutNote("s", "9999", "good");
  EXPECT_THAT(Findings(*verifier, "test.notes"), IsEmpty());
  EXPECT_THAT(Work(), IsEmpty());
}

TEST_P(VerifyTest, AnItemStaysWhileAnotherCheckHasSomethingAgainstTheResource) {
  PutNote("s", "1", "bad");
  Check other = NoteCheck();
  other.name = "test.others";
  const auto verifier = Make({NoteCheck(), other});
  EXPECT_THAT(Findings(*verifier, "test.notes"), SizeIs(1));
  EXPECT_THAT(Findings(*verifier, "test.others"), SizeIs(1));
  PutNote("s", "1", "good");
  EXPECT_THAT(Findings(*verifier, "test.notes"), IsEmpty());
  EXPECT_THAT(Work(), SizeIs(1));
  EXPECT_THAT(Findings(*verifier, "test.others"), IsEmpty());
  EXPECT_THAT(Work(), IsEmpty());
}

TEST_P(VerifyTest, CommonChecksFindNothingWhereAllIsWell) {
  CreateNoteRequest request;
  request.set_name("shops/s/notes/1");
  Note note;
  ASSERT_OK(testing::RunWrite(*runtime_, [&](runtime::WriteContext& ctx) -> absl::Status {
    EXPECT_OK(ctx.vault().SealText(ctx.txn(), "shops/s/notes/1", "text", "call 13800138000"));
    EXPECT_OK(ctx.vault().Index(ctx.txn(), "shops/s/notes/1", "phone", "13800138000"));
    return runtime::testing::CreateNote(ctx, request, &note);
  }));
  const auto verifier = Make(CommonChecks());
  for (const Check& check : verifier->checks()) {
    EXPECT_THAT(Findings(*verifier, check.name), IsEmpty());
    EXPECT_EQ(rows_, 1) << check.name;
  }
}

TEST_P(VerifyTest, FindsAnIndexOfWhatIsNotSealed) {
  ASSERT_OK(testing::RunWrite(*runtime_, [&](runtime::WriteContext& ctx) -> absl::Status {
    EXPECT_OK(ctx.vault().SealText(ctx.txn(), "shops/s/notes/1", "text", "13800138000"));
    EXPECT_OK(ctx.vault().Index(ctx.txn(), "shops/s/notes/1", "phone", "13800138000"));
    return ctx.vault().Index(ctx.txn(), "shops/s/notes/2", "phone", "13800138000");
  }));
  const auto verifier = Make(CommonChecks());
  EXPECT_THAT(
      Findings(*verifier, "privacy.index"),
      ElementsAre("shops/s/notes/2: it is found by its phone, and nothing of it is sealed"));
  Execute(kMoveIndex, {});
  EXPECT_THAT(Findings(*verifier, "privacy.index"),
              ElementsAre(HasSubstr("notes/1: it is found by its phone in another shop"),
                          HasSubstr("nothing of it is sealed"), HasSubstr("in another shop")));
}

TEST_P(VerifyTest, CommonChecksFindWhatCanNotBeRead) {
  CreateNoteRequest request;
  request.set_name("shops/s/notes/1");
  Note note;
  ASSERT_OK(testing::RunWrite(*runtime_, [&](runtime::WriteContext& ctx) -> absl::Status {
    EXPECT_OK(ctx.vault().SealText(ctx.txn(), "shops/s/notes/1", "text", "call 13800138000"));
    return runtime::testing::CreateNote(ctx, request, &note);
  }));
  const auto verifier = Make(CommonChecks());

  Execute(kMoveEvents, {});
  EXPECT_THAT(Findings(*verifier, "event.log"),
              ElementsAre(HasSubstr("stands in another shop than shops/s/notes/1")));
  Execute(kSpoilEvents, {sql::Blob{"\xff"}, 1});
  EXPECT_THAT(Findings(*verifier, "event.log"), ElementsAre("events/1: can't be parsed"));
  // Of no shop: a metric and a line of the log.
  EXPECT_THAT(Work(), IsEmpty());

  Execute(kSpoilBoxes, {sql::Blob{"too short"}});
  EXPECT_THAT(Findings(*verifier, "privacy.sealed"),
              ElementsAre(HasSubstr("shops/s/notes/1: its sealed text can't be opened")));
  Execute(kLoseKeys, {});
  EXPECT_THAT(Findings(*verifier, "privacy.sealed"), ElementsAre(HasSubstr("gone")));

  Execute(kPutNote, {"shops/s/notes/1", "s", sql::Blob{"\xff"}});
  EXPECT_THAT(Findings(*verifier, "runtime.resources"), ElementsAre(HasSubstr("can't be parsed")));
  note.set_name("shops/t/notes/1");
  Execute(kPutNote, {"shops/s/notes/1", "s", sql::Blob{note.SerializeAsString()}});
  EXPECT_THAT(Findings(*verifier, "runtime.resources"), ElementsAre(HasSubstr("shops/t/notes/1")));
}

TEST_P(VerifyTest, RunsEachCheckWhenItIsDueAndNoneBefore) {
  Check other = NoteCheck();
  other.name = "test.others";
  const auto verifier = Make({NoteCheck(), other});
  EXPECT_THAT(verifier->RunDue(), shopdesk::testing::IsOkAndHolds(false));
  runtime_.machine_clock().Advance(absl::Hours(6));
  EXPECT_THAT(verifier->RunDue(), shopdesk::testing::IsOkAndHolds(true));
  EXPECT_THAT(verifier->RunDue(), shopdesk::testing::IsOkAndHolds(true));
  EXPECT_THAT(verifier->RunDue(), shopdesk::testing::IsOkAndHolds(false));
}

TEST_P(VerifyTest, ARunThatWasLeftIsGoneOnWithWhereItWas) {
  for (int i = 0; i < 2 * kPageRows + 1; ++i) PutNote("s", absl::StrCat(1000 + i), "good");
  PutNote("s", "1000", "bad");
  bool broken = true;
  int looked = 0;
  Check check = NoteCheck();
  check.look = EachOf<Note>(runtime::testing::NoteSnapshot(),
                            [&](Page& page, const Note& note) -> absl::Status {
                              if (broken && page.after() != "") return InternalError("broken");
                              ++looked;
                              return LookAtNote(page, note);
                            });
  const auto first = Make({check}, {.lease = absl::ZeroDuration()});
  const auto second = Make({check}, {.lease = absl::ZeroDuration()});
  EXPECT_THAT(first->RunDue(), shopdesk::testing::IsOkAndHolds(false));
  runtime_.machine_clock().Advance(absl::Hours(6));
  EXPECT_THAT(first->RunDue(), StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(looked, kPageRows);
  broken = false;
  EXPECT_THAT(second->RunDue(), shopdesk::testing::IsOkAndHolds(true));
  // The first page wasn't looked at again, and what it found is kept.
  EXPECT_EQ(looked, 2 * kPageRows + 1);
  EXPECT_THAT(Work(), SizeIs(1));
  EXPECT_THAT(second->RunDue(), shopdesk::testing::IsOkAndHolds(false));
}

TEST_P(VerifyTest, OneCheckIsRunAtATimeOverAllReplicas) {
  Check other = NoteCheck();
  other.name = "test.others";
  const auto verifier = Make({NoteCheck(), other}, {.lease = absl::Hours(1)});
  EXPECT_THAT(verifier->RunDue(), shopdesk::testing::IsOkAndHolds(false));
  runtime_.machine_clock().Advance(absl::Hours(6));
  Execute(kLeaveRun, {"test.notes"});
  EXPECT_THAT(verifier->RunDue(), shopdesk::testing::IsOkAndHolds(false));
}

TEST_P(VerifyTest, WhoBeginsACheckAnewEndsTheRunUnderWay) {
  for (int i = 0; i < kPageRows + 1; ++i) PutNote("s", absl::StrCat(1000 + i), "bad");
  const auto verifier = Make({NoteCheck()});
  bool again = true;
  const absl::Status ended =
      verifier->Run(*verifier->Find("test.notes"), [&](const Progress&) -> absl::Status {
        if (!std::exchange(again, false)) return absl::OkStatus();
        return verifier->Run(*verifier->Find("test.notes"),
                             [](const Progress&) { return absl::OkStatus(); });
      });
  EXPECT_THAT(ended, HasReason("VERIFIED_ELSEWHERE"));
  EXPECT_THAT(Work(), SizeIs(kPageRows + 1));
}

TEST_P(VerifyTest, AnswersCheckByCheck) {
  PutNote("s", "1", "bad");
  Check other = NoteCheck();
  other.name = "test.others";
  const auto verifier = Make({NoteCheck(), other});
  const auto verify = [&](const v1::VerifyRequest& request) {
    testing::CollectingSink<v1::VerifyResponse> sink;
    const absl::Status status = runtime_->Workflow(
        testing::TestCall(), nullptr, nullptr, [&](runtime::WorkflowContext& ctx) {
          return Verify(ctx, request, sink.sink(), *verifier);
        });
    std::string told;
    for (const v1::VerifyResponse& response : sink.messages()) {
      absl::StrAppend(&told, response.check(), response.done() ? " done" : "", "; ");
    }
    return status.ok() ? told : ReasonOf(status);
  };
  v1::VerifyRequest request;
  EXPECT_EQ(verify(request), "test.notes; test.notes done; test.others; test.others done; ");
  request.add_checks("test.others");
  EXPECT_EQ(verify(request), "test.others; test.others done; ");
  request.add_checks("test.nothing");
  EXPECT_EQ(verify(request), "UNKNOWN_CHECK");
}

}  // namespace
}  // namespace shopdesk::verify
