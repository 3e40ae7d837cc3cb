"""COD money late: a remittance short by one parcel is found; so is what the carrier bills otherwise than his rates say."""

from harness import expect, number, text_of

PARCELS = ["one", "two", "three", "four", "five"]


def delivered(desk, name, i):
    """A COD order that the buyer has paid at the door."""
    order = desk.place(name, {"pot": 1}, buyer=f"b-{name}", method="COD",
                       receiver=desk.receiver(phone=f"1381000{i:04}", street=f"南京东路 {i + 1} 号"))
    desk.call("ConfirmCod", {"name": order["name"], "channel": "PHONE", "receiver_verified": True,
                             "surcharge_told": order["cod_surcharge"]})
    parcel = desk.ship(order)["parcels"][0]
    desk.track(parcel["shipment"], "PICKED_UP", "OUT_FOR_DELIVERY", "DELIVERED")
    return desk.call("GetShipment", {"name": parcel["shipment"]})


def collection(desk, shipment):
    return desk.call("GetCodCollection", {"name": desk.name("codCollections/" + shipment["name"].split("/")[-1])})


def state_of(desk, shipment):
    """Where the money of its order is."""
    return desk.order(shipment["order"])["payment"]["state"]


def outstanding(desk):
    figures = desk.call("GetOrderFigures", {"parent": desk.shop})
    return number(figures, "cod.outstanding")


def row(desk, line, shipment, missing=0):
    return {"line_id": line, "waybill_number": shipment["waybill_number"], "remit_time": text_of(desk.now),
            "amount": {"currency_code": "CNY", "minor": str(number(shipment, "cod_amount.minor") - missing)},
            "fee": {"currency_code": "CNY", "minor": str(number(shipment, "collection_fee.minor"))}}


def remit(desk, *rows):
    return desk.call("RecordCodLines", {"parent": desk.name("carriers/sf"), "rows": list(rows)}, role="finance")


def bill_of(desk, shipment):
    return desk.call("GetFreightBill", {"name": desk.name("freightBills/" + shipment["name"].split("/")[-1])})


def billed(desk, line, shipment, more=0):
    """A line of the carrier's bill: the freight without his fee, which he kept."""
    freight = number(shipment, "freight.minor") - number(shipment, "collection_fee.minor")
    return {"line_id": line, "waybill_number": shipment["waybill_number"], "bill_time": text_of(desk.now),
            "billed_grams": "1000", "amount": {"currency_code": "CNY", "minor": str(freight + more)}}


def bill(desk, *rows):
    return desk.call("RecordFreightLines", {"parent": desk.name("carriers/sf"), "rows": list(rows)}, role="finance")


def unbilled(desk):
    answer = desk.call("ListUnbilledShipments", {"parent": desk.name("carriers/sf")})
    return {shipment["name"] for shipment in answer.get("shipments", [])}


def freight(desk, parcels):
    """The carrier's bill of the month: one parcel dearer, one twice, one missing, one of somebody else."""
    with desk.step("a month passes"):
        desk.advance(days=30)
    expect(unbilled(desk), {parcel["name"] for parcel in parcels})
    with desk.step("the courier's bill comes"):
        answer = bill(desk, *(billed(desk, f"B{i}", parcel, more=500 if i == 1 else 0) for i, parcel in enumerate(parcels[:4])),
                      billed(desk, "B4", parcels[0]),
                      {**billed(desk, "B5", parcels[0]), "waybill_number": "SF9999999999999"})
    expect((number(answer, "matched_count"), number(answer, "differing_count"), number(answer, "unknown_count")), (3, 2, 1))
    expect([bill_of(desk, parcel)["state"] for parcel in parcels[:4]], ["DIFFERS", "DIFFERS", "MATCHED", "MATCHED"])
    expect(unbilled(desk), {parcels[4]["name"]})
    expect(desk.work(kind="freight_bill_differs"), ["freight_bill_differs"] * 2)
    expect(desk.work(kind="unknown_freight_line"), ["unknown_freight_line"])
    with desk.step("what came twice is taken back, and what is dearer accepted"):
        back = billed(desk, "B6", parcels[0])
        back["amount"]["minor"] = str(-int(back["amount"]["minor"]))
        bill(desk, back, billed(desk, "B1", parcels[1]))
        desk.call("SettleFreightBill", {"name": bill_of(desk, parcels[1])["name"], "reason": "heavier than told"}, role="finance")
    expect([bill_of(desk, parcel)["state"] for parcel in parcels[:4]], ["MATCHED", "SETTLED", "MATCHED", "MATCHED"])
    expect(desk.work(kind="freight_bill_differs"), [])
    desk.settle()
    figures = desk.call("GetFreightFigures", {"parent": desk.shop})
    expect([(row["carrier_id"], row["state"], number(row, "freight_bills"), number(row, "billed_minor") - number(row, "expected_minor"))
            for row in figures["freight_bills"]], [("sf", "MATCHED", 3, 0), ("sf", "SETTLED", 1, 500)])


