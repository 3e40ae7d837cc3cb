"""Lost and insured: claim, documents, cap, paid, re-shipped by the refund and linked."""

from harness import expect, number

CNY = lambda minor: {"currency_code": "CNY", "minor": str(minor)}  # noqa: E731
SHORT_LIST = ["WAYBILL", "PROOF_OF_VALUE"]
LONG_LIST = [*SHORT_LIST, "CARRIER_REPORT", "RECEIVER_STATEMENT", "IDENTITY"]


def send(desk, order_id, **more):
    """The parcel of an order for a phone, by SF on the road."""
    order = desk.place(order_id, {"phone": 1})
    desk.pay(order)
    desk.confirm_receiver(order)
    shipped = desk.ship(order, mode="COURIER_ROAD", **more)
    return shipment_of(desk, shipped["parcels"][0]["shipment"])


def shipment_of(desk, name):
    return desk.call("GetShipment", {"name": name})


def add(desk, claim, kinds):
    for kind in kinds:
        claim = desk.call("AddClaimDocument", {"name": claim["name"], "kind": kind, "uri": f"dms/{kind}"}, role="complaint")
    return claim


def claim_of(desk, claim):
    return desk.call("GetClaim", {"name": claim["name"]})


def run(desk):
    with desk.step("the shop opens"):
        desk.open_shop({"orders": {"duplicate_rule": "IGNORE_PAIRS"}})  # orders are alike here
        desk.stock("phone", 240000, 5)
    with desk.step("a phone is ordered and sent insured, for half of its value, and another one uninsured"):
        insured = send(desk, "o1", declared_value=CNY(120000))
        plain = send(desk, "o2", declared_value=CNY(0))
    expect((insured["insurance"]["cover"], number(insured, "insurance.declared_value.minor")), ("UNDER", 120000))
    assert number(insured, "insurance.premium.minor") > 0 and "insurance" not in plain, (insured, plain)
    freight = number(plain, "freight.minor")

    with desk.step("both are picked up, and never seen again"):
        desk.track(insured["name"], "PICKED_UP", "IN_TRANSIT")
        desk.track(plain["name"], "PICKED_UP", "IN_TRANSIT")
        enquiry = desk.call("OpenEnquiry", {"parent": insured["name"], "question": "where is it?", "carrier_ticket": "Q1"})
    with desk.step("the carrier does not answer in time"):
        desk.advance(days=3)
    expect(desk.call("GetEnquiry", {"name": enquiry["name"]})["state"], "UNANSWERED")
    assert "open_enquiry" in desk.work(order=desk.name("orders/o1")), desk.work(order=desk.name("orders/o1"))

    with desk.step("the uninsured one is claimed: three times the freight is the most"):
        small = desk.call("CreateClaim", {"parent": desk.shop, "shipment": plain["name"], "kind": "LOSS", "loss": CNY(240000)})
        expect((number(small, "cap.minor"), number(small, "claimable.minor")), (3 * freight, 3 * freight))
        expect(small["missing_documents"], SHORT_LIST)
    with desk.step("the insured one: the declared value, with the longer list of documents"):
        claim = desk.call("CreateClaim", {"parent": desk.shop, "shipment": insured["name"], "kind": "LOSS", "loss": CNY(240000)})
        expect((number(claim, "cap.minor"), number(claim, "claimable.minor")), (120000, 120000))
        expect(claim["missing_documents"], LONG_LIST)
        desk.refused("CreateClaim", {"parent": desk.shop, "shipment": insured["name"], "kind": "LOSS", "loss": CNY(1)}, "CLAIM_OPEN")
        error = desk.refused("SubmitClaim", {"name": claim["name"]}, "DOCUMENTS_MISSING")
        expect(error["metadata"]["missing"], ", ".join(LONG_LIST))
    with desk.step("it is filed with all of them"):
        add(desk, claim, LONG_LIST)
        desk.call("SubmitClaim", {"name": claim["name"], "carrier_ticket": "C1"})
    assert "open_claim" in desk.work(order=desk.name("orders/o1"))

    with desk.step("the buyer says that nothing came, and gets another phone"):
        refund = desk.call("OpenRefund", {"parent": desk.name("orders/o1"), "kind": "RESEND", "reason": "NOT_RECEIVED",
                                          "lines": [{"line": 1, "quantity": "1"}]}, buyer="b1")
        desk.call("AgreeRefund", {"name": refund["name"]})
    with desk.step("packing sends it: the other order's parcel isn't the one that was lost"):
        send_again = {"name": refund["name"], "carrier_id": "sf", "waybill_number": "SF0000000000903"}
        desk.refused("SendAgain", {**send_again, "replaces": plain["name"]}, "INVALID_ARGUMENT", agent="3001", role="packing")
        sent = desk.call("SendAgain", send_again, agent="3001", role="packing")
    expect(sent["replacement"]["replaces"], insured["name"])
    again = shipment_of(desk, sent["replacement"]["shipment"])
    expect(claim_of(desk, claim)["replacements"], [again["name"]])
    lost = shipment_of(desk, insured["name"])
    expect((lost["claim"], lost["replaced_by"], again["replaces"]), (claim["name"], [again["name"]], insured["name"]))

    with desk.step("the carrier pays part of it, the shop appeals, the carrier pays all"):
        desk.call("DecideClaim", {"name": claim["name"], "approved": CNY(60000), "reason": "no proof of packing"})
        desk.call("AppealClaim", {"name": claim["name"], "reason": "the declared value was paid for"}, role="complaint")
        desk.call("DecideClaim", {"name": claim["name"], "approved": CNY(120000)})
    expect(claim_of(desk, claim)["state"], "APPROVED")
    assert "claim_payment" in desk.work(order=desk.name("orders/o1"))
    with desk.step("the money comes"):
        desk.refused("RecordClaimPayment", {"name": claim["name"], "paid": CNY(119999)}, "INVALID_ARGUMENT", role="finance")
        paid = desk.call("RecordClaimPayment", {"name": claim["name"], "paid": CNY(120000)}, role="finance")
    expect((paid["state"], number(paid, "paid.minor"), paid["order"], paid["shipment"]),
           ("PAID", 120000, desk.name("orders/o1"), insured["name"]))
    expect(desk.events("logistics", resource=claim["name"])[-1], "claim.paid")
    with desk.step("the order's books have it, once"):
        desk.settle()
    order = desk.order(desk.name("orders/o1"))
    expect(desk.money_of(order)[1:], [("CLAIM_PAID", 120000)])
    expect([(money["source"], money["state"]) for money in order["carrier_money"]], [(claim["name"], "PAID")])
    assert "claim_payment" not in desk.work(order=desk.name("orders/o1"))
    with desk.step("the other phone arrives"):
        desk.track(again["name"], "PICKED_UP", "DELIVERED")
        desk.call("ConfirmSentAgain", {"name": refund["name"]}, buyer="b1")
    done = desk.call("GetRefund", {"name": refund["name"]})
    expect((done["state"], number(done, "refunded.minor")), ("SUCCESS", 0))

    with desk.step("nobody files the other claim: it lapses"):
        desk.advance(days=40)
    expect(claim_of(desk, small)["state"], "WITHDRAWN")
    assert "claim" not in desk.call("GetShipment", {"name": plain["name"]})
