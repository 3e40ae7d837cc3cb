#include "services/logistics/handlers/money/cod_money.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "libs/base/clock.h"
#include "libs/base/etag.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/privacy/mask.h"
#include "services/logistics/domain/carrier/waybill.h"
#include "services/logistics/domain/money/cod_money.h"
#include "services/logistics/domain/shop/events.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/carrier/carrier.h"
#include "services/logistics/handlers/shipment/cod_change.h"
#include "services/logistics/handlers/shop/import_rows.h"
#include "services/logistics/handlers/shop/policy.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/carrier/carrier.h"
#include "services/logistics/store/money/cod_collection.h"
#include "services/logistics/store/money/cod_line.h"
#include "services/logistics/store/shipment/shipment.h"
#include "services/logistics/store/shop/insert.h"

namespace shopdesk::logistics::handlers {
namespace {

using v1::CodCollection;
using v1::CodLine;

// Collections, lines: usual, as many as a person looks through; at most.
constexpr PageLimits kCodPage{50, 1000};

// A row that may be taken in, and the shipment that it is of; empty: none is known.
struct CodIncoming {
  std::string shipment;
  std::string name;
  int index = 0;
  CodLine line;
};

// The row's line, and whose it is; nothing for one that is known already.
absl::StatusOr<absl::optional<CodIncoming>> UnderstandCod(runtime::WriteContext& ctx,
                                                          const v1::Policy& policy,
                                                          absl::string_view carrier, int index,
                                                          const v1::CodRow& row) {
  RETURN_IF_ERROR(CheckRow(row));
  RETURN_IF_ERROR(domain::CheckCodRow(row, policy));
  CodIncoming incoming;
  incoming.name = domain::CodLineName(carrier, row.line_id());
  incoming.index = index;
  ASSIGN_OR_RETURN(const bool known, store::HasCodLine(ctx.txn(), incoming.name));
  if (known) return absl::optional<CodIncoming>();
  incoming.line = domain::MakeCodLine(row, incoming.name, ctx.now());
  ASSIGN_OR_RETURN(incoming.shipment,
                   store::FindWaybill(ctx.txn(), ShopOf(carrier), LastSegment(carrier),
                                      incoming.line.waybill_number()));
  return absl::make_optional(std::move(incoming));
}

// Brings a line to the money that its parcel collects, if it does.
absl::Status Book(runtime::WriteContext& ctx, CodIncoming& incoming) {
  if (incoming.shipment.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const store::ShipmentRow row,
                   store::LoadShipmentForUpdate(ctx.txn(), incoming.shipment));
  if (!domain::CollectsMoney(row.shipment)) return absl::OkStatus();
  // A parcel that nobody has reported as delivered: the carrier says that he collected.
  const absl::Time collected = FromProto(
      row.shipment.has_deliver_time() ? row.shipment.deliver_time() : incoming.line.remit_time());
  bool is_new = false;
  ASSIGN_OR_RETURN(CodCollection collection, CollectionOf(ctx, row.shipment, collected, is_new));
  const CodCollection before = is_new ? CodCollection() : collection;
  RETURN_IF_ERROR(domain::AddCodLine(row.shipment, ctx.now(), incoming.line, collection));
  return SaveCollection(ctx, before, is_new, collection);
}

absl::Status TakeCodLine(runtime::WriteContext& ctx, CodIncoming& incoming) {
  RETURN_IF_ERROR(Book(ctx, incoming));
  RETURN_IF_ERROR(store::AbortIfTaken(store::InsertCodLine(ctx.txn(), incoming.line)));
  ctx.Emit(incoming.line, events::kCodLineRecorded);
  if (incoming.line.match() != CodLine::UNKNOWN) return absl::OkStatus();
  return work::Open(ctx, kUnknownCodLine, {.resource = incoming.line.name()});
}

template <class Response>
void CountCodLine(CodLine::Match match, Response* response) {
  if (match == CodLine::MATCHED) {
    response->set_matched_count(response->matched_count() + 1);
  } else if (match == CodLine::DIFFERS) {
    response->set_differing_count(response->differing_count() + 1);
  } else {
    response->set_unknown_count(response->unknown_count() + 1);
  }
}

// Answers ImportCodLines and RecordCodLines, which differ in how the rows come only. Shipments are
// locked in the order of names, so that two requests can't wait for each other.
template <class Request, class Response>
absl::Status AnswerCodLines(runtime::WriteContext& ctx, const Request& request,
                            Response* response) {
  RETURN_IF_ERROR(store::LoadCarrier(ctx.txn(), request.parent()).status());
  ASSIGN_OR_RETURN(const v1::Policy policy, LoadPolicy(ctx.txn(), ShopOf(request.parent())));
  std::vector<CodIncoming> incoming;
  for (int i = 0; i < request.rows_size(); ++i) {
    auto understood = UnderstandCod(ctx, policy, request.parent(), i, request.rows(i));
    if (!understood.ok()) {
      RETURN_IF_ERROR(
          ReportRow(i, request.rows(i).line_id(), understood.status(), response->mutable_errors()));
    } else if (understood->has_value()) {
      incoming.push_back(**std::move(understood));
    } else {
      response->set_known_count(response->known_count() + 1);
    }
  }
  std::sort(incoming.begin(), incoming.end(), [](const CodIncoming& a, const CodIncoming& b) {
    return std::tie(a.shipment, a.name, a.index) < std::tie(b.shipment, b.name, b.index);
  });
  const CodIncoming* last = nullptr;
  for (CodIncoming& next : incoming) {
    if (last != nullptr && last->name == next.name) {
      // The same line twice in one request.
      response->set_known_count(response->known_count() + 1);
      continue;
    }
    RETURN_IF_ERROR(TakeCodLine(ctx, next));
    CountCodLine(next.line.match(), response);
    last = &next;
  }
  SortByIndex(response->mutable_errors());
  return absl::OkStatus();
}

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
  return ListPage(
      request, kCodPage, store::kNewest,
      [&](const store::CreationKey& before, int limit) {
        return store::ListCodCollections(ctx.txn(), shop, request.state(), before, limit);
      },
      store::CreationKeyOf<CodCollection>, *response, *response->mutable_cod_collections());
}

absl::Status ImportCodLines(runtime::WriteContext& ctx, const v1::ImportCodLinesRequest& request,
                            v1::ImportCodLinesResponse* response) {
  return AnswerCodLines(ctx, request, response);
}

absl::Status RecordCodLines(runtime::WriteContext& ctx, const v1::RecordCodLinesRequest& request,
                            v1::RecordCodLinesResponse* response) {
  return AnswerCodLines(ctx, request, response);
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
