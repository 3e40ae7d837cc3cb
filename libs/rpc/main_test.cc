#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/sql/testing/test_postgres.h"
#include "libs/testing/matchers.h"
#include "libs/testing/temp_directory.h"

namespace shopdesk::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

struct Outcome {
  int exit_status;
  std::string output;
  std::string error;
};

class MainTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const {
    return absl::StrCat(directory_.path(), "/", name);
  }
  static std::string Text(const std::string& path) {
    std::ifstream stream(path);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
  }
  void WriteConfig(absl::string_view more = "", absl::string_view storage = "") {
    std::ofstream(Path("config")) << "listen { grpc: \"127.0.0.1:0\" metrics: \"127.0.0.1:0\" "
                                     "port_file: \""
                                  << Path("ports") << "\" }\nstorage { data_dir: \""
                                  << directory_.path() << "\" " << storage << " }\n"
                                  << more;
  }

  pid_t Spawn(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), RPCTEST_NOTES);
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, Path("out").c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    posix_spawn_file_actions_addopen(&actions, 2, Path("err").c_str(), O_WRONLY | O_CREAT | O_TRUNC,
                                     0600);
    pid_t pid = 0;
    EXPECT_EQ(posix_spawn(&pid, RPCTEST_NOTES, &actions, nullptr, argv.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    return pid;
  }
  Outcome Await(pid_t pid) {
    int status = 0;
    waitpid(pid, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, Text(Path("out")), Text(Path("err"))};
  }
  // Until a file holds the text.
  void Await(const std::string& text, const std::string& file) const {
    const absl::Time deadline = absl::Now() + absl::Minutes(1);
    while (Text(Path(file)).find(text) == std::string::npos && absl::Now() < deadline) {
    }
    EXPECT_THAT(Text(Path(file)), HasSubstr(text));
  }
  void AwaitFile(const std::string& file) const {
    const absl::Time deadline = absl::Now() + absl::Minutes(1);
    while (access(Path(file).c_str(), F_OK) != 0 && absl::Now() < deadline) {
    }
    EXPECT_EQ(access(Path(file).c_str(), F_OK), 0);
  }
  // Starts it, waits until it serves, and sends the signal.
  Outcome ServeUntil(int signal) {
    const pid_t pid = Spawn({"--config", Path("config")});
    Await("grpc=", "ports");
    kill(pid, signal);
    return Await(pid);
  }
  Outcome Run(std::vector<std::string> arguments) { return Await(Spawn(std::move(arguments))); }

  shopdesk::testing::TempDirectory directory_;
};

TEST_F(MainTest, HelpNamesEveryFlag) {
  const Outcome outcome = Run({"--help"});
  EXPECT_EQ(outcome.exit_status, 0);
  for (const char* flag :
       {"--config", "--check_config", "--connect", "--migrate", "--version", "--help"}) {
    EXPECT_THAT(outcome.output, HasSubstr(flag));
  }
}

// What a command prints first, without the end of its line.
std::string FirstLineOf(const std::string& command) {
  FILE* const pipe = popen(command.c_str(), "r");
  char line[256] = "";
  if (fgets(line, sizeof(line), pipe) == nullptr) line[0] = '\0';
  pclose(pipe);
  return std::string(absl::StripTrailingAsciiWhitespace(line));
}

// That of the build, though it was configured at another; an archive carries its own.
TEST_F(MainTest, TellsVersionAndCommit) {
  std::string commit = FirstLineOf("head -n 1 " RPCTEST_ROOT "/cmake/commit.txt");
  if (commit[0] == '$') {
    commit = FirstLineOf("git -C " RPCTEST_ROOT " rev-parse --short=12 HEAD 2>/dev/null");
    if (commit.empty()) commit = "unknown";
  }
  const Outcome outcome = Run({"--version"});
  EXPECT_EQ(outcome.exit_status, 0);
  EXPECT_THAT(outcome.output, MatchesRegex(absl::StrCat(
                                  "shopdesk-notes [0-9]+\\.[0-9]+\\.[0-9]+ \\(", commit, "\\)\n")));
}

