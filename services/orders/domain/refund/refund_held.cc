#include "services/orders/domain/refund/refund_held.h"

#include <algorithm>
#include <utility>

#include "absl/strings/string_view.h"
#include "services/orders/domain/trade/lines.h"

namespace shopdesk::orders::domain {
namespace {

// Pieces of another refund's line that are no longer the buyer's, or are asked already.
int64_t TakenBy(const Refund& refund, const RefundLine& line) {
  switch (refund.state()) {
    case RefundState::CLOSED:
      return 0;
    case RefundState::PARTIAL:
      return line.came_back();
    default:
      return line.quantity() - line.never_shipped();
  }
}

void RemoveFrom(absl::string_view sku_id, int64_t pieces, std::vector<SkuPieces>& pool) {
  for (auto sent = pool.rbegin(); sent != pool.rend() && pieces > 0; ++sent) {
    if (sent->sku_id != sku_id) continue;
    const int64_t taken = std::min(pieces, sent->quantity);
    sent->quantity -= taken;
    pieces -= taken;
  }
}

// What the buyer has of other SKUs than the line's and no other refund asks, as it was sent.
std::vector<SkuPieces> OthersOf(const Order& order, absl::Span<const Refund> others,
                                int32_t number) {
  const std::string& own = FindLine(order, number)->sku_id();
  std::vector<SkuPieces> pool;
  for (const Refund& other : others) {
    if (!WasReplaced(other)) continue;
    for (const RefundLine& line : other.lines()) {
      if (line.line() != number) continue;
      for (SkuPieces& sent : SentSkus(order, line)) {
        if (sent.sku_id != own) pool.push_back(std::move(sent));
      }
    }
  }
  for (const Refund& other : others) {
    for (const RefundLine& line : other.lines()) {
      if (line.line() != number) continue;
      for (const SkuPieces& taken : HeldSkus(order, line, TakenBy(other, line))) {
        if (taken.sku_id != own) RemoveFrom(taken.sku_id, taken.quantity, pool);
      }
    }
  }
  return pool;
}

}  // namespace

bool WasReplaced(const Refund& refund) {
  return refund.state() == RefundState::SUCCESS && refund.has_replacement() &&
         refund.replacement().failure() == v1::Replacement::FAILURE_UNSPECIFIED;
}

void NoteHeld(const Order& order, absl::Span<const Refund> others, Refund& refund) {
  for (RefundLine& line : *refund.mutable_lines()) {
    line.clear_held();
    int64_t pieces = line.quantity() - line.never_shipped();
    std::vector<SkuPieces> pool = OthersOf(order, others, line.line());
    for (auto sent = pool.rbegin(); sent != pool.rend() && pieces > 0; ++sent) {
      const int64_t taken = std::min(pieces, sent->quantity);
      if (taken == 0) continue;
      pieces -= taken;
      v1::HeldPieces& held = *line.add_held();
      held.set_sku_id(sent->sku_id);
      held.set_quantity(taken);
    }
  }
}

std::vector<SkuPieces> HeldSkus(const Order& order, const RefundLine& line, int64_t pieces) {
  std::vector<SkuPieces> skus;
  for (const v1::HeldPieces& held : line.held()) {
    const int64_t taken = std::min(pieces, held.quantity());
    if (taken > 0) skus.push_back({held.sku_id(), taken});
    pieces -= taken;
  }
  if (pieces > 0) skus.push_back({FindLine(order, line.line())->sku_id(), pieces});
  return skus;
}

std::vector<SkuPieces> SentSkus(const Order& order, const RefundLine& line) {
  if (line.exchange_sku_id().empty()) return HeldSkus(order, line, line.quantity());
  return {{line.exchange_sku_id(), line.quantity()}};
}

}  // namespace shopdesk::orders::domain
