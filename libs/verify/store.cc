#include "libs/verify/store.h"

#include "libs/base/status_macros.h"

namespace shopdesk::verify::internal {
namespace {

constexpr sql::Statement kListChecks = {
    "verify.list_checks",
    "SELECT name, run, running, beat, position, row_count, finished_ms,"
    " (SELECT COUNT(*) FROM verify_findings f WHERE f.check_name = c.name)"
    " FROM verify_checks c ORDER BY name"};
constexpr sql::Statement kAddCheck = {
    "verify.insert_check",
    "INSERT INTO verify_checks (name, run, running, beat, position, row_count, finished_ms,"
    " finished_rows) VALUES ($1, 0, 0, 0, '', 0, $2, 0) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kBegin = {
    "verify.begin_run",
    "UPDATE verify_checks SET run = run + 1, running = 1, beat = beat + 1, position = '',"
    " row_count = 0 WHERE name = $1 AND (run = $2 OR $2 = 0) RETURNING run"};
constexpr sql::Statement kResume = {
    "verify.resume_run",
    "UPDATE verify_checks SET run = run + 1, beat = beat + 1"
    " WHERE name = $1 AND run = $2 AND beat = $3 AND running = 1 RETURNING run"};
constexpr sql::Statement kHandOn = {
    "verify.hand_on_findings",
    "UPDATE verify_findings SET run = $3 WHERE check_name = $1 AND run = $2"};
constexpr sql::Statement kSave = {
    "verify.save_run",
    "UPDATE verify_checks SET position = $3, row_count = $4, beat = beat + 1"
    " WHERE name = $1 AND run = $2"};
constexpr sql::Statement kFinish = {
    "verify.finish_run",
    "UPDATE verify_checks SET running = 0, beat = beat + 1, position = '', row_count = $3,"
    " finished_rows = $3, finished_ms = $4 WHERE name = $1 AND run = $2"};
constexpr sql::Statement kFindFinding = {
    "verify.find_finding", "SELECT 1 FROM verify_findings WHERE check_name = $1 AND resource = $2"};
constexpr sql::Statement kCountFindings = {
    "verify.count_findings", "SELECT COUNT(*) FROM verify_findings WHERE check_name = $1"};
constexpr sql::Statement kSaveFinding = {
    "verify.save_finding",
    "INSERT INTO verify_findings (check_name, resource, run, problem) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (check_name, resource)"
    " DO UPDATE SET run = excluded.run, problem = excluded.problem"};
constexpr sql::Statement kListGone = {
    "verify.list_gone_findings",
    "SELECT resource, (SELECT COUNT(*) FROM verify_findings o WHERE o.resource = f.resource"
    " AND o.check_name <> $1) FROM verify_findings f WHERE check_name = $1 AND run < $2"
    " ORDER BY resource"};
constexpr sql::Statement kDropGone = {
    "verify.delete_gone_findings",
    "DELETE FROM verify_findings WHERE check_name = $1 AND run < $2"};

absl::StatusOr<absl::optional<int64_t>> QueryRun(sql::Transaction& txn,
                                                 const sql::Statement& statement,
                                                 std::initializer_list<sql::Value> values) {
  absl::optional<int64_t> run;
  RETURN_IF_ERROR(txn.QueryOne(statement, values,
                               [&](const sql::Row& row) {
                                 run = row.Int(0);
                                 return absl::OkStatus();
                               })
                      .status());
  return run;
}

}  // namespace

absl::StatusOr<std::vector<CheckRow>> ListChecks(sql::Transaction& txn) {
  std::vector<CheckRow> checks;
  RETURN_IF_ERROR(txn.Query(kListChecks, {}, [&](const sql::Row& row) {
    checks.push_back({std::string(row.Text(0)), row.Int(1), row.Int(2) != 0, row.Int(3),
                      std::string(row.Text(4)), row.Int(5), row.Int(6), row.Int(7)});
    return absl::OkStatus();
  }));
  return checks;
}

absl::Status AddCheck(sql::Transaction& txn, absl::string_view name, int64_t now_ms) {
  return txn.Execute(kAddCheck, {name, now_ms}).status();
}

absl::StatusOr<absl::optional<int64_t>> BeginRun(sql::Transaction& txn, absl::string_view name,
                                                 int64_t seen) {
  return QueryRun(txn, kBegin, {name, seen});
}

absl::StatusOr<absl::optional<int64_t>> ResumeRun(sql::Transaction& txn, absl::string_view name,
                                                  int64_t seen, int64_t seen_beat) {
  ASSIGN_OR_RETURN(const absl::optional<int64_t> run,
                   QueryRun(txn, kResume, {name, seen, seen_beat}));
  if (run.has_value()) RETURN_IF_ERROR(txn.Execute(kHandOn, {name, seen, *run}).status());
  return run;
}

absl::StatusOr<bool> SaveRun(sql::Transaction& txn, absl::string_view name, int64_t run,
                             absl::string_view position, int64_t rows) {
  ASSIGN_OR_RETURN(const int64_t saved, txn.Execute(kSave, {name, run, position, rows}));
  return saved == 1;
}

absl::StatusOr<bool> FinishRun(sql::Transaction& txn, absl::string_view name, int64_t run,
                               int64_t rows, int64_t now_ms) {
  ASSIGN_OR_RETURN(const int64_t finished, txn.Execute(kFinish, {name, run, rows, now_ms}));
  return finished == 1;
}

absl::StatusOr<Kept> KeepFinding(sql::Transaction& txn, absl::string_view check, int64_t run,
                                 const Finding& finding) {
  int64_t kept = 0;
  ASSIGN_OR_RETURN(const bool known,
                   txn.QueryOne(kFindFinding, {check, finding.resource},
                                [](const sql::Row&) { return absl::OkStatus(); }));
  if (!known) {
    RETURN_IF_ERROR(txn.QueryOne(kCountFindings, {check},
                                 [&](const sql::Row& row) {
                                   kept = row.Int(0);
                                   return absl::OkStatus();
                                 })
                        .status());
    if (kept >= kMostKept) return Kept::kNot;
  }
  RETURN_IF_ERROR(
      txn.Execute(kSaveFinding, {check, finding.resource, run, finding.problem}).status());
  return known ? Kept::kKnown : Kept::kNew;
}

absl::StatusOr<std::vector<std::string>> DropFindings(sql::Transaction& txn,
                                                      absl::string_view check, int64_t run) {
  std::vector<std::string> free;
  RETURN_IF_ERROR(txn.Query(kListGone, {check, run}, [&](const sql::Row& row) {
    if (row.Int(1) == 0) free.emplace_back(row.Text(0));
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(txn.Execute(kDropGone, {check, run}).status());
  return free;
}

}  // namespace shopdesk::verify::internal
