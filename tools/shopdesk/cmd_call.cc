#include <cstdio>
#include <iostream>
#include <memory>
#include <thread>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/errors.h"
#include "tools/shopdesk/reflection.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;

struct CallOptions {
  // Empty: list the methods.
  std::string method;
  // Of which service, where several serve a method; empty: the only one.
  std::string service;
  std::vector<std::string> requests = {"{}"};
  // Read calls from standard input.
  bool batch = false;
};

struct ServedMethod {
  const char* service;
  std::shared_ptr<grpc::Channel> channel;
  const MethodDescriptor* method;
};

// What the four services, or the one that is wanted, say of themselves; read once, used by any
// thread.
class MethodBook {
 public:
  // Holds what a method of that name needs; all methods for an empty one. A service that doesn't
  // answer is left out.
  MethodBook(const Suite& suite, absl::string_view method, absl::string_view wanted)
      : suite_(suite) {
    for (const char* service : kServices) {
      if (!wanted.empty() && wanted != service) continue;
      auto reflection = Reflection::Read(suite.settings, ChannelOf(suite, service), method);
      unreachable_.Update(reflection.status());
      if (reflection.ok()) services_.emplace_back(service, *std::move(reflection));
    }
  }

  // The first service that did not answer; OK if all did.
  const absl::Status& unreachable() const { return unreachable_; }

  void Print() const {
    for (const auto& [service, reflection] : services_) {
      for (const std::string& name : reflection->services()) {
        const auto* descriptor = reflection->FindService(name);
        for (int i = 0; descriptor != nullptr && i < descriptor->method_count(); ++i)
          absl::PrintF("%-10s %s/%s\n", service, name, descriptor->method(i)->name());
      }
    }
  }

  // The method that `name` means, of `wanted` if that isn't empty.
  absl::StatusOr<ServedMethod> Find(const std::string& name, absl::string_view wanted) const {
    std::vector<ServedMethod> found;
    for (const auto& [service, reflection] : services_) {
      if (!wanted.empty() && wanted != service) continue;
      for (const MethodDescriptor* method : reflection->FindMethods(name))
        found.push_back({service, ChannelOf(suite_, service), method});
    }
    if (found.size() == 1) return found.front();
    if (found.empty() && !unreachable_.ok()) return unreachable_;
    if (found.empty()) {
      return absl::NotFoundError(
          absl::StrCat("no service has a method ", name, "; `shopdesk call` lists them"));
    }
    return absl::InvalidArgumentError(
        absl::StrCat(name, " means several, choose one by its full name or by --service: ",
                     absl::StrJoin(found, ", ", [](std::string* out, const ServedMethod& each) {
                       absl::StrAppend(out, each.method->service()->full_name(), "/",
                                       each.method->name(), " of ", each.service);
                     })));
  }

 private:
  const Suite& suite_;
  std::vector<std::pair<const char*, std::unique_ptr<Reflection>>> services_;
  absl::Status unreachable_;
};

// A line of a batch.
struct BatchCall {
  CallSettings settings;
  CallOptions options;
};

absl::StatusOr<std::string> TextOf(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end()) return "";
  if (found->is_string()) return found->get<std::string>();
  return absl::InvalidArgumentError(absl::StrCat("\"", key, "\" must be a string"));
}

absl::StatusOr<BatchCall> ParseBatchCall(const CallSettings& settings, const Json& line) {
  if (!line.is_object()) {
    return absl::InvalidArgumentError(
        "a call is a JSON object: {\"method\": \"GetOrder\", \"request\": {...}}");
  }
  BatchCall call{.settings = settings, .options = {}};
  ASSIGN_OR_RETURN(call.options.method, TextOf(line, "method"));
  ASSIGN_OR_RETURN(call.options.service, TextOf(line, "service"));
  if (call.options.method.empty()) return absl::InvalidArgumentError("\"method\" is missing");
  if (line.contains("request")) call.options.requests = {line["request"].dump()};
  if (line.contains("requests")) {
    call.options.requests.clear();
    for (const Json& request : line["requests"]) call.options.requests.push_back(request.dump());
  }
  if (line.contains("actor") || line.contains("role")) {
    ASSIGN_OR_RETURN(const std::string kind, TextOf(line, "actor_kind"));
    ASSIGN_OR_RETURN(const std::string id, TextOf(line, "actor"));
    ASSIGN_OR_RETURN(const std::string role, TextOf(line, "role"));
    ASSIGN_OR_RETURN(call.settings.actor,
                     MakeActor(kind, id.empty() ? settings.actor.id() : id, role));
  }
  return call;
}

