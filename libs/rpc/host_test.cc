#include "libs/rpc/host.h"

#include <grpcpp/generic/generic_stub.h>

#include <atomic>
#include <thread>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "libs/base/error.h"
#include "libs/rpc/client.h"
#include "libs/rpc/testing/note_service.h"
#include "libs/runtime/testing/notes.h"
#include "libs/sql/testing/test_postgres.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_server.h"
#include "shopdesk/event/v1/event.grpc.pb.h"
#include "shopdesk/rpctest/v1/note.grpc.pb.h"

namespace shopdesk::rpc {
namespace {

using namespace rpctest::v1;  // NOLINT: the messages of the service under test
using shopdesk::testing::EqualsProto;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using shopdesk::testing::TestServer;
using ::testing::HasSubstr;
using ::testing::Not;

config::v1::ServerConfig OnDatabase(sql::Dialect dialect, config::v1::ServerConfig config) {
  if (dialect == sql::Dialect::kSqlite) return config;
  static int count = 0;
  config::v1::Postgres& postgres = *config.mutable_storage()->mutable_postgres();
  postgres.set_dsn(sql::testing::TestPostgres::Shared().dsn());
  postgres.set_schema(absl::StrCat("host_", ++count));
  return config;
}

class HostTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  explicit HostTest(config::v1::ServerConfig config = {})
      : server_(testing::NoteDefinition(gate_), OnDatabase(GetParam(), std::move(config))),
        stub_(NoteService::NewStub(server_.channel())) {}
  ~HostTest() override { gate_.Open(); }

  static void Prepare(grpc::ClientContext& context, absl::Duration timeout = absl::Minutes(2)) {
    type::v1::Actor actor;
    actor.set_kind(type::v1::Actor::AGENT);
    actor.set_id("7");
    actor.set_role(role::v1::Role::GUIDE);
    SetCallMetadata(context, "host-test", actor, "");
    context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  }

  absl::Status Create(const std::string& id, const std::string& text, Note* note,
                      const std::string& request_id = "r1") {
    CreateNoteRequest request;
    request.set_name("shops/1/notes/" + id);
    request.mutable_note()->set_text(text);
    request.set_request_id(request_id);
    grpc::ClientContext context;
    Prepare(context);
    return FromGrpc(stub_->CreateNote(&context, request, note));
  }

  absl::Status Get(const std::string& name, Note* note, absl::Duration timeout = absl::Minutes(2)) {
    GetNoteRequest request;
    request.set_name(name);
    grpc::ClientContext context;
    Prepare(context, timeout);
    return FromGrpc(stub_->GetNote(&context, request, note));
  }

