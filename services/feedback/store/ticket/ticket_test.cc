#include "services/feedback/store/ticket/ticket.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/clock.h"
#include "libs/base/error.h"
#include "libs/base/status_macros.h"
#include "services/feedback/testing/store_test.h"

namespace shopdesk::feedback::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TicketStoreTest : public testing::StoreTest {
 protected:
  absl::Status Insert(const std::string& id, int64_t created_ms, const std::string& order) {
    v1::Ticket ticket;
    ticket.set_name(absl::StrCat("shops/1/tickets/", id));
    ticket.set_order("shops/1/orders/" + order);
    ticket.set_buyer("b");
    ticket.set_state(v1::Ticket::OPEN);
    *ticket.mutable_create_time() = ToProto(FromMillis(created_ms));
    return Run([&](sql::Transaction& txn) { return InsertTicket(txn, ticket); });
  }
  std::vector<std::string> List(const TicketFilter& filter) {
    const auto found = Run(
        [&](sql::Transaction& txn) { return ListTickets(txn, "1", filter, NewestFirst(), 10); });
    EXPECT_OK(found.status());
    return IdsOf(*found);
  }
  std::vector<std::string> WithRefund(const std::string& order) {
    const auto found =
        Run([&](sql::Transaction& txn) { return ListTicketsWithRefundForUpdate(txn, "1", order); });
    EXPECT_OK(found.status());
    return IdsOf(*found);
  }
  static std::vector<std::string> IdsOf(const std::vector<v1::Ticket>& tickets) {
    std::vector<std::string> ids;
    for (const v1::Ticket& ticket : tickets) ids.emplace_back(LastSegment(ticket.name()));
    return ids;
  }
};

INSTANTIATE_TEST_SUITE_P(Databases, TicketStoreTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres),
                         testing::DialectOf);

TEST_P(TicketStoreTest, FiltersFollowWhatIsSaved) {
  ASSERT_OK(Insert("a", 1, "o"));
  ASSERT_OK(Insert("b", 2, "o"));
  ASSERT_OK(Insert("c", 3, "p"));
  EXPECT_THAT(WithRefund("o"), IsEmpty());
  ASSERT_OK(Run([](sql::Transaction& txn) -> absl::Status {
    ASSIGN_OR_RETURN(v1::Ticket ticket, LoadTicketForUpdate(txn, "1", "b"));
    ticket.set_state(v1::Ticket::RESOLVED);
    ticket.set_agent("7");
    ticket.set_refund("shops/1/orders/o/refunds/r");
    return SaveTicket(txn, ticket);
  }));
  EXPECT_THAT(List({}), ElementsAre("c", "b", "a"));
  EXPECT_THAT(List({.state = v1::Ticket::OPEN}), ElementsAre("c", "a"));
  EXPECT_THAT(List({.agent = "7"}), ElementsAre("b"));
  EXPECT_THAT(List({.buyer = "x"}), IsEmpty());
  EXPECT_THAT(List({.order = "o"}), ElementsAre("b", "a"));
  EXPECT_THAT(WithRefund("o"), ElementsAre("b"));
  EXPECT_THAT(WithRefund("p"), IsEmpty());
  const auto missing = Run([](sql::Transaction& txn) { return LoadTicket(txn, "1", "d"); });
  EXPECT_EQ(ErrorMetadataOf(missing.status(), "resource"), "shops/1/tickets/d");
}

}  // namespace
}  // namespace shopdesk::feedback::store
