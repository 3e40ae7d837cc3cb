"""Twice the same: same buyer, SKU, address within 10 minutes: one pair flagged; another product to another receiver isn't."""

from harness import expect


def pairs(desk):
    return desk.call("ListDuplicatePairs", {"parent": desk.shop}).get("duplicate_pairs", [])


def run(desk):
    packing = {"agent": "3001", "role": "packing"}
    with desk.step("the shop opens"):
        desk.open_shop()
        desk.stock("cup", 19900, 5)
        desk.stock("pot", 29900, 5)

    with desk.step("the same twice within ten minutes, and something else to somebody else"):
        first = desk.place("first", {"cup": 1})
        desk.advance(minutes=8)
        second = desk.place("second", {"cup": 1})
        desk.advance(minutes=1)
        other = desk.place("other", {"pot": 1}, receiver=desk.receiver("陈静", "13700004444", locality="苏州市", street="观前街 9 号",
                                                                          administrative_area="32", postal_code="215000",
                                                                          district="姑苏区"))
    found = pairs(desk)
    expect([(pair["grade"], pair["first_order"], pair["second_order"], pair["state"]) for pair in found],
           [("DUPLICATE", first["name"], second["name"], "OPEN")])

    with desk.step("all are paid"):
        for order in (first, second, other):
            desk.pay(order)
            desk.confirm_receiver(order)
    with desk.step("packing waits for the pair only"):
        for order in (first, second):
            expect([hold["kind"] for hold in desk.order(order["name"])["holds"]], ["DUPLICATE_SUSPECTED"])
            desk.refused("ShipOrder", {"name": order["name"]}, "ON_HOLD", **packing)
        expect(desk.ship(other)["state"], "WAIT_BUYER_CONFIRM_GOODS")
    expect(desk.work(kind="duplicate_pair"), ["duplicate_pair"])

    with desk.step("the buyer wants one"):
        decided = desk.call("DecideDuplicate", {"name": found[0]["name"], "decision": "KEEP_FIRST",
                                                "reason": "clicked twice"})
        expect((decided["state"], decided["decision"], decided["decided_by"]["id"]), ("DECIDED", "KEEP_FIRST", "1001"))
    expect(desk.work(kind="duplicate_pair"), [])
    kept, dropped = desk.order(first["name"]), desk.order(second["name"])
    expect((kept["state"], kept.get("holds", [])), ("WAIT_SELLER_SEND_GOODS", []))
    expect((dropped["state"], dropped["payment"]["state"]), ("TRADE_CLOSED", "REFUNDED"))
    expect(desk.available("cup"), 4)
    with desk.step("the one that is kept is shipped"):
        expect(desk.ship(first)["state"], "WAIT_BUYER_CONFIRM_GOODS")
    expect(len(pairs(desk)), 1, "the number of pairs")
    desk.ledger_sums()
