#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/texts.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;

absl::StatusOr<Json> AskOrders(const Suite& suite, const char* method_name, const Json& request) {
  ASSIGN_OR_RETURN(const MethodDescriptor* method, KnownMethod(method_name));
  Json answer;
  RETURN_IF_ERROR(CallMethod(suite.settings, suite.orders, *method, {request.dump()},
                             [&](const Message& message) {
                               answer = Json::parse(ToJson(message, /*compact=*/true));
                               return absl::OkStatus();
                             }));
  return answer;
}

absl::StatusOr<std::string> WriteText(const Suite& suite, const TextOptions& options,
                                      const std::string& name) {
  if (options.kind == "courier") {
    ASSIGN_OR_RETURN(
        const Json couriers,
        AskOrders(suite, "shopdesk.orders.v1.CourierService.ListCourierOptions", {{"name", name}}));
    return CourierText(couriers, options.language);
  }
  ASSIGN_OR_RETURN(const Json described,
                   AskOrders(suite, "shopdesk.orders.v1.OrderService.DescribeOrder",
                             {{"name", name}, {"language_code", options.language}}));
  if (options.kind == "cod") return CodText(described["order"], options.language);
  if (options.kind == "delay") return DelayText(described["order"], options.language);
  return described.value("sentence", "");
}

}  // namespace

absl::Status Text(Suite& suite, const TextOptions& options) {
  std::string name = options.order;
  if (!absl::StrContains(name, '/')) {
    if (options.shop.empty()) return absl::InvalidArgumentError("--shop is required");
    name = absl::StrCat("shops/", EscapeId(options.shop), "/orders/", EscapeId(name));
  }
  ASSIGN_OR_RETURN(const std::string text, WriteText(suite, options, name));
  absl::PrintF("%s\n", options.json ? Json{{"text", text}}.dump() : text);
  return absl::OkStatus();
}

}  // namespace shopdesk::cli
