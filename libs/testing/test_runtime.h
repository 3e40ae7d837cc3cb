#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/runtime/runtime.h"
#include "libs/sql/testing/test_database.h"
#include "libs/testing/fake_clock.h"
#include "libs/testing/temp_directory.h"

namespace shopdesk::testing {

// When tests begin: a Monday morning.
inline const absl::Time kTestTime =
    absl::FromCivil(absl::CivilSecond(2024, 3, 4, 10, 0, 0), absl::UTCTimeZone());

struct TestRuntimeOptions {
  std::string service = "test";
  sql::Dialect dialect = sql::Dialect::kSqlite;
  // The service's own tables, numbers from 100.
  absl::Span<const sql::Migration> sqlite_migrations;
  absl::Span<const sql::Migration> postgres_migrations;
  // Registers timers, followers, snapshots.
  std::function<void(runtime::Runtime&)> compose;
  // Whether Start is called: timers run on AdvanceTo, and followers, only then.
  bool start = true;
  // As Runtime::Options::stuck_after.
  absl::Duration stuck_after = absl::Minutes(1);
};

// A runtime on a new database with its own keys, business time controlled and set to kTestTime, and
// machine time that only moves when told. Handlers are called through it:
//
//   TestRuntime runtime({.sqlite_migrations = SqliteMigrations(), …});
//   Product product;
//   ASSERT_OK(runtime->WriteAndWait(TestCall("r1"), &request, &product, [&](auto& ctx) {
//     return handlers::CreateProduct(ctx, request, &product);
//   }));
class TestRuntime {
 public:
  explicit TestRuntime(TestRuntimeOptions options);
  ~TestRuntime();

  runtime::Runtime& operator*() { return *runtime_; }
  runtime::Runtime* operator->() { return runtime_.get(); }
  FakeClock& machine_clock() { return machine_clock_; }
  observe::Metrics& metrics() { return metrics_; }

  // Stops the runtime and opens a new one on the same database and keys, as a restart would.
  void Restart();
  // Another runtime, with machine time of its own, on the same database and keys. PostgreSQL only.
  std::unique_ptr<TestRuntime> MakeReplica() const;

 private:
  TestRuntime(TestRuntimeOptions options, std::shared_ptr<TempDirectory> directory,
              std::shared_ptr<sql::testing::TestStorage> storage);
  void Open();

  const TestRuntimeOptions options_;
  const std::shared_ptr<TempDirectory> directory_;
  FakeClock machine_clock_;
  observe::Metrics metrics_;
  observe::Logger logger_;
  const std::shared_ptr<sql::testing::TestStorage> storage_;
  std::unique_ptr<runtime::Runtime> runtime_;
};

// A call of a test method by the owner of the shop.
runtime::CallInfo TestCall(absl::string_view request_id = "");

// Runs a handler in one write, without idempotency:
// RunWrite(*runtime, [&](auto& ctx) { return handlers::CreateProduct(ctx, request, &product); })
absl::Status RunWrite(runtime::Runtime& runtime,
                      absl::FunctionRef<absl::Status(runtime::WriteContext&)> body);
absl::Status RunRead(runtime::Runtime& runtime,
                     absl::FunctionRef<absl::Status(runtime::ReadContext&)> body);

}  // namespace shopdesk::testing
