"""Decided and paid: a complaint is heard, its mediator decides, and the refund that he asks is given once; what orders refuse is work,
not lost. The carrier is asked for a claim, and a parcel of another order is left alone. A ticket opens a refund, and is open again
when the refund goes on; another is tied to one that is there."""

from harness import expect, number


def delivered(desk, order_id, **more):
    order = desk.place(order_id, {"cup": 2}, **more)
    desk.pay(order)
    desk.confirm_receiver(order)
    shipped = desk.ship(order)
    desk.track(shipped["parcels"][0]["shipment"], "PICKED_UP", "DELIVERED")
    return order


def complain(desk, order, kind):
    return desk.call("OpenComplaint", {"order": order["name"], "line": 1, "buyer": "b1", "kind": kind, "complainant": "BUYER",
                                       "respondent": "SHOP", "text": "发错颜色"}, buyer="b1")


def ask(desk, complaint, **remedy):
    return desk.call("CloseComplaint", {"name": complaint["name"], "outcome": "PARTLY_UPHELD", "decision": "部分支持",
                                        "remedy": remedy}, agent="1002", role="agent")


def decide(desk, complaint, amount):
    return ask(desk, complaint, kind="REFUND", line=1, amount_minor=str(amount))


def heard(desk, order, kind):
    complaint = complain(desk, order, kind)
    desk.call("AnswerComplaint", {"name": complaint["name"], "text": "再看"})
    return complaint


def remedy_of(desk, complaint):
    return desk.call("GetComplaint", {"name": complaint["name"]})["remedy"]


def run(desk):
    desk.advance_to_clock(10)
    with desk.step("the shop opens"):
        desk.open_shop()
        desk.stock("cup", 10000, 5)
        desk.call("CreateAgent", {"parent": desk.shop, "agent_id": "1002", "agent": {
            "display_name": "1002", "roles": ["COMPLAINT"], "department": "客服"}})
    with desk.step("an order comes, in the wrong colour"):
        order = delivered(desk, "o1")
        paid = desk.money_of(order)
        complaint = complain(desk, order, "WRONG_GOODS")
    with desk.step("both sides are heard"):
        desk.call("AddComplaintStatement", {"name": complaint["name"], "party": "BUYER", "text": "照片",
                                            "files": [{"uri": "https://files.example/o1.jpg"}]}, buyer="b1")
        desk.call("AnswerComplaint", {"name": complaint["name"], "text": "仓库发错"})
        desk.call("AssignComplaintMediator", {"name": complaint["name"], "mediator": "1002"})
        desk.refused("CloseComplaint", {"name": complaint["name"], "outcome": "REJECTED", "decision": "不同意"}, "NOT_MEDIATOR",
                     agent="1001", role="agent")
    with desk.step("the mediator decides"):
        expect(decide(desk, complaint, 500)["remedy"]["state"], "PENDING")
    decided = desk.call("GetComplaint", {"name": complaint["name"]})
    expect(decided["remedy"]["state"], "DONE", "what became of the remedy")
    refund = desk.call("GetRefund", {"name": decided["remedy"]["result"]})
    expect((refund["state"], number(refund, "refunded.minor")), ("SUCCESS", 500))
    refunds = desk.call("ListRefunds", {"parent": order["name"]})["refunds"]
    expect(len(refunds), 1, "refunds of the order")
    assert len(desk.money_of(order)) > len(paid), desk.money_of(order)
    expect(desk.work(kind="remedy"), [])

    with desk.step("another decision asks for more than is left"):
        greedy = heard(desk, order, "QUALITY")
        decide(desk, greedy, 10_000_000)
    refused = remedy_of(desk, greedy)
    expect((refused["state"], refused["refusal"]), ("REFUSED", "AMOUNT_EXCEEDED"))
    expect(desk.work(kind="remedy"), ["remedy"])

    with desk.step("the carrier is to pay for what he broke"):
        broken = heard(desk, order, "NOT_AS_DESCRIBED")
        ask(desk, broken, kind="CARRIER_CLAIM", shipment=desk.order(order["name"])["parcels"][0]["shipment"], amount_minor="900")
    drafted = remedy_of(desk, broken)
    expect(drafted["state"], "DONE", "what became of the claim")
    claim = desk.call("GetClaim", {"name": drafted["result"]})
    expect((claim["state"], claim["kind"], number(claim, "loss.minor")), ("DRAFT", "DAMAGE", 900))
    with desk.step("a decision names a parcel of another order"):
        other = delivered(desk, "o2", buyer="b2", receiver=desk.receiver("王五", "13912345678", street="体育场路 9 号"))
        mistaken = heard(desk, order, "SERVICE")
        ask(desk, mistaken, kind="INTERCEPT", shipment=desk.order(other["name"])["parcels"][0]["shipment"])
    expect(remedy_of(desk, mistaken)["refusal"], "OTHER_ORDER")
    expect(desk.work(kind="remedy"), ["remedy", "remedy"])

    with desk.step("a ticket asks for money"):
        ticket = desk.call("OpenTicket", {"order": order["name"], "buyer": "b1", "kind": "REFUND", "text": "还有一个坏了"})
        asked = desk.call("OpenTicketRefund", {"name": ticket["name"], "kind": "MONEY_ONLY", "reason": "QUALITY",
                                               "lines": [{"line": 1, "amount_minor": "700"}]}, role="agent")
        expect(asked["refund_state"], "WAIT_SELLER_AGREE")
        expect(desk.call("ResolveTicket", {"name": ticket["name"], "text": "已申请"})["state"], "RESOLVED")
    with desk.step("the seller agrees"):
        desk.call("AgreeRefund", {"name": asked["refund"]})
    again = desk.call("GetTicket", {"name": ticket["name"]})
    expect((again["state"], again["refund_state"], number(again, "refunded.minor")), ("OPEN", "SUCCESS", 700))
    expect(desk.work(kind="ticket"), ["ticket"])
    with desk.step("another talk is about the refund that was given first"):
        talk = desk.call("OpenTicket", {"order": order["name"], "buyer": "b1", "kind": "REFUND", "text": "退款到账了吗"})
        linked = desk.call("LinkTicketRefund", {"name": talk["name"], "refund": refund["name"]}, role="agent")
        expect((linked["refund_state"], number(linked, "refunded.minor")), ("SUCCESS", 500))
    with desk.step("all is settled, and nothing happens any more"):
        desk.call("ResolveTicket", {"name": talk["name"], "text": "已到账"})
        desk.call("ResolveTicket", {"name": ticket["name"], "text": "已退款"})
        desk.advance(days=8)
    expect(desk.call("GetTicket", {"name": ticket["name"]})["state"], "CLOSED")
    expect(desk.work(kind="ticket"), [])
