#include "libs/rpc/access.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/base/error.h"
#include "libs/base/role.h"
#include "shopdesk/option/v1/option.pb.h"

namespace shopdesk::rpc {
namespace {

using type::v1::Actor;

absl::Status ActorRequiredError() {
  return Error(absl::StatusCode::kUnauthenticated, "ACTOR_REQUIRED",
               "say for whom you call in the metadata shopdesk-actor, e.g. "
               "\"agent:1001;role=guide\", \"buyer:b-17\", \"service:shop-front;role=connector\"",
               {{"metadata_key", "shopdesk-actor"}});
}

// What refusals and the reference call the actor.
std::string Describe(const Actor& actor) {
  if (actor.kind() == Actor::BUYER) return "buyer";
  if (actor.kind() == Actor::SYSTEM) return "system";
  return RoleName(actor.role());
}

// People's roles are people's: a program can't be the second person.
bool IsRoleOfKind(const Actor& actor) {
  return actor.kind() == Actor::AGENT || (actor.kind() == Actor::SERVICE && !IsStaff(actor.role()));
}

}  // namespace

Access::Access(const google::protobuf::MethodDescriptor& method) : method_(method) {
  const option::v1::Access& access = method.options().GetExtension(option::v1::method);
  for (const int role : access.roles()) roles_.set(role);
  for (int role = Role::OWNER; access.staff() && role <= Role::FINANCE; ++role) roles_.set(role);
  buyer_ = access.buyer();
  without_shop_ = access.without_shop();
  services_.assign(access.services().begin(), access.services().end());
  std::vector<std::string> allowed;
  for (size_t role = 0; role < roles_.size(); ++role) {
    if (roles_.test(role)) allowed.push_back(RoleName(static_cast<Role::Value>(role)));
  }
  if (buyer_) allowed.push_back("buyer");
  allowed.insert(allowed.end(), services_.begin(), services_.end());
  allowed_ = absl::StrJoin(allowed, ", ");
}

absl::Status Access::CheckDeclared() const {
  const auto error = [&](absl::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat(method_.full_name(), " ", what));
  };
  if (allowed_.empty()) return error("doesn't say who may call it (shopdesk.option.v1.method)");
  if (roles_.test(Role::ROLE_UNSPECIFIED)) return error("may be called by ROLE_UNSPECIFIED");
  const bool streams = method_.client_streaming() || method_.server_streaming();
  return buyer_ && streams ? error("is a stream, which buyers can't call") : absl::OkStatus();
}

bool Access::IsForService(absl::string_view caller) const {
  return std::find(services_.begin(), services_.end(), caller) != services_.end();
}

absl::Status Access::Check(runtime::CallInfo& call) const {
  if (IsForService(call.caller)) return absl::OkStatus();
  const Actor& actor = call.actor;
  if (actor.id().empty()) return ActorRequiredError();
  call.own_only = actor.kind() == Actor::BUYER && buyer_;
  if (call.own_only) return absl::OkStatus();
  if (IsRoleOfKind(actor) && roles_.test(actor.role())) return absl::OkStatus();
  return Error(absl::StatusCode::kPermissionDenied, "ROLE_NOT_ALLOWED",
               absl::StrCat(call.method, " may be called by ", allowed_, "; not by \"",
                            Describe(actor), "\""),
               {{"method", call.method}, {"role", Describe(actor)}, {"allowed", allowed_}});
}

}  // namespace shopdesk::rpc
