"""Refund before shipping: lines locked, ShipOrder refused, agreed after 48 h, freight back; all lines close the trade; a refund
asked while the receipt timer runs pauses it."""

from harness import expect, number, time_of


def paid_order(desk, order_id, lines):
    order = desk.place(order_id, lines)
    desk.pay(order)
    desk.confirm_receiver(order)
    return order


def open_refund(desk, order, reason, **more):
    return desk.call("OpenRefund", {"parent": order["name"], "kind": "MONEY_ONLY", "reason": reason, **more}, buyer="b1")


def all_lines(desk):
    with desk.step("a paid order is asked back whole"):
        order = paid_order(desk, "whole", {"cup": 2, "pot": 1})
        refund = open_refund(desk, order, "NOT_WANTED_BEFORE_SHIPPING")
        expect((refund["state"], refund["before_shipping"]), ("WAIT_SELLER_AGREE", True))
        expect(number(refund, "total.minor"), number(order, "total.minor"), "what is asked back, with freight")
    with desk.step("its lines are locked"):
        expect([number(line, "locked") for line in desk.order(order["name"])["lines"]], [2, 1])
        desk.refused("ShipOrder", {"name": order["name"]}, "LINES_LOCKED", agent="3001", role="packing")
        desk.refused("RefuseRefund", {"name": refund["name"], "refusal": "it is packed"}, "NOT_REFUSABLE")
    with desk.step("47 hours pass"):
        desk.advance(hours=47)
    expect(desk.call("GetRefund", {"name": refund["name"]})["state"], "WAIT_SELLER_AGREE")
    with desk.step("48 hours pass"):
        desk.advance(hours=1)
    done = desk.call("GetRefund", {"name": refund["name"]})
    expect((done["state"], number(done, "freight_minor")), ("SUCCESS", number(order, "freight.minor")))
    expect(desk.order(order["name"])["state"], "TRADE_CLOSED")
    total = number(order, "total.minor")
    expect(desk.money_of(order), [("PAID_IN", total), ("REFUNDED", total)])
    expect((desk.available("cup"), desk.available("pot")), (10, 10), "the stock that was given back")


def one_line(desk):
    with desk.step("one line of two is asked back"):
        order = paid_order(desk, "part", {"cup": 1, "pot": 1})
        refund = open_refund(desk, order, "NOT_WANTED_BEFORE_SHIPPING", lines=[{"line": 1, "quantity": "1"}])
        desk.refused("ShipOrder", {"name": order["name"]}, "LINES_LOCKED", agent="3001", role="packing")
        desk.call("AgreeRefund", {"name": refund["name"]})
    with desk.step("the other line is shipped"):
        expect(desk.ship(order)["state"], "WAIT_BUYER_CONFIRM_GOODS")
    return order


def receipt_timer(desk, order):
    deadline = time_of(desk.order(order["name"])["deadline_time"])
    with desk.step("three days later a refund pauses the receipt timer"):
        desk.advance(days=3)
        left = (deadline - desk.now).total_seconds()
        refund = open_refund(desk, order, "NOT_RECEIVED", lines=[{"line": 2, "quantity": "1"}])
    expect(number(desk.order(order["name"]), "paused_seconds_left"), left, "the time that is left")
    with desk.step("the seller refuses, the buyer withdraws after the old deadline"):
        desk.call("RefuseRefund", {"name": refund["name"], "refusal": "it is on its way"})
        desk.advance(days=4)
        expect(desk.order(order["name"])["state"], "WAIT_BUYER_CONFIRM_GOODS")
        desk.call("WithdrawRefund", {"name": refund["name"]}, buyer="b1")
    with desk.step("the timer runs on with what was left"):
        resumed = time_of(desk.order(order["name"])["deadline_time"])
        expect((resumed - desk.now).total_seconds(), left, "the time that is left after the pause")
        desk.advance_to(resumed)
    expect(desk.order(order["name"])["state"], "TRADE_FINISHED")


def run(desk):
    with desk.step("the shop opens"):
        desk.open_shop()
        desk.stock("cup", 19900, 10)
        desk.stock("pot", 29900, 10)
    all_lines(desk)
    receipt_timer(desk, one_line(desk))
    desk.ledger_sums()
