#include "tools/shopdesk/reflection.h"

#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/compiler/parser.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/io/tokenizer.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/util/json_util.h"
#include "libs/base/status_macros.h"
#include "tools/shopdesk/dynamic_call.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::FileDescriptorProto;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// The protocol, in a pool of its own: gRPC's reflection library registers the same names in the
// program's.
constexpr char kProtocol[] = R"pb(
  syntax = "proto3"
  ;
  package grpc.reflection.v1alpha;
  service ServerReflection {
    rpc ServerReflectionInfo(stream ServerReflectionRequest) returns (stream ServerReflectionResponse);
  }
  message ServerReflectionRequest {
    string host = 1;
    oneof message_request {
      string file_by_filename = 3;
      string file_containing_symbol = 4;
      string list_services = 7;
    }
  }
  message ServerReflectionResponse {
    string valid_host = 1;
    oneof message_response {
      FileDescriptorResponse file_descriptor_response = 4;
      ListServiceResponse list_services_response = 6;
      ErrorResponse error_response = 7;
    }
  }
  message FileDescriptorResponse { repeated bytes file_descriptor_proto = 1; }
  message ListServiceResponse { repeated ServiceResponse service = 1; }
  message ServiceResponse { string name = 1; }
  message ErrorResponse { int32 error_code = 1; string error_message = 2; }
)pb";

class Protocol {
 public:
  Protocol() {
    google::protobuf::io::ArrayInputStream input(kProtocol, sizeof(kProtocol) - 1);
    google::protobuf::io::Tokenizer tokenizer(&input, nullptr);
    FileDescriptorProto file;
    google::protobuf::compiler::Parser parser;
    parser.Parse(&tokenizer, &file);
    file.set_name("reflection.proto");
    method_ = pool_.BuildFile(file)->service(0)->method(0);
  }
  const MethodDescriptor& method() const { return *method_; }

 private:
  google::protobuf::DescriptorPool pool_;
  const MethodDescriptor* method_ = nullptr;
};

// The message in field `name`, or null.
const Message* Field(const Message& message, const char* name) {
  const auto* field = message.GetDescriptor()->FindFieldByName(name);
  return message.GetReflection()->HasField(message, field)
             ? &message.GetReflection()->GetMessage(message, field)
             : nullptr;
}

std::vector<std::string> ServiceNames(const Message& response) {
  std::vector<std::string> names;
  const Message* list = Field(response, "list_services_response");
  if (list == nullptr) return names;
  const auto* services = list->GetDescriptor()->FindFieldByName("service");
  for (int i = 0; i < list->GetReflection()->FieldSize(*list, services); ++i) {
    const Message& service = list->GetReflection()->GetRepeatedMessage(*list, services, i);
    names.push_back(service.GetReflection()->GetString(
        service, service.GetDescriptor()->FindFieldByName("name")));
  }
  return names;
}

// The files of an answer that are new; their names go to `known`.
void TakeFiles(const Message& response, std::set<std::string>& known,
               std::vector<FileDescriptorProto>& files) {
  const Message* list = Field(response, "file_descriptor_response");
  if (list == nullptr) return;
  const auto* field = list->GetDescriptor()->FindFieldByName("file_descriptor_proto");
  for (int i = 0; i < list->GetReflection()->FieldSize(*list, field); ++i) {
    FileDescriptorProto file;
    if (!file.ParseFromString(list->GetReflection()->GetRepeatedString(*list, field, i))) continue;
    if (known.insert(file.name()).second) files.push_back(std::move(file));
  }
}

// Whether `name` means `full`: it is the same, or its end from a dot on.
bool Means(absl::string_view name, absl::string_view full) {
  return name == full || absl::EndsWith(full, absl::StrCat(".", name));
}

// Whether a service of that full name may have the method; an empty one is in all.
bool MayHave(absl::string_view service, absl::string_view method) {
  const size_t slash = method.find('/');
  return slash == method.npos || Means(method.substr(0, slash), service);
}

// For the files of the services that may have the method.
std::vector<std::string> AsksFor(const std::vector<std::string>& services,
                                 absl::string_view method) {
  std::vector<std::string> asks;
  for (const std::string& service : services) {
    if (!MayHave(service, method)) continue;
    asks.push_back(absl::StrCat(R"({"fileContainingSymbol": ")", service, R"("})"));
  }
  return asks;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Reflection>> Reflection::Read(
    const CallSettings& settings, const std::shared_ptr<grpc::Channel>& channel,
    absl::string_view method) {
  static const Protocol& protocol = *new Protocol;
  auto reflection = std::unique_ptr<Reflection>(new Reflection);
  RETURN_IF_ERROR(CallMethod(settings, channel, protocol.method(), {R"({"listServices": "*"})"},
                             [&](const Message& response) {
                               reflection->services_ = ServiceNames(response);
                               return absl::OkStatus();
                             }));
  std::vector<std::string> asks = AsksFor(reflection->services_, method);
  std::set<std::string> known;
  // A server may also answer with a file alone: ask for imports until none is missing.
  while (!asks.empty()) {
    std::vector<FileDescriptorProto> files;
    RETURN_IF_ERROR(
        CallMethod(settings, channel, protocol.method(), asks, [&](const Message& response) {
          TakeFiles(response, known, files);
          return absl::OkStatus();
        }));
    asks.clear();
    for (const FileDescriptorProto& file : files) {
      for (const std::string& import : file.dependency()) {
        if (!known.contains(import))
          asks.push_back(absl::StrCat(R"({"fileByFilename": ")", import, R"("})"));
      }
      reflection->files_.Add(file);
    }
    // What an Any holds is a message of some service.
    if (asks.empty() && !method.empty() && known.count("google/protobuf/any.proto") > 0) {
      method = "";
      asks = AsksFor(reflection->services_, method);
    }
  }
  return reflection;
}

const google::protobuf::ServiceDescriptor* Reflection::FindService(
    const std::string& full_name) const {
  return pool_.FindServiceByName(full_name);
}

std::vector<const MethodDescriptor*> Reflection::FindMethods(const std::string& name) const {
  std::vector<const MethodDescriptor*> found;
  for (const std::string& service_name : services_) {
    const auto* service = FindService(service_name);
    if (service == nullptr) continue;
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor* method = service->method(i);
      const std::string full = absl::StrCat(service->full_name(), "/", method->name());
      if (name == method->name() || Means(name, full)) found.push_back(method);
    }
  }
  return found;
}

}  // namespace shopdesk::cli
