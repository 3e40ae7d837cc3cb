#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "grpcpp/grpcpp.h"

namespace shopdesk::bench {

inline constexpr char kShop[] = "shops/bench";
// Whose quotes are asked of many carriers.
inline constexpr char kRatesShop[] = "shops/rates";
// Stock of every SKU: more than all rounds can reserve.
inline constexpr int64_t kStock = 100'000'000;

// The calls are the owner's of the shop.
void SayWho(grpc::ClientContext& context);

std::string ProductId(int64_t number);
std::string SkuId(int64_t number);

// What the shop sells.
struct Goods {
  int64_t products = 100'000;
  // SKUs of a product.
  int64_t variants = 1;

  int64_t Skus() const { return products * variants; }
};

// Policies, by which freight is quoted, carriers, products and stock; repeatable. Shows its
// progress on standard error.
absl::Status FillShop(const std::shared_ptr<grpc::Channel>& catalog,
                      const std::shared_ptr<grpc::Channel>& orders,
                      const std::shared_ptr<grpc::Channel>& logistics, const Goods& goods);

// The shop of rates: 500 carriers, each with a table for each mode; repeatable.
absl::Status FillRates(const std::shared_ptr<grpc::Channel>& logistics);

}  // namespace shopdesk::bench
