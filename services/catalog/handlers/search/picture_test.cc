#include "services/catalog/handlers/search/picture.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/base/error.h"
#include "libs/picture/testing/made_picture.h"
#include "services/catalog/testing/shop.h"

namespace shopdesk::catalog {
namespace {

using ::shopdesk::testing::EqualsProto;
using ::shopdesk::testing::HasReason;
using ::shopdesk::testing::IsOkAndHolds;
using ::shopdesk::testing::MadePicture;
using ::shopdesk::testing::MakePicture;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::Shop;

class PictureHandlerTest : public ::testing::TestWithParam<sql::Dialect> {
 protected:
  PictureHandlerTest() {
    EXPECT_OK(shop_.AddCategory("home", ""));
    EXPECT_OK(shop_.AddCategory("chairs", "parent_category: 'shops/s/categories/home'"));
    EXPECT_OK(AddProduct("oak", "pictures { uri: 'u/1' } pictures { uri: 'u/2' }"));
    EXPECT_OK(AddProduct("pine", "pictures { uri: 'u/1' }"));
  }

  absl::Status AddProduct(const std::string& id, const std::string& fields) {
    RETURN_IF_ERROR(shop_
                        .Create(id, absl::StrCat("title: '", id,
                                                 "' category: 'shops/s/categories/chairs' "
                                                 "skus { sku_id: '",
                                                 id,
                                                 "-1' price { currency_code: 'GBP' minor: 500 } "
                                                 "option_values { option: 'c' value: 'v' } } ",
                                                 fields))
                        .status());
    RETURN_IF_ERROR(shop_.Publish(id).status());
    return shop_.Receive(id + "-1", 7).status();
  }
  absl::StatusOr<v1::PicturePrint> Index(const std::string& product, const std::string& uri,
                                         const std::string& content,
                                         const std::string& request_id = "") {
    v1::IndexPictureRequest request;
    request.set_parent("shops/s/products/" + product);
    request.set_uri(uri);
    request.set_content(content);
    return shop_.Workflow<v1::PicturePrint>(
        request,
        [&](runtime::WorkflowContext& ctx, const auto& asked, v1::PicturePrint* response) {
          return handlers::IndexPicture(ctx, asked, response, reader_);
        },
        request_id);
  }
  absl::StatusOr<v1::FindProductsByPictureResponse> Find(const std::string& content) {
    v1::FindProductsByPictureRequest request;
    request.set_parent("shops/s");
    request.set_content(content);
    return shop_.Workflow<v1::FindProductsByPictureResponse>(
        request, [&](runtime::WorkflowContext& ctx, const auto& asked, auto* response) {
          return handlers::FindProductsByPicture(ctx, asked, response, reader_, index_);
        });
  }
  // The ids of the products that are found.
  std::vector<std::string> Found(const MadePicture& made) {
    std::vector<std::string> ids;
    const auto found = Find(MakePicture(made));
    EXPECT_OK(found);
    for (const v1::PictureMatch& match : found->matches()) {
      ids.emplace_back(LastSegment(match.product()));
    }
    return ids;
  }
  std::vector<std::string> Kept() {
    std::vector<std::string> names;
    shop_.List<v1::ListPicturePrintsResponse, v1::ListPicturePrintsRequest>(
        handlers::ListPicturePrints, "parent: 'shops/s/products/-'",
        [&](const v1::ListPicturePrintsResponse& page) {
          for (const v1::PicturePrint& print : page.picture_prints()) {
            names.push_back(absl::StrCat(LastSegment(ParentOf(print.name())), " ", print.uri()));
          }
          return page.picture_prints_size();
        });
    return names;
  }

