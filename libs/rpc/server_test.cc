#include "libs/rpc/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpcpp/generic/generic_stub.h"
#include "libs/rpc/client.h"
#include "libs/rpc/testing/note_service.h"
#include "libs/runtime/testing/notes.h"
#include "libs/testing/matchers.h"
#include "libs/testing/test_server.h"
#include "shopdesk/rpctest/v1/note.grpc.pb.h"

namespace shopdesk::rpc {
namespace {

using grpc::health::v1::Health;
using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;
using shopdesk::testing::Gate;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using shopdesk::testing::TestServer;
using ::testing::Contains;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::Not;

// GET over a plain socket: the whole answer.
std::string HttpGet(int port, const std::string& path) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
    const std::string request =
        absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(write(fd, request.data(), request.size()), static_cast<ssize_t>(request.size()));
    char buffer[4096];
    for (ssize_t n; (n = read(fd, buffer, sizeof(buffer))) > 0;) answer.append(buffer, n);
  }
  close(fd);
  return answer;
}

std::string ReadFileText(const std::string& path) {
  std::ifstream stream(path);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() : server_(testing::NoteDefinition(gate_)) { gate_.Open(); }

  HealthCheckResponse::ServingStatus Check(const std::string& service) {
    HealthCheckRequest request;
    request.set_service(service);
    HealthCheckResponse response;
    grpc::ClientContext context;
    EXPECT_OK(FromGrpc(Health::NewStub(server_.channel())->Check(&context, request, &response)));
    return response.status();
  }

  absl::Status GetNote() {
    rpctest::v1::GetNoteRequest request;
    request.set_name("shops/1/notes/none");
    rpctest::v1::Note note;
    grpc::ClientContext context;
    return FromGrpc(
        rpctest::v1::NoteService::NewStub(server_.channel())->GetNote(&context, request, &note));
  }

  // One exchange on the reflection stream, both messages as bytes.
  std::string Reflect(const std::string& request) {
    grpc::GenericStub stub(server_.channel());
    grpc::ClientContext context;
    grpc::CompletionQueue queue;
    auto call = stub.PrepareCall(
        &context, "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", &queue);
    const auto await = [&] {
      void* tag = nullptr;
      bool ok = false;
      return queue.Next(&tag, &ok) && ok;
    };
    call->StartCall(nullptr);
    EXPECT_TRUE(await());
    grpc::Slice slice(request);
    call->WriteLast(grpc::ByteBuffer(&slice, 1), grpc::WriteOptions(), nullptr);
    EXPECT_TRUE(await());
    grpc::ByteBuffer answer;
    call->Read(&answer, nullptr);
    EXPECT_TRUE(await());
    grpc::Status status;
    call->Finish(&status, nullptr);
    await();
    grpc::Slice whole;
    answer.DumpToSingleSlice(&whole);
    return std::string(reinterpret_cast<const char*>(whole.begin()), whole.size());
  }

  Gate gate_;
  TestServer server_;
};

TEST_F(ServerTest, IsHealthyForEachService) {
  EXPECT_EQ(Check(""), HealthCheckResponse::SERVING);
  EXPECT_EQ(Check("shopdesk.rpctest.v1.NoteService"), HealthCheckResponse::SERVING);
  EXPECT_EQ(Check("shopdesk.event.v1.EventFeed"), HealthCheckResponse::SERVING);
}

TEST_F(ServerTest, DrainAnnouncesItselfThroughHealth) {
  auto stub = Health::NewStub(server_.channel());
  grpc::ClientContext context;
  auto stream = stub->Watch(&context, HealthCheckRequest());
  HealthCheckResponse response;
  ASSERT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::SERVING);
  std::thread stopper([&] { server_->Shutdown(); });
  EXPECT_TRUE(stream->Read(&response));
  EXPECT_EQ(response.status(), HealthCheckResponse::NOT_SERVING);
  context.TryCancel();
  while (stream->Read(&response)) {
  }
  stream->Finish();
  stopper.join();
  server_->Shutdown();
}

