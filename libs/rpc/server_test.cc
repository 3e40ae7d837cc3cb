#include "libs/rpc/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <map>
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
#include "libs/sql/testing/test_postgres.h"
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
using ::testing::ElementsAreArray;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

// A plain socket; -1 if nobody listens.
int Connect(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) return fd;
  close(fd);
  return -1;
}

// Takes connections on a port of this machine that is free.
int Listen(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  EXPECT_EQ(setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)), 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_EQ(listen(fd, 16), 0);
  return fd;
}

// GET over a plain socket: the whole answer.
std::string HttpGet(int port, const std::string& path) {
  const int fd = Connect(port);
  if (fd < 0) return "";
  std::string answer;
  const std::string request = absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(write(fd, request.data(), request.size()), static_cast<ssize_t>(request.size()));
  char buffer[4096];
  for (ssize_t n; (n = read(fd, buffer, sizeof(buffer))) > 0;) answer.append(buffer, n);
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

  // A connection that doesn't ask for health first.
  static std::shared_ptr<grpc::Channel> ConnectTo(const TestServer& server) {
    auto channel = grpc::CreateChannel(server.target(), grpc::InsecureChannelCredentials());
    EXPECT_TRUE(channel->WaitForConnected(absl::ToChronoTime(absl::Now() + absl::Seconds(20))));
    return channel;
  }

  HealthCheckResponse::ServingStatus Check(const std::string& service) {
    return Check(service, server_.channel());
  }
  static HealthCheckResponse::ServingStatus Check(const std::string& service,
                                                  const std::shared_ptr<grpc::Channel>& channel) {
    HealthCheckRequest request;
    request.set_service(service);
    HealthCheckResponse response;
    grpc::ClientContext context;
    EXPECT_OK(FromGrpc(Health::NewStub(channel)->Check(&context, request, &response)));
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

// "name kind {labels}", the labels' names in order, of each metric of these families.
std::set<std::string> MetricsOf(const std::string& text) {
  std::map<std::string, std::string> kinds;
  std::set<std::string> metrics;
  for (absl::string_view line : absl::StrSplit(text, absl::ByAnyChar("\r\n"))) {
    if (absl::ConsumePrefix(&line, "# TYPE ")) {
      const std::vector<std::string> words = absl::StrSplit(line, ' ');
      kinds[words[0]] = words[1];
      continue;
    }
    std::string name(line.substr(0, line.find_first_of("{ ")));
    for (const char* part : {"_bucket", "_sum", "_count"}) {
      if (kinds.count(name) == 0) name = std::string(absl::StripSuffix(name, part));
    }
    if (kinds.count(name) == 0) continue;
    // {a="1",b="2"} is a,b; the buckets' bound is no label of ours.
    std::string labels;
    bool quoted = false;
    for (const char c : line.substr(0, line.rfind(' '))) {
      if (c == '"') quoted = !quoted;
      if (!quoted && c != '"' && c != '=') labels.push_back(c);
    }
    labels = labels.find('{') == std::string::npos
                 ? ""
                 : labels.substr(labels.find('{') + 1, labels.rfind('}') - labels.find('{') - 1);
    labels = std::string(absl::StripSuffix(absl::StripSuffix(labels, "le"), ","));
    metrics.insert(absl::StrCat(name, " ", kinds[name], " {", labels, "}"));
  }
  return metrics;
}

TEST_F(ServerTest, MetricsHaveTheNamesAndLabelsOfTheGoldenFile) {
  EXPECT_THAT(GetNote(), StatusIs(absl::StatusCode::kNotFound));
  const std::string text = HttpGet(server_->metrics_port(), "/metrics");
  std::set<std::string> golden;
  for (absl::string_view line :
       absl::StrSplit(ReadFileText("libs/rpc/testing/metrics.golden"), '\n', absl::SkipEmpty())) {
    golden.insert(std::string(line));
  }
  EXPECT_THAT(MetricsOf(text), ElementsAreArray(golden));
  const std::string labels =
      "grpc_method=\"GetNote\",grpc_service=\"shopdesk.rpctest.v1.NoteService\"";
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_started_total{", labels, "} 1")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_handled_total{grpc_code=\"NOT_FOUND\",",
                                           labels, "} 1")));
  // From the start, so that a first failure is an increase.
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_handled_total{grpc_code=\"DATA_LOSS\",",
                                           labels, "} 0")));
  EXPECT_THAT(text, HasSubstr(absl::StrCat("grpc_server_handling_seconds_count{", labels,
                                           ",operation=\"read\"} 1")));
  EXPECT_THAT(text,
              Not(HasSubstr("grpc_server_handling_seconds_count{grpc_method=\"WatchEvents\"")));
  EXPECT_THAT(text, HasSubstr("grpc_server_in_flight 0"));
}

