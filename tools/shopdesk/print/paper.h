#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "shopdesk/orders/v1/hand_over.pb.h"
#include "shopdesk/orders/v1/packing.pb.h"
#include "tools/shopdesk/print/canvas.h"

// What is printed for a parcel. INVALID_ARGUMENT for a code that no barcode holds.
namespace shopdesk::cli::print {

// What is glued on it: who gets it, the code of its waybill or job.
absl::StatusOr<std::string> LabelPdf(const orders::v1::PackingSheet& sheet);
absl::StatusOr<Dots> LabelDots(const orders::v1::PackingSheet& sheet);
// What is put into it, in the buyer's language.
absl::StatusOr<std::string> SlipPdf(const orders::v1::PackingSheet& sheet);
// What is picked, with what was remarked.
absl::StatusOr<std::string> PickListPdf(const orders::v1::PackingSheet& sheet);
// What a carrier signs for.
absl::StatusOr<std::string> HandOverPdf(const orders::v1::HandOverList& list);

}  // namespace shopdesk::cli::print
