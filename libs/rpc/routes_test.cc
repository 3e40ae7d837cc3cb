#include <grpcpp/grpcpp.h>

#include "libs/rpc/host.h"
#include "libs/runtime/testing/notes.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "shopdesk/rpctest/v1/note.pb.h"

namespace shopdesk::rpc {
namespace {

using rpctest::v1::CreateNoteRequest;
using rpctest::v1::GetNoteRequest;
using rpctest::v1::ListNotesRequest;
using rpctest::v1::ListNotesResponse;
using rpctest::v1::Note;
using shopdesk::testing::IsOk;
using ::testing::HasSubstr;

constexpr char kNotes[] = "shopdesk.rpctest.v1.NoteService";

absl::Status GetNote(runtime::ReadContext&, const GetNoteRequest&, Note*) {
  return absl::OkStatus();
}
absl::Status ListNotes(runtime::ReadContext&, const ListNotesRequest&, ListNotesResponse*) {
  return absl::OkStatus();
}
absl::Status CreateNote(runtime::WriteContext&, const CreateNoteRequest&, Note*) {
  return absl::OkStatus();
}

// A table is checked against its service before anything is served.
class RoutesTest : public ::testing::Test {
 protected:
  absl::Status Register() {
    grpc::ServerBuilder builder;
    return host_.RegisterServices(builder);
  }

  shopdesk::testing::TestRuntime runtime_{shopdesk::testing::TestRuntimeOptions{}};
  Host host_{*runtime_, HostOptions{}};
};

TEST_F(RoutesTest, EveryMethodMustHaveALine) {
  Routes notes = host_.Service(kNotes);
  notes.Read("GetNote", GetNote);
  EXPECT_THAT(std::string(Register().message()), HasSubstr("NoteService.ListNotes has no line"));
}

TEST_F(RoutesTest, AServerOfATestMayLeaveMethodsOut) {
  Routes notes = host_.Service(kNotes);
  notes.Read("GetNote", GetNote);
  notes.LeaveOthersOut();
  EXPECT_THAT(Register(), IsOk());
  EXPECT_THAT(host_.ServiceNames(), ::testing::ElementsAre(kNotes));
}

TEST_F(RoutesTest, ALineMustNameAMethodOfTheService) {
  Routes notes = host_.Service(kNotes);
  notes.Read("FetchNote", GetNote);
  notes.LeaveOthersOut();
  EXPECT_THAT(std::string(Register().message()), HasSubstr("FetchNote is not in"));
}

TEST_F(RoutesTest, AHandlerMustHaveTheMessagesOfItsMethod) {
  Routes notes = host_.Service(kNotes);
  notes.Query("GetNote", ListNotes);
  notes.LeaveOthersOut();
  EXPECT_THAT(std::string(Register().message()),
              HasSubstr("GetNote has other messages than its handler"));
}

TEST_F(RoutesTest, AMethodThatIsNoStreamIsNotRoutedAsOne) {
  Routes notes = host_.Service(kNotes);
  notes.WriteStream("CreateNote", CreateNote);
  notes.LeaveOthersOut();
  EXPECT_THAT(std::string(Register().message()), HasSubstr("CreateNote"));
}

TEST_F(RoutesTest, AMethodHasOneLine) {
  Routes notes = host_.Service(kNotes);
  notes.Read("GetNote", GetNote);
  notes.Query("GetNote", GetNote);
  notes.LeaveOthersOut();
  EXPECT_THAT(std::string(Register().message()), HasSubstr("GetNote is routed twice"));
}

TEST_F(RoutesTest, AMethodMustSayWhoMayCallIt) {
  Routes undeclared = host_.Service("shopdesk.rpctest.v1.UndeclaredService");
  undeclared.Read("GetNote", GetNote);
  EXPECT_THAT(std::string(Register().message()),
              HasSubstr("UndeclaredService.GetNote doesn't say who may call it"));
}

TEST_F(RoutesTest, AServiceMustBeInTheProtos) {
  Routes none = host_.Service("shopdesk.rpctest.v1.NoSuchService");
  none.Read("GetNote", GetNote);
  EXPECT_THAT(std::string(Register().message()), HasSubstr("NoSuchService"));
}

}  // namespace
}  // namespace shopdesk::rpc
