#pragma once

namespace shopdesk::orders::handlers {

// By which an order is found by its receiver's phone (privacy::Vault::Index).
inline constexpr char kPhoneIndex[] = "phone";

}  // namespace shopdesk::orders::handlers
