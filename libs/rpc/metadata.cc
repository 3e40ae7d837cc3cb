#include "libs/rpc/metadata.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/observe/trace.h"

namespace shopdesk::rpc {
namespace {

constexpr char kCallerKey[] = "shopdesk-caller";
constexpr char kActorKey[] = "shopdesk-actor";
constexpr char kTraceKey[] = "traceparent";
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

// "kind:id;role=role". A malformed actor is none.
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
    const absl::optional<Role::Value> role =
        rest.empty() ? Role::ROLE_UNSPECIFIED : ParseRole(rest.substr(6));
    if (!role.has_value()) return actor;
    actor.set_kind(kind.kind);
    actor.set_id(*id);
    actor.set_role(*role);
  }
  return actor;
}

std::string FormatActor(const type::v1::Actor& actor) {
  for (const KindName& kind : kKinds) {
    if (actor.kind() != kind.kind || actor.id().empty()) continue;
    return absl::StrCat(
        kind.name, ":", EscapeId(actor.id()),
        actor.role() == Role::ROLE_UNSPECIFIED ? "" : ";role=", RoleName(actor.role()));
  }
  return "";
}

}  // namespace

bool IsCallerName(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxCaller && EscapeId(name) == name;
}

void SetCallMetadata(grpc::ClientContext& context, absl::string_view caller,
                     const type::v1::Actor& actor, absl::string_view traceparent) {
  context.AddMetadata(kCallerKey, std::string(caller));
  const std::string formatted = FormatActor(actor);
  if (!formatted.empty()) context.AddMetadata(kActorKey, formatted);
  if (!traceparent.empty()) context.AddMetadata(kTraceKey, std::string(traceparent));
}

runtime::CallInfo ParseCallMetadata(
    const std::multimap<grpc::string_ref, grpc::string_ref>& metadata) {
  runtime::CallInfo call;
  for (const auto& [key, value] : metadata) {
    if (key == kCallerKey) {
      if (IsCallerName(View(value))) call.caller = std::string(View(value));
    } else if (key == kActorKey) {
      call.actor = ParseActor(View(value));
    } else if (key == kTraceKey) {
      if (observe::IsTraceparent(View(value))) call.traceparent = std::string(View(value));
    }
  }
  if (call.caller.empty()) call.caller = kUnnamedCaller;
  return call;
}

}  // namespace shopdesk::rpc
