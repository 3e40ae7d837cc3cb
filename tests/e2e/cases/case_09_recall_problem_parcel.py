"""Recall, problem parcel: called back on its way, a parcel is stopped for a fee, comes back and is refunded; one that is out for
delivery is too late; a late duplicate doesn't move a delivered parcel; one in trouble is decided with the buyer, or comes back;
a second attempt in vain is trouble."""

import datetime

from harness import expect, number, text_of


def sent(desk, order_id):
    """An order that is on its way, and its shipment's name."""
    order = desk.place(order_id, {"cup": 1}, buyer=f"b-{order_id}")
    desk.pay(order)
    desk.confirm_receiver(order)
    shipment = desk.ship(order)["parcels"][0]["shipment"]
    desk.track(shipment, "PICKED_UP", "IN_TRANSIT")
    return order, shipment


def parcel(desk, shipment):
    return desk.call("GetShipment", {"name": shipment})


def recall(desk, shipment):
    return desk.call("RequestIntercept", {"parent": shipment, "kind": "RECALL", "payer": "BUYER", "reason": "no longer wanted"})


def intercept_of(desk, intercept):
    return desk.call("GetIntercept", {"name": intercept["name"]})


def open_problem(desk, shipment):
    return desk.call("GetProblemParcel", {"name": parcel(desk, shipment)["open_problem"]})


def problem_work(desk, order):
    return desk.work(kind="problem_parcel", order=order["name"])


def called_back(desk):
    with desk.step("a parcel that is on its way is to come back"):
        order, shipment = sent(desk, "recalled")
        asked = recall(desk, shipment)
    expect((asked["state"], parcel(desk, shipment)["open_intercept"]), ("ASKED", asked["name"]))
    expect(desk.work(kind="open_intercept", order=order["name"]), ["open_intercept"])
    desk.refused("RequestIntercept", {"parent": shipment, "kind": "RECALL", "payer": "BUYER", "reason": "again"}, "INTERCEPT_OPEN")
    with desk.step("the carrier accepts, for his fee"):
        accepted = desk.call("AnswerIntercept", {"name": asked["name"], "answer": "ACCEPT"})
    expect((accepted["state"], accepted["payer"]), ("ACCEPTED", "BUYER"))
    assert number(accepted, "fee.minor") > 0 or accepted.get("no_fee_data"), accepted
    with desk.step("the carrier stops it"):
        desk.track(shipment, "INTERCEPTED")
    expect((parcel(desk, shipment)["status"], intercept_of(desk, asked)["state"]), ("INTERCEPTED", "DONE"))
    with desk.step("it is on its way back"):
        desk.track(shipment, "RETURNING")
    expect(parcel(desk, shipment)["status"], "RETURNING")
    with desk.step("it is back"):
        desk.track(shipment, "DELIVERED")
    expect((parcel(desk, shipment)["status"], desk.order(order["name"])["parcels"][0]["state"]), ("RETURNED", "RETURNED"))
    expect(desk.work(kind="open_intercept", order=order["name"]), [])
    with desk.step("the buyer's money is given back for what came back"):
        given = desk.call("OpenRefund", {"parent": order["name"], "kind": "RETURN_AND_REFUND", "reason": "GOODS_CAME_BACK",
                                         "seller_initiated": True, "inspection": "RESTOCK"})
    expect((given["state"], number(given, "refunded.minor")), ("SUCCESS", number(order, "total.minor")))
    expect(desk.order(order["name"])["state"], "TRADE_CLOSED")


def too_late(desk):
    with desk.step("another is out for delivery when it is called back"):
        _, shipment = sent(desk, "late")
        desk.track(shipment, "OUT_FOR_DELIVERY")
        refused = recall(desk, shipment)
    expect((refused["state"], "open_intercept" in parcel(desk, shipment)), ("TOO_LATE", False))
    desk.refused("AnswerIntercept", {"name": refused["name"], "answer": "ACCEPT"}, "WRONG_STATE")
    with desk.step("a third is faster than the carrier's answer"):
        _, faster = sent(desk, "faster")
        asked = recall(desk, faster)
        desk.track(faster, "OUT_FOR_DELIVERY")
    expect(intercept_of(desk, asked)["state"], "TOO_LATE")
    with desk.step("both arrive"):
        desk.track(shipment, "DELIVERED")
        desk.track(faster, "DELIVERED")
    return shipment