def run(desk):
    desk.advance_to_clock(10)
    with desk.step("the shop opens"):
        desk.open_shop({"orders": {"freight": "FREE"}})
        desk.stock("pot", 29900, 10)
    with desk.step("five parcels are paid at the door"):
        parcels = [delivered(desk, name, i) for i, name in enumerate(PARCELS)]
    for parcel in parcels:
        money = collection(desk, parcel)
        expect((money["state"], number(money, "amount.minor")), ("COLLECTED", number(parcel, "cod_amount.minor")))
    expect(desk.work(kind="cod_money"), [])

    with desk.step("the courier hands over for four of them, one of them too little, and one that is none of ours"):
        answer = remit(desk, *(row(desk, f"L{i}", parcel) for i, parcel in enumerate(parcels[:3])),
                       row(desk, "L3", parcels[3], missing=1000),
                       {**row(desk, "L4", parcels[0]), "waybill_number": "SF9999999999999"})
    expect((number(answer, "matched_count"), number(answer, "differing_count"), number(answer, "unknown_count")), (3, 1, 1))
    expect([collection(desk, parcel)["state"] for parcel in parcels], ["REMITTED"] * 3 + ["DIFFERS", "COLLECTED"])
    expect(desk.work(kind="cod_money"), ["cod_money"])
    expect(desk.work(kind="unknown_cod_line"), ["unknown_cod_line"])

    with desk.step("the orders' books say so"):
        desk.settle()
    expect([state_of(desk, parcel) for parcel in parcels], ["REMITTED"] * 3 + ["COLLECTED"] * 2)
    expect(outstanding(desk), number(parcels[4], "cod_amount.minor") + 1000, "what carriers still have")

    with desk.step("the same statement comes again"):
        again = remit(desk, *(row(desk, f"L{i}", parcel) for i, parcel in enumerate(parcels[:3])))
        expect((number(again, "known_count"), number(again, "matched_count")), (3, 0))
    with desk.step("a week passes"):
        desk.advance(days=7)
    missing = collection(desk, parcels[4])
    expect((missing["state"], missing.get("overdue"), missing["waybill_number"]), ("COLLECTED", True, parcels[4]["waybill_number"]))
    expect(desk.work(kind="cod_money"), ["cod_money", "cod_money"])
    expect(desk.work(kind="cod_money", order=parcels[4]["order"]), ["cod_money"])

    with desk.step("the rest comes"):
        rest = row(desk, "L5", parcels[3])
        rest["amount"]["minor"], rest["fee"]["minor"] = "1000", "0"
        remit(desk, rest, row(desk, "L6", parcels[4]))
    expect([collection(desk, parcel)["state"] for parcel in parcels], ["REMITTED"] * 5)
    with desk.step("and is booked"):
        desk.settle()
    expect([state_of(desk, parcel) for parcel in parcels], ["REMITTED"] * 5)
    expect(outstanding(desk), 0, "what carriers still have")
    total = number(parcels[3], "cod_amount.minor")
    booked = desk.money_of(desk.order(parcels[3]["order"]))
    expect([entry for entry in booked if entry[0] != "COD_FEE"],
           [("COD_COLLECTED", total), ("COD_REMITTED", total - 1000), ("COD_REMITTED", 1000)])
    expect(desk.work(kind="cod_money"), [])
    freight(desk, parcels)
