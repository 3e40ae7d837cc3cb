#include "libs/base/field_mask.h"

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "shopdesk/option/v1/option.pb.h"

namespace shopdesk {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

option::v1::Rules RulesOf(const FieldDescriptor& field) {
  return field.options().GetExtension(option::v1::field);
}

bool IsProtected(const FieldDescriptor& field) {
  const option::v1::Rules rules = RulesOf(field);
  return rules.output_only() || rules.immutable() || rules.pii() != option::v1::PII_UNSPECIFIED;
}

// `top`: a field of the resource itself.
bool IsWritable(const FieldDescriptor& field, bool top) {
  return !IsProtected(field) && !(top && (field.name() == "etag" || field.name() == "name"));
}

// Whether a message of this type holds a protected field, however deep.
bool HoldsProtected(const Descriptor& type, std::set<const Descriptor*>& seen) {
  if (!seen.insert(&type).second) return false;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (IsProtected(field)) return true;
    if (field.message_type() != nullptr && HoldsProtected(*field.message_type(), seen)) return true;
  }
  return false;
}

bool HoldsProtected(const FieldDescriptor& field) {
  std::set<const Descriptor*> seen;
  return field.message_type() != nullptr && HoldsProtected(*field.message_type(), seen);
}

bool IsSet(const Message& message, const FieldDescriptor& field) {
  const auto* reflection = message.GetReflection();
  return field.is_repeated() ? reflection->FieldSize(message, &field) > 0
                             : reflection->HasField(message, &field);
}

// Copies one field whole; unset in `from` clears it.
void CopyWhole(const Message& from, const FieldDescriptor& field, Message& to) {
  std::unique_ptr<Message> only(from.New());
  only->CopyFrom(from);
  std::vector<const FieldDescriptor*> set;
  only->GetReflection()->ListFields(*only, &set);
  for (const FieldDescriptor* other : set) {
    if (other != &field) only->GetReflection()->ClearField(only.get(), other);
  }
  to.GetReflection()->ClearField(&to, &field);
  to.MergeFrom(*only);
}

// Clears what an element of a list must not bring along.
void Strip(Message& message) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection.ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    const option::v1::Rules rules = RulesOf(*field);
    if (rules.output_only() || rules.pii() != option::v1::PII_UNSPECIFIED) {
      reflection.ClearField(&message, field);
    } else if (field->message_type() != nullptr && field->is_repeated()) {
      for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
        Strip(*reflection.MutableRepeatedMessage(&message, field, i));
      }
    } else if (field->message_type() != nullptr) {
      Strip(*reflection.MutableMessage(&message, field));
    }
  }
}

// Copies a field, leaving alone what is protected below it.
void CopyField(const Message& from, const FieldDescriptor& field, Message& to) {
  const auto& reflection = *to.GetReflection();
  if (!HoldsProtected(field)) return CopyWhole(from, field, to);
  if (field.is_repeated()) {
    CopyWhole(from, field, to);
    for (int i = 0; i < reflection.FieldSize(to, &field); ++i) {
      Strip(*reflection.MutableRepeatedMessage(&to, &field, i));
    }
    return;
  }
  if (!reflection.HasField(from, &field) && !reflection.HasField(to, &field)) return;
  const Message& source = reflection.GetMessage(from, &field);
  Message& target = *reflection.MutableMessage(&to, &field);
  for (int i = 0; i < source.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& inner = *source.GetDescriptor()->field(i);
    if (IsWritable(inner, /*top=*/false)) CopyField(source, inner, target);
  }
  if (!reflection.HasField(from, &field) && target.ByteSizeLong() == 0) {
    reflection.ClearField(&to, &field);
  }
}

absl::Status CopyPath(absl::string_view path, const Message& update, Message& resource, bool top) {
  const std::pair<absl::string_view, absl::string_view> split =
      absl::StrSplit(path, absl::MaxSplits('.', 1));
  const FieldDescriptor* field = update.GetDescriptor()->FindFieldByName(std::string(split.first));
  if (field == nullptr) {
    return InvalidFieldError("update_mask", absl::StrCat("has no such field: ", path));
  }
  if (!IsWritable(*field, top)) {
    return InvalidFieldError("update_mask",
                             absl::StrCat("must not name ", path, ": it can't be updated"));
  }
  if (split.first.size() == path.size()) {
    CopyField(update, *field, resource);
    return absl::OkStatus();
  }
  if (field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return InvalidFieldError("update_mask",
                             absl::StrCat("must not go below ", field->name(), ": ", path));
  }
  const auto& reflection = *resource.GetReflection();
  const bool had = reflection.HasField(resource, field);
  Message& target = *reflection.MutableMessage(&resource, field);
  RETURN_IF_ERROR(
      CopyPath(split.second, reflection.GetMessage(update, field), target, /*top=*/false));
  if (!had && target.ByteSizeLong() == 0) reflection.ClearField(&resource, field);
  return absl::OkStatus();
}

}  // namespace

absl::Status ApplyUpdate(const google::protobuf::FieldMask& mask, const Message& update,
                         Message& resource) {
  const bool all = mask.paths_size() == 1 && mask.paths(0) == "*";
  if (!all && mask.paths_size() > 0) {
    for (const std::string& path : mask.paths())
      RETURN_IF_ERROR(CopyPath(path, update, resource, true));
    return absl::OkStatus();
  }
  for (int i = 0; i < update.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *update.GetDescriptor()->field(i);
    if (IsWritable(field, /*top=*/true) && (all || IsSet(update, field)))
      CopyField(update, field, resource);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk
