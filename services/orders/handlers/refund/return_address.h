#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/runtime/context.h"
#include "shopdesk/orders/v1/return_address.pb.h"

// ReturnAddressService.
namespace shopdesk::orders::handlers {

// The slot of an address in the vault.
inline constexpr char kReturnAddressSlot[] = "receiver";

std::string ReturnAddressName(absl::string_view shop_name, absl::string_view location);
// The name of the address that stands for the sender of goods from these locations: the first that
// has one, else the main one's; empty if neither has. Sealed in kReturnAddressSlot.
absl::StatusOr<std::string> SenderAddress(sql::Transaction& txn, absl::string_view shop_name,
                                          const std::vector<std::string>& locations);

absl::Status SetReturnAddress(runtime::WriteContext& ctx,
                              const v1::SetReturnAddressRequest& request,
                              v1::ReturnAddress* response);
absl::Status GetReturnAddress(runtime::ReadContext& ctx, const v1::GetReturnAddressRequest& request,
                              v1::ReturnAddress* response);
absl::Status ListReturnAddresses(runtime::ReadContext& ctx,
                                 const v1::ListReturnAddressesRequest& request,
                                 v1::ListReturnAddressesResponse* response);
absl::Status RevealReturnAddress(runtime::WriteContext& ctx,
                                 const v1::RevealReturnAddressRequest& request,
                                 v1::RevealReturnAddressResponse* response);
absl::Status DeleteReturnAddress(runtime::WriteContext& ctx,
                                 const v1::DeleteReturnAddressRequest& request,
                                 v1::ReturnAddress* response);

}  // namespace shopdesk::orders::handlers
