#include "tools/shopdesk/print/canvas.h"

#include <cairo-pdf.h>
#include <cairo.h>
#include <pango/pangocairo.h>
#include <zint.h>

#include <algorithm>
#include <cstring>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/base/error.h"

namespace shopdesk::cli::print {
namespace {

constexpr double kPointsPerMm = 72.0 / 25.4;
constexpr int kDotsPerMm = 8;
// Bars finer than two dots of a label printer are not read surely.
constexpr double kFinestBar = 0.25;
// Where a character is missing in the first, the system looks in others: CJK comes from there.
constexpr char kFontFamily[] = "DejaVu Sans, WenQuanYi Zen Hei, Noto Sans CJK SC";

cairo_status_t Append(void* closure, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

// A millimetre is no pixel: letters stand where the font says, not on whole units.
void PlaceExactly(PangoLayout* layout) {
  PangoContext* context = pango_layout_get_context(layout);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context, options);
  cairo_font_options_destroy(options);
  pango_context_set_round_glyph_positions(context, FALSE);
  pango_layout_context_changed(layout);
}

struct DeleteSymbol {
  void operator()(zint_symbol* symbol) const { ZBarcode_Delete(symbol); }
};
using Symbol = std::unique_ptr<zint_symbol, DeleteSymbol>;

// Null if this kind of barcode can't hold the code.
Symbol Encode(int symbology, const std::string& code) {
  Symbol symbol(ZBarcode_Create());
  symbol->symbology = symbology;
  symbol->show_hrt = 0;
  symbol->input_mode = UNICODE_MODE;
  const int status = ZBarcode_Encode_and_Buffer_Vector(
      symbol.get(), reinterpret_cast<const unsigned char*>(code.data()),
      static_cast<int>(code.size()), 0);
  return status < ZINT_ERROR ? std::move(symbol) : nullptr;
}

}  // namespace

struct Canvas::Parts {
  Medium medium = Medium::kPdf;
  std::string pdf;
  cairo_surface_t* surface = nullptr;
  cairo_t* cairo = nullptr;

  ~Parts() {
    if (cairo != nullptr) cairo_destroy(cairo);
    if (surface != nullptr) cairo_surface_destroy(surface);
  }
};

Canvas::Canvas(Medium medium, PaperSize paper) : parts_(std::make_unique<Parts>()) {
  parts_->medium = medium;
  const bool pdf = medium == Medium::kPdf;
  const double scale = pdf ? kPointsPerMm : kDotsPerMm;
  if (pdf) {
    parts_->surface = cairo_pdf_surface_create_for_stream(Append, &parts_->pdf, paper.width * scale,
                                                          paper.height * scale);
  } else {
    parts_->surface =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(paper.width * scale),
                                   static_cast<int>(paper.height * scale));
  }
  parts_->cairo = cairo_create(parts_->surface);
  cairo_scale(parts_->cairo, scale, scale);
  if (!pdf) {
    cairo_set_source_rgb(parts_->cairo, 1, 1, 1);
    cairo_paint(parts_->cairo);
  }
  cairo_set_source_rgb(parts_->cairo, 0, 0, 0);
}

Canvas::~Canvas() = default;

double Canvas::Text(double x, double y, double width, double size, absl::string_view text,
                    bool bold) {
  PangoLayout* layout = pango_cairo_create_layout(parts_->cairo);
  PlaceExactly(layout);
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(font, kFontFamily);
  pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));
  int height = 0;
  pango_layout_get_size(layout, nullptr, &height);
  cairo_move_to(parts_->cairo, x, y);
  pango_cairo_show_layout(parts_->cairo, layout);
  pango_font_description_free(font);
  g_object_unref(layout);
  return static_cast<double>(height) / PANGO_SCALE;
}

void Canvas::Line(double x, double y, double width) {
  cairo_set_line_width(parts_->cairo, 0.3);
  cairo_move_to(parts_->cairo, x, y);
  cairo_line_to(parts_->cairo, x + width, y);
  cairo_stroke(parts_->cairo);
}

absl::Status Canvas::Bars(double x, double y, double width, double height,
                          const std::string& code) {
  Symbol symbol = Encode(BARCODE_CODE128, code);
  const bool fine = symbol != nullptr && width / symbol->width < kFinestBar;
  const bool bars = symbol != nullptr && !fine;
  if (!bars) symbol = Encode(BARCODE_QRCODE, code);
  if (symbol == nullptr || symbol->vector == nullptr) {
    return InvalidFieldError("code", absl::StrCat("no barcode holds \"", code, "\""));
  }
  const double across = symbol->vector->width;
  // A whole number of dots a module, so that none is wider than another.
  double unit = (bars ? width : std::min(width, height)) / across;
  const double dot = 1.0 / kDotsPerMm;
  if (unit * symbol->vector->width / symbol->width > dot) {
    const double module = across / symbol->width;
    unit = static_cast<int>(unit * module / dot) * dot / module;
  }
  const double up = bars ? height / symbol->vector->height : unit;
  const double left = x + (width - across * unit) / 2;
  cairo_set_antialias(parts_->cairo, CAIRO_ANTIALIAS_NONE);
  for (const zint_vector_rect* rect = symbol->vector->rectangles; rect != nullptr;
       rect = rect->next) {
    cairo_rectangle(parts_->cairo, left + rect->x * unit, y + rect->y * up, rect->width * unit,
                    rect->height * up);
  }
  cairo_fill(parts_->cairo);
  cairo_set_antialias(parts_->cairo, CAIRO_ANTIALIAS_DEFAULT);
  // In one line, however long.
  Text(x, y + height + 1, width, bars ? 4 : 3, code, /*bold=*/true);
  return absl::OkStatus();
}

void Canvas::NextPage() { cairo_show_page(parts_->cairo); }

std::string Canvas::TakePdf() {
  cairo_surface_finish(parts_->surface);
  return std::move(parts_->pdf);
}

Dots Canvas::TakeDots() {
  cairo_surface_flush(parts_->surface);
  Dots dots;
  dots.width = cairo_image_surface_get_width(parts_->surface);
  dots.height = cairo_image_surface_get_height(parts_->surface);
  dots.stride = (dots.width + 7) / 8;
  dots.bits.assign(static_cast<size_t>(dots.stride) * dots.height, '\0');
  const unsigned char* pixels = cairo_image_surface_get_data(parts_->surface);
  const int row_bytes = cairo_image_surface_get_stride(parts_->surface);
  for (int y = 0; y < dots.height; ++y) {
    for (int x = 0; x < dots.width; ++x) {
      uint32_t pixel = 0;
      std::memcpy(&pixel, pixels + static_cast<ptrdiff_t>(y) * row_bytes + 4 * x, sizeof(pixel));
      if ((pixel & 0xff) >= 0x80) continue;
      char& byte = dots.bits[static_cast<size_t>(y) * dots.stride + x / 8];
      byte = static_cast<char>(byte | (0x80 >> (x % 8)));
    }
  }
  return dots;
}

std::string ToZpl(const Dots& dots) {
  const size_t size = dots.bits.size();
  return absl::StrCat("^XA\n^PW", dots.width, "\n^LL", dots.height, "\n^FO0,0^GFA,", size, ",",
                      size, ",", dots.stride, ",", absl::BytesToHexString(dots.bits), "^FS\n^XZ\n");
}

}  // namespace shopdesk::cli::print
