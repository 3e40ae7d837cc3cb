#include "services/catalog/domain/stock/reservation.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "services/catalog/domain/shop/errors.h"
#include "services/catalog/domain/shop/states.h"
#include "services/catalog/domain/stock/stock.h"

namespace shopdesk::catalog::domain {
namespace {

bool Before(const WantedLine& a, const WantedLine& b) {
  if (a.sku_id != b.sku_id) return a.sku_id < b.sku_id;
  if (a.location.empty() != b.location.empty()) return b.location.empty();
  return a.location < b.location;
}

int IndexOf(absl::string_view location, absl::Span<const v1::StockLevel> levels) {
  const std::string escaped = EscapeId(location);
  for (size_t i = 0; i < levels.size(); ++i) {
    if (LastSegment(levels[i].name()) == escaped) return static_cast<int>(i);
  }
  return -1;
}

// The levels that a line may be taken from, the preferred first.
std::vector<int> AllowedLevels(const WantedLine& line, absl::Span<const v1::StockLevel> levels,
                               const v1::Policy& policy) {
  std::vector<int> allowed;
  const auto add = [&](const std::string& location) {
    const int index = IndexOf(location, levels);
    if (index >= 0) allowed.push_back(index);
  };
  if (!line.location.empty()) {
    add(line.location);
  } else {
    for (const std::string& location : policy.location_priority()) add(location);
  }
  return allowed;
}

int64_t TotalRemaining(const v1::Reservation& reservation) {
  int64_t total = 0;
  for (const v1::ReservationLine& line : reservation.lines()) total += Remaining(line);
  return total;
}

bool AnyShipped(const v1::Reservation& reservation) {
  const auto& lines = reservation.lines();
  return std::any_of(lines.begin(), lines.end(),
                     [](const auto& line) { return line.committed_quantity() > 0; });
}

}  // namespace

std::vector<WantedLine> MergeLines(const ReservationLines& lines) {
  std::vector<WantedLine> merged;
  merged.reserve(lines.size());
  for (const v1::ReservationLine& line : lines) {
    merged.push_back({line.sku_id(), line.location(), line.quantity()});
  }
  std::sort(merged.begin(), merged.end(), Before);
  size_t last = 0;
  for (size_t i = 1; i < merged.size(); ++i) {
    if (!Before(merged[last], merged[i])) {
      merged[last].quantity += merged[i].quantity;
    } else if (++last != i) {
      merged[last] = std::move(merged[i]);
    }
  }
  if (!merged.empty()) merged.resize(last + 1);
  return merged;
}

absl::StatusOr<int> ChooseLevel(const WantedLine& line, absl::Span<const v1::StockLevel> levels,
                                const v1::Policy& policy) {
  for (const int index : AllowedLevels(line, levels, policy)) {
    if (Available(levels[index], policy) >= line.quantity) return index;
  }
  return OutOfStockError(line.sku_id, line.quantity, MostAvailable(line, levels, policy));
}

int64_t MostAvailable(const WantedLine& line, absl::Span<const v1::StockLevel> levels,
                      const v1::Policy& policy) {
  int64_t most = 0;
  for (const int index : AllowedLevels(line, levels, policy)) {
    most = std::max(most, Available(levels[index], policy));
  }
  return most;
}

bool IsForLines(const v1::Reservation& reservation, absl::Span<const WantedLine> wanted) {
  std::map<std::string, int64_t> difference;
  std::map<std::pair<std::string, std::string>, int64_t> held;
  for (const v1::ReservationLine& line : reservation.lines()) {
    difference[line.sku_id()] += line.quantity();
    held[{line.sku_id(), line.location()}] += line.quantity();
  }
  for (const WantedLine& line : wanted) {
    difference[line.sku_id] -= line.quantity;
    if (line.location.empty()) continue;
    const auto found = held.find({line.sku_id, line.location});
    if (found == held.end() || found->second < line.quantity) return false;
  }
  return std::all_of(difference.begin(), difference.end(),
                     [](const auto& entry) { return entry.second == 0; });
}

int64_t Remaining(const v1::ReservationLine& line) {
  return line.quantity() - line.committed_quantity() - line.released_quantity();
}

absl::StatusOr<std::vector<LinePart>> SelectParts(const v1::Reservation& reservation,
                                                  const ReservationLines& lines) {
  std::vector<int64_t> taken(reservation.lines_size(), 0);
  if (lines.empty()) {
    for (int i = 0; i < reservation.lines_size(); ++i) taken[i] = Remaining(reservation.lines(i));
  }
  for (const WantedLine& want : MergeLines(lines)) {
    int64_t left = want.quantity;
    for (int i = 0; i < reservation.lines_size() && left > 0; ++i) {
      const v1::ReservationLine& line = reservation.lines(i);
      if (line.sku_id() != want.sku_id) continue;
      if (!want.location.empty() && line.location() != want.location) continue;
      const int64_t part = std::min(left, Remaining(line) - taken[i]);
      taken[i] += part;
      left -= part;
    }
    if (left > 0) {
      return QuantityExceededError(reservation.name(), want.sku_id, want.quantity,
                                   want.quantity - left);
    }
  }
  std::vector<LinePart> parts;
  for (int i = 0; i < reservation.lines_size(); ++i) {
    if (taken[i] > 0) parts.push_back({i, taken[i]});
  }
  return parts;
}

absl::StatusOr<bool> Confirm(v1::Reservation& reservation, const std::string& order) {
  const v1::Reservation::State before = reservation.state();
  if (before != v1::Reservation::TENTATIVE && reservation.order() != order) {
    return WrongStateError(reservation.name(), v1::Reservation::State_Name(before),
                           absl::StrCat("ConfirmReservation for ", order),
                           kReservationMachine.Allowed(before));
  }
  RETURN_IF_ERROR(Move(kReservationMachine, reservation, "confirm"));
  reservation.set_order(order);
  return before == v1::Reservation::TENTATIVE;
}

absl::StatusOr<bool> Transfer(v1::Reservation& reservation, const std::string& from,
                              const std::string& order) {
  const v1::Reservation::State before = reservation.state();
  if (before == v1::Reservation::CONFIRMED && reservation.order() == from) {
    reservation.set_order(order);
    return true;
  }
  // Tentative, or tied to that order already, or too late.
  return Confirm(reservation, order);
}

absl::Status CheckCanCommit(const v1::Reservation& reservation) {
  return kReservationMachine.Next(reservation.name(), reservation.state(), "commit").status();
}

absl::Status Commit(v1::Reservation& reservation, absl::Span<const LinePart> parts) {
  for (const LinePart& part : parts) {
    v1::ReservationLine& line = *reservation.mutable_lines(part.line);
    line.set_committed_quantity(line.committed_quantity() + part.quantity);
  }
  return Move(kReservationMachine, reservation,
              TotalRemaining(reservation) > 0 ? "commit" : "commit_rest");
}

absl::StatusOr<bool> Release(v1::Reservation& reservation, absl::Span<const LinePart> parts) {
  for (const LinePart& part : parts) {
    v1::ReservationLine& line = *reservation.mutable_lines(part.line);
    line.set_released_quantity(line.released_quantity() + part.quantity);
  }
  const char* event = "release";
  if (TotalRemaining(reservation) == 0) {
    event = AnyShipped(reservation) ? "release_rest" : "release_all";
  }
  RETURN_IF_ERROR(Move(kReservationMachine, reservation, event));
  return !parts.empty();
}

absl::Status Expire(v1::Reservation& reservation) {
  RETURN_IF_ERROR(Move(kReservationMachine, reservation, "expire"));
  for (v1::ReservationLine& line : *reservation.mutable_lines()) {
    line.set_released_quantity(line.released_quantity() + Remaining(line));
  }
  return absl::OkStatus();
}

}  // namespace shopdesk::catalog::domain
