"""The news come late: any order and batching of a parcel's events ends the same, and a correction undoes what it corrects, for
escrow and COD."""

import datetime

from harness import expect, number, text_of

# What happened to a parcel, and the minute of it: the driver's clock was ahead when he loaded it.
TRACE = [("PICKED_UP", 1), ("IN_TRANSIT", 2), ("ATTEMPT_FAILED", 4), ("DELIVERED", 6), ("OUT_FOR_DELIVERY", 9)]
# The same in other orders and pieces.
ARRIVALS = {"in-order": [TRACE[:1], TRACE[1:2], TRACE[2:3], TRACE[3:4], TRACE[4:]],
            "at-once": [TRACE[::-1]],
            "mixed": [[TRACE[3], TRACE[0]], [TRACE[4]], [TRACE[2], TRACE[1]]],
            "twice": [[TRACE[4], TRACE[3]], TRACE, [TRACE[1]]]}


def report(desk, shipment, begin, events):
    reports = [{"shipment": shipment, "event": {
        "source": "CANONICAL", "code": code, "event_time": text_of(begin + datetime.timedelta(minutes=minute))}}
        for code, minute in events]
    desk.call("RecordTracking", {"parent": desk.shop, "reports": reports})


def correct(desk, shipment):
    """Signed for, but not by him."""
    desk.call("CorrectTracking", {"name": shipment, "status": "IN_TRANSIT", "reason": "signed for by a stranger"})
    desk.settle()


def ready(desk, order_id, method="ESCROW", quantity=2):
    number_of_buyer = f"{len(order_id):02}{sum(map(ord, order_id)) % 10000:04}"
    order = desk.place(order_id, {"cup": quantity}, buyer=f"b-{order_id}", method=method,
                       receiver=desk.receiver(phone=f"13810{number_of_buyer}", street=f"南京东路 {number_of_buyer} 号"))
    if method == "COD":
        desk.call("ConfirmCod", {"name": order["name"], "channel": "PHONE", "receiver_verified": True,
                                 "surcharge_told": order["cod_surcharge"]})
    else:
        desk.pay(order)
        desk.confirm_receiver(order)
    return desk.order(order["name"])


def shipped(desk, order, **more):
    return desk.ship(order, **more)["parcels"][-1]["shipment"]


def collected(desk, order):
    """What the carrier has of the buyer's money, by the ledger."""
    money = desk.money_of(order)
    return (sum(abs(total) for kind, total in money if kind == "COD_COLLECTED")
            - sum(abs(total) for kind, total in money if kind == "COD_COLLECTION_UNDONE"))


def any_order(desk):
    outcomes = {}
    for name, batches in ARRIVALS.items():
        with desk.step(f"the news come {name}"):
            order = ready(desk, name)
            shipment = shipped(desk, order)
            begin = desk.now
            desk.advance(minutes=15)
            for batch in batches:
                report(desk, shipment, begin, batch)
            desk.settle()
        parcel = desk.call("GetShipment", {"name": shipment})
        after = desk.order(order["name"])
        outcomes[name] = (parcel["status"], parcel["deliver_time"] == text_of(begin + datetime.timedelta(minutes=6)),
                          after["state"], after["parcels"][0]["state"], number(after["lines"][0], "delivered"))
    for name, outcome in outcomes.items():
        expect(outcome, ("DELIVERED", True, "WAIT_BUYER_CONFIRM_GOODS", "DELIVERED", 2), name)


def delivered_twice(desk):
    with desk.step("the first of two COD parcels is delivered, which was wrong, and delivered again"):
        order = ready(desk, "two-parcels", "COD")
        first = shipped(desk, order, lines=[{"line": 1, "quantity": "1"}])
        second = shipped(desk, order)
        desk.track(first, "OUT_FOR_DELIVERY", "DELIVERED")
        correct(desk, first)
        expect(collected(desk, order), 0)
        desk.track(first, "OUT_FOR_DELIVERY", "DELIVERED")
    with desk.step("the second arrives"):
        desk.track(second, "OUT_FOR_DELIVERY", "DELIVERED")
    signed = desk.order(order["name"])
    expect((signed["state"], signed["payment"]["state"]), ("TRADE_BUYER_SIGNED", "COLLECTED"))
    expect((collected(desk, order), number(signed, "payment.paid_minor")), (number(order, "total.minor"),) * 2)


def refused_after_all(desk):
    before = number(desk.level("cup"), "on_hand")
    with desk.step("a COD parcel is signed for by a stranger"):
        order = ready(desk, "refused-after-all", "COD")
        shipment = shipped(desk, order)
        desk.track(shipment, "OUT_FOR_DELIVERY", "DELIVERED")
    expect(desk.order(order["name"])["state"], "TRADE_BUYER_SIGNED")
    with desk.step("that is corrected"):
        correct(desk, shipment)
    expect((desk.order(order["name"])["state"], collected(desk, order)), ("WAIT_BUYER_CONFIRM_GOODS", 0))
    with desk.step("the buyer refuses it, and it comes back"):
        desk.track(shipment, "REFUSED", "RETURNING", "DELIVERED")
    expect(desk.call("GetShipment", {"name": shipment})["status"], "RETURNED")
    with desk.step("two weeks pass"):
        desk.advance(days=14)
    expect((desk.order(order["name"])["state"], collected(desk, order)), ("TRADE_CLOSED_COD_REFUSED", 0))
    expect(number(desk.level("cup"), "on_hand"), before)


def back_without_a_word(desk):
    with desk.step("a paid parcel is delivered, and then comes back"):
        order = ready(desk, "back")
        desk.track(shipped(desk, order), "DELIVERED", "RETURNING", "RETURNED")
    expect(desk.work(kind="troubled_parcel", order=order["name"]), ["troubled_parcel"])


def run(desk):
    desk.advance_to_clock(10)
    with desk.step("the shop opens"):
        desk.open_shop({"orders": {"freight": "FREE"}})
        desk.stock("cup", 19900, 100)
    any_order(desk)
    delivered_twice(desk)
    refused_after_all(desk)
    back_without_a_word(desk)
    desk.ledger_sums()
