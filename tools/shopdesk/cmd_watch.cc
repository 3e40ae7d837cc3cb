#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "shopdesk/event/v1/event.grpc.pb.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/moment.h"

namespace shopdesk::cli {
namespace {

struct WatchOptions {
  // "catalog", "orders", "logistics" or "feedback".
  std::string service;
  // Empty: all shops.
  std::string shop;
  int64_t cursor = 0;
  bool snapshot = false;
  // Stop after so many events; 0: never.
  int64_t limit = 0;
  bool json = false;
};

void PrintEvent(const event::v1::Event& event, bool json) {
  if (json) {
    absl::PrintF("%s\n", ToJson(event, /*compact=*/true));
  } else {
    absl::PrintF("%8d  %s  %-28s %s\n", event.sequence(), FormatMoment(event.event_time()),
                 event.type(), event.resource_name());
  }
  std::fflush(stdout);
}

absl::Status Watch(const Suite& suite, const WatchOptions& options) {
  const std::shared_ptr<grpc::Channel> channel = ChannelOf(suite, options.service);
  event::v1::WatchEventsRequest request;
  request.set_parent(options.shop.empty() ? "shops/-"
                                          : absl::StrCat("shops/", EscapeId(options.shop)));
  request.set_cursor(options.cursor);
  request.set_snapshot(options.snapshot);
  grpc::ClientContext context;
  rpc::SetCallMetadata(context, kCaller, suite.settings.actor, "");
  const auto stub = event::v1::EventFeed::NewStub(channel);
  const auto stream = stub->WatchEvents(&context, request);
  event::v1::WatchEventsResponse response;
  int64_t seen = 0;
  while (stream->Read(&response)) {
    for (const auto& resource : response.resources())
      absl::PrintF("%s\n", ToJson(resource, /*compact=*/true));
    // Whoever reads a pipe wants them now, and if this is ended too.
    std::fflush(stdout);
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

void AddWatch(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<WatchOptions>();
  command.add_option("service", options->service, "catalog, orders, logistics or feedback")
      ->required()
      ->check(CLI::IsMember({"catalog", "orders", "logistics", "feedback"}));
  CLI::Option* shop = command.add_option("--shop", options->shop, "only this shop's events");
  command.add_option("--from", options->cursor, "events after this sequence")
      ->capture_default_str();
  command
      .add_flag("--snapshot", options->snapshot,
                "the shop's present resources first, a line of JSON each, then events")
      ->needs(shop);
  command.add_option("--limit", options->limit, "stop after so many events; 0: never")
      ->capture_default_str();
  command.callback([options, &globals, &action] {
    action = [options, &globals](Suite& suite) {
      options->json = globals.json;
      return Watch(suite, *options);
    };
  });
}

}  // namespace

const Command kWatchCommand = {"watch", "follow a service's event feed",
                               "A line for each event: sequence, time, type, resource; it goes on "
                               "until Ctrl-C. After a break, "
                               "--from the last sequence seen goes on.\n"
                               "Examples:\n  shopdesk watch orders --shop retail --limit 10\n"
                               "  shopdesk --json watch catalog --shop retail --snapshot",
                               AddWatch};

}  // namespace shopdesk::cli
