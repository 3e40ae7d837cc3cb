#!/usr/bin/env python3
"""Real carriers and real news of parcels: every carrier of the code lists of kuaidi100 and kdniao is taken in, a parcel of kuaidi100 goes
its whole way, and of other carriers every code that nobody told the shop of is kept with its text, moves nothing and is shown. Usage:
tracking_data_test.py BIN. The data aren't ours to ship: SHOPDESK_DATA is the folder that has them; without it the test is skipped (77)."""

import csv
import datetime
import json
import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
sys.path.insert(0, str(HERE.parent / "e2e" / "cases"))
import harness  # noqa: E402

SKIPPED = 77
# The columns of a code list: its carriers' code and name, and the field that takes the code.
LISTS = {"kdniao_codes_2020_randeeshen.csv": ("code", "name", "kdniao_code"),
         "kuaidi100_codes_2024_souhuo.csv": ("comCode", "comName", "kuaidi100_code"),
         "kuaidi100_company_phones_ecshop.csv": ("code", "companyname", "kuaidi100_code"),
         "express13_with_phone_site_2020.csv": ("expresskey", "expressname", "kdniao_code")}
PHONES = ("tel", "expresstelephone")
# Where carriers write the code of a scan, and what it says.
CODES = ("eventCode", "statusCode", "code", "typeCode", "eventType", "event_type", "OmniCode")
TEXTS = ("description", "Description", "label", "eventDescription", "eventType", "status")
LONGEST_CODE = 64
# The list of states that kuaidi100 writes as words.
WORDS = {"签收": "DELIVERED", "在途": "IN_TRANSIT", "派件": "OUT_FOR_DELIVERY", "揽收": "PICKED_UP"}


