#include "tools/shopdesk/replay/packing.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "libs/base/resource_name.h"
#include "libs/base/role.h"
#include "libs/base/status_macros.h"

namespace shopdesk::cli {
namespace {

using orders::v1::PackingJob;
using orders::v1::ScanVerdict;
using Packing = orders::v1::PackingService::Stub;
using HandOverLists = orders::v1::HandOverService::Stub;

// No SKU of the file.
constexpr char kNobodysItem[] = "ordered by nobody";

absl::StatusOr<PackingJob> StartBox(Desk& desk, absl::string_view number) {
  auto request = desk.ForShop<orders::v1::StartPackingRequest>();
  request.add_orders(desk.Name(absl::StrCat("orders/", EscapeId(number))));
  request.set_request_id(desk.RequestId(number, "pack"));
  return Invoke(desk.As(Role::PACKING, kPacker), *desk.packing, &Packing::StartPacking, request);
}

absl::Status PrintBox(Desk& desk, absl::string_view number, const PackingJob& job, const Way& way) {
  const CallSettings packer = desk.As(Role::PACKING, kPacker);
  orders::v1::PrintPackingJobRequest print;
  print.set_name(job.name());
  print.set_carrier_id(way.carrier_id);
  print.set_mode(way.mode);
  print.set_waybill_number(way.waybill_number);
  print.set_request_id(desk.RequestId(number, "print"));
  RETURN_IF_ERROR(Invoke(packer, *desk.packing, &Packing::PrintPackingJob, print).status());
  orders::v1::RevealPackingSheetRequest sheet;
  sheet.set_name(job.name());
  sheet.set_purpose("label");
  RETURN_IF_ERROR(Invoke(packer, *desk.packing, &Packing::RevealPackingSheet, sheet).status());
  orders::v1::MarkPickedRequest picked;
  picked.set_name(job.name());
  picked.set_request_id(desk.RequestId(number, "picked"));
  return Invoke(packer, *desk.packing, &Packing::MarkPicked, picked).status();
}

absl::Status ExpectVerdict(absl::string_view number, ScanVerdict::Value wanted,
                           ScanVerdict::Value found) {
  if (found == wanted) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("packing order ", number, " came to ",
                                          ScanVerdict::Value_Name(found), ", not ",
                                          ScanVerdict::Value_Name(wanted)));
}

absl::Status ScanIntoBox(Desk& desk, absl::string_view number, const PackingJob& job,
                         const std::string& code, int64_t quantity, ScanVerdict::Value wanted) {
  orders::v1::ScanItemRequest scan;
  scan.set_name(job.name());
  scan.set_code(code);
  scan.set_quantity(quantity);
  scan.set_request_id(desk.RequestId(number, absl::StrCat("scan ", code)));
  ASSIGN_OR_RETURN(
      const orders::v1::ScanItemResponse scanned,
      Invoke(desk.As(Role::PACKING, kPacker), *desk.packing, &Packing::ScanItem, scan));
  return ExpectVerdict(number, wanted, scanned.verdict());
}

absl::Status CloseBox(Desk& desk, absl::string_view number, const PackingJob& job) {
  orders::v1::FinishPackingRequest finish;
  finish.set_name(job.name());
  finish.set_request_id(desk.RequestId(number, "packed"));
  ASSIGN_OR_RETURN(
      const orders::v1::FinishPackingResponse finished,
      Invoke(desk.As(Role::PACKING, kPacker), *desk.packing, &Packing::FinishPacking, finish));
  return ExpectVerdict(number, ScanVerdict::TAKEN, finished.verdict());
}

}  // namespace

absl::Status PackOrder(Desk& desk, absl::string_view number, const Way& way) {
  ASSIGN_OR_RETURN(const PackingJob job, StartBox(desk, number));
  RETURN_IF_ERROR(PrintBox(desk, number, job, way));
  RETURN_IF_ERROR(ScanIntoBox(desk, number, job, kNobodysItem, 1, ScanVerdict::WRONG_ITEM));
  for (const orders::v1::PackingLine& line : job.lines()) {
    RETURN_IF_ERROR(
        ScanIntoBox(desk, number, job, line.sku_id(), line.quantity(), ScanVerdict::TAKEN));
  }
  return CloseBox(desk, number, job);
}

absl::Status HandOver(Desk& desk, absl::string_view number, const Way& way) {
  const CallSettings packer = desk.As(Role::PACKING, kPacker);
  // The answer of the first call.
  ASSIGN_OR_RETURN(const PackingJob job, StartBox(desk, number));
  auto open = desk.ForShop<orders::v1::OpenHandOverListRequest>();
  open.set_carrier_id(way.carrier_id);
  open.set_request_id(desk.RequestId(number, "open list"));
  ASSIGN_OR_RETURN(const orders::v1::HandOverList list,
                   Invoke(packer, *desk.hand_overs, &HandOverLists::OpenHandOverList, open));
  orders::v1::AddToHandOverListRequest add;
  add.set_name(list.name());
  ASSIGN_OR_RETURN(*add.mutable_code(), UnescapeId(LastSegment(job.name())));
  add.set_request_id(desk.RequestId(number, "add to list"));
  RETURN_IF_ERROR(
      Invoke(packer, *desk.hand_overs, &HandOverLists::AddToHandOverList, add).status());
  orders::v1::CloseHandOverListRequest close;
  close.set_name(list.name());
  close.set_request_id(desk.RequestId(number, "close list"));
  return Invoke(packer, *desk.hand_overs, &HandOverLists::CloseHandOverList, close).status();
}

}  // namespace shopdesk::cli
