#include "libs/rpc/client.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "grpcpp/support/validate_service_config.h"
#include "libs/base/error.h"
#include "libs/rpc/metadata.h"
#include "libs/testing/matchers.h"
#include "libs/testing/peer_caller.h"

namespace shopdesk::rpc {
namespace {

using shopdesk::testing::EqualsProto;

TEST(ClientTest, ServiceConfigIsOneThatGrpcTakes) {
  EXPECT_EQ(grpc::experimental::ValidateServiceConfigJSON(ServiceConfigJson()), "");
}

TEST(ClientTest, StatusSurvivesTheWire) {
  absl::Status status = OverloadedError("too many", absl::Milliseconds(1500));
  const grpc::Status wire = ToGrpc(status);
  EXPECT_EQ(wire.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(wire.error_message(), "too many");
  EXPECT_EQ(FromGrpc(wire), status);
  EXPECT_EQ(FromGrpc(grpc::Status::OK), absl::OkStatus());
  EXPECT_TRUE(ToGrpc(absl::OkStatus()).ok());
}

TEST(ClientTest, StatusWithoutDetailsKeepsCodeAndMessage) {
  const absl::Status status =
      FromGrpc(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused"));
  EXPECT_EQ(status, absl::UnavailableError("connection refused"));
}

// Answers each call with a status, and takes requests of 100 bytes at most.
class AnsweringPeer final : public grpc::health::v1::Health::Service {
 public:
  AnsweringPeer() {
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    builder.SetMaxReceiveMessageSize(100);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
  }
  ~AnsweringPeer() override { server_->Shutdown(); }

  // What a step of a workflow is told that makes a call which is answered so.
  absl::Status Call(const grpc::Status& answer, const std::string& asked = "") {
    answer_ = answer;
    const auto stub =
        grpc::health::v1::Health::NewStub(MakeChannel(absl::StrCat("127.0.0.1:", port_)));
    grpc::health::v1::HealthCheckRequest request;
    request.set_service(asked);
    return shopdesk::testing::PeerCaller("orders")
        .Call([&](const runtime::Context& ctx) {
          return Invoke(ctx, stub->async(), &grpc::health::v1::Health::Stub::async::Check, request);
        })
        .status();
  }

 private:
  grpc::Status Check(grpc::ServerContext*, const grpc::health::v1::HealthCheckRequest*,
                     grpc::health::v1::HealthCheckResponse*) override {
    return answer_;
  }

  int port_ = 0;
  // Set before a call, read by it.
  grpc::Status answer_;
  std::unique_ptr<grpc::Server> server_;
};

// Nobody who waits for the answer gave the call up, so that a follower tries it again and parks
// nothing.
TEST(ClientTest, WhatGrpcCutsPasses) {
  AnsweringPeer peer;
  for (const grpc::StatusCode code :
       {grpc::StatusCode::CANCELLED, grpc::StatusCode::RESOURCE_EXHAUSTED}) {
    const absl::Status status = peer.Call(grpc::Status(code, "out of quota"));
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
    EXPECT_THAT(std::string(status.message()), ::testing::HasSubstr("out of quota"));
    EXPECT_TRUE(IsTransient(status));
  }
}

TEST(ClientTest, WhatAServiceLacksStaysAsItIs) {
  AnsweringPeer peer;
  const absl::Status none =
      Error(absl::StatusCode::kResourceExhausted, "OUT_OF_STOCK", "none is left");
  EXPECT_EQ(peer.Call(ToGrpc(none)), none);
  const absl::Status overloaded = OverloadedError("too many", absl::Seconds(1));
  EXPECT_EQ(peer.Call(ToGrpc(overloaded)), overloaded);
  // By gRPC, and for good.
  const absl::Status large = peer.Call(grpc::Status::OK, std::string(200, 'a'));
  EXPECT_EQ(large.code(), absl::StatusCode::kResourceExhausted) << large;
  EXPECT_FALSE(IsTransient(large));
}

TEST(ClientTest, LongDetailsAreCutButTheReasonStays) {
  absl::Status status =
      Error(absl::StatusCode::kInvalidArgument, "INVALID_ARGUMENT", std::string(5000, 'm'));
  status.SetPayload(kBadRequestUrl, absl::Cord(std::string(20000, 'x')));
  const grpc::Status wire = ToGrpc(status);
  EXPECT_LT(wire.error_message().size() + wire.error_details().size(), 6000u);
  EXPECT_EQ(ReasonOf(FromGrpc(wire)), "INVALID_ARGUMENT");
}

runtime::CallInfo Parse(const std::multimap<std::string, std::string>& metadata) {
  std::multimap<grpc::string_ref, grpc::string_ref> refs;
  for (const auto& [key, value] : metadata) refs.emplace(key, value);
  return ParseCallMetadata(refs);
}

constexpr char kTraceparent[] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(ClientTest, ParsesCallMetadata) {
  const runtime::CallInfo call = Parse({{"shopdesk-caller", "shop-front"},
                                        {"shopdesk-actor", "agent:12%2F3;role=lead"},
                                        {"traceparent", kTraceparent},
                                        {"user-agent", "x"}});
  EXPECT_EQ(call.caller, "shop-front");
  EXPECT_EQ(call.traceparent, kTraceparent);
  EXPECT_THAT(call.actor, EqualsProto(R"pb(kind: AGENT id: "12/3" role: LEAD)pb"));
}

TEST(ClientTest, TakesMissingOrMalformedMetadataForNone) {
  EXPECT_EQ(Parse({}).caller, "(unnamed)");
  EXPECT_EQ(Parse({{"shopdesk-caller", "anonymous"}}).caller, "anonymous");
  EXPECT_EQ(Parse({{"shopdesk-caller", "(unnamed)"}}).caller, "(unnamed)");
  EXPECT_EQ(Parse({{"shopdesk-caller", "no spaces"}}).caller, "(unnamed)");
  EXPECT_EQ(Parse({{"shopdesk-caller", std::string(65, 'a')}}).caller, "(unnamed)");
  for (const char* actor : {"", "agent", "agent:", "king:1", "agent:a b", "agent:1;roll=x",
                            "agent:1;role=boss", "agent:1;role=LEAD", "agent:1;role="}) {
    EXPECT_THAT(Parse({{"shopdesk-actor", actor}}).actor, EqualsProto("")) << actor;
  }
  for (const char* trace : {"", "00-1-2-01", "{\"forged\": \"line\"}"}) {
    EXPECT_EQ(Parse({{"traceparent", trace}}).traceparent, "") << trace;
  }
  EXPECT_THAT(Parse({{"shopdesk-actor", "buyer:7"}}).actor,
              EqualsProto(R"pb(kind: BUYER id: "7")pb"));
}

}  // namespace
}  // namespace shopdesk::rpc
