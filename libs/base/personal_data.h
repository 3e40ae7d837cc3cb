#pragma once

#include "absl/functional/function_ref.h"
#include "google/protobuf/message.h"
#include "shopdesk/option/v1/option.pb.h"

// Personal data are the string fields marked (shopdesk.option.v1.field).pii. They are found by a
// walk over the descriptors, done once a type.
namespace shopdesk {

// Whether any field of a message of this type, however deep, is marked. An Any may hold anything.
bool MayHoldPersonalData(const google::protobuf::Descriptor& descriptor);

// Calls `visit` for each marked field of `message` that is set, however deep; `owner` is the
// message that holds the field, which is a string, repeated or not, or a map to strings. A known
// message in an Any is unpacked and packed again.
using PersonalDataVisitor =
    absl::FunctionRef<void(google::protobuf::Message& owner,
                           const google::protobuf::FieldDescriptor& field, option::v1::Pii kind)>;
void VisitPersonalData(google::protobuf::Message& message, PersonalDataVisitor visit);

}  // namespace shopdesk