// promtool comes with Debian's prometheus.
TEST_F(ServerTest, PromtoolFindsNothingWrongWithTheMetrics) {
  const std::string answer = HttpGet(server_->metrics_port(), "/metrics");
  const std::string file = absl::StrCat(server_->server_config().storage().data_dir(), "/metrics");
  std::ofstream(file) << answer.substr(answer.find("\r\n\r\n") + 4);
  EXPECT_EQ(std::system(absl::StrCat("promtool check metrics < '", file, "' >&2").c_str()), 0);
}

TEST_F(ServerTest, AnswersProbes) {
  EXPECT_THAT(HttpGet(server_->metrics_port(), "/livez"), HasSubstr("200 OK"));
  EXPECT_THAT(HttpGet(server_->metrics_port(), "/readyz"), HasSubstr("200 OK"));
  EXPECT_THAT(HttpGet(server_->metrics_port(), "/readyz"), EndsWith("\r\n\r\nok\n"));
}

// What listens on the port, found among the process' own files.
int ListeningSocketOf(int port) {
  for (int fd = 3; fd < 4096; ++fd) {
    int listens = 0;
    socklen_t size = sizeof(listens);
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0) continue;
    sockaddr_in address = {};
    size = sizeof(address);
    getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    if (ntohs(address.sin_port) == port) return fd;
  }
  return -1;
}

// The answer of a page once it begins with this, or the last after a minute.
std::string AwaitPage(int port, const std::string& path, const std::string& begin) {
  const absl::Time end = absl::Now() + absl::Minutes(1);
  std::string answer = HttpGet(port, path);
  while (!absl::StartsWith(answer, begin) && absl::Now() < end) answer = HttpGet(port, path);
  return answer;
}

TEST_F(ServerTest, IsNotAliveOnceItsListenerIsDeaf) {
  const auto connected = ConnectTo(server_);
  const int socket = ListeningSocketOf(server_->grpc_port());
  ASSERT_GT(socket, 0);
  ASSERT_EQ(shutdown(socket, SHUT_RDWR), 0);
  EXPECT_THAT(AwaitPage(server_->metrics_port(), "/livez", "HTTP/1.1 503"),
              HasSubstr("listener: "));
  EXPECT_THAT(HttpGet(server_->metrics_port(), "/readyz"), HasSubstr("listener: "));
  EXPECT_EQ(Check("", connected), HealthCheckResponse::NOT_SERVING);
}

// gRPC's own listener would be deaf for good after it.
TEST_F(ServerTest, ServesAgainAfterFileDescriptorsRanOut) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  ASSERT_THAT(GetNote(), StatusIs(absl::StatusCode::kNotFound));
  const int highest = dup(0);
  close(highest);
  const rlimit few{.rlim_cur = static_cast<rlim_t>(highest) + 40, .rlim_max = before.rlim_max};
  // Connections that say nothing, from another process: this one's limit is the server's.
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  const std::string command = absl::StrCat(
      "python3 -c \"import socket, sys\nheld = []\nfor _ in range(200):\n"
      "  held.append(socket.create_connection(('127.0.0.1', ",
      server_->grpc_port(), ")))\n\"");
  ASSERT_EQ(std::system(absl::StrCat("ulimit -n 1024 && ", command).c_str()), 0);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  ConnectTo(server_);
}

