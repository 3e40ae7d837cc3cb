"""Nobody pays: one reminder at 15:00; closed after 72 h with everything given back; a late callback is recorded and refunded."""

from harness import expect, number, text_of


def reminders(desk, order):
    notices = desk.call("ListNotices", {"parent": desk.shop, "order": order["name"]}).get("notices", [])
    return [notice for notice in notices if notice["kind"] == "PAYMENT_REMINDER"]


def run(desk):
    desk.advance_to_clock(10)
    with desk.step("the shop opens"):
        desk.open_shop()
        desk.stock("cup", 19900, 1)

    with desk.step("a buyer bargains and orders, and does not pay"):
        offer = {"parent": desk.shop, "sku_id": "cup", "quantity": "1", "buyer": "b1"}
        accepted = desk.call("NegotiatePrice", {**offer, "offer": {"currency_code": "CNY", "minor": "19500"}})
        expect(accepted["decision"], "ACCEPT")
        grant = accepted["grant"]["name"]
        order = desk.place("o1", {"cup": 1}, grant=grant)
        expect(number(order, "goods_total.minor"), 19500)
    expect(desk.call("GetGrant", {"name": grant})["state"], "REDEEMED")
    placed = desk.now

    with desk.step("until shortly before 15:00"):
        desk.advance_to_clock(14, 59)
    expect(len(reminders(desk, order)), 0, "reminders before 15:00")
    with desk.step("15:00"):
        desk.advance_to_clock(15)
    reminded = reminders(desk, order)
    expect([(notice["state"], notice["buyer"]) for notice in reminded], [("SENT", "b1")])
    expect(reminded[0]["send_time"], text_of(desk.now), "when the reminder was sent")

    with desk.step("71 hours after the order"):
        desk.advance(hours=71 - (desk.now - placed).total_seconds() / 3600)
    expect(desk.order(order["name"])["state"], "WAIT_BUYER_PAY")
    expect(len(reminders(desk, order)), 1, "reminders in three days")
    expect(desk.available("cup"), 0)

    with desk.step("72 hours after the order"):
        desk.advance(hours=1)
    closed = desk.order(order["name"])
    expect((closed["state"], closed["close_reason"]), ("TRADE_CLOSED_UNPAID", "UNPAID_TOO_LONG"))
    expect((desk.available("cup"), number(desk.level("cup"), "reserved")), (1, 0), "the stock that was given back")
    expect(desk.call("GetReservation", {"name": closed["reservation"]})["state"], "RELEASED")
    expect(desk.call("GetGrant", {"name": grant})["returned_by"], order["name"], "who gave the grant back")
    expect(desk.work(order=order["name"]), [])

    with desk.step("the payment arrives late"):
        desk.pay(order)
    expect(desk.order(order["name"])["state"], "TRADE_CLOSED_UNPAID")
    total = number(order, "total.minor")
    expect(desk.money_of(order), [("STRAY_PAID_IN", total), ("STRAY_REFUNDED", total)])
    desk.ledger_sums()
