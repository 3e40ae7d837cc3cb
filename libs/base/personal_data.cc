#include "libs/base/personal_data.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "google/protobuf/any.pb.h"
#include "libs/base/mutex.h"

namespace shopdesk {
namespace {

using google::protobuf::Any;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

struct Plan {
  bool is_any = false;
  std::vector<std::pair<const FieldDescriptor*, option::v1::Pii>> marked;
  // Message fields below which something is marked.
  std::vector<const FieldDescriptor*> inner;

  bool empty() const { return !is_any && marked.empty() && inner.empty(); }
};

// The kind of a marked field whose values are strings; else PII_UNSPECIFIED.
option::v1::Pii KindOf(const FieldDescriptor& field) {
  const FieldDescriptor* value =
      field.is_map() ? field.message_type()->FindFieldByNumber(2) : &field;
  if (value->type() != FieldDescriptor::TYPE_STRING) return option::v1::PII_UNSPECIFIED;
  return field.options().GetExtension(option::v1::field).pii();
}

// Whether a marked field can be reached from `descriptor`; `seen` ends the recursion of types.
bool Reaches(const Descriptor& descriptor, absl::flat_hash_set<const Descriptor*>& seen) {
  if (&descriptor == Any::descriptor()) return true;
  if (!seen.insert(&descriptor).second) return false;
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor& field = *descriptor.field(i);
    if (KindOf(field) != option::v1::PII_UNSPECIFIED) return true;
    if (field.message_type() != nullptr && Reaches(*field.message_type(), seen)) return true;
  }
  return false;
}

std::unique_ptr<const Plan> MakePlan(const Descriptor& descriptor) {
  auto plan = std::make_unique<Plan>();
  plan->is_any = &descriptor == Any::descriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) {
    const FieldDescriptor* field = descriptor.field(i);
    absl::flat_hash_set<const Descriptor*> seen;
    if (const option::v1::Pii kind = KindOf(*field); kind != option::v1::PII_UNSPECIFIED) {
      plan->marked.emplace_back(field, kind);
    } else if (field->message_type() != nullptr && Reaches(*field->message_type(), seen)) {
      plan->inner.push_back(field);
    }
  }
  return plan;
}

const Plan& PlanOf(const Descriptor& descriptor) {
  struct Cache {
    Mutex mutex;
    absl::flat_hash_map<const Descriptor*, std::unique_ptr<const Plan>> plans
        ABSL_GUARDED_BY(mutex);
  };
  // Never destroyed: threads may still mask while the program ends.
  static Cache& cache = *new Cache;
  MutexLock lock(cache.mutex);
  std::unique_ptr<const Plan>& plan = cache.plans[&descriptor];
  if (plan == nullptr) plan = MakePlan(descriptor);
  return *plan;
}

void VisitAny(Any& any, PersonalDataVisitor visit) {
  std::string name;
  if (!Any::ParseAnyTypeUrl(any.type_url(), &name)) return;
  const auto* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(name);
  if (type == nullptr || PlanOf(*type).empty()) return;
  std::unique_ptr<Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (!message->ParseFromString(any.value())) return;
  VisitPersonalData(*message, visit);
  message->SerializeToString(any.mutable_value());
}

}  // namespace

bool MayHoldPersonalData(const Descriptor& descriptor) { return !PlanOf(descriptor).empty(); }

void VisitPersonalData(Message& message, PersonalDataVisitor visit) {
  const Plan& plan = PlanOf(*message.GetDescriptor());
  if (plan.is_any) {
    Any* any = google::protobuf::DynamicCastToGenerated<Any>(&message);
    if (any != nullptr) VisitAny(*any, visit);
    return;
  }
  const auto& reflection = *message.GetReflection();
  for (const auto& [field, kind] : plan.marked) {
    const bool set = field->is_repeated() ? reflection.FieldSize(message, field) > 0
                                          : reflection.HasField(message, field);
    if (set) visit(message, *field, kind);
  }
  for (const FieldDescriptor* field : plan.inner) {
    if (field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        VisitPersonalData(*reflection.MutableRepeatedMessage(&message, field, i), visit);
      }
    } else if (reflection.HasField(message, field)) {
      VisitPersonalData(*reflection.MutableMessage(&message, field), visit);
    }
  }
}

}  // namespace shopdesk
