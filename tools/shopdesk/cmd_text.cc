#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "libs/base/calendar.h"
#include "libs/base/language.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/profile_flags.h"
#include "tools/shopdesk/resources.h"
#include "tools/shopdesk/shops.h"
#include "tools/shopdesk/texts.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;

struct TextOptions {
  // "state", "courier", "cod", "delay", "care", "size", "suitability", "check" or "reply".
  std::string kind;
  // The id of the order, or of the product, or its full name; for check the text itself; for reply
  // the shortcut.
  std::string subject;
  // Unless a full name is given.
  std::string shop;
  // A tag of BCP 47.
  std::string language = "zh";
  bool language_given = false;
  // Whom a size has to fit, or a product to suit.
  ProfileFlags profile;
  // For reply: ids or full names; empty: none.
  std::string order;
  std::string product;
  std::string sku;
  bool json = false;

  bool OfProduct() const { return kind == "care" || kind == "size" || kind == "suitability"; }
};

absl::StatusOr<Json> Ask(const Suite& suite, const std::shared_ptr<grpc::Channel>& service,
                         const char* method_name, const Json& request) {
  ASSIGN_OR_RETURN(const MethodDescriptor* method, KnownMethod(method_name));
  Json answer;
  RETURN_IF_ERROR(
      CallMethod(suite.settings, service, *method, {request.dump()}, [&](const Message& message) {
        answer = Json::parse(ToJson(message, /*compact=*/true));
        return absl::OkStatus();
      }));
  return answer;
}

absl::StatusOr<Json> AskOrders(const Suite& suite, const char* method_name, const Json& request) {
  return Ask(suite, suite.orders, method_name, request);
}

absl::StatusOr<absl::string_view> LanguageOf(const TextOptions& options) {
  const absl::string_view language = MatchLanguage(options.language, kTextLanguages);
  if (!language.empty()) return language;
  return absl::InvalidArgumentError(absl::StrCat("there are no texts in \"", options.language,
                                                 "\"; there are in ",
                                                 absl::StrJoin(kTextLanguages, ", ")));
}

absl::StatusOr<std::string> WriteCare(const Suite& suite, const TextOptions& options,
                                      const std::string& product) {
  ASSIGN_OR_RETURN(const absl::string_view language, LanguageOf(options));
  ASSIGN_OR_RETURN(const Json care,
                   Ask(suite, suite.catalog, "shopdesk.catalog.v1.CareService.GetProductCare",
                       {{"name", product}, {"language_code", std::string(language)}}));
  std::string sentence = care.value("sentence", "");
  if (!sentence.empty()) return sentence;
  return absl::FailedPreconditionError(
      "nothing is known of its care: no guide tells of the product, its materials or its "
      "category; CareService.UpdateCareGuide does");
}

absl::StatusOr<std::string> WriteSize(const Suite& suite, const TextOptions& options,
                                      const std::string& product) {
  ASSIGN_OR_RETURN(const absl::string_view language, LanguageOf(options));
  ASSIGN_OR_RETURN(const Json measures, MeasuresOf(options.profile));
  ASSIGN_OR_RETURN(
      const Json advice,
      Ask(suite, suite.catalog, "shopdesk.catalog.v1.SizeChartService.AdviseSize",
          {{"name", product}, {"measures", measures}, {"language_code", std::string(language)}}));
  return advice.value("sentence", "");
}

absl::StatusOr<std::string> WriteSuitability(const Suite& suite, const TextOptions& options,
                                             const std::string& product) {
  ASSIGN_OR_RETURN(const absl::string_view language, LanguageOf(options));
  ASSIGN_OR_RETURN(const Json profile, ProfileOf(options.profile));
  ASSIGN_OR_RETURN(
      const Json suitability,
      Ask(suite, suite.catalog, "shopdesk.catalog.v1.SuitabilityService.CheckSuitability",
          {{"name", product}, {"profile", profile}, {"language_code", std::string(language)}}));
  return suitability.value("sentence", "");
}

