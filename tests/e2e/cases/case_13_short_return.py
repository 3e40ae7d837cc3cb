"""Short return: 3 of 5 come back, one damaged, one of another shop: a partial offer, refused, the platform decides; money, units and
evidence right. Another buyer takes the offer by silence; a third is decided by the rule, since only he showed something. Who returns
little is paid when his cheap spoon is first scanned; one comes as it had to, one never comes; another
has to wait, since too much came back before."""

from harness import expect, number

PICTURE = {"file_id": "intake-1.jpg", "kind": "PICTURE", "sha256": "0" * 64}


def delivered(desk, order_id):
    """Five cups that the buyer has."""
    order = desk.place(order_id, {"cup": 5})
    desk.pay(order)
    desk.confirm_receiver(order)
    parcel = desk.ship(order)["parcels"][0]["shipment"]
    desk.track(parcel, "PICKED_UP", "OUT_FOR_DELIVERY", "DELIVERED")
    return desk.order(order["name"])


def counted(desk, order, **pieces):
    """A return of all, as it was counted when it came."""
    refund = desk.call("OpenRefund", {"parent": order["name"], "kind": "RETURN_AND_REFUND", "reason": "NO_REASON"}, buyer="b1")
    name = {"name": refund["name"]}
    desk.call("AgreeRefund", name)
    desk.waybills += 1
    desk.call("SendBackGoods", {**name, "carrier_id": "sf", "waybill_number": f"SF{desk.waybills:013}"}, buyer="b1")
    line = {"line": 1, **{verdict: str(count) for verdict, count in pieces.items()}}
    less = {**line, "missing": "0"}
    error = desk.refused("ConfirmReturnedGoods", {**name, "lines": [less]}, "INVALID_ARGUMENT", agent="3001", role="packing")
    expect(list(error["fields"]), ["lines[0].missing"])
    return desk.call("ConfirmReturnedGoods", {**name, "lines": [{**line, "pictures": [PICTURE]}]}, agent="3001", role="packing")


def units(desk, order):
    line = desk.order(order["name"])["lines"][0]
    return {state: number(line, state) for state in ("delivered", "returned", "refunded") if number(line, state)}


def decided_by_the_platform(desk):
    with desk.step("five cups are asked back"):
        order = delivered(desk, "decided")
    before = desk.level("cup")
    with desk.step("three come: one good, one damaged, one of another shop"):
        refund = counted(desk, order, sellable=1, damaged=1, wrong=1, missing=2)
        expect((refund["state"], number(refund, "offer.minor")), ("WAIT_BUYER_ACCEPT", 19900))
    expect(number(desk.level("cup"), "on_hand"), number(before, "on_hand"), "stock while it isn't settled")
    name = {"name": refund["name"]}
    with desk.step("the buyer refuses and shows what he packed"):
        review = desk.call("RefuseRefundOffer", name, buyer="b1")
        expect(review["state"], "PLATFORM_REVIEW")
        desk.call("SubmitRefundEvidence", {**name, "text": "I packed four, call 13812345678", "files": [
            {"file_id": "packing.mp4", "kind": "VIDEO", "sha256": "1" * 64}]}, buyer="b1")
        expect(desk.work("refund", order["name"]), ["refund"])
    evidence = desk.call("GetRefund", name)["evidence"]
    expect([(one["side"], one["files"][0]["sha256"][0]) for one in evidence], [("SHOP", "0"), ("BUYER", "1")])
    assert "13812345678" not in str(evidence), "the phone number in the buyer's text is masked"
    with desk.step("the platform grants three of five"):
        desk.refused("DecideRefund", {**name, "granted": {"currency_code": "CNY", "minor": "99501"}}, "AMOUNT_EXCEEDED", role="lead")
        done = desk.call("DecideRefund", {**name, "granted": {"currency_code": "CNY", "minor": "59700"}}, role="lead")
        expect((done["state"], number(done, "refunded.minor")), ("PARTIAL", 59700))
    expect(units(desk, order), {"delivered": 3, "returned": 2}, "where the pieces are")
    after = desk.level("cup")
    expect((number(after, "on_hand") - number(before, "on_hand"), number(after, "damaged") - number(before, "damaged")), (1, 1),
           "what the stock got")
    expect(desk.money_of(order)[1:], [("REFUNDED", 59700)])
    desk.refused("SubmitRefundEvidence", {**name, "text": "and more"}, "WRONG_STATE", buyer="b1")
    with desk.step("the cup of another shop goes back to the buyer"):
        expect(desk.work("send_goods_back", order["name"]), ["send_goods_back"])
        desk.call("ReturnGoodsToBuyer", {**name, "carrier_id": "sf", "waybill_number": "SF0000000009999"}, agent="3001", role="packing")
        expect(desk.work("send_goods_back", order["name"]), [])


