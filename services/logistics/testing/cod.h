#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "services/logistics/handlers/money/cod_money.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::testing {

// Shipments that collect 100.00 for a fee of 5.00, under the number of their ids.
class CodTest : public LogisticsTest {
 protected:
  absl::Status Send(const std::string& id) {
    return CreateShipment(id, absl::StrCat("carrier_id: 'road' waybill_number: 'N", id,
                                           "' cod_amount { currency_code: 'CNY' minor: 10000 }")
                                  .c_str())
        .status();
  }
  // A statement of the carrier: "line number amount fee" each.
  absl::StatusOr<v1::RecordCodLinesResponse> Remit(
      const std::vector<std::tuple<std::string, std::string, int64_t, int64_t>>& lines) {
    v1::RecordCodLinesRequest request;
    request.set_parent("shops/1/carriers/road");
    for (const auto& [line, number, amount, fee] : lines) {
      v1::CodRow& row = *request.add_rows();
      row.set_line_id(line);
      row.set_waybill_number(number);
      row.mutable_amount()->set_currency_code("CNY");
      row.mutable_amount()->set_minor(amount);
      row.mutable_fee()->set_currency_code("CNY");
      row.mutable_fee()->set_minor(fee);
      row.mutable_remit_time()->set_seconds(1'900'000'000);
    }
    return Write<v1::RecordCodLinesResponse>(handlers::RecordCodLines, request);
  }
  v1::CodCollection Get(const std::string& id) {
    v1::GetCodCollectionRequest request;
    request.set_name("shops/1/codCollections/" + id);
    auto collection = Read<v1::CodCollection>(handlers::GetCodCollection, request);
    return collection.value_or(v1::CodCollection());
  }
};

}  // namespace shopdesk::logistics::testing