def lines(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def carriers(desk, folder):
    """Imports each list as a shop would, and reads back what it took."""
    count = 0
    for name, (code, title, field) in LISTS.items():
        known = {}
        for line in lines(folder / "carriers" / name):
            if not line[code]:
                continue
            phone = next((line[column] for column in PHONES if line.get(column)), "")
            known.setdefault(line[code], {"carrier_id": f"{field}-{line[code]}"[:64], "display_name": line[title], "modes": "COURIER_ROAD",
                                          "service_phone": re.split("[,(]", phone)[0].strip(), field: line[code]})
        file = desk.world.services.directory / f"{desk.case}-{name}"
        with open(file, "w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, ["carrier_id", "display_name", "modes", "service_phone", field])
            writer.writeheader()
            writer.writerows(known.values())
        desk.client("import", "carriers", file, "--shop", desk.case)
        for answer, row in zip(desk.at_once("GetCarrier", [{"name": desk.name(f"carriers/{row['carrier_id']}")} for row in known.values()]),
                               known.values()):
            assert answer.get("response", {}).get(field) == row[field], (row, answer)
        count += len(known)
    return count


def parcel(desk, shipment_id):
    return desk.call("CreateShipment", {
        "parent": desk.shop, "shipment_id": shipment_id, "order": desk.name("orders/o"), "carrier_id": "sf", "mode": "COURIER_ROAD",
        "waybill_number": f"SF{int(shipment_id[1:]):013}", "receiver": desk.receiver(), "parcels": [{"weight_grams": "500"}]})["name"]


def events_of(desk, shipment):
    found, token = [], ""
    while True:
        page = desk.call("ListTrackingEvents", {"parent": shipment, "page_size": 1000, "page_token": token})
        found += page.get("events", [])
        token = page.get("next_page_token", "")
        if not token:
            return found


def report(desk, shipment, source, scans):
    """Scans (code, text, minute), as of now on; what logistics answers."""
    begin = desk.now
    desk.advance(minutes=max(minute for _, _, minute in scans) + 1)
    return desk.call("RecordTracking", {"parent": desk.shop, "reports": [{"shipment": shipment, "event": {
        "source": source, "code": code, "text": text, "event_time": harness.text_of(begin + datetime.timedelta(minutes=minute))}}
        for code, text, minute in scans]})


def whole_way(desk, folder):
    """A parcel as kuaidi100 told of it, newest first; its hours are told as minutes."""
    data = json.loads((folder / "tracking" / "kuaidi100_yuantong_2021.json").read_text(encoding="utf-8"))
    scans = data["dataInfo"]["queryTrackMapResp"]["data"]
    first = min(datetime.datetime.fromisoformat(scan["time"]) for scan in scans)
    told = [(scan["status"], scan["context"], int((datetime.datetime.fromisoformat(scan["time"]) - first).total_seconds() / 60))
            for scan in scans]
    shipment = parcel(desk, "p1")
    answer = report(desk, shipment, "KUAIDI100", told)
    assert not answer.get("errors") and harness.number(answer, "new_count") == len(told), answer
    for event in events_of(desk, shipment):
        assert event["status"] == WORDS[event["code"]], event
    assert desk.call("GetShipment", {"name": shipment})["status"] == "DELIVERED"
    return len(told)


def codes(resource):
    """(code, text) of each scan below a JSON value."""
    if isinstance(resource, list):
        for part in resource:
            yield from codes(part)
    elif isinstance(resource, dict):
        text = next((resource[key] for key in TEXTS if isinstance(resource.get(key), str) and resource[key]), "")
        for key in CODES:
            if isinstance(resource.get(key), str) and 0 < len(resource[key].encode()) <= LONGEST_CODE:
                yield resource[key], text
        for part in resource.values():
            yield from codes(part)


def nobody_knows(desk, folder):
    """Codes of carriers that the shop hasn't told of: it knows the sources, and one code of each."""
    samples = sorted((folder / "tracking" / "karrio_samples").glob("*tracking*respons*.json"))
    assert samples, "no samples were found"
    told = {re.sub(r"[^A-Z0-9]", "_", sample.name.split("__")[0].upper()): dict(codes(json.loads(sample.read_text(encoding="utf-8"))))
            for sample in samples}
    told = {source: scans for source, scans in told.items() if scans}
    policy = desk.world.services.directory / f"{desk.case}-sources.json"
    policy.write_text(json.dumps({"logistics": {"tracking_sources": [
        {"source": source, "codes": [{"code": "the only one that is known", "status": "DELIVERED"}]} for source in sorted(told)]}}))
    desk.client("policy", "apply", policy, "--shop", desk.case)
    count = 0
    for number, (source, scans) in enumerate(sorted(told.items()), 2):
        shipment = parcel(desk, f"p{number}")
        answer = report(desk, shipment, source, [(code, text, minute) for minute, (code, text) in enumerate(scans.items(), 1)])
        assert not answer.get("errors") and harness.number(answer, "new_count") == len(scans), answer
        assert harness.number(answer, "applied_count") == 0, answer
        shown = events_of(desk, shipment)
        assert sorted(event["code"] for event in shown) == sorted(scans), (source, shown)
        for event in shown:
            assert "status" not in event and "applied" not in event, event
            assert bool(event.get("text")) == bool(scans[event["code"]]), (event, scans)
        assert desk.call("GetShipment", {"name": shipment})["status"] == "PENDING"
        count += len(scans)
    return count


def main():
    folder = os.environ.get("SHOPDESK_DATA")
    if not folder:
        print("SHOPDESK_DATA isn't set: skipped")
        return SKIPPED
    folder = pathlib.Path(folder)
    with harness.suite.Suite(sys.argv[1], "sqlite", tls=True) as services, harness.Caller(services) as caller:
        desk = harness.Desk(harness.World(services, caller), "tracking-data", False)
        desk.open_shop()
        known, scans, unknown = carriers(desk, folder), whole_way(desk, folder), nobody_knows(desk, folder)
    print(f"{known} carriers, {scans} scans of a parcel, {unknown} codes that nobody knows")
    assert known > 1000 and scans > 5 and unknown > 50
    return 0


if __name__ == "__main__":
    sys.exit(main())