  testing::Gate gate_;
  TestServer server_;
  std::unique_ptr<NoteService::Stub> stub_;
};

TEST_P(HostTest, WritesAreReadBack) {
  Note written;
  ASSERT_OK(Create("a", "hello", &written));
  Note read;
  ASSERT_OK(Get("shops/1/notes/a", &read));
  EXPECT_EQ(read.text(), "hello");
  EXPECT_THAT(read, EqualsProto(written));
}

TEST_P(HostTest, ErrorsCarryTheirDetails) {
  Note note;
  const absl::Status status = Get("shops/1/notes/none", &note);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(status, HasReason("NOT_FOUND"));
  EXPECT_EQ(ErrorMetadataOf(status, "resource"), "shops/1/notes/none");
  EXPECT_THAT(Create("a", "refused", &note), HasReason("WRONG_STATE"));
}

TEST_P(HostTest, AllViolationsArrive) {
  CreateNoteRequest request;
  request.mutable_note()->set_text("x");
  grpc::ClientContext context;
  Prepare(context);
  Note note;
  const absl::Status status = FromGrpc(stub_->CreateNote(&context, request, &note));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  google::rpc::BadRequest details;
  ASSERT_TRUE(details.ParseFromString(std::string(*status.GetPayload(kBadRequestUrl))));
  ASSERT_EQ(details.field_violations_size(), 3);
  EXPECT_EQ(details.field_violations(0).field(), "name");
  EXPECT_EQ(details.field_violations(1).field(), "note.text");
  EXPECT_EQ(details.field_violations(2).field(), "request_id");
}

grpc::ByteBuffer Bytes(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return grpc::ByteBuffer(&slice, 1);
}

// No message of any kind: a field of 255 bytes that aren't there.
constexpr char kNoMessage[] = "\x0a\xff\x01x";

TEST_P(HostTest, ARequestThatIsNoMessageIsAnInvalidArgument) {
  grpc::GenericStub stub(server_.channel());
  grpc::ClientContext context;
  Prepare(context);
  const grpc::ByteBuffer request = Bytes(kNoMessage);
  grpc::ByteBuffer response;
  testing::Gate done;
  grpc::Status status;
  stub.UnaryCall(&context, "/shopdesk.rpctest.v1.NoteService/GetNote", {}, &request, &response,
                 [&](grpc::Status result) {
                   status = std::move(result);
                   done.Open();
                 });
  done.Wait();
  EXPECT_THAT(FromGrpc(status), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(FromGrpc(status), HasReason("UNPARSABLE"));
}

TEST_P(HostTest, AStreamWithAMessageThatIsNoneEndsWithAnErrorAfterTheAnswersBefore) {
  grpc::GenericStub stub(server_.channel());
  grpc::ClientContext context;
  Prepare(context);
  grpc::CompletionQueue queue;
  const auto step = [&] {
    void* tag = nullptr;
    bool ok = false;
    return queue.Next(&tag, &ok) && ok;
  };
  auto stream = stub.PrepareCall(&context, "/shopdesk.rpctest.v1.NoteService/AppendNotes", &queue);
  stream->StartCall(nullptr);
  ASSERT_TRUE(step());
  AppendNotesRequest good;
  good.set_name("shops/1/notes/a");
  good.set_request_id("a1");
  for (const std::string& bytes : {good.SerializeAsString(), std::string(kNoMessage)}) {
    stream->Write(Bytes(bytes), nullptr);
    ASSERT_TRUE(step());
  }
  grpc::ByteBuffer answer;
  stream->Read(&answer, nullptr);
  EXPECT_TRUE(step()) << "the first message was good";
  stream->Read(&answer, nullptr);
  EXPECT_FALSE(step());
  grpc::Status status;
  stream->Finish(&status, nullptr);
  ASSERT_TRUE(step());
  EXPECT_THAT(FromGrpc(status), HasReason("UNPARSABLE"));
  Note note;
  EXPECT_OK(Get("shops/1/notes/a", &note));
}

TEST_P(HostTest, UnknownErrorsSayNothingOfTheInsideAndChangeNothing) {
  Note note;
  const absl::Status status = Create("a", "boom", &note);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(status, HasReason("INTERNAL"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
  EXPECT_THAT(Get("shops/1/notes/a", &note), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(HostTest, RepetitionsAnswerTheSame) {
  Note first;
  Note second;
  ASSERT_OK(Create("a", "hello", &first));
  ASSERT_OK(Create("a", "hello", &second));
  EXPECT_THAT(second, EqualsProto(first));
  EXPECT_THAT(Create("a", "other", &second), HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(Create("a", "hello", &second, "r2"), HasReason("ALREADY_EXISTS"));
}

TEST_P(HostTest, WorkflowsAreIdempotentToo) {
  Note note;
  ASSERT_OK(Create("a", "hello", &note));
  Note copies[2];
  for (Note& copy : copies) {
    CopyNoteRequest request;
    request.set_source("shops/1/notes/a");
    request.set_request_id("c1");
    grpc::ClientContext context;
    Prepare(context);
    ASSERT_OK(FromGrpc(stub_->CopyNote(&context, request, &copy)));
  }
  EXPECT_THAT(copies[0].name(), HasSubstr("shops/1/notes/a-copy-"));
  EXPECT_THAT(copies[1], EqualsProto(copies[0]));
}

// The client gives up by itself too, so what the server answered is seen in its metrics.
TEST_P(HostTest, RefusesWhatCannotBeInTime) {
  prometheus::Counter& refused =
      server_->runtime().metrics().Counter("grpc_server_handled_total", "RPCs finished, by status.",
                                           {{"grpc_service", "shopdesk.rpctest.v1.NoteService"},
                                            {"grpc_method", "GetNote"},
                                            {"grpc_code", "DEADLINE_EXCEEDED"}});
  Note note;
  EXPECT_THAT(Get("shops/1/notes/none", &note), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(refused.Value(), 0);
  const absl::Time until = absl::Now() + absl::Seconds(30);
  while (refused.Value() == 0 && absl::Now() < until) {
    static_cast<void>(Get("shops/1/notes/none", &note, absl::Milliseconds(2)));
  }
  EXPECT_GT(refused.Value(), 0);
}

TEST_P(HostTest, WriteStreamAnswersInOrder) {
  grpc::ClientContext context;
  Prepare(context);
  auto stream = stub_->AppendNotes(&context);
  constexpr int kCount = 600;
  std::thread writer([&] {
    AppendNotesRequest request;
    for (int i = 0; i < kCount; ++i) {
      request.set_name("shops/1/notes/s" + std::to_string(i));
      request.set_request_id("s" + std::to_string(i));
      if (!stream->Write(request)) break;
    }
    stream->WritesDone();
  });
  AppendNotesResponse response;
  int received = 0;
  while (stream->Read(&response)) {
    EXPECT_EQ(response.name(), "shops/1/notes/s" + std::to_string(received));
    ++received;
  }
  writer.join();
  EXPECT_OK(FromGrpc(stream->Finish()));
  EXPECT_EQ(received, kCount);
  EXPECT_OK(runtime::testing::ReadNote(server_->runtime(), "shops/1/notes/s599").status());
}

TEST_P(HostTest, WriteStreamEndsWithTheFirstErrorAfterEarlierAnswers) {
  Note note;
  ASSERT_OK(Create("s2", "hello", &note));
  grpc::ClientContext context;
  Prepare(context);
  auto stream = stub_->AppendNotes(&context);
  AppendNotesRequest request;
  for (int i = 0; i < 3; ++i) {
    request.set_name("shops/1/notes/s" + std::to_string(i));
    request.set_request_id("s" + std::to_string(i));
    stream->Write(request);
  }
  AppendNotesResponse response;
  int received = 0;
  while (stream->Read(&response)) ++received;
  EXPECT_EQ(received, 2);
  EXPECT_THAT(FromGrpc(stream->Finish()), HasReason("ALREADY_EXISTS"));
}

TEST_P(HostTest, WriteStreamValidatesEachMessage) {
  grpc::ClientContext context;
  Prepare(context);
  auto stream = stub_->AppendNotes(&context);
  stream->Write(AppendNotesRequest());
  AppendNotesResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(FromGrpc(stream->Finish()), HasReason("INVALID_ARGUMENT"));
}

TEST_P(HostTest, WorkflowStreamAnswersInOrder) {
  Note note;
  ASSERT_OK(Create("w", "hello", &note));
  grpc::ClientContext context;
  Prepare(context);
  auto stream = stub_->CopyNotes(&context);
  constexpr int kCount = 50;
  std::thread writer([&] {
    CopyNoteRequest request;
    request.set_source("shops/1/notes/w");
    for (int i = 0; i < kCount; ++i) {
      request.set_request_id("w" + std::to_string(i % 40));
      if (!stream->Write(request)) break;
    }
    request.set_source("shops/1/notes/none");
    request.set_request_id("none");
    stream->Write(request);
    stream->WritesDone();
  });
  std::vector<std::string> names;
  while (stream->Read(&note)) names.push_back(note.name());
  writer.join();
  EXPECT_THAT(FromGrpc(stream->Finish()), HasReason("NOT_FOUND"));
  ASSERT_EQ(names.size(), kCount);
  // The same request_id again answers the same.
  EXPECT_EQ(names[40], names[0]);
  EXPECT_NE(names[1], names[0]);
}

TEST_P(HostTest, ReadStreamSendsAll) {
  grpc::ClientContext context;
  Prepare(context);
  TailNotesRequest request;
  request.set_count(500);
  auto stream = stub_->TailNotes(&context, request);
  TailNotesResponse response;
  int received = 0;
  while (stream->Read(&response)) EXPECT_EQ(response.index(), received++);
  EXPECT_OK(FromGrpc(stream->Finish()));
  EXPECT_EQ(received, 500);
}

TEST_P(HostTest, ReadStreamEndsWhenTheClientGoes) {
  grpc::ClientContext context;
  Prepare(context);
  auto stream = stub_->TailNotes(&context, TailNotesRequest());
  TailNotesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  gate_.Open();
  context.TryCancel();
  while (stream->Read(&response)) {
  }
  EXPECT_THAT(FromGrpc(stream->Finish()), StatusIs(absl::StatusCode::kCancelled));
  server_->Shutdown();  // Returns only when the handler has ended.
}

config::v1::ServerConfig SmallLimits() {
  config::v1::ServerConfig config;
  config.mutable_limits()->set_query_threads(1);
  config.mutable_limits()->set_pool_queue(1);
  config.mutable_limits()->set_streams(1);
  config.set_drain_ms(300);
  return config;
}

class OverloadTest : public HostTest {
 protected:
  OverloadTest() : HostTest(SmallLimits()) {}

  grpc::Status List() {
    ListNotesRequest request;
    request.set_block(true);
    ListNotesResponse response;
    grpc::ClientContext context;
    Prepare(context);
    return stub_->ListNotes(&context, request, &response);
  }
};

TEST_P(OverloadTest, RefusesWithAHintWhenToRetry) {
  std::thread running([&] { EXPECT_TRUE(List().ok()); });
  gate_.AwaitWaiters(1);
  // Of two more, one waits and one is refused.
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back([&] {
      const absl::Status status = FromGrpc(List());
      if (status.ok()) return;
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
      EXPECT_THAT(status, HasReason("OVERLOADED"));
      EXPECT_TRUE(status.GetPayload(kRetryInfoUrl).has_value());
      ++refused;
      gate_.Open();
    });
  }
  for (std::thread& thread : threads) thread.join();
  running.join();
  EXPECT_EQ(refused, 1);
}

TEST_P(OverloadTest, RefusesStreamsBeyondTheLimit) {
  grpc::ClientContext first;
  Prepare(first);
  auto stream = stub_->TailNotes(&first, TailNotesRequest());
  TailNotesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  grpc::ClientContext second;
  Prepare(second);
  auto refused = stub_->TailNotes(&second, TailNotesRequest());
  EXPECT_FALSE(refused->Read(&response));
  EXPECT_THAT(FromGrpc(refused->Finish()), HasReason("OVERLOADED"));
  first.TryCancel();
}

class StreamShareTest : public HostTest {
 protected:
  StreamShareTest() : HostTest(EightStreams()) {}

  static config::v1::ServerConfig EightStreams() {
    config::v1::ServerConfig config;
    config.mutable_limits()->set_streams(8);
    config.mutable_limits()->set_stream_idle_ms(500);
    return config;
  }
  // Whether a stream of this caller is let in; it stays open.
  bool Watch(const std::string& caller) {
    contexts_.push_back(std::make_unique<grpc::ClientContext>());
    type::v1::Actor actor;
    actor.set_kind(type::v1::Actor::SERVICE);
    actor.set_id("watcher");
    actor.set_role(role::v1::Role::READER);
    SetCallMetadata(*contexts_.back(), caller, actor, "");
    event::v1::WatchEventsRequest request;
    request.set_parent("shops/-");
    streams_.push_back(feed_->WatchEvents(contexts_.back().get(), request));
    event::v1::WatchEventsResponse response;
    return streams_.back()->Read(&response);
  }
  // A stream is finished once.
  grpc::Status Finish(size_t number) { return std::exchange(streams_[number], nullptr)->Finish(); }
  ~StreamShareTest() override {
    for (const auto& context : contexts_) context->TryCancel();
    for (const auto& stream : streams_) {
      if (stream != nullptr) stream->Finish();
    }
  }

  std::unique_ptr<event::v1::EventFeed::Stub> feed_ =
      event::v1::EventFeed::NewStub(server_.channel());
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts_;
  std::vector<std::unique_ptr<grpc::ClientReader<event::v1::WatchEventsResponse>>> streams_;
};

TEST_P(StreamShareTest, StrangersLeaveRoomForTheServices) {
  // A quarter is the services'; of the rest, six, no caller has more than a half.
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Watch(""));
  EXPECT_FALSE(Watch(""));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Watch("bi"));
  EXPECT_FALSE(Watch("bi"));
  // Whoever comes later gets his share from those who have most.
  EXPECT_TRUE(Watch("another"));
  EXPECT_TRUE(Watch("another"));
  EXPECT_FALSE(Watch("another"));
  EXPECT_FALSE(Watch(""));
  for (const size_t youngest : {2, 6}) {
    event::v1::WatchEventsResponse response;
    while (streams_[youngest]->Read(&response)) continue;
    EXPECT_THAT(FromGrpc(Finish(youngest)), HasReason("OVERLOADED"));
  }
  EXPECT_TRUE(Watch("orders"));
  EXPECT_TRUE(Watch("feedback"));
  EXPECT_FALSE(Watch("orders"));
}

TEST_P(StreamShareTest, AnImportThatStandsStillEnds) {
  grpc::ClientContext context;
  Prepare(context);
  const auto stream = stub_->AppendNotes(&context);
  AppendNotesRequest request;
  request.set_name("shops/1/notes/s");
  request.set_request_id("s");
  ASSERT_TRUE(stream->Write(request));
  AppendNotesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(FromGrpc(stream->Finish()), HasReason("STREAM_IDLE"));
}

TEST_P(HostTest, DrainLetsRunningCallsEnd) {
  std::atomic<bool> answered = false;
  std::thread caller([&] {
    ListNotesRequest request;
    request.set_block(true);
    ListNotesResponse response;
    grpc::ClientContext context;
    Prepare(context);
    EXPECT_OK(FromGrpc(stub_->ListNotes(&context, request, &response)));
    EXPECT_EQ(response.notes_size(), 1);
    answered = true;
  });
  gate_.AwaitWaiters(1);
  std::thread stopper([&] { server_->Shutdown(); });
  // The server refuses new calls before the running one ends.
  Note note;
  absl::Status status = absl::OkStatus();
  while (!absl::IsUnavailable(status)) status = Get("shops/1/notes/none", &note);
  EXPECT_FALSE(answered);
  gate_.Open();
  caller.join();
  stopper.join();
  EXPECT_TRUE(answered);
}

TEST_P(HostTest, DrainEndsIdleStreams) {
  grpc::ClientContext context;
  Prepare(context);
  auto stream = stub_->AppendNotes(&context);
  AppendNotesRequest request;
  request.set_name("shops/1/notes/s");
  request.set_request_id("s");
  ASSERT_TRUE(stream->Write(request));
  AppendNotesResponse response;
  ASSERT_TRUE(stream->Read(&response));
  const absl::Time start = absl::Now();
  server_->Shutdown();
  EXPECT_LT(absl::Now() - start, absl::Seconds(4));
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_THAT(FromGrpc(stream->Finish()), StatusIs(absl::StatusCode::kUnavailable));
}

std::string DialectName(const ::testing::TestParamInfo<sql::Dialect>& info) {
  return info.param == sql::Dialect::kSqlite ? "Sqlite" : "Postgres";
}

INSTANTIATE_TEST_SUITE_P(Databases, HostTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         DialectName);
INSTANTIATE_TEST_SUITE_P(Databases, StreamShareTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         DialectName);
INSTANTIATE_TEST_SUITE_P(Databases, OverloadTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         DialectName);

}  // namespace
}  // namespace shopdesk::rpc