TEST_F(ServerTest, ReflectionListsAndDescribesTheServices) {
  const std::string services = Reflect(std::string("\x3a\x00", 2));
  for (const char* service : {"shopdesk.rpctest.v1.NoteService", "shopdesk.event.v1.EventFeed",
                              "shopdesk.event.v1.Operations", "shopdesk.clock.v1.ClockControl",
                              "grpc.health.v1.Health"}) {
    EXPECT_THAT(services, HasSubstr(service));
    const std::string name = service;
    EXPECT_THAT(Reflect(absl::StrCat("\x22", std::string(1, static_cast<char>(name.size())), name)),
                HasSubstr(".proto"))
        << service;
  }
}

TEST_F(ServerTest, MetricsHaveTheNamesOfTheGoldenFile) {
  EXPECT_THAT(GetNote(), StatusIs(absl::StatusCode::kNotFound));
  const std::string text = HttpGet(server_->metrics_port(), "/metrics");
  std::set<std::string> names;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, "# TYPE grpc_") || absl::StartsWith(line, "# TYPE shopdesk_")) {
      names.insert(std::string(absl::StripSuffix(line, "\r")));
    }
  }
  std::set<std::string> golden;
  for (absl::string_view line :
       absl::StrSplit(ReadFileText("libs/rpc/testing/metrics.golden"), '\n', absl::SkipEmpty())) {
    golden.insert(std::string(line));
  }
  EXPECT_THAT(names, ElementsAreArray(golden));
  const std::string labels =
      "grpc_method=\"GetNote\",grpc_service=\"shopdesk.rpctest.v1.NoteService\"";
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_started_total{", labels, "} 1")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_handled_total{grpc_code=\"NOT_FOUND\",",
                                           labels, "} 1")));
  EXPECT_THAT(text, HasSubstr("grpc_server_in_flight 0"));
}

TEST_F(ServerTest, SaysWhenItCannotListen) {
  config::v1::ServerConfig config = server_->server_config();
  config.mutable_storage()->mutable_sqlite()->set_file(
      absl::StrCat(config.storage().data_dir(), "/other.db"));
  config.mutable_listen()->set_grpc(server_.target());
  absl::StatusOr<std::unique_ptr<Server>> second =
      Server::Start(testing::NoteDefinition(gate_), config);
  EXPECT_THAT(second, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(std::string(second.status().message()), HasSubstr(server_.target()));
}

TEST_F(ServerTest, SaysWhenTheDatabaseIsInUse) {
  absl::StatusOr<std::unique_ptr<Server>> second =
      Server::Start(testing::NoteDefinition(gate_), server_->server_config());
  EXPECT_THAT(second, StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST_F(ServerTest, WritesThePortFileAndRemovesIt) {
  config::v1::ServerConfig config;
  const std::string file = absl::StrCat(server_->server_config().storage().data_dir(), "/ports");
  config.mutable_listen()->set_port_file(file);
  TestServer second(testing::NoteDefinition(gate_), config);
  EXPECT_EQ(ReadFileText(file),
            absl::StrCat("grpc=", second->grpc_port(), "\nmetrics=", second->metrics_port(), "\n"));
  second->Shutdown();
  EXPECT_EQ(ReadFileText(file), "");
}

TEST_F(ServerTest, RestartsOnItsData) {
  ASSERT_OK(server_->runtime().WriteAndWait(
      runtime::CallInfo(), nullptr, nullptr, [](runtime::WriteContext& ctx) {
        return runtime::testing::PutIfAbsent(ctx, "shops/1/notes/a", "kept");
      }));
  server_.Restart();
  EXPECT_OK(runtime::testing::ReadNote(server_->runtime(), "shops/1/notes/a"));
  EXPECT_EQ(Check(""), HealthCheckResponse::SERVING);
}

}  // namespace
}  // namespace shopdesk::rpc
