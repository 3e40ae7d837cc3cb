#include "libs/privacy/erase.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "libs/base/error.h"
#include "libs/base/personal_data.h"
#include "libs/base/status_macros.h"
#include "shopdesk/type/v1/address.pb.h"

namespace shopdesk::privacy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void Empty(Message& owner, const FieldDescriptor& field, option::v1::Pii) {
  owner.GetReflection()->ClearField(&owner, &field);
}

// Places are no pii by themselves, since freight needs them; of a person they are.
void EmptyPlaces(Message& message) {
  auto* address = google::protobuf::DynamicCastToGenerated<type::v1::PostalAddress>(&message);
  if (address != nullptr) {
    address->clear_postal_code();
    address->clear_locality();
    address->clear_district();
    return;
  }
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection.ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_map()) continue;
    if (!field->is_repeated()) {
      EmptyPlaces(*reflection.MutableMessage(&message, field));
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      EmptyPlaces(*reflection.MutableRepeatedMessage(&message, field, i));
    }
  }
}

struct Found {
  std::string key;
  std::string name;
  std::unique_ptr<Message> message;
};

// Of a resource: what its field `name` holds.
std::string NameOf(const Message& resource) {
  const FieldDescriptor* name = resource.GetDescriptor()->FindFieldByName("name");
  return resource.GetReflection()->GetString(resource, name);
}

absl::StatusOr<std::vector<Found>> Find(sql::Transaction& txn, const ErasedTable& table,
                                        absl::string_view shop, absl::string_view id) {
  std::vector<Found> rows;
  RETURN_IF_ERROR(txn.Query(table.find, {shop, id}, [&](const sql::Row& row) -> absl::Status {
    Found& found = rows.emplace_back();
    found.key = std::string(row.Text(0));
    found.name = std::string(row.Text(1));
    found.message.reset(table.prototype().New());
    const absl::string_view data = row.Bytes(2);
    if (found.message->ParseFromArray(data.data(), static_cast<int>(data.size()))) {
      return absl::OkStatus();
    }
    return Error(absl::StatusCode::kInternal, "DATA_LOSS", "a stored message can't be parsed");
  }));
  return rows;
}

}  // namespace

void EraseMessage(Message& message) {
  VisitPersonalData(message, Empty);
  EmptyPlaces(message);
}

absl::StatusOr<int64_t> EraseRows(sql::Transaction& txn, const Vault& vault,
                                  absl::Span<const ErasedTable> tables, absl::string_view shop,
                                  absl::string_view id, TellFn tell) {
  int64_t erased = 0;
  for (const ErasedTable& table : tables) {
    ASSIGN_OR_RETURN(const std::vector<Found> rows, Find(txn, table, shop, id));
    for (const Found& row : rows) {
      const std::string before = row.message->SerializeAsString();
      EraseMessage(*row.message);
      const std::string data = row.message->SerializeAsString();
      RETURN_IF_ERROR(txn.Execute(table.save, {shop, id, row.key, sql::Blob{data}}).status());
      RETURN_IF_ERROR(vault.Erase(txn, row.name));
      if (data != before) tell(*row.message, NameOf(*row.message), table.event);
      ++erased;
    }
  }
  return erased;
}

}  // namespace shopdesk::privacy