// What a text says that it shouldn't, a line a hit.
absl::Status CheckText(const Suite& suite, const TextOptions& options) {
  if (options.shop.empty()) return MissingShop();
  ASSIGN_OR_RETURN(
      const Json answer,
      Ask(suite, suite.catalog, "shopdesk.catalog.v1.WordingService.CheckText",
          {{"parent", absl::StrCat("shops/", EscapeId(options.shop))},
           {"texts", Json::array({Json{{"field", "text"}, {"text", options.subject}}})}}));
  if (options.json) {
    absl::PrintF("%s\n", answer.dump());
    return absl::OkStatus();
  }
  const Json hits = answer.value("hits", Json::array());
  if (hits.empty()) absl::PrintF("nothing that it shouldn't say\n");
  for (const Json& hit : hits) absl::PrintF("%s\n", HitText(hit));
  return absl::OkStatus();
}

std::string NameIn(const std::string& shop, const char* collection, const std::string& id) {
  if (id.empty() || absl::StartsWith(id, "shops/")) return id;
  return absl::StrCat(shop, collection, EscapeId(id));
}

// A canned reply, filled in; it counts as used.
absl::StatusOr<std::string> WriteReply(const Suite& suite, const TextOptions& options) {
  if (options.shop.empty()) return MissingShop();
  const std::string shop = absl::StrCat("shops/", EscapeId(options.shop));
  const bool language_follows = !options.language_given && !options.order.empty();
  ASSIGN_OR_RETURN(const Json answer,
                   Ask(suite, suite.feedback, "shopdesk.feedback.v1.CannedReplyService.RenderReply",
                       {{"parent", shop},
                        {"shortcut", options.subject},
                        {"language_code", language_follows ? "" : options.language},
                        {"order", NameIn(shop, "/orders/", options.order)},
                        {"product", NameIn(shop, "/products/", options.product)},
                        {"sku_id", options.sku}}));
  return answer.value("text", "");
}

absl::StatusOr<TextStyle> StyleOf(const Suite& suite, const TextOptions& options,
                                  const std::string& name) {
  TextStyle style;
  ASSIGN_OR_RETURN(style.language, LanguageOf(options));
  ASSIGN_OR_RETURN(const Json policy,
                   AskOrders(suite, "shopdesk.orders.v1.PolicyService.GetPolicy",
                             {{"name", absl::StrCat(ShopNameOf(name), "/policy")}}));
  type::v1::ShopCalendar calendar;
  calendar.set_time_zone(Cell(policy, "calendar.time_zone"));
  ASSIGN_OR_RETURN(style.zone, ZoneOf(calendar));
  return style;
}

absl::StatusOr<std::string> WriteText(const Suite& suite, const TextOptions& options,
                                      const std::string& name) {
  if (options.kind == "care") return WriteCare(suite, options, name);
  if (options.kind == "size") return WriteSize(suite, options, name);
  if (options.kind == "suitability") return WriteSuitability(suite, options, name);
  ASSIGN_OR_RETURN(const TextStyle style, StyleOf(suite, options, name));
  if (options.kind == "courier") {
    ASSIGN_OR_RETURN(
        const Json couriers,
        AskOrders(suite, "shopdesk.orders.v1.CourierService.ListCourierOptions", {{"name", name}}));
    return CourierText(couriers, style);
  }
  ASSIGN_OR_RETURN(const Json described,
                   AskOrders(suite, "shopdesk.orders.v1.OrderService.DescribeOrder",
                             {{"name", name}, {"language_code", std::string(style.language)}}));
  if (options.kind == "cod") return CodText(described["order"], style);
  if (options.kind == "delay") return DelayText(described["order"], style);
  return described.value("sentence", "");
}

