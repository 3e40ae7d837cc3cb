#!/usr/bin/env python3
"""Computes what a replay must report, from the CSV alone.

Shares nothing with the replay: no code, no service. docs/replay.md has the rules. Without --compare it prints the
expected figures as JSON; with --compare REPORT it checks the report of a replay and exits 1 if any figure differs.
"""

import argparse
import collections
import csv
import datetime
import decimal
import gzip
import io
import json
import re
import sys
import zoneinfo

MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
SHOP_ZONE = zoneinfo.ZoneInfo("Europe/London")
# Orders with which the desk has more to do, by the last two digits of the invoice's number.
BANK_TRANSFER = {15, 55, 35, 75}
SILENT = {13, 53}
ORDERED_TWICE = {21, 61}
PAID_AFTER_REMINDER = {41, 81}
LATE = {49, 99}
PACKED = {43, 93}
INSURED = {33, 73}
# Only of buyers who return nothing:
PROMISE_KEPT = {17, 57, 97}
PROMISE_BROKEN = {31, 71}
CLAIMED = {29, 69}
EXCHANGED = {37, 77}
LOST = {39, 79}
PRICE_DROPPED = {44, 76}
GIFTS = {7, 27, 47}
BADLY_REVIEWED = {8, 48, 88}
SPECIAL = set().union(BANK_TRANSFER, SILENT, ORDERED_TWICE, PAID_AFTER_REMINDER, LATE, PACKED, INSURED, PROMISE_KEPT,
                      PROMISE_BROKEN, CLAIMED, EXCHANGED, LOST, PRICE_DROPPED, GIFTS, BADLY_REVIEWED)
# How returns came to be, by the last digit of the C invoice's number.
WITHOUT_REASON = set("367")
SHORT = set("258")
MOST_SCANNED_LINES = 50
# The report says more of these than can be told from the file.
PARTLY_KNOWN = {"desk"}


def read_rows(path):
    """Yields the fields of each row after the header, in file order."""
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rb") as raw:
        lines = io.StringIO(newline="")
        for line in raw:
            try:
                lines.write(line.decode("utf-8"))
            except UnicodeDecodeError:
                lines.write(line.decode("latin-1"))
        lines.seek(0)
        rows = csv.reader(lines)
        next(rows, None)
        yield from (row for row in rows if row)


class Row:
    """A readable row; raises ValueError for one that is not."""

    def __init__(self, fields):
        if len(fields) != 8:
            raise ValueError("a row has 8 fields")
        self.invoice = fields[0].strip()
        self.code = fields[1].strip()
        if not re.fullmatch(r"-?[0-9]+", fields[3].strip()):
            raise ValueError("a quantity is a whole number")
        self.quantity = int(fields[3])
        self.time = datetime.datetime.strptime(fields[4].strip(), "%Y-%m-%d %H:%M:%S")
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]*)?", fields[5].strip()):
            raise ValueError("a price is a decimal number")
        price = decimal.Decimal(fields[5].strip())
        self.price = int((price * 100).quantize(decimal.Decimal(1), rounding=decimal.ROUND_HALF_UP))
        customer = fields[6].strip()
        self.customer = customer[:-2] if customer.endswith(".0") else customer
        self.country = fields[7].strip()
        if not self.invoice:
            raise ValueError("a row has an invoice")
        self.is_return = self.invoice.startswith("C")

    def sale_skip(self):
        """Why this is no sale line, or None."""
        if self.quantity <= 0:
            return "quantity"
        if self.price <= 0:
            return "price"
        if not self.code:
            return "stock_code"
        return None


def after_reminder(time):
    """Half an hour after 15:00 in the shop, on the first day on which an order placed then is half an hour old."""
    local = (time + 30 * MINUTE).replace(tzinfo=datetime.timezone.utc).astimezone(SHOP_ZONE)
    reminder = local.replace(hour=15, minute=0, second=0, microsecond=0)
    if reminder < local:
        reminder = (local.replace(tzinfo=None) + DAY).replace(hour=15, minute=0, second=0, microsecond=0, tzinfo=SHOP_ZONE)
    return reminder.astimezone(datetime.timezone.utc).replace(tzinfo=None) + 30 * MINUTE


