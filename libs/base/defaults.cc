#include "libs/base/defaults.h"

#include <map>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "libs/base/mutex.h"
#include "shopdesk/option/v1/option.pb.h"

namespace shopdesk {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// A number with a default value, or a message that may hold some.
struct Fillable {
  const FieldDescriptor* field;
  int64_t value = 0;
};

std::vector<Fillable> FindFillable(const Descriptor& type) {
  std::vector<Fillable> found;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->is_repeated()) continue;
    const option::v1::Rules& rules = field->options().GetExtension(option::v1::field);
    const bool message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (message || rules.has_default_value()) found.push_back({field, rules.default_value()});
  }
  return found;
}

// Kept for each type: a policy is filled with every call that goes by it, and has a hundred fields.
const std::vector<Fillable>& FillableOf(const Descriptor& type) {
  static Mutex& mutex = *new Mutex;
  static auto& known = *new std::map<const Descriptor*, std::vector<Fillable>>;
  MutexLock lock(mutex);
  const auto [entry, added] = known.try_emplace(&type);
  if (added) entry->second = FindFillable(type);
  return entry->second;
}

}  // namespace

void FillDefaults(Message& message) {
  const Reflection& reflection = *message.GetReflection();
  for (const auto& [field, value] : FillableOf(*message.GetDescriptor())) {
    const bool set = reflection.HasField(message, field);
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (set) FillDefaults(*reflection.MutableMessage(&message, field));
    } else if (set) {
      continue;
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      reflection.SetInt32(&message, field, static_cast<int32_t>(value));
    } else {
      reflection.SetInt64(&message, field, value);
    }
  }
}

}  // namespace shopdesk
