#include <algorithm>
#include <fstream>
#include <map>
#include <memory>

#include <CLI/CLI.hpp>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/shops.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using Json = nlohmann::ordered_json;

// The fields that a service sets by itself, or that the name of the shop gives.
constexpr const char* kOwnFields[] = {"name", "etag", "update_time"};
// Of the file: for every service whose policy has the field.
constexpr char kAll[] = "all";

struct PolicyOptions {
  std::string shop;
  // Of apply.
  std::string file;
};

absl::StatusOr<Json> CallPolicyMethod(const Suite& suite, const std::string& service,
                                      const char* name, const Json& request,
                                      bool defaults = false) {
  ASSIGN_OR_RETURN(const MethodDescriptor* method,
                   KnownMethod(absl::StrCat("shopdesk.", service, ".v1.PolicyService.", name)));
  Json answer;
  RETURN_IF_ERROR(CallMethod(suite.settings, ChannelOf(suite, service), *method, {request.dump()},
                             [&](const Message& message) {
                               answer = Json::parse(ToJson(message, /*compact=*/true, defaults));
                               return absl::OkStatus();
                             }));
  return answer;
}

// The policy without what the service sets by itself; empty if the shop is not there. `defaults`:
// with what is 0, false or empty.
absl::StatusOr<Json> GetPolicy(const Suite& suite, const std::string& service,
                               const std::string& name, bool defaults = false) {
  absl::StatusOr<Json> policy =
      CallPolicyMethod(suite, service, "GetPolicy", {{"name", name}}, defaults);
  if (absl::IsNotFound(policy.status())) return Json::object();
  if (policy.ok()) {
    for (const char* field : kOwnFields) policy->erase(field);
  }
  return policy;
}

const FieldDescriptor* PolicyFieldOf(const Descriptor& type, const std::string& name) {
  const FieldDescriptor* field = type.FindFieldByName(name);
  return field == nullptr ? type.FindFieldByCamelcaseName(name) : field;
}

bool IsOwn(const std::string& name) {
  return std::any_of(std::begin(kOwnFields), std::end(kOwnFields),
                     [&](const char* own) { return name == own; });
}

// Whether what the file says of a field is merged into what it holds, rather than replacing it.
bool IsMerged(const FieldDescriptor& field) {
  return field.message_type() != nullptr && !field.is_repeated() &&
         !absl::StartsWith(field.message_type()->full_name(), "google.protobuf.");
}

// What a file says for one service, under the protos' own names.
struct ServicePolicy {
  std::string service;
  const Descriptor* type;
  Json fields = Json::object();
};

// Copies what `from` says into `to`, in which later values stand for earlier ones. Returns the
// fields that the message has not.
std::vector<std::string> Merge(const Descriptor& type, const Json& from, Json& to) {
  std::vector<std::string> unknown;
  for (const auto& [name, value] : from.items()) {
    const FieldDescriptor* field = PolicyFieldOf(type, name);
    if (field == nullptr) {
      unknown.push_back(name);
    } else if (IsMerged(*field) && value.is_object()) {
      Json& inner = to[field->name()];
      if (!inner.is_object()) inner = Json::object();
      for (const std::string& path : Merge(*field->message_type(), value, inner)) {
        unknown.push_back(absl::StrCat(name, ".", path));
      }
    } else {
      to[field->name()] = value;
    }
  }
  return unknown;
}

// The paths of the values, as JSON writes a field mask.
void AddPaths(const Descriptor& type, const Json& values, const std::string& prefix,
              std::vector<std::string>& paths) {
  for (const auto& [name, value] : values.items()) {
    const FieldDescriptor& field = *type.FindFieldByName(name);
    const std::string path = absl::StrCat(prefix, field.json_name());
    if (IsMerged(field) && value.is_object()) {
      AddPaths(*field.message_type(), value, absl::StrCat(path, "."), paths);
    } else {
      paths.push_back(path);
    }
  }
}

