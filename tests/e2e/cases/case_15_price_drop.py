"""Price drop: 200 lines in protection are settled by one command, once, share paid less the new price; refunded lines aren't."""

from harness import expect, number

SETTLED, REFUNDED, WAITING = 200, 3, 2
PRICE, LOWER = 19900, 17900
AT_ONCE = 41


def all_at_once(desk, method, requests, **actor):
    """The answers of many calls, some at a time."""
    answers = []
    for begin in range(0, len(requests), AT_ONCE):
        for answer in desk.at_once(method, requests[begin:begin + AT_ONCE], **actor):
            assert "response" in answer, answer
            answers.append(answer["response"])
    return answers


def set_price(desk, minor):
    price = {"currency_code": "CNY", "minor": str(minor)}
    desk.call("UpdateProduct", {"product": {"name": desk.name("products/cup"), "skus": [
        {"sku_id": "cup", "weight_grams": "400", "price": price}]}, "update_mask": "skus"})


def drops(desk):
    return desk.call("ListPriceDrops", {"parent": desk.shop}).get("price_drops", [])


def counts(drop):
    return tuple(number(drop, f"lines_{what}") for what in ("settled", "not_owed", "waiting", "failed"))


def refunded(desk, order):
    return number(desk.order(order["name"]), "payment.refunded_minor")


def run(desk):
    with desk.step("the shop opens, with 15 days of price protection for cups"):
        desk.open_shop({"orders": {"freight": "FREE", "payee_account": "shop@example", "duplicate_rule": "IGNORE_PAIRS",
                                   "price_protection_rules": [{"product": desk.name("products/cup"), "days": 15}]}})
        desk.stock("cup", PRICE, 1000)
        desk.stock("pot", 29900, 10)
    lines = SETTLED + REFUNDED + WAITING
    with desk.step("somebody bought long ago"):
        old = desk.place("old", {"cup": 1})
        desk.pay(old)
        desk.advance(days=14)
    with desk.step("many buy in the last days"):
        orders = all_at_once(desk, "PlaceOrder", [desk.place_request(f"o{i}", {"cup": 1}) for i in range(lines)], buyer="b1")
    with desk.step("and pay"):
        all_at_once(desk, "RecordPayment", [desk.payment(order) for order in orders], program="alipay")
        pot = desk.place("pot", {"pot": 1})
        desk.pay(pot)
        desk.advance(days=2)
    gone, asked = orders[:REFUNDED], orders[REFUNDED:REFUNDED + WAITING]
    with desk.step("a few were refunded, a few ask for it"):
        for order in gone:
            desk.call("OpenRefund", {"parent": order["name"], "kind": "MONEY_ONLY", "reason": "NOT_WANTED_BEFORE_SHIPPING",
                                     "seller_initiated": True})
        asks = [desk.call("OpenRefund", {"parent": order["name"], "kind": "MONEY_ONLY", "reason": "NOT_WANTED_BEFORE_SHIPPING"},
                          buyer="b1") for order in asked]
    with desk.step("cups become cheaper"):
        set_price(desk, LOWER)
    with desk.step("one command settles it"):
        desk.client("price-drop", "cup", "--shop", desk.case, "--settle", "--actor", "2001", "--role", "lead")
    (drop,) = drops(desk)
    expect(drop["state"], "SETTLED")
    expect(counts(drop), (SETTLED, REFUNDED, WAITING, 0), "what was settled, not owed, waits and failed")
    expect(number(drop, "refunded.minor"), SETTLED * (PRICE - LOWER), "what was paid back")
    expect(refunded(desk, orders[-1]), PRICE - LOWER, "the difference")
    expect(refunded(desk, gone[0]), PRICE, "what a refunded order got back")
    expect((refunded(desk, old), refunded(desk, pot)), (0, 0), "what others got back")

    with desk.step("asked for once more it owes nobody"):
        again = desk.call("SettlePriceDrop", {"parent": desk.shop, "sku_id": "cup"}, agent="2001", role="lead")
        desk.settle()
    again = desk.call("GetPriceDrop", {"name": again["name"]})
    expect(counts(again), (0, SETTLED + REFUNDED, WAITING, 0), "what was settled, not owed, waits and failed")
    with desk.step("who withdraws his refund gets the difference by itself"):
        desk.call("WithdrawRefund", {"name": asks[0]["name"]}, buyer="b1")
        desk.settle()
    both = [desk.call("GetPriceDrop", {"name": one["name"]}) for one in (drop, again)]
    expect([number(one, "lines_waiting") for one in both], [WAITING - 1] * 2)
    expect(sum(number(one, "lines_settled") for one in both), SETTLED + 1)
    expect(refunded(desk, asked[0]), PRICE - LOWER, "the difference")
    with desk.step("and nothing more"):
        last = desk.call("SettlePriceDrop", {"parent": desk.shop, "sku_id": "cup"}, agent="2001", role="lead")
        desk.settle()
    expect(counts(desk.call("GetPriceDrop", {"name": last["name"]})), (0, SETTLED + REFUNDED + 1, WAITING - 1, 0))
    total = number(orders[-1], "total.minor")
    expect(desk.money_of(orders[-1]), [("PAID_IN", total), ("REFUNDED", PRICE - LOWER)])
