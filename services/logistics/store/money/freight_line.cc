#include "services/logistics/store/money/freight_line.h"

#include <limits>

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::store {

const sql::Statement kFreightLineSnapshot = {
    "logistics.snapshot_freight_line",
    "SELECT carrier, freight_line, data FROM freight_lines WHERE shop = $1 "
    "AND (carrier, freight_line) > ($2, $3) ORDER BY carrier, freight_line LIMIT $4"};

namespace {

constexpr sql::Statement kSelectFreightLine = {
    "logistics.select_freight_line",
    "SELECT data FROM freight_lines WHERE shop = $1 AND carrier = $2 AND freight_line = $3"};
constexpr sql::Statement kInsertFreightLine = {
    "logistics.insert_freight_line",
    "INSERT INTO freight_lines (shop, carrier, freight_line, line_match, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kListFreightLines = {
    "logistics.list_freight_lines",
    "SELECT data FROM freight_lines WHERE shop = $1 AND (create_ms, carrier, freight_line) < ($2, "
    "$3, $4) "
    "ORDER BY create_ms DESC, carrier DESC, freight_line DESC LIMIT $5"};
constexpr sql::Statement kListFreightLinesByMatch = {
    "logistics.list_freight_lines_by_match",
    "SELECT data FROM freight_lines WHERE shop = $1 AND line_match = $6 "
    "AND (create_ms, carrier, freight_line) < ($2, $3, $4) "
    "ORDER BY create_ms DESC, carrier DESC, freight_line DESC LIMIT $5"};
constexpr sql::Statement kListFreightLinesOfCarrier = {
    "logistics.list_freight_lines_of_carrier",
    "SELECT data FROM freight_lines WHERE shop = $1 AND carrier = $6 "
    "AND (create_ms, carrier, freight_line) < ($2, $3, $4) "
    "ORDER BY create_ms DESC, carrier DESC, freight_line DESC LIMIT $5"};
constexpr sql::Statement kListFreightLinesOfCarrierByMatch = {
    "logistics.list_freight_lines_of_carrier_by_match",
    "SELECT data FROM freight_lines WHERE shop = $1 AND carrier = $6 AND line_match = $7 "
    "AND (create_ms, carrier, freight_line) < ($2, $3, $4) "
    "ORDER BY create_ms DESC, carrier DESC, freight_line DESC LIMIT $5"};

}  // namespace

absl::StatusOr<v1::FreightLine> LoadFreightLine(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::FreightLine>(
      txn, kSelectFreightLine, {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)}, name);
}

absl::StatusOr<bool> HasFreightLine(sql::Transaction& txn, absl::string_view name) {
  return txn.QueryOne(kSelectFreightLine,
                      {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)},
                      [](const sql::Row&) { return absl::OkStatus(); });
}

absl::Status InsertFreightLine(sql::Transaction& txn, v1::FreightLine& line) {
  const std::string& name = line.name();
  return sql::InsertVersioned(txn, kInsertFreightLine, line, ShopOf(name), domain::ParentIdOf(name),
                              LastSegment(name), static_cast<int>(line.match()),
                              ToMillis(FromProto(line.create_time())));
}

FreightLineKey FreightLineKeyOf(const v1::FreightLine& line) {
  return FreightLineKey(ToMillis(FromProto(line.create_time())), domain::ParentIdOf(line.name()),
                        LastSegment(line.name()));
}

FreightLineKey NewestFreightLine() { return {std::numeric_limits<int64_t>::max(), "", ""}; }

absl::StatusOr<std::vector<v1::FreightLine>> ListFreightLines(sql::Transaction& txn,
                                                              absl::string_view shop,
                                                              const FreightLineFilter& filter,
                                                              const FreightLineKey& before,
                                                              int limit) {
  const auto& [ms, carrier, id] = before;
  const int match = filter.match;
  const bool any = filter.match == v1::FreightLine::MATCH_UNSPECIFIED;
  if (filter.carrier.empty() && any) {
    return sql::ListMessages<v1::FreightLine>(txn, kListFreightLines,
                                              {shop, ms, carrier, id, limit});
  }
  if (filter.carrier.empty()) {
    return sql::ListMessages<v1::FreightLine>(txn, kListFreightLinesByMatch,
                                              {shop, ms, carrier, id, limit, match});
  }
  if (any) {
    return sql::ListMessages<v1::FreightLine>(txn, kListFreightLinesOfCarrier,
                                              {shop, ms, carrier, id, limit, filter.carrier});
  }
  return sql::ListMessages<v1::FreightLine>(txn, kListFreightLinesOfCarrierByMatch,
                                            {shop, ms, carrier, id, limit, filter.carrier, match});
}

}  // namespace shopdesk::logistics::store
