"""Exchange without stock: agreed, sent back, none left: falls to a refund; nothing hangs. With stock it is sent, tracked apart from the
first parcel, and confirmed; what didn't come is sent again; a repair sends the same piece."""

from harness import expect, number


def delivered(desk, order_id, sku="cup"):
    order = desk.place(order_id, {sku: 1})
    desk.pay(order)
    desk.confirm_receiver(order)
    parcel = desk.ship(order)["parcels"][0]["shipment"]
    desk.track(parcel, "PICKED_UP", "OUT_FOR_DELIVERY", "DELIVERED")
    return desk.order(order["name"])


def asked(desk, order, kind, reason, **line):
    refund = desk.call("OpenRefund", {"parent": order["name"], "kind": kind, "reason": reason,
                                      "lines": [{"line": 1, "quantity": "1", **line}]}, buyer="b1")
    return desk.call("AgreeRefund", {"name": refund["name"]})


def sent_back(desk, refund, **pieces):
    name = {"name": refund["name"]}
    desk.waybills += 1
    desk.call("SendBackGoods", {**name, "carrier_id": "sf", "waybill_number": f"SF{desk.waybills:013}"}, buyer="b1")
    line = {"line": 1, **{verdict: str(count) for verdict, count in pieces.items()}}
    return desk.call("ConfirmReturnedGoods", {**name, "lines": [line]}, agent="3001", role="packing")


def now(desk, refund):
    return desk.call("GetRefund", {"name": refund["name"]})


def send_again(desk, refund):
    desk.waybills += 1
    return desk.call("SendAgain", {"name": refund["name"], "carrier_id": "sf", "waybill_number": f"SF{desk.waybills:013}"},
                     agent="3001", role="packing")


def without_stock(desk):
    with desk.step("a cup is to be exchanged for a blue one"):
        order = delivered(desk, "none")
        refund = asked(desk, order, "EXCHANGE", "NO_REASON", exchange_sku_id="blue")
        expect(refund["state"], "WAIT_BUYER_RETURN_GOODS")
    on_hand = number(desk.level("cup"), "on_hand")
    with desk.step("the cup is back, and no blue one is left"):
        sent_back(desk, refund, sellable=1)
    done = now(desk, refund)
    expect((done["state"], done["replacement"]["failure"]), ("SUCCESS", "NONE_LEFT"))
    expect(number(done, "refunded.minor"), 19900)
    expect(number(desk.level("cup"), "on_hand"), on_hand + 1)
    after = desk.order(order["name"])
    expect((after["state"], number(after["lines"][0], "returned"), number(after, "open_refunds")), ("TRADE_CLOSED", 1, 0))
    expect(desk.money_of(order)[1], ("REFUNDED", 19900))
    expect(desk.work("refund", order["name"]), [])
    desk.refused("SendAgain", {"name": refund["name"]}, "WRONG_STATE", agent="3001", role="packing")
    expect(desk.events("orders", resource=refund["name"])[-2:], ["refund.send_again_due", "refund.succeeded"])


def with_stock(desk):
    with desk.step("blue cups come, and one is asked in exchange"):
        desk.call("AdjustStock", {"parent": desk.shop, "reason": "RECEIVED", "lines": [
            {"sku_id": "blue", "bucket": "ON_HAND", "delta": "2"}]})
        order = delivered(desk, "some")
        refund = asked(desk, order, "EXCHANGE", "QUALITY", exchange_sku_id="blue")
    with desk.step("the faulty cup is back"):
        sent_back(desk, refund, damaged=1)
    expect((number(desk.level("blue"), "reserved"), number(desk.level("cup"), "damaged")), (1, 1))
    expect(desk.work("refund", order["name"]), ["refund"])
    with desk.step("the blue one is sent"):
        sent = send_again(desk, refund)
        expect(sent["state"], "WAIT_BUYER_CONFIRM")
    expect((number(desk.level("blue"), "on_hand"), number(desk.level("blue"), "reserved")), (1, 0))
    parcel = sent["replacement"]["shipment"]
    with desk.step("its tracking is not the first parcel's"):
        desk.track(parcel, "PICKED_UP", "EXCEPTION")
    expect(now(desk, refund)["replacement"]["state"], "TROUBLED")
    expect([one["state"] for one in desk.order(order["name"])["parcels"]], ["DELIVERED"])
    with desk.step("it arrives"):
        desk.track(parcel, "OUT_FOR_DELIVERY", "DELIVERED")
    with desk.step("the buyer says nothing for ten days"):
        desk.advance(days=10)
    done = now(desk, refund)
    expect((done["state"], number(done, "refunded.minor")), ("SUCCESS", 0))
    line = desk.order(order["name"])["lines"][0]
    expect((number(line, "delivered"), number(line, "returned")), (1, 0))


def repaired_and_sent_again(desk):
    with desk.step("a cup is repaired"):
        order = delivered(desk, "repair")
        repair = asked(desk, order, "REPAIR", "QUALITY")
        expect(sent_back(desk, repair, damaged=1)["state"], "WAIT_SELLER_SEND_AGAIN")
    before = desk.level("cup")
    desk.refused("WithdrawRefund", {"name": repair["name"]}, "TOO_LATE", buyer="b1")
    with desk.step("it goes back to the buyer, who confirms"):
        send_again(desk, repair)
        expect(desk.call("ConfirmSentAgain", {"name": repair["name"]}, buyer="b1")["state"], "SUCCESS")
    expect((number(desk.level("cup"), "on_hand"), number(desk.level("cup"), "damaged")),
           (number(before, "on_hand"), number(before, "damaged")), "stock, which a repair doesn't touch")
    with desk.step("a parcel never came, and is to be sent again"):
        order = delivered(desk, "lost")
        lost = asked(desk, order, "RESEND", "NOT_RECEIVED")
    available = desk.available("cup")
    with desk.step("nobody sends it for five days"):
        desk.advance(days=5)
    done = now(desk, lost)
    expect((done["state"], done["replacement"]["failure"], number(done, "refunded.minor")), ("SUCCESS", "NOT_SENT", 19900))
    expect(desk.available("cup"), available + 1, "the stock that was given back")


def run(desk):
    with desk.step("the shop opens"):
        desk.open_shop({"orders": {"duplicate_rule": "IGNORE_PAIRS"}})  # orders are alike here
        desk.stock("cup", 19900, 10)
        desk.stock("blue", 19900, 0)
    without_stock(desk)
    with_stock(desk)
    repaired_and_sent_again(desk)
    desk.ledger_sums()
