"""Escrow, happy path: every call repeated with its request_id changes nothing; one shipment; money released once."""

from harness import expect, number


def run(desk):
    with desk.step("the shop opens"):
        desk.open_shop()
        desk.stock("cup", 19900, 10)

    with desk.step("the buyer orders"):
        order = desk.place("o1", {"cup": 2})
        expect(order["state"], "WAIT_BUYER_PAY")
        expect(number(order, "goods_total.minor"), 39800)
        total = number(order, "total.minor")
        assert total == 39800 + number(order, "freight.minor") and total > 39800, order
    expect(desk.available("cup"), 8)

    with desk.step("the buyer pays"):
        paid = desk.pay(order)
        expect((paid["state"], paid["payment"]["state"]), ("WAIT_SELLER_SEND_GOODS", "HELD"))

    with desk.step("the receiver is verified"):
        desk.refused("ShipOrder", {"name": order["name"]}, "RECEIVER_NOT_VERIFIED", agent="3001", role="packing")
        desk.confirm_receiver(order)

    with desk.step("the order is shipped"):
        shipped = desk.ship(order)
        expect(shipped["state"], "WAIT_BUYER_CONFIRM_GOODS")
    shipments = desk.call("ListShipments", {"parent": desk.shop, "order": order["name"]})["shipments"]
    expect(len(shipments), 1, "the number of shipments")
    expect((number(desk.level("cup"), "on_hand"), number(desk.level("cup"), "reserved")), (8, 0))

    with desk.step("the parcel arrives"):
        desk.track(shipments[0]["name"], "PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED")
    expect(number(desk.order(order["name"])["lines"][0], "delivered"), 2)

    with desk.step("the buyer confirms receipt"):
        finished = desk.call("ConfirmReceipt", {"name": order["name"]}, buyer="b1")
        expect((finished["state"], finished["payment"]["state"]), ("TRADE_FINISHED", "RELEASED"))

    with desk.step("40 days pass"):
        desk.advance(days=40)
    expect(desk.order(order["name"])["state"], "TRADE_FINISHED")
    expect(desk.money_of(order), [("PAID_IN", total), ("RELEASED", total)])
    desk.settle()
    figures = desk.call("GetOrderFigures", {"parent": desk.shop})["escrow"]
    expect({key: int(value) for key, value in figures.items()}, {"paid_in": 39800, "released": 39800})
    expect(desk.events("orders", resource=order["name"]).count("order.shipped"), 1, "the number of shipping events")
    desk.ledger_sums()
