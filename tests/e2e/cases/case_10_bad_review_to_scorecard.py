"""Bad review to scorecard: case, first contact in time, cause, a solution that doesn't pay for praise; the buyer changes to good
once, DSR unchanged; the scorecard says pass, fail or no data for each figure with its sample size. What he was given for the
trouble is seen in the case, and what it brought: the better review, and that he ordered again."""

import datetime

from harness import expect, number, text_of, time_of


def message(desk, buyer, number_, sender, seconds):
    return {"message": {"conversation_id": f"chat-{buyer}", "buyer": buyer, "agent": "1001", "role": "PRE_SALE", "message": {
        "message_id": f"m{number_}", "sender": sender, "channel": "IM", "agent": "1001" if sender == "AGENT" else "",
        "text": "你好", "send_time": text_of(desk.now + datetime.timedelta(seconds=seconds))}}}


def consult(desk):
    """Two buyers ask, both are answered after 3 s, one of them orders."""
    records = []
    for buyer in ("b1", "b2"):
        records += [message(desk, buyer, 1, "BUYER", 0), message(desk, buyer, 2, "AGENT", 3)]
    desk.call("RecordConversations", {"parent": desk.shop, "records": records})


def report_online(desk, begin):
    """The agent was online for 6 hours."""
    desk.call("RecordConversations", {"parent": desk.shop, "records": [{"online": {
        "agent": "1001", "session_id": "s1", "start_time": text_of(begin),
        "end_time": text_of(begin + datetime.timedelta(hours=6))}}]})


def finished_order(desk):
    order = desk.place("o1", {"cup": 1})
    desk.pay(order)
    desk.confirm_receiver(order)
    shipped = desk.ship(order)
    desk.track(shipped["parcels"][0]["shipment"], "PICKED_UP", "DELIVERED")
    desk.call("ConfirmReceipt", {"name": order["name"]}, buyer="b1")
    desk.settle()
    return order


def effect_on_reviews(desk):
    desk.settle()
    answer = desk.call("feedback.v1.CompensationEffectService/GetCompensationEffect", {"parent": desk.shop})
    return [(number(answer, f"{group}.cases"), number(answer, f"{group}.improved")) for group in ("compensated", "others")]


def effect_on_buyers(desk):
    desk.settle()
    answer = desk.call("orders.v1.CompensationService/GetCompensationEffect", {"parent": desk.shop})
    return [(number(answer, f"{group}.buyers"), number(answer, f"{group}.came_back")) for group in ("compensated", "others")]


