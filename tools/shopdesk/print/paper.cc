#include "tools/shopdesk/print/paper.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "libs/base/money.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"

namespace shopdesk::cli::print {
namespace {

using orders::v1::HandOverList;
using orders::v1::PackingLine;
using orders::v1::PackingSheet;
using orders::v1::Remark;
using orders::v1::ShippingLabel;

constexpr double kMargin = 10;
constexpr double kBody = 4;
constexpr double kHeading = 6;
// Of an A4 page between its margins.
constexpr double kPageWidth = kA4Paper.width - 2 * kMargin;
constexpr double kPageEnd = kA4Paper.height - 2 * kMargin;

// Words of the slip.
struct SlipWords {
  const char* language;
  const char* title;
  const char* order;
  const char* total;
};
constexpr SlipWords kSlipWords[] = {
    {"zh", "装箱单", "订单", "合计"},
    {"es", "Albarán", "Pedido", "Total"},
    {"pt", "Guia de remessa", "Pedido", "Total"},
    {"en", "Packing slip", "Order", "Total"},
};

const SlipWords& WordsFor(absl::string_view language) {
  for (const SlipWords& words : kSlipWords) {
    if (language.substr(0, 2) == words.language) return words;
  }
  return *std::rbegin(kSlipWords);
}

// Rows down a page of A4, and on to the next.
class Rows {
 public:
  Rows() : canvas_(Medium::kPdf, kA4Paper) {}
  Canvas& canvas() { return canvas_; }
  double y() const { return y_; }

  // A new page unless `height` is left on this one.
  void Need(double height) {
    if (y_ + height <= kPageEnd) return;
    canvas_.NextPage();
    y_ = kMargin;
  }
  void Add(double size, absl::string_view text, bool bold = false) {
    Need(3 * size);
    y_ += canvas_.Text(kMargin, y_, kPageWidth, size, text, bold) + size / 4;
  }
  void Rule() {
    canvas_.Line(kMargin, y_ + 1, kPageWidth);
    y_ += 3;
  }
  void Skip(double height) { y_ += height; }
  std::string Take() { return canvas_.TakePdf(); }

