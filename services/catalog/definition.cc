#include "services/catalog/definition.h"

#include <utility>

#include "libs/figures/check.h"
#include "libs/figures/service.h"
#include "libs/runtime/count_events.h"
#include "libs/verify/service.h"
#include "libs/work/service.h"
#include "services/catalog/domain/shop/event_types.h"
#include "services/catalog/domain/shop/timer_kinds.h"
#include "services/catalog/followers/figures.h"
#include "services/catalog/followers/stock.h"
#include "services/catalog/handlers/bargain/bargain.h"
#include "services/catalog/handlers/bargain/grant.h"
#include "services/catalog/handlers/knowledge/quiz.h"
#include "services/catalog/handlers/shop/policy.h"
#include "services/catalog/handlers/stock/reservation.h"
#include "services/catalog/handlers/stock/stock.h"
#include "services/catalog/service.h"
#include "services/catalog/store/advice/competitor.h"
#include "services/catalog/store/advice/promotion.h"
#include "services/catalog/store/advice/size_chart.h"
#include "services/catalog/store/advice/suggestion.h"
#include "services/catalog/store/advice/suitability.h"
#include "services/catalog/store/bargain/bargain.h"
#include "services/catalog/store/bargain/grant.h"
#include "services/catalog/store/bargain/price_rule.h"
#include "services/catalog/store/knowledge/article.h"
#include "services/catalog/store/knowledge/care.h"
#include "services/catalog/store/knowledge/quiz.h"
#include "services/catalog/store/migrations/migrations.h"
#include "services/catalog/store/product/category.h"
#include "services/catalog/store/product/product.h"
#include "services/catalog/store/search/picture.h"
#include "services/catalog/store/stock/listed_stock.h"
#include "services/catalog/store/stock/reservation.h"
#include "services/catalog/store/wording/word_list.h"
#include "services/catalog/timers/clarity.h"
#include "services/catalog/timers/product.h"
#include "services/catalog/timers/search.h"
#include "services/catalog/timers/stock.h"
#include "services/catalog/verify/checks.h"
#include "shopdesk/config/v1/catalog.pb.h"

namespace shopdesk::catalog {

using runtime::SnapshotKey;

namespace {

// A picture as large as is taken, and what stands beside it.
constexpr int32_t kMessageBytes = 12 << 20;

}  // namespace

void Compose(runtime::Runtime& runtime) {
  runtime.AddFollower("catalog.stock", nullptr, followers::TellStock,
                      {.by_event_alone = true, .announce = followers::AnnounceTold});
  runtime.AddTimer(domain::kReservationExpiry, handlers::OnReservationExpiry);
  runtime.AddTimer(domain::kProductPublish, timers::PublishPlanned);
  runtime.AddTimer(domain::kProductDelist, timers::DelistPlanned);
  runtime.AddTimer(domain::kHeldProducts, timers::LookAtHeld);
  runtime.AddTimer(domain::kHeldWordings, timers::LookAtHeldWordings);
  runtime.AddTimer(domain::kStockFlags, timers::RefreshFlags);
  runtime.AddTimer(domain::kSearchIndex, timers::IndexStale);
  runtime.AddTimer(domain::kArticleIndex, timers::IndexArticles);
  runtime.AddTimer(domain::kProductClarity, timers::LookAtClarity);
  runtime.AddTimer(domain::kBargainExpiry, handlers::OnBargainExpiry);
  runtime.AddTimer(domain::kGrantExpiry, handlers::OnGrantExpiry);
  runtime.AddTimer(domain::kQuizExpiry, handlers::OnQuizExpiry);
  figures::Follow(runtime, followers::FigureDefinition());
  runtime::CountEvents(runtime, events::kAll);
  runtime.AddSnapshot({v1::Policy::descriptor(), policy::kSnapshot});
  runtime.AddSnapshot({v1::Category::descriptor(), store::kCategorySnapshot});
  runtime.AddSnapshot({v1::Product::descriptor(), store::kProductFeedSnapshot});
  runtime.AddSnapshot({v1::ProductSnapshot::descriptor(),
                       store::kProductSnapshotFeedSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::PicturePrint::descriptor(),
                       store::kPicturePrintSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::CompetitorProduct::descriptor(), store::kCompetitorProductSnapshot});
  runtime.AddSnapshot({v1::CareGuide::descriptor(), store::kCareGuideSnapshot});
  runtime.AddSnapshot({v1::SuitabilityGuide::descriptor(), store::kSuitabilityGuideSnapshot});
  runtime.AddSnapshot({v1::SizeChart::descriptor(), store::kSizeChartSnapshot});
  runtime.AddSnapshot({v1::SuggestionGuide::descriptor(), store::kSuggestionGuideSnapshot});
  runtime.AddSnapshot({v1::Promotion::descriptor(), store::kPromotionSnapshot});
  runtime.AddSnapshot({v1::Article::descriptor(), store::kArticleSnapshot});
  runtime.AddSnapshot({v1::ArticleVersion::descriptor(),
                       store::kArticleVersionSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kInt}});
  runtime.AddSnapshot({v1::Acknowledgement::descriptor(),
                       store::kAcknowledgementSnapshot,
                       {SnapshotKey::kText, SnapshotKey::kText}});
  runtime.AddSnapshot({v1::Quiz::descriptor(), store::kQuizSnapshot});
  runtime.AddSnapshot({v1::WordList::descriptor(), store::kWordListSnapshot});
  runtime.AddSnapshot({v1::StockLevel::descriptor(), handlers::SnapshotStockLevels});
  runtime.AddSnapshot({v1::PriceRule::descriptor(), store::kPriceRuleSnapshot});
  runtime.AddSnapshot({v1::Reservation::descriptor(), store::kReservationSnapshot});
  runtime.AddSnapshot({v1::ListedStock::descriptor(), store::kListedStockSnapshot});
  runtime.AddSnapshot({v1::Bargain::descriptor(), store::kBargainSnapshot});
  runtime.AddSnapshot({v1::Grant::descriptor(), store::kGrantSnapshot});
}

std::vector<shopdesk::verify::Check> AllChecks() {
  std::vector<shopdesk::verify::Check> checks = verify::Checks();
  for (auto& check : figures::Checks("catalog", followers::FigureDefinition())) {
    checks.push_back(std::move(check));
  }
  return checks;
}

rpc::ServiceDefinition Definition() {
  rpc::ServiceDefinition definition;
  definition.name = "catalog";
  definition.grpc_port = 7001;
  definition.metrics_port = 9101;
  definition.message_bytes = kMessageBytes;
  definition.config = &config::v1::CatalogConfig::default_instance();
  definition.sqlite_migrations = store::SqliteMigrations();
  definition.postgres_migrations = store::PostgresMigrations();
  definition.compose = [](rpc::Server& server) {
    Compose(server.runtime());
    work::Serve(server.host());
    figures::Serve(server.host());
    shopdesk::verify::Serve(server.host(), server.server_config().verify(), AllChecks());
    AddServices(server.host());
    return absl::OkStatus();
  };
  return definition;
}

}  // namespace shopdesk::catalog
