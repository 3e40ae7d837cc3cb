#include "libs/rpc/core.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/rpc/status.h"
#include "shopdesk/option/v1/option.pb.h"

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

constexpr char kShopPrefix[] = "shops/";
constexpr char kPolicyName[] = "shops/{shop}/policy";
constexpr char kAnyShop[] = "-";
// Of failed calls, for each code and reason.
constexpr int kLogLinesPerSecond = 10;

// Null for streams: their life is no latency.
const char* LabelOf(Operation operation) {
  switch (operation) {
    case Operation::kRead:
      return "read";
    case Operation::kWrite:
      return "write";
    case Operation::kWorkflow:
      return "workflow";
    case Operation::kStream:
      return nullptr;
  }
  return nullptr;
}

// Queues with their limits, sampled at each scrape.
class QueueGauges {
 public:
  QueueGauges(observe::Metrics& metrics, const char* queue, int64_t limit)
      : depth_(metrics.Gauge("shopdesk_queue_depth", "What is queued or running.",
                             {{"queue", queue}})) {
    metrics.Gauge("shopdesk_queue_limit", "At how much more is refused.", {{"queue", queue}})
        .Set(static_cast<double>(limit));
  }
  void Set(int64_t depth) const { depth_.Set(static_cast<double>(depth)); }

 private:
  prometheus::Gauge& depth_;
};

// Whether the field holds the name of something in a shop.
bool IsInShop(const FieldDescriptor& field) {
  const option::v1::Rules& rules = field.options().GetExtension(option::v1::field);
  return field.type() == FieldDescriptor::TYPE_STRING && !field.is_repeated() &&
         rules.resource() != kPolicyName &&
         (absl::StartsWith(rules.resource(), kShopPrefix) ||
          absl::StartsWith(rules.pattern(), kShopPrefix));
}

// The same of the name of a resource that the field holds.
bool HoldsResource(const FieldDescriptor& field) {
  if (field.type() != FieldDescriptor::TYPE_MESSAGE || field.is_repeated()) return false;
  const auto& options = field.message_type()->options();
  return options.ExtensionSize(option::v1::resource) > 0 &&
         options.GetExtension(option::v1::resource, 0) != kPolicyName;
}

}  // namespace

std::vector<const FieldDescriptor*> NamedBy(const Descriptor& type) {
  for (int i = 0; i < type.field_count(); ++i) {
    if (IsInShop(*type.field(i))) return {type.field(i)};
  }
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (HoldsResource(field)) return {&field, field.message_type()->FindFieldByName("name")};
  }
  return {};
}

Method::Method(const google::protobuf::MethodDescriptor& method, const Message& request,
               const Message& response, runtime::Rows rows, Operation operation,
               observe::Metrics& metrics)
    : descriptor_(method),
      request_(request),
      response_(response),
      service_(method.service()->full_name()),
      name_(method.name()),
      path_(absl::StrCat("/", service_, "/", name_)),
      validator_(*method.input_type(), rows),
      access_(method),
      request_id_(RequestIdField(*method.input_type())),
      named_(NamedBy(*method.input_type())),
      started_(metrics.Counter("grpc_server_started_total", "RPCs started.",
                               {{"grpc_service", service_}, {"grpc_method", name_}})) {
  if (const char* label = LabelOf(operation); label != nullptr) {
    seconds_ = &metrics.Latency(
        "grpc_server_handling_seconds", "Time from start to status; of unary calls.",
        {{"grpc_service", service_}, {"grpc_method", name_}, {"operation", label}});
  }
  for (int code = 0; code < kCodes; ++code) {
    handled_[code] =
        &metrics.Counter("grpc_server_handled_total", "RPCs finished, by status.",
                         {{"grpc_service", service_},
                          {"grpc_method", name_},
                          {"grpc_code", CodeName(static_cast<grpc::StatusCode>(code))}});
  }
}

prometheus::Counter& Method::handled(grpc::StatusCode code) const {
  return *handled_[std::clamp<int>(code, 0, kCodes - 1)];
}

std::string Method::ShopOf(const Message& request) const {
  if (named_.empty()) return "";
  const Message* holder = &request;
  if (named_.size() == 2) holder = &request.GetReflection()->GetMessage(request, named_.front());
  std::string scratch;
  const std::string& name =
      holder->GetReflection()->GetStringReference(*holder, named_.back(), &scratch);
  const std::string shop(shopdesk::ShopOf(name));
  return shop == kAnyShop ? "" : shop;
}

HostCore::HostCore(runtime::Runtime& runtime, const HostOptions& options)
    : runtime(runtime),
      options(options),
      reads_inline(runtime.database().dialect() == sql::Dialect::kSqlite),
      log_limiter(kLogLinesPerSecond),
      streams(options.max_streams),
      query_pool(options.query_threads, options.max_queued),
      workflow_pool(options.workflow_threads, options.max_queued),
      stream_pool(2 * options.max_streams, 0) {
  observe::Metrics& metrics = runtime.metrics();
  prometheus::Gauge& gauge =
      metrics.Gauge("grpc_server_in_flight", "RPCs started and not yet finished.");
  metrics.OnScrape([&gauge, in_flight = in_flight] {
    gauge.Set(static_cast<double>(in_flight->load(std::memory_order_relaxed)));
  });
  // Sampled only while the runtime is there: the host goes before it.
  runtime.AddSampler([this, write = QueueGauges(metrics, "writes", options.max_writes),
                      query = QueueGauges(metrics, "queries", query_pool.limit()),
                      workflow = QueueGauges(metrics, "workflows", workflow_pool.limit()),
                      stream = QueueGauges(metrics, "streams", streams.places())] {
    write.Set(writes.load(std::memory_order_relaxed));
    query.Set(query_pool.depth());
    workflow.Set(workflow_pool.depth());
    stream.Set(streams.taken());
  });
}

void HostCore::Register(const std::shared_ptr<StreamCore>& stream) {
  MutexLock lock(mutex);
  std::erase_if(open_streams, [](const auto& open) { return open.expired(); });
  open_streams.push_back(stream);
}

std::vector<std::shared_ptr<StreamCore>> HostCore::OpenStreams() {
  std::vector<std::shared_ptr<StreamCore>> streams;
  MutexLock lock(mutex);
  for (const auto& open : open_streams) {
    if (std::shared_ptr<StreamCore> stream = open.lock()) streams.push_back(std::move(stream));
  }
  return streams;
}

void HostCore::AddDetached(OpenCall& call) {
  MutexLock lock(mutex);
  detached.insert(&call);
}

void HostCore::RemoveDetached(OpenCall& call) {
  MutexLock lock(mutex);
  detached.erase(&call);
}

void HostCore::CutDetached() {
  MutexLock lock(mutex);
  for (OpenCall* call : detached) call->Cut();
}

std::shared_ptr<Connection> HostCore::ConnectionOf(
    const grpc::CallbackServerContext& context) const {
  if (options.connections == nullptr) return uncounted_;
  std::shared_ptr<Connection> connection = options.connections->Find(context.peer());
  return connection != nullptr ? connection : uncounted_;
}

}  // namespace shopdesk::rpc
