"""Last piece: real 1, listed 5; 50 callers reserve 1 each: exactly one gets it; the report shows 5 against 1; the ledger sums."""

from harness import expect, number

CALLERS = 50


def run(desk):
    with desk.step("the shop has one piece and lists five"):
        desk.open_shop()
        desk.stock("cup", 19900, 1)
        desk.call("ReportListedStock", {"parent": desk.shop, "connector": "tmall", "read_time": desk.time,
                                        "figures": [{"sku_id": "cup", "listed": "5"}]})

    with desk.step("fifty callers want it"):
        answers = desk.at_once("ReserveStock", [
            {"parent": desk.shop, "reservation_id": f"r{i}", "lines": [{"sku_id": "cup", "quantity": "1"}]}
            for i in range(CALLERS)])
    refusals = [answer["error"] for answer in answers if "error" in answer]
    expect(len(refusals), CALLERS - 1, "the number of refusals")
    for error in refusals:
        expect((error["code"], error["reason"]), ("RESOURCE_EXHAUSTED", "OUT_OF_STOCK"))
        expect((error["metadata"]["sku"], error["metadata"]["available"]), ("cup", "0"))
    expect((desk.available("cup"), number(desk.level("cup"), "reserved")), (0, 1))

    listed = desk.call("ListDiscrepancies", {"parent": desk.shop, "kind": "TOO_HIGH"})["listed_stocks"]
    expect([(number(row, "listed"), number(row, "on_hand"), number(row, "available")) for row in listed], [(5, 1, 0)])
    expect(desk.work(), ["listed_too_high", "low_stock"])

    with desk.step("the page is set to what can be promised"):
        desk.call("SyncListedStock", {"parent": desk.shop, "sku_ids": ["cup"]}, agent="2001", role="promotion")
    expect(desk.call("ListDiscrepancies", {"parent": desk.shop}).get("listed_stocks", []), [])
    expect(desk.work(), ["low_stock"])
    desk.ledger_sums()
