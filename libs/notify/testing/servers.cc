#include "libs/notify/testing/servers.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace shopdesk::notify::testing {

bool Connection::Fill() {
  char bytes[4096];
  const ssize_t count = recv(socket_, bytes, sizeof(bytes), 0);
  if (count <= 0) return false;
  buffer_.append(bytes, count);
  return true;
}

bool Connection::ReadLine(std::string& line) {
  size_t end;
  while ((end = buffer_.find('\n')) == std::string::npos) {
    if (!Fill()) return false;
  }
  line = buffer_.substr(0, end);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  buffer_.erase(0, end + 1);
  return true;
}

bool Connection::ReadBytes(size_t count, std::string& bytes) {
  while (buffer_.size() < count) {
    if (!Fill()) return false;
  }
  bytes = buffer_.substr(0, count);
  buffer_.erase(0, count);
  return true;
}

void Connection::Write(const std::string& text) {
  size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t count = send(socket_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count <= 0) return;
    sent += count;
  }
}

TcpServer::TcpServer(std::function<void(Connection&)> serve) : serve_(std::move(serve)) {
  listener_ = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, size) != 0 || listen(listener_, 16) != 0 ||
      getsockname(listener_, generic, &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Loop(); });
}

TcpServer::~TcpServer() { Stop(); }

void TcpServer::Stop() {
  {
    MutexLock lock(mutex_);
    if (stopping_) return;
    stopping_ = true;
    shutdown(listener_, SHUT_RDWR);
    if (open_ >= 0) shutdown(open_, SHUT_RDWR);
  }
  thread_.join();
  close(listener_);
}

void TcpServer::Loop() {
  while (true) {
    const int client = accept(listener_, nullptr, nullptr);
    {
      MutexLock lock(mutex_);
      if (stopping_ || client < 0) {
        if (client >= 0) close(client);
        return;
      }
      open_ = client;
    }
    Connection connection(client);
    serve_(connection);
    MutexLock lock(mutex_);
    open_ = -1;
    close(client);
  }
}

void SmtpServer::Serve(Connection& connection) {
  connection.Write("220 test ready\r\n");
  Mail mail;
  std::string line;
  while (connection.ReadLine(line)) {
    const std::string command = absl::AsciiStrToUpper(line);
    if (absl::StartsWith(command, "EHLO") || absl::StartsWith(command, "HELO")) {
      connection.Write("250 test\r\n");
    } else if (absl::StartsWith(command, "MAIL FROM:")) {
      mail.from = line.substr(10);
      connection.Write("250 ok\r\n");
    } else if (absl::StartsWith(command, "RCPT TO:")) {
      mail.to = line.substr(8);
      connection.Write("250 ok\r\n");
    } else if (command == "DATA") {
      if (!ServeData(connection, mail, reactions_.Pop())) return;
    } else if (command == "QUIT") {
      connection.Write("221 bye\r\n");
      return;
    } else {
      connection.Write("502 unknown\r\n");
    }
  }
}

bool SmtpServer::ServeData(Connection& connection, Mail& mail, Reaction reaction) {
  if (reaction == Reaction::kCut) return false;
  connection.Write("354 go on\r\n");
  mail.data.clear();
  std::string line;
  while (connection.ReadLine(line) && line != ".") absl::StrAppend(&mail.data, line, "\n");
  if (reaction == Reaction::kFail) {
    connection.Write("451 later\r\n");
    return true;
  }
  if (reaction == Reaction::kRefuse) {
    connection.Write("554 never\r\n");
    return true;
  }
  {
    MutexLock lock(mutex_);
    mails_.push_back(mail);
  }
  if (reaction == Reaction::kTakeAndCut) return false;
  if (reaction == Reaction::kTakeAndHang) {
    // Until the client has enough.
    while (connection.ReadLine(line)) {
    }
    return false;
  }
  connection.Write("250 taken\r\n");
  return true;
}

void HttpServer::Serve(Connection& connection) {
  Request request;
  size_t length = 0;
  if (!connection.ReadLine(request.line)) return;
  const Reaction reaction = reactions_.Pop();
  if (reaction == Reaction::kCut) return;
  std::string header;
  while (connection.ReadLine(header) && !header.empty()) {
    request.headers.push_back(header);
    const std::string lower = absl::AsciiStrToLower(header);
    if (absl::StartsWith(lower, "content-length:")) {
      if (!absl::SimpleAtoi(lower.substr(15), &length)) return;
    }
  }
  if (!connection.ReadBytes(length, request.body)) return;
  int status = 200;
  std::string retry_after;
  {
    MutexLock lock(mutex_);
    if (reaction == Reaction::kFail || reaction == Reaction::kRefuse) {
      status = status_;
      if (!retry_after_.empty()) {
        retry_after = absl::StrCat("Retry-After: ", retry_after_, "\r\n");
      }
    } else {
      requests_.push_back(request);
    }
  }
  if (reaction == Reaction::kTakeAndCut) return;
  if (reaction == Reaction::kTakeAndHang) {
    std::string line;
    while (connection.ReadLine(line)) {
    }
    return;
  }
  connection.Write(absl::StrCat("HTTP/1.1 ", status, " x\r\n", retry_after,
                                "Content-Length: 2\r\nConnection: close\r\n\r\nok"));
}

}  // namespace shopdesk::notify::testing
