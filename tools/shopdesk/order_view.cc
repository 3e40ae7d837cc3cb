#include "tools/shopdesk/order_view.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "tools/shopdesk/table.h"

namespace shopdesk::cli {
namespace {

using Json = nlohmann::ordered_json;

// A line of an order: what it says, and where that stands.
struct Line {
  const char* label;
  ColumnList paths;
};

// Lists that an order holds itself.
struct EmbeddedTable {
  const char* path;
  ColumnList columns;
};

constexpr Line kOrderLines[] = {
    {"state", {"state", "close_reason"}},
    {"deadline", {"deadline_time", "deadline_event"}},
    {"ship by", {"ship_by_time"}},
    {"buyer", {"buyer"}},
    {"agent", {"agent"}},
    {"goods", {"goods_total"}},
    {"freight", {"freight"}},
    {"COD surcharge", {"cod_surcharge"}},
    {"total", {"total"}},
    {"top-up", {"top_up.state", "top_up.amount", "top_up.reason"}},
    {"payment", {"payment.method", "payment.state", "payment.due"}},
    {"reservation", {"reservation_state", "reservation"}},
    {"receiver",
     {"receiver.name", "receiver.phone", "receiver.address.locality", "receiver.address.district",
      "receiver.address.street"}},
    {"verification", {"verification.state", "verification.channel", "verification.verify_time"}},
    {"delivery", {"delivery.carrier_id", "delivery.mode"}},
    {"message", {"buyer_message"}},
    {"reordered as", {"reordered_as"}},
    {"reorder of", {"reorder_of"}},
    {"pairs", {"duplicate_pairs"}},
};

constexpr EmbeddedTable kOrderTables[] = {
    {"lines",
     {"line", "sku_id", "snapshot.title", "snapshot.option_values.value", "quantity", "unit_price",
      "total", "to_ship", "shipped", "delivered", "returned", "refunded", "locked"}},
    {"price_changes",
     {"time", "reason", "lines.sku_id", "lines.from", "lines.to", "freight_from", "freight_to",
      "actor.id"}},
    {"sku_changes", {"time", "line", "from_sku_id", "to_sku_id", "quantity", "actor.id"}},
    {"parcels", {"ship_time", "state", "carrier_id", "waybill_number", "deliver_time"}},
    {"holds", {"create_time", "kind", "reason", "lift_roles"}},
    {"remarks", {"create_time", "flag", "text", "actor.id"}},
    {"contacts", {"attempt_time", "purpose", "channel", "outcome", "promise", "agent.id"}},
    {"history", {"time", "state", "event", "actor.id"}},
};

}  // namespace

void PrintOrder(const Json& described) {
  const Json& order = described["order"];
  absl::PrintF("%s\n", order.value("name", ""));
  if (described.contains("sentence"))
    absl::PrintF("  %s\n", described["sentence"].get<std::string>());
  for (const Line& line : kOrderLines) {
    std::vector<std::string> values;
    for (const char* path : line.paths) {
      if (std::string value = Cell(order, path); !value.empty()) values.push_back(std::move(value));
    }
    if (!values.empty()) absl::PrintF("  %-14s %s\n", line.label, absl::StrJoin(values, "  "));
  }
  for (const char* who : {"buyer_actions", "seller_actions"}) {
    const std::string actions = Cell(described, who);
    if (!actions.empty())
      absl::PrintF("  %-14s %s\n", who[0] == 'b' ? "buyer may" : "seller may", actions);
  }
  for (const EmbeddedTable& table : kOrderTables) {
    if (order.contains(table.path)) PrintSection(table.path, table.columns, order[table.path]);
  }
}

}  // namespace shopdesk::cli
