#include "tools/shopdesk/reflection.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/rpc/testing/note_service.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_server.h"

namespace shopdesk::cli {
namespace {

using shopdesk::testing::StatusIs;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ReflectionTest : public ::testing::Test {
 protected:
  ReflectionTest() : server_(rpc::testing::NoteDefinition(gate_)) {
    channel_ = grpc::CreateChannel(server_.target(), grpc::InsecureChannelCredentials());
    settings_.actor = MakeActor("agent", "1", "owner").value();
    absl::StatusOr<std::unique_ptr<Reflection>> read = Reflection::Read(settings_, channel_, "");
    EXPECT_OK(read);
    if (read.ok()) reflection_ = std::move(*read);
  }
  std::vector<std::string> MethodsOf(const std::string& name) const {
    std::vector<std::string> names;
    for (const auto* method : reflection_->FindMethods(name)) names.push_back(method->full_name());
    return names;
  }

  shopdesk::testing::Gate gate_;
  shopdesk::testing::TestServer server_;
  std::shared_ptr<grpc::Channel> channel_;
  CallSettings settings_;
  std::unique_ptr<Reflection> reflection_;
};

TEST_F(ReflectionTest, AServerTellsItsServicesWithAllThatTheyImport) {
  EXPECT_THAT(reflection_->services(), Contains("shopdesk.rpctest.v1.NoteService"));
  EXPECT_THAT(reflection_->services(), Contains("grpc.health.v1.Health"));
  const auto* service = reflection_->FindService("shopdesk.rpctest.v1.NoteService");
  ASSERT_NE(service, nullptr);
  const auto* due =
      service->FindMethodByName("GetNote")->output_type()->FindFieldByName("due_time");
  ASSERT_NE(due, nullptr);
  EXPECT_EQ(due->message_type()->full_name(), "google.protobuf.Timestamp");
}

TEST_F(ReflectionTest, AMethodIsFoundByWhateverNamesIt) {
  for (const char* name : {"CopyNote", "NoteService/CopyNote", "v1.NoteService/CopyNote",
                           "shopdesk.rpctest.v1.NoteService/CopyNote"}) {
    EXPECT_THAT(MethodsOf(name), ElementsAre("shopdesk.rpctest.v1.NoteService.CopyNote")) << name;
  }
  for (const char* name : {"Copy", "copynote", "Service/CopyNote", "NoteService.CopyNote", "",
                           "UndeclaredService/GetNote", "other.rpctest.v1.NoteService/CopyNote"}) {
    EXPECT_THAT(MethodsOf(name), IsEmpty()) << name;
  }
}

TEST_F(ReflectionTest, OnlyServicesThatMayHaveTheMethodAreRead) {
  ASSERT_OK_AND_ASSIGN(const auto read,
                       Reflection::Read(settings_, channel_, "v1.NoteService/CopyNote"));
  EXPECT_EQ(read->services(), reflection_->services());
  EXPECT_THAT(read->FindMethods("v1.NoteService/CopyNote"), SizeIs(1));
  EXPECT_NE(reflection_->FindService("grpc.health.v1.Health"), nullptr);
  EXPECT_EQ(read->FindService("grpc.health.v1.Health"), nullptr);
}

TEST_F(ReflectionTest, AllServicesAreReadForWhatAnAnyHolds) {
  ASSERT_OK_AND_ASSIGN(const auto read,
                       Reflection::Read(settings_, channel_, "v1.EventFeed/WatchEvents"));
  EXPECT_THAT(read->FindMethods("v1.EventFeed/WatchEvents"), SizeIs(1));
  EXPECT_NE(read->FindService("shopdesk.rpctest.v1.NoteService"), nullptr);
}

TEST_F(ReflectionTest, AnyServiceMayHaveAMethodWithoutService) {
  ASSERT_OK_AND_ASSIGN(const auto read, Reflection::Read(settings_, channel_, "CopyNote"));
  EXPECT_THAT(read->FindMethods("CopyNote"), SizeIs(1));
  EXPECT_NE(read->FindService("grpc.health.v1.Health"), nullptr);
}

TEST_F(ReflectionTest, AServerThatIsAwayIsAnError) {
  server_->Shutdown();
  settings_.timeout = absl::Seconds(1);
  EXPECT_THAT(Reflection::Read(settings_, channel_, ""),
              AnyOf(StatusIs(absl::StatusCode::kUnavailable),
                    StatusIs(absl::StatusCode::kDeadlineExceeded)));
}

}  // namespace
}  // namespace shopdesk::cli
