#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "google/protobuf/descriptor.h"
#include "shopdesk/catalog/v1/picture.pb.h"
#include "shopdesk/catalog/v1/product.pb.h"
#include "shopdesk/catalog/v1/size_chart.pb.h"
#include "shopdesk/logistics/v1/branch.pb.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/negotiated_rate.pb.h"
#include "shopdesk/orders/v1/order_take_over.pb.h"
#include "tools/shopdesk/csv_table.h"
#include "tools/shopdesk/import.h"
#include "tools/shopdesk/suite.h"

// What the files of import.h say, apart from the services that it is sent to.
namespace shopdesk::cli {

// Each opens a file, and reads the present row; what is wrong in that is in table.RowStatus().
absl::StatusOr<CsvTable> OpenCarriers(const ImportFile& file);
logistics::v1::ImportCarrier ReadCarrierRow(CsvTable& table);

// The whole file. NOT_FOUND if it can't be read.
absl::StatusOr<std::string> ReadPictureFile(const std::string& file);
absl::StatusOr<CsvTable> OpenPictures(const ImportFile& file);
// `folder`: what the files that rows name are in.
catalog::v1::ImportPicture ReadPictureRow(CsvTable& table, const std::string& folder);

absl::StatusOr<CsvTable> OpenNegotiatedRates(const ImportFile& file);
// `zone`: the shop's, in which a date begins.
logistics::v1::ImportNegotiatedRate ReadNegotiatedRateRow(const absl::TimeZone& zone,
                                                          CsvTable& table);

absl::StatusOr<CsvTable> OpenBranches(const ImportFile& file);
logistics::v1::ImportBranch ReadBranchRow(CsvTable& table);

// What follows hands on each thing without an error, with the line where it begins, until that
// fails; what has one is in `summary`.
using OnRateTable = absl::FunctionRef<absl::Status(logistics::v1::ImportRateTable, int64_t line)>;
// `zone`: the shop's, in which a date begins.
absl::Status ReadRates(const ImportFile& file, const absl::TimeZone& zone, OnRateTable on_table,
                       ImportSummary& summary);

using OnSizeChart = absl::FunctionRef<absl::Status(catalog::v1::SizeChart, int64_t line)>;
absl::Status ReadSizes(const ImportFile& file, OnSizeChart on_chart, ImportSummary& summary);

absl::StatusOr<CsvTable> OpenTaobaoOrders(const ImportFile& file);
// `currency`: what its amounts are in. What became of receivers is counted in `readings`.
orders::v1::OrderRow ReadTaobaoOrder(absl::string_view currency, CsvTable& table,
                                     std::map<std::string, int64_t>& readings);

using OnProduct = absl::FunctionRef<absl::Status(catalog::v1::ImportProduct, int64_t line)>;
absl::Status ReadShopify(const ImportFile& file, OnProduct on_product, ImportSummary& summary);
absl::Status ReadJsonLines(const ImportFile& file, OnProduct on_product, ImportSummary& summary);

// A date, which begins at midnight in the zone, or an RFC 3339 time; nothing for an empty cell.
absl::optional<absl::Time> ReadMoment(absl::string_view column, const absl::TimeZone& zone,
                                      CsvTable& table);
// In which the shop's days are, by its policy in logistics.
absl::StatusOr<absl::TimeZone> ZoneOfShop(const Suite& suite, const std::string& shop);
// The number of an enum's value in a cell, or in a part of one.
int ReadEnum(const google::protobuf::EnumDescriptor& type, const std::string& text,
             absl::string_view column, CsvTable& table);
// The name of a mode in a cell, or in a part of one.
logistics::v1::Mode::Value ReadMode(const std::string& text, absl::string_view column,
                                    CsvTable& table);

}  // namespace shopdesk::cli
