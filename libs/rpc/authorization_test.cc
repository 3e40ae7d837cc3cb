#include "libs/rpc/authorization.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "libs/base/error.h"
#include "libs/base/role.h"
#include "libs/rpc/text_config.h"
#include "libs/testing/matchers.h"
#include "libs/testing/temp_directory.h"
#include "shopdesk/rpctest/v1/note.pb.h"

namespace shopdesk::rpc {
namespace {

using rpctest::v1::GetNoteRequest;
using rpctest::v1::ListNotesRequest;
using shopdesk::testing::HasReason;
using shopdesk::testing::IsOk;
using shopdesk::testing::StatusIs;
using ::testing::HasSubstr;
using type::v1::Actor;

constexpr char kFile[] = R"pb(
  callers {
    name: "front"
    sans: "spiffe://x/front"
    sans: "front.x"
    methods: "/shopdesk.orders.v1.OrderService/GetOrder"
    methods: "/shopdesk.catalog.v1.*"
    shops: "1"
    shops: "a/b"
    roles: CONNECTOR
    buyers: true
  }
  callers { name: "orders" sans: "spiffe://x/orders" methods: "*" shops: "*" })pb";

runtime::CallInfo CallOf(const std::string& method, Actor::Kind kind, Role::Value role) {
  runtime::CallInfo call;
  call.method = method;
  call.actor.set_kind(kind);
  call.actor.set_id("7");
  call.actor.set_role(role);
  return call;
}

class AuthorizationTest : public ::testing::Test {
 protected:
  const CallerRules& RulesOf(const std::string& san) {
    const CallerRules* rules = authorization_->Find({"other", san});
    EXPECT_NE(rules, nullptr) << san;
    return *rules;
  }

  const std::shared_ptr<const Authorization> authorization_ = *Authorization::Parse(kFile);
};

TEST_F(AuthorizationTest, CallersAreFoundByAnyNameOfTheirCertificate) {
  EXPECT_EQ(RulesOf("spiffe://x/front").name(), "front");
  EXPECT_EQ(RulesOf("front.x").name(), "front");
  EXPECT_EQ(authorization_->Find({"x/front", "FRONT.X", ""}), nullptr);
  EXPECT_EQ(authorization_->Find({}), nullptr);
}

TEST_F(AuthorizationTest, MethodsAreNamedWholeOrByTheirBeginning) {
  const CallerRules& front = RulesOf("front.x");
  const auto check = [&](const char* method) {
    return front.CheckCall(CallOf(method, Actor::SERVICE, Role::CONNECTOR), false);
  };
  EXPECT_THAT(check("/shopdesk.orders.v1.OrderService/GetOrder"), IsOk());
  EXPECT_THAT(check("/shopdesk.catalog.v1.StockService/ReserveStock"), IsOk());
  for (const char* method : {"/shopdesk.orders.v1.OrderService/GetOrderFigures",
                             "/shopdesk.orders.v1.OrderService/Get", "/shopdesk.catalog.v2.X/Y"}) {
    EXPECT_THAT(check(method), HasReason("CALLER_NOT_ALLOWED")) << method;
  }
}

TEST_F(AuthorizationTest, ActorsAreInItsRoles) {
  const CallerRules& front = RulesOf("front.x");
  const auto check = [&](Actor::Kind kind, Role::Value role) {
    return front.CheckCall(CallOf("/shopdesk.catalog.v1.X/Y", kind, role), false);
  };
  EXPECT_THAT(check(Actor::SERVICE, Role::CONNECTOR), IsOk());
  EXPECT_THAT(check(Actor::BUYER, Role::ROLE_UNSPECIFIED), IsOk());
  EXPECT_THAT(check(Actor::AGENT, Role::OWNER), HasReason("CALLER_NOT_ALLOWED"));
  EXPECT_THAT(check(Actor::AGENT, Role::ROLE_UNSPECIFIED), HasReason("CALLER_NOT_ALLOWED"));
  const CallerRules& orders = RulesOf("spiffe://x/orders");
  const runtime::CallInfo buyer = CallOf("/a.B/C", Actor::BUYER, Role::ROLE_UNSPECIFIED);
  EXPECT_THAT(orders.CheckCall(buyer, false), HasReason("CALLER_NOT_ALLOWED"));
  EXPECT_THAT(orders.CheckCall(buyer, /*for_anybody=*/true), IsOk());
}

TEST_F(AuthorizationTest, AForeignShopIsNotThere) {
  const runtime::CallInfo call;
  GetNoteRequest get;
  const auto check = [&](const char* name) {
    get.set_name(name);
    return RulesOf("front.x").CheckShops(call, get, /*without_shop=*/false);
  };
  EXPECT_THAT(check("shops/1/notes/a"), IsOk());
  EXPECT_THAT(check("shops/a%2Fb"), IsOk());
  EXPECT_EQ(check("shops/2/notes/a"), NotFoundError("shops/2"));
  EXPECT_EQ(check("shops/-"), NotFoundError("shops/-"));
  // Who asks about no shop asks about all.
  EXPECT_THAT(RulesOf("front.x").CheckShops(call, ListNotesRequest(), false),
              HasReason("CALLER_NOT_ALLOWED"));
  EXPECT_THAT(RulesOf("spiffe://x/orders").CheckShops(call, get, false), IsOk());
  EXPECT_THAT(RulesOf("spiffe://x/orders").CheckShops(call, ListNotesRequest(), false), IsOk());
  // Where the answer holds nothing of others he may; to name another's shop never.
  EXPECT_THAT(RulesOf("front.x").CheckShops(call, ListNotesRequest(), true), IsOk());
  get.set_name("shops/2/notes/a");
  EXPECT_EQ(RulesOf("front.x").CheckShops(call, get, true), NotFoundError("shops/2"));
}

TEST_F(AuthorizationTest, AMistakeIsNamed) {
  const auto error = [](absl::string_view fields) {
    const absl::Status status =
        Authorization::Parse(absl::StrCat("callers { ", fields, " }")).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    return std::string(status.message());
  };
  const std::string good = "name: 'a' sans: 'a' methods: '*' shops: '*'";
  EXPECT_THAT(Authorization::Parse(absl::StrCat("callers { ", good, " }")), IsOk());
  EXPECT_THAT(error("name: 'a b' sans: 'a' methods: '*' shops: '*'"), HasSubstr("name must be"));
  EXPECT_THAT(error("name: 'a' methods: '*' shops: '*'"), HasSubstr("sans"));
  EXPECT_THAT(error("name: 'a' sans: 'a' shops: '*'"), HasSubstr("methods"));
  EXPECT_THAT(error("name: 'a' sans: 'a' methods: '*'"), HasSubstr("shops"));
  EXPECT_THAT(error("name: 'a' sans: 'a' methods: 'GetOrder' shops: '*'"), HasSubstr("GetOrder"));
  EXPECT_THAT(error("name: 'a' sans: 'a' methods: '/a*/b' shops: '*'"), HasSubstr("/a*/b"));
  EXPECT_THAT(error("name: 'a' sans: 'a' methods: '*' shops: ['*', '1']"), HasSubstr("alone"));
  EXPECT_THAT(error("nom: 'a'"), HasSubstr("nom"));
  EXPECT_THAT(error(absl::StrCat(good, "} callers { ", good)), HasSubstr("twice"));
  EXPECT_THAT(error(absl::StrCat(good, "} callers { name: 'b' sans: 'a' methods: '*' shops: '*'")),
              HasSubstr("twice"));
}

TEST_F(AuthorizationTest, TheExampleIsRight) {
  const auto text = ReadTextFile("deploy/config/authorization.textproto");
  ASSERT_THAT(text, IsOk());
  EXPECT_THAT(Authorization::Parse(*text), IsOk());
}

class AuthorizationFileTest : public ::testing::Test {
 protected:
  void Write(const std::string& text) { std::ofstream(file_, std::ios::trunc) << text; }
  double Gauge() { return metrics_.Gauge("shopdesk_authorization_file_ok", "").Value(); }

