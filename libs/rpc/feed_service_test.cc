#include "libs/rpc/feed_service.h"

#include <thread>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "libs/rpc/remote_source.h"
#include "libs/rpc/testing/note_service.h"
#include "libs/runtime/testing/notes.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_runtime.h"
#include "libs/testing/test_server.h"
#include "shopdesk/clock/v1/clock.grpc.pb.h"
#include "shopdesk/event/v1/event.grpc.pb.h"
#include "shopdesk/rpctest/v1/note.pb.h"

namespace shopdesk::rpc {
namespace {

using namespace event::v1;  // NOLINT: the messages of the service under test
using shopdesk::testing::Gate;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::IsOkAndHolds;
using shopdesk::testing::kTestTime;
using shopdesk::testing::StatusIs;
using shopdesk::testing::TestServer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

void Put(Server& server, const std::string& name) {
  ASSERT_OK(server.runtime().WriteAndWait(runtime::CallInfo(), nullptr, nullptr,
                                          [&](runtime::WriteContext& ctx) {
                                            return runtime::testing::PutIfAbsent(ctx, name, "text");
                                          }));
}

class FeedTest : public ::testing::Test {
 protected:
  FeedTest()
      : server_(testing::NoteDefinition(gate_)), stub_(EventFeed::NewStub(server_.channel())) {
    gate_.Open();
  }

  absl::StatusOr<ReadEventsResponse> Read(const std::string& parent, int64_t cursor,
                                          int page_size = 0,
                                          const std::vector<std::string>& types = {}) {
    ReadEventsRequest request;
    request.mutable_types()->Assign(types.begin(), types.end());
    request.set_parent(parent);
    request.set_cursor(cursor);
    request.set_page_size(page_size);
    ReadEventsResponse response;
    grpc::ClientContext context;
    RETURN_IF_ERROR(FromGrpc(stub_->ReadEvents(&context, request, &response)));
    return response;
  }