absl::Status CheckSections(const Json& file) {
  if (!file.is_object()) return absl::InvalidArgumentError("the file must be a JSON object");
  for (const auto& [section, fields] : file.items()) {
    const bool known = section == kAll || std::any_of(std::begin(kServices), std::end(kServices),
                                                      [&](const char* s) { return section == s; });
    if (!known || !fields.is_object()) {
      return absl::InvalidArgumentError(
          absl::StrCat("\"", section, "\": the file has objects under ",
                       absl::StrJoin(kServices, ", "), " and ", kAll, ", and nothing else"));
    }
  }
  return absl::OkStatus();
}

// What the file says for each service. `all` is for each service whose policy has the field.
absl::StatusOr<std::vector<ServicePolicy>> SplitFile(const Json& file) {
  RETURN_IF_ERROR(CheckSections(file));
  const auto section = [&](const std::string& name) -> Json {
    const auto found = file.find(name);
    return found == file.end() ? Json::object() : *found;
  };
  std::vector<ServicePolicy> policies;
  std::vector<std::string> unknown;
  std::map<std::string, size_t> missing;
  for (const char* service : kServices) {
    ASSIGN_OR_RETURN(
        const MethodDescriptor* get,
        KnownMethod(absl::StrCat("shopdesk.", service, ".v1.PolicyService.GetPolicy")));
    ServicePolicy& policy =
        policies.emplace_back(ServicePolicy{.service = service, .type = get->output_type()});
    for (const std::string& name : Merge(*policy.type, section(kAll), policy.fields)) {
      ++missing[name];
    }
    for (const std::string& name : Merge(*policy.type, section(service), policy.fields)) {
      unknown.push_back(absl::StrCat(service, ".", name));
    }
    for (const auto& [name, value] : policy.fields.items()) {
      if (IsOwn(name)) unknown.push_back(absl::StrCat(service, ".", name));
    }
  }
  for (const auto& [name, services] : missing) {
    if (services == std::size(kServices)) unknown.push_back(absl::StrCat(kAll, ".", name));
  }
  if (unknown.empty()) return policies;
  return absl::InvalidArgumentError(
      absl::StrCat("no policy has these fields: ", absl::StrJoin(unknown, ", "),
                   "; `shopdesk policy show` prints those that are set"));
}

// The fields that differ.
std::vector<std::string> Changes(const Json& before, const Json& after) {
  std::vector<std::string> changes;
  for (const auto& [name, value] : after.items()) {
    const auto old = before.find(name);
    if (old == before.end() || *old != value) changes.push_back(name);
  }
  for (const auto& [name, value] : before.items()) {
    if (!after.contains(name)) changes.push_back(name);
  }
  return changes;
}

absl::Status UpdatePolicy(const Suite& suite, const std::string& name, const ServicePolicy& policy,
                          bool validate_only) {
  std::vector<std::string> paths;
  AddPaths(*policy.type, policy.fields, "", paths);
  Json request = {{"policy", policy.fields},
                  {"allow_missing", true},
                  {"validate_only", validate_only},
                  {"update_mask", absl::StrJoin(paths, ",")}};
  request["policy"]["name"] = name;
  return CallPolicyMethod(suite, policy.service, "UpdatePolicy", request).status();
}

absl::Status Apply(const Suite& suite, const std::string& name, const ServicePolicy& policy) {
  ASSIGN_OR_RETURN(const Json before, GetPolicy(suite, policy.service, name));
  RETURN_IF_ERROR(UpdatePolicy(suite, name, policy, /*validate_only=*/false));
  ASSIGN_OR_RETURN(const Json after, GetPolicy(suite, policy.service, name));
  const std::vector<std::string> changes = Changes(before, after);
  absl::PrintF("%-10s %s\n", policy.service,
               before.empty()    ? "made"
               : changes.empty() ? "unchanged"
                                 : absl::StrCat("changed ", absl::StrJoin(changes, ", ")));
  return absl::OkStatus();
}

