#include "libs/rpc/client.h"

#include <map>
#include <string>

#include "google/rpc/error_details.pb.h"
#include "grpcpp/support/validate_service_config.h"
#include "libs/base/error.h"
#include "libs/rpc/metadata.h"
#include "libs/testing/matchers.h"

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
