#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "services/logistics/domain/carrier/waybill.h"
#include "services/logistics/domain/carrier/zone_matcher.h"
#include "services/logistics/domain/rate/pricing.h"
#include "shopdesk/logistics/v1/carrier.pb.h"
#include "shopdesk/logistics/v1/policy.pb.h"
#include "shopdesk/logistics/v1/quote.pb.h"

namespace shopdesk::logistics::domain {

// How well carriers serve where a parcel goes, by their ids.
using CarrierLevels = absl::flat_hash_map<std::string, v1::ServiceLevel>;

// All carriers and rate tables of a shop, compiled for quotes. Immutable, thread-safe.
class RateIndex {
 public:
  // Tables and negotiated rates of carriers that are not among `carriers` don't count.
  RateIndex(const v1::Policy& policy, std::vector<v1::Carrier> carriers,
            std::vector<v1::RateTable> tables, std::vector<v1::NegotiatedRate> negotiated = {});

  const v1::Policy& policy() const { return policy_; }
  bool HasCarrier(absl::string_view carrier_id) const;
  // Whether the carrier collects money for the shop, be it closed or not.
  bool CollectsMoney(absl::string_view carrier_id) const;
  // The carrier's waybill rules; null for a carrier that the index doesn't have.
  const WaybillRules* RulesOf(absl::string_view carrier_id) const;

  // Every carrier and mode that the request doesn't rule out: an offer or a refusal each. Offers in
  // the order asked for, then by price, carrier and mode, so that the order is always the same, and
  // those whose tables have no fee for insurance or COD that was asked for after all others;
  // refusals by carrier and mode. `now`: which tables are valid, and where promised time begins.
  // `levels`: those at the destination, of a request that NeedsLevels. Amounts of the request are
  // in the shop's currency (the caller checks that).
  void Quote(const v1::QuoteRequest& request, absl::Time now, v1::QuoteResponse& response,
             const CarrierLevels& levels = {}) const;
  // Whether the carriers' levels make a difference to the answer.
  bool NeedsLevels(const v1::QuoteRequest& request) const;

 private:
  struct Zone {
    ZoneMatcher matcher;
    std::string zone_id;
    // Null: a zone without a rate.
    const v1::ZoneRate* rate;
  };
  struct Table {
    absl::Time start;
    absl::Time end;
    // Folded as destinations are; none: from anywhere.
    std::vector<Destination> origins;
    std::vector<Zone> zones;
    v1::RateTable message;
    // By region number + 1: the first zone whose countries hold it, zones.size() if none does. A
    // quote looks at thousands of tables, so it matters that few of their zones are touched.
    std::array<uint16_t, kRegions + 1> first_zone;
  };
  struct Negotiated {
    v1::NegotiatedRate message;
    absl::Time start;
    absl::Time end;
  };
  struct Carrier {
    std::string id;
    v1::Carrier message;
    // Null if a stored rule can't be compiled: then no number is accepted.
    std::unique_ptr<WaybillRules> rules;
  };
  // A carrier with one of its modes.
  struct Lane {
    const Carrier* carrier;
    v1::Mode::Value mode;
    // In the shop's currency, the one that begins last first.
    std::vector<const Table*> tables;
    // In the shop's currency, the one that counts first before the others.
    std::vector<const Negotiated*> negotiated;
    bool other_currency = false;
  };
  // Between where a parcel goes.
  struct Route {
    Destination origin;
    NumberedDestination destination;
  };
  struct Candidate {
    const Lane* lane = nullptr;
    const Table* table = nullptr;
    const Zone* zone = nullptr;
    // What the price is reckoned with; null: the list price alone.
    const v1::NegotiatedRate* negotiated = nullptr;
    // Null: nothing is known of it.
    const v1::ServiceLevel* level = nullptr;
    Price price;
  };

  v1::QuoteRequest::Sort SortOf(const v1::QuoteRequest& request) const;
  static void FindFirstZones(Table& table);
  // How closely the table says where a parcel is sent from: by how many of country, province and
  // city. 0: it counts from anywhere; -1: not from there.
  static int Closeness(const Table& table, const Destination& origin);
  // The table that counts now for what is sent from there; null: none.
  static const Table* FindTable(const Lane& lane, const Destination& origin, absl::Time now);
  // Why none does.
  Objection NoTable(const Lane& lane, absl::Time now) const;
  static const Zone* FindZone(const Table& table, const NumberedDestination& destination);
  void AddTable(v1::RateTable table, absl::flat_hash_map<std::string, size_t>& lanes);
  void AddNegotiated(v1::NegotiatedRate message);
  absl::optional<Objection> Evaluate(const Lane& lane, const Route& route,
                                     const Consignment& consignment, absl::Time now,
                                     Candidate& candidate) const;
  // The numbers of the candidates to offer, in order.
  static std::vector<size_t> Rank(const std::vector<Candidate>& candidates,
                                  v1::QuoteRequest::Sort sort, int max_offers);
  void FillOffer(const Candidate& candidate, const Consignment& consignment, absl::Time now,
                 v1::Offer& offer) const;

  const v1::Policy policy_;
  // Where what is sent from nowhere that is told is sent from.
  const Destination origin_;
  // Of the places of all zones.
  PlaceNumbers places_;
  std::vector<std::unique_ptr<Carrier>> carriers_;
  std::vector<std::unique_ptr<Table>> tables_;
  std::vector<std::unique_ptr<Negotiated>> negotiated_;
  // In the order of carrier and mode.
  std::vector<Lane> lanes_;
};

}  // namespace shopdesk::logistics::domain