class Order:
    def __init__(self, invoice, time, buyer, country, buyer_returns):
        self.invoice = invoice
        self.time = time
        self.buyer = buyer
        self.country = country
        self.buyer_returns = buyer_returns
        self.cod = invoice.endswith("0")
        self.share = int(invoice[-2:]) if re.fullmatch("[0-9]{2}", invoice[-2:]) else None
        self.method = "cod" if self.cod else "bank" if self.share in BANK_TRANSFER else "escrow"
        self.confirmed_by_buyer = not self.cod and invoice[-1] in "12345"
        pay_time = after_reminder(time) if self.share in PAID_AFTER_REMINDER else time + MINUTE
        self.ship_time = pay_time + (46 * HOUR + MINUTE if self.share in SILENT else 59 * MINUTE)
        self.deliver_time = self.ship_time + (95 * HOUR if self.share in LATE else 47 * HOUR)
        # (stock code, price) -> [bought, left], in file order
        self.lines = collections.OrderedDict()
        self.closed = False

    def goods(self):
        return sum(price * bought for (_, price), (bought, _) in self.lines.items())

    def pieces_left(self, stock_code):
        return sum(left for (code, _), (_, left) in self.lines.items() if code == stock_code)

    def bring_to_delivery(self, now):
        self.ship_time = min(self.ship_time, now)
        self.deliver_time = min(self.deliver_time, now)

    def finish_time(self):
        if self.cod:
            return self.deliver_time + 7 * DAY
        by_timer = self.ship_time + 10 * DAY
        return min(by_timer, self.deliver_time + DAY) if self.confirmed_by_buyer else by_timer


def load(path):
    """Returns rows in file order as (index, Row or None), with None for a malformed one."""
    for index, fields in enumerate(read_rows(path)):
        try:
            yield index, Row(fields)
        except ValueError:
            yield index, None


def cut(rows, orders):
    """Ends the rows with the last row of the Nth order's invoice."""
    first, last, sells = {}, {}, set()
    for index, row in rows:
        if row is None:
            continue
        first.setdefault(row.invoice, (row.time, index))
        last[row.invoice] = index
        if not row.is_return and row.sale_skip() is None:
            sells.add(row.invoice)
    in_order = sorted(sells, key=lambda invoice: first[invoice])
    if len(in_order) <= orders:
        return rows
    end = last[in_order[orders - 1]]
    return [(index, row) for index, row in rows if index <= end]


def expect(path, orders=None):
    rows = list(load(path))
    if orders:
        rows = cut(rows, orders)
    skipped = collections.Counter()
    invoices = collections.OrderedDict()
    for index, row in rows:
        if row is None:
            skipped["malformed"] += 1
            continue
        invoices.setdefault(row.invoice, (row.time, index, []))[2].append(row)

    placed = collections.defaultdict(list)  # buyer -> orders, oldest first
    all_orders = []
    totals = collections.Counter()
    returns = collections.Counter()
    returners = {row.customer for _, row in rows if row and row.is_return and row.quantity < 0 and row.customer}
    for invoice, (time, _, lines) in sorted(invoices.items(), key=lambda item: item[1][:2]):
        if invoice.startswith("C"):
            for row in lines:
                take_back(row, time, placed, totals, skipped, returns)
            continue
        order = None
        for row in lines:
            reason = row.sale_skip()
            if reason:
                skipped[reason] += 1
                continue
            if order is None:
                order = Order(invoice, time, row.customer or "guest-" + invoice, lines[0].country,
                              row.customer in returners)
            line = order.lines.setdefault((row.code, row.price), [0, 0])
            line[0] += row.quantity
            line[1] += row.quantity
        if order is not None:
            all_orders.append(order)
            placed[order.buyer].append(order)

    states = collections.Counter()
    for order in all_orders:
        states["TRADE_CLOSED" if order.closed else "TRADE_FINISHED"] += 1
        if order.share in ORDERED_TWICE and order.ship_time >= order.time + MINUTE:
            states["TRADE_CLOSED_UNPAID"] += 1
        totals[order.method + "_in"] += order.goods()
        totals["units_sold"] += sum(bought for bought, _ in order.lines.values())
    refunded = totals["cod_refunded"] + totals["escrow_refunded"] + totals["bank_refunded"]
    return {
        "rows": len(rows),
        "orders": len(all_orders),
        "paid_minor": totals["cod_in"] + totals["escrow_in"] + totals["bank_in"],
        "refunded_minor": refunded,
        "units_sold": totals["units_sold"],
        "units_returned": totals["units_returned"],
        "units_unmatched": totals["units_unmatched"],
        "return_lines": totals["return_lines"],
        "return_lines_unmatched": totals["return_lines_unmatched"],
        "skipped": dict(skipped),
        "orders_by_state": dict(states),
        "escrow": {
            "paid_in": totals["escrow_in"],
            "held": 0,
            "released": totals["escrow_in"] - totals["escrow_refunded"],
            "refunded": totals["escrow_refunded"],
        },
        "cod": {"collected": totals["cod_in"], "refunded": totals["cod_refunded"]},
        "bank": {"received": totals["bank_in"], "refunded": totals["bank_refunded"]},
        "stock": {
            "on_hand": totals["units_returned"],
            "reserved": 0,
            "ledger_sum": totals["units_returned"],
        },
        "desk": desk_work(all_orders, returns),
    }


