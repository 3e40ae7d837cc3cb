#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace shopdesk::observe {

struct HttpAnswer {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
};

struct HttpPages {
  using Page = std::function<HttpAnswer()>;
  // By path. Answered on the thread that serves all: they must not block.
  std::map<std::string, Page> quick;
  // Answered one at a time on a thread of their own, so that the quick ones never wait for them.
  std::map<std::string, Page> slow;
};

// A small HTTP/1.1 server for GET and HEAD of a few pages: metrics and probes. One request a
// connection. Whoever doesn't get on with his request holds up nobody: connections are few, bounded
// in time, and the oldest one gives way to a new one.
class HttpServer {
 public:
  // host:port; port 0 takes a free one. UNAVAILABLE if it can't listen.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(absl::string_view address,
                                                           HttpPages pages);
  // Waits for a page that is being made, for no client.
  virtual ~HttpServer() = default;
  virtual int port() const = 0;
};

}  // namespace shopdesk::observe