TEST_F(MainTest, FailuresAreOneLineThatSaysWhat) {
  WriteConfig("colour: 1\n");
  // Who asks whether all is right is told in words; what runs by itself speaks as its log does.
  const std::string words = "shopdesk-notes: ";
  const std::string log = "{\"time\":";
  const struct {
    std::vector<std::string> arguments;
    std::string says;
    std::string begins;
  } kCases[] = {{{"--colour"}, "--colour", log},
                {{"--config"}, "--config", log},
                {{"--connect"}, "--check_config", log},
                {{"--config=/nowhere/file", "--migrate"}, "/nowhere/file", log},
                {{"--config", Path("config"), "--migrate"}, "colour", log},
                {{"--config", Path("config"), "--check_config"}, "colour", words}};
  for (const auto& [arguments, says, begins] : kCases) {
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_THAT(outcome.error, StartsWith(begins));
    EXPECT_THAT(outcome.error, HasSubstr(says));
    EXPECT_EQ(std::count(outcome.error.begin(), outcome.error.end(), '\n'), 1) << outcome.error;
  }
}

// Whoever reads the log of a service reads why it doesn't start.
TEST_F(MainTest, AServiceThatDoesNotStartSaysSoInTheFormOfItsLog) {
  WriteConfig();
  std::ofstream(Path("notes")) << "a file where the directory should be";
  for (const std::string& config : {Path("config"), std::string("/nowhere/file")}) {
    const Outcome outcome = Run({"--config", config});
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_EQ(std::count(outcome.error.begin(), outcome.error.end(), '\n'), 1) << outcome.error;
    EXPECT_THAT(outcome.error, StartsWith("{\"time\":"));
    EXPECT_THAT(outcome.error, HasSubstr("\"level\":\"error\",\"service\":\"notes\""));
  }
}

TEST_F(MainTest, WhereItsLogIsAFileItSaysSoThereToo) {
  WriteConfig(absl::StrCat("log { file: \"", Path("log"), "\" }"));
  std::ofstream(Path("notes")) << "a file where the directory should be";
  const std::string because = "\"error\":\"can't open";
  const Outcome serving = Run({"--config", Path("config")});
  const Outcome migrating = Run({"--config", Path("config"), "--migrate"});
  for (const std::string& text : {serving.error, migrating.error, Text(Path("log"))}) {
    EXPECT_THAT(text, StartsWith("{\"time\":"));
    EXPECT_THAT(text, HasSubstr(because));
  }
  EXPECT_THAT(Text(Path("log")), HasSubstr("the service doesn't start"));
  EXPECT_THAT(Text(Path("log")), HasSubstr("the tables can't be brought up to date"));
}

// Its last line is in its log, where a file was deleted under it, and where one was cut off whose
// pages it reads.
TEST_F(MainTest, TheLogSaysWhyTheDatabaseEndsTheProcess) {
  WriteConfig(absl::StrCat("log { file: \"", Path("log"), "\" }"));
  const std::vector<std::function<int()>> kBreaks = {
      [&] { return truncate(Path("notes/notes.db-shm").c_str(), 0); },
      [&] { return unlink(Path("notes/notes.db").c_str()); }};
  for (const std::function<int()>& breaks : kBreaks) {
    unlink(Path("log").c_str());
    const pid_t pid = Spawn({"--config", Path("config")});
    Await("serving", "log");
    ASSERT_EQ(breaks(), 0);
    EXPECT_EQ(Await(pid).exit_status, 1);
    const std::string log = Text(Path("log"));
    ASSERT_EQ(log.back(), '\n');
    const std::string last = log.substr(log.rfind('\n', log.size() - 2) + 1);
    EXPECT_THAT(last, StartsWith("{\"time\":"));
    EXPECT_THAT(last, HasSubstr("the database can't go on, the process ends"));
    EXPECT_THAT(last, HasSubstr("\"reason\":\"DATABASE_FILE\""));
  }
}

TEST_F(MainTest, ChecksAConfigurationAndMigrates) {
  WriteConfig();
  EXPECT_EQ(Run({"--config", Path("config"), "--check_config"}).exit_status, 0);
  const Outcome outcome = Run({absl::StrCat("--config=", Path("config")), "--migrate"});
  EXPECT_EQ(outcome.exit_status, 0) << outcome.error;
  EXPECT_EQ(outcome.output, "schema version 100\n");
  EXPECT_EQ(Run({"--config", Path("config"), "--check_config", "--connect"}).exit_status, 0);
}

