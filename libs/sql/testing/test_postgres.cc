#include "libs/sql/testing/test_postgres.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/base/countdown.h"
#include "libs/base/status_macros.h"

namespace shopdesk::sql::testing {
namespace {

constexpr char kBinaries[] = "/usr/lib/postgresql/15/bin/";
constexpr char kUser[] = "postgres";

// Starts a program, as user postgres when we are root, which PostgreSQL refuses to be. It gets
// SIGQUIT when the thread that started it ends.
absl::StatusOr<pid_t> Spawn(const std::vector<std::string>& command, const std::string& log) {
  std::vector<std::string> words = {"setpriv", "--pdeathsig", "QUIT"};
  if (geteuid() == 0) {
    for (const char* word : {"--reuid", kUser, "--regid", kUser, "--init-groups"}) {
      words.emplace_back(word);
    }
  }
  words.insert(words.end(), command.begin(), command.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  pid_t pid = 0;
  const int code = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (code != 0) return absl::InternalError(absl::StrCat("can't start ", command[0]));
  return pid;
}

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

absl::StatusOr<int> FreePort() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound = bind(fd, generic, size) == 0 && getsockname(fd, generic, &size) == 0;
  close(fd);
  if (!bound) return absl::InternalError("no free port");
  return ntohs(address.sin_port);
}

}  // namespace

absl::StatusOr<std::unique_ptr<TestPostgres>> TestPostgres::Start() {
  std::string directory = (std::filesystem::temp_directory_path() / "shopdesk_pg_XXXXXX").string();
  if (mkdtemp(directory.data()) == nullptr) return absl::InternalError("no temporary directory");
  std::unique_ptr<TestPostgres> server(new TestPostgres(std::move(directory)));
  RETURN_IF_ERROR(server->Initialize());
  RETURN_IF_ERROR(server->Launch());
  return server;
}

TestPostgres& TestPostgres::Shared() {
  static std::unique_ptr<TestPostgres> server = [] {
    auto started = Start();
    if (!started.ok()) {
      std::cerr << "PostgreSQL for tests: " << started.status() << std::endl;
      std::abort();
    }
    return *std::move(started);
  }();
  return *server;
}

TestPostgres::~TestPostgres() {
  if (getpid() != owner_) return;
  Kill();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

std::string TestPostgres::dsn() const {
  return absl::StrCat("host=", directory_, " port=", port_, " user=", kUser, " dbname=postgres");
}

std::string TestPostgres::RunNow(const std::string& statements) {
  if (connection_ == nullptr) connection_ = PQconnectdb(dsn().c_str());
  PGresult* result = PQexec(connection_, statements.c_str());
  const ExecStatusType code = PQresultStatus(result);
  if (code != PGRES_COMMAND_OK && code != PGRES_TUPLES_OK) {
    std::cerr << "PostgreSQL for tests: " << PQerrorMessage(connection_) << statements << std::endl;
    std::abort();
  }
  std::string answer = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
  PQclear(result);
  return answer;
}

void TestPostgres::Run(const std::string& statements) { RunNow(statements); }

void TestPostgres::AwaitNone(const std::string& application) {
  const std::string count = absl::StrCat(
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = '", application, "'");
  const Countdown countdown(absl::Seconds(10));
  while (RunNow(count) != "0") {
    if (countdown.over()) {
      std::cerr << "PostgreSQL for tests: somebody works in " << application << " still\n";
      std::abort();
    }
    poll(nullptr, 0, 1);
  }
}

void TestPostgres::Kill() {
  if (connection_ != nullptr) PQfinish(std::exchange(connection_, nullptr));
  if (pid_ == 0) return;
  // Immediate shut-down: no checkpoint, recovery at the next start.
  kill(pid_, SIGQUIT);
  waitpid(pid_, nullptr, 0);
  pid_ = 0;
}

absl::Status TestPostgres::Restart() {
  Kill();
  return Launch();
}

absl::Status TestPostgres::Initialize() {
  if (geteuid() == 0) {
    const passwd* user = getpwnam(kUser);
    if (user == nullptr || chown(directory_.c_str(), user->pw_uid, user->pw_gid) != 0) {
      return absl::InternalError("there is no user postgres");
    }
  }
  const std::string log = directory_ + ".initdb.log";
  ASSIGN_OR_RETURN(pid_t pid, Spawn({absl::StrCat(kBinaries, "initdb"), "-D", directory_ + "/data",
                                     "-U", kUser, "-A", "trust", "-E", "UTF8", "--locale=C",
                                     "--no-sync", "--no-instructions"},
                                    log));
  int code = 0;
  waitpid(pid, &code, 0);
  const std::string output = ReadFile(log);
  std::filesystem::remove(log);
  return code == 0 ? absl::OkStatus() : absl::InternalError(absl::StrCat("initdb: ", output));
}

absl::Status TestPostgres::Launch() {
  absl::Status status;
  // Another process may take the port first.
  for (int attempt = 0; attempt < 5; ++attempt) {
    int port = port_;
    if (port == 0) {
      ASSIGN_OR_RETURN(port, FreePort());
    }
    std::vector<std::string> command = {absl::StrCat(kBinaries, "postgres"),
                                        "-D",
                                        directory_ + "/data",
                                        "-k",
                                        directory_,
                                        "-h",
                                        "127.0.0.1",
                                        "-p",
                                        absl::StrCat(port)};
    for (const char* setting :
         {"max_connections=300", "shared_buffers=32MB", "logging_collector=off",
          "log_statement=none", "wal_level=replica", "fsync=off", "full_page_writes=off"}) {
      command.insert(command.end(), {"-c", setting});
    }
    ASSIGN_OR_RETURN(pid_, Spawn(command, directory_ + ".log"));
    const int last_port = std::exchange(port_, port);
    status = AwaitReady();
    if (status.ok()) {
      std::filesystem::remove(directory_ + ".log");
      return status;
    }
    port_ = last_port;
  }
  return status;
}

absl::Status TestPostgres::AwaitReady() {
  const absl::Time end = absl::Now() + absl::Seconds(60);
  while (absl::Now() < end) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) {
      pid_ = 0;
      return absl::UnavailableError(absl::StrCat("postgres: ", ReadFile(directory_ + ".log")));
    }
    if (PQping(dsn().c_str()) == PQPING_OK) return absl::OkStatus();
    poll(nullptr, 0, 10);
  }
  Kill();
  return absl::DeadlineExceededError("PostgreSQL doesn't get ready");
}

}  // namespace shopdesk::sql::testing