TEST_F(ServerTest, ConnectionsBeyondTheLimitTakeThePlaceOfTheMostSilentOne) {
  config::v1::ServerConfig config;
  config.mutable_limits()->set_connections(4);
  TestServer small(testing::NoteDefinition(gate_), config);
  std::vector<int> silent;
  for (int i = 0; i < 40; ++i) silent.push_back(Connect(small->grpc_port()));
  ConnectTo(small);
  for (const int fd : silent) close(fd);
}

// So that who went away without a word holds no place; who is still there connects again.
TEST_F(ServerTest, ClosesConnectionsWithoutACall) {
  config::v1::ServerConfig config;
  config.mutable_limits()->set_connection_idle_ms(100);
  TestServer server(testing::NoteDefinition(gate_), config);
  const auto channel = ConnectTo(server);
  EXPECT_EQ(Check("", channel), HealthCheckResponse::SERVING);
  EXPECT_TRUE(channel->WaitForStateChange(GRPC_CHANNEL_READY,
                                          absl::ToChronoTime(absl::Now() + absl::Minutes(1))));
  EXPECT_EQ(Check("", channel), HealthCheckResponse::SERVING);
}

TEST_F(ServerTest, DrainsWhileServingAndBeingScraped) {
  config::v1::ServerConfig config;
  config.set_drain_wait_ms(700);
  TestServer waiting(testing::NoteDefinition(gate_), config);
  const auto connected = ConnectTo(waiting);
  const int port = waiting->metrics_port();
  const int half = Connect(port);
  ASSERT_EQ(write(half, "GET /metr", 9), 9);
  std::thread stopper([&] { waiting->Shutdown(); });
  EXPECT_THAT(AwaitPage(port, "/readyz", "HTTP/1.1 503"), HasSubstr("serving: the service stops"));
  EXPECT_THAT(HttpGet(port, "/livez"), HasSubstr("200 OK"));
  rpctest::v1::GetNoteRequest request;
  request.set_name("shops/1/notes/none");
  rpctest::v1::Note note;
  grpc::ClientContext context;
  context.AddMetadata("shopdesk-actor", "agent:1;role=owner");
  EXPECT_THAT(
      FromGrpc(rpctest::v1::NoteService::NewStub(connected)->GetNote(&context, request, &note)),
      StatusIs(absl::StatusCode::kNotFound))
      << "it serves until clients have seen that it stops";
  stopper.join();
  close(half);
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

// Who connects first is cut off; only then is there a database.
TEST_F(ServerTest, WaitsForADatabaseThatDoesNotAnswerYet) {
  auto postgres = sql::testing::TestPostgres::Start();
  ASSERT_OK(postgres.status());
  (*postgres)->Kill();
  const int listening = Listen((*postgres)->port());
  config::v1::ServerConfig config;
  config::v1::Postgres& database = *config.mutable_storage()->mutable_postgres();
  database.set_dsn(
      absl::StrCat("host=127.0.0.1 user=postgres dbname=postgres port=", (*postgres)->port()));
  database.set_schema("waited_for");
  std::unique_ptr<TestServer> waiting;
  // Not the database's thread: it ends with the thread that started it.
  std::thread starting(
      [&] { waiting = std::make_unique<TestServer>(testing::NoteDefinition(gate_), config); });
  close(accept(listening, nullptr, nullptr));
  close(listening);
  EXPECT_OK((*postgres)->Restart());
  starting.join();
  EXPECT_EQ(Check("", waiting->channel()), HealthCheckResponse::SERVING);
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
