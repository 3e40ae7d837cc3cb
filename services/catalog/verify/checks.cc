#include "services/catalog/verify/checks.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/base/clock.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/verify/timer.h"
#include "libs/verify/work.h"
#include "services/catalog/domain/advice/size_chart.h"
#include "services/catalog/domain/advice/suitability.h"
#include "services/catalog/domain/knowledge/care.h"
#include "services/catalog/domain/search/picture_print.h"
#include "services/catalog/domain/shop/names.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/domain/stock/reservation.h"
#include "services/catalog/handlers/shop/work_kinds.h"
#include "services/catalog/store/advice/size_chart.h"
#include "services/catalog/store/advice/suitability.h"
#include "services/catalog/store/bargain/bargain.h"
#include "services/catalog/store/bargain/grant.h"
#include "services/catalog/store/knowledge/article.h"
#include "services/catalog/store/knowledge/care.h"
#include "services/catalog/store/knowledge/quiz.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/search/picture.h"
#include "services/catalog/store/stock/reservation.h"
#include "services/catalog/store/stock/stock.h"
#include "services/catalog/verify/article.h"
#include "services/catalog/verify/grant.h"
#include "services/catalog/verify/sale.h"
#include "services/catalog/verify/stock.h"
#include "services/catalog/verify/stock_flag.h"

