"""COD: contact logged, surcharge told; one declines: closed and re-ordered by escrow without losing the last piece; another
accepts: released; a third refuses at the door; the rates in the report."""

from harness import expect, number


def reached(desk, order):
    return desk.call("LogContact", {"name": order["name"], "report": {
        "purpose": "CONFIRM_COD", "channel": "PHONE", "outcome": "REACHED"}})


def confirmed(desk, order_id, buyer, **receiver):
    order = desk.place(order_id, {"pot": 1}, buyer=buyer, method="COD", receiver=desk.receiver(**receiver))
    expect((order["state"], number(order, "cod_surcharge.minor")), ("WAIT_COD_CONFIRM", 598))
    desk.settle()
    expect(desk.work(order=order["name"]), ["cod_contact"])
    reached(desk, order)
    told = {"name": order["name"], "channel": "PHONE", "receiver_verified": True}
    desk.refused("ConfirmCod", {**told, "surcharge_told": {"currency_code": "CNY", "minor": "500"}}, "SURCHARGE_MISMATCH")
    accepted = desk.call("ConfirmCod", {**told, "surcharge_told": order["cod_surcharge"]})
    expect((accepted["state"], accepted["verification"]["state"]), ("WAIT_SELLER_SEND_GOODS", "CONFIRMED"))
    desk.settle()
    expect(desk.work(order=order["name"]), [])
    return order


def declined(desk):
    with desk.step("a buyer declines COD and takes the last cup by escrow"):
        order = desk.place("last", {"cup": 1}, method="COD")
        reached(desk, order)
        closed = desk.call("DeclineCod", {"name": order["name"], "reorder_method": "ESCROW", "reorder_order_id": "again"})
        expect((closed["close_reason"], closed["reordered_as"]), ("COD_DECLINED", desk.name("orders/again")))
    expect((desk.available("cup"), number(desk.level("cup"), "reserved")), (0, 1))
    with desk.step("nobody else can get the cup"):
        desk.refused("PlaceOrder", desk.place_request("other", {"cup": 1}, buyer="b9"), "OUT_OF_STOCK", buyer="b9")
    again = desk.order(desk.name("orders/again"))
    expect((again["state"], again["reservation_state"], again["reorder_of"]),
           ("WAIT_BUYER_PAY", "CONFIRMED", order["name"]))
    expect(number(again, "cod_surcharge.minor"), 0)
    with desk.step("the new order is paid and shipped"):
        desk.pay(again)
        if desk.order(again["name"])["verification"]["state"] not in ("CONFIRMED", "CHANGED"):
            desk.confirm_receiver(again)
        expect(desk.ship(again)["state"], "WAIT_BUYER_CONFIRM_GOODS")
    expect((number(desk.level("cup"), "on_hand"), number(desk.level("cup"), "reserved")), (0, 0))


def run(desk):
    desk.advance_to_clock(10)
    with desk.step("the shop opens"):
        desk.open_shop({"orders": {"freight": "FREE"}})
        desk.stock("cup", 19900, 1)
        desk.stock("pot", 29900, 5)
    declined(desk)

    with desk.step("another accepts"):
        taken = confirmed(desk, "taken", "b2", name="王芳", phone="13800002222", street="西藏中路 2 号")
    contact = desk.order(taken["name"])["contacts"][0]
    expect((contact["purpose"], contact["outcome"], contact["agent"]["id"]), ("CONFIRM_COD", "REACHED", "1001"))
    with desk.step("he takes it at the door and pays"):
        shipment = desk.ship(taken)["parcels"][0]["shipment"]
        desk.track(shipment, "PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED")
    signed = desk.order(taken["name"])
    expect((signed["state"], signed["payment"]["state"]), ("TRADE_BUYER_SIGNED", "COLLECTED"))

    with desk.step("a third refuses at the door"):
        refused = confirmed(desk, "refused", "b3", name="孙强", phone="13800003333", street="福州路 3 号")
        shipment = desk.ship(refused)["parcels"][0]["shipment"]
        desk.track(shipment, "PICKED_UP", "IN_TRANSIT", "OUT_FOR_DELIVERY", "REFUSED")
    expect(number(desk.level("pot"), "on_hand"), 3)
    with desk.step("the parcel comes back"):
        desk.track(shipment, "RETURNING", "RETURNED")
    closed = desk.order(refused["name"])
    expect(closed["state"], "TRADE_CLOSED_COD_REFUSED")
    expect(number(desk.level("pot"), "on_hand"), 4, "pots, with the one that came back")
    expect([kind for kind, _ in desk.money_of(refused)], ["COD_FREIGHT_OUT", "COD_FREIGHT_BACK"])

    desk.settle()
    rates = desk.call("GetOrderFigures", {"parent": desk.shop})["cod_rates"]
    for which in ("all", "confirmed"):
        expect([number(rates[which], key) for key in ("delivered", "refused", "refused_bps")], [1, 1, 5000], which)
    expect([number(rates.get("unconfirmed", {}), key) for key in ("delivered", "refused")], [0, 0])
    expect((number(rates, "contacted"), number(rates, "contact_missed")), (3, 0))
    desk.ledger_sums()