def late_news(desk, shipment):
    before = parcel(desk, shipment)
    with desk.step("the same news come again, and older ones"):
        delivered = before["last_event"]["event_time"]
        older = text_of(datetime.datetime.fromisoformat(delivered.replace("Z", "+00:00")) - datetime.timedelta(seconds=30))
        answer = desk.call("RecordTracking", {"parent": desk.shop, "reports": [
            {"shipment": shipment, "event": {"source": "CANONICAL", "code": "DELIVERED", "event_time": delivered}},
            {"shipment": shipment, "event": {"source": "CANONICAL", "code": "IN_TRANSIT", "event_time": older}}]})
    expect((number(answer, "known_count"), number(answer, "new_count")), (1, 1))
    with desk.step("and some of after it, by a clock that is ahead"):
        desk.track(shipment, "IN_TRANSIT")
    after = parcel(desk, shipment)
    expect((after["status"], after["deliver_time"]), ("DELIVERED", before["deliver_time"]))


def in_trouble(desk):
    with desk.step("nobody can find an address"):
        order, shipment = sent(desk, "trouble")
        desk.track(shipment, "EXCEPTION")
    problem = open_problem(desk, shipment)
    expect((problem["state"], problem["reason"], problem_work(desk, order)), ("OPEN", "EXCEPTION", ["problem_parcel"]))
    desk.refused("OpenProblemParcel", {"parent": desk.shop, "shipment": shipment, "reason": "WRONG_ADDRESS"}, "PROBLEM_OPEN")
    with desk.step("the buyer is asked, and tells where he is"):
        named = {"name": problem["name"]}
        desk.call("AssignProblemParcel", {**named, "owner": "1001"})
        desk.call("RecordProblemContact", {**named, "report": {"purpose": "PROBLEM_PARCEL", "channel": "PHONE", "outcome": "REACHED"}})
        decided = desk.call("DecideProblemParcel", {**named, "decision": "NEW_ADDRESS", "new_receiver": desk.receiver(street="淮海路 1 号")})
    expect((decided["state"], "淮海路" in str(decided)), ("NEW_ADDRESS", False))
    desk.settle()
    # The order goes there too; who asks the next question asks the right one.
    moved = desk.order(order["name"])
    expect((moved["receiver_change_time"], moved["verification"]["state"]), (parcel(desk, shipment)["readdress_time"], "UNVERIFIED"))
    revealed = desk.call("orders.v1.ReceiverService/RevealReceiver", {"name": order["name"], "purpose": "case"}, role="owner")
    expect(revealed["receiver"]["address"]["street"], "淮海路 1 号")
    with desk.step("it gets there"):
        desk.track(shipment, "IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED")
    closed = desk.call("GetProblemParcel", named)
    expect((closed["state"], problem_work(desk, order)), ("CLOSED", []))


def undecided(desk):
    with desk.step("of another in trouble nobody decides"):
        order, shipment = sent(desk, "undecided")
        desk.track(shipment, "EXCEPTION")
        problem = open_problem(desk, shipment)
        desk.advance(hours=23)
    expect(open_problem(desk, shipment)["state"], "OPEN")
    with desk.step("a day is over"):
        desk.advance(hours=1)
    decided = open_problem(desk, shipment)
    expect((decided["state"], decided.get("decided_by_default")), ("RETURN", True))
    with desk.step("it comes back"):
        desk.track(shipment, "RETURNING", "DELIVERED")
    expect((parcel(desk, shipment)["status"], desk.call("GetProblemParcel", {"name": problem["name"]})["state"]), ("RETURNED", "CLOSED"))
    expect(problem_work(desk, order), [])


def tried_in_vain(desk):
    with desk.step("nobody is at home, once"):
        order, shipment = sent(desk, "tried")
        desk.track(shipment, "OUT_FOR_DELIVERY", "ATTEMPT_FAILED")
    expect(("open_problem" in parcel(desk, shipment), problem_work(desk, order)), (False, []))
    with desk.step("nor the next day"):  # reports within an hour are of one visit
        desk.advance(days=1)
        desk.track(shipment, "OUT_FOR_DELIVERY", "ATTEMPT_FAILED")
    problem = open_problem(desk, shipment)
    expect((problem["state"], problem["reason"], problem_work(desk, order)), ("OPEN", "ATTEMPTS_FAILED", ["problem_parcel"]))
    with desk.step("the third time it is delivered"):
        desk.advance(hours=5)
        desk.track(shipment, "OUT_FOR_DELIVERY", "DELIVERED")
    expect((desk.call("GetProblemParcel", {"name": problem["name"]})["state"], problem_work(desk, order)), ("CLOSED", []))


def run(desk):
    desk.advance_to_clock(10)
    with desk.step("the shop opens"):
        desk.open_shop({"orders": {"freight": "FREE", "duplicate_rule": "IGNORE_PAIRS"}})  # orders are alike here
        desk.stock("cup", 19900, 20)
    called_back(desk)
    late_news(desk, too_late(desk))
    in_trouble(desk)
    undecided(desk)
    tried_in_vain(desk)
    desk.ledger_sums()
