#include <fstream>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "nlohmann/json.hpp"
#include "shopdesk/orders/v1/order.pb.h"
#include "tools/shopdesk/commands.h"
#include "tools/shopdesk/dynamic_call.h"
#include "tools/shopdesk/print/paper.h"

namespace shopdesk::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using orders::v1::PackingSheet;

struct PrintOptions {
  std::string id;
  std::string shop;
  std::string job;
  std::string file;
  std::string format = "pdf";
  std::string carrier;
  std::string mode;
  std::string waybill;
};

template <class Response>
absl::StatusOr<Response> AskOrders(const Suite& suite, absl::string_view method_name,
                                   const nlohmann::json& request) {
  ASSIGN_OR_RETURN(const MethodDescriptor* method,
                   KnownMethod(absl::StrCat("shopdesk.orders.v1.", method_name)));
  Response response;
  RETURN_IF_ERROR(CallMethod(suite.settings, suite.orders, *method, {request.dump()},
                             [&](const Message& message) {
                               return response.ParseFromString(message.SerializeAsString())
                                          ? absl::OkStatus()
                                          : InternalError("an answer can't be parsed");
                             }));
  return response;
}

std::string ShopName(const PrintOptions& options) {
  return absl::StrCat("shops/", EscapeId(options.shop));
}

// The job that was named, or the one that packs the order.
absl::StatusOr<std::string> FindJob(const Suite& suite, const PrintOptions& options) {
  if (!options.job.empty()) {
    return absl::StrCat(ShopName(options), "/packingJobs/", EscapeId(options.job));
  }
  const std::string name = absl::StrCat(ShopName(options), "/orders/", EscapeId(options.id));
  ASSIGN_OR_RETURN(const orders::v1::Order order,
                   AskOrders<orders::v1::Order>(suite, "OrderService.GetOrder", {{"name", name}}));
  if (!order.packing_job().empty()) return order.packing_job();
  return InvalidFieldError("order", absl::StrCat(name, " isn't being packed; name a job by --job"));
}

// What is on paper is whom a parcel goes to: nobody else reads the file.
absl::Status WriteFile(const std::string& file, const std::string& content) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << content;
  out.close();
  if (!out) return InvalidFieldError("file", absl::StrCat("can't write ", file));
  absl::FPrintF(stderr, "%s\n", file);
  return absl::OkStatus();
}

absl::StatusOr<PackingSheet> RevealSheet(const Suite& suite, const std::string& job) {
  return AskOrders<PackingSheet>(suite, "PackingService.RevealPackingSheet",
                                 {{"name", job}, {"purpose", "label"}});
}

absl::StatusOr<std::string> LabelAs(const PackingSheet& sheet, const std::string& format) {
  if (format == "pdf") return print::LabelPdf(sheet);
  ASSIGN_OR_RETURN(const print::Dots dots, print::LabelDots(sheet));
  return print::ToZpl(dots);
}

// Says that it is printed, then writes all of it: what is on paper is no older than that.
absl::Status PrintJob(const Suite& suite, const PrintOptions& options) {
  ASSIGN_OR_RETURN(const std::string job, FindJob(suite, options));
  RETURN_IF_ERROR(AskOrders<orders::v1::PackingJob>(suite, "PackingService.PrintPackingJob",
                                                    {{"name", job},
                                                     {"carrier_id", options.carrier},
                                                     {"mode", options.mode},
                                                     {"waybill_number", options.waybill}})
                      .status());
  ASSIGN_OR_RETURN(const PackingSheet sheet, RevealSheet(suite, job));
  ASSIGN_OR_RETURN(const std::string pick, print::PickListPdf(sheet));
  RETURN_IF_ERROR(WriteFile(options.file + "-pick.pdf", pick));
  ASSIGN_OR_RETURN(const std::string label, LabelAs(sheet, options.format));
  RETURN_IF_ERROR(WriteFile(absl::StrCat(options.file, "-label.", options.format), label));
  ASSIGN_OR_RETURN(const std::string slip, print::SlipPdf(sheet));
  return WriteFile(options.file + "-slip.pdf", slip);
}

absl::Status PrintLabel(const Suite& suite, const PrintOptions& options) {
  ASSIGN_OR_RETURN(const std::string job, FindJob(suite, options));
  ASSIGN_OR_RETURN(const PackingSheet sheet, RevealSheet(suite, job));
  ASSIGN_OR_RETURN(const std::string label, LabelAs(sheet, options.format));
  return WriteFile(options.file, label);
}

absl::Status PrintSlip(const Suite& suite, const PrintOptions& options) {
  ASSIGN_OR_RETURN(const std::string job, FindJob(suite, options));
  ASSIGN_OR_RETURN(const PackingSheet sheet, RevealSheet(suite, job));
  ASSIGN_OR_RETURN(const std::string slip, print::SlipPdf(sheet));
  return WriteFile(options.file, slip);
}

absl::Status PrintHandOver(const Suite& suite, const PrintOptions& options) {
  const std::string name = absl::StrCat(ShopName(options), "/handOverLists/", EscapeId(options.id));
  ASSIGN_OR_RETURN(const orders::v1::HandOverList list,
                   AskOrders<orders::v1::HandOverList>(suite, "HandOverService.GetHandOverList",
                                                       {{"name", name}}));
  ASSIGN_OR_RETURN(const std::string pdf, print::HandOverPdf(list));
  return WriteFile(options.file, pdf);
}

void AddWhat(CLI::App& command, const char* what, const char* description,
             absl::Status (*run)(const Suite&, const PrintOptions&), Action& action) {
  auto options = std::make_shared<PrintOptions>();
  CLI::App* added = command.add_subcommand(what, description);
  const bool list = run == PrintHandOver;
  added->add_option(list ? "list" : "order", options->id, list ? "its id" : "the order's id");
  added->add_option("--shop", options->shop, "the shop's id")->required();
  added->add_option("-o,--output", options->file, "where to")->required();
  if (!list) added->add_option("--job", options->job, "a packing job's id, instead of an order");
  if (run == PrintJob || run == PrintLabel) {
    added->add_option("--format", options->format, "of the label: pdf or zpl")
        ->check(CLI::IsMember({"pdf", "zpl"}));
  }
  if (run == PrintJob) {
    added->add_option("--carrier", options->carrier, "whose label it is");
    added->add_option("--mode", options->mode, "by which mode it goes");
    added->add_option("--waybill", options->waybill, "the number that it is to have");
  }
  added->callback([options, run, &action] {
    action = [options, run](Suite& suite) { return run(suite, *options); };
  });
}

void AddPrint(CLI::App& command, const Globals&, Action& action) {
  command.require_subcommand(1);
  AddWhat(command, "job", "pick list, label and slip at once; shipping goes by this print",
          PrintJob, action);
  AddWhat(command, "label", "the label once more", PrintLabel, action);
  AddWhat(command, "slip", "the slip once more", PrintSlip, action);
  AddWhat(command, "hand-over", "the list that a carrier signs", PrintHandOver, action);
}

}  // namespace

const Command kPrintCommand = {
    "print", "what goes on paper for a parcel that is packed",
    "`job` says that it is printed and writes FILE-pick.pdf, FILE-label.pdf (or .zpl) and "
    "FILE-slip.pdf; after another receiver or a red remark it is to be printed anew.\n"
    "Example:\n  shopdesk print job o-1 --shop demo -o o-1 --carrier sf --waybill SF0000000000001\n"
    "  shopdesk print label o-1 --shop demo --format zpl -o o-1.zpl",
    AddPrint};

}  // namespace shopdesk::cli