  Gate gate_;
  TestServer server_;
  std::unique_ptr<EventFeed::Stub> stub_;
};

TEST_F(FeedTest, ReadsPagesOfAShopOrOfAll) {
  Put(*server_, "shops/1/notes/a");
  Put(*server_, "shops/2/notes/b");
  Put(*server_, "shops/1/notes/c");
  ASSERT_OK_AND_ASSIGN(ReadEventsResponse all, Read("shops/-", 0));
  ASSERT_THAT(all.events(), SizeIs(3));
  EXPECT_EQ(all.next_cursor(), all.events(2).sequence());
  EXPECT_EQ(all.head(), all.next_cursor());
  ASSERT_OK_AND_ASSIGN(ReadEventsResponse one, Read("shops/1", 0, 1));
  ASSERT_THAT(one.events(), SizeIs(1));
  EXPECT_EQ(one.events(0).resource_name(), "shops/1/notes/a");
  ASSERT_OK_AND_ASSIGN(ReadEventsResponse rest, Read("shops/1", one.next_cursor()));
  ASSERT_THAT(rest.events(), SizeIs(1));
  EXPECT_EQ(rest.events(0).resource_name(), "shops/1/notes/c");
  EXPECT_THAT(Read("shops/1", rest.next_cursor()), IsOk());
  EXPECT_THAT(Read("1", 0), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Read("shops/1", -1), HasReason("INVALID_ARGUMENT"));
}

TEST_F(FeedTest, WatchStreamsWhatComes) {
  Put(*server_, "shops/1/notes/a");
  grpc::ClientContext context;
  WatchEventsRequest request;
  request.set_parent("shops/1");
  auto stream = stub_->WatchEvents(&context, request);
  WatchEventsResponse response;
  std::vector<std::string> names;
  int64_t cursor = 0;
  while (names.size() < 3 && stream->Read(&response)) {
    for (const Event& event : response.events()) names.push_back(event.resource_name());
    cursor = response.cursor();
    if (names.size() == 1) Put(*server_, "shops/1/notes/b");
    if (names.size() == 2) Put(*server_, "shops/1/notes/c");
  }
  EXPECT_THAT(names, ElementsAre("shops/1/notes/a", "shops/1/notes/b", "shops/1/notes/c"));
  ASSERT_OK_AND_ASSIGN(ReadEventsResponse page, Read("shops/1", cursor));
  EXPECT_THAT(page.events(), IsEmpty());
  server_->Shutdown();
  while (stream->Read(&response)) {
  }
  EXPECT_THAT(FromGrpc(stream->Finish()), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(FeedTest, SnapshotComesBeforeTheEventsAfterIt) {
  std::set<std::string> expected;
  for (int i = 0; i < 450; ++i) {
    const std::string name = absl::StrCat("shops/1/notes/n", i);
    Put(*server_, name);
    expected.insert(name);
  }
  Put(*server_, "shops/2/notes/other");
  grpc::ClientContext context;
  WatchEventsRequest request;
  request.set_parent("shops/1");
  request.set_snapshot(true);
  auto stream = stub_->WatchEvents(&context, request);
  WatchEventsResponse response;
  std::set<std::string> seen;
  while (stream->Read(&response) && response.cursor() == 0) {
    for (const auto& resource : response.resources()) {
      rpctest::v1::Note note;
      ASSERT_TRUE(resource.UnpackTo(&note));
      EXPECT_TRUE(seen.insert(note.name()).second);
    }
  }
  EXPECT_EQ(seen, expected);
  Put(*server_, "shops/1/notes/later");
  ASSERT_TRUE(stream->Read(&response));
  ASSERT_THAT(response.events(), SizeIs(1));
  EXPECT_EQ(response.events(0).resource_name(), "shops/1/notes/later");
  context.TryCancel();
}

// A snapshot that breaks off after each message is gone on with: every resource comes once, and the
// events go on from where the snapshot was begun.
TEST_F(FeedTest, ASnapshotThatBreaksOffGoesOn) {
  constexpr int kNotes = 450;
  for (int i = 0; i < kNotes; ++i) Put(*server_, absl::StrCat("shops/1/notes/n", i));
  ASSERT_OK_AND_ASSIGN(const ReadEventsResponse before, Read("shops/-", 0));
  WatchEventsRequest request;
  request.set_parent("shops/1");
  request.set_snapshot(true);
  std::set<std::string> seen;
  int messages = 0;
  while (true) {
    grpc::ClientContext context;
    auto stream = stub_->WatchEvents(&context, request);
    WatchEventsResponse response;
    ASSERT_TRUE(stream->Read(&response));
    if (response.next_page_token().empty()) {
      EXPECT_EQ(response.cursor(), before.head());
      ASSERT_TRUE(stream->Read(&response));
      ASSERT_THAT(response.events(), Not(IsEmpty()));
      EXPECT_EQ(response.events(0).resource_name(), "shops/1/notes/later0");
      context.TryCancel();
      break;
    }
    Put(*server_, absl::StrCat("shops/1/notes/later", messages++));
    EXPECT_EQ(response.cursor(), 0);
    for (const auto& resource : response.resources()) {
      rpctest::v1::Note note;
      ASSERT_TRUE(resource.UnpackTo(&note));
      EXPECT_TRUE(seen.insert(note.name()).second);
    }
    request.set_page_token(response.next_page_token());
    context.TryCancel();
  }
  EXPECT_GE(seen.size(), kNotes);
  EXPECT_GE(messages, 3);
}

TEST_F(FeedTest, APageTokenIsOfItsOwnRequest) {
  Put(*server_, "shops/1/notes/a");
  WatchEventsRequest request;
  request.set_parent("shops/1");
  request.set_snapshot(true);
  WatchEventsResponse response;
  const auto first = [&](const WatchEventsRequest& asked) {
    grpc::ClientContext context;
    auto stream = stub_->WatchEvents(&context, asked);
    if (stream->Read(&response)) {
      context.TryCancel();
      return absl::OkStatus();
    }
    return FromGrpc(stream->Finish());
  };
  ASSERT_OK(first(request));
  request.set_page_token(response.next_page_token());
  EXPECT_OK(first(request));
  WatchEventsRequest other = request;
  other.set_parent("shops/2");
  EXPECT_THAT(first(other), HasReason("INVALID_ARGUMENT"));
  other = request;
  other.set_snapshot(false);
  EXPECT_THAT(first(other), HasReason("INVALID_ARGUMENT"));
  other = request;
  other.set_page_token("no token");
  EXPECT_THAT(first(other), HasReason("INVALID_ARGUMENT"));
}

TEST_F(FeedTest, TypesThatAreNotWantedOnlyMoveTheCursor) {
  const std::string note = "shopdesk.rpctest.v1.Note";
  Put(*server_, "shops/1/notes/a");
  ASSERT_OK(server_->runtime().WriteAndWait(runtime::CallInfo(), nullptr, nullptr,
                                            [](runtime::WriteContext& ctx) {
                                              Follower other;
                                              other.set_name("shops/1/others/b");
                                              ctx.Emit(other, "other.created");
                                              return absl::OkStatus();
                                            }));
  ASSERT_OK_AND_ASSIGN(const ReadEventsResponse all, Read("shops/1", 0));
  EXPECT_THAT(all.events(), SizeIs(2));
  ASSERT_OK_AND_ASSIGN(const ReadEventsResponse notes, Read("shops/1", 0, 0, {note}));
  ASSERT_THAT(notes.events(), SizeIs(1));
  EXPECT_EQ(notes.events(0).resource_name(), "shops/1/notes/a");
  EXPECT_EQ(notes.next_cursor(), all.next_cursor());
  const absl::Status unknown = Read("shops/1", 0, 0, {"Note"}).status();
  EXPECT_THAT(unknown, HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(std::string(unknown.message()), ::testing::HasSubstr(note));
}

TEST_F(FeedTest, ADeletionIsTold) {
  Put(*server_, "shops/1/notes/a");
  ASSERT_OK(server_->runtime().WriteAndWait(
      runtime::CallInfo(), nullptr, nullptr, [](runtime::WriteContext& ctx) {
        return runtime::testing::DeleteNote(ctx, "shops/1/notes/a");
      }));
  ASSERT_OK_AND_ASSIGN(const ReadEventsResponse page, Read("shops/1", 0));
  ASSERT_THAT(page.events(), SizeIs(2));
  EXPECT_FALSE(page.events(0).deleted());
  EXPECT_TRUE(page.events(1).deleted());
  rpctest::v1::Note last;
  ASSERT_TRUE(page.events(1).resource().UnpackTo(&last));
  EXPECT_EQ(last.text(), "text");
}

TEST_F(FeedTest, ACursorAheadOfTheLogIsRefused) {
  Put(*server_, "shops/1/notes/a");
  ASSERT_OK_AND_ASSIGN(const ReadEventsResponse page, Read("shops/1", 0));
  EXPECT_THAT(Read("shops/1", page.head()), IsOk());
  const absl::Status ahead = Read("shops/1", page.head() + 1).status();
  EXPECT_THAT(ahead, StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(ahead, HasReason("CURSOR_AHEAD"));
  EXPECT_EQ(ErrorMetadataOf(ahead, "head"), absl::StrCat(page.head()));
}

TEST_F(FeedTest, ACursorProvesItsLog) {
  Put(*server_, "shops/1/notes/a");
  Put(*server_, "shops/2/notes/b");
  ASSERT_OK_AND_ASSIGN(const ReadEventsResponse page, Read("shops/1", 0));
  EXPECT_EQ(page.log_id().size(), 36u);
  ReadEventsRequest request;
  request.set_parent("shops/1");
  request.set_cursor(page.next_cursor());
  request.set_cursor_id(page.next_cursor_id());
  const auto read = [&] {
    ReadEventsResponse response;
    grpc::ClientContext context;
    return FromGrpc(stub_->ReadEvents(&context, request, &response));
  };
  EXPECT_THAT(read(), IsOk());
  request.set_cursor_id(page.events(0).id());
  EXPECT_THAT(read(), HasReason("LOG_REPLACED"));
  EXPECT_THAT(read(), StatusIs(absl::StatusCode::kOutOfRange));
  WatchEventsRequest watch;
  watch.set_parent("shops/1");
  watch.set_cursor(page.next_cursor());
  watch.set_cursor_id("another");
  grpc::ClientContext context;
  auto stream = stub_->WatchEvents(&context, watch);
  WatchEventsResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(FromGrpc(stream->Finish()), HasReason("LOG_REPLACED"));
}

TEST_F(FeedTest, ARemoteSourceTakesTheSnapshotOfAllShops) {
  for (int i = 0; i < 250; ++i) Put(*server_, absl::StrCat("shops/1/notes/n", i));
  Put(*server_, "shops/2/notes/b");
  std::set<std::string> names;
  std::string position;
  event::Cursor next;
  int64_t head = 0;
  do {
    // Each from a source that knows nothing but the position, as after a crash.
    std::unique_ptr<event::Source> source = MakeRemoteSource(server_.channel(), "orders");
    ASSERT_OK_AND_ASSIGN(event::SnapshotPage page, source->ReadSnapshot(position));
    for (const Event& event : page.events) {
      EXPECT_EQ(event.type(), "");
      EXPECT_TRUE(names.insert(event.resource_name()).second) << event.resource_name();
    }
    if (position.empty()) {
      ASSERT_OK_AND_ASSIGN(const ReadEventsResponse now, Read("shops/-", 0));
      head = now.head();
      Put(*server_, "shops/1/notes/meanwhile");
    }
    position = page.position;
    next = page.next;
  } while (!position.empty());
  EXPECT_GE(names.size(), 251u);
  EXPECT_EQ(names.count("shops/2/notes/b"), 1u);
  // What came meanwhile comes again.
  EXPECT_EQ(next.sequence, head);
  std::unique_ptr<event::Source> source = MakeRemoteSource(server_.channel(), "orders");
  ASSERT_OK_AND_ASSIGN(event::Page page, source->Read(next, 10, absl::InfinitePast()));
  ASSERT_THAT(page.events, SizeIs(1));
  EXPECT_EQ(page.events[0].resource_name(), "shops/1/notes/meanwhile");
}

TEST_F(FeedTest, ShopsAreListedAndOthersAreUnknown) {
  ListShopsRequest request;
  request.set_page_size(1);
  std::vector<std::string> shops;
  do {
    ListShopsResponse response;
    grpc::ClientContext context;
    ASSERT_OK(FromGrpc(stub_->ListShops(&context, request, &response)));
    shops.insert(shops.end(), response.shops().begin(), response.shops().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(shops, ElementsAre("shops/1", "shops/2"));
  const absl::Status unknown = Read("shops/3", 0).status();
  EXPECT_THAT(unknown, HasReason("UNKNOWN_SHOP"));
  EXPECT_EQ(ErrorMetadataOf(unknown, "resource"), "shops/3");
  WatchEventsRequest watch;
  watch.set_parent("shops/3");
  grpc::ClientContext context;
  auto stream = stub_->WatchEvents(&context, watch);
  WatchEventsResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(FromGrpc(stream->Finish()), HasReason("UNKNOWN_SHOP"));
  ASSERT_OK(runtime::testing::MakeShop(server_->runtime(), "3"));
  EXPECT_THAT(Read("shops/3", 0), IsOk());
}

TEST_F(FeedTest, SnapshotIsOfOneShop) {
  grpc::ClientContext context;
  WatchEventsRequest request;
  request.set_parent("shops/-");
  request.set_snapshot(true);
  auto stream = stub_->WatchEvents(&context, request);
  WatchEventsResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(FromGrpc(stream->Finish()), HasReason("INVALID_ARGUMENT"));
}

TEST_F(FeedTest, RemoteSourceCatchesUpAndThenHearsAtOnce) {
  for (int i = 0; i < 25; ++i) Put(*server_, absl::StrCat("shops/1/notes/n", i));
  std::unique_ptr<event::Source> source = MakeRemoteSource(server_.channel(), "orders");
  int64_t cursor = 0;
  size_t seen = 0;
  while (seen < 25) {
    ASSERT_OK_AND_ASSIGN(event::Page page,
                         source->Read(cursor, 10, absl::Now() + absl::Seconds(10)));
    ASSERT_THAT(page.events, Not(IsEmpty()));
    seen += page.events.size();
    cursor = page.next.sequence;
  }
  // A read that may not wait tells the head.
  ASSERT_OK_AND_ASSIGN(event::Page now, source->Read(cursor, 10, absl::InfinitePast()));
  EXPECT_THAT(now.events, IsEmpty());
  EXPECT_EQ(now.head, cursor);
  for (int i = 0; i < 5; ++i) {
    std::thread writer([&] { Put(*server_, absl::StrCat("shops/1/notes/live", i)); });
    ASSERT_OK_AND_ASSIGN(event::Page page,
                         source->Read(cursor, 10, absl::Now() + absl::Seconds(10)));
    writer.join();
    ASSERT_THAT(page.events, SizeIs(1));
    EXPECT_EQ(page.events[0].resource_name(), absl::StrCat("shops/1/notes/live", i));
    cursor = page.next.sequence;
  }
  // From an earlier cursor again.
  ASSERT_OK_AND_ASSIGN(event::Page again, source->Read(0, 3, absl::Now() + absl::Seconds(10)));
  EXPECT_THAT(again.events, SizeIs(3));
}

TEST_F(FeedTest, RemoteSourceEndsItsWaitOnCancel) {
  std::unique_ptr<event::Source> source = MakeRemoteSource(server_.channel(), "orders");
  std::thread reader([&] {
    ASSERT_OK_AND_ASSIGN(event::Page page, source->Read(0, 10, absl::InfiniteFuture()));
    EXPECT_THAT(page.events, IsEmpty());
  });
  // Its stream is open once the server counts it.
  source->Cancel();
  reader.join();
  ASSERT_OK_AND_ASSIGN(event::Page page, source->Read(0, 10, absl::InfiniteFuture()));
  EXPECT_THAT(page.events, IsEmpty());
}

TEST_F(FeedTest, RemoteSourceSurvivesARestartOfTheServer) {
  Put(*server_, "shops/1/notes/a");
  config::v1::ServerConfig config = server_->server_config();
  config.mutable_listen()->set_grpc(server_.target());
  std::unique_ptr<event::Source> source = MakeRemoteSource(server_.channel(), "orders");
  ASSERT_OK_AND_ASSIGN(event::Page page, source->Read(0, 10, absl::Now() + absl::Seconds(10)));
  EXPECT_THAT(source->Read(page.next, 10, absl::Now() + absl::Milliseconds(50)), IsOk());
  server_->Shutdown();
  EXPECT_THAT(source->Read(page.next, 10, absl::Now() + absl::Seconds(10)),
              Not(IsOkAndHolds(::testing::_)));
  ASSERT_OK_AND_ASSIGN(std::unique_ptr<Server> second,
                       Server::Start(testing::NoteDefinition(gate_), config));
  Put(*second, "shops/1/notes/b");
  absl::StatusOr<event::Page> next = absl::UnavailableError("");
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  while (!next.ok() && absl::Now() < deadline) {
    next = source->Read(page.next, 10, absl::Now() + absl::Seconds(10));
  }
  ASSERT_THAT(next, IsOk());
  ASSERT_THAT(next->events, SizeIs(1));
  EXPECT_EQ(next->events[0].resource_name(), "shops/1/notes/b");
}

// A service that follows the first one's feed and counts what it gets.
TEST_F(FeedTest, FollowersOfAnotherServiceApplyEachEventOnce) {
  std::string target = server_.target();
  ServiceDefinition definition = testing::NoteDefinition(gate_);
  definition.name = "orders";
  definition.compose = [&](Server& server) {
    server.runtime().AddFollower(
        "copier", server.FollowFeed(MakeChannel(target)),
        [](runtime::WorkflowContext&,
           const Event& event) -> absl::StatusOr<runtime::FollowerEffect> {
          if (event.resource_name() == "shops/1/notes/bad") {
            return InvalidFieldError("name", "is bad");
          }
          return runtime::FollowerEffect([event](runtime::WriteContext& ctx) {
            return runtime::testing::PutIfAbsent(ctx, event.resource_name(), "copied");
          });
        });
    return absl::OkStatus();
  };
  TestServer follower(definition);
  Put(*server_, "shops/1/notes/a");
  Put(*server_, "shops/1/notes/bad");
  Put(*server_, "shops/1/notes/b");

  clock::v1::AdvanceToRequest advance;
  *advance.mutable_time() = ToProto(kTestTime);
  clock::v1::AdvanceToResponse advanced;
  grpc::ClientContext context;
  ASSERT_OK(FromGrpc(clock::v1::ClockControl::NewStub(follower.channel())
                         ->AdvanceTo(&context, advance, &advanced)));
  EXPECT_GE(advanced.work_done(), 2);
  EXPECT_THAT(runtime::testing::ReadNote(follower->runtime(), "shops/1/notes/a"), IsOk());
  EXPECT_THAT(runtime::testing::ReadNote(follower->runtime(), "shops/1/notes/b"), IsOk());
  EXPECT_THAT(runtime::testing::ReadNote(follower->runtime(), "shops/1/notes/bad"),
              StatusIs(absl::StatusCode::kNotFound));

  auto operations = Operations::NewStub(follower.channel());
  ListParkedEventsResponse parked;
  grpc::ClientContext list;
  ASSERT_OK(FromGrpc(operations->ListParkedEvents(&list, ListParkedEventsRequest(), &parked)));
  ASSERT_THAT(parked.parked_events(), SizeIs(1));
  EXPECT_EQ(parked.parked_events(0).follower(), "copier");
  EXPECT_EQ(parked.parked_events(0).event().resource_name(), "shops/1/notes/bad");
  EXPECT_THAT(parked.parked_events(0).error(), ::testing::HasSubstr("is bad"));
  ListFollowersResponse followers;
  grpc::ClientContext followers_context;
  ASSERT_OK(
      FromGrpc(operations->ListFollowers(&followers_context, ListFollowersRequest(), &followers)));
  ASSERT_THAT(followers.followers(), SizeIs(1));
  EXPECT_EQ(followers.followers(0).parked_count(), 1);
  EXPECT_EQ(followers.followers(0).cursor(), followers.followers(0).head());
  ReleaseParkedEventsRequest release;
  release.set_follower("copier");
  release.set_resource_name("shops/1/notes/bad");
  ReleaseParkedEventsResponse released;
  grpc::ClientContext release_context;
  ASSERT_OK(FromGrpc(operations->ReleaseParkedEvents(&release_context, release, &released)));
  EXPECT_EQ(released.released_count(), 1);
}

TEST_F(FeedTest, ParkedTimersAreListedAndReleased) {
  auto operations = Operations::NewStub(server_.channel());
  ListParkedTimersResponse timers;
  grpc::ClientContext list;
  ASSERT_OK(FromGrpc(operations->ListParkedTimers(&list, ListParkedTimersRequest(), &timers)));
  EXPECT_THAT(timers.parked_timers(), IsEmpty());
  ReleaseParkedTimerRequest release;
  release.set_kind("none");
  release.set_resource_name("shops/1/notes/a");
  ReleaseParkedTimerResponse released;
  grpc::ClientContext context;
  EXPECT_THAT(FromGrpc(operations->ReleaseParkedTimer(&context, release, &released)),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace shopdesk::rpc