  Shop shop_{GetParam()};
  handlers::PictureReader reader_;
  handlers::PictureIndex index_;
};
ON_BOTH_DATABASES(PictureHandlerTest);

TEST_P(PictureHandlerTest, ABuyersPictureTellsProductCategoryPriceAndStock) {
  ASSERT_OK(Index("oak", "u/1", MakePicture({.seed = 1})));
  ASSERT_OK(Index("pine", "u/1", MakePicture({.seed = 2})));
  const auto found = Find(MakePicture({.seed = 1,
                                       .width = 200,
                                       .height = 150,
                                       .left = 0.03,
                                       .top = 0.06,
                                       .format = ".webp[Q=60]"}));
  ASSERT_OK(found);
  ASSERT_EQ(found->matches_size(), 1);
  v1::PictureMatch match = found->matches(0);
  EXPECT_LE(match.distance(), 22);
  EXPECT_NE(match.confidence(), v1::PictureMatch::CONFIDENCE_UNSPECIFIED);
  match.clear_distance();
  match.clear_confidence();
  EXPECT_THAT(match, EqualsProto(R"pb(
                product: 'shops/s/products/oak'
                title: 'oak'
                state: ON_SALE
                category: 'shops/s/categories/chairs'
                category_path: 'home'
                category_path: 'chairs'
                uri: 'u/1'
                offers {
                  sku_id: 'oak-1'
                  option_values { option: 'c' value: 'v' }
                  price { currency_code: 'GBP' minor: 500 }
                  available: 7
                })pb"));
}

TEST_P(PictureHandlerTest, APictureOfSomethingElseFindsNothing) {
  EXPECT_THAT(Found({.seed = 1}), IsEmpty());
  ASSERT_OK(Index("oak", "u/1", MakePicture({.seed = 1})));
  EXPECT_THAT(Found({.seed = 2}), IsEmpty());
  EXPECT_THAT(Found({.plain = true}), IsEmpty());
}

TEST_P(PictureHandlerTest, ProductsWithOnePictureAreAllFoundAndEachOnce) {
  ASSERT_OK(Index("oak", "u/1", MakePicture({.seed = 1})));
  ASSERT_OK(Index("oak", "u/2", MakePicture({.seed = 1, .format = ".png"})));
  ASSERT_OK(Index("pine", "u/1", MakePicture({.seed = 1})));
  EXPECT_THAT(Found({.seed = 1}), ElementsAre("oak", "pine"));
}

TEST_P(PictureHandlerTest, TheSameAgainChangesNothingAndAnotherReplacesIt) {
  const auto kept = Index("oak", "u/1", MakePicture({.seed = 1, .width = 300, .height = 200}));
  ASSERT_OK(kept);
  EXPECT_EQ(kept->width(), 300);
  EXPECT_EQ(kept->height(), 200);
  const size_t events = shop_.Events().size();
  EXPECT_THAT(Index("oak", "u/1", MakePicture({.seed = 1, .width = 300, .height = 200})),
              IsOkAndHolds(EqualsProto(*kept)));
  EXPECT_EQ(shop_.Events().size(), events);
  ASSERT_OK(Index("oak", "u/1", MakePicture({.seed = 2})));
  EXPECT_THAT(Found({.seed = 1}), IsEmpty());
  EXPECT_THAT(Found({.seed = 2}), ElementsAre("oak"));
  EXPECT_THAT(Kept(), ElementsAre("oak u/1"));
  v1::GetPicturePrintRequest request;
  request.set_name(kept->name());
  const auto read = shop_.Read<v1::PicturePrint>(handlers::GetPicturePrint, request);
  ASSERT_OK(read);
  EXPECT_EQ(read->width(), 480);
}

TEST_P(PictureHandlerTest, ARepetitionAnswersWhatTheFirstCallDid) {
  const auto kept = Index("oak", "u/1", MakePicture({.seed = 1}), "r1");
  ASSERT_OK(kept);
  ASSERT_OK(Index("oak", "u/1", MakePicture({.seed = 2}), "r2"));
  EXPECT_THAT(Index("oak", "u/1", MakePicture({.seed = 1}), "r1"),
              IsOkAndHolds(EqualsProto(*kept)));
  EXPECT_THAT(Found({.seed = 2}), ElementsAre("oak"));
  EXPECT_THAT(Index("oak", "u/1", MakePicture({.seed = 3}), "r1"), HasReason("REQUEST_ID_REUSED"));
}

TEST_P(PictureHandlerTest, GoesWithTheProductsPicture) {
  ASSERT_OK(Index("oak", "u/1", MakePicture({.seed = 1})));
  ASSERT_OK(Index("oak", "u/2", MakePicture({.seed = 2})));
  ASSERT_OK(
      shop_.Update("product { name: 'shops/s/products/oak' pictures { uri: 'u/2' } } "
                   "update_mask { paths: 'pictures' }"));
  EXPECT_THAT(Kept(), ElementsAre("oak u/2"));
  EXPECT_THAT(Found({.seed = 1}), IsEmpty());
  EXPECT_THAT(Found({.seed = 2}), ElementsAre("oak"));
  EXPECT_THAT(shop_.Events(), Contains("picture_print.deleted"));
}

TEST_P(PictureHandlerTest, OnlyOfPicturesThatTheProductHas) {
  EXPECT_THAT(Index("oak", "u/9", MakePicture({})), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Index("none", "u/1", MakePicture({})), HasReason("NOT_FOUND"));
  EXPECT_THAT(Index("oak", "u/1", "no picture"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Index("oak", "u/1", MakePicture({.plain = true})), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Find("no picture"), HasReason("INVALID_ARGUMENT"));
  EXPECT_THAT(Kept(), IsEmpty());
}

TEST_P(PictureHandlerTest, OneBadPictureRefusesNoOther) {
  v1::ImportPicturesRequest request;
  request.set_parent("shops/s");
  const auto add = [&](const std::string& product, const std::string& uri,
                       const std::string& content) {
    v1::ImportPicture& row = *request.add_pictures();
    row.set_product_id(product);
    row.set_uri(uri);
    row.set_content(content);
  };
  add("pine", "u/1", MakePicture({.seed = 2}));
  add("oak", "u/1", MakePicture({.seed = 1}).substr(0, 500));
  add("none", "u/1", MakePicture({.seed = 1}));
  add("oak", "u/7", MakePicture({.seed = 1}));
  add("oak", "", MakePicture({.seed = 1}));
  add("oak", "u/2", MakePicture({.seed = 1}));
  add("oak", "u/2", MakePicture({.seed = 1}));
  const runtime::Validator rows(*v1::ImportPicture::descriptor());
  const auto answered = shop_.Workflow<v1::ImportPicturesResponse>(
      request, [&](runtime::WorkflowContext& ctx, const auto& asked, auto* response) {
        return handlers::ImportPictures(ctx, asked, response, rows, reader_);
      });
  ASSERT_OK(answered);
  EXPECT_EQ(answered->created_count(), 2);
  EXPECT_EQ(answered->updated_count(), 0);
  EXPECT_EQ(answered->unchanged_count(), 1);
  std::vector<std::string> errors;
  for (const auto& error : answered->errors()) {
    errors.push_back(absl::StrCat(error.index(), " ", error.field(), " ", error.reason()));
  }
  EXPECT_THAT(errors, ElementsAre("1 content INVALID_ARGUMENT", "2  NOT_FOUND",
                                  "3 uri INVALID_ARGUMENT", "4 uri INVALID_ARGUMENT"));
  EXPECT_THAT(Kept(), ElementsAre("oak u/2", "pine u/1"));
}

TEST_P(PictureHandlerTest, FullPlacesAreOverload) {
  handlers::PictureReader full({.places = 0, .waiting = 0});
  v1::FindProductsByPictureRequest request;
  request.set_parent("shops/s");
  request.set_content(MakePicture({}));
  const auto refused = shop_.Workflow<v1::FindProductsByPictureResponse>(
      request, [&](runtime::WorkflowContext& ctx, const auto& asked, auto* response) {
        return handlers::FindProductsByPicture(ctx, asked, response, full, index_);
      });
  EXPECT_THAT(refused, HasReason("OVERLOADED"));
}

// What isn't on sale can't be promised, however much there is.
TEST_P(PictureHandlerTest, OfWhatIsOffSaleNothingIsAvailable) {
  ASSERT_OK(Index("oak", "u/1", MakePicture({.seed = 1})));
  ASSERT_OK(shop_.WriteText<v1::Product>(handlers::DelistProduct, "name: 'shops/s/products/oak'"));
  const auto found = Find(MakePicture({.seed = 1}));
  ASSERT_OK(found);
  ASSERT_EQ(found->matches_size(), 1);
  EXPECT_EQ(found->matches(0).state(), v1::Product::OFF_SALE);
  EXPECT_EQ(found->matches(0).offers(0).available(), 0);
}

}  // namespace
}  // namespace shopdesk::catalog