def taken_by_silence(desk):
    with desk.step("another return lacks one"):
        order = delivered(desk, "silent")
        refund = counted(desk, order, sellable=4, missing=1)
    with desk.step("the buyer says nothing for five days"):
        desk.advance(days=5)
    done = desk.call("GetRefund", {"name": refund["name"]})
    expect((done["state"], number(done, "refunded.minor")), ("PARTIAL", 4 * 19900))
    expect(units(desk, order), {"delivered": 1, "returned": 4}, "where the pieces are")


def followed(desk):
    with desk.step("the shop says where goods go back to, and a cup is sent there"):
        desk.call("SetReturnAddress", {"name": desk.name("returnAddresses/main"), "receiver": desk.receiver("仓库", "057188001122")})
        order = delivered(desk, "followed")
        name = {"name": desk.call("OpenRefund", {"parent": order["name"], "kind": "RETURN_AND_REFUND", "reason": "QUALITY", "lines": [
            {"line": 1, "quantity": "1"}]}, buyer="b1")["name"]}
        desk.call("AgreeRefund", name)
        desk.call("SendBackGoods", {**name, "carrier_id": "sf", "waybill_number": "SF-NONE", "freight": {
            "currency_code": "CNY", "minor": "1200"}}, buyer="b1")
    expect(desk.call("GetRefund", name)["return_untracked"], "INVALID_ARGUMENT")
    with desk.step("the number was none of the carrier's, and is corrected"):
        desk.waybills += 1
        desk.call("CorrectReturnWaybill", {**name, "carrier_id": "sf", "waybill_number": f"SF{desk.waybills:013}"}, buyer="b1")
    parcel = desk.call("GetRefund", name)["return_shipment"]
    with desk.step("the cup arrives, and nobody takes it in for two days"):
        desk.track(parcel, "PICKED_UP", "OUT_FOR_DELIVERY", "DELIVERED")
        expect([one["state"] for one in desk.order(order["name"])["parcels"]], ["DELIVERED"], "the parcel that went to the buyer")
        expect(desk.call("GetRefund", name)["state"], "WAIT_SELLER_CONFIRM_GOODS")
        desk.advance(days=2)
    done = desk.call("GetRefund", name)
    expect((done["state"], number(done, "refunded.minor")), ("SUCCESS", 19900))
    expect(desk.money_of(order)[1:], [("RETURN_FREIGHT", 1200), ("REFUNDED", 19900)])
    expect(desk.work("uncounted_return", order["name"]), ["uncounted_return"])
    before = desk.level("cup")
    with desk.step("it is found and counted: the stock gets it, and no money moves"):
        desk.call("ConfirmReturnedGoods", {**name, "inspection": "RESTOCK"}, agent="3001", role="packing")
        desk.refused("ConfirmReturnedGoods", {**name, "inspection": "RESTOCK"}, "WRONG_STATE", agent="3001", role="packing")
    desk.settle()
    expect(number(desk.level("cup"), "on_hand") - number(before, "on_hand"), 1, "what the stock got")
    expect(desk.work("uncounted_return", order["name"]), [])
    expect(desk.money_of(order)[1:], [("RETURN_FREIGHT", 1200), ("REFUNDED", 19900)])


def sent_spoon(desk, order_id):
    """A spoon on its way back, not scanned yet: the refund's name, its parcel and its order."""
    order = desk.place(order_id, {"spoon": 1}, buyer="b2")
    desk.pay(order)
    desk.confirm_receiver(order)
    desk.track(desk.ship(order)["parcels"][0]["shipment"], "PICKED_UP", "OUT_FOR_DELIVERY", "DELIVERED")
    name = {"name": desk.call("OpenRefund", {"parent": order["name"], "kind": "RETURN_AND_REFUND", "reason": "NO_REASON"}, buyer="b2")["name"]}
    desk.call("AgreeRefund", name)
    desk.waybills += 1
    desk.call("SendBackGoods", {**name, "carrier_id": "sf", "waybill_number": f"SF{desk.waybills:013}"}, buyer="b2")
    desk.settle()
    return name, desk.call("GetRefund", name)["return_shipment"], order


