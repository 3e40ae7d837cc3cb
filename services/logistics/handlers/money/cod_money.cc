#include "services/logistics/handlers/money/cod_money.h"

#include <string>

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/money/cod_money.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/carrier/carrier.h"
#include "services/logistics/handlers/money/statement.h"
#include "services/logistics/handlers/shipment/cod_change.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/money/cod_collection.h"
#include "services/logistics/store/money/cod_line.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::CodCollection;
using v1::CodLine;

// Collections, lines: usual, as many as a person looks through; at most.
constexpr PageLimits kCodPage{50, 1000};

// Brings a line to the money that its parcel collects, if it does.
absl::Status BookCodLine(runtime::WriteContext& ctx, const v1::Policy&,
                         const v1::Shipment& shipment, CodLine& line) {
  if (!domain::CollectsMoney(shipment)) return absl::OkStatus();
  // A parcel that nobody has reported as delivered: the carrier says that he collected.
  const absl::Time collected =
      FromProto(shipment.has_deliver_time() ? shipment.deliver_time() : line.remit_time());
  bool is_new = false;
  ASSIGN_OR_RETURN(CodCollection collection, CollectionOf(ctx, shipment, collected, is_new));
  const CodCollection before = is_new ? CodCollection() : collection;
  RETURN_IF_ERROR(domain::AddCodLine(shipment, ctx.now(), line, collection));
  return SaveCollection(ctx, before, is_new, collection);
}

constexpr Statement<v1::CodRow, CodLine> kCodStatement = {
    domain::CheckCodRow, domain::CodLineName,  store::HasCodLine,        domain::MakeCodLine,
    BookCodLine,         store::InsertCodLine, events::kCodLineRecorded, kUnknownCodLine};

}  // namespace

absl::Status GetCodCollection(runtime::ReadContext& ctx, const v1::GetCodCollectionRequest& request,
                              CodCollection* response) {
  ASSIGN_OR_RETURN(*response, store::LoadCodCollection(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListCodCollections(runtime::ReadContext& ctx,
                                const v1::ListCodCollectionsRequest& request,
                                v1::ListCodCollectionsResponse* response) {
  const absl::string_view shop = ShopOf(request.parent());
  RETURN_IF_ERROR(LoadPolicy(ctx.txn(), shop).status());
  const store::CodCollectionFilter filter = {std::string(LastSegment(request.order())),
                                             request.state()};
  return ListPage(
      request, kCodPage, store::kNewest,
      [&](const store::CreationKey& before, int limit) {
        return store::ListCodCollections(ctx.txn(), shop, filter, before, limit);
      },
      store::CreationKeyOf<CodCollection>, *response, *response->mutable_cod_collections());
}

absl::Status ImportCodLines(runtime::WriteContext& ctx, const v1::ImportCodLinesRequest& request,
                            v1::ImportCodLinesResponse* response) {
  return AnswerStatement(ctx, kCodStatement, request, response);
}

absl::Status RecordCodLines(runtime::WriteContext& ctx, const v1::RecordCodLinesRequest& request,
                            v1::RecordCodLinesResponse* response) {
  return AnswerStatement(ctx, kCodStatement, request, response);
}

absl::Status GetCodLine(runtime::ReadContext& ctx, const v1::GetCodLineRequest& request,
                        CodLine* response) {
  ASSIGN_OR_RETURN(*response, store::LoadCodLine(ctx.txn(), request.name()));
  return absl::OkStatus();
}

absl::Status ListCodLines(runtime::ReadContext& ctx, const v1::ListCodLinesRequest& request,
                          v1::ListCodLinesResponse* response) {
  ASSIGN_OR_RETURN(const std::string carrier, CarrierFilter(ctx, request.parent()));
  const store::CodLineFilter filter = {carrier, request.match()};
  return ListPage(
      request, kCodPage, store::NewestCodLine(),
      [&](const store::CodLineKey& before, int limit) {
        return store::ListCodLines(ctx.txn(), ShopOf(request.parent()), filter, before, limit);
      },
      store::CodLineKeyOf, *response, *response->mutable_cod_lines());
}

absl::Status SettleCodCollection(runtime::WriteContext& ctx,
                                 const v1::SettleCodCollectionRequest& request,
                                 CodCollection* response) {
  ASSIGN_OR_RETURN(*response, store::LoadCodCollectionForUpdate(ctx.txn(), request.name()));
  RETURN_IF_ERROR(CheckEtag(request.etag(), *response));
  const CodCollection before = *response;
  RETURN_IF_ERROR(domain::SettleCollection(
      privacy::Mask(option::v1::PII_FREE_TEXT, request.reason()), ctx.now(), *response));
  return SaveCollection(ctx, before, false, *response);
}

absl::Status OnCodDue(runtime::WriteContext& ctx, const timer::Due& due) {
  ASSIGN_OR_RETURN(CodCollection collection,
                   store::LoadCodCollectionForUpdate(ctx.txn(), due.resource_name));
  const CodCollection before = collection;
  if (!domain::MissMoney(ctx.now(), collection)) return absl::OkStatus();
  return SaveCollection(ctx, before, false, collection);
}

}  // namespace shopdesk::logistics::handlers
