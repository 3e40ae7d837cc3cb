"""Extortion: three bad reviews of one buyer who asks for money. The evidence is chained; a byte of its file that is changed is found by
the verifier alone, which names the item; a second person confirms; the appeal is upheld, the review goes, and DSR is what it would be
without it."""

from harness import expect, number, text_of

DSR = ("description", "service", "delivery", "good_count", "neutral_count", "bad_count")


def ratings(desk):
    answer = desk.call("GetRatings", {"parent": desk.shop})
    return {key: answer.get(key) for key in DSR}


def finished_order(desk, order_id, buyer):
    desk.advance(hours=25)  # Not placed twice.
    order = desk.place(order_id, {"cup": 1}, buyer=buyer)
    desk.pay(order)
    desk.confirm_receiver(order)
    shipped = desk.ship(order)
    desk.track(shipped["parcels"][0]["shipment"], "PICKED_UP", "DELIVERED")
    desk.call("ConfirmReceipt", {"name": order["name"]}, buyer=buyer)
    desk.settle()
    return order


def review(desk, order, buyer, grade, score, text):
    return desk.call("SubmitReview", {"order": order["name"], "line": 1, "buyer": buyer, "grade": grade, "scores": {
        "description": score, "service": score, "delivery": score}, "text": text}, buyer=buyer)


def say(desk, text):
    desk.call("RecordConversations", {"parent": desk.shop, "records": [{"message": {
        "conversation_id": "chat-x", "buyer": "x", "agent": "1001", "role": "COMPLAINT", "message": {
            "message_id": "m1", "sender": "BUYER", "channel": "IM", "text": text, "send_time": text_of(desk.now)}}}]})


def verify(desk, file):
    """Whether the file is intact, and what the verifier says. It is told of no service."""
    done = desk.world.services.client("verify-evidence", file, check=False)
    return done.returncode == 0, done.stdout + done.stderr


def check_every_byte(desk, file):
    """Bytes over the whole file, each changed alone, and the item that holds one named."""
    content = file.read_bytes()
    spoilt = file.with_suffix(".spoilt")
    for at in range(0, len(content), max(1, len(content) // 40)):
        spoilt.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1:])
        intact, said = verify(desk, spoilt)
        assert not intact, f"byte {at} of {len(content)} was changed, and the verifier says: {said}"
    spoilt.write_bytes(content[:-1])
    expect(verify(desk, spoilt)[0], False, "whether a file that was cut is intact")


def run(desk):
    desk.advance_to_clock(10)
    with desk.step("the shop opens"):
        desk.open_shop()
        desk.stock("cup", 19900, 9)
        for agent in ("1001", "1002"):
            desk.call("CreateAgent", {"parent": desk.shop, "agent_id": agent, "agent": {
                "display_name": agent, "roles": ["COMPLAINT"], "department": "客服"}})
    with desk.step("two buyers are content"):
        for buyer in ("b1", "b2"):
            review(desk, finished_order(desk, f"o-{buyer}", buyer), buyer, "GOOD", 5, "很好")
    with desk.step("a third one writes three bad reviews"):
        for i in (1, 2):
            review(desk, finished_order(desk, f"x{i}", "x"), "x", "BAD", 4, "不好")
    before = ratings(desk)
    with desk.step("and asks for money"):
        bad = review(desk, finished_order(desk, "x3", "x"), "x", "BAD", 1, "不给红包就差评")
        say(desk, "给我红包 200，我就改好评，打到 13812345678")
    spoilt = ratings(desk)
    assert spoilt != before, spoilt
    case = bad["name"].replace("/reviews/", "/reviewCases/")
    dossier = bad["name"].replace("/reviews/", "/dossiers/")

    with desk.step("the evidence is collected"):
        opened = desk.call("OpenDossier", {"review_case": case}, role="complaint")
        expect((number(opened, "signals.bad_reviews"), opened["signals"].get("mostly_bad")), (3, True))
        desk.call("AddDossierItem", {"name": dossier, "kind": "MESSAGE", "conversation": desk.name("conversations/chat-x"),
                                     "message_id": "m1"}, role="complaint")
        collected = desk.call("AddDossierItem", {
            "name": dossier, "kind": "PICTURE", "uri": "https://files.example/x3.jpg", "sha256": "0" * 64}, role="complaint")
        expect(collected["items"][1]["preview"], "给我红包 200，我就改好评，打到 138****5678")
        assert "红包" in collected["signals"]["money_terms"], collected["signals"]
    with desk.step("it goes out as a file that anyone checks"):
        file = desk.world.services.directory / f"{desk.case}.evidence"
        said = desk.client("--role", "complaint", "export-evidence", dossier, file)
        assert collected["head"] in said, said
        intact, said = verify(desk, file)
        assert intact and collected["head"] in said, said
        check_every_byte(desk, file)
    with desk.step("one person isn't enough"):
        desk.call("MarkCaseMalicious", {"name": case, "note": "要红包"}, agent="1001", role="complaint")
        desk.refused("MarkCaseMalicious", {"name": case, "note": "再说一次"}, "SAME_PERSON", agent="1001", role="complaint")
        desk.refused("SubmitAppeal", {"dossier": dossier, "text": "请删除"}, "WRONG_STATE", role="complaint")
        expect(ratings(desk), spoilt, "the ratings")
    with desk.step("the second one confirms"):
        expect(desk.call("MarkCaseMalicious", {"name": case, "note": "同意"}, agent="1002", role="complaint")["state"], "MALICIOUS")
        confirmed = desk.call("GetDossier", {"name": dossier})
        expect((confirmed["state"], [who["id"] for who in confirmed["confirmed_by"]]), ("CONFIRMED", ["1001", "1002"]))
        desk.refused("AddDossierItem", {"name": dossier, "kind": "NOTE", "text": "还有"}, "WRONG_STATE", role="complaint")
    with desk.step("the shop appeals"):
        appeal = desk.call("SubmitAppeal", {"dossier": dossier, "text": "买家要红包"}, agent="1001", role="complaint")
        expect((appeal["state"], appeal["head"]), ("SUBMITTED", collected["head"]))
        expect(desk.work(kind="appeal"), ["appeal"])
        expect(ratings(desk), spoilt, "the ratings")
    with desk.step("and is right"):
        desk.refused("DecideAppeal", {"name": appeal["name"], "outcome": "UPHELD"}, "SAME_PERSON", agent="1001")
        expect(desk.call("DecideAppeal", {"name": appeal["name"], "outcome": "UPHELD", "decision": "证据成立"},
                         agent="9")["state"], "UPHELD")
    expect(ratings(desk), before, "the ratings without the review")
    expect(number(desk.call("RebuildRatings", {"parent": desk.shop}, role="operator"), "differing_days"), 0)
    expect(desk.call("GetReview", {"name": bad["name"]})["state"], "REMOVED")
    expect(desk.work(kind="appeal"), [])
    expect(number(desk.call("GetFeedbackFigures", {"parent": desk.shop}), "reviews_removed"), 1)