def counts(**by_name):
    return {name: count for name, count in by_name.items() if count}


def desk_work(orders, returns):
    """What the desk did besides, as far as the file tells it."""
    def of(shares):
        return [order for order in orders if order.share in shares and not order.buyer_returns]

    kept, broken, late, claimed = of(PROMISE_KEPT), of(PROMISE_BROKEN), of(LATE), of(CLAIMED)
    lost = [order for order in of(LOST) if len(order.lines) <= MOST_SCANNED_LINES]
    packed = [order for order in orders if order.share in PACKED and len(order.lines) <= MOST_SCANNED_LINES]
    insured = [order for order in orders if order.share in INSURED]
    drops = [drop for drop in map(price_drop(orders), of(PRICE_DROPPED)) if drop]
    merged = merged_pairs(orders)
    given = {
        "BROKEN_PROMISE": [min(200, order.goods()) for order in broken],
        "CARRIER": [min(max(100, min(500, order.goods() // 20)), order.goods()) for order in late],
    }
    return {
        "insured": {"parcels": len(insured), "declared_minor": sum(order.goods() for order in insured)},
        "promises": {"made": len(kept) + len(broken), "kept": len(kept), "broken": len(broken), "kept_late": len(broken)},
        "compensation": {cause: {"given": len(minors), "minor": sum(minors)} for cause, minors in given.items() if minors},
        "claims": {"by_state": counts(PAID=len(claimed) + len(lost)),
                   "paid_minor": sum(next(iter(order.lines))[1] for order in claimed) + sum(order.goods() for order in lost),
                   "replaced": len(lost)},
        "packing": {"by_state": counts(HANDED_OVER=len(packed)), "refused_scans": len(packed),
                    "hand_over_lists": counts(CLOSED=len(packed))},
        "merged_parcels": {"by_state": counts(SHIPPED=merged), "orders": 2 * merged},
        "returns": {**returns, **counts(**{"EXCHANGE/QUALITY/SUCCESS": len(of(EXCHANGED)),
                                           "RESEND/NOT_RECEIVED/SUCCESS": len(lost)})},
        "price_drops": {"drops": len(drops), "lines_settled": len(drops), "refunded_minor": sum(drops)},
    }


def price_drop(orders):
    """What an order is owed when the first of its SKUs that no other order has becomes a tenth cheaper; None without one."""
    sold_by = collections.Counter(sku for order in orders for sku in order.lines)

    def owed(order):
        for (code, price), (bought, _) in order.lines.items():
            if sold_by[code, price] == 1:
                return (price - price * 9 // 10) * bought
        return None
    return owed


def merged_pairs(orders):
    """How many pairs of orders go in one parcel: the second is placed and verified before the first is shipped."""
    waiting = {}
    pairs = 0
    for order in orders:
        if order.cod or order.buyer_returns or order.share in SPECIAL:
            continue
        first = waiting.pop(order.buyer, None)
        if first and first.country == order.country and order.time - first.time < 58 * MINUTE:
            pairs += 1
        else:
            waiting[order.buyer] = order
    return pairs


def match(code, quantity, orders, now):
    """From which lines goods are taken: of delivered orders, if these have as many, else of all; newest first, lines in order."""
    delivered = [order for order in orders if order.deliver_time <= now]
    if sum(order.pieces_left(code) for order in delivered) >= quantity:
        orders = delivered
    taken = []
    for order in orders:
        for key, (_, left) in order.lines.items():
            part = min(quantity, left)
            if key[0] == code and part > 0:
                quantity -= part
                taken.append((order, key, part))
    return taken, quantity


def how_asked(row, orders, now):
    """Which refund takes goods back: what was asked is of one line of one order, and of a short return a piece more than came."""
    def line_of(quantity):
        taken, left = match(row.code, quantity, orders, now)
        return taken[0][:2] if len(taken) == 1 and not left else None

    line, digit = line_of(-row.quantity), row.invoice[-1]
    if line and digit in WITHOUT_REASON:
        return "NO_REASON/SUCCESS"
    if line and digit in SHORT and line == line_of(1 - row.quantity):
        return "NOT_AS_DESCRIBED/PARTIAL"
    return "GOODS_CAME_BACK/SUCCESS"


def take_back(row, now, placed, totals, skipped, returns):
    """One line of a C invoice: goods come back from the buyer's orders."""
    if row.quantity >= 0:
        skipped["return_without_quantity"] += 1
        return
    if not row.customer:
        skipped["return_without_customer"] += 1
        return
    totals["return_lines"] += 1
    orders = placed[row.customer][::-1]
    how = how_asked(row, orders, now)
    taken, left = match(row.code, -row.quantity, orders, now)
    for order, key, part in taken:
        order.lines[key][1] -= part
        totals[order.method + "_refunded"] += part * key[1]
        totals["units_returned"] += part
    # One refund an order.
    for order in dict.fromkeys(order for order, _, _ in taken):
        returns["RETURN_AND_REFUND/" + how] += 1
        order.bring_to_delivery(now)
        nothing_left = all(remaining == 0 for _, remaining in order.lines.values())
        if nothing_left and order.finish_time() > now:
            order.closed = True
    if left:
        totals["return_lines_unmatched"] += 1
        totals["units_unmatched"] += left


def minor(text):
    if not re.fullmatch(r"[0-9]+(\.[0-9]*)?", text):
        raise ValueError("an amount is a decimal number")
    return int((decimal.Decimal(text) * 100).quantize(decimal.Decimal(1), rounding=decimal.ROUND_HALF_UP))


class TmallOrder:
    """A readable row of a Tmall export; raises ValueError for one that is not."""

    def __init__(self, fields):
        number, total, _, region, created, paid, refunded = (field.strip() for field in fields)
        if not number or not region:
            raise ValueError("an order has a number and a region")
        self.number = number
        self.total = minor(total)
        self.refunded = minor(refunded)
        self.created = datetime.datetime.strptime(created, "%Y-%m-%d %H:%M:%S")
        self.paid = bool(paid)
        if paid:
            moment = datetime.datetime.strptime(paid, "%Y-%m-%d %H:%M:%S")
            if not self.created <= moment < self.created + 30 * DAY:
                raise ValueError("an order is paid within 30 days")
        if self.refunded > (self.total if self.paid else 0):
            raise ValueError("no more is refunded than was paid")


def expect_tmall(path, orders=None):
    skipped = collections.Counter()
    known = {}
    rows = list(read_rows(path))
    for index, fields in enumerate(rows):
        try:
            order = TmallOrder(fields)
        except ValueError:
            skipped["malformed"] += 1
            continue
        if order.total == 0:
            skipped["total"] += 1
        elif order.number in known:
            skipped["given_twice"] += 1
        else:
            known[order.number] = (order.created, index, order)
    taken = [order for _, _, order in sorted(known.values(), key=lambda item: item[:2])][:orders or None]
    paid = [order for order in taken if order.paid]
    whole = [order for order in paid if order.refunded == order.total]
    part = [order for order in paid if 0 < order.refunded < order.total]
    paid_minor = sum(order.total for order in paid)
    refunded_minor = sum(order.refunded for order in paid)
    states = {"TRADE_FINISHED": len(paid) - len(whole), "TRADE_CLOSED": len(whole),
              "TRADE_CLOSED_UNPAID": len(taken) - len(paid)}
    left = len(taken) - len(paid) + len(whole)
    return {
        "rows": len(rows),
        "orders": len(taken),
        "paid_orders": len(paid),
        "closed_unpaid": len(taken) - len(paid),
        "paid_minor": paid_minor,
        "refunded_minor": refunded_minor,
        "fully_refunded": len(whole),
        "partly_refunded": len(part),
        "skipped": dict(skipped),
        "orders_by_state": {state: count for state, count in states.items() if count},
        "escrow": {
            "paid_in": paid_minor,
            "held": 0,
            "released": paid_minor - refunded_minor,
            "refunded": refunded_minor,
        },
        "stock": {"on_hand": left, "reserved": 0, "ledger_sum": left},
    }


def differences(expected, actual, path=""):
    for key, value in expected.items():
        where = f"{path}{key}"
        found = actual.get(key) if isinstance(actual, dict) else None
        if isinstance(value, dict):
            yield from differences(value, found or {}, where + ".")
            for extra in sorted(set(found or {}) - set(value)) if where not in PARTLY_KNOWN else ():
                yield f"{where}.{extra}: expected nothing, reported {found[extra]}"
        elif value != found:
            yield f"{where}: expected {value}, reported {found}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--input", required=True, help="the CSV, may be gzipped")
    parser.add_argument("--format", choices=("retail", "tmall"), default="retail", help="of the CSV")
    parser.add_argument("--orders", type=int, help="end with the last row of this order's invoice")
    parser.add_argument("--compare", metavar="REPORT", help="the JSON report of a replay")
    options = parser.parse_args()
    expected = {"retail": expect, "tmall": expect_tmall}[options.format](options.input, options.orders)
    if not options.compare:
        json.dump(expected, sys.stdout, indent=2)
        print()
        return 0
    with open(options.compare, encoding="utf-8") as report:
        found = list(differences(expected, json.load(report)))
    for difference in found:
        print(difference)
    if not found:
        print(f"the report agrees with {options.input}: {expected['orders']} orders, "
              f"{expected['paid_minor']} paid, {expected['refunded_minor']} refunded")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
