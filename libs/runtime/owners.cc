#include "libs/runtime/owners.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "shopdesk/option/v1/option.pb.h"

namespace shopdesk::runtime {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr char kBuyer[] = "buyer";

absl::Status CheckShopOnly(const Message& request) {
  std::vector<const FieldDescriptor*> fields;
  request.GetReflection()->ListFields(request, &fields);
  Violations violations;
  for (const FieldDescriptor* field : fields) {
    if (!field->options().GetExtension(option::v1::field).shop_only()) continue;
    violations.Add(field->name(), "is for the shop to say; leave it out");
  }
  return violations.ToStatus();
}

}  // namespace

void VisitStrings(const Message& message,
                  absl::FunctionRef<void(const FieldDescriptor&, const std::string&)> visit) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  std::string scratch;
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        VisitStrings(field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                          : reflection.GetMessage(message, field),
                     visit);
      } else if (field->type() == FieldDescriptor::TYPE_STRING) {
        const std::string& text =
            field->is_repeated()
                ? reflection.GetRepeatedStringReference(message, field, i, &scratch)
                : reflection.GetStringReference(message, field, &scratch);
        if (!text.empty()) visit(*field, text);
      }
    }
  }
}

void Owners::Add(absl::string_view pattern, OwnerFn find) {
  owned_.emplace_back(NamePattern(pattern), std::move(find));
}

// Whether the name is one of a buyer's resource.
absl::StatusOr<bool> Owners::CheckName(sql::Transaction& txn, absl::string_view buyer,
                                       const std::string& name) const {
  if (!absl::StartsWith(name, "shops/")) return false;
  for (const auto& [pattern, find] : owned_) {
    if (!pattern.Matches(name)) continue;
    ASSIGN_OR_RETURN(const std::string owner, find(txn, name));
    if (owner != buyer) return NotFoundError(name);
    return true;
  }
  return false;
}

absl::Status Owners::Check(sql::Transaction& txn, absl::string_view buyer,
                           const Message& request) const {
  RETURN_IF_ERROR(CheckShopOnly(request));
  absl::Status status;
  bool own = false;
  VisitStrings(request, [&](const FieldDescriptor& field, const std::string& text) {
    if (!status.ok()) return;
    if (field.name() == kBuyer) {
      own = true;
      if (text != buyer) status = NotFoundError(absl::StrCat("buyers/", EscapeId(text)));
      return;
    }
    const absl::StatusOr<bool> named = CheckName(txn, buyer, text);
    status = named.status();
    own = own || (named.ok() && *named);
  });
  RETURN_IF_ERROR(status);
  if (own) return absl::OkStatus();
  const bool filters = request.GetDescriptor()->FindFieldByName(kBuyer) != nullptr;
  return InvalidFieldError(filters ? kBuyer : request.GetDescriptor()->field(0)->name(),
                           "must name what is the buyer's own");
}

}  // namespace shopdesk::runtime
