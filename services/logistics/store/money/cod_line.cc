#include "services/logistics/store/money/cod_line.h"

#include <limits>

#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::store {

const sql::Statement kCodLineSnapshot = {
    "logistics.snapshot_cod_line",
    "SELECT carrier, cod_line, data FROM cod_lines WHERE shop = $1 "
    "AND (carrier, cod_line) > ($2, $3) ORDER BY carrier, cod_line LIMIT $4"};

namespace {

constexpr sql::Statement kSelectCodLine = {
    "logistics.select_cod_line",
    "SELECT data FROM cod_lines WHERE shop = $1 AND carrier = $2 AND cod_line = $3"};
constexpr sql::Statement kInsertCodLine = {
    "logistics.insert_cod_line",
    "INSERT INTO cod_lines (shop, carrier, cod_line, line_match, create_ms, version, data) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING"};
constexpr sql::Statement kListCodLines = {
    "logistics.list_cod_lines",
    "SELECT data FROM cod_lines WHERE shop = $1 AND (create_ms, carrier, cod_line) < ($2, $3, $4) "
    "ORDER BY create_ms DESC, carrier DESC, cod_line DESC LIMIT $5"};
constexpr sql::Statement kListCodLinesByMatch = {
    "logistics.list_cod_lines_by_match",
    "SELECT data FROM cod_lines WHERE shop = $1 AND line_match = $6 "
    "AND (create_ms, carrier, cod_line) < ($2, $3, $4) "
    "ORDER BY create_ms DESC, carrier DESC, cod_line DESC LIMIT $5"};
constexpr sql::Statement kListCodLinesOfCarrier = {
    "logistics.list_cod_lines_of_carrier",
    "SELECT data FROM cod_lines WHERE shop = $1 AND carrier = $6 "
    "AND (create_ms, carrier, cod_line) < ($2, $3, $4) "
    "ORDER BY create_ms DESC, carrier DESC, cod_line DESC LIMIT $5"};
constexpr sql::Statement kListCodLinesOfCarrierByMatch = {
    "logistics.list_cod_lines_of_carrier_by_match",
    "SELECT data FROM cod_lines WHERE shop = $1 AND carrier = $6 AND line_match = $7 "
    "AND (create_ms, carrier, cod_line) < ($2, $3, $4) "
    "ORDER BY create_ms DESC, carrier DESC, cod_line DESC LIMIT $5"};

}  // namespace

absl::StatusOr<v1::CodLine> LoadCodLine(sql::Transaction& txn, absl::string_view name) {
  return sql::LoadMessage<v1::CodLine>(
      txn, kSelectCodLine, {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)}, name);
}

absl::StatusOr<bool> HasCodLine(sql::Transaction& txn, absl::string_view name) {
  return txn.QueryOne(kSelectCodLine, {ShopOf(name), domain::ParentIdOf(name), LastSegment(name)},
                      [](const sql::Row&) { return absl::OkStatus(); });
}

absl::Status InsertCodLine(sql::Transaction& txn, v1::CodLine& line) {
  const std::string& name = line.name();
  return sql::InsertVersioned(txn, kInsertCodLine, line, ShopOf(name), domain::ParentIdOf(name),
                              LastSegment(name), static_cast<int>(line.match()),
                              ToMillis(FromProto(line.create_time())));
}

CodLineKey CodLineKeyOf(const v1::CodLine& line) {
  return CodLineKey(ToMillis(FromProto(line.create_time())), domain::ParentIdOf(line.name()),
                    LastSegment(line.name()));
}

CodLineKey NewestCodLine() { return {std::numeric_limits<int64_t>::max(), "", ""}; }

absl::StatusOr<std::vector<v1::CodLine>> ListCodLines(sql::Transaction& txn, absl::string_view shop,
                                                      const CodLineFilter& filter,
                                                      const CodLineKey& before, int limit) {
  const auto& [ms, carrier, id] = before;
  const int match = filter.match;
  const bool any = filter.match == v1::CodLine::MATCH_UNSPECIFIED;
  if (filter.carrier.empty() && any) {
    return sql::ListMessages<v1::CodLine>(txn, kListCodLines, {shop, ms, carrier, id, limit});
  }
  if (filter.carrier.empty()) {
    return sql::ListMessages<v1::CodLine>(txn, kListCodLinesByMatch,
                                          {shop, ms, carrier, id, limit, match});
  }
  if (any) {
    return sql::ListMessages<v1::CodLine>(txn, kListCodLinesOfCarrier,
                                          {shop, ms, carrier, id, limit, filter.carrier});
  }
  return sql::ListMessages<v1::CodLine>(txn, kListCodLinesOfCarrierByMatch,
                                        {shop, ms, carrier, id, limit, filter.carrier, match});
}

}  // namespace shopdesk::logistics::store