  shopdesk::testing::TempDirectory directory_;
  const std::string file_ = absl::StrCat(directory_.path(), "/authorization");
  observe::Metrics metrics_;
  observe::Logger logger_{{.service = "test", .level = observe::Level::kError}};
};

TEST_F(AuthorizationFileTest, IsTakenAgainWhenItChanges) {
  Write(kFile);
  auto opened = AuthorizationFile::Open(file_, metrics_, logger_);
  ASSERT_THAT(opened, IsOk());
  AuthorizationFile& file = **opened;
  const std::shared_ptr<const Authorization> first = file.Current();
  EXPECT_EQ(first->Find({"new"}), nullptr);
  file.Refresh();
  EXPECT_EQ(file.Current(), first) << "it is the same";
  Write("callers { name: 'new' sans: 'new' methods: '*' shops: '*' }");
  file.Refresh();
  EXPECT_NE(file.Current()->Find({"new"}), nullptr);
  EXPECT_EQ(file.Current()->Find({"front.x"}), nullptr);
  EXPECT_NE(first->Find({"front.x"}), nullptr) << "calls under way keep theirs";
}

TEST_F(AuthorizationFileTest, AWrongOneChangesNothing) {
  Write(kFile);
  auto opened = AuthorizationFile::Open(file_, metrics_, logger_);
  ASSERT_THAT(opened, IsOk());
  AuthorizationFile& file = **opened;
  EXPECT_EQ(Gauge(), 1);
  for (const char* wrong : {"callers {", "callers { name: 'x' }"}) {
    Write(wrong);
    file.Refresh();
    EXPECT_EQ(Gauge(), 0) << wrong;
    EXPECT_NE(file.Current()->Find({"front.x"}), nullptr);
  }
  std::remove(file_.c_str());
  file.Refresh();
  EXPECT_EQ(Gauge(), 0);
  EXPECT_NE(file.Current()->Find({"front.x"}), nullptr);
  Write(kFile);
  file.Refresh();
  EXPECT_EQ(Gauge(), 1);
}

TEST_F(AuthorizationFileTest, AWrongOneAtTheStartIsAnError) {
  EXPECT_THAT(AuthorizationFile::Open(file_, metrics_, logger_),
              StatusIs(absl::StatusCode::kNotFound));
  Write("callers {");
  EXPECT_THAT(AuthorizationFile::Open(file_, metrics_, logger_),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace shopdesk::rpc
