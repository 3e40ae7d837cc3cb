#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/base/mutex.h"
#include "libs/policy/policy.h"
#include "libs/sql/testing/held_writes.h"
#include "services/catalog/handlers/stock/reservation.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::ParseText;
using testing::Shop;

constexpr int kCalls = 70;

// A call as it is made in one shop and then in another.
struct ReservationCall {
  std::string request_id;
  std::shared_ptr<google::protobuf::Message> request;
  sql::Reads reads;
  std::function<absl::Status(runtime::WriteContext&, v1::Reservation&)> run;
};

template <class Request>
ReservationCall CallOf(absl::Status (*handler)(runtime::WriteContext&, const Request&,
                                               v1::Reservation*),
                       const std::string& text) {
  auto request = std::make_shared<Request>(ParseText<Request>(text));
  ReservationCall call;
  call.request = request;
  call.run = [handler, request](runtime::WriteContext& ctx, v1::Reservation& response) {
    return handler(ctx, *request, &response);
  };
  return call;
}

// Random calls of a few reservations and SKUs, some of them repeated, some with another's request
// id, of reservations that aren't there, and of more than there is.
class ReservationCalls {
 public:
  explicit ReservationCalls(uint32_t seed) : random_(seed) {}

  ReservationCall Next() {
    const std::string id = absl::StrCat("r", Pick(25));
    const std::string name = absl::StrCat("name: 'shops/s/reservations/", id, "' ");
    ReservationCall call;
    switch (Pick(8)) {
      case 0:
        call = CallOf(handlers::ConfirmReservation,
                      absl::StrCat(name, "order: 'shops/s/orders/o", Pick(2), "'"));
        handlers::AnnounceConfirm(static_cast<v1::ConfirmReservationRequest&>(*call.request),
                                  call.reads);
        break;
      case 1:
        call = CallOf(handlers::ReleaseReservation, name);
        break;
      case 2:
        call = CallOf(handlers::CommitReservation, name);
        break;
      default: {
        std::string lines;
        for (int i = Pick(3); i >= 0; --i) {
          absl::StrAppend(&lines, " lines { sku_id: '", Sku(), "' quantity: ", 1 + Pick(3),
                          Pick(3) == 0 ? " location: 'shed'" : "", " }");
        }
        call = CallOf(handlers::ReserveStock,
                      absl::StrCat("parent: 'shops/s' reservation_id: '", id, "'", lines));
        handlers::AnnounceReserve(static_cast<v1::ReserveStockRequest&>(*call.request), call.reads);
      }
    }
    // All tell something, so that all may be made together.
    policy::Announce(call.reads, "s");
    call.request_id = absl::StrCat("request-", Pick(3 * kCalls));
    return call;
  }

 private:
  int Pick(int bound) { return static_cast<int>(random_() % static_cast<uint32_t>(bound)); }
  std::string Sku() { return std::string(1, static_cast<char>('A' + Pick(5))); }

  std::mt19937 random_;
};

class ReservationTogetherTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  // "E" is no SKU.
  static void Fill(Shop& shop) {
    for (const char* sku : {"A", "B", "C", "D"}) {
      ASSERT_OK(shop.Stock(sku, 12));
      ASSERT_OK(shop.Receive(sku, 5, "shed"));
    }
  }
  // What the calls are answered; `together` or one after the other.
  static std::vector<std::string> Make(Shop& shop, const std::vector<ReservationCall>& calls,
                                       bool together) {
    std::vector<runtime::CallInfo> infos;
    std::vector<v1::Reservation> responses(calls.size());
    std::vector<std::string> told(calls.size());
    for (const ReservationCall& call : calls) infos.push_back(testing::TestCall(call.request_id));
    std::unique_ptr<sql::testing::HeldWrites> held;
    sql::Reads any;
    policy::Announce(any, "s");
    if (together) {
      held = std::make_unique<sql::testing::HeldWrites>(shop.runtime()->database(), any);
    }
    Mutex mutex;
    CondVar changed;
    size_t finished = 0;
    for (size_t i = 0; i < calls.size(); ++i) {
      shop.runtime()->Write(
          infos[i], calls[i].request.get(), &responses[i], calls[i].reads,
          [&, i](runtime::WriteContext& ctx) { return calls[i].run(ctx, responses[i]); },
          [&, i](absl::Status status) {
            MutexLock lock(mutex);
            // The metadata of an error stand in any order.
            told[i] = absl::StrCat(ReasonOf(status), " ", status.message(), " ",
                                   responses[i].ShortDebugString());
            ++finished;
            changed.NotifyAll();
          });
      MutexLock lock(mutex);
      while (!together && finished <= i) changed.Wait(mutex);
    }
    if (held != nullptr) held->Release();
    MutexLock lock(mutex);
    while (finished < calls.size()) changed.Wait(mutex);
    return told;
  }
  // The rows, and the events but for those that a follower emits.
  static std::vector<std::string> Stored(Shop& shop) {
    constexpr sql::Statement kRows[] = {
        {"test.levels",
         "SELECT sku, location, version, on_hand, reserved, low, updated_ms FROM "
         "stock_levels ORDER BY sku, location"},
        {"test.movements",
         "SELECT sku, location, delta, before, reserved_delta, reserved_after, "
         "reference FROM stock_movements ORDER BY sequence"},
        {"test.reservations",
         "SELECT id, state, version, updated_ms, data, 0, 0 FROM reservations "
         "ORDER BY id"},
        {"test.timers",
         "SELECT kind, resource_name, due_us, 0, 0, 0, 0 FROM timers "
         "ORDER BY kind, resource_name"},
        {"test.records",
         "SELECT request_id, request_id, response, 0, 0, 0, 0 FROM idempotency "
         "ORDER BY request_id"}};
    std::vector<std::string> stored;
    EXPECT_OK(shop.runtime()->database().Read(
        absl::InfiniteFuture(), [&](sql::Transaction& txn) -> absl::Status {
          stored.clear();
          for (const sql::Statement& statement : kRows) {
            RETURN_IF_ERROR(txn.Query(statement, {}, [&](const sql::Row& row) {
              std::string text = statement.name;
              for (int i = 0; i < 7; ++i) absl::StrAppend(&text, " ", row.Bytes(i));
              stored.push_back(std::move(text));
              return absl::OkStatus();
            }));
          }
          return absl::OkStatus();
        }));
    const auto page = shop.runtime()->events().Read("-", 0, event::kMaxPage, absl::InfinitePast());
    EXPECT_OK(page.status());
    for (const event::v1::Event& event : page->events) {
      if (event.type() == "stock.changed") continue;
      stored.push_back(
          absl::StrCat(event.type(), " ", event.resource_name(), " ", event.resource().value()));
    }
    return stored;
  }
};
ON_BOTH_DATABASES(ReservationTogetherTest);

TEST_P(ReservationTogetherTest, ManyDoWhatEachDoesAlone) {
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    ReservationCalls random(seed);
    std::vector<ReservationCall> calls;
    for (int i = 0; i < kCalls; ++i) calls.push_back(random.Next());
    Shop alone(GetParam());
    Shop together(GetParam());
    for (Shop* shop : {&alone, &together}) Fill(*shop);
    const int64_t commits = together.runtime()->database().Stats().commits;
    EXPECT_EQ(Make(together, calls, true), Make(alone, calls, false));
    EXPECT_EQ(Stored(together), Stored(alone));
    EXPECT_LT(together.runtime()->database().Stats().commits - commits, kCalls);
    together.ExpectLedgerSums();
  }
}

TEST_P(ReservationTogetherTest, WhatReservationsReadIsTold) {
  Shop shop(GetParam());
  Fill(shop);
  const int64_t before = shop.runtime()->database().Stats().unannounced;
  for (const absl::Status& status : shop.ReserveAtOnce(10, "lines { sku_id: 'A' quantity: 1 }")) {
    EXPECT_OK(status);
  }
  std::vector<ReservationCall> confirms;
  for (int i = 0; i < 10; ++i) {
    confirms.push_back(
        CallOf(handlers::ConfirmReservation,
               absl::StrCat("name: 'shops/s/reservations/r", i, "' order: 'shops/s/orders/o'")));
    handlers::AnnounceConfirm(static_cast<v1::ConfirmReservationRequest&>(*confirms.back().request),
                              confirms.back().reads);
    confirms.back().request_id = absl::StrCat("confirm-", i);
  }
  for (const std::string& told : Make(shop, confirms, true)) {
    EXPECT_THAT(told, ::testing::HasSubstr("state: CONFIRMED"));
  }
  EXPECT_EQ(shop.runtime()->database().Stats().unannounced, before);
}

}  // namespace
}  // namespace shopdesk::catalog
