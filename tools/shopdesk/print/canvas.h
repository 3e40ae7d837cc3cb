#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Paper: text of any script, lines and barcodes, drawn in millimetres from the upper left corner.
namespace shopdesk::cli::print {

// Of a page, in millimetres.
struct PaperSize {
  double width = 0;
  double height = 0;
};
inline constexpr PaperSize kLabelPaper = {100, 150};
inline constexpr PaperSize kA4Paper = {210, 297};

// What becomes of it: a PDF, or the dots of a label printer with 8 of them a millimetre (203 dpi).
enum class Medium { kPdf, kDots };

// Black dots row by row, eight in a byte, the first in its highest bit.
struct Dots {
  int width = 0;
  int height = 0;
  // Bytes of a row.
  int stride = 0;
  std::string bits;
};

class Canvas {
 public:
  Canvas(Medium medium, PaperSize paper);
  ~Canvas();
  Canvas(const Canvas&) = delete;
  Canvas& operator=(const Canvas&) = delete;

  // Draws a paragraph, broken at `width`; answers how high it is.
  double Text(double x, double y, double width, double size, absl::string_view text,
              bool bold = false);
  void Line(double x, double y, double width);
  // Code 128, or a QR code where the bars would be too fine for `width`; the code in letters below.
  // INVALID_ARGUMENT for what neither can hold.
  absl::Status Bars(double x, double y, double width, double height, const std::string& code);
  // A PDF's next page; dots have one.
  void NextPage();

  // What was drawn; nothing is drawn afterwards.
  std::string TakePdf();
  Dots TakeDots();

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

// A label of dots as a label printer takes it.
std::string ToZpl(const Dots& dots);

}  // namespace shopdesk::cli::print
