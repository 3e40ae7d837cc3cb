#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "services/orders/domain/refund/refund_states.h"
#include "services/orders/domain/trade/trade.h"

// Which SKUs the pieces are that a buyer has of a line: the line's, or what an earlier refund of it
// sent in exchange.
namespace shopdesk::orders::domain {

struct SkuPieces {
  std::string sku_id;
  int64_t quantity = 0;
};

// It succeeded by the goods, not by money.
bool WasReplaced(const Refund& refund);

// Notes on each line which of the pieces that a refund asks are of other SKUs than the line's: what
// was sent last is asked first. `others` are the order's other refunds.
void NoteHeld(const Order& order, absl::Span<const Refund> others, Refund& refund);

// The SKUs of the first `pieces` that are, or are to be, back of a line, those of other SKUs first.
std::vector<SkuPieces> HeldSkus(const Order& order, const RefundLine& line, int64_t pieces);

// What is sent for a line of a refund that sends goods: what is asked in exchange, else the same.
std::vector<SkuPieces> SentSkus(const Order& order, const RefundLine& line);

}  // namespace shopdesk::orders::domain
