#include <signal.h>
#include <stdlib.h>

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/config.h"
#include "libs/rpc/server.h"

namespace shopdesk::rpc {
namespace {

using config::v1::ServerConfig;

struct Flags {
  std::string config;
  bool check_config = false;
  bool migrate = false;
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
  return flags;
}

void PrintHelp(const ServiceDefinition& definition) {
  std::printf(
      "shopdesk-%s: serves gRPC on 127.0.0.1:%d and metrics on 127.0.0.1:%d unless configured\n"
      "otherwise, with SQLite under var/data. SIGTERM and SIGINT drain it.\n\n"
      "  --config FILE    %s in protobuf text format\n"
      "  --check_config   check the configuration and exit\n"
      "  --migrate        bring the database's tables up to date and exit\n"
      "  --help           this text\n",
      definition.name.c_str(), definition.grpc_port, definition.metrics_port,
      definition.config != nullptr ? definition.config->GetTypeName().c_str()
                                   : "shopdesk.config.v1.ServerConfig");
}

absl::Status Migrate(const ServiceDefinition& definition, const ServerConfig& config) {
  ASSIGN_OR_RETURN(std::unique_ptr<sql::Database> database, OpenDatabase(config));
  RETURN_IF_ERROR(runtime::MigrateDatabase(*database, definition.sqlite_migrations,
                                           definition.postgres_migrations));
  ASSIGN_OR_RETURN(const int version, database->SchemaVersion());
  std::printf("schema version %d\n", version);
  database->Close();
  return absl::OkStatus();
}

// Serves until a signal of `stop`, which is blocked in all threads, and drains. The same signal
// once more ends the process at once.
absl::Status Serve(const ServiceDefinition& definition, const google::protobuf::Message& config,
                   const sigset_t& stop) {
  ASSIGN_OR_RETURN(std::unique_ptr<Server> server, Server::Start(definition, config));
  int received = 0;
  sigwait(&stop, &received);
  pthread_sigmask(SIG_UNBLOCK, &stop, nullptr);
  server->Shutdown();
  return absl::OkStatus();
}

absl::Status Run(int argc, char** argv, const ServiceDefinition& definition, const sigset_t& stop) {
  ASSIGN_OR_RETURN(const Flags flags, ParseFlags(argc, argv));
  if (flags.help) {
    PrintHelp(definition);
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<google::protobuf::Message> config,
                   ReadConfig(definition, flags.config));
  ASSIGN_OR_RETURN(const ServerConfig server, WithDefaults(definition, ServerPart(*config)));
  if (flags.check_config) return absl::OkStatus();
  if (flags.migrate) return Migrate(definition, server);
  return Serve(definition, *config, stop);
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
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  const absl::Status status = Run(argc, argv, definition, stop);
  if (status.ok()) return 0;
  std::fprintf(stderr, "shopdesk-%s: %s\n", definition.name.c_str(),
               std::string(status.message()).c_str());
  return 1;
}

}  // namespace shopdesk::rpc