def paid_at_the_scan(desk):
    with desk.step("three spoons are on their way back, of a buyer who has kept all he bought"):
        good, waiting, lost = (sent_spoon(desk, which) for which in ("good", "waiting", "lost"))
        card = desk.call("GetBuyerCard", {"name": desk.name("buyerCards/b2")})
        expect((number(card, "received"), number(card, "returned")), (3, 0))
    with desk.step("the first is scanned, and paid; the second has to wait, since one of three came back"):
        for (name, parcel, _), state in ((good, "SUCCESS"), (waiting, "WAIT_SELLER_CONFIRM_GOODS")):
            desk.track(parcel, "PICKED_UP")
            expect(desk.call("GetRefund", name)["state"], state)
        expect(number(desk.call("GetBuyerCard", {"name": desk.name("buyerCards/b2")}), "return_rate_bps"), 3333)
    with desk.step("the policy lets him return more, and the third is paid too"):
        desk.call("orders.v1.PolicyService/UpdatePolicy", {"policy": {"name": desk.name("policy"), "scan_refund_rate_bps": 10000},
                                                           "update_mask": "scan_refund_rate_bps"})
        name, parcel, order = lost
        desk.track(parcel, "PICKED_UP")
        expect(desk.call("GetRefund", name)["state"], "SUCCESS")
    before = desk.level("spoon")
    with desk.step("the first comes as it had to"):
        name, parcel, order = good
        desk.track(parcel, "OUT_FOR_DELIVERY", "DELIVERED")
        expect(desk.work("refund", order["name"]), ["refund"])
        taken = desk.call("ConfirmReturnedGoods", {**name, "inspection": "RESTOCK"}, agent="3001", role="packing")
        expect(taken["scan_payment"]["state"], "GOODS_IN")
        desk.refused("ConfirmReturnedGoods", {**name, "inspection": "RESTOCK"}, "WRONG_STATE", agent="3001", role="packing")
    desk.settle()
    expect(number(desk.level("spoon"), "on_hand") - number(before, "on_hand"), 1, "what the stock got")
    expect(units(desk, order), {"returned": 1}, "where the spoon is")
    with desk.step("the third never comes: ten days later it is owed, and the carrier pays for it"):
        name, parcel, order = lost
        desk.advance(days=10)
        owed = desk.call("GetRefund", name)
        expect((owed["scan_payment"]["state"], number(owed, "scan_payment.owed.minor")), ("OWED", 4900))
        expect(desk.work("return_claim", order["name"]), ["return_claim"])
        desk.refused("SettleReturnClaim", {**name, "recovered_minor": "4901", "source": "CARRIER"}, "INVALID_ARGUMENT", role="finance")
        desk.call("SettleReturnClaim", {**name, "recovered_minor": "4000", "source": "CARRIER"}, role="finance")
        expect(desk.work("return_claim", order["name"]), [])
    expect(desk.money_of(order)[1:], [("REFUNDED", 4900), ("RELEASED", 580), ("RECLAIMED", 4000)])
    expect(desk.call("GetRefund", waiting[0])["state"], "SUCCESS", "who had to wait got his money by time")


def decided_by_rule(desk):
    with desk.step("a refund of money is refused and escalated"):
        order = delivered(desk, "ruled")
        refund = desk.call("OpenRefund", {"parent": order["name"], "kind": "MONEY_ONLY", "reason": "QUALITY",
                                          "lines": [{"line": 1, "quantity": "1"}]}, buyer="b1")
        name = {"name": refund["name"]}
        desk.call("RefuseRefund", {**name, "refusal": "no fault seen"})
        desk.call("EscalateRefund", name, buyer="b1")
    with desk.step("only the shop shows something, in time"):
        desk.advance(hours=47)
        desk.call("SubmitRefundEvidence", {**name, "files": [PICTURE]})
    with desk.step("later it is too late"):
        desk.advance(hours=2)
        desk.refused("SubmitRefundEvidence", {**name, "text": "it is cracked"}, "EVIDENCE_OVER", buyer="b1")
    with desk.step("the platform says nothing for five days"):
        desk.advance(days=5)
    done = desk.call("GetRefund", name)
    expect((done["state"], done["refused_for_good"]), ("CLOSED", True))
    expect(desk.work("refund", order["name"]), [])
    expect(units(desk, order), {"delivered": 5}, "where the pieces are")


def run(desk):
    with desk.step("the shop opens"):
        desk.open_shop({"orders": {"duplicate_rule": "IGNORE_PAIRS"}})  # orders are alike here
        desk.stock("cup", 19900, 20)
        desk.stock("spoon", 4900, 20)
    decided_by_the_platform(desk)
    taken_by_silence(desk)
    followed(desk)
    paid_at_the_scan(desk)
    decided_by_rule(desk)
    desk.ledger_sums()
