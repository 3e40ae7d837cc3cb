#include "libs/base/field_mask.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "shopdesk/option/v1/option.pb.h"

namespace shopdesk {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsWritable(const FieldDescriptor& field) {
  const option::v1::Rules& rules = field.options().GetExtension(option::v1::field);
  return !rules.output_only() && !rules.immutable() && rules.pii() == option::v1::PII_UNSPECIFIED &&
         field.name() != "etag" && field.name() != "name";
}

bool IsSet(const Message& message, const FieldDescriptor& field) {
  const auto* reflection = message.GetReflection();
  return field.is_repeated() ? reflection->FieldSize(message, &field) > 0
                             : reflection->HasField(message, &field);
}

// Copies one field whole; unset in `from` clears it.
void CopyField(const Message& from, const FieldDescriptor& field, Message& to) {
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

absl::Status CopyPath(absl::string_view path, const Message& update, Message& resource) {
  const std::pair<absl::string_view, absl::string_view> split =
      absl::StrSplit(path, absl::MaxSplits('.', 1));
  const FieldDescriptor* field = update.GetDescriptor()->FindFieldByName(std::string(split.first));
  if (field == nullptr) {
    return InvalidFieldError("update_mask", absl::StrCat("has no such field: ", path));
  }
  if (!IsWritable(*field)) {
    return InvalidFieldError("update_mask",
                             absl::StrCat("must not name ", path, ": it can't be updated"));
  }
  if (split.second.empty()) {
    CopyField(update, *field, resource);
    return absl::OkStatus();
  }
  if (field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return InvalidFieldError("update_mask",
                             absl::StrCat("must not go below ", field->name(), ": ", path));
  }
  return CopyPath(split.second, update.GetReflection()->GetMessage(update, field),
                  *resource.GetReflection()->MutableMessage(&resource, field));
}

}  // namespace

absl::Status ApplyUpdate(const google::protobuf::FieldMask& mask, const Message& update,
                         Message& resource) {
  const bool all = mask.paths_size() == 1 && mask.paths(0) == "*";
  if (!all && mask.paths_size() > 0) {
    for (const std::string& path : mask.paths()) RETURN_IF_ERROR(CopyPath(path, update, resource));
    return absl::OkStatus();
  }
  for (int i = 0; i < update.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *update.GetDescriptor()->field(i);
    if (IsWritable(field) && (all || IsSet(update, field))) CopyField(update, field, resource);
  }
  return absl::OkStatus();
}

}  // namespace shopdesk
