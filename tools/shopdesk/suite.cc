#include "tools/shopdesk/suite.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

#include "absl/strings/str_cat.h"
#include "grpcpp/support/validate_service_config.h"
#include "libs/base/error.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"

namespace shopdesk::cli {
namespace {

absl::StatusOr<std::string> ReadServiceConfig(const std::string& file) {
  if (file.empty()) return rpc::ServiceConfigJson();
  std::ifstream in(file);
  const std::string config{std::istreambuf_iterator<char>(in), {}};
  const std::string fault = grpc::experimental::ValidateServiceConfigJSON(config);
  if (in.good() && fault.empty()) return config;
  return absl::InvalidArgumentError(
      absl::StrCat("--service-config takes a file of gRPC's service config, JSON; \"", file,
                   "\" is ", in.good() ? fault : "not to be read"));
}

}  // namespace

absl::Status Suite::Connect() {
  const rpc::ClientCertificates& files = certificates;
  auto credentials = grpc::InsecureChannelCredentials();
  if (!files.ca_file.empty() || !files.cert_file.empty() || !files.key_file.empty()) {
    for (const std::string& file : {files.ca_file, files.cert_file, files.key_file}) {
      if (std::ifstream(file).good()) continue;
      return absl::InvalidArgumentError(
          absl::StrCat("TLS takes --ca, --cert and --key together; can't read \"", file, "\""));
    }
    credentials = rpc::MakeChannelCredentials(files);
  }
  ASSIGN_OR_RETURN(const std::string config, ReadServiceConfig(service_config_file));
  catalog = rpc::MakeChannel(catalog_target, credentials, config);
  orders = rpc::MakeChannel(orders_target, credentials, config);
  logistics = rpc::MakeChannel(logistics_target, credentials, config);
  feedback = rpc::MakeChannel(feedback_target, credentials, config);
  return absl::OkStatus();
}

std::shared_ptr<grpc::Channel> ChannelOf(const Suite& suite, absl::string_view service) {
  if (service == "catalog") return suite.catalog;
  if (service == "orders") return suite.orders;
  if (service == "logistics") return suite.logistics;
  if (service == "feedback") return suite.feedback;
  return nullptr;
}

absl::StatusOr<type::v1::Actor> MakeActor(absl::string_view kind, const std::string& id,
                                          absl::string_view role) {
  type::v1::Actor actor;
  if (!role.empty()) {
    const absl::optional<Role::Value> parsed = ParseRole(role);
    if (!parsed.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat("there is no role \"", role, "\"; roles are as owner, guide, pre_sale"));
    }
    actor.set_role(*parsed);
  }
  if (id.empty()) return actor;
  actor.set_kind(kind == "buyer"     ? type::v1::Actor::BUYER
                 : kind == "service" ? type::v1::Actor::SERVICE
                                     : type::v1::Actor::AGENT);
  actor.set_id(id);
  return actor;
}

CallSettings InRole(CallSettings settings, Role::Value role) {
  settings.actor.set_role(role);
  return settings;
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
    rpc::SetCallMetadata(context, kCaller, settings.actor, "");
    return rpc::FromGrpc(attempt(context));
  });
}

}  // namespace shopdesk::cli
