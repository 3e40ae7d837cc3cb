#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "shopdesk/work/v1/work.pb.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/errors.h"
#include "tools/shopdesk/order_view.h"
#include "tools/shopdesk/overview.h"
#include "tools/shopdesk/resources.h"
#include "tools/shopdesk/shops.h"
#include "tools/shopdesk/table.h"
#include "tools/shopdesk/work_items.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;
using work::v1::WorkItem;

struct ShowOptions {
  // A resource's name, or "order" or "buyer".
  std::string what;
  // Of the order or buyer; the order's full name will do too.
  std::string id;
  // Unless a full name is given.
  std::string shop;
  // Of the sentence about an order.
  std::string language = "zh";
  bool json = false;
};

// A number of JSON as protobuf writes it, which quotes long ones.
std::string ValueText(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

constexpr char kCardKey[] = "card";
constexpr char kWorkKey[] = "work_items";
constexpr ColumnList kWorkColumns = {"due_time", "kind", "summary", "claimed_by.id", "name"};

void PrintSections(const Overview& overview, absl::Span<const Source> sources) {
  for (const Source& source : sources)
    PrintSection(source.key, source.columns, overview.sections[source.key]);
  PrintSection(kWorkKey, kWorkColumns, overview.sections[kWorkKey]);
  if (!overview.cut.empty()) {
    absl::FPrintF(stderr, "there is more: %s; `shopdesk list` shows all\n",
                  absl::StrJoin(overview.cut, ", "));
  }
}

void PrintDenied(const Overview& overview) {
  if (overview.denied.empty()) return;
  absl::FPrintF(stderr, "not for this role to read: %s\n", absl::StrJoin(overview.denied, ", "));
}

// Of all that waits in the shop, what is about this.
void AddWorkItems(const Suite& suite, const std::string& shop_name, Overview& overview,
                  absl::FunctionRef<bool(const WorkItem&)> wanted) {
  work::v1::ListWorkItemsRequest request;
  request.set_parent(shop_name);
  request.set_show_snoozed(true);
  const WorkItems found = ReadWorkItems(suite, request, 0, wanted);
  Json& items = overview.sections[kWorkKey] = Json::array();
  for (const WorkItem& item : found.items)
    items.push_back(Json::parse(ToJson(item, /*compact=*/true)));
  if (IsForOtherRoles(found.status)) {
    overview.denied.push_back(kWorkKey);
  } else {
    overview.status.Update(found.status);
  }
}

absl::Status ShowOrder(const Suite& suite, const ShowOptions& options, const std::string& name) {
  ASSIGN_OR_RETURN(const MethodDescriptor* describe,
                   KnownMethod("shopdesk.orders.v1.OrderService.DescribeOrder"));
  Json described;
  const Json request = {{"name", name}, {"language_code", options.language}};
  RETURN_IF_ERROR(CallMethod(suite.settings, suite.orders, *describe, {request.dump()},
                             [&](const Message& message) {
                               described = Json::parse(ToJson(message, /*compact=*/true));
                               return absl::OkStatus();
                             }));
  const std::string shop_name = ShopNameOf(name);
  Overview overview = ReadOverview(suite, SourcesOfOrder(),
                                   {{"{shop}", shop_name},
                                    {"{order}", name},
                                    {"{buyer}", described["order"].value("buyer", "")}});
  AddWorkItems(suite, shop_name, overview,
               [&](const WorkItem& item) { return item.order() == name; });
  if (options.json) {
    described.update(overview.sections);
    absl::PrintF("%s\n", described.dump(2));
  } else {
    PrintOrder(described);
    PrintSections(overview, SourcesOfOrder());
  }
  PrintDenied(overview);
  return overview.status;
}

// The buyer's card; nothing if he never ordered, or may not be seen by who asks.
Json ReadCard(const Suite& suite, const std::string& shop_name, const std::string& buyer,
              Overview& overview) {
  const absl::StatusOr<const MethodDescriptor*> get =
      KnownMethod("shopdesk.orders.v1.BuyerCardService.GetBuyerCard");
  Json card = Json::object();
  if (!get.ok()) return card;
  const Json request = {{"name", absl::StrCat(shop_name, "/buyerCards/", EscapeId(buyer))}};
  const absl::Status status = CallMethod(suite.settings, suite.orders, **get, {request.dump()},
                                         [&](const Message& message) {
                                           card = Json::parse(ToJson(message, /*compact=*/true));
                                           return absl::OkStatus();
                                         });
  if (IsForOtherRoles(status)) {
    overview.denied.insert(overview.denied.begin(), kCardKey);
  } else if (!absl::IsNotFound(status) && !absl::IsUnimplemented(status)) {
    overview.status.Update(ErrorOfService("orders", status));
  }
  return card;
}

void PrintCard(const Json& card) {
  if (card.empty()) return;
  const auto line = [&](const char* key, const char* title) {
    if (card.contains(key)) absl::PrintF("  %-22s %s\n", title, ValueText(card[key]));
  };
  line("orders", "orders");
  line("finished", "finished");
  line("received", "received");
  line("returned", "returned");
  line("return_rate_bps", "returned of 10,000");
  line("cod_taken", "COD taken");
  line("cod_refused", "COD refused");
  line("refunds", "refunds");
  line("refunds_only", "of them without return");
  if (!card.value("couriers", Json::array()).empty()) {
    const Json& courier = card["couriers"][0];
    absl::PrintF("  %-22s %s %s\n", "prefers courier", courier.value("carrier_id", ""),
                 courier.value("mode", ""));
  }
  for (const Json& size : card.value("sizes", Json::array())) {
    absl::PrintF("  %-22s %s: %s\n", "keeps size", size.value("category", ""),
                 size.value("size", ""));
  }
}

bool IsEmpty(const Overview& overview) {
  return std::all_of(overview.sections.begin(), overview.sections.end(),
                     [](const Json& section) { return section.empty(); });
}

absl::Status ShowBuyer(const Suite& suite, const ShowOptions& options) {
  const std::string shop_name = absl::StrCat("shops/", EscapeId(options.shop));
  Overview overview = ReadOverview(
      suite, SourcesOfBuyer(),
      {{"{shop}", shop_name}, {"{buyer}", options.id}, {"{buyer_id}", EscapeId(options.id)}});
  const Json card = ReadCard(suite, shop_name, options.id, overview);
  AddWorkItems(suite, shop_name, overview,
               [&](const WorkItem& item) { return item.buyer() == options.id; });
  if (options.json) {
    if (!card.empty()) overview.sections[kCardKey] = card;
    absl::PrintF("%s\n", overview.sections.dump(2));
  } else if (card.empty() && IsEmpty(overview)) {
    RETURN_IF_ERROR(CheckShop(suite, shop_name));
    absl::PrintF("buyer %s: nothing is known\n", options.id);
  } else {
    absl::PrintF("buyer %s\n", options.id);
    PrintCard(card);
    PrintSections(overview, SourcesOfBuyer());
  }
  PrintDenied(overview);
  return overview.status;
}

absl::Status ShowResource(const Suite& suite, const std::string& name) {
  const ResourceKind* kind = KindOfName(name);
  if (kind == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat(
        "\"", name,
        "\" is neither \"order\" nor \"buyer\", nor a resource's name; names look like "
        "shops/retail/orders/536365, `shopdesk list` shows them"));
  }
  if (kind->get == nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("one of the ", kind->collection,
                                                   " is not shown alone; see `shopdesk list ",
                                                   kind->collection, " --shop SHOP`"));
  }
  ASSIGN_OR_RETURN(const MethodDescriptor* method, KnownMethod(kind->get));
  return CallMethod(suite.settings, suite.*(kind->channel), *method, {Json{{"name", name}}.dump()},
                    [](const Message& message) {
                      absl::PrintF("%s", ToJson(message, /*compact=*/false));
                      return absl::OkStatus();
                    });
}

