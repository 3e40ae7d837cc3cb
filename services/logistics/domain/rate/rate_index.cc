#include "services/logistics/domain/rate/rate_index.h"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "services/logistics/domain/rate/insurance.h"
#include "services/logistics/domain/shop/errors.h"
#include "services/logistics/domain/shop/names.h"

namespace shopdesk::logistics::domain {
namespace {

std::string CarrierIdOf(const v1::Carrier& carrier) {
  return UnescapeId(LastSegment(carrier.name())).value_or("");
}

// Of a rate table, or a negotiated rate.
template <class Rates>
std::string CarrierIdOfRates(const Rates& rates) {
  return UnescapeId(ParentIdOf(rates.name())).value_or("");
}

absl::Time StartOf(const type::v1::TimeRange& valid) {
  return valid.has_start_time() ? FromProto(valid.start_time()) : absl::InfinitePast();
}

absl::Time EndOf(const type::v1::TimeRange& valid) {
  return valid.has_end_time() ? FromProto(valid.end_time()) : absl::InfiniteFuture();
}

Destination FoldOrigin(const v1::Origin& origin) {
  type::v1::PostalAddress address;
  address.set_region_code(origin.region_code());
  address.set_administrative_area(origin.administrative_area());
  address.set_locality(origin.locality());
  return FoldAddress(address);
}

std::string LaneKey(absl::string_view carrier_id, v1::Mode::Value mode) {
  return absl::StrCat(static_cast<int>(mode), "/", carrier_id);
}

void FillRefusal(const std::string& carrier_id, v1::Mode::Value mode, Objection objection,
                 v1::QuoteResponse& response) {
  v1::Refusal& refusal = *response.add_refusals();
  refusal.set_carrier_id(carrier_id);
  refusal.set_mode(mode);
  refusal.set_reason(objection.reason);
  refusal.set_detail(std::move(objection.detail));
  refusal.set_limit(objection.limit);
  if (objection.allowed.has_value()) refusal.set_allowed(*objection.allowed);
  if (objection.actual.has_value()) refusal.set_actual(*objection.actual);
  refusal.set_goods(std::move(objection.goods));
}

Consignment ConsignmentOf(const v1::QuoteRequest& request) {
  Consignment consignment = MeasureParcels(request.parcels());
  if (request.has_goods_value()) consignment.goods_value = request.goods_value().minor();
  if (request.has_declared_value()) consignment.declared_minor = request.declared_value().minor();
  if (request.has_cod_amount()) consignment.cod_minor = request.cod_amount().minor();
  return consignment;
}

}  // namespace

RateIndex::RateIndex(const v1::Policy& policy, std::vector<v1::Carrier> carriers,
                     std::vector<v1::RateTable> tables, std::vector<v1::NegotiatedRate> negotiated)
    : policy_(policy), origin_(FoldAddress(policy.origin())) {
  for (v1::Carrier& message : carriers) {
    auto carrier = std::make_unique<Carrier>();
    carrier->id = CarrierIdOf(message);
    if (auto rules = WaybillRules::Compile(message); rules.ok()) {
      carrier->rules = std::make_unique<WaybillRules>(*std::move(rules));
    }
    carrier->message = std::move(message);
    carriers_.push_back(std::move(carrier));
  }
  std::sort(carriers_.begin(), carriers_.end(),
            [](const auto& a, const auto& b) { return a->id < b->id; });
  absl::flat_hash_map<std::string, size_t> lanes;
  for (const auto& carrier : carriers_) {
    std::set<int> modes(carrier->message.modes().begin(), carrier->message.modes().end());
    for (int mode : modes) {
      lanes[LaneKey(carrier->id, static_cast<v1::Mode::Value>(mode))] = lanes_.size();
      lanes_.push_back({carrier.get(), static_cast<v1::Mode::Value>(mode), {}});
    }
  }
  for (v1::RateTable& table : tables) AddTable(std::move(table), lanes);
  for (Lane& lane : lanes_) {
    std::sort(lane.tables.begin(), lane.tables.end(), [](const Table* a, const Table* b) {
      return a->start != b->start ? a->start > b->start : a->message.name() < b->message.name();
    });
  }
  for (v1::NegotiatedRate& rate : negotiated) AddNegotiated(std::move(rate));
  for (Lane& lane : lanes_) {
    std::sort(lane.negotiated.begin(), lane.negotiated.end(),
              [](const Negotiated* a, const Negotiated* b) {
                const bool a_any = a->message.mode() == v1::Mode::MODE_UNSPECIFIED;
                const bool b_any = b->message.mode() == v1::Mode::MODE_UNSPECIFIED;
                if (a_any != b_any) return b_any;
                return a->start != b->start ? a->start > b->start
                                            : a->message.name() < b->message.name();
              });
  }
}

void RateIndex::AddNegotiated(v1::NegotiatedRate message) {
  if (message.closed() || message.currency_code() != policy_.currency_code()) return;
  const std::string carrier_id = CarrierIdOfRates(message);
  auto negotiated = std::make_unique<Negotiated>();
  negotiated->start = StartOf(message.valid_time());
  negotiated->end = EndOf(message.valid_time());
  negotiated->message = std::move(message);
  const v1::Mode::Value mode = negotiated->message.mode();
  for (Lane& lane : lanes_) {
    if (lane.carrier->id != carrier_id) continue;
    if (mode != v1::Mode::MODE_UNSPECIFIED && mode != lane.mode) continue;
    lane.negotiated.push_back(negotiated.get());
  }
  negotiated_.push_back(std::move(negotiated));
}

void RateIndex::AddTable(v1::RateTable message, absl::flat_hash_map<std::string, size_t>& lanes) {
  const auto found = lanes.find(LaneKey(CarrierIdOfRates(message), message.mode()));
  if (found == lanes.end() || message.closed()) return;
  Lane& lane = lanes_[found->second];
  if (message.currency_code() != policy_.currency_code()) {
    lane.other_currency = true;
    return;
  }
  tables_.push_back(std::make_unique<Table>());
  Table& table = *tables_.back();
  table.message = std::move(message);
  table.start = StartOf(table.message.valid_time());
  table.end = EndOf(table.message.valid_time());
  for (const v1::Origin& origin : table.message.origins()) {
    table.origins.push_back(FoldOrigin(origin));
    // Of a city that is a province itself, folding names the city where nobody did.
    if (origin.locality().empty()) table.origins.back().locality.clear();
  }
  absl::flat_hash_map<std::string, const v1::ZoneRate*> rates;
  for (const v1::ZoneRate& rate : table.message.rates()) rates.emplace(rate.zone_id(), &rate);
  for (const v1::Zone& zone : table.message.zones()) {
    const auto rate = rates.find(zone.zone_id());
    table.zones.push_back(
        {ZoneMatcher(zone, places_), zone.zone_id(), rate == rates.end() ? nullptr : rate->second});
  }
  FindFirstZones(table);
  lane.tables.push_back(&table);
}

void RateIndex::FindFirstZones(Table& table) {
  const auto end = static_cast<uint16_t>(table.zones.size());
  for (int region = -1; region < kRegions; ++region) {
    uint16_t first = 0;
    while (first < end && !table.zones[first].matcher.HasRegion(region)) ++first;
    table.first_zone[region + 1] = first;
  }
}

int RateIndex::Closeness(const Table& table, const Destination& origin) {
  if (table.origins.empty()) return 0;
  int closest = -1;
  for (const Destination& each : table.origins) {
    const bool any_area = each.administrative_area.empty();
    const bool any_locality = each.locality.empty();
    if (each.region != origin.region) continue;
    if (!any_area && each.administrative_area != origin.administrative_area) continue;
    if (!any_locality && each.locality != origin.locality) continue;
    closest = std::max(closest, 1 + !any_area + !any_locality);
  }
  return closest;
}

const RateIndex::Table* RateIndex::FindTable(const Lane& lane, const Destination& origin,
                                             absl::Time now) {
  const Table* found = nullptr;
  int closest = -1;
  for (const Table* table : lane.tables) {
    if (now < table->start || table->end <= now) continue;
    const int closeness = Closeness(*table, origin);
    if (closeness <= closest) continue;
    closest = closeness;
    found = table;
  }
  return found;
}

const RateIndex::Zone* RateIndex::FindZone(const Table& table,
                                           const NumberedDestination& destination) {
  for (size_t i = table.first_zone[destination.region + 1]; i < table.zones.size(); ++i) {
    if (table.zones[i].matcher.Matches(destination)) return &table.zones[i];
  }
  return nullptr;
}

bool RateIndex::HasCarrier(absl::string_view carrier_id) const {
  return std::any_of(carriers_.begin(), carriers_.end(), [&](const auto& carrier) {
    return absl::string_view(carrier->id) == carrier_id;
  });
}

bool RateIndex::CollectsMoney(absl::string_view carrier_id) const {
  return std::any_of(carriers_.begin(), carriers_.end(), [&](const auto& carrier) {
    return absl::string_view(carrier->id) == carrier_id && carrier->message.cod_capable();
  });
}

const WaybillRules* RateIndex::RulesOf(absl::string_view carrier_id) const {
  for (const auto& carrier : carriers_) {
    if (absl::string_view(carrier->id) == carrier_id) return carrier->rules.get();
  }
  return nullptr;
}

Objection RateIndex::NoTable(const Lane& lane, absl::Time now) const {
  if (lane.tables.empty() && lane.other_currency) {
    return {"OTHER_CURRENCY", absl::StrCat("no rate table in ", policy_.currency_code())};
  }
  if (lane.tables.empty()) return {"NO_RATE_TABLE", "no rate table"};
  const bool any_now = std::any_of(lane.tables.begin(), lane.tables.end(), [&](const Table* table) {
    return table->start <= now && now < table->end;
  });
  return {"NO_RATE_TABLE",
          any_now ? "no rate table for where it is sent from" : "no rate table valid now"};
}

absl::optional<Objection> RateIndex::Evaluate(const Lane& lane, const Route& route,
                                              const Consignment& consignment, absl::Time now,
                                              Candidate& candidate) const {
  const v1::Carrier& carrier = lane.carrier->message;
  if (carrier.closed()) return Objection{"CLOSED", "nothing new is sent by it"};
  if (consignment.cod_minor.has_value() && !carrier.cod_capable()) {
    return Objection{kNoCod, "the carrier doesn't collect money"};
  }
  if (auto objection = CheckGoods(carrier.prohibited_goods(), consignment)) return objection;
  candidate.table = FindTable(lane, route.origin, now);
  if (candidate.table == nullptr) return NoTable(lane, now);
  const v1::RateTable& message = candidate.table->message;
  if (auto objection = CheckLimits(message, consignment)) return objection;
  candidate.zone = FindZone(*candidate.table, route.destination);
  if (candidate.zone == nullptr) return Objection{"NO_ZONE", "no zone holds the destination"};
  if (candidate.zone->rate == nullptr) {
    return Objection{"NO_RATE", absl::StrCat("zone ", candidate.zone->zone_id, " has no rate")};
  }
  const v1::ZoneRate& rate = *candidate.zone->rate;
  if (auto objection = CheckLimits(rate, consignment)) return objection;
  const auto negotiated =
      std::find_if(lane.negotiated.begin(), lane.negotiated.end(),
                   [&](const Negotiated* each) { return each->start <= now && now < each->end; });
  if (negotiated != lane.negotiated.end()) candidate.negotiated = &(*negotiated)->message;
  return PriceInZone(message, rate, consignment, candidate.negotiated, candidate.price);
}

void RateIndex::FillOffer(const Candidate& candidate, const Consignment& consignment,
                          absl::Time now, v1::Offer& offer) const {
  const Carrier& carrier = *candidate.lane->carrier;
  const v1::RateTable& table = candidate.table->message;
  // Priced once more for the parts, which most of what was compared needn't have.
  Price price;
  PriceParts parts;
  PriceInZone(table, *candidate.zone->rate, consignment, candidate.negotiated, price, &parts);
  offer.set_carrier_id(carrier.id);
  offer.set_carrier_display_name(carrier.message.display_name());
  offer.set_mode(candidate.lane->mode);
  offer.set_rate_table(table.name());
  offer.set_zone_id(candidate.zone->zone_id);
  offer.set_chargeable_grams(price.chargeable_grams);
  offer.mutable_total()->set_currency_code(policy_.currency_code());
  offer.mutable_total()->set_minor(price.total_minor);
  if (candidate.negotiated != nullptr) {
    offer.mutable_list_price()->set_currency_code(policy_.currency_code());
    offer.mutable_list_price()->set_minor(price.list_minor);
    offer.set_negotiated_rate(candidate.negotiated->name());
  }
  offer.mutable_parts()->Reserve(static_cast<int>(parts.size()));
  for (const PricePart& part : parts) {
    v1::Offer::Part& filled = *offer.add_parts();
    filled.set_code(part.code.data(), part.code.size());
    filled.set_minor(part.minor);
  }
  if (candidate.zone->rate->has_promised_hours()) {
    const int64_t hours = candidate.zone->rate->promised_hours();
    offer.set_promised_hours(hours);
    *offer.mutable_promised_time() = ToProto(now + absl::Hours(hours));
  }
  if (price.no_insurance_data) offer.add_no_data("insurance");
  if (price.no_cod_data) offer.add_no_data("cod");
  if (LacksSides(table, *candidate.zone->rate, consignment)) offer.add_no_data("dimensions");
  if (consignment.declared_minor.has_value() && table.has_insurance()) {
    *offer.mutable_insurance() = InsuranceOf(table, consignment, price);
  }
  const absl::optional<int64_t> cap = UninsuredCapPercent(table);
  if (cap.has_value()) offer.set_uninsured_cap_percent(*cap);
  if (table.has_uninsured_cap_minor()) offer.set_uninsured_cap_minor(table.uninsured_cap_minor());
  if (candidate.level != nullptr) *offer.mutable_service_level() = *candidate.level;
}

v1::QuoteRequest::Sort RateIndex::SortOf(const v1::QuoteRequest& request) const {
  return request.sort() == v1::QuoteRequest::SORT_UNSPECIFIED ? policy_.quote_sort()
                                                              : request.sort();
}

bool RateIndex::NeedsLevels(const v1::QuoteRequest& request) const {
  return request.with_service_levels() || SortOf(request) == v1::QuoteRequest::BEST_SCORE_FIRST;
}

void RateIndex::Quote(const v1::QuoteRequest& request, absl::Time now, v1::QuoteResponse& response,
                      const CarrierLevels& levels) const {
  const Destination destination = FoldAddress(request.destination());
  const Route route = {request.has_origin() ? FoldOrigin(request.origin()) : origin_,
                       NumberedDestination(destination, places_)};
  const Consignment consignment = ConsignmentOf(request);
  std::vector<Candidate> candidates;
  candidates.reserve(lanes_.size());
  bool any_lane = false;
  for (const Lane& lane : lanes_) {
    if (!request.carrier_id().empty() && request.carrier_id() != lane.carrier->id) continue;
    if (request.mode() != v1::Mode::MODE_UNSPECIFIED && request.mode() != lane.mode) continue;
    any_lane = true;
    Candidate& candidate = candidates.emplace_back();
    candidate.lane = &lane;
    if (const auto level = levels.find(lane.carrier->id); level != levels.end()) {
      candidate.level = &level->second;
    }
    absl::optional<Objection> objection = Evaluate(lane, route, consignment, now, candidate);
    if (!objection.has_value()) continue;
    candidates.pop_back();
    FillRefusal(lane.carrier->id, lane.mode, *std::move(objection), response);
  }
  if (!any_lane && !request.carrier_id().empty()) {
    FillRefusal(request.carrier_id(), request.mode(),
                {"NO_RATE_TABLE", "the carrier doesn't offer the mode"}, response);
  }
  const std::vector<size_t> order = Rank(candidates, SortOf(request), request.max_offers());
  response.mutable_offers()->Reserve(static_cast<int>(order.size()));
  for (size_t i : order) FillOffer(candidates[i], consignment, now, *response.add_offers());
}

std::vector<size_t> RateIndex::Rank(const std::vector<Candidate>& candidates,
                                    v1::QuoteRequest::Sort sort, int max_offers) {
  // What comes before the price: the least first, what isn't known last.
  const auto first = [&](const Candidate& candidate) {
    int64_t key = 0;
    if (sort == v1::QuoteRequest::FASTEST_FIRST) {
      key = candidate.zone->rate->promised_hours();
      if (key == 0) key = std::numeric_limits<int64_t>::max();
    } else if (sort == v1::QuoteRequest::BEST_SCORE_FIRST) {
      const bool known = candidate.level != nullptr && candidate.level->has_score();
      key = known ? -candidate.level->score() : std::numeric_limits<int64_t>::max();
    }
    return key;
  };
  // A table without a fee for what was asked leaves it out of the price, so it isn't cheaper.
  // Candidates stand in the order of carrier and mode, so that their number decides a tie.
  std::vector<std::tuple<bool, int64_t, int64_t, size_t>> keys;
  keys.reserve(candidates.size());
  for (const Candidate& candidate : candidates) {
    const Price& price = candidate.price;
    keys.emplace_back(price.no_insurance_data || price.no_cod_data, first(candidate),
                      price.total_minor, keys.size());
  }
  size_t count = keys.size();
  if (max_offers > 0) count = std::min<size_t>(count, max_offers);
  if (count < keys.size()) std::nth_element(keys.begin(), keys.begin() + count, keys.end());
  std::sort(keys.begin(), keys.begin() + count);
  std::vector<size_t> order;
  order.reserve(count);
  for (size_t i = 0; i < count; ++i) order.push_back(std::get<3>(keys[i]));
  return order;
}

}  // namespace shopdesk::logistics::domain