def run(desk):
    desk.advance_to_clock(10)
    with desk.step("the shop opens"):
        desk.open_shop()
        desk.stock("cup", 19900, 5)
        desk.call("CreateAgent", {"parent": desk.shop, "agent_id": "1001", "agent": {
            "display_name": "小王", "roles": ["PRE_SALE"], "department": "客服"}})
    begin = desk.now
    day = begin.date().isoformat()

    with desk.step("two buyers ask, one of them orders and receives"):
        consult(desk)
        desk.advance(minutes=10)
        order = finished_order(desk)
    with desk.step("he writes a bad review"):
        review = desk.call("SubmitReview", {"order": order["name"], "line": 1, "buyer": "b1", "grade": "BAD", "scores": {
            "description": 1, "service": 5, "delivery": 4}, "text": "杯子有裂纹"}, buyer="b1")
    ratings = desk.call("GetRatings", {"parent": desk.shop})
    expect(ratings["description"]["mean"], "1.0")

    case = {"name": review["name"].replace("/reviews/", "/reviewCases/")}
    expect(desk.call("GetReviewCase", case)["state"], "NEW")
    expect(desk.work(kind="bad_review"), ["bad_review"])
    with desk.step("the buyer is called after an hour"):
        desk.advance(hours=1)
        contacted = desk.call("RecordCaseContact", {**case, "contact": {
            "purpose": "BAD_REVIEW", "channel": "PHONE", "outcome": "REACHED", "promise": "a new cup"}})
        expect((contacted["state"], contacted.get("contact_late", False)), ("CONTACTED", False))
        assert time_of(contacted["first_contact_time"]) < time_of(contacted["contact_deadline_time"]), contacted
    with desk.step("cause and solution"):
        expect(desk.call("FindCaseCause", {**case, "cause": "DAMAGED_IN_TRANSIT"})["state"], "CAUSE_FOUND")
        desk.refused("OfferCaseSolution", {**case, "text": "a new cup, in exchange for a 5-star review"}, "PROHIBITED_WORDING")
        expect(desk.call("OfferCaseSolution", {**case, "text": "a new cup, sent today"})["state"], "SOLUTION_OFFERED")

    expect(effect_on_reviews(desk), [(0, 0), (1, 0)], "cases and better reviews, with and without compensation")
    expect(effect_on_buyers(desk), [(0, 0), (1, 0)], "buyers and those who came back, with and without compensation")
    with desk.step("he is given something for the trouble"):
        desk.call("GiveCompensation", {"parent": order["name"], "cause": "GOODS", "means": "MONEY", "amount": {
            "currency_code": "CNY", "minor": "500"}, "note": "it was cracked"})
    expect(effect_on_reviews(desk), [(1, 0), (0, 0)], "cases and better reviews, with and without compensation")
    given = desk.call("GetReviewCase", case)
    expect((number(given, "compensated.minor"), given["state"]), (500, "SOLUTION_OFFERED"))
    with desk.step("the buyer changes his review to good, once"):
        changed = desk.call("ChangeReview", {"name": review["name"], "buyer": "b1", "grade": "GOOD", "text": "换了新的"},
                            buyer="b1")
        expect((changed["grade"], changed["first_grade"]), ("GOOD", "BAD"))
        desk.refused("ChangeReview", {"name": review["name"], "buyer": "b1", "grade": "BAD", "text": "不好"}, "WRONG_STATE",
                     buyer="b1")
    with desk.step("the case is closed"):
        closed = desk.call("CloseReviewCase", {**case, "outcome": "RESOLVED"})
        expect((closed["state"], closed["changed_grade"]), ("RESOLVED", "GOOD"))
    expect(desk.work(kind="bad_review"), [])
    after = desk.call("GetRatings", {"parent": desk.shop})
    expect({key: after[key] for key in ("description", "service", "delivery")},
           {key: ratings[key] for key in ("description", "service", "delivery")}, "DSR after the change")

    with desk.step("the next day"):
        desk.advance_to_clock(9)
        report_online(desk, begin)
    card = desk.call("GetScorecard", {"name": desk.name("agents/1001"), "period": "DAY", "date": day})
    figures = {figure["key"]: figure for figure in card["figures"]}
    for figure in card["figures"]:
        assert figure["verdict"] in ("PASS", "FAIL", "NO_DATA"), figure
        expect("value" in figure, figure["verdict"] != "NO_DATA", f"whether {figure['key']} has a value")
    expect([(key, figures[key]["verdict"], number(figures[key], "value"), number(figures[key], "sample_size"))
            for key in ("average_response", "answer_ratio", "online_time", "conversion", "knowledge_accuracy")],
           [("average_response", "PASS", 3000, 2), ("answer_ratio", "PASS", 10000, 2), ("online_time", "FAIL", 21600, 1),
            ("conversion", "PASS", 5000, 2), ("knowledge_accuracy", "NO_DATA", 0, 0)])

    expect(effect_on_reviews(desk), [(1, 1), (0, 0)], "cases and better reviews, with and without compensation")
    expect(effect_on_buyers(desk), [(1, 0), (0, 0)], "buyers and those who came back, with and without compensation")
    with desk.step("he orders again"):
        desk.place("o2", {"cup": 1})
    expect(effect_on_buyers(desk), [(1, 1), (0, 0)], "buyers and those who came back, with and without compensation")