// Prints a resource as JSON; or everything that the four services know of an order or a buyer. A
// service that doesn't answer leaves its part out, and is the error; what isn't for the caller's
// role is left out and told.
absl::Status Show(Suite& suite, const ShowOptions& options) {
  if (options.what != "order" && options.what != "buyer") return ShowResource(suite, options.what);
  if (options.id.empty()) {
    return absl::InvalidArgumentError(absl::StrCat("which ", options.what, "? `shopdesk show ",
                                                   options.what, " ID --shop SHOP`"));
  }
  if (options.what == "order" && absl::StartsWith(options.id, "shops/"))
    return ShowOrder(suite, options, options.id);
  if (options.shop.empty()) return MissingShop();
  if (options.what == "buyer") return ShowBuyer(suite, options);
  return ShowOrder(
      suite, options,
      absl::StrCat("shops/", EscapeId(options.shop), "/orders/", EscapeId(options.id)));
}

void AddShow(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<ShowOptions>();
  command.add_option("what", options->what, "order, buyer, or a resource's name")->required();
  command.add_option("id", options->id, "the order's or buyer's id");
  command.add_option("--shop", options->shop, "the shop's id");
  command.add_option("--language", options->language, "of the sentence about an order")
      ->check(CLI::IsMember({"zh", "en", "es", "pt"}))
      ->capture_default_str();
  command.callback([options, &globals, &action] {
    action = [options, &globals](Suite& suite) {
      options->json = globals.json;
      return Show(suite, *options);
    };
  });
}

}  // namespace

const Command kShowCommand = {
    "show", "one resource, or all that the services know of an order or a buyer",
    "Examples:\n  shopdesk show order 536365 --shop retail --language en\n"
    "  shopdesk --json show buyer 17850 --shop retail\n"
    "  shopdesk show shops/retail/orders/536365",
    AddShow};

}  // namespace shopdesk::cli
