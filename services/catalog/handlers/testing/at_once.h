#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/base/mutex.h"
#include "services/catalog/handlers/testing/shop.h"

namespace shopdesk::catalog::testing {

using WriteBody = std::function<absl::Status(runtime::WriteContext&)>;

// Hands all writes in before any is done, each a call of its own, and returns how they ended.
inline std::vector<absl::Status> AtOnce(Shop& shop, const std::vector<WriteBody>& bodies,
                                        const std::string& affinity = "") {
  std::vector<runtime::CallInfo> calls(bodies.size());
  std::vector<absl::Status> results(bodies.size());
  Mutex mutex;
  CondVar done;
  size_t finished = 0;
  for (size_t i = 0; i < bodies.size(); ++i) {
    calls[i] = TestCall(absl::StrCat("at-once-", i));
    shop.runtime()->Write(calls[i], nullptr, nullptr, affinity, bodies[i],
                          [&, i](absl::Status status) {
                            MutexLock lock(mutex);
                            results[i] = std::move(status);
                            ++finished;
                            done.NotifyAll();
                          });
  }
  MutexLock lock(mutex);
  while (finished < bodies.size()) done.Wait(mutex);
  return results;
}

// Reserves `lines` that often at once, as reservations `<prefix>0`, `<prefix>1` …
inline std::vector<absl::Status> ReserveAtOnce(Shop& shop, int calls, const std::string& lines,
                                               const std::string& prefix = "r") {
  std::vector<WriteBody> bodies;
  for (int i = 0; i < calls; ++i) {
    auto request = shopdesk::testing::ParseText<v1::ReserveStockRequest>(lines);
    request.set_parent("shops/s");
    request.set_reservation_id(absl::StrCat(prefix, i));
    bodies.push_back([request](runtime::WriteContext& ctx) {
      v1::Reservation reservation;
      return handlers::ReserveStock(ctx, request, &reservation);
    });
  }
  return AtOnce(shop, bodies, "reserve");
}

}  // namespace shopdesk::catalog::testing
