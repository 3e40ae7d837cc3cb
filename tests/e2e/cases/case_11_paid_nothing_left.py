"""Paid, nothing left: the reservation is gone when the payment arrives. Reserved again if possible; else held, and refunded
by policy."""

import datetime

from harness import expect, number, suite, text_of

# Longer than a tentative reservation holds.
LATE = datetime.timedelta(minutes=16)


def place_without_reservation(desk, sku, others_take_it):
    """Logistics is away while the buyer orders, for so long that what was reserved for him is given back."""
    services = desk.world.services
    place = desk.place_request(f"o-{sku}", {sku: 1})
    place["request_id"] = f"place-{sku}"
    services.kill("logistics")
    desk.refused("PlaceOrder", place, "UNAVAILABLE", buyer="b1")
    expect(desk.available(sku), 0, "what is left while the order is being placed")
    late = {"time": text_of(desk.now + LATE)}
    desk.world.caller.ask({"method": "AdvanceTo", "service": "catalog", "request": late, "role": "operator"})
    expect(desk.available(sku), 1, "what is left once the reservation has expired")
    if others_take_it:
        desk.call("ReserveStock", {"parent": desk.shop, "reservation_id": "other", "lines": [
            {"sku_id": sku, "quantity": "1"}]})
        desk.call("ConfirmReservation", {"name": desk.name("reservations/other"), "order": desk.name("orders/other")})
    services.start("logistics")
    services.wait_until_healthy()
    suite.wait_for("the client to find logistics again", desk.world.reachable)
    order = desk.call("PlaceOrder", place, buyer="b1")
    desk.advance_to(desk.now + LATE)
    lost = desk.order(order["name"])
    expect((lost["state"], lost["reservation_state"]), ("WAIT_BUYER_PAY", "LOST"))
    return order


def run(desk):
    with desk.step("the shop opens"):
        desk.open_shop()
        desk.stock("cup", 19900, 1)
        desk.stock("pot", 29900, 1)

    with desk.step("an order loses its reservation, the piece is still there"):
        order = place_without_reservation(desk, "cup", others_take_it=False)
    with desk.step("it is paid and reserved again"):
        expect(desk.pay(order)["state"], "WAIT_SELLER_SEND_GOODS")
    paid = desk.order(order["name"])
    expect((paid["reservation_state"], paid.get("holds", [])), ("CONFIRMED", []))
    expect((desk.available("cup"), number(desk.level("cup"), "reserved")), (0, 1))

    with desk.step("an order loses its reservation, another buyer takes the piece"):
        order = place_without_reservation(desk, "pot", others_take_it=True)
    with desk.step("it is paid and held"):
        desk.pay(order)
        desk.confirm_receiver(order)
        desk.refused("ShipOrder", {"name": order["name"]}, "ON_HOLD", agent="3001", role="packing")
    held = desk.order(order["name"])
    expect([hold["kind"] for hold in held["holds"]], ["PAID_OUT_OF_STOCK"])
    expect(held["payment"]["state"], "HELD")

    with desk.step("after a day the policy refunds it"):
        desk.advance(hours=25)
    closed = desk.order(order["name"])
    expect((closed["state"], closed["payment"]["state"]), ("TRADE_CLOSED", "REFUNDED"))
    total = number(order, "total.minor")
    expect(desk.money_of(order), [("PAID_IN", total), ("REFUNDED", total)])
    expect((desk.available("pot"), number(desk.level("pot"), "reserved")), (0, 1))
    desk.ledger_sums()
