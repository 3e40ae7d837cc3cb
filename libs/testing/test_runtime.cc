#include "libs/testing/test_runtime.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"

namespace shopdesk::testing {
namespace {

void OrDie(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "test runtime: %s\n", status.ToString().c_str());
  std::abort();
}

}  // namespace

TestRuntime::TestRuntime(TestRuntimeOptions options)
    : TestRuntime(
          options, std::make_shared<TempDirectory>(),
          sql::testing::MakeTestStorage(
              options.dialect, runtime::AllMigrations(options.dialect, options.sqlite_migrations,
                                                      options.postgres_migrations))) {}

TestRuntime::TestRuntime(TestRuntimeOptions options, std::shared_ptr<TempDirectory> directory,
                         std::shared_ptr<sql::testing::TestStorage> storage)
    : options_(std::move(options)),
      directory_(std::move(directory)),
      machine_clock_(kTestTime),
      logger_({.service = options_.service, .level = observe::Level::kError}),
      storage_(std::move(storage)) {
  Open();
}

TestRuntime::~TestRuntime() { runtime_->Stop(); }

void TestRuntime::Restart() {
  runtime_->Stop();
  runtime_.reset();
  Open();
}

std::unique_ptr<TestRuntime> TestRuntime::MakeReplica() const {
  return absl::WrapUnique(new TestRuntime(options_, directory_, storage_));
}

void TestRuntime::Open() {
  absl::StatusOr<privacy::KeyRing> keys =
      privacy::KeyRing::Load(absl::StrCat(directory_->path(), "/keyring"), true);
  OrDie(keys.status());
  runtime_ = std::make_unique<runtime::Runtime>(
      runtime::Runtime::Options{
          .service = options_.service,
          .controlled_clock = true,
          // Long enough for a busy machine, and not so long that a test waits for it.
          .follower_lease = absl::Seconds(2),
          .stuck_after = options_.stuck_after,
          .machine_clock = &machine_clock_},
      storage_->Open(), *std::move(keys), metrics_, logger_);
  OrDie(runtime_->Load());
  OrDie(runtime_->clock().Set(kTestTime));
  if (options_.compose != nullptr) options_.compose(*runtime_);
  if (options_.start) OrDie(runtime_->Start());
}

runtime::CallInfo TestCall(absl::string_view request_id) {
  runtime::CallInfo call;
  call.method = "/shopdesk.test.v1.TestService/Test";
  call.caller = "test";
  call.actor.set_kind(type::v1::Actor::AGENT);
  call.actor.set_id("agent-1");
  call.actor.set_role(role::v1::Role::OWNER);
  call.request_id = std::string(request_id);
  return call;
}

absl::Status RunWrite(runtime::Runtime& runtime,
                      absl::FunctionRef<absl::Status(runtime::WriteContext&)> body) {
  return runtime.WriteAndWait(TestCall(), nullptr, nullptr, body);
}

absl::Status RunRead(runtime::Runtime& runtime,
                     absl::FunctionRef<absl::Status(runtime::ReadContext&)> body) {
  return runtime.Read(TestCall(), body);
}

}  // namespace shopdesk::testing
