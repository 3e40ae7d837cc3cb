"""Three orders, one parcel: merged, the freight saved goes back, one waybill, one order is returned alone."""

from harness import expect, number

PACKER = {"agent": "3001", "role": "packing"}


def parcels(desk):
    return desk.call("ListMergedParcels", {"parent": desk.shop}).get("merged_parcels", [])


def shipments_of(desk, order):
    return desk.call("ListShipments", {"parent": desk.shop, "order": order["name"]}).get("shipments", [])


def refunded(desk, order):
    return number(desk.order(order["name"]), "payment.refunded_minor")


def run(desk):
    with desk.step("the shop opens"):
        desk.open_shop({"orders": {"offer_merged_parcels": True, "duplicate_rule": "IGNORE_PAIRS"}})
        for sku in ("cup", "bowl", "pot"):
            desk.stock(sku, 9900, 10)
    with desk.step("one buyer orders three times, and once more by COD"):
        orders = [desk.place(f"o{i}", {sku: 1}) for i, sku in enumerate(("cup", "bowl", "pot"), 1)]
        for order in orders:
            desk.pay(order)
            desk.confirm_receiver(order)
        cod = desk.place("o4", {"cup": 1}, method="COD")
    freight = [number(order, "freight.minor") for order in orders]
    assert all(freight), freight
    with desk.step("they are offered as one parcel"):
        [offer] = parcels(desk)
        expect([member["order"] for member in offer["members"]], [order["name"] for order in orders])
        expect(desk.work("merge_orders"), ["merge_orders"])
        desk.refused("OfferMergedParcel", {"parent": desk.shop, "orders": [orders[0]["name"], cod["name"]]}, "NOT_MERGEABLE")
    with desk.step("packing takes the offer"):
        accepted = desk.call("AcceptMergedParcel", {"name": offer["name"]}, **PACKER)
        desk.refused("ShipOrder", {"name": orders[1]["name"]}, "MERGED", **PACKER)
    saved = [number(member, "saved_freight.minor") for member in accepted["members"]]
    expect(sum(saved), sum(freight) - number(accepted, "quoted_freight.minor"), "what is saved")
    assert sum(saved) > 0, accepted

    with desk.step("they are packed into one box"):
        job = desk.call("StartPacking", {"parent": desk.shop, "orders": [order["name"] for order in orders]}, **PACKER)
        desk.call("PrintPackingJob", {"name": job["name"], "carrier_id": "sf", "waybill_number": "SF0000000000025"}, **PACKER)
        desk.call("MarkPicked", {"name": job["name"]}, **PACKER)
        for sku in ("cup", "bowl", "pot"):
            expect(desk.call("ScanItem", {"name": job["name"], "code": sku}, **PACKER)["verdict"], "TAKEN")
        expect(desk.call("FinishPacking", {"name": job["name"]}, **PACKER)["verdict"], "TAKEN")
    with desk.step("one waybill for all"):
        shipped = desk.call("ShipMergedParcel", {"name": offer["name"]}, **PACKER)
        expect(shipped["state"], "SHIPPED")
    shipment = desk.call("GetShipment", {"name": shipped["shipment"]})
    expect((shipment["waybill_number"], len(shipment["merged_orders"])), ("SF0000000000025", 2))
    for order, share in zip(orders, saved):
        expect([found["name"] for found in shipments_of(desk, order)], [shipped["shipment"]], "shipments of the order")
        now = desk.order(order["name"])
        expect((now["state"], now["parcels"][0]["shipment"]), ("WAIT_BUYER_CONFIRM_GOODS", shipped["shipment"]))
        expect(number(now, "payment.refunded_minor"), share, "freight back")

    with desk.step("it arrives, at all of them"):
        desk.track(shipped["shipment"], "PICKED_UP", "IN_TRANSIT", "DELIVERED")
    for order in orders:
        expect(desk.order(order["name"])["parcels"][0]["state"], "DELIVERED")
    with desk.step("the carrier pays for a dent in the box"):
        claim = desk.call("CreateClaim", {"parent": desk.shop, "shipment": shipped["shipment"], "kind": "DAMAGE",
                                          "loss": {"currency_code": "CNY", "minor": "1000"}})
        for kind in claim["missing_documents"]:
            desk.call("AddClaimDocument", {"name": claim["name"], "kind": kind, "uri": f"dms/{kind}"}, role="complaint")
        desk.call("SubmitClaim", {"name": claim["name"]})
        desk.call("DecideClaim", {"name": claim["name"], "approved": claim["claimable"]})
        desk.call("RecordClaimPayment", {"name": claim["name"], "paid": claim["claimable"]}, role="finance")
    shares = [sum(minor for kind, minor in desk.money_of(order) if kind == "CLAIM_PAID") for order in orders]
    expect(sum(shares), number(claim, "claimable.minor"), "what the orders book")
    assert min(shares) > 0 and max(shares) - min(shares) <= 1, shares  # their goods are worth the same
    with desk.step("one order goes back alone"):
        refund = desk.call("OpenRefund", {"parent": orders[1]["name"], "kind": "RETURN_AND_REFUND", "reason": "NO_REASON",
                                          "lines": [{"line": 1, "quantity": "1"}]}, buyer="b1")
        desk.call("AgreeRefund", {"name": refund["name"]}, role="complaint")
        desk.call("SendBackGoods", {"name": refund["name"], "carrier_id": "sf", "waybill_number": "SF0000000000026"}, buyer="b1")
        desk.call("ConfirmReturnedGoods", {"name": refund["name"], "inspection": "RESTOCK"}, **PACKER)
    expect(desk.order(orders[1]["name"])["state"], "TRADE_CLOSED")
    expect(refunded(desk, orders[1]), 9900 + saved[1])
    for order in (orders[0], orders[2]):
        expect(desk.order(order["name"])["state"], "WAIT_BUYER_CONFIRM_GOODS")
    with desk.step("the others are kept"):
        for order in (orders[0], orders[2]):
            desk.call("ConfirmReceipt", {"name": order["name"]}, buyer="b1")
    expect([refunded(desk, order) for order in (orders[0], orders[2])], [saved[0], saved[2]])
    expect(number(desk.level("bowl"), "on_hand"), 10)
    desk.ledger_sums()
