#pragma once

#include <string>
#include <vector>

#include "services/orders/testing/world.h"
#include "shopdesk/orders/v1/payout.pb.h"
#include "shopdesk/orders/v1/transfer.pb.h"

// A shop that takes bank transfers, for tests of claims, statement lines and payouts.
namespace shopdesk::orders::testing {

inline constexpr char kAccount[] = "shops/s/bankAccounts/icbc";
inline constexpr char kPayerAccount[] = "6222020200112230001";

// A row of a statement; a payer pays from kPayerAccount.
v1::StatementRow Row(const std::string& id, int64_t minor, const std::string& payer = "",
                     const std::string& reference = "");

class TransferTest : public WorldTest {
 protected:
  TransferTest();

  absl::StatusOr<v1::BankAccount> MakeAccount(const std::string& id, const std::string& bank);
  // An order of 199.00 that has an account.
  v1::Order Placed(const std::string& id, const std::string& buyer = "buyer");
  v1::ClaimTransferRequest ClaimRequest(const std::string& id, int64_t minor,
                                        const std::string& payer);
  absl::StatusOr<v1::Order> Claim(const std::string& id, int64_t minor = 19900,
                                  const std::string& payer = "张三丰");
  v1::RecordStatementLinesResponse Record(const std::vector<v1::StatementRow>& rows,
                                          const std::string& request_id);
  // What a row comes to.
  v1::StatementLine::Match MatchOf(const v1::StatementRow& row);
  // What finance's work of a kind is about.
  std::vector<std::string> Work(const std::string& kind);
  std::vector<v1::Payout> PayoutsOf(const std::string& order);
  template <class Request, class Handler>
  absl::StatusOr<v1::Payout> Step(const std::string& payout, const std::string& request_id,
                                  Handler handler, Request request = Request()) {
    request.set_name(payout);
    request.set_request_id(request_id);
    return world_.Write<v1::Payout>(request, handler);
  }
  // What orders owe and what was asked back is the same at any time.
  void CheckBooks();
};

}  // namespace shopdesk::orders::testing
