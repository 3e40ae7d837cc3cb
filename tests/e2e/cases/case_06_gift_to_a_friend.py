"""Gift to a friend: shipping refused while unverified; address changed; the wished courier doesn't reach the town: reason and
alternatives; the red remark is seen by packing; after shipping the change goes through intercept."""

import csv

from harness import DATA, expect, number

# The friend's town, and where he is really found.
TOWN = {"administrative_area": "33", "locality": "绍兴市", "district": "柯桥区", "postal_code": "312030", "street": "湖西路 8 号"}
NEXT_TOWN = {"administrative_area": "33", "locality": "宁波市", "district": "海曙区", "postal_code": "315000", "street": "中山路 3 号"}


def add_city_courier(desk):
    """A courier who delivers within Shanghai only."""
    files = {"carriers": {"carrier_id": "city", "display_name": "同城快递", "modes": "COURIER_ROAD", "cod_capable": "false",
                          "waybill_rules": "none:C[0-9]{6}"},
             "rates": {"carrier_id": "city", "rate_table_id": "road", "mode": "COURIER_ROAD", "currency_code": "CNY",
                       "rounding": "UP", "rounding_grams": "500", "max_grams": "10000", "zone_id": "shanghai",
                       "region_codes": "CN", "administrative_areas": "31;上海市;上海", "first_grams": "1000",
                       "first_minor": "500", "step_grams": "1000", "step_minor": "100", "promised_hours": "12"}}
    for what, row in files.items():
        with open(DATA / f"{what}.csv", encoding="utf-8") as known:
            columns = next(csv.reader(known))
        file = desk.world.services.directory / f"{desk.case}-{what}.csv"
        with open(file, "w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, columns)
            writer.writeheader()
            writer.writerow(row)
        desk.client("import", what, file, "--shop", desk.case)


def remarks(desk, order):
    return desk.call("ListRemarks", {"parent": order["name"]}).get("remarks", [])


def change(desk, order, address, **more):
    return {"name": order["name"], "channel": "PHONE", "confirmed": True, "gift": True,
            "receiver": desk.receiver("赵六", "13900001111", **address), **more}


def run(desk):
    packing = {"agent": "3001", "role": "packing"}
    with desk.step("the shop opens"):
        desk.open_shop({"orders": {"freight": "FREE"}})
        add_city_courier(desk)
        desk.stock("cup", 19900, 5)

    with desk.step("a gift is ordered and paid"):
        order = desk.place("o1", {"cup": 1}, gift=True)
        desk.pay(order)
        desk.call("ChooseCourier", {"name": order["name"], "delivery": {"carrier_id": "city", "mode": "COURIER_ROAD"}})
    expect(desk.work(order=order["name"]), ["red_remark", "verify_receiver"])
    with desk.step("it is not shipped unverified"):
        desk.refused("ShipOrder", {"name": order["name"]}, "RECEIVER_NOT_VERIFIED", **packing)

    with desk.step("the wished courier does not reach the friend's town"):
        error = desk.refused("ChangeReceiver", change(desk, order, TOWN), "COURIER_NOT_POSSIBLE")
        expect((error["metadata"]["courier"], error["metadata"]["refusal"]), ("city COURIER_ROAD", "NO_ZONE"))
        alternatives = error["metadata"]["alternatives"]
        assert "zto COURIER_ROAD" in alternatives and "city" not in alternatives, error
    with desk.step("an alternative does"):
        changed = desk.call("ChangeReceiver", change(desk, order, TOWN, delivery={"carrier_id": "zto", "mode": "COURIER_ROAD"}))
        expect((changed["verification"]["state"], changed["verification"].get("gift")), ("CHANGED", True))
        expect(changed["delivery"]["carrier_id"], "zto")

    red = [remark for remark in remarks(desk, order) if remark["flag"] == "RED"]
    assert red and "RECEIVER_CHANGED" in [remark["reason"] for remark in red], red
    assert "13900001111" not in str(red) and "湖西路 8" not in str(red), red
    expect(desk.work(order=order["name"]), ["red_remark"])
    with desk.step("packing sees the red remark"):
        desk.refused("ShipOrder", {"name": order["name"]}, "RED_REMARK", **packing)
        desk.call("AcknowledgeRemark", {"name": red[-1]["name"]}, **packing)
    expect(desk.work(order=order["name"]), [])
    with desk.step("it is shipped to the friend, told to nobody but the buyer"):
        shipped = desk.ship(order, carrier_id="zto", waybill_number="731234567890")
    shipment = desk.call("GetShipment", {"name": shipped["parcels"][0]["shipment"]})
    expect((shipment["buyer"], shipment.get("gift"), shipment["receiver"]["address"]["locality"]), ("b1", True, "绍兴市"))

    with desk.step("on its way the friend turns out to be in the next town"):
        desk.track(shipment["name"], "PICKED_UP", "IN_TRANSIT")
        asked = desk.call("ChangeReceiver", change(desk, order, NEXT_TOWN, shop_bears_reason="our mistake"))
        expect(asked["parcels"][0]["intercept_state"], "ASKED")
        expect(asked["receiver"]["address"]["locality"], "绍兴市", "where it goes until the carrier has turned it")
    with desk.step("the carrier turns it"):
        intercept = {"name": desk.order(order["name"])["parcels"][0]["intercept"]}
        desk.call("AnswerIntercept", {**intercept, "answer": "ACCEPT"})
        done = desk.call("CompleteIntercept", intercept)
        expect((done["state"], done["kind"], done["payer"]), ("DONE", "ADDRESS_CHANGE", "SHOP"))
        assert number(done, "fee.minor") > 0 or done.get("no_fee_data"), done
    expect(desk.order(order["name"])["receiver"]["address"]["locality"], "宁波市")
    expect(desk.call("GetShipment", {"name": shipment["name"]})["receiver"]["address"]["locality"], "宁波市")
    with desk.step("it arrives"):
        desk.track(shipment["name"], "OUT_FOR_DELIVERY", "DELIVERED")
    expect(desk.order(order["name"])["parcels"][0]["state"], "DELIVERED")
