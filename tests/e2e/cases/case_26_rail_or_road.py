"""Rail or road: 120 kg; ten modes quoted, those that can't with reasons, freight chosen. What nobody carries isn't ordered."""

from harness import expect, number

# Who can't take 120 kg from Hangzhou to Shanghai, and why.
TOO_HEAVY = {"SURFACE_MAIL", "EXPRESS_MAIL", "EMS", "INTERNATIONAL_AIR", "SAL", "INTERNATIONAL_SURFACE", "COURIER_AIR"}
CAN = {"COURIER_ROAD", "ROAD_FREIGHT", "RAIL_FREIGHT"}


def quote(desk, **parcel):
    return desk.call("Quote", {"parent": desk.shop, "destination": desk.receiver()["address"],
                               "parcels": [{"weight_grams": "120000", **parcel}],
                               "goods_value": {"currency_code": "CNY", "minor": "399900"}})


def run(desk):
    with desk.step("the shop opens"):
        desk.open_shop({"orders": {"freight": "QUOTED", "insure_parcels": True, "insure_from_minor": "100000"}})
        desk.stock("lighter", 1500, 1, shipping_goods=["flammable"])
        desk.call("CreateProduct", {"parent": desk.shop, "product_id": "stove", "product": {
            "title": "stove", "skus": [{"sku_id": "stove", "weight_grams": "120000",
                                        "price": {"currency_code": "CNY", "minor": "399900"}}]}})
        desk.call("PublishProduct", {"name": desk.name("products/stove")})
        desk.call("AdjustStock", {"parent": desk.shop, "reason": "RECEIVED", "lines": [
            {"sku_id": "stove", "bucket": "ON_HAND", "delta": "2"}]})

    answer = quote(desk)
    offered = {offer["mode"]: offer for offer in reversed(answer["offers"])}
    refused = [refusal for refusal in answer["refusals"] if refusal["mode"] not in offered]
    expect(set(offered), CAN)
    expect({refusal["mode"] for refusal in refused}, TOO_HEAVY)
    # The file has carriers of other countries, too.
    refused = [refusal for refusal in refused if refusal["reason"] != "OTHER_CURRENCY"]
    expect({refusal["mode"] for refusal in refused}, TOO_HEAVY)
    for refusal in refused:
        expect((refusal["reason"], refusal["limit"], number(refusal, "actual")), ("TOO_HEAVY", "max_grams", 120000), refusal["mode"])
        assert number(refusal, "allowed") < 120000, refusal
    # From 100 kg on couriers count whole kilogrammes; rail is cheaper than road, and slower.
    rail, road = offered["RAIL_FREIGHT"], offered["ROAD_FREIGHT"]
    assert number(rail, "total.minor") < number(road, "total.minor"), (rail, road)
    assert number(rail, "promised_hours") > number(road, "promised_hours"), (rail, road)

    crate = {"length_mm": "1900", "width_mm": "900", "height_mm": "900"}
    bulky = quote(desk, dimensions=crate)
    assert "COURIER_ROAD" not in {offer["mode"] for offer in bulky["offers"]}, bulky
    assert ("max_side_mm", 1800, 1900) in {(refusal.get("limit"), number(refusal, "allowed"), number(refusal, "actual"))
                                           for refusal in bulky["refusals"]}, bulky
    burning = quote(desk, goods=["flammable"])
    expect(burning.get("offers", []), [])
    expect({refusal["goods"] for refusal in burning["refusals"] if refusal["reason"] == "PROHIBITED"}, {"flammable"})

    error = desk.refused("PlaceOrder", desk.place_request("o0", {"lighter": 1}), "NO_DELIVERY", buyer="b1")
    expect((error["metadata"]["limit"], error["metadata"]["goods"]), ("prohibited_goods", "flammable"))
    expect(desk.available("lighter"), 1)

    with desk.step("it is ordered, to go by rail"):
        order = desk.place("o1", {"stove": 1})
        order = desk.call("ChooseCourier", {"name": order["name"], "delivery": {"carrier_id": "cre", "mode": "RAIL_FREIGHT"}})
        desk.pay(order)
        desk.confirm_receiver(order)
    with desk.step("it goes by rail"):
        shipped = desk.ship(order, carrier_id="cre", waybill_number="12345678901")
    shipment = desk.call("GetShipment", {"name": shipped["parcels"][0]["shipment"]})
    expect((shipment["carrier_id"], shipment["mode"]), ("cre", "RAIL_FREIGHT"))
    # In one piece, insured for what it was sold for.
    expect([number(parcel, "weight_grams") for parcel in shipment["parcels"]], [120000])
    expect((number(shipment, "goods_value.minor"), number(shipment, "declared_value.minor")), (399900, 399900))
    with desk.step("it arrives"):
        desk.track(shipment["name"], "PICKED_UP", "IN_TRANSIT", "DELIVERED")
    expect(desk.order(order["name"])["parcels"][0]["state"], "DELIVERED")
