#include "libs/rpc/core.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libs/rpc/status.h"

namespace shopdesk::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* RequestIdField(const Descriptor& type) {
  const FieldDescriptor* field = type.FindFieldByName("request_id");
  const bool is_text =
      field != nullptr && field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated();
  return is_text ? field : nullptr;
}

}  // namespace

Method::Method(const google::protobuf::MethodDescriptor& method, const Message& request,
               const Message& response, runtime::Rows rows, observe::Metrics& metrics)
    : descriptor_(method),
      request_(request),
      response_(response),
      service_(method.service()->full_name()),
      name_(method.name()),
      path_(absl::StrCat("/", service_, "/", name_)),
      validator_(*method.input_type(), rows),
      access_(method),
      request_id_(RequestIdField(*method.input_type())),
      metrics_(metrics),
      started_(metrics.Counter("grpc_server_started_total", "RPCs started.",
                               {{"grpc_service", service_}, {"grpc_method", name_}})),
      seconds_(metrics.Latency("grpc_server_handling_seconds", "Time from start to status.",
                               {{"grpc_service", service_}, {"grpc_method", name_}})) {
  handled(grpc::StatusCode::OK);
}

prometheus::Counter& Method::handled(grpc::StatusCode code) const {
  std::atomic<prometheus::Counter*>& slot = handled_[std::clamp<int>(code, 0, kCodes - 1)];
  prometheus::Counter* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {
    counter = &metrics_.Counter(
        "grpc_server_handled_total", "RPCs finished, by status.",
        {{"grpc_service", service_}, {"grpc_method", name_}, {"grpc_code", CodeName(code)}});
    slot.store(counter, std::memory_order_release);
  }
  return *counter;
}

HostCore::HostCore(runtime::Runtime& runtime, const HostOptions& options)
    : runtime(runtime),
      options(options),
      reads_inline(runtime.database().dialect() == sql::Dialect::kSqlite),
      query_pool(options.query_threads, options.max_queued),
      workflow_pool(options.workflow_threads, options.max_queued),
      stream_pool(options.max_streams, 0) {
  prometheus::Gauge& gauge =
      runtime.metrics().Gauge("grpc_server_in_flight", "RPCs started and not yet finished.");
  runtime.metrics().OnScrape([&gauge, in_flight = in_flight] {
    gauge.Set(static_cast<double>(in_flight->load(std::memory_order_relaxed)));
  });
}

void HostCore::Register(const std::shared_ptr<StreamCore>& stream) {
  MutexLock lock(mutex);
  std::erase_if(open_streams, [](const auto& open) { return open.expired(); });
  open_streams.push_back(stream);
}

}  // namespace shopdesk::rpc
