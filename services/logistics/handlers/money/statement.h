#pragma once

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/runtime/context.h"
#include "libs/work/work.h"
#include "services/logistics/handlers/shop/import_rows.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/store/carrier/carrier.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/shop/insert.h"

// What carriers' statements of collected money and bills of freight have in common: their lines are
// of parcels, come in batches, each once or again, and count once.
namespace shopdesk::logistics::handlers {

// How the lines of one kind of statement are taken in.
template <class Row, class Line>
struct Statement {
  // INVALID_ARGUMENT.
  absl::Status (*check)(const Row& row, const v1::Policy& policy);
  std::string (*name_of)(absl::string_view carrier, absl::string_view line_id);
  absl::StatusOr<bool> (*has)(sql::Transaction& txn, absl::string_view name);
  // UNKNOWN so far.
  Line (*make)(const Row& row, absl::string_view name, absl::Time now);
  // Books a line of a shipment; leaves it UNKNOWN if the shipment has nothing to do with such
  // lines.
  absl::Status (*book)(runtime::WriteContext& ctx, const v1::Policy& policy,
                       const v1::Shipment& shipment, Line& line);
  absl::Status (*insert)(sql::Transaction& txn, Line& line);
  const char* recorded_event;
  // Of a line that stays UNKNOWN.
  const work::Kind& unknown;
};

// A line that may be taken in, and the shipment that it is of; empty: none is known.
template <class Line>
struct IncomingLine {
  std::string shipment;
  std::string name;
  int index = 0;
  Line line;
};

// The row's line, and whose it is; nothing for one that is known already.
template <class Row, class Line>
absl::StatusOr<absl::optional<IncomingLine<Line>>> UnderstandLine(
    runtime::WriteContext& ctx, const Statement<Row, Line>& statement, const v1::Policy& policy,
    absl::string_view carrier, int index, const Row& row) {
  RETURN_IF_ERROR(CheckRow(row));
  RETURN_IF_ERROR(statement.check(row, policy));
  IncomingLine<Line> incoming;
  incoming.name = statement.name_of(carrier, row.line_id());
  incoming.index = index;
  ASSIGN_OR_RETURN(const bool known, statement.has(ctx.txn(), incoming.name));
  if (known) return absl::optional<IncomingLine<Line>>();
  incoming.line = statement.make(row, incoming.name, ctx.now());
  ASSIGN_OR_RETURN(incoming.shipment,
                   store::FindWaybill(ctx.txn(), ShopOf(carrier), LastSegment(carrier),
                                      incoming.line.waybill_number()));
  return absl::make_optional(std::move(incoming));
}

template <class Row, class Line>
absl::Status TakeLine(runtime::WriteContext& ctx, const Statement<Row, Line>& statement,
                      const v1::Policy& policy, IncomingLine<Line>& incoming) {
  if (!incoming.shipment.empty()) {
    ASSIGN_OR_RETURN(const store::ShipmentRow row,
                     store::LoadShipmentForUpdate(ctx.txn(), incoming.shipment));
    RETURN_IF_ERROR(statement.book(ctx, policy, row.shipment, incoming.line));
  }
  RETURN_IF_ERROR(store::AbortIfTaken(statement.insert(ctx.txn(), incoming.line)));
  ctx.Emit(incoming.line, statement.recorded_event);
  if (incoming.line.match() != Line::UNKNOWN) return absl::OkStatus();
  return work::Open(ctx, statement.unknown, {.resource = incoming.line.name()});
}

template <class Line, class Response>
void CountLine(const Line& line, Response* response) {
  if (line.match() == Line::MATCHED) {
    response->set_matched_count(response->matched_count() + 1);
  } else if (line.match() == Line::UNKNOWN) {
    response->set_unknown_count(response->unknown_count() + 1);
  } else {
    response->set_differing_count(response->differing_count() + 1);
  }
}

// Answers the import of lines and the call for one batch, which differ in how the rows come only.
// Shipments are locked in the order of names, so that two requests can't wait for each other.
template <class Row, class Line, class Request, class Response>
absl::Status AnswerStatement(runtime::WriteContext& ctx, const Statement<Row, Line>& statement,
                             const Request& request, Response* response) {
  RETURN_IF_ERROR(store::LoadCarrier(ctx.txn(), request.parent()).status());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  std::vector<IncomingLine<Line>> incoming;
  for (int i = 0; i < request.rows_size(); ++i) {
    auto understood = UnderstandLine(ctx, statement, policy, request.parent(), i, request.rows(i));
    if (!understood.ok()) {
      RETURN_IF_ERROR(
          ReportRow(i, request.rows(i).line_id(), understood.status(), response->mutable_errors()));
    } else if (understood->has_value()) {
      incoming.push_back(**std::move(understood));
    } else {
      response->set_known_count(response->known_count() + 1);
    }
  }
  std::sort(incoming.begin(), incoming.end(), [](const auto& a, const auto& b) {
    return std::tie(a.shipment, a.name, a.index) < std::tie(b.shipment, b.name, b.index);
  });
  const IncomingLine<Line>* last = nullptr;
  for (IncomingLine<Line>& next : incoming) {
    if (last != nullptr && last->name == next.name) {
      // The same line twice in one request.
      response->set_known_count(response->known_count() + 1);
      continue;
    }
    RETURN_IF_ERROR(TakeLine(ctx, statement, policy, next));
    CountLine(next.line, response);
    last = &next;
  }
  SortByIndex(response->mutable_errors());
  return absl::OkStatus();
}

}  // namespace shopdesk::logistics::handlers
