#include "libs/rpc/authorization.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/metadata.h"
#include "libs/rpc/text_config.h"
#include "libs/runtime/owners.h"

namespace shopdesk::rpc {
namespace {

using config::v1::Caller;
using type::v1::Actor;

constexpr char kAll[] = "*";

absl::Status CheckCaller(const Caller& caller) {
  const auto error = [&](absl::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat("caller \"", caller.name(), "\": ", what));
  };
  if (!IsCallerName(caller.name())) return error("name must be 1 to 64 of [A-Za-z0-9._-]");
  if (caller.sans().empty()) return error("sans: none is given");
  if (caller.methods().empty()) return error("methods: none is given; \"*\" are all");
  if (caller.shops().empty()) return error("shops: none is given; \"*\" are all");
  for (const std::string& method : caller.methods()) {
    const absl::string_view prefix = absl::StripSuffix(method, kAll);
    if (absl::StrContains(prefix, kAll) || (!prefix.empty() && prefix[0] != '/')) {
      return error(absl::StrCat("methods: \"", method,
                                "\" must be as /shopdesk.orders.v1.OrderService/GetOrder, or the "
                                "beginning of such names and *"));
    }
  }
  const bool all = std::count(caller.shops().begin(), caller.shops().end(), kAll) > 0;
  if (all && caller.shops_size() > 1) return error("shops: \"*\" stands alone");
  return absl::OkStatus();
}

}  // namespace

CallerRules::CallerRules(const Caller& caller) : caller_(caller) {
  absl::flat_hash_set<std::string> shops;
  for (const std::string& shop : caller_.shops()) {
    if (shop == kAll) return;
    shops.insert(EscapeId(shop));
  }
  shops_ = std::make_shared<const absl::flat_hash_set<std::string>>(std::move(shops));
}

bool CallerRules::MayCall(absl::string_view method) const {
  return std::any_of(
      caller_.methods().begin(), caller_.methods().end(), [&](absl::string_view allowed) {
        return absl::ConsumeSuffix(&allowed, kAll) ? absl::StartsWith(method, allowed)
                                                   : method == allowed;
      });
}

bool CallerRules::MayActFor(const Actor& actor) const {
  if (actor.kind() == Actor::BUYER) return caller_.buyers();
  return std::find(caller_.roles().begin(), caller_.roles().end(), actor.role()) !=
         caller_.roles().end();
}

absl::Status CallerRules::CheckCall(const runtime::CallInfo& call, bool for_anybody) const {
  if (!MayCall(call.method)) return CallerNotAllowedError(call, "call this method");
  if (for_anybody || call.actor.id().empty() || MayActFor(call.actor)) return absl::OkStatus();
  return CallerNotAllowedError(call, "act for such an actor");
}

absl::Status CallerRules::CheckShops(const runtime::CallInfo& call,
                                     const google::protobuf::Message& request,
                                     bool without_shop) const {
  if (shops_ == nullptr) return absl::OkStatus();
  bool named = false;
  std::string foreign;
  runtime::VisitStrings(request,
                        [&](const google::protobuf::FieldDescriptor&, const std::string& text) {
                          const absl::string_view shop = ShopOf(text);
                          if (shop.empty() || absl::StrContains(text, ' ')) return;
                          named = true;
                          if (!shops_->contains(shop)) foreign = ShopNameOf(text);
                        });
  if (!foreign.empty()) return NotFoundError(foreign);
  return named || without_shop ? absl::OkStatus()
                               : CallerNotAllowedError(call, "ask about all shops");
}

absl::Status CallerNotAllowedError(const runtime::CallInfo& call, absl::string_view what) {
  return Error(
      absl::StatusCode::kPermissionDenied, "CALLER_NOT_ALLOWED",
      absl::StrCat("the authorization file doesn't let ", call.caller, " ", what),
      {{"caller", call.caller}, {"method", call.method}, {"role", RoleName(call.actor.role())}});
}

absl::StatusOr<std::shared_ptr<const Authorization>> Authorization::Parse(const std::string& text) {
  config::v1::Authorization file;
  RETURN_IF_ERROR(ParseTextConfig(text, file));
  auto made = std::make_shared<Authorization>();
  absl::flat_hash_set<std::string> names;
  for (const Caller& caller : file.callers()) {
    RETURN_IF_ERROR(CheckCaller(caller));
    if (!names.insert(caller.name()).second) {
      return absl::InvalidArgumentError(
          absl::StrCat("caller \"", caller.name(), "\" is there twice"));
    }
    made->callers_.push_back(std::make_unique<CallerRules>(caller));
    for (const std::string& san : caller.sans()) {
      if (made->by_san_.emplace(san, made->callers_.back().get()).second) continue;
      return absl::InvalidArgumentError(absl::StrCat("san \"", san, "\" is there twice"));
    }
  }
  return made;
}

const CallerRules* Authorization::Find(const std::vector<std::string>& sans) const {
  for (const std::string& san : sans) {
    const auto found = by_san_.find(san);
    if (found != by_san_.end()) return found->second;
  }
  return nullptr;
}

AuthorizationFile::AuthorizationFile(std::string file, observe::Metrics& metrics,
                                     observe::Logger& logger)
    : file_(std::move(file)),
      logger_(logger),
      ok_(metrics.Gauge("shopdesk_authorization_file_ok",
                        "1: what the authorization file says holds; 0: it is wrong, and what it "
                        "said before holds.")) {}

absl::StatusOr<std::unique_ptr<AuthorizationFile>> AuthorizationFile::Open(
    const std::string& file, observe::Metrics& metrics, observe::Logger& logger) {
  std::unique_ptr<AuthorizationFile> opened(new AuthorizationFile(file, metrics, logger));
  RETURN_IF_ERROR(opened->Load());
  opened->ok_.Set(1);
  return opened;
}

absl::Status AuthorizationFile::Load() {
  ASSIGN_OR_RETURN(const std::string text, ReadTextFile(file_));
  if (text == text_) return absl::OkStatus();
  absl::StatusOr<std::shared_ptr<const Authorization>> parsed = Authorization::Parse(text);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(file_, ": ", parsed.status().message()));
  }
  text_ = text;
  MutexLock lock(mutex_);
  current_ = *std::move(parsed);
  return absl::OkStatus();
}

void AuthorizationFile::Refresh() {
  const std::shared_ptr<const Authorization> before = Current();
  const absl::Status status = Load();
  ok_.Set(status.ok() ? 1 : 0);
  if (Current() != before) {
    logger_.Log(observe::Level::kInfo, "authorization file taken", {{"file", file_}});
  }
  const std::string error(status.message());
  if (!status.ok() && error != error_) {
    logger_.Log(observe::Level::kError, "the authorization file is wrong; the last one holds",
                {{"error", error}});
  }
  error_ = error;
}

std::shared_ptr<const Authorization> AuthorizationFile::Current() const {
  MutexLock lock(mutex_);
  return current_;
}

}  // namespace shopdesk::rpc
