#include "services/logistics/handlers/carrier/branch.h"

#include "absl/strings/str_cat.h"
#include "services/logistics/testing/world.h"

namespace shopdesk::logistics::handlers {
namespace {

using shopdesk::testing::HasReason;
using shopdesk::testing::ParseText;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kBranches[] = R"pb(
  parent: "shops/1"
  branches {
    carrier_id: "post"
    branch_id: "west lake"
    branch {
      display_name: "西湖支局"
      region_code: "CN"
      administrative_area: "浙江省"
      locality: "杭州市"
      district: "西湖区"
      street: "文三路 1 号"
      phone: "0571-11185"
      hours: "周一至周日 8:30–18:00"
      services: DELIVERY
      services: PICKUP_POINT
      districts: "西湖区"
    }
  }
  branches {
    carrier_id: "post"
    branch_id: "ningbo"
    branch {
      display_name: "宁波支局"
      region_code: "CN"
      administrative_area: "浙江省"
      locality: "宁波市"
      services: DELIVERY
    }
  }
  branches {
    carrier_id: "road"
    branch_id: "hz"
    branch {
      display_name: "杭州网点"
      region_code: "CN"
      administrative_area: "浙江省"
      locality: "杭州市"
      services: DELIVERY
      services: COLLECTION
      modes: COURIER_ROAD
    }
  }
  branches {
    carrier_id: "road"
    branch_id: "rural"
    branch {
      display_name: "Village shops"
      region_code: "CN"
      administrative_area: "浙江省"
      postal_code_prefixes: "3111"
      services: PICKUP_POINT
    }
  }
)pb";

class BranchesTest : public testing::LogisticsTest {
 protected:
  absl::StatusOr<v1::ImportBranchesResponse> Import(const char* text = kBranches) {
    return Write<v1::ImportBranchesResponse>(ImportBranches,
                                             ParseText<v1::ImportBranchesRequest>(text));
  }
  static std::vector<std::string> NamesOf(
      const google::protobuf::RepeatedPtrField<v1::Branch>& branches) {
    std::vector<std::string> names;
    for (const v1::Branch& branch : branches) {
      names.push_back(branch.name().substr(strlen("shops/1/carriers/")));
    }
    return names;
  }
  // All pages of two.
  std::vector<std::string> List(const char* text) {
    auto request = ParseText<v1::ListBranchesRequest>("page_size: 2");
    request.MergeFrom(ParseText<v1::ListBranchesRequest>(text));
    std::vector<std::string> names;
    for (const auto& page : Pages<v1::ListBranchesResponse>(ListBranches, request)) {
      for (std::string& name : NamesOf(page.branches())) names.push_back(std::move(name));
    }
    return names;
  }
  absl::StatusOr<v1::FindBranchesResponse> Find(const char* text) {
    auto request = ParseText<v1::FindBranchesRequest>(text);
    request.set_parent("shops/1");
    return Read<v1::FindBranchesResponse>(FindBranches, request);
  }
};

TEST_P(BranchesTest, AnImportCreatesReplacesAndReports) {
  ASSERT_OK_AND_ASSIGN(auto response, Import());
  EXPECT_EQ(response.created_count(), 4);
  ASSERT_OK_AND_ASSIGN(response, Import());
  EXPECT_EQ(response.unchanged_count(), 4);
  ASSERT_OK_AND_ASSIGN(response, Import(R"pb(
                         parent: "shops/1"
                         branches {
                           carrier_id: "post"
                           branch_id: "ningbo"
                           branch {
                             display_name: "宁波新局"
                             region_code: "CN"
                             locality: "宁波市"
                             services: DROP_OFF
                           }
                         }
                         branches {
                           carrier_id: "none"
                           branch_id: "x"
                           branch { display_name: "x" region_code: "CN" services: DELIVERY }
                         }
                         branches {
                           carrier_id: "post"
                           branch_id: "y"
                           branch { display_name: "y" region_code: "China" }
                         }
                         branches {
                           carrier_id: "post"
                           branch_id: "z"
                           branch { display_name: "z" region_code: "CN" }
                         }
                       )pb"));
  EXPECT_EQ(response.updated_count(), 1);
  ASSERT_EQ(response.errors_size(), 3);
  EXPECT_EQ(response.errors(0).id(), "none/x");
  EXPECT_THAT(response.errors(1).message(), HasSubstr("region_code"));
  EXPECT_THAT(response.errors(2).message(), HasSubstr("services"));
  v1::GetBranchRequest get;
  get.set_name("shops/1/carriers/post/branches/ningbo");
  ASSERT_OK_AND_ASSIGN(const auto branch, Read<v1::Branch>(GetBranch, get));
  EXPECT_EQ(branch.display_name(), "宁波新局");
  EXPECT_THAT(EventTypes(get.name()), ElementsAre("branch.created", "branch.updated"));
  get.set_name("shops/1/carriers/post/branches/none");
  EXPECT_THAT(Read<v1::Branch>(GetBranch, get), HasReason("NOT_FOUND"));
  EXPECT_THAT(Import("parent: 'shops/2'"), HasReason("UNKNOWN_SHOP"));
}

TEST_P(BranchesTest, AreListedByCarrierAndRegion) {
  ASSERT_OK(Import());
  EXPECT_THAT(List("parent: 'shops/1/carriers/-'"),
              ElementsAre("road/branches/rural", "post/branches/ningbo",
                          "post/branches/west%20lake", "road/branches/hz"));
  EXPECT_THAT(List("parent: 'shops/1/carriers/post'"),
              ElementsAre("post/branches/ningbo", "post/branches/west%20lake"));
  EXPECT_THAT(List("parent: 'shops/1/carriers/-' region_code: 'CN'"), ::testing::SizeIs(4));
  EXPECT_THAT(List("parent: 'shops/1/carriers/-' region_code: 'GB'"), IsEmpty());
  EXPECT_THAT(
      List("parent: 'shops/1/carriers/road' region_code: 'CN' administrative_area: ' 浙江省'"),
      ElementsAre("road/branches/rural", "road/branches/hz"));
  EXPECT_THAT(List("parent: 'shops/1/carriers/-' region_code: 'CN' locality: '杭州市'"),
              ElementsAre("post/branches/west%20lake", "road/branches/hz"));
  EXPECT_THAT(List("parent: 'shops/1/carriers/-' region_code: 'CN' administrative_area: '江苏省' "
                   "locality: '杭州市'"),
              IsEmpty());
  EXPECT_THAT(Read<v1::ListBranchesResponse>(
                  ListBranches, ParseText<v1::ListBranchesRequest>(
                                    "parent: 'shops/1/carriers/-' locality: '杭州市'")),
              HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Read<v1::ListBranchesResponse>(ListBranches, ParseText<v1::ListBranchesRequest>(
                                                               "parent: 'shops/1/carriers/none'")),
              HasReason("NOT_FOUND"));
}

TEST_P(BranchesTest, WhoDeliversToAnAddress) {
  ASSERT_OK(Import());
  ASSERT_OK_AND_ASSIGN(auto found, Find("address { region_code: 'CN' administrative_area: '浙江省' "
                                        "locality: '杭州市' district: '西湖区' }"));
  EXPECT_THAT(NamesOf(found.branches()),
              ElementsAre("post/branches/west%20lake", "road/branches/hz"));
  EXPECT_THAT(found.delivering_carriers(), ElementsAre("post", "road"));
  EXPECT_THAT(found.pickup_carriers(), ElementsAre("post"));
  ASSERT_OK_AND_ASSIGN(found, Find("address { region_code: 'CN' locality: '杭州市' "
                                   "district: '萧山区' postal_code: '311100' }"));
  EXPECT_THAT(NamesOf(found.branches()), ElementsAre("road/branches/hz", "road/branches/rural"));
  EXPECT_THAT(found.pickup_carriers(), ElementsAre("road"));
  ASSERT_OK_AND_ASSIGN(found, Find("service: COLLECTION max_branches: 1 "
                                   "address { region_code: 'CN' locality: '杭州市' }"));
  EXPECT_THAT(NamesOf(found.branches()), ElementsAre("road/branches/hz"));
  ASSERT_OK_AND_ASSIGN(found, Find("address { region_code: 'CN' postal_code: '311199' }"));
  EXPECT_THAT(NamesOf(found.branches()), ElementsAre("road/branches/rural"));
}

// A city that is a province itself is filed and asked for in many ways.
TEST_P(BranchesTest, AProvinceIsFoundByCodeAndByNameInEitherScript) {
  constexpr const char* kFiled[][2] = {
      {"上海市", "上海市"}, {"上海市", ""}, {"31", "市辖区"}, {"", "上海"}, {"310000", "上海"}};
  for (int i = 0; i < 5; ++i) {
    ASSERT_OK(Import(absl::StrCat("parent: 'shops/1' branches { carrier_id: 'post' branch_id: '", i,
                                  "' branch { display_name: 'B' services: DELIVERY "
                                  "region_code: 'CN' administrative_area: '",
                                  kFiled[i][0], "' locality: '", kFiled[i][1], "' } }")
                         .c_str()));
  }
  ASSERT_OK(
      Import("parent: 'shops/1' branches { carrier_id: 'post' branch_id: 'cq' branch { "
             "display_name: 'B' services: DELIVERY region_code: 'CN' "
             "administrative_area: '重慶市' } }"));
  for (const char* asked :
       {"administrative_area: '31' locality: '上海市'",
        "administrative_area: '31' locality: '市辖区'", "administrative_area: '上海'",
        "administrative_area: '31'", "administrative_area: '上海市' locality: '上海'"}) {
    ASSERT_OK_AND_ASSIGN(const auto found,
                         Find(absl::StrCat("address { region_code: 'CN' ", asked, " }").c_str()));
    EXPECT_THAT(NamesOf(found.branches()),
                ElementsAre("post/branches/0", "post/branches/1", "post/branches/2",
                            "post/branches/3", "post/branches/4"))
        << asked;
  }
  ASSERT_OK_AND_ASSIGN(const auto found,
                       Find("address { region_code: 'CN' administrative_area: '50' }"));
  EXPECT_THAT(NamesOf(found.branches()), ElementsAre("post/branches/cq"));
  EXPECT_THAT(
      List("parent: 'shops/1/carriers/-' region_code: 'CN' administrative_area: '31'"),
      ElementsAre("post/branches/1", "post/branches/0", "post/branches/2", "post/branches/4"));
}

TEST_P(BranchesTest, ClosedOnesServeNobody) {
  ASSERT_OK(Import());
  ASSERT_OK(Import(R"pb(
    parent: "shops/1"
    branches {
      carrier_id: "road"
      branch_id: "hz"
      branch {
        display_name: "杭州网点"
        region_code: "CN"
        administrative_area: "浙江省"
        locality: "杭州市"
        services: DELIVERY
        closed: true
      }
    }
  )pb"));
  EXPECT_THAT(List("parent: 'shops/1/carriers/road'"), ElementsAre("road/branches/rural"));
  EXPECT_THAT(List("parent: 'shops/1/carriers/road' show_closed: true"),
              ElementsAre("road/branches/rural", "road/branches/hz"));
  ASSERT_OK_AND_ASSIGN(const auto found, Find("address { region_code: 'CN' administrative_area: "
                                              "'浙江省' locality: '杭州市' district: '西湖区' }"));
  EXPECT_THAT(NamesOf(found.branches()), ElementsAre("post/branches/west%20lake"));
}

INSTANTIATE_TEST_SUITE_P(Databases, BranchesTest,
                         ::testing::Values(sql::Dialect::kSqlite, sql::Dialect::kPostgres));

}  // namespace
}  // namespace shopdesk::logistics::handlers
