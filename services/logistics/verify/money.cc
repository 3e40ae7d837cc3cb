#include "services/logistics/verify/money.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/base/clock.h"
#include "libs/base/page.h"
#include "libs/base/resource_name.h"
#include "libs/base/status_macros.h"
#include "libs/sql/message.h"
#include "libs/verify/timer.h"
#include "libs/verify/work.h"
#include "services/logistics/domain/money/cod_money.h"
#include "services/logistics/domain/shop/names.h"
#include "services/logistics/handlers/shipment/cod_change.h"
#include "services/logistics/handlers/shop/work_kinds.h"
#include "services/logistics/store/money/cod_collection.h"
#include "services/logistics/store/money/freight_bill.h"
#include "services/logistics/store/shipment/shipment.h"

namespace shopdesk::logistics::verify {
namespace {

using shopdesk::verify::ExpectWork;
using shopdesk::verify::Page;
using v1::CodCollection;
using v1::CodLine;
using v1::FreightBill;
using v1::FreightLine;

// Collections, or bills, whose lines are summed at once. Those made at about the same time have
// their lines at about the same time, so that each line is read for few of the pages.
constexpr int kSummedAtOnce = 2000;
// Lines that are read at once.
constexpr int kLines = 1000;
// How far the clocks of replicas may be apart: a line is looked for that much before and after the
// times at which it can have come.
constexpr int64_t kSkewMs = 24 * 60 * 60 * 1000;

constexpr sql::Statement kListCollectionsToSum = {
    "logistics.list_collections_to_sum",
    "SELECT create_ms, cod_collection, data FROM cod_collections WHERE shop = $1"
    " AND (create_ms, cod_collection) > ($2, $3) ORDER BY create_ms, cod_collection LIMIT $4"};
constexpr sql::Statement kListCodLinesToSum = {
    "logistics.list_cod_lines_to_sum",
    "SELECT create_ms, carrier, cod_line, data FROM cod_lines WHERE shop = $1"
    " AND (create_ms, carrier, cod_line) > ($2, $3, $4) AND create_ms <= $5"
    " ORDER BY create_ms, carrier, cod_line LIMIT $6"};
constexpr sql::Statement kListBillsToSum = {
    "logistics.list_bills_to_sum",
    "SELECT create_ms, freight_bill, data FROM freight_bills WHERE shop = $1"
    " AND (create_ms, freight_bill) > ($2, $3) ORDER BY create_ms, freight_bill LIMIT $4"};
constexpr sql::Statement kListFreightLinesToSum = {
    "logistics.list_freight_lines_to_sum",
    "SELECT create_ms, carrier, freight_line, data FROM freight_lines WHERE shop = $1"
    " AND (create_ms, carrier, freight_line) > ($2, $3, $4) AND create_ms <= $5"
    " ORDER BY create_ms, carrier, freight_line LIMIT $6"};

// What the lines of a collection or bill come to.
struct Sum {
  int64_t lines = 0;
  int64_t amount_minor = 0;
  int64_t fee_minor = 0;
};

Sum SaidBy(const CodCollection& collection) {
  return {collection.line_count(), collection.remitted_minor(), collection.fee_minor()};
}
Sum SaidBy(const FreightBill& bill) { return {bill.line_count(), bill.billed_minor(), 0}; }

const std::string& AccountOf(const CodLine& line) { return line.cod_collection(); }
const std::string& AccountOf(const FreightLine& line) { return line.freight_bill(); }
int64_t FeeOf(const CodLine& line) { return line.fee().minor(); }
int64_t FeeOf(const FreightLine&) { return 0; }

// Some collections or bills: what they say less what their lines come to, by name, and when these
// can have come.
struct Chunk {
  std::map<std::string, Sum> left;
  int64_t from_ms = std::numeric_limits<int64_t>::max();
  int64_t to_ms = std::numeric_limits<int64_t>::min();
};

// From where the page begins on; says where the next one does.
template <class Account>
absl::StatusOr<Chunk> LoadChunk(Page& page, const sql::Statement& statement) {
  int64_t last_ms = std::numeric_limits<int64_t>::min();
  std::string last;
  const auto key = SplitKey(page.after());
  if (key.has_value() && key->size() == 2 && absl::SimpleAtoi((*key)[0], &last_ms)) {
    last = (*key)[1];
  }
  Chunk chunk;
  int rows = 0;
  RETURN_IF_ERROR(page.txn().Query(
      statement, {page.shop(), last_ms, last, kSummedAtOnce}, [&](const sql::Row& row) {
        page.CountRow();
        ++rows;
        last_ms = row.Int(0);
        last = std::string(row.Text(1));
        Account account;
        // What can't be parsed is found by the check of all resources.
        if (!sql::ParseColumn(row, 2, account).ok()) return absl::OkStatus();
        chunk.left[account.name()] = SaidBy(account);
        chunk.from_ms = std::min(chunk.from_ms, last_ms);
        chunk.to_ms = std::max(chunk.to_ms, ToMillis(FromProto(account.update_time())));
        return absl::OkStatus();
      }));
  if (rows == kSummedAtOnce) page.GoOnAfter(JoinKey({absl::StrCat(last_ms), last}));
  return chunk;
}

template <class Line>
absl::Status TakeLines(Page& page, const sql::Statement& statement, Chunk& chunk) {
  int64_t last_ms = chunk.from_ms - kSkewMs;
  std::string carrier;
  std::string last;
  for (bool more = true; more;) {
    int rows = 0;
    RETURN_IF_ERROR(page.txn().Query(
        statement, {page.shop(), last_ms, carrier, last, chunk.to_ms + kSkewMs, kLines},
        [&](const sql::Row& row) {
          ++rows;
          last_ms = row.Int(0);
          carrier = std::string(row.Text(1));
          last = std::string(row.Text(2));
          Line line;
          if (!sql::ParseColumn(row, 3, line).ok()) return absl::OkStatus();
          const auto left = chunk.left.find(AccountOf(line));
          if (left == chunk.left.end()) return absl::OkStatus();
          --left->second.lines;
          left->second.amount_minor -= line.amount().minor();
          left->second.fee_minor -= FeeOf(line);
          return absl::OkStatus();
        }));
    more = rows == kLines;
  }
  return absl::OkStatus();
}

template <class Account, class Line>
absl::Status CompareSums(Page& page, const sql::Statement& accounts, const sql::Statement& lines) {
  ASSIGN_OR_RETURN(Chunk chunk, LoadChunk<Account>(page, accounts));
  if (chunk.left.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(TakeLines<Line>(page, lines, chunk));
  for (const auto& [name, left] : chunk.left) {
    if (left.lines == 0 && left.amount_minor == 0 && left.fee_minor == 0) continue;
    page.Find(name, absl::StrCat("it isn't the sum of its lines: it has ", left.lines, " more, ",
                                 left.amount_minor, " more of money and ", left.fee_minor,
                                 " more of fees"));
  }
  return absl::OkStatus();
}

// `there`: whether what it is of is.
template <class Line>
absl::Status LookAtLine(Page& page, const Line& line, const work::Kind& unknown_kind, bool there) {
  const bool unknown = line.match() == Line::UNKNOWN;
  if (unknown != AccountOf(line).empty()) {
    page.Find(line.name(), absl::StrCat("it is ", Line::Match_Name(line.match()),
                                        unknown ? ", and of something" : ", and of nothing"));
  }
  if (!there) {
    page.Find(line.name(), absl::StrCat(AccountOf(line), ", which it is of, isn't there"));
  }
  return ExpectWork(page, unknown_kind, line.name(), unknown);
}

// Collections and bills have the ids of their shipments.
std::string ShipmentNameOf(const Page& page, absl::string_view name) {
  return absl::StrCat("shops/", page.shop(), "/shipments/", LastSegment(name));
}

// Whether a resource was loaded; an error but NOT_FOUND is one.
absl::StatusOr<bool> IsThere(const absl::Status& loaded) {
  if (absl::IsNotFound(loaded)) return false;
  RETURN_IF_ERROR(loaded);
  return true;
}

bool IsRight(const CodCollection& collection) {
  return collection.remitted_minor() == collection.amount().minor() &&
         (!collection.has_expected_fee() ||
          collection.fee_minor() == collection.expected_fee().minor());
}

// `right`: what is accounted for is what was to be. `done`: its state says so.
void CompareState(Page& page, absl::string_view name, absl::string_view state, bool done,
                  bool right) {
  if (done == right) return;
  page.Find(name, absl::StrCat("it is ", state,
                               right ? ", and what its lines say is right"
                                     : ", and its lines say another amount or fee"));
}

}  // namespace

absl::Status LookAtCollectionOf(Page& page, const v1::Shipment& shipment) {
  if (!domain::HasCollected(shipment)) return absl::OkStatus();
  const absl::StatusOr<CodCollection> collection = store::LoadCodCollection(
      page.txn(), domain::CodCollectionName(page.shop(), LastSegment(shipment.name())));
  ASSIGN_OR_RETURN(const bool there, IsThere(collection.status()));
  if (!there) {
    page.Find(shipment.name(), "it was delivered for money, and there is no collection");
  } else if (collection->state() == CodCollection::UNDONE) {
    page.Find(shipment.name(), "it was delivered for money, and its collection is UNDONE");
  }
  return absl::OkStatus();
}

absl::Status LookAtCollection(Page& page, const CodCollection& collection) {
  const CodCollection::State state = collection.state();
  CompareState(page, collection.name(), CodCollection::State_Name(state),
               state == CodCollection::REMITTED, IsRight(collection));
  const bool before_lines = state == CodCollection::COLLECTED || state == CodCollection::UNDONE;
  if (state != CodCollection::SETTLED && before_lines != (collection.line_count() == 0)) {
    page.Find(collection.name(), absl::StrCat("it is ", CodCollection::State_Name(state), " with ",
                                              collection.line_count(), " lines"));
  }
  const absl::StatusOr<v1::Shipment> shipment =
      store::LoadShipment(page.txn(), ShipmentNameOf(page, collection.name()));
  ASSIGN_OR_RETURN(const bool there, IsThere(shipment.status()));
  if (!there) {
    page.Find(collection.name(), "its shipment isn't there");
  } else if (state == CodCollection::COLLECTED && !domain::HasCollected(*shipment)) {
    page.Find(collection.name(), "it is COLLECTED, and its shipment wasn't delivered for money");
  }
  const bool is_work = state == CodCollection::DIFFERS || collection.overdue();
  RETURN_IF_ERROR(ExpectWork(page, handlers::kCodMoney, collection.name(), is_work));
  const bool waits = state == CodCollection::COLLECTED || state == CodCollection::DIFFERS;
  if (!waits || collection.overdue()) return absl::OkStatus();
  return shopdesk::verify::RequireTimer(page, handlers::kCodDue, collection.name(),
                                        FromProto(collection.due_time()));
}

absl::Status LookAtFreightBill(Page& page, const FreightBill& bill) {
  CompareState(page, bill.name(), FreightBill::State_Name(bill.state()),
               bill.state() == FreightBill::MATCHED,
               bill.billed_minor() == bill.expected().minor());
  ASSIGN_OR_RETURN(
      const bool there,
      IsThere(store::LoadShipment(page.txn(), ShipmentNameOf(page, bill.name())).status()));
  if (!there) page.Find(bill.name(), "its shipment isn't there");
  return ExpectWork(page, handlers::kFreightBillDiffers, bill.name(),
                    bill.state() == FreightBill::DIFFERS);
}

absl::Status LookAtCollectionSums(Page& page) {
  return CompareSums<CodCollection, CodLine>(page, kListCollectionsToSum, kListCodLinesToSum);
}

absl::Status LookAtFreightBillSums(Page& page) {
  return CompareSums<FreightBill, FreightLine>(page, kListBillsToSum, kListFreightLinesToSum);
}

absl::Status LookAtCodLine(Page& page, const CodLine& line) {
  bool there = true;
  if (!AccountOf(line).empty()) {
    ASSIGN_OR_RETURN(there,
                     IsThere(store::LoadCodCollection(page.txn(), AccountOf(line)).status()));
  }
  return LookAtLine(page, line, handlers::kUnknownCodLine, there);
}

absl::Status LookAtFreightLine(Page& page, const FreightLine& line) {
  bool there = true;
  if (!AccountOf(line).empty()) {
    ASSIGN_OR_RETURN(there, IsThere(store::LoadFreightBill(page.txn(), AccountOf(line)).status()));
  }
  return LookAtLine(page, line, handlers::kUnknownFreightLine, there);
}

}  // namespace shopdesk::logistics::verify
