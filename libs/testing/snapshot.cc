#include "libs/testing/snapshot.h"

#include <algorithm>
#include <memory>
#include <set>

#include "absl/strings/match.h"
#include "google/protobuf/descriptor_database.h"
#include "google/protobuf/message.h"
#include "gtest/gtest.h"
#include "libs/testing/matchers.h"
#include "shopdesk/option/v1/option.pb.h"

namespace shopdesk::testing {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Message;

std::string NameOf(const Descriptor* type, absl::string_view serialized) {
  const std::unique_ptr<Message> resource(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  EXPECT_TRUE(resource->ParseFromString(std::string(serialized))) << type->full_name();
  return resource->GetReflection()->GetString(*resource, type->FindFieldByName("name"));
}

}  // namespace

std::vector<std::string> SnapshotNames(sql::Database& database, const runtime::SnapshotTable& table,
                                       absl::string_view shop) {
  std::vector<std::string> names;
  std::string position;
  for (bool more = true; more;) {
    const std::string after = position;
    std::vector<std::string> page;
    EXPECT_OK(database.Read(absl::InfiniteFuture(), [&](sql::Transaction& txn) {
      page.clear();
      return table.page()(txn, shop, after, 1,
                          [&](absl::string_view next, absl::string_view serialized) {
                            position = std::string(next);
                            page.push_back(NameOf(table.type(), serialized));
                            return absl::OkStatus();
                          });
    }));
    more = !page.empty();
    names.insert(names.end(), page.begin(), page.end());
  }
  return names;
}

std::vector<std::string> SnapshotNames(runtime::Runtime& runtime, absl::string_view shop) {
  std::vector<std::string> names;
  for (const runtime::SnapshotTable& table : runtime.snapshots()) {
    const std::vector<std::string> of_table = SnapshotNames(runtime.database(), table, shop);
    names.insert(names.end(), of_table.begin(), of_table.end());
  }
  return names;
}

std::vector<std::string> SnapshotTypes(const runtime::Runtime& runtime) {
  std::vector<std::string> types;
  for (const runtime::SnapshotTable& table : runtime.snapshots()) {
    types.push_back(table.type()->full_name());
  }
  std::sort(types.begin(), types.end());
  return types;
}

std::vector<std::string> ResourceTypes(absl::string_view package) {
  using google::protobuf::DescriptorPool;
  std::vector<std::string> files;
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::vector<std::string> types;
  for (const std::string& name : files) {
    const auto* file = DescriptorPool::generated_pool()->FindFileByName(name);
    if (file->package() != package) continue;
    for (int i = 0; i < file->message_type_count(); ++i) {
      const Descriptor* type = file->message_type(i);
      if (type->options().ExtensionSize(option::v1::resource) > 0) {
        types.push_back(type->full_name());
      }
    }
  }
  std::sort(types.begin(), types.end());
  return types;
}

bool IsBookkeeping(const event::v1::Event& event) {
  for (const char* prefix : {"work.", "ledger_entry.", "tracking_event."}) {
    if (absl::StartsWith(event.type(), prefix)) return true;
  }
  static const std::set<std::string>& types =
      *new std::set<std::string>{"order.updated",
                                 "order.reservation_confirmed",
                                 "shipment.updated",
                                 "conversation.updated",
                                 "notice.queued",
                                 "notice.updated",
                                 "commission_statement.opened"};
  return types.count(event.type()) > 0;
}

}  // namespace shopdesk::testing