TEST_F(MainTest, ChecksTheFilesThatAConfigurationNames) {
  std::ofstream(Path("empty")) << "";
  std::ofstream(Path("bad")) << "no key ring";
  const struct {
    std::string config;
    std::string says;
    std::string storage;
  } kCases[] = {{absl::StrCat("key_ring_file: \"", Path("bad"), "\""), "key_ring_file: "},
                {"log { file: \"/nowhere/log\" }", "log.file: can't write /nowhere/log"},
                {absl::StrCat("tls { cert_file: \"", Path("bad"), "\" key_file: \"", Path("bad"),
                              "\" ca_file: \"", Path("bad"), "\" authorization_file: \"",
                              Path("empty"), "\" }"),
                 "tls.ca_file: "},
                {"key_ring_file: 'ring'",
                 "dsn_file: ", absl::StrCat("postgres { dsn_file: \"", Path("empty"), "\" }")},
                {"key_ring_file: 'ring'", "dsn_file: ", "postgres { dsn_file: \"/nowhere/dsn\" }"}};
  for (const auto& [config, says, storage] : kCases) {
    WriteConfig(config, storage);
    const Outcome outcome = Run({"--config", Path("config"), "--check_config"});
    EXPECT_EQ(outcome.exit_status, 1) << config;
    EXPECT_THAT(outcome.error, HasSubstr(says));
  }
}

TEST_F(MainTest, ConnectSaysWhenTheDatabaseDoesNotAnswer) {
  WriteConfig(absl::StrCat("key_ring_file: \"", Path("keyring"), "\""),
              "postgres { dsn: \"host=127.0.0.1 port=1 connect_timeout=1\" }");
  std::ofstream(Path("keyring")) << "k1 " << std::string(64, '1') << "\nindex "
                                 << std::string(64, '2') << "\n";
  ASSERT_EQ(chmod(Path("keyring").c_str(), 0600), 0);
  EXPECT_EQ(Run({"--config", Path("config"), "--check_config"}).exit_status, 0);
  const Outcome outcome = Run({"--config", Path("config"), "--check_config", "--connect"});
  EXPECT_EQ(outcome.exit_status, 1);
  EXPECT_THAT(outcome.error, HasSubstr("storage: "));
}

// Somebody else migrates: until then it waits, and ends when it is told to.
TEST_F(MainTest, WaitsForTablesThatAreMadeApart) {
  WriteConfig("", "migrations: APART");
  const pid_t pid = Spawn({"--config", Path("config")});
  Await("--migrate", "err");
  EXPECT_EQ(Text(Path("ports")), "");
  kill(pid, SIGTERM);
  EXPECT_EQ(Await(pid).exit_status, 0);

  ASSERT_EQ(Run({"--config", Path("config"), "--migrate"}).exit_status, 0);
  EXPECT_EQ(ServeUntil(SIGTERM).exit_status, 0);
}

TEST_F(MainTest, ReopensItsLogOnHangup) {
  WriteConfig(absl::StrCat("log { file: \"", Path("log"), "\" }"));
  const pid_t pid = Spawn({"--config", Path("config")});
  Await("grpc=", "ports");
  ASSERT_EQ(rename(Path("log").c_str(), Path("log.1").c_str()), 0);
  kill(pid, SIGHUP);
  AwaitFile("log");
  kill(pid, SIGTERM);
  EXPECT_EQ(Await(pid).exit_status, 0);
  EXPECT_THAT(Text(Path("log.1")), HasSubstr("serving"));
  EXPECT_THAT(Text(Path("log")), HasSubstr("stopped"));
}

TEST_F(MainTest, ServesUntilASignalAndDrains) {
  WriteConfig();
  for (const int signal : {SIGTERM, SIGINT}) {
    const Outcome outcome = ServeUntil(signal);
    EXPECT_EQ(outcome.exit_status, 0) << outcome.error;
    EXPECT_THAT(outcome.error, HasSubstr("stopped"));
    EXPECT_EQ(Text(Path("ports")), "");
  }
}

// What the old one sealed would be lost without a word.
TEST_F(MainTest, ALostOrChangedKeyRingIsNeverReplaced) {
  WriteConfig();
  ASSERT_EQ(Run({"--config", Path("config"), "--migrate"}).exit_status, 0);
  ASSERT_EQ(ServeUntil(SIGTERM).exit_status, 0);
  const std::string ring = Path("notes/keyring");
  ASSERT_EQ(rename(ring.c_str(), Path("aside").c_str()), 0);
  const Outcome missing = Run({"--config", Path("config")});
  EXPECT_EQ(missing.exit_status, 1);
  EXPECT_THAT(missing.error, HasSubstr("there is no key ring"));
  EXPECT_NE(access(ring.c_str(), F_OK), 0);

  {
    std::ofstream(ring) << "k2 " << std::string(64, '1') << "\nindex " << std::string(64, '2')
                        << "\n";
    ASSERT_EQ(chmod(ring.c_str(), 0600), 0);
  }
  const Outcome changed = Run({"--config", Path("config")});
  EXPECT_EQ(changed.exit_status, 1);
  EXPECT_THAT(changed.error, HasSubstr("the key ring is not the one"));

  ASSERT_EQ(rename(Path("aside").c_str(), ring.c_str()), 0);
  EXPECT_EQ(ServeUntil(SIGTERM).exit_status, 0);
}

