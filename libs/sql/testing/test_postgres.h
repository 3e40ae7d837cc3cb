#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"

struct pg_conn;

namespace shopdesk::sql::testing {

// A PostgreSQL server of Debian's package, in a temporary directory, listening on a socket in it
// and on a free port of 127.0.0.1. Ends with the process. Not thread-safe. It runs without fsync:
// what was committed survives the death of the server, which is what tests can bring about, not of
// the machine.
class TestPostgres {
 public:
  static absl::StatusOr<std::unique_ptr<TestPostgres>> Start();
  // The server that the tests of this process share, started on first use; crashes the test if it
  // can't be.
  static TestPostgres& Shared();

  ~TestPostgres();
  TestPostgres(const TestPostgres&) = delete;
  TestPostgres& operator=(const TestPostgres&) = delete;

  // Connects by the socket.
  std::string dsn() const;
  int port() const { return port_; }
  const std::string& directory() const { return directory_; }

  // Runs statements by a connection of its own; crashes the test if one fails.
  void Run(const std::string& statements);
  // Waits until no connection of that application_name is left, 10 s at most; then as Run.
  void AwaitNone(const std::string& application);

  // Ends the server at once, as a crash would, and waits until it is gone.
  void Kill();
  // Starts it again with what it has stored.
  absl::Status Restart();

 private:
  explicit TestPostgres(std::string directory) : directory_(std::move(directory)) {}
  absl::Status Initialize();
  // Starts it on the port, or on a free one if it has none so far.
  absl::Status Launch();
  // OK when it takes connections; UNAVAILABLE if it ended instead.
  absl::Status AwaitReady();

  // The first column of the last statement's first row, if it has one.
  std::string RunNow(const std::string& statements);

  const std::string directory_;
  // Of Run.
  pg_conn* connection_ = nullptr;
  // A forked child must not stop its parent's server.
  const pid_t owner_ = getpid();
  int port_ = 0;
  pid_t pid_ = 0;
};

}  // namespace shopdesk::sql::testing
