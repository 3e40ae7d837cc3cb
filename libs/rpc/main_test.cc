#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/matchers.h"
#include "libs/testing/temp_directory.h"

namespace shopdesk::rpc {
namespace {

using ::testing::HasSubstr;
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
  void WriteConfig(absl::string_view more = "") {
    std::ofstream(Path("config")) << "listen { grpc: \"127.0.0.1:0\" metrics: \"127.0.0.1:0\" "
                                     "port_file: \""
                                  << Path("ports") << "\" }\nstorage { data_dir: \""
                                  << directory_.path() << "\" }\n"
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
  // Starts it, waits until it serves, and sends the signal.
  Outcome ServeUntil(int signal) {
    const pid_t pid = Spawn({"--config", Path("config")});
    const absl::Time deadline = absl::Now() + absl::Seconds(30);
    while (Text(Path("ports")).empty() && absl::Now() < deadline) {
    }
    EXPECT_THAT(Text(Path("ports")), StartsWith("grpc="));
    kill(pid, signal);
    return Await(pid);
  }
  Outcome Run(std::vector<std::string> arguments) { return Await(Spawn(std::move(arguments))); }

  shopdesk::testing::TempDirectory directory_;
};

TEST_F(MainTest, HelpNamesEveryFlag) {
  const Outcome outcome = Run({"--help"});
  EXPECT_EQ(outcome.exit_status, 0);
  for (const char* flag : {"--config", "--check_config", "--migrate", "--help"}) {
    EXPECT_THAT(outcome.output, HasSubstr(flag));
  }
}

TEST_F(MainTest, FailuresAreOneLineThatSaysWhat) {
  WriteConfig("colour: 1\n");
  const struct {
    std::vector<std::string> arguments;
    std::string says;
  } kCases[] = {{{"--colour"}, "--colour"},
                {{"--config"}, "--config"},
                {{"--config=/nowhere/file"}, "/nowhere/file"},
                {{"--config", Path("config"), "--check_config"}, "colour"}};
  for (const auto& [arguments, says] : kCases) {
    const Outcome outcome = Run(arguments);
    EXPECT_EQ(outcome.exit_status, 1);
    EXPECT_THAT(outcome.error, StartsWith("shopdesk-notes: "));
    EXPECT_THAT(outcome.error, HasSubstr(says));
    EXPECT_EQ(std::count(outcome.error.begin(), outcome.error.end(), '\n'), 1) << outcome.error;
  }
}

TEST_F(MainTest, ADatabaseThatCannotBeOpenedIsOneLine) {
  WriteConfig();
  std::ofstream(Path("notes")) << "a file where the directory should be";
  const Outcome outcome = Run({"--config", Path("config")});
  EXPECT_EQ(outcome.exit_status, 1);
  EXPECT_EQ(std::count(outcome.error.begin(), outcome.error.end(), '\n'), 1) << outcome.error;
}

TEST_F(MainTest, ChecksAConfigurationAndMigrates) {
  WriteConfig();
  EXPECT_EQ(Run({"--config", Path("config"), "--check_config"}).exit_status, 0);
  const Outcome outcome = Run({absl::StrCat("--config=", Path("config")), "--migrate"});
  EXPECT_EQ(outcome.exit_status, 0) << outcome.error;
  EXPECT_EQ(outcome.output, "schema version 100\n");
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

// As the shipped configuration names it.
TEST_F(MainTest, AKeyRingThatIsNamedIsMadeForANewDatabase) {
  WriteConfig(absl::StrCat("key_ring_file: \"", Path("secret/keyring"), "\"\n"));
  EXPECT_EQ(ServeUntil(SIGTERM).exit_status, 0);
  ASSERT_EQ(rename(Path("secret/keyring").c_str(), Path("aside").c_str()), 0);
  EXPECT_THAT(Run({"--config", Path("config")}).error, HasSubstr("there is no key ring"));
}

}  // namespace
}  // namespace shopdesk::rpc
