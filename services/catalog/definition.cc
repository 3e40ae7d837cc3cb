#include "services/catalog/definition.h"

#include "libs/work/service.h"
#include "services/catalog/handlers/changes.h"
#include "services/catalog/handlers/policy.h"
#include "services/catalog/handlers/scheduled.h"
#include "services/catalog/service.h"
#include "services/catalog/store/bargains.h"
#include "services/catalog/store/categories.h"
#include "services/catalog/store/listed_stock.h"
#include "services/catalog/store/migrations/migrations.h"
#include "services/catalog/store/products.h"
#include "services/catalog/store/reservations.h"
#include "shopdesk/config/v1/catalog.pb.h"

namespace shopdesk::catalog {

void Compose(runtime::Runtime& runtime) {
  runtime.AddTimer(handlers::kReservationExpiry, handlers::OnReservationExpiry);
  runtime.AddTimer(handlers::kProductPublish, handlers::OnProductPublish);
  runtime.AddTimer(handlers::kProductDelist, handlers::OnProductDelist);
  runtime.AddTimer(handlers::kStockFlags, handlers::OnStockFlags);
  runtime.AddTimer(handlers::kBargainExpiry, handlers::OnBargainExpiry);
  runtime.AddTimer(handlers::kGrantExpiry, handlers::OnGrantExpiry);
  runtime.AddSnapshot({v1::Policy::descriptor(), policy::kSnapshot});
  runtime.AddSnapshot({v1::Category::descriptor(), store::kCategorySnapshot});
  runtime.AddSnapshot({v1::Product::descriptor(), store::kProductSnapshotPage});
  runtime.AddSnapshot({v1::Reservation::descriptor(), store::kReservationSnapshot});
  runtime.AddSnapshot({v1::ListedStock::descriptor(), store::kListedStockSnapshot});
  runtime.AddSnapshot({v1::Bargain::descriptor(), store::kBargainSnapshot});
  runtime.AddSnapshot({v1::Grant::descriptor(), store::kGrantSnapshot});
}

rpc::ServiceDefinition Definition() {
  rpc::ServiceDefinition definition;
  definition.name = "catalog";
  definition.grpc_port = 7001;
  definition.metrics_port = 9101;
  definition.config = &config::v1::CatalogConfig::default_instance();
  definition.sqlite_migrations = store::SqliteMigrations();
  definition.postgres_migrations = store::PostgresMigrations();
  definition.compose = [](rpc::Server& server) {
    Compose(server.runtime());
    work::Serve(server.host());
    AddServices(server.host());
    return absl::OkStatus();
  };
  return definition;
}

}  // namespace shopdesk::catalog
