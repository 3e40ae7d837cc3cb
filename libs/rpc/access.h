#pragma once

#include <bitset>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/descriptor.h"
#include "libs/base/role.h"
#include "libs/runtime/call_info.h"

namespace shopdesk::rpc {

// Who may call a method, as its (shopdesk.option.v1.method) says. Immutable.
class Access {
 public:
  explicit Access(const google::protobuf::MethodDescriptor& method);

  // Whether the method says it at all, and in a way that the adapters can hold.
  absl::Status CheckDeclared() const;
  // UNAUTHENTICATED (ACTOR_REQUIRED) for a call that doesn't say for whom it is, PERMISSION_DENIED
  // (ROLE_NOT_ALLOWED) for one of somebody who may not. Sets call.own_only for buyers.
  absl::Status Check(runtime::CallInfo& call) const;
  // Whether the caller is a service that may call for anybody.
  bool IsForService(absl::string_view caller) const;
  // Callers of some shops may call it without naming one.
  bool without_shop() const { return without_shop_; }
  // "owner, lead, buyers (own)": in the order of roles, for people.
  const std::string& allowed() const { return allowed_; }

 private:
  const google::protobuf::MethodDescriptor& method_;
  std::bitset<Role::Value_ARRAYSIZE> roles_;
  bool buyer_ = false;
  bool without_shop_ = false;
  std::vector<std::string> services_;
  std::string allowed_;
};

}  // namespace shopdesk::rpc
