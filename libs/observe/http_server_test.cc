#include "libs/observe/http_server.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/mutex.h"

namespace shopdesk::observe {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

// A socket of a client; -1 if nobody listens.
int Connect(int port, const char* host = "127.0.0.1") {
  const bool is_ipv6 = absl::string_view(host).find(':') != absl::string_view::npos;
  const int fd = socket(is_ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0);
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  ipv4.sin_port = htons(static_cast<uint16_t>(port));
  sockaddr_in6 ipv6{};
  ipv6.sin6_family = AF_INET6;
  ipv6.sin6_port = htons(static_cast<uint16_t>(port));
  inet_pton(is_ipv6 ? AF_INET6 : AF_INET, host,
            is_ipv6 ? static_cast<void*>(&ipv6.sin6_addr) : static_cast<void*>(&ipv4.sin_addr));
  const int status = is_ipv6 ? connect(fd, reinterpret_cast<sockaddr*>(&ipv6), sizeof(ipv6))
                             : connect(fd, reinterpret_cast<sockaddr*>(&ipv4), sizeof(ipv4));
  if (status == 0) return fd;
  close(fd);
  return -1;
}

void Say(int fd, absl::string_view text) {
  EXPECT_EQ(write(fd, text.data(), text.size()), static_cast<ssize_t>(text.size()));
}

// The whole answer; closes.
std::string Hear(int fd) {
  std::string answer;
  char buffer[4096];
  for (ssize_t n; (n = read(fd, buffer, sizeof(buffer))) > 0;) answer.append(buffer, n);
  close(fd);
  return answer;
}

std::string Ask(int port, absl::string_view request, const char* host = "127.0.0.1") {
  const int fd = Connect(port, host);
  if (fd < 0) return "";
  Say(fd, request);
  return Hear(fd);
}

// Held until it is opened.
class Door {
 public:
  void Open() {
    MutexLock lock(mutex_);
    open_ = true;
    changed_.NotifyAll();
  }
  void Pass() {
    MutexLock lock(mutex_);
    while (!open_) changed_.Wait(mutex_);
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  bool open_ ABSL_GUARDED_BY(mutex_) = false;
};

class HttpServerTest : public testing::Test {
 protected:
  explicit HttpServerTest(absl::string_view address = "127.0.0.1:0") {
    HttpPages pages;
    pages.quick["/livez"] = [] { return HttpAnswer{.body = "ok\n"}; };
    pages.quick["/readyz"] = [] { return HttpAnswer{.status = 503, .body = "draining\n"}; };
    pages.slow["/metrics"] = [this] {
      door_.Pass();
      return HttpAnswer{.type = "text/plain; version=0.0.4", .body = std::string(3 << 20, 'm')};
    };
    absl::StatusOr<std::unique_ptr<HttpServer>> server =
        HttpServer::Start(address, std::move(pages));
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  ~HttpServerTest() override { door_.Open(); }
  int port() const { return server_->port(); }

  Door door_;
  std::unique_ptr<HttpServer> server_;
};

constexpr char kLivez[] = "GET /livez?verbose HTTP/1.1\r\nHost: x\r\n\r\n";

TEST_F(HttpServerTest, AnswersItsPages) {
  EXPECT_THAT(Ask(port(), kLivez), StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(Ask(port(), kLivez), EndsWith("\r\n\r\nok\n"));
  EXPECT_THAT(Ask(port(), "GET /readyz HTTP/1.1\r\n\r\n"),
              StartsWith("HTTP/1.1 503 Service Unavailable\r\n"));
  const std::string head = Ask(port(), "HEAD /livez HTTP/1.1\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("Content-Length: 3\r\n"));
  EXPECT_THAT(head, EndsWith("\r\n\r\n"));
  door_.Open();
  const std::string metrics = Ask(port(), "GET /metrics HTTP/1.1\r\n\r\n");
  EXPECT_THAT(metrics, HasSubstr("Content-Type: text/plain; version=0.0.4\r\n"));
  EXPECT_EQ(metrics.size() - metrics.find("\r\n\r\n") - 4, size_t{3} << 20);
}

TEST_F(HttpServerTest, RefusesWhatItDoesNotServe) {
  EXPECT_THAT(Ask(port(), "GET /nothing HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(Ask(port(), "POST /livez HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(Ask(port(), "nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(Ask(port(), std::string(9000, 'a')), StartsWith("HTTP/1.1 431 "));
}

TEST_F(HttpServerTest, HalfSentRequestsHoldUpNobody) {
  std::vector<int> hanging;
  for (int i = 0; i < 200; ++i) {
    hanging.push_back(Connect(port()));
    Say(hanging.back(), "GET /metrics HTTP/1.1\r\nX-Slow: ");
  }
  EXPECT_THAT(Ask(port(), kLivez), EndsWith("ok\n"));
  for (const int fd : hanging) close(fd);
}

TEST_F(HttpServerTest, ProbesDoNotWaitForMetrics) {
  const int scrape = Connect(port());
  Say(scrape, "GET /metrics HTTP/1.1\r\n\r\n");
  EXPECT_THAT(Ask(port(), kLivez), EndsWith("ok\n"));
  door_.Open();
  EXPECT_THAT(Hear(scrape), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(HttpServerTest, EndsWhileClientsHang) {
  const int half = Connect(port());
  Say(half, "GET /live");
  const int scrape = Connect(port());
  Say(scrape, "GET /metrics HTTP/1.1\r\n\r\n");
  door_.Open();
  const int freed = port();
  server_.reset();
  EXPECT_EQ(Connect(freed), -1);
  close(half);
  close(scrape);
}

TEST_F(HttpServerTest, ATakenPortIsUnavailable) {
  for (const std::string& address : {absl::StrCat("127.0.0.1:", port()), std::string("nonsense"),
                                     std::string("no.such.host.invalid:1")}) {
    const absl::Status status = HttpServer::Start(address, {}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << address;
    EXPECT_THAT(std::string(status.message()), HasSubstr(address));
  }
}

class AnyAddressTest : public HttpServerTest {
 protected:
  AnyAddressTest() : HttpServerTest("[::]:0") {}
};

TEST_F(AnyAddressTest, BothFamiliesReachIt) {
  EXPECT_THAT(Ask(port(), kLivez), EndsWith("ok\n"));
  // There are machines without IPv6.
  const int probe = socket(AF_INET6, SOCK_STREAM, 0);
  if (probe < 0) return;
  close(probe);
  EXPECT_THAT(Ask(port(), kLivez, "::1"), EndsWith("ok\n"));
}

}  // namespace
}  // namespace shopdesk::observe
