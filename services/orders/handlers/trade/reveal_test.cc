#include "services/orders/handlers/trade/reveal.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/role.h"
#include "libs/testing/matchers.h"
#include "services/orders/handlers/receiver/receiver.h"
#include "services/orders/testing/world.h"

namespace shopdesk::orders {
namespace {

using testing::WorldTest;
using namespace v1;  // NOLINT: the states
using orders::testing::PlaceRequest;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using ::testing::ElementsAre;

class RevealTest : public WorldTest {};

INSTANTIATE_TEST_SUITE_P(BothDatabases, RevealTest, testing::BothDatabases(), testing::NameOf);

TEST_P(RevealTest, RevealIsAuditedAndByRole) {
  const auto placed = world_.Place(PlaceRequest("o"));
  ASSERT_THAT(placed, IsOk());
  RevealReceiverRequest request;
  request.set_name(placed->name());
  request.set_purpose("label");
  const auto reveal = [&]() -> absl::StatusOr<RevealReceiverResponse> {
    RevealReceiverResponse response;
    RETURN_IF_ERROR(world_.runtime().WriteAndWait(
        world_.CallOf("Reveal", ""), nullptr, &response, [&](runtime::WriteContext& ctx) {
          return handlers::RevealReceiver(ctx, request, &response);
        }));
    return response;
  };
  world_.role = Role::PROMOTION;
  EXPECT_THAT(reveal(), HasReason("REVEAL_NOT_ALLOWED"));
  world_.role = Role::PACKING;
  const auto revealed = reveal();
  ASSERT_THAT(revealed, IsOk());
  EXPECT_EQ(revealed->receiver().name(), "张三丰");
  EXPECT_EQ(revealed->receiver().phone(), "+8613812345678");
  static constexpr sql::Statement kAudits = {
      "test_audits", "SELECT actor_role, purpose FROM reveals WHERE resource_name = $1"};
  std::vector<std::string> audits;
  ASSERT_THAT(world_.runtime().database().Read(
                  absl::InfiniteFuture(),
                  [&](sql::Transaction& txn) {
                    return txn.Query(kAudits, {placed->name()}, [&](const sql::Row& row) {
                      audits.push_back(std::string(row.Text(0)) + ":" + std::string(row.Text(1)));
                      return absl::OkStatus();
                    });
                  }),
              IsOk());
  EXPECT_THAT(audits, ElementsAre("packing:label"));
}

}  // namespace
}  // namespace shopdesk::orders
