#pragma once

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "libs/rpc/tls.h"
#include "shopdesk/type/v1/actor.pb.h"

namespace shopdesk::cli {

// How the client calls: from the global flags.
struct CallSettings {
  type::v1::Actor actor;
  // Of one attempt.
  absl::Duration timeout = absl::Seconds(10);
  // How long a transient failure is repeated; zero: not at all. Every write carries a request_id,
  // so a repetition is safe.
  absl::Duration patience;
};

// Where the four services are, and the channels to them.
struct Suite {
  std::string catalog_target = "127.0.0.1:7001";
  std::string orders_target = "127.0.0.1:7002";
  std::string logistics_target = "127.0.0.1:7003";
  std::string feedback_target = "127.0.0.1:7004";
  // For TLS; without files none is used.
  rpc::ClientCertificates certificates;
  // gRPC's service config of all calls, a file of JSON; empty: the services' own among themselves.
  std::string service_config_file;
  CallSettings settings;

  std::shared_ptr<grpc::Channel> catalog;
  std::shared_ptr<grpc::Channel> orders;
  std::shared_ptr<grpc::Channel> logistics;
  std::shared_ptr<grpc::Channel> feedback;

  // Makes the channels; call once after the flags are parsed. INVALID_ARGUMENT for certificates
  // that lack one of their files, and for a service config that gRPC doesn't take.
  absl::Status Connect();
};

inline constexpr const char* kServices[] = {"catalog", "orders", "logistics", "feedback"};
// The channel of a service by name; null if there is none of that name.
std::shared_ptr<grpc::Channel> ChannelOf(const Suite& suite, absl::string_view service);

// The name that the client gives itself; with TLS its certificate's counts.
inline constexpr char kCaller[] = "shopdesk-cli";

// Who acts, from the flags --actor-kind ("agent", "buyer" or "service"), --actor and --role.
// INVALID_ARGUMENT for a role that there isn't.
absl::StatusOr<type::v1::Actor> MakeActor(absl::string_view kind, const std::string& id,
                                          absl::string_view role);
// The settings for calls of the same actor in another role.
CallSettings InRole(CallSettings settings, role::v1::Role::Value role);

// Runs one attempt, and again while the failure is transient and patience lasts.
absl::Status WithPatience(const CallSettings& settings, absl::FunctionRef<absl::Status()> attempt);
// The same for an attempt that is one call; its context has deadline and actor.
absl::Status CallWithPatience(const CallSettings& settings,
                              absl::FunctionRef<grpc::Status(grpc::ClientContext&)> attempt);

// One unary call: Invoke(settings, *stub, &Stub::GetOrder, request).
template <class Stub, class Base, class Request, class Response>
absl::StatusOr<Response> Invoke(const CallSettings& settings, Stub& stub,
                                grpc::Status (Base::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) {
  Response response;
  absl::Status status = CallWithPatience(settings, [&](grpc::ClientContext& context) {
    response.Clear();
    return (stub.*method)(&context, request, &response);
  });
  if (!status.ok()) return status;
  return response;
}

// One request on a bidirectional stream of its own, and its answer: a bulk step that can be
// repeated as a whole.
template <class Stub, class Base, class Request, class Response>
absl::StatusOr<Response> StreamOne(const CallSettings& settings, Stub& stub,
                                   std::unique_ptr<grpc::ClientReaderWriter<Request, Response>> (
                                       Base::*method)(grpc::ClientContext*),
                                   const Request& request) {
  Response response;
  absl::Status status = CallWithPatience(settings, [&](grpc::ClientContext& context) {
    response.Clear();
    auto stream = (stub.*method)(&context);
    stream->Write(request);
    stream->WritesDone();
    stream->Read(&response);
    return stream->Finish();
  });
  if (!status.ok()) return status;
  return response;
}

}  // namespace shopdesk::cli
