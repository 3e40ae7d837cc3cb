"""Broken promise: due, on the list, broken; compensation within the budget, a drafted order error, the kept rate."""

from harness import expect, number


def promise(desk, order, kind, agent="1001", **more):
    return desk.call("MakePromise", {"parent": order["name"], "kind": kind, "note": f"{kind} for the buyer", **more},
                     agent=agent, role="agent")


def compensate(desk, order, minor, cause="GOODWILL", agent="1001", role="agent", **more):
    return desk.call("GiveCompensation", {
        "parent": order["name"], "cause": cause, "means": "MONEY", "amount": {"currency_code": "CNY", "minor": str(minor)},
        "note": "for the trouble", **more}, agent=agent, role=role)


def figures(desk):
    answer = desk.call("GetPromiseFigures", {"parent": desk.shop, "agent": "1001"})
    return {key: number(answer, f"total.{key}") for key in ("made", "kept", "broken", "kept_late", "kept_bps")}


def errors_of(desk):
    return number(desk.call("GetOrderErrorRates", {"parent": desk.shop, "agent": "1001"}), "total.errors")


def run(desk):
    with desk.step("the shop opens"):
        desk.open_shop()
        desk.stock("cup", 19900, 10)
    with desk.step("an order is paid"):
        order = desk.place("o1", {"cup": 1})
        desk.pay(order)
        desk.confirm_receiver(order)
    with desk.step("an agent promises a gift, a sum and a call"):
        gift = promise(desk, order, "GIFT")
        sum_off = promise(desk, order, "DISCOUNT", amount={"currency_code": "CNY", "minor": "500"})
        call = promise(desk, order, "CALL_BACK")
    expect(desk.work("promise", order["name"]), ["promise"] * 3)

    with desk.step("the call is made, the sum is given"):
        desk.call("KeepPromise", {"name": call["name"], "note": "reached at noon"}, role="agent")
        given = compensate(desk, order, 500)
        expect(given["state"], "GIVEN")
        kept = desk.call("KeepPromise", {"name": sum_off["name"], "kept_by": given["name"]}, role="agent")
        expect(kept["state"], "KEPT")
    with desk.step("the gift is forgotten"):
        desk.advance(hours=25)
    broken = desk.call("GetPromise", {"name": gift["name"]})
    expect(broken["state"], "BROKEN")
    expect(desk.work("promise", order["name"]), [])
    expect(desk.work("broken_promise", order["name"]), ["broken_promise"])
    expect(figures(desk), {"made": 3, "kept": 2, "broken": 1, "kept_late": 0, "kept_bps": 6667}, "what came of the promises")

    draft = desk.call("GetOrderError", {"name": broken["order_error"]})
    expect((draft["state"], draft["kind"], draft["agent"], draft["source"]), ("DRAFTED", "WRONG_PROMISE", "1001", gift["name"]))
    expect(errors_of(desk), 0, "a draft counts against nobody; errors")
    with desk.step("a lead confirms the error"):
        desk.refused("DecideOrderError", {"name": draft["name"], "decision": "DISMISS"}, "OWN_ERROR", role="lead")
        desk.call("DecideOrderError", {"name": draft["name"], "decision": "CONFIRM"}, agent="2001", role="lead")
    expect(errors_of(desk), 1, "what counts once it is confirmed; errors")
    expect(desk.work("drafted_error"), [])

    with desk.step("the broken promise is made good: within the budget at once, above it once a lead approves"):
        small = compensate(desk, order, 500, cause="BROKEN_PROMISE", promise=gift["name"])
        expect(small["state"], "GIVEN")
        more = compensate(desk, order, 1500, cause="BROKEN_PROMISE", promise=gift["name"])
        expect((more["state"], more["exceeded"]), ("WAIT_APPROVAL", "ORDER"))
        expect(desk.work("compensation", order["name"]), ["compensation"])
        desk.refused("ApproveCompensation", {"name": more["name"]}, "SECOND_PERSON_REQUIRED", role="lead")
        desk.call("ApproveCompensation", {"name": more["name"]}, agent="2001", role="lead")
        desk.call("KeepPromise", {"name": gift["name"], "kept_by": more["name"]}, role="agent")
    total = number(order, "total.minor")
    expect(desk.money_of(order), [("PAID_IN", total), ("COMPENSATED", 500), ("COMPENSATED", 500), ("COMPENSATED", 1500)])
    expect(figures(desk), {"made": 3, "kept": 2, "broken": 1, "kept_late": 1, "kept_bps": 6667}, "what came of the promises")
    expect(desk.work("broken_promise", order["name"]), [])

    with desk.step("what nobody approves is declined"):
        much = compensate(desk, order, 9000)
        desk.advance(hours=49)
    expect(desk.call("GetCompensation", {"name": much["name"]})["state"], "DECLINED")
    answer = desk.call("GetCompensationFigures", {"parent": desk.shop})
    expect((number(answer, "count"), number(answer, "amount_minor")), (3, 2500), "what was given")
