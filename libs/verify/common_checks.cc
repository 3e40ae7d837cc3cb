#include "libs/verify/common_checks.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/vault.h"
#include "shopdesk/event/v1/event.pb.h"

namespace shopdesk::verify {
namespace {

using google::protobuf::Message;

constexpr sql::Statement kEvents = {
    "verify.list_events",
    "SELECT sequence, shop, event_ms, payload, (SELECT purged_to FROM event_log WHERE id = 1)"
    " FROM events WHERE sequence > $1 ORDER BY sequence LIMIT $2"};
constexpr sql::Statement kSealed = {
    "verify.list_sealed",
    "SELECT resource_name, slot FROM sealed WHERE (resource_name, slot) > ($1, $2)"
    " ORDER BY resource_name, slot LIMIT $3"};
constexpr sql::Statement kIndexed = {
    "verify.list_indexed",
    "SELECT resource_name, kind, shop, CASE WHEN EXISTS (SELECT 1 FROM sealed s"
    " WHERE s.resource_name = b.resource_name) THEN 1 ELSE 0 END FROM blind_index b"
    " WHERE (resource_name, kind) > ($1, $2) ORDER BY resource_name, kind LIMIT $3"};

absl::optional<std::string> EventProblem(const sql::Row& row) {
  event::v1::Event event;
  const absl::string_view payload = row.Bytes(3);
  if (!event.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) {
    return "can't be parsed";
  }
  if (row.Int(0) <= row.Int(4)) return "is kept although the log says that it was purged";
  if (event.resource_name().empty() || event.type().empty()) return "names no resource or no type";
  if (ShopOf(event.resource_name()) != row.Text(1)) {
    return absl::StrCat("stands in another shop than ", event.resource_name());
  }
  if (ToMillis(FromProto(event.event_time())) != row.Int(2)) return "stands at another time";
  return absl::nullopt;
}

absl::Status LookAtEvents(Page& page) {
  int64_t last = 0;
  if (!page.after().empty() && !absl::SimpleAtoi(page.after(), &last)) last = 0;
  int rows = 0;
  RETURN_IF_ERROR(page.txn().Query(kEvents, {last, kPageRows}, [&](const sql::Row& row) {
    page.CountRow();
    ++rows;
    last = row.Int(0);
    if (const auto problem = EventProblem(row)) page.Find(absl::StrCat("events/", last), *problem);
    return absl::OkStatus();
  }));
  if (rows == kPageRows) page.GoOnAfter(absl::StrCat(last));
  return absl::OkStatus();
}

absl::Status LookAtSealed(Page& page) {
  std::vector<std::string> key = SplitKey(page.after()).value_or(std::vector<std::string>{"", ""});
  if (key.size() != 2) key = {"", ""};
  std::vector<std::pair<std::string, std::string>> sealed;
  RETURN_IF_ERROR(page.txn().Query(kSealed, {key[0], key[1], kPageRows}, [&](const sql::Row& row) {
    sealed.emplace_back(row.Text(0), row.Text(1));
    return absl::OkStatus();
  }));
  for (const auto& [resource, slot] : sealed) {
    page.CountRow();
    const absl::Status opened =
        page.runtime().vault().OpenText(page.txn(), resource, slot).status();
    if (opened.ok()) continue;
    const std::string reason = ReasonOf(opened);
    if (reason != "KEY_UNKNOWN" && reason != "DATA_LOSS") return opened;
    page.Find(resource, absl::StrCat("its sealed ", slot, " can't be opened: ", opened.message()));
  }
  if (sealed.size() == static_cast<size_t>(kPageRows)) {
    page.GoOnAfter(JoinKey({sealed.back().first, sealed.back().second}));
  }
  return absl::OkStatus();
}

absl::Status LookAtIndex(Page& page) {
  std::vector<std::string> key = SplitKey(page.after()).value_or(std::vector<std::string>{"", ""});
  if (key.size() != 2) key = {"", ""};
  int rows = 0;
  RETURN_IF_ERROR(page.txn().Query(kIndexed, {key[0], key[1], kPageRows}, [&](const sql::Row& row) {
    page.CountRow();
    ++rows;
    key = {std::string(row.Text(0)), std::string(row.Text(1))};
    if (row.Int(3) == 0) {
      page.Find(key[0],
                absl::StrCat("it is found by its ", key[1], ", and nothing of it is sealed"));
    }
    if (row.Text(2) != ShopOf(key[0])) {
      page.Find(key[0], absl::StrCat("it is found by its ", key[1], " in another shop"));
    }
    return absl::OkStatus();
  }));
  if (rows == kPageRows) page.GoOnAfter(JoinKey(key));
  return absl::OkStatus();
}

std::string NameIn(const Message& resource) {
  const auto* field = resource.GetDescriptor()->FindFieldByName("name");
  return field == nullptr ? "" : resource.GetReflection()->GetString(resource, field);
}

// A page is of one kind of resources; its position is the kind's number and the one in the table.
absl::Status LookAtResources(Page& page) {
  const std::vector<runtime::SnapshotTable>& tables = page.runtime().snapshots();
  std::vector<std::string> key = SplitKey(page.after()).value_or(std::vector<std::string>{"0", ""});
  size_t index = 0;
  if (key.size() != 2 || !absl::SimpleAtoi(key[0], &index)) key = {"0", ""};
  if (index >= tables.size()) return absl::OkStatus();
  const runtime::SnapshotTable& table = tables[index];
  const std::unique_ptr<Message> resource(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(table.type())->New());
  int rows = 0;
  std::string last;
  RETURN_IF_ERROR(table.page()(
      page.txn(), page.shop(), key[1], kPageRows,
      [&](absl::string_view position, absl::string_view serialized) {
        page.CountRow();
        ++rows;
        last = std::string(position);
        const std::string row =
            absl::StrCat("shops/", page.shop(), "/", table.type()->name(), ":", last);
        if (!resource->ParseFromString(std::string(serialized))) {
          page.Find(row, "can't be parsed");
        } else if (ShopOf(NameIn(*resource)) != page.shop()) {
          page.Find(row,
                    absl::StrCat("is stored in another shop than its name: ", NameIn(*resource)));
        }
        return absl::OkStatus();
      }));
  if (rows == kPageRows) {
    page.GoOnAfter(JoinKey({key[0], last}));
  } else if (index + 1 < tables.size()) {
    page.GoOnAfter(JoinKey({absl::StrCat(index + 1), ""}));
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<Check> CommonChecks() {
  return {{"event.log", "Each event of the log can be read and stands where it belongs.",
           Scope::kService, LookAtEvents},
          {"privacy.sealed", "All sealed personal data can be opened with the key ring.",
           Scope::kService, LookAtSealed},
          {"privacy.index", "What is found by a personal value holds it sealed.", Scope::kService,
           LookAtIndex},
          {"runtime.resources", "Each resource can be read and stands in its shop.", Scope::kShops,
           LookAtResources}};
}

}  // namespace shopdesk::verify