// FAILED_PRECONDITION if the order gives no cause for the text, or nothing is known.
absl::Status Text(const Suite& suite, const TextOptions& options) {
  if (options.kind == "check") return CheckText(suite, options);
  if (options.kind == "reply") {
    ASSIGN_OR_RETURN(const std::string reply, WriteReply(suite, options));
    absl::PrintF("%s\n", options.json ? Json{{"text", reply}}.dump() : reply);
    return absl::OkStatus();
  }
  std::string name = options.subject;
  if (!absl::StartsWith(name, "shops/")) {
    if (options.shop.empty()) return MissingShop();
    name = absl::StrCat("shops/", EscapeId(options.shop),
                        options.OfProduct() ? "/products/" : "/orders/", EscapeId(name));
  }
  ASSIGN_OR_RETURN(const std::string text, WriteText(suite, options, name));
  absl::PrintF("%s\n", options.json ? Json{{"text", text}}.dump() : text);
  return absl::OkStatus();
}

void AddText(CLI::App& command, const Globals& globals, Action& action) {
  auto options = std::make_shared<TextOptions>();
  command
      .add_option("kind", options->kind,
                  "state, courier, cod, delay, care, size, suitability, check or reply")
      ->required()
      ->check(CLI::IsMember(
          {"state", "courier", "cod", "delay", "care", "size", "suitability", "check", "reply"}));
  command
      .add_option("subject", options->subject,
                  "the id or name of the order, or for care, size and suitability of the product; "
                  "for check the text; for reply the shortcut")
      ->required();
  command.add_option("--shop", options->shop, "the shop's id");
  CLI::Option* language =
      command.add_option("--language", options->language, "the buyer's, e.g. zh, en, es, pt-BR")
          ->capture_default_str();
  command.add_option("--order", options->order, "for reply: the order that it is about");
  command.add_option("--product", options->product, "for reply: the product that it is about");
  command.add_option("--sku", options->sku, "for reply: the SKU that it is about");
  ProfileFlags& profile = options->profile;
  command.add_option("--age", profile.age, "of whom it is for: 10m, 3y");
  command
      .add_option("--measure", profile.measures,
                  "of whom, or where, it is for: chest=92cm, weight=62kg, window_width=1.6m")
      ->allow_extra_args(false);
  command.add_option("--skin", profile.skin, "sensitive, dry …; none: nothing is to be heeded")
      ->allow_extra_args(false);
  command.add_option("--allergy", profile.allergies, "a word; none: there is none")
      ->allow_extra_args(false);
  command
      .add_option("--condition", profile.conditions, "a word, e.g. pregnancy; none: there is none")
      ->allow_extra_args(false);
  command.add_option("--habit", profile.habits, "a word, e.g. pets; none: there is none")
      ->allow_extra_args(false);
  command.callback([options, language, &globals, &action] {
    options->language_given = language->count() > 0;
    action = [options, &globals](Suite& suite) {
      options->json = globals.json;
      return Text(suite, *options);
    };
  });
}

}  // namespace

const Command kTextCommand = {
    "text", "a text to paste into the chat with a buyer",
    "Kinds: state (where the order stands), courier (who reaches the address, price and date), "
    "cod (what it costs more), delay (the later date that was proposed), care (how a product is "
    "washed, kept and mended), size (which size of a product fits, by --measure), suitability "
    "(whether a product suits somebody: what of him isn't told is unknown, and asked for), check "
    "(what a text says that it shouldn't by the laws of advertising), reply (a canned reply, "
    "filled "
    "in).\n"
    "Examples:\n  shopdesk text state 536365 --shop retail --language en\n"
    "  shopdesk text cod shops/demo/orders/7\n"
    "  shopdesk text care 1010000 --shop yanxuan --language es\n"
    "  shopdesk text size 1135051 --shop yanxuan --language en --measure window_width=1.6m\n"
    "  shopdesk text suitability 1010000 --shop yanxuan --language en --age 3y --skin sensitive "
    "--allergy none\n"
    "  shopdesk text check \"五星好评返现\" --shop yanxuan\n"
    "  shopdesk text reply cz --shop yanxuan --product 1010000",
    AddText};

}  // namespace shopdesk::cli