 private:
  Canvas canvas_;
  double y_ = kMargin;
};

std::string AddressOf(const type::v1::PostalAddress& address) {
  std::string text =
      absl::StrCat(address.administrative_area(), " ", address.locality(), " ", address.district(),
                   "\n", address.street(), "\n", address.postal_code(), " ", address.region_code());
  return text;
}

absl::Status DrawLabel(const ShippingLabel& label, Canvas& canvas) {
  constexpr double kLeft = 5;
  constexpr double kWidth = kLabelPaper.width - 2 * kLeft;
  RETURN_IF_ERROR(canvas.Bars(kLeft, 5, kWidth, 25, label.barcode()));
  double y = 38;
  y += canvas.Text(kLeft, y, kWidth, 5, absl::StrCat(label.carrier_id(), " ", label.mode()), true);
  canvas.Line(kLeft, y + 1, kWidth);
  y += 3;
  y += canvas.Text(kLeft, y, kWidth, 7,
                   absl::StrCat(label.receiver().name(), "  ", label.receiver().phone()), true) +
       2;
  y += canvas.Text(kLeft, y, kWidth, 6, AddressOf(label.receiver().address())) + 2;
  canvas.Line(kLeft, y, kWidth);
  y += 2;
  if (label.has_sender()) {
    const type::v1::Receiver& sender = label.sender();
    y += canvas.Text(kLeft, y, kWidth, 4,
                     absl::StrCat("寄件人 Sender: ", sender.name(), "  ", sender.phone(), "\n",
                                  AddressOf(sender.address()))) +
         2;
    canvas.Line(kLeft, y, kWidth);
    y += 2;
  }
  if (label.has_cod_amount()) {
    y += canvas.Text(kLeft, y, kWidth, 7, absl::StrCat("COD ", FormatMoney(label.cod_amount())),
                     true) +
         2;
  }
  canvas.Text(kLeft, y, kWidth, 4,
              absl::StrCat(absl::StrJoin(label.order_ids(), ", "), "\n",
                           absl::StrFormat("%.2f kg", label.weight_grams() / 1000.0)));
  return absl::OkStatus();
}

std::string RemarkText(const Remark& remark) {
  return absl::StrCat("[", Remark::Flag_Name(remark.flag()), " ",
                      Remark::Reason_Name(remark.reason()), "] ", remark.text());
}

}  // namespace

absl::StatusOr<std::string> LabelPdf(const PackingSheet& sheet) {
  Canvas canvas(Medium::kPdf, kLabelPaper);
  RETURN_IF_ERROR(DrawLabel(sheet.label(), canvas));
  return canvas.TakePdf();
}

absl::StatusOr<Dots> LabelDots(const PackingSheet& sheet) {
  Canvas canvas(Medium::kDots, kLabelPaper);
  RETURN_IF_ERROR(DrawLabel(sheet.label(), canvas));
  return canvas.TakeDots();
}

absl::StatusOr<std::string> SlipPdf(const PackingSheet& sheet) {
  const orders::v1::PackingSlip& slip = sheet.slip();
  const SlipWords& words = WordsFor(slip.language_code());
  Rows rows;
  rows.Add(kHeading, words.title, /*bold=*/true);
  std::string order;
  for (const auto& line : slip.lines()) {
    if (line.order_id() != order) {
      order = line.order_id();
      rows.Rule();
      rows.Add(kBody, absl::StrCat(words.order, " ", order), /*bold=*/true);
    }
    rows.Add(kBody, absl::StrCat(line.quantity(), " × ", line.title(), "  (", line.sku_id(), ")",
                                 line.has_total() ? "   " : "",
                                 line.has_total() ? FormatMoney(line.total()) : ""));
  }
  rows.Rule();
  if (slip.has_total()) {
    rows.Add(kBody, absl::StrCat(words.total, " ", FormatMoney(slip.total())), /*bold=*/true);
  }
  return rows.Take();
}

absl::StatusOr<std::string> PickListPdf(const PackingSheet& sheet) {
  Rows rows;
  RETURN_IF_ERROR(rows.canvas().Bars(kA4Paper.width - kMargin - 60, kMargin, 60, 30,
                                     std::string(LastSegment(sheet.job().name()))));
  rows.Add(kHeading, absl::StrCat("#", sheet.job().print_version()), /*bold=*/true);
  rows.Skip(40);
  for (const PackingSheet::SheetOrder& order : sheet.orders()) {
    rows.Rule();
    rows.Add(kBody, UnescapeId(LastSegment(order.order())).value_or(""), /*bold=*/true);
    if (!order.buyer_message().empty()) rows.Add(kBody, order.buyer_message());
    for (const Remark& remark : order.remarks()) {
      rows.Add(kBody, RemarkText(remark), remark.flag() == Remark::RED);
    }
  }
  rows.Rule();
  for (const PackingLine& line : sheet.job().lines()) {
    rows.Add(kBody,
             absl::StrCat(line.location(), "   ", line.quantity(), " × ", line.title(), "  (",
                          line.sku_id(), ")  ", line.barcode(), line.gift() ? "  *" : ""));
  }
  return rows.Take();
}

absl::StatusOr<std::string> HandOverPdf(const HandOverList& list) {
  Rows rows;
  rows.Add(kHeading, absl::StrCat(list.carrier_id(), "   ", LastSegment(list.name())),
           /*bold=*/true);
  rows.Rule();
  for (int i = 0; i < list.entries_size(); ++i) {
    const HandOverList::Entry& entry = list.entries(i);
    rows.Add(kBody, absl::StrCat(i + 1, ".  ", entry.waybill_number(), "   ",
                                 absl::StrJoin(entry.order_ids(), ", ")));
  }
  rows.Rule();
  rows.Add(kHeading, absl::StrCat("Σ ", list.entries_size()), /*bold=*/true);
  // Where he signs.
  rows.Need(30);
  rows.Skip(20);
  rows.canvas().Line(kMargin, rows.y(), kPageWidth / 2);
  return rows.Take();
}

}  // namespace shopdesk::cli::print
