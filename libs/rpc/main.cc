#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <functional>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/observe/log.h"
#include "libs/observe/version.h"
#include "libs/rpc/check_config.h"
#include "libs/rpc/config.h"
#include "libs/rpc/server.h"

namespace shopdesk::rpc {
namespace {

using config::v1::ServerConfig;

constexpr char kNotServing[] = "the service doesn't start";
constexpr char kNotMigrated[] = "the tables can't be brought up to date";

struct Flags {
  std::string config;
  bool check_config = false;
  bool connect = false;
  bool migrate = false;
  bool version = false;
  bool help = false;
};

absl::StatusOr<Flags> ParseFlags(int argc, char** argv) {
  Flags flags;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--help") {
      flags.help = true;
    } else if (argument == "--check_config") {
      flags.check_config = true;
    } else if (argument == "--connect") {
      flags.connect = true;
    } else if (argument == "--version") {
      flags.version = true;
    } else if (argument == "--migrate") {
      flags.migrate = true;
    } else if (argument.rfind("--config=", 0) == 0) {
      flags.config = argument.substr(9);
    } else if (argument == "--config" && i + 1 < argc) {
      flags.config = argv[++i];
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat("unknown or incomplete argument \"", argument, "\"; see --help"));
    }
  }
  if (flags.connect && !flags.check_config) {
    return absl::InvalidArgumentError("--connect goes with --check_config; see --help");
  }
  return flags;
}

void PrintHelp(const ServiceDefinition& definition) {
  std::printf(
      "shopdesk-%s: serves gRPC on 127.0.0.1:%d and metrics on 127.0.0.1:%d unless configured\n"
      "otherwise, with SQLite under var/data. SIGTERM and SIGINT drain it, SIGHUP reopens its "
      "log.\n\n"
      "  --config FILE    %s in protobuf text format\n"
      "  --check_config   check the configuration and the files that it names, and exit\n"
      "  --connect        with --check_config: whether database and peers can be reached, too\n"
      "  --migrate        bring the database's tables up to date and exit\n"
      "  --version        version and commit, and exit\n"
      "  --help           this text\n",
      definition.name.c_str(), definition.grpc_port, definition.metrics_port,
      definition.config != nullptr ? definition.config->GetTypeName().c_str()
                                   : "shopdesk.config.v1.ServerConfig");
}

absl::Status MigrateTables(const ServiceDefinition& definition, const ServerConfig& config) {
  ASSIGN_OR_RETURN(std::unique_ptr<sql::Database> database,
                   OpenDatabase(config, /*fatal=*/nullptr));
  RETURN_IF_ERROR(runtime::MigrateDatabase(*database, definition.sqlite_migrations,
                                           definition.postgres_migrations));
  ASSIGN_OR_RETURN(const int version, database->SchemaVersion());
  std::printf("schema version %d\n", version);
  database->Close();
  return absl::OkStatus();
}

// The signals that end the program or reopen its log, blocked in all threads.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }

  // Waits until the program is to end. From then on the same signal ends it at once.
  void AwaitEnd(const std::function<void()>& reopen_log) const {
    int received = SIGHUP;
    while (received == SIGHUP) {
      sigwait(&set_, &received);
      if (received == SIGHUP) reopen_log();
    }
    pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
  }

  // Waits so long; whether the program is to end.
  bool WaitFor(absl::Duration wait) const {
    const timespec timeout = absl::ToTimespec(wait);
    const int received = sigtimedwait(&set_, nullptr, &timeout);
    return received == SIGTERM || received == SIGINT;
  }

 private:
  sigset_t set_;
};

// Each connection takes a descriptor: as many as the machine lets the program have.
void RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

absl::Status Serve(const ServiceDefinition& definition, const google::protobuf::Message& config,
                   const Signals& signals) {
  absl::StatusOr<std::unique_ptr<Server>> server = Server::Start(
      definition, config, [&signals](absl::Duration wait) { return signals.WaitFor(wait); });
  if (absl::IsCancelled(server.status())) return absl::OkStatus();
  if (!server.ok()) return server.status();
  signals.AwaitEnd([&server] { (*server)->ReopenLog(); });
  (*server)->Shutdown();
  return absl::OkStatus();
}

