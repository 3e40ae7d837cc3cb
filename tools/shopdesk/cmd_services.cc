#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "google/rpc/error_details.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "nlohmann/json.hpp"
#include "shopdesk/event/v1/event.grpc.pb.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"

namespace shopdesk::cli {
namespace {

// "SERVING", or why it does not.
std::string HealthOf(const Suite& suite, const char* service) {
  const auto stub = grpc::health::v1::Health::NewStub(ChannelOf(suite, service));
  const auto response = Invoke(suite.settings, *stub, &grpc::health::v1::Health::Stub::Check,
                               grpc::health::v1::HealthCheckRequest());
  if (!response.ok()) return std::string(response.status().message());
  return grpc::health::v1::HealthCheckResponse::ServingStatus_Name(response->status());
}

void PrintEvent(const event::v1::Event& event, bool json) {
  if (json) {
    absl::PrintF("%s\n", ToJson(event, /*compact=*/true));
  } else {
    absl::PrintF(
        "%8d  %s  %-28s %s\n", event.sequence(),
        absl::FormatTime("%Y-%m-%d %H:%M:%S", FromProto(event.event_time()), absl::UTCTimeZone()),
        event.type(), event.resource_name());
  }
  std::fflush(stdout);
}

const char* AdviceFor(const absl::Status& status) {
  const std::string reason = ReasonOf(status);
  if (absl::IsUnavailable(status))
    return "is the service running? `shopdesk health` shows it; the call may be repeated";
  if (absl::IsDeadlineExceeded(status))
    return "the call may be repeated; --timeout gives it more time";
  if (absl::IsUnimplemented(status))
    return "the service has this switched off, or is of another version";
  if (reason == "OVERLOADED") return "repeat the call in a moment";
  if (reason == "NOT_FOUND")
    return "check the name; `shopdesk list COLLECTION --shop SHOP` shows what there is";
  if (reason == "ETAG_MISMATCH") return "read the resource again and repeat with its etag";
  return nullptr;
}

// Whether the status carries details of this kind.
bool Unpack(const absl::Status& status, const char* url, google::protobuf::Message& details) {
  const auto payload = status.GetPayload(url);
  return payload && details.ParseFromString(std::string(*payload));
}

}  // namespace

std::shared_ptr<grpc::Channel> ChannelOf(const Suite& suite, absl::string_view service) {
  if (service == "catalog") return suite.catalog;
  if (service == "orders") return suite.orders;
  if (service == "logistics") return suite.logistics;
  if (service == "feedback") return suite.feedback;
  return nullptr;
}

absl::Status Watch(Suite& suite, const WatchOptions& options) {
  const std::shared_ptr<grpc::Channel> channel = ChannelOf(suite, options.service);
  if (channel == nullptr)
    return absl::InvalidArgumentError("SERVICE must be catalog, orders, logistics or feedback");
  event::v1::WatchEventsRequest request;
  request.set_parent(options.shop.empty() ? "shops/-"
                                          : absl::StrCat("shops/", EscapeId(options.shop)));
  request.set_cursor(options.cursor);
  request.set_snapshot(options.snapshot);
  grpc::ClientContext context;
  rpc::SetCallMetadata(context, "shopdesk-cli", suite.settings.actor, "");
  const auto stub = event::v1::EventFeed::NewStub(channel);
  const auto stream = stub->WatchEvents(&context, request);
  event::v1::WatchEventsResponse response;
  int64_t seen = 0;
  while (stream->Read(&response)) {
    for (const auto& resource : response.resources())
      absl::PrintF("%s\n", ToJson(resource, /*compact=*/true));
    for (const event::v1::Event& event : response.events()) {
      PrintEvent(event, options.json);
      if (++seen == options.limit) {
        context.TryCancel();
        stream->Finish();
        return absl::OkStatus();
      }
    }
  }
  return rpc::FromGrpc(stream->Finish());
}

absl::Status Health(Suite& suite, absl::Duration wait, bool json) {
  const absl::Time give_up = absl::Now() + wait;
  std::vector<std::string> down;
  nlohmann::ordered_json report;
  do {
    if (!down.empty()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
    down.clear();
    for (const char* service : kServices) {
      report[service] = HealthOf(suite, service);
      if (report[service] != "SERVING") down.push_back(service);
    }
  } while (!down.empty() && absl::Now() < give_up);
  if (json) {
    absl::PrintF("%s\n", report.dump());
  } else {
    for (const auto& [service, state] : report.items())
      absl::PrintF("%-10s %s\n", service, state.get<std::string>());
  }
  if (down.empty()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("not serving: ", absl::StrJoin(down, ", ")));
}

absl::Status Migrate(const MigrateOptions& options) {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string program =
      (self.parent_path() / absl::StrCat("shopdesk-", options.service)).string();
  std::vector<const char*> arguments = {program.c_str(), "--migrate"};
  const std::string config = absl::StrCat("--config=", options.config);
  if (!options.config.empty()) arguments.push_back(config.c_str());
  arguments.push_back(nullptr);
  execv(program.c_str(), const_cast<char* const*>(arguments.data()));
  return absl::NotFoundError(absl::StrCat("can't run ", program,
                                          "; SERVICE must be catalog, orders, logistics or "
                                          "feedback, its program beside this one"));
}

std::string ExplainError(const absl::Status& status) {
  std::string text = absl::StrCat("shopdesk: ", std::string(status.message()), "\n");
  google::rpc::BadRequest details;
  if (Unpack(status, kBadRequestUrl, details)) {
    text = "shopdesk: the request was refused:\n";
    for (const auto& violation : details.field_violations()) {
      absl::StrAppend(&text, "  ", violation.field(), ": ", violation.description(), "\n");
    }
  }
  const std::string reason = ReasonOf(status);
  if (!reason.empty()) absl::StrAppend(&text, "  reason: ", reason, "\n");
  if (const char* advice = AdviceFor(status)) absl::StrAppend(&text, "  ", advice, "\n");
  return text;
}

nlohmann::ordered_json ErrorJson(const absl::Status& status) {
  nlohmann::ordered_json json = {{"code", absl::StatusCodeToString(status.code())},
                                 {"message", std::string(status.message())}};
  google::rpc::ErrorInfo info;
  if (Unpack(status, kErrorInfoUrl, info)) {
    json["reason"] = info.reason();
    for (const auto& [key, value] : info.metadata()) json["metadata"][key] = value;
  }
  google::rpc::BadRequest details;
  if (Unpack(status, kBadRequestUrl, details)) {
    for (const auto& violation : details.field_violations())
      json["fields"][violation.field()] = violation.description();
  }
  return json;
}

}  // namespace shopdesk::cli