// OK if all four would take theirs; otherwise INVALID_ARGUMENT with what each of them says.
absl::Status CheckAll(const Suite& suite, const std::string& name,
                      const std::vector<ServicePolicy>& policies) {
  std::vector<std::string> refusals;
  for (const ServicePolicy& policy : policies) {
    const absl::Status status = UpdatePolicy(suite, name, policy, /*validate_only=*/true);
    if (!status.ok()) refusals.push_back(absl::StrCat(policy.service, ": ", status.message()));
  }
  if (refusals.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("nothing was changed; refused by ", absl::StrJoin(refusals, "; ")));
}

std::string PolicyName(const std::string& shop) {
  return absl::StrCat("shops/", EscapeId(shop), "/policy");
}

// The shop's policies in the four services with all their fields, as a file that ApplyPolicies
// takes. NOT_FOUND if no service has the shop.
absl::Status ShowPolicies(const Suite& suite, const std::string& shop) {
  RETURN_IF_ERROR(CheckShop(suite, ShopNameOf(PolicyName(shop))));
  Json file;
  for (const char* service : kServices) {
    ASSIGN_OR_RETURN(const Json policy,
                     GetPolicy(suite, service, PolicyName(shop), /*defaults=*/true));
    if (policy.empty()) {
      absl::FPrintF(stderr, "%s doesn't have the shop; `shopdesk policy apply` makes it there\n",
                    service);
    } else {
      file[service] = policy;
    }
  }
  absl::PrintF("%s\n", file.dump(2));
  return absl::OkStatus();
}

// Applies one file to the four services: a JSON object with the fields of policies under
// "catalog", "orders", "logistics", "feedback", and under "all" for each service whose policy has
// them. What the file doesn't name stays, also within a field; a shop that doesn't exist is made.
// Prints what changed. INVALID_ARGUMENT for a file with something that is unknown or that a service
// refuses: nothing is changed then.
absl::Status ApplyPolicies(const Suite& suite, const std::string& shop, const std::string& file) {
  std::ifstream in(file);
  const Json json = Json::parse(in, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return absl::InvalidArgumentError(absl::StrCat(file, " is no JSON"));
  ASSIGN_OR_RETURN(const std::vector<ServicePolicy> policies, SplitFile(json));
  RETURN_IF_ERROR(CheckAll(suite, PolicyName(shop), policies));
  for (const ServicePolicy& policy : policies) {
    RETURN_IF_ERROR(Apply(suite, PolicyName(shop), policy));
  }
  return absl::OkStatus();
}

void AddPolicy(CLI::App& command, const Globals&, Action& action) {
  auto options = std::make_shared<PolicyOptions>();
  command.require_subcommand(1);
  command.add_option("--shop", options->shop, "the shop's id")->required();
  command
      .add_subcommand("show",
                      "print the four policies with all their fields, as a file that apply takes")
      ->callback([options, &action] {
        action = [options](Suite& suite) { return ShowPolicies(suite, options->shop); };
      });
  CLI::App* apply = command.add_subcommand("apply", "apply one file to all four; makes the shop");
  apply->add_option("file", options->file, "the file, in JSON")
      ->required()
      ->check(CLI::ExistingFile);
  apply->callback([options, &action] {
    action = [options](Suite& suite) { return ApplyPolicies(suite, options->shop, options->file); };
  });
}

}  // namespace

const Command kPolicyCommand = {
    "policy", "the shop's rules in the four services",
    "show prints every field, also those that are 0 or empty, which stand for the default or for "
    "\"off\". apply changes only what its file names, in all services or in none.\n"
    "Examples:\n  shopdesk policy show --shop demo > policy.json\n"
    "  shopdesk policy apply policy.json --shop demo\n"
    "A file: {\"all\": {\"currency_code\": \"CNY\"}, \"orders\": {\"freight\": \"QUOTED\"}}",
    AddPolicy};

}  // namespace shopdesk::cli
