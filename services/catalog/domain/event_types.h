#pragma once

#include "services/catalog/domain/events.h"

namespace shopdesk::catalog::events {

// All that the service emits but those of work lists and erasures, which their libraries count:
// each is counted from the start.
inline constexpr const char* kAll[] = {"policy.updated",      kCategoryCreated,
                                       kCategoryUpdated,      kCategoryDeleted,
                                       kProductCreated,       kProductUpdated,
                                       kProductPublished,     kProductDelisted,
                                       kProductPlanned,       kProductPublishRefused,
                                       kProductSnapshotKept,  kCareGuideUpdated,
                                       kCareGuideDeleted,     kStockAdjusted,
                                       kStockCounted,         kStockConfigured,
                                       kStockChanged,         kStockLow,
                                       kStockRecovered,       kStockRemoved,
                                       kListedStockReported,  kListedStockSynced,
                                       kListedStockTooHigh,   kListedStockCovered,
                                       kListedStockRemoved,   kReservationReserved,
                                       kReservationConfirmed, kReservationTransferred,
                                       kReservationCommitted, kReservationReleased,
                                       kReservationExpired,   kReservationOversold,
                                       kReservationCovered,   kPriceRuleUpdated,
                                       kPriceRuleDeleted,     kBargainCountered,
                                       kBargainAccepted,      kBargainRefused,
                                       kBargainExpired,       kGrantGiven,
                                       kGrantRedeemed,        kGrantReturned,
                                       kGrantExpired};

}  // namespace shopdesk::catalog::events
