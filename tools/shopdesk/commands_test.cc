#include "tools/shopdesk/commands.h"

#include <algorithm>
#include <set>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace shopdesk::cli {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;

// The client as main.cc makes it, but for the flags that all commands have.
class CommandsTest : public ::testing::Test {
 protected:
  CommandsTest() : app_("the client", "shopdesk") {
    app_.add_flag("--json", globals_.json);
    AddCommands(app_, globals_, action_);
  }

  // Whether the command line is understood.
  bool Parse(const std::string& line) {
    std::vector<std::string> arguments = absl::StrSplit(line, ' ', absl::SkipEmpty());
    std::reverse(arguments.begin(), arguments.end());  // As CLI11 takes a vector.
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::ParseError&) {
      return false;
    }
    return true;
  }

  CLI::App app_;
  Globals globals_;
  Action action_;
};

TEST_F(CommandsTest, EachHasItsOwnNameADescriptionAndAnExample) {
  std::set<std::string> names;
  for (const Command* command : Commands()) {
    SCOPED_TRACE(command->name);
    EXPECT_TRUE(names.insert(command->name).second);
    EXPECT_STRNE(command->description, "");
    EXPECT_THAT(command->footer, HasSubstr("Example"));
    // The example is one of this command, after the flags that all commands have.
    EXPECT_THAT(command->footer,
                ContainsRegex(absl::StrCat("\n  shopdesk (--[a-z]+ ([0-9]+ )?)?", command->name)));
  }
}

TEST_F(CommandsTest, HelpDescribesEveryCommandAndEveryFlag) {
  const auto expect_described = [](const CLI::App& app) {
    SCOPED_TRACE(app.get_name());
    EXPECT_NE(app.get_description(), "");
    for (const CLI::Option* option : app.get_options())
      EXPECT_NE(option->get_description(), "") << option->get_name();
  };
  for (CLI::App* command : app_.get_subcommands([](CLI::App*) { return true; })) {
    expect_described(*command);
    EXPECT_THAT(command->help(), HasSubstr("Example"));
    for (CLI::App* part : command->get_subcommands([](CLI::App*) { return true; }))
      expect_described(*part);
  }
}

TEST_F(CommandsTest, AreShownInTheOrderOfTheTable) {
  const std::string help = app_.help();
  size_t end = 0;
  for (const Command* command : Commands()) {
    const size_t found = help.find(absl::StrCat("\n  ", command->name, " "), end);
    ASSERT_NE(found, std::string::npos) << command->name << " is not after those before it";
    end = found;
  }
}

TEST_F(CommandsTest, RefusesAnUnknownCommandAndNone) {
  EXPECT_FALSE(Parse("dance"));
  EXPECT_FALSE(Parse(""));
  EXPECT_FALSE(Parse("clock --dance"));
  EXPECT_TRUE(action_ == nullptr);
}

TEST_F(CommandsTest, ACommandThatIsUnderstoodHasAnAction) {
  EXPECT_TRUE(Parse("clock --by 72h"));
  EXPECT_TRUE(action_ != nullptr);
}

TEST_F(CommandsTest, RefusesFlagsThatContradictOrAreMissing) {
  EXPECT_FALSE(Parse("clock --by 72h --to 2026-03-02"));
  EXPECT_FALSE(Parse("list orders"));
  EXPECT_FALSE(Parse("list orders --shop demo --limit -1"));
  EXPECT_FALSE(Parse("text poem 1"));
  EXPECT_FALSE(Parse("watch dances"));
  EXPECT_FALSE(Parse("watch orders --snapshot"));
  EXPECT_FALSE(Parse("migrate dances"));
  EXPECT_FALSE(Parse("import rates /proc/self/exe --shop demo --encoding UTF-9"));
  EXPECT_FALSE(Parse("import catalog /proc/self/exe --shop demo --currency RMB"));
  EXPECT_TRUE(Parse("import rates /proc/self/exe --shop demo --encoding gb18030"));
  EXPECT_FALSE(Parse("policy --shop demo"));
  EXPECT_FALSE(Parse("work snooze shops/demo/workItems/1"));
  EXPECT_FALSE(Parse("work snooze shops/demo/workItems/1 --for 1h --until 2026-03-02"));
  EXPECT_TRUE(Parse("work snooze shops/demo/workItems/1 --for 1h"));
}

TEST_F(CommandsTest, FlagsOfAllCommandsMayStandAfterACommand) {
  EXPECT_TRUE(Parse("work claim shops/demo/workItems/1 --json"));
  EXPECT_TRUE(globals_.json);
}

// These end before any service is asked.
TEST_F(CommandsTest, SaysWhatIsMissingToRun) {
  Suite suite;
  ASSERT_TRUE(suite.Connect().ok());
  ASSERT_TRUE(Parse("work"));
  EXPECT_THAT(std::string(action_(suite).message()), HasSubstr("--shop is required"));
  ASSERT_TRUE(Parse("text state 7"));
  EXPECT_THAT(std::string(action_(suite).message()), HasSubstr("--shop is required"));
  // An order's id may have a slash: it is no name.
  ASSERT_TRUE(Parse("text state A/7"));
  EXPECT_THAT(std::string(action_(suite).message()), HasSubstr("--shop is required"));
  ASSERT_TRUE(Parse("show order A/7"));
  EXPECT_THAT(std::string(action_(suite).message()), HasSubstr("--shop is required"));
  ASSERT_TRUE(Parse("clock --to tomorrow"));
  EXPECT_THAT(std::string(action_(suite).message()), HasSubstr("is no time"));
  ASSERT_TRUE(Parse("list dances --shop demo"));
  EXPECT_THAT(std::string(action_(suite).message()), HasSubstr("there are products, categories"));
  ASSERT_TRUE(Parse("list remarks --shop demo"));
  EXPECT_THAT(std::string(action_(suite).message()),
              HasSubstr(R"(--filter '{"parent": "shops/demo/orders/{order}"}')"));
  ASSERT_TRUE(Parse(R"(list orders --shop demo --filter {"state":"PAID"})"));
  EXPECT_THAT(std::string(action_(suite).message()),
              HasSubstr("state: \"PAID\" is none of WAIT_COD_CONFIRM"));
  ASSERT_TRUE(Parse("work --shop demo --role packer"));
  EXPECT_THAT(std::string(action_(suite).message()), HasSubstr("there are owner, lead, agent"));
  ASSERT_TRUE(Parse("show dances"));
  EXPECT_THAT(std::string(action_(suite).message()),
              HasSubstr("neither \"order\" nor \"buyer\", nor a resource's name"));
}

}  // namespace
}  // namespace shopdesk::cli