namespace shopdesk::catalog::verify {
namespace {

using runtime::SnapshotKey;
using shopdesk::verify::EachOf;
using shopdesk::verify::Page;
using shopdesk::verify::RequireTimer;
using shopdesk::verify::Scope;
using v1::Reservation;

absl::Status LookAtReservation(Page& page, const Reservation& reservation) {
  int64_t remaining = 0;
  int64_t committed = 0;
  for (const v1::ReservationLine& line : reservation.lines()) {
    remaining += domain::Remaining(line);
    committed += line.committed_quantity();
    if (domain::Remaining(line) < 0) {
      page.Find(reservation.name(), absl::StrCat("more of ", line.sku_id(),
                                                 " was shipped and given back than was reserved"));
    }
  }
  const Reservation::State state = reservation.state();
  const bool open = state == Reservation::TENTATIVE || state == Reservation::CONFIRMED;
  if (open != (remaining > 0)) {
    page.Find(reservation.name(),
              absl::StrCat("it is ", Reservation::State_Name(state), " and holds ", remaining));
  }
  if (!open && (state == Reservation::COMMITTED) != (committed > 0)) {
    page.Find(reservation.name(), absl::StrCat("it is ", Reservation::State_Name(state), " and ",
                                               committed, " were shipped"));
  }
  if (state != Reservation::TENTATIVE) return absl::OkStatus();
  return RequireTimer(page, domain::kReservationExpiry, reservation.name(),
                      FromProto(reservation.expire_time()));
}

absl::Status LookAtSkus(Page& page, const v1::Product& product) {
  for (const v1::Sku& sku : product.skus()) {
    const absl::StatusOr<store::Sku> row =
        store::LoadSku(page.txn(), page.shop(), EscapeId(sku.sku_id()));
    if (absl::IsNotFound(row.status())) {
      page.Find(product.name(), absl::StrCat("its SKU ", sku.sku_id(), " can't be ordered"));
      continue;
    }
    RETURN_IF_ERROR(row.status());
    if (row->snapshot.product() != product.name()) {
      page.Find(product.name(),
                absl::StrCat("its SKU ", sku.sku_id(), " belongs to ", row->snapshot.product()));
    } else if (row->on_sale != (product.state() == v1::Product::ON_SALE)) {
      page.Find(product.name(), absl::StrCat("its SKU ", sku.sku_id(),
                                             row->on_sale ? " is on sale, the product isn't"
                                                          : " isn't on sale, the product is"));
    }
  }
  return absl::OkStatus();
}

absl::Status LookAtProduct(Page& page, const v1::Product& product) {
  RETURN_IF_ERROR(shopdesk::verify::ExpectWork(page, handlers::kProhibitedWording, product.name(),
                                               product.held_for_wording()));
  RETURN_IF_ERROR(shopdesk::verify::ExpectWork(page, handlers::kBriefingHeld, product.name(),
                                               product.held_for_briefing()));
  RETURN_IF_ERROR(LookAtSkus(page, product));
  if (product.state() == v1::Product::ON_SALE) {
    const absl::Status kept =
        store::LoadProductSnapshot(page.txn(), page.shop(), LastSegment(product.name()),
                                   product.etag())
            .status();
    if (absl::IsNotFound(kept)) {
      page.Find(product.name(), "it is on sale and has no snapshot under its etag");
    } else {
      RETURN_IF_ERROR(kept);
    }
  }
  if (product.held_for_briefing() && !product.has_publish_time()) {
    page.Find(product.name(), "it is held back and nothing is planned");
  }
  // One that is held back has had its time; what it waits for looks at it again.
  if (product.has_publish_time() && !product.held_for_briefing()) {
    RETURN_IF_ERROR(RequireTimer(page, domain::kProductPublish, product.name(),
                                 FromProto(product.publish_time())));
  }
  if (!product.has_delist_time()) return absl::OkStatus();
  return RequireTimer(page, domain::kProductDelist, product.name(),
                      FromProto(product.delist_time()));
}

// What the resource `name` tells of, "products/{product}" or "categories/{category}", is there.
absl::Status LookAtSubject(Page& page, const std::string& name, absl::string_view subject) {
  const absl::string_view id = LastSegment(subject);
  absl::Status there;
  if (absl::StartsWith(subject, "categories/")) {
    there = store::LoadCategory(page.txn(), page.shop(), id).status();
  } else if (absl::StartsWith(subject, "products/")) {
    there = store::LoadProduct(page.txn(), page.shop(), id).status();
  }
  if (!absl::IsNotFound(there)) return there;
  page.Find(name, absl::StrCat("it tells of ", subject, ", which there isn't"));
  return absl::OkStatus();
}

absl::Status LookAtCareGuide(Page& page, const v1::CareGuide& guide) {
  const absl::Status right = domain::CheckCareGuide(guide);
  if (!right.ok()) page.Find(guide.name(), std::string(right.message()));
  return LookAtSubject(page, guide.name(), domain::SubjectOfCareGuide(guide.name()));
}

absl::Status LookAtSuitabilityGuide(Page& page, const v1::SuitabilityGuide& guide) {
  const absl::Status right = domain::CheckSuitabilityGuide(guide);
  if (!right.ok()) page.Find(guide.name(), std::string(right.message()));
  return LookAtSubject(page, guide.name(), domain::SubjectOfSuitabilityGuide(guide.name()));
}

absl::Status LookAtSizeChart(Page& page, const v1::SizeChart& chart) {
  const absl::Status right = domain::CheckSizeChart(chart);
  if (!right.ok()) page.Find(chart.name(), std::string(right.message()));
  const absl::string_view subject = domain::SubjectOfSizeChart(chart.name());
  return LookAtSubject(page, chart.name(), subject.substr(0, subject.find("/brands/")));
}

absl::Status LookAtPicturePrint(Page& page, const v1::PicturePrint& print) {
  if (!domain::DecodePrint(print.print()).has_value()) {
    page.Find(print.name(), "nothing is found by it; send the picture anew");
  }
  const absl::StatusOr<v1::Product> product =
      store::LoadProduct(page.txn(), page.shop(), LastSegment(ParentOf(print.name())));
  if (!product.ok() && !absl::IsNotFound(product.status())) return product.status();
  const bool there =
      product.ok() &&
      std::any_of(product->pictures().begin(), product->pictures().end(),
                  [&](const v1::Picture& picture) { return picture.uri() == print.uri(); });
  if (!there) page.Find(print.name(), "its product has no such picture");
  return absl::OkStatus();
}

absl::Status LookAtBargain(Page& page, const v1::Bargain& bargain) {
  const bool open = bargain.state() == v1::Bargain::OPEN;
  RETURN_IF_ERROR(shopdesk::verify::ExpectWork(page, handlers::kOpenBargain, bargain.name(), open));
  if (!open) return absl::OkStatus();
  return RequireTimer(page, domain::kBargainExpiry, bargain.name(),
                      FromProto(bargain.expire_time()));
}

absl::Status LookAtQuiz(Page& page, const v1::Quiz& quiz) {
  const bool graded = quiz.state() == v1::Quiz::GRADED;
  for (const v1::QuizQuestion& question : quiz.questions()) {
    if (question.has_right_choice() == graded) continue;
    page.Find(quiz.name(), graded ? "it is graded and doesn't say what was right"
                                  : "it isn't graded and says what is right");
    break;
  }
  if (quiz.state() != v1::Quiz::OPEN) return absl::OkStatus();
  return RequireTimer(page, domain::kQuizExpiry, quiz.name(), FromProto(quiz.expire_time()));
}

runtime::SnapshotTable Products() {
  return {v1::Product::descriptor(), store::kProductFeedSnapshot};
}

}  // namespace

std::vector<shopdesk::verify::Check> Checks() {
  return {
      {"catalog.ledger",
       "The movements of a level follow one another, sum to it, and oversell nothing.",
       Scope::kShops, LookAtLedger},
      {"catalog.reserved", "What levels have reserved is what open reservations hold.",
       Scope::kShops, LookAtReserved},
      {"catalog.reservations", "A reservation's lines fit its state, and a tentative one expires.",
       Scope::kShops,
       EachOf<Reservation>({Reservation::descriptor(), store::kReservationSnapshot},
                           LookAtReservation)},
      {"catalog.products",
       "The SKUs of a product can be ordered, one on sale has its snapshot, plans have timers, and "
       "what is held is on the list.",
       Scope::kShops, EachOf<v1::Product>(Products(), LookAtProduct)},
      {"catalog.facts",
       "What is on sale has the attributes that its category requires, or is listed as lacking "
       "them.",
       Scope::kShops, EachOf<v1::Product>(Products(), LookAtFacts)},
      {"catalog.wording",
       "What is on sale says nothing that the shop's list has prohibited ever since it was made.",
       Scope::kShops, EachOf<v1::Product>(Products(), LookAtWording)},
      {"catalog.skus", "What can be ordered is a SKU of a product.", Scope::kShops, LookAtSkuRows},
      {"catalog.low_stock", "A level is low as it and the policy say, and is on the list if so.",
       Scope::kShops, LookAtLow},
      {"catalog.listed_stock",
       "What the page shows is too high as levels and policy say, and is on the list if so.",
       Scope::kShops, LookAtTooHigh},
      {"catalog.pictures", "What is kept of a picture is of one that its product has.",
       Scope::kShops,
       EachOf<v1::PicturePrint>({v1::PicturePrint::descriptor(),
                                 store::kPicturePrintSnapshot,
                                 {SnapshotKey::kText, SnapshotKey::kText}},
                                LookAtPicturePrint)},
      {"catalog.care", "A care guide tells of something that is there, and of each process once.",
       Scope::kShops,
       EachOf<v1::CareGuide>({v1::CareGuide::descriptor(), store::kCareGuideSnapshot},
                             LookAtCareGuide)},
      {"catalog.suitability",
       "A suitability guide tells of something that is there, by rules that can be held.",
       Scope::kShops,
       EachOf<v1::SuitabilityGuide>(
           {v1::SuitabilityGuide::descriptor(), store::kSuitabilityGuideSnapshot},
           LookAtSuitabilityGuide)},
      {"catalog.size_charts", "A size chart is for something that is there, and its sizes grow.",
       Scope::kShops,
       EachOf<v1::SizeChart>({v1::SizeChart::descriptor(), store::kSizeChartSnapshot},
                             LookAtSizeChart)},
      {"catalog.articles",
       "A published article has its version, is linked as that says and found by its words; any "
       "other is neither.",
       Scope::kShops,
       EachOf<v1::Article>({v1::Article::descriptor(), store::kArticleSnapshot}, LookAtArticle)},
      {"catalog.bargains", "An open bargain ends by itself, and is on the list.", Scope::kShops,
       EachOf<v1::Bargain>({v1::Bargain::descriptor(), store::kBargainSnapshot}, LookAtBargain)},
      {"catalog.grants",
       "A redeemed grant has one order, an active one expires, and each is for a price that could "
       "be given.",
       Scope::kShops,
       EachOf<v1::Grant>({v1::Grant::descriptor(), store::kGrantSnapshot}, LookAtGrant)},
      {"catalog.quizzes", "An open quiz ends by itself, and only a graded one says what was right.",
       Scope::kShops,
       EachOf<v1::Quiz>({v1::Quiz::descriptor(), store::kQuizSnapshot}, LookAtQuiz)}};
}

}  // namespace shopdesk::catalog::verify
