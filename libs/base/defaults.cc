#include "libs/base/defaults.h"

#include "google/protobuf/descriptor.h"
#include "shopdesk/option/v1/option.pb.h"

namespace shopdesk {

using google::protobuf::FieldDescriptor;

void FillDefaults(google::protobuf::Message& message) {
  const google::protobuf::Descriptor& type = *message.GetDescriptor();
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.is_repeated()) continue;
    const bool set = reflection.HasField(message, &field);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      if (set) FillDefaults(*reflection.MutableMessage(&message, &field));
      continue;
    }
    const option::v1::Rules& rules = field.options().GetExtension(option::v1::field);
    if (set || !rules.has_default_value()) continue;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      reflection.SetInt32(&message, &field, static_cast<int32_t>(rules.default_value()));
    } else {
      reflection.SetInt64(&message, &field, rules.default_value());
    }
  }
}

}  // namespace shopdesk
