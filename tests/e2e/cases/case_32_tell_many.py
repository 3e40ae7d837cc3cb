"""Tell many: the buyers of a carrier's parcels are told of the snow, each once and within the daily limit; some are held out by chance, and
what both did then stands side by side; an announcement that is stopped tells nobody any more."""

from harness import expect, number

TEXTS = [{"language_code": "zh", "text": "因大雪，{carrier} {waybill} 可能晚到一天。"},
         {"language_code": "en", "text": "Because of snow {carrier} {waybill} may be a day late."}]
BUYERS = 30
LEAD = {"agent": "1003", "role": "lead"}


def send(desk, number_of_parcel, buyer):
    return {"parent": desk.shop, "shipment_id": f"p{number_of_parcel}", "order": desk.name(f"orders/o{number_of_parcel}"), "carrier_id": "sf",
            "mode": "COURIER_ROAD", "waybill_number": f"SF{number_of_parcel:013}", "receiver": desk.receiver(),
            "parcels": [{"weight_grams": "400"}], "buyer": buyer}


def announcement_of(desk, announcement):
    return desk.call("GetAnnouncement", {"name": announcement["name"]})


def recipients(desk, announcement):
    return desk.call("ListAnnouncementRecipients", {"parent": announcement["name"], "page_size": 1000}).get("recipients", [])


def run(desk):
    desk.advance_to_clock(10)
    with desk.step("the shop opens, and sends parcels"):
        desk.open_shop()
        for answer in desk.at_once("CreateShipment", [send(desk, i, f"b{i}") for i in range(BUYERS)], agent="3001", role="packing"):
            assert "response" in answer, answer
        desk.call("CreateShipment", send(desk, BUYERS, "b0"), agent="3001", role="packing")
        desk.advance(minutes=1)
    with desk.step("snow holds them up"):
        told = desk.call("CreateAnnouncement", {"parent": desk.shop, "filter": {"carrier_id": "sf"}, "texts": TEXTS, "hold_out_bps": 3000},
                         **LEAD)
    done = announcement_of(desk, told)
    expect((done["state"], number(done, "chosen"), number(done, "told") + number(done, "held_out")), ("DONE", BUYERS + 1, BUYERS + 1))
    chosen = recipients(desk, told)
    expect(len({recipient["shipment"] for recipient in chosen}), BUYERS + 1)
    groups = {outcome: {recipient["buyer"] for recipient in chosen if recipient["outcome"] == outcome} for outcome in ("TOLD", "HELD_OUT")}
    expect(groups["TOLD"] & groups["HELD_OUT"], set(), "who is held out is so with all his parcels")
    assert groups["TOLD"] and groups["HELD_OUT"], groups
    notices = desk.call("ListNotices", {"parent": desk.shop, "page_size": 1000})["notices"]
    snow = [notice for notice in notices if notice["kind"] == "ANNOUNCEMENT"]
    expect(sorted(notice["buyer"] for notice in snow), sorted(recipient["buyer"] for recipient in chosen if recipient["outcome"] == "TOLD"))
    assert all("大雪" in notice["text"] and notice["unasked"] for notice in snow), snow

    with desk.step("an hour later a buyer who was held out asks where his parcel is"):
        desk.advance(hours=1)
        desk.call("CreateAgent", {"parent": desk.shop, "agent_id": "1001", "agent": {"display_name": "小周", "roles": ["AGENT"]}})
        buyer = sorted(groups["HELD_OUT"])[0]
        desk.call("RecordConversations", {"parent": desk.shop, "records": [{"message": {
            "conversation_id": "c1", "agent": "1001", "buyer": buyer, "message": {
                "message_id": "m1", "sender": "BUYER", "channel": "IM", "send_time": desk.time, "text": "到哪了？"}}}]})
    effect = desk.call("GetAnnouncementEffect", {"name": told["name"]})
    expect((number(effect, "told.buyers"), number(effect, "held_out.buyers")), (len(groups["TOLD"]), len(groups["HELD_OUT"])))
    expect((number(effect, "told.contacted"), number(effect, "held_out.contacted")), (0, 1))

    with desk.step("more snow, and the same day: two unasked words are enough"):
        second = desk.call("CreateAnnouncement", {"parent": desk.shop, "filter": {"region_code": "CN"}, "texts": TEXTS}, **LEAD)
    with desk.step("once more"):
        third = desk.call("CreateAnnouncement", {"parent": desk.shop, "filter": {"region_code": "CN"}, "texts": TEXTS}, **LEAD)
    told_thrice = number(announcement_of(desk, third), "told")
    assert number(announcement_of(desk, third), "suppressed") > 0, announcement_of(desk, third)
    assert told_thrice < number(announcement_of(desk, second), "told"), (told_thrice, announcement_of(desk, second))
    desk.refused("StopAnnouncement", {"name": third["name"]}, "WRONG_STATE", **LEAD)