absl::StatusOr<Json> Answer(const MethodBook& book, const CallSettings& settings,
                            const Json& line) {
  ASSIGN_OR_RETURN(const BatchCall call, ParseBatchCall(settings, line));
  ASSIGN_OR_RETURN(const ServedMethod served, book.Find(call.options.method, call.options.service));
  Json responses = Json::array();
  RETURN_IF_ERROR(CallMethod(call.settings, served.channel, *served.method, call.options.requests,
                             [&](const Message& message) {
                               responses.push_back(Json::parse(ToJson(message, /*compact=*/true)));
                               return absl::OkStatus();
                             }));
  if (served.method->server_streaming()) return Json{{"responses", std::move(responses)}};
  return Json{{"response", std::move(responses.at(0))}};
}

Json AnswerOrError(const MethodBook& book, const CallSettings& settings, const Json& line) {
  absl::StatusOr<Json> answer = Answer(book, settings, line);
  return answer.ok() ? *std::move(answer) : Json{{"error", ErrorJson(answer.status())}};
}

// The calls of an array, each on a thread of its own.
Json AnswerAtOnce(const MethodBook& book, const CallSettings& settings, const Json& lines) {
  std::vector<Json> answers(lines.size());
  std::vector<std::thread> threads;
  for (size_t i = 0; i < lines.size(); ++i) {
    threads.emplace_back([&, i] { answers[i] = AnswerOrError(book, settings, lines[i]); });
  }
  for (std::thread& thread : threads) thread.join();
  return answers;
}

int64_t CountErrors(const Json& answer) {
  if (!answer.is_array()) return answer.contains("error");
  int64_t errors = 0;
  for (const Json& each : answer) errors += each.contains("error");
  return errors;
}

// Calls a method found by reflection on the four services.
absl::Status Call(const Suite& suite, const CallOptions& options) {
  const MethodBook book(suite, options.method, options.service);
  if (options.method.empty()) {
    book.Print();
    return book.unreachable();
  }
  ASSIGN_OR_RETURN(const ServedMethod served, book.Find(options.method, options.service));
  return CallMethod(suite.settings, served.channel, *served.method, options.requests,
                    [](const Message& message) {
                      absl::PrintF("%s", ToJson(message, /*compact=*/false));
                      return absl::OkStatus();
                    });
}

// Reads calls from `in`, a JSON object a line:
//   {"method": "GetOrder", "request": {...}, "service": "orders", "actor": "9", "role": "packing"}
// where service, actor, actor_kind and role may be left out, and "requests" gives several for a
// stream; writes a line for each to standard output, {"response": {...}}, {"responses": [...]} for
// a stream of answers, or {"error": {"code", "message", "reason", "metadata", "fields"}}. The calls
// of a line that is an array are made at once, and answered as an array. Ends with the input;
// ABORTED if a call failed.
absl::Status CallBatch(const Suite& suite, std::istream& in) {
  const MethodBook book(suite, /*method=*/"", /*wanted=*/"");
  RETURN_IF_ERROR(book.unreachable());
  int64_t errors = 0;
  for (std::string text; std::getline(in, text);) {
    if (text.empty()) continue;
    const Json line = Json::parse(text, nullptr, /*allow_exceptions=*/false);
    const Json answer = line.is_array() ? AnswerAtOnce(book, suite.settings, line)
                                        : AnswerOrError(book, suite.settings, line);
    absl::PrintF("%s\n", answer.dump());
    std::fflush(stdout);
    errors += CountErrors(answer);
  }
  if (errors == 0) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat(errors, " calls failed; their lines have an \"error\""));
}

void AddCall(CLI::App& command, const Globals&, Action& action) {
  auto options = std::make_shared<CallOptions>();
  command.add_option("method", options->method, "Method, Service/Method or package.Service/Method");
  command.add_option("request", options->requests,
                     "the request as JSON; several for a stream of requests");
  command
      .add_option("--service", options->service, "of which service, where several have the method")
      ->check(CLI::IsMember({"catalog", "orders", "logistics", "feedback"}));
  command.add_flag("--batch", options->batch,
                   "read calls from standard input, answer each with a line");
  command.callback([options, &action] {
    action = [options](Suite& suite) {
      return options->batch ? CallBatch(suite, std::cin) : Call(suite, *options);
    };
  });
}

}  // namespace

const Command kCallCommand = {
    "call", "call any method, found by reflection; without a method: list them",
    "Examples:\n  shopdesk call\n"
    "  shopdesk call GetOrder '{\"name\": \"shops/retail/orders/536365\"}'\n"
    "  shopdesk call orders.v1.OrderService/DescribeOrder '{\"name\": "
    "\"shops/retail/orders/536365\", "
    "\"language_code\": \"en\"}'\n"
    "  shopdesk call --service orders ListParkedTimers\n"
    "  shopdesk call --batch < calls.jsonl    with lines like {\"method\": \"GetOrder\", "
    "\"request\": {...}, \"role\": \"packing\"};\n"
    "                                         the calls of a line that is an array are made at "
    "once\n"
    "A request_id that is needed and not given is made up.",
    AddCall};

}  // namespace shopdesk::cli
