#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "libs/rpc/client.h"
#include "libs/testing/matchers.h"
#include "libs/testing/peer_caller.h"
#include "libs/testing/test_server.h"

namespace shopdesk::testing {

// A service as it is, its server in this process, and calls to it by the shop's owner that have to
// succeed.
class Peer {
 public:
  // `caller`: the service whose peer it is.
  Peer(const std::string& caller, rpc::ServiceDefinition definition)
      : server_(std::move(definition)), caller_(caller) {}

  std::shared_ptr<grpc::Channel> channel() const { return server_.channel(); }
  TestServer& server() { return server_; }

  template <class Service, class Async, class Request, class Response>
  Response Do(void (Async::*method)(grpc::ClientContext*, const Request*, Response*,
                                    std::function<void(grpc::Status)>),
              Request request) {
    const auto* request_id = Request::descriptor()->FindFieldByName("request_id");
    if (request_id != nullptr) {
      request.GetReflection()->SetString(&request, request_id, absl::StrCat("stage", ++calls_));
    }
    const auto stub = Service::NewStub(channel());
    absl::StatusOr<Response> answer = caller_.Call(
        [&](const auto& ctx) { return rpc::Invoke(ctx, stub->async(), method, request); });
    EXPECT_OK(answer);
    return answer.ok() ? *std::move(answer) : Response();
  }

  // A stream of one request, whose rows are all taken.
  template <class Service, class Request, class Response>
  void Import(std::unique_ptr<grpc::ClientReaderWriter<Request, Response>> (Service::Stub::*method)(
                  grpc::ClientContext*),
              Request request) {
    request.set_request_id(absl::StrCat("stage", ++calls_));
    const auto stub = Service::NewStub(channel());
    grpc::ClientContext context;
    const auto stream = (stub.get()->*method)(&context);
    EXPECT_TRUE(stream->Write(request));
    EXPECT_TRUE(stream->WritesDone());
    Response response;
    EXPECT_TRUE(stream->Read(&response));
    EXPECT_EQ(response.errors_size(), 0) << response.ShortDebugString();
    EXPECT_TRUE(stream->Finish().ok());
  }

 private:
  TestServer server_;
  PeerCaller caller_;
  int calls_ = 0;
};

}  // namespace shopdesk::testing
