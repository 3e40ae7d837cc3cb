#include "tools/shopdesk/dynamic_call.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/dynamic_message.h"
#include "google/protobuf/util/json_util.h"
#include "grpcpp/generic/generic_stub.h"
#include "libs/base/id.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/client.h"
#include "nlohmann/json.hpp"
#include "tools/shopdesk/json_check.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

grpc::ByteBuffer ToBuffer(const Message& message) {
  const grpc::Slice slice(message.SerializeAsString());
  return grpc::ByteBuffer(&slice, 1);
}

absl::Status FromBuffer(grpc::ByteBuffer& buffer, Message& message) {
  std::vector<grpc::Slice> slices;
  if (!buffer.Dump(&slices).ok()) return absl::InternalError("the answer can't be read");
  std::string bytes;
  for (const grpc::Slice& slice : slices)
    bytes.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  if (message.ParseFromString(bytes)) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("the answer is no ", message.GetTypeName()));
}

absl::Status ParseRequest(const std::string& json, Message& request) {
  const std::string text = json.empty() ? "{}" : json;
  const std::vector<std::string> problems =
      CheckJson(*request.GetDescriptor(),
                nlohmann::ordered_json::parse(text, nullptr, /*allow_exceptions=*/false));
  if (!problems.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the request is wrong:\n  ", absl::StrJoin(problems, "\n  ")));
  }
  const auto status = google::protobuf::util::JsonStringToMessage(text, &request);
  if (!status.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("the request is no ", request.GetTypeName(),
                                                   ": ", std::string(status.message())));
  }
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field != nullptr && request.GetReflection()->GetString(request, field).empty()) {
    request.GetReflection()->SetString(&request, field, NewUuid(absl::Now()));
  }
  return absl::OkStatus();
}

// One open call on a completion queue of its own, used by one thread.
class GenericCall {
 public:
  GenericCall(const CallSettings& settings, const std::shared_ptr<grpc::Channel>& channel,
              const MethodDescriptor& method, bool bounded)
      : stub_(channel) {
    if (bounded) context_.set_deadline(absl::ToChronoTime(absl::Now() + settings.timeout));
    rpc::SetCallMetadata(context_, kCaller, settings.actor, "");
    stream_ = stub_.PrepareCall(
        &context_, absl::StrCat("/", method.service()->full_name(), "/", method.name()), &queue_);
    stream_->StartCall(nullptr);
    open_ = Wait();
  }

  void Write(const grpc::ByteBuffer& buffer) {
    if (!open_) return;
    stream_->Write(buffer, nullptr);
    open_ = Wait();
  }
  void WritesDone() {
    if (!open_) return;
    stream_->WritesDone(nullptr);
    Wait();
  }
  bool Read(grpc::ByteBuffer& buffer) {
    stream_->Read(&buffer, nullptr);
    return Wait();
  }
  void Cancel() { context_.TryCancel(); }
  absl::Status Finish() {
    grpc::Status status;
    stream_->Finish(&status, nullptr);
    Wait();
    return rpc::FromGrpc(status);
  }

 private:
  bool Wait() {
    void* tag = nullptr;
    bool ok = false;
    queue_.Next(&tag, &ok);
    return ok;
  }

  grpc::GenericStub stub_;
  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
  bool open_ = false;
};

absl::Status Attempt(const CallSettings& settings, const std::shared_ptr<grpc::Channel>& channel,
                     const MethodDescriptor& method, const std::vector<grpc::ByteBuffer>& requests,
                     Message& response,
                     absl::FunctionRef<absl::Status(const Message&)> on_response) {
  GenericCall call(settings, channel, method, /*bounded=*/!method.server_streaming());
  for (const grpc::ByteBuffer& request : requests) call.Write(request);
  call.WritesDone();
  absl::Status status;
  for (grpc::ByteBuffer buffer; status.ok() && call.Read(buffer); buffer.Clear()) {
    status = FromBuffer(buffer, response);
    if (status.ok()) status = on_response(response);
  }
  if (!status.ok()) call.Cancel();
  absl::Status finished = call.Finish();
  return status.ok() ? finished : status;
}

}  // namespace

absl::StatusOr<const MethodDescriptor*> KnownMethod(const std::string& full_name) {
  const auto* method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(full_name);
  if (method == nullptr)
    return absl::InternalError(absl::StrCat("this client doesn't know ", full_name));
  return method;
}

absl::Status CallMethod(const CallSettings& settings, const std::shared_ptr<grpc::Channel>& channel,
                        const MethodDescriptor& method, const std::vector<std::string>& requests,
                        absl::FunctionRef<absl::Status(const Message&)> on_response) {
  if (!method.client_streaming() && requests.size() != 1) {
    return absl::InvalidArgumentError(absl::StrCat(method.full_name(), " takes one request"));
  }
  google::protobuf::DynamicMessageFactory factory(method.file()->pool());
  std::vector<grpc::ByteBuffer> buffers;
  for (const std::string& json : requests) {
    const std::unique_ptr<Message> request(factory.GetPrototype(method.input_type())->New());
    RETURN_IF_ERROR(ParseRequest(json, *request));
    buffers.push_back(ToBuffer(*request));
  }
  const std::unique_ptr<Message> response(factory.GetPrototype(method.output_type())->New());
  const auto attempt = [&] {
    return Attempt(settings, channel, method, buffers, *response, on_response);
  };
  return method.server_streaming() ? attempt() : WithPatience(settings, attempt);
}

std::string ToJson(const Message& message, bool compact, bool defaults) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = !compact;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = defaults;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json, options);
  return status.ok() ? json : message.ShortDebugString();
}

}  // namespace shopdesk::cli
