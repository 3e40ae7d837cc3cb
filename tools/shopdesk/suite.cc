#include "tools/shopdesk/suite.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "libs/base/error.h"
#include "libs/base/id.h"
#include "libs/rpc/client.h"

namespace shopdesk::cli {

void Suite::Connect() {
  catalog = rpc::MakeChannel(catalog_target);
  orders = rpc::MakeChannel(orders_target);
  logistics = rpc::MakeChannel(logistics_target);
  feedback = rpc::MakeChannel(feedback_target);
}

std::shared_ptr<grpc::Channel> ChannelOf(const Suite& suite, absl::string_view service) {
  if (service == "catalog") return suite.catalog;
  if (service == "orders") return suite.orders;
  if (service == "logistics") return suite.logistics;
  if (service == "feedback") return suite.feedback;
  return nullptr;
}

type::v1::Actor MakeActor(absl::string_view kind, const std::string& id, const std::string& role) {
  type::v1::Actor actor;
  actor.set_role(role);
  if (id.empty()) return actor;
  actor.set_kind(kind == "buyer"     ? type::v1::Actor::BUYER
                 : kind == "service" ? type::v1::Actor::SERVICE
                                     : type::v1::Actor::AGENT);
  actor.set_id(id);
  return actor;
}

absl::Status WithPatience(const CallSettings& settings, absl::FunctionRef<absl::Status()> attempt) {
  const absl::Time give_up = absl::Now() + settings.patience;
  absl::Duration pause = absl::Milliseconds(20);
  while (true) {
    const absl::Status status = attempt();
    if (status.ok() || !IsTransient(status) || absl::Now() + pause > give_up) return status;
    std::this_thread::sleep_for(absl::ToChronoMilliseconds(pause));
    pause = std::min(pause * 2, absl::Seconds(1));
  }
}

absl::Status CallWithPatience(const CallSettings& settings,
                              absl::FunctionRef<grpc::Status(grpc::ClientContext&)> attempt) {
  return WithPatience(settings, [&] {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + settings.timeout));
    rpc::SetCallMetadata(context, "shopdesk-cli", settings.actor, "");
    return rpc::FromGrpc(attempt(context));
  });
}

}  // namespace shopdesk::cli