// What the start would refuse, --check_config refuses: a ring that is gone, and one of another
// database.
TEST_F(MainTest, ChecksThatTheKeyRingIsTheDatabases) {
  WriteConfig();
  const std::vector<std::string> check = {"--config", Path("config"), "--check_config"};
  const std::vector<std::string> connect = {"--config", Path("config"), "--check_config",
                                            "--connect"};
  ASSERT_EQ(Run({"--config", Path("config"), "--migrate"}).exit_status, 0);
  EXPECT_EQ(Run(check).exit_status, 0);
  EXPECT_EQ(Run(connect).exit_status, 0);
  ASSERT_EQ(ServeUntil(SIGTERM).exit_status, 0);
  EXPECT_EQ(Run(check).exit_status, 0);
  EXPECT_EQ(Run(connect).exit_status, 0);

  const std::string ring = Path("notes/keyring");
  ASSERT_EQ(rename(ring.c_str(), Path("aside").c_str()), 0);
  const Outcome missing = Run(check);
  EXPECT_EQ(missing.exit_status, 1);
  EXPECT_THAT(missing.error, HasSubstr("key_ring_file: there is no key ring"));

  {
    std::ofstream(ring) << "k2 " << std::string(64, '1') << "\nindex " << std::string(64, '2')
                        << "\n";
    ASSERT_EQ(chmod(ring.c_str(), 0600), 0);
  }
  EXPECT_EQ(Run(check).exit_status, 0);
  const Outcome changed = Run(connect);
  EXPECT_EQ(changed.exit_status, 1);
  EXPECT_THAT(changed.error, HasSubstr("key_ring_file: the key ring is not the one"));

  ASSERT_EQ(rename(Path("aside").c_str(), ring.c_str()), 0);
  EXPECT_EQ(Run(connect).exit_status, 0);
  EXPECT_EQ(ServeUntil(SIGTERM).exit_status, 0);
}

// On PostgreSQL nobody makes a ring, and the replicas' must be the same.
TEST_F(MainTest, ChecksTheKeyRingOfPostgres) {
  WriteConfig(absl::StrCat("key_ring_file: \"", Path("keyring"), "\""),
              absl::StrCat("postgres { dsn: \"", sql::testing::TestPostgres::Shared().dsn(),
                           "\" schema: \"checked\" }"));
  const Outcome missing = Run({"--config", Path("config"), "--check_config"});
  EXPECT_EQ(missing.exit_status, 1);
  EXPECT_THAT(missing.error, HasSubstr("key_ring_file: there is no key ring"));

  const auto write_ring = [&](char digit) {
    std::ofstream(Path("keyring"))
        << "k1 " << std::string(64, digit) << "\nindex " << std::string(64, digit) << "\n";
    ASSERT_EQ(chmod(Path("keyring").c_str(), 0600), 0);
  };
  write_ring('1');
  ASSERT_EQ(Run({"--config", Path("config"), "--migrate"}).exit_status, 0);
  ASSERT_EQ(ServeUntil(SIGTERM).exit_status, 0);
  const std::vector<std::string> connect = {"--config", Path("config"), "--check_config",
                                            "--connect"};
  EXPECT_EQ(Run(connect).exit_status, 0);
  write_ring('2');
  const Outcome changed = Run(connect);
  EXPECT_EQ(changed.exit_status, 1);
  EXPECT_THAT(changed.error, HasSubstr("key_ring_file: the key ring is not the one"));
}

// As the shipped configuration names it.
TEST_F(MainTest, AKeyRingThatIsNamedIsMadeForANewDatabase) {
  WriteConfig(absl::StrCat("key_ring_file: \"", Path("secret/keyring"), "\"\n"));
  EXPECT_EQ(ServeUntil(SIGTERM).exit_status, 0);
  ASSERT_EQ(rename(Path("secret/keyring").c_str(), Path("aside").c_str()), 0);
  EXPECT_THAT(Run({"--config", Path("config")}).error, HasSubstr("there is no key ring"));
}

}  // namespace
}  // namespace shopdesk::rpc