// What a flag asks for, answered to whoever asks; false if it is to serve or migrate.
absl::StatusOr<bool> RunCommand(const Flags& flags, const ServiceDefinition& definition) {
  if (flags.help) {
    PrintHelp(definition);
    return true;
  }
  if (flags.version) {
    std::printf("shopdesk-%s %s (%s)\n", definition.name.c_str(), observe::kVersion,
                observe::kCommit);
    return true;
  }
  if (!flags.check_config) return false;
  ASSIGN_OR_RETURN(const std::unique_ptr<google::protobuf::Message> config,
                   ReadConfig(definition, flags.config));
  ASSIGN_OR_RETURN(const ServerConfig server, WithDefaults(definition, ServerPart(*config)));
  RETURN_IF_ERROR(CheckPeers(*config, server));
  RETURN_IF_ERROR(CheckFiles(server));
  if (flags.connect) RETURN_IF_ERROR(CheckConnections(*config, server));
  return !flags.migrate;
}

absl::Status Migrate(const ServiceDefinition& definition, const google::protobuf::Message& config) {
  ASSIGN_OR_RETURN(const ServerConfig server, WithDefaults(definition, ServerPart(config)));
  RETURN_IF_ERROR(CheckPeers(config, server));
  return MigrateTables(definition, server);
}

// One line for people.
int Fail(const ServiceDefinition& definition, const absl::Status& status) {
  std::fprintf(stderr, "shopdesk-%s: %s\n", definition.name.c_str(),
               std::string(status.message()).c_str());
  return 1;
}

// What runs by itself speaks as its log does, and to whom it was started by: to people at a
// terminal, else in the log's form.
int FailAsLog(const ServiceDefinition& definition, absl::string_view message,
              const ServerConfig& config, const absl::Status& status) {
  const auto log = [&](const std::string& file) {
    observe::Logger({.service = definition.name, .file = file})
        .Log(observe::Level::kError, message,
             {{"error", std::string(status.message())}, {"reason", ReasonOf(status)}});
  };
  const std::string& file = config.log().file();
  if (!file.empty() && CheckLogFile(config).ok()) log(file);
  if (isatty(STDERR_FILENO) != 0) return Fail(definition, status);
  log("");
  return 1;
}

int Run(const Flags& flags, const ServiceDefinition& definition, const Signals& signals) {
  const char* const message = flags.migrate ? kNotMigrated : kNotServing;
  const absl::StatusOr<std::unique_ptr<google::protobuf::Message>> config =
      ReadConfig(definition, flags.config);
  if (!config.ok()) return FailAsLog(definition, message, {}, config.status());
  const absl::Status status =
      flags.migrate ? Migrate(definition, **config) : Serve(definition, **config, signals);
  return status.ok() ? 0 : FailAsLog(definition, message, ServerPart(**config), status);
}

}  // namespace

int Main(int argc, char** argv, const ServiceDefinition& definition) {
  // Our one line says what is wrong; gRPC's own lines say it in ten.
  setenv("GRPC_VERBOSITY", "NONE", 0);
#ifdef NDEBUG
  // Debian's Abseil looks for deadlocks in gRPC's own mutexes otherwise: 7 % of the CPU.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
#endif
  signal(SIGPIPE, SIG_IGN);
  RaiseDescriptorLimit();
  const Signals signals;
  const absl::StatusOr<Flags> flags = ParseFlags(argc, argv);
  if (!flags.ok()) return FailAsLog(definition, kNotServing, {}, flags.status());
  const absl::StatusOr<bool> done = RunCommand(*flags, definition);
  if (!done.ok()) return Fail(definition, done.status());
  return *done ? 0 : Run(*flags, definition, signals);
}

}  // namespace shopdesk::rpc
