#include "libs/rpc/client.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/optional.h"
#include "google/rpc/status.pb.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/base/resource_name.h"

namespace shopdesk::rpc {
namespace {

constexpr char kCallerKey[] = "shopdesk-caller";
constexpr char kActorKey[] = "shopdesk-actor";
constexpr char kTraceKey[] = "traceparent";
constexpr char kAnonymous[] = "anonymous";
// Trailers must stay below the 8 KiB that most clients take: message and details are cut to this.
constexpr size_t kMaxMessage = 1024;
constexpr size_t kMaxDetails = 4096;
// Answers may hold pages of events; requests are limited by the callee.
constexpr int kMaxResponseBytes = 64 << 20;
constexpr size_t kMaxCaller = 64;
constexpr size_t kMaxActor = 256;

struct KindName {
  type::v1::Actor::Kind kind;
  const char* name;
};
constexpr KindName kKinds[] = {{type::v1::Actor::AGENT, "agent"},
                               {type::v1::Actor::BUYER, "buyer"},
                               {type::v1::Actor::SERVICE, "service"},
                               {type::v1::Actor::SYSTEM, "system"}};

absl::string_view View(const grpc::string_ref& text) { return {text.data(), text.size()}; }

bool IsPlainName(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxCaller && EscapeId(name) == name;
}

// "kind:id;role=role". A malformed actor is none: whoever asks for a role refuses it.
type::v1::Actor ParseActor(absl::string_view text) {
  type::v1::Actor actor;
  const size_t colon = text.find(':');
  if (colon == absl::string_view::npos || text.size() > kMaxActor) return actor;
  const size_t semicolon = std::min(text.find(';', colon), text.size());
  const absl::StatusOr<std::string> id = UnescapeId(text.substr(colon + 1, semicolon - colon - 1));
  const absl::string_view rest = text.substr(semicolon);
  if (!id.ok() || (!rest.empty() && !absl::StartsWith(rest, ";role="))) return actor;
  for (const KindName& kind : kKinds) {
    if (text.substr(0, colon) != kind.name) continue;
    actor.set_kind(kind.kind);
    actor.set_id(*id);
    if (!rest.empty()) actor.set_role(std::string(rest.substr(6)));
  }
  return actor;
}

std::string FormatActor(const type::v1::Actor& actor) {
  for (const KindName& kind : kKinds) {
    if (actor.kind() != kind.kind || actor.id().empty()) continue;
    return absl::StrCat(kind.name, ":", EscapeId(actor.id()),
                        actor.role().empty() ? "" : ";role=", actor.role());
  }
  return "";
}

// The message cut at the border of a character.
std::string Truncate(absl::string_view message) {
  if (message.size() <= kMaxMessage) return std::string(message);
  size_t size = kMaxMessage;
  while (size > 0 && (message[size] & 0xc0) == 0x80) --size;
  return absl::StrCat(message.substr(0, size), "…");
}

}  // namespace

std::string ServiceConfigJson() {
  return R"({
    "loadBalancingConfig": [{"round_robin": {}}],
    "healthCheckConfig": {"serviceName": ""},
    "methodConfig": [{
      "name": [{}],
      "retryPolicy": {
        "maxAttempts": 4,
        "initialBackoff": "0.05s",
        "maxBackoff": "1s",
        "backoffMultiplier": 2,
        "retryableStatusCodes": ["UNAVAILABLE"]
      }
    }]
  })";
}

std::shared_ptr<grpc::Channel> MakeChannel(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(ServiceConfigJson());
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 1000);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10000);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(kMaxResponseBytes);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

absl::Status Call(const Context& ctx, absl::Duration timeout,
                  absl::FunctionRef<void(grpc::ClientContext&, CallDone)> start) {
  grpc::ClientContext context;
  SetCallMetadata(context, ctx.service(), ctx.actor(), ctx.call().traceparent);
  context.set_deadline(absl::ToChronoTime(std::min(ctx.call().deadline, absl::Now() + timeout)));
  Mutex mutex;
  CondVar finished;
  absl::optional<grpc::Status> result;
  start(context, [&](grpc::Status status) {
    MutexLock lock(mutex);
    result = std::move(status);
    finished.NotifyOne();
  });
  MutexLock lock(mutex);
  while (!result.has_value()) finished.Wait(mutex);
  return FromGrpc(*result);
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status details;
  if (details.ParseFromString(status.error_details())) {
    for (const auto& detail : details.details()) {
      result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
    }
  }
  return result;
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status details;
  details.set_code(static_cast<int>(status.code()));
  details.set_message(Truncate(status.message()));
  size_t bytes = details.message().size();
  status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
    bytes += url.size() + payload.size();
    if (bytes > kMaxDetails && url != kErrorInfoUrl) return;
    auto* detail = details.add_details();
    detail->set_type_url(std::string(url));
    detail->set_value(std::string(payload));
  });
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), details.message(),
                      details.SerializeAsString());
}

void SetCallMetadata(grpc::ClientContext& context, absl::string_view caller,
                     const type::v1::Actor& actor, absl::string_view traceparent) {
  context.AddMetadata(kCallerKey, std::string(caller));
  const std::string formatted = FormatActor(actor);
  if (!formatted.empty()) context.AddMetadata(kActorKey, formatted);
  if (!traceparent.empty()) context.AddMetadata(kTraceKey, std::string(traceparent));
}

CallInfo ParseCallMetadata(const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  CallInfo call;
  for (const auto& [key, value] : metadata) {
    if (key == kCallerKey) {
      if (IsPlainName(View(value))) call.caller = std::string(View(value));
    } else if (key == kActorKey) {
      call.actor = ParseActor(View(value));
    } else if (key == kTraceKey) {
      call.traceparent = std::string(View(value));
    }
  }
  if (call.caller.empty()) call.caller = kAnonymous;
  return call;
}

}  // namespace shopdesk::rpc
