"""Wrong box: the scan refuses, an order error is drafted for who picked, the right thing goes."""

from harness import expect, number

PICKER = {"agent": "3001", "role": "packing"}
PACKER = {"agent": "3002", "role": "packing"}


def job_of(desk, order):
    return desk.call("StartPacking", {"parent": desk.shop, "orders": [order["name"]]}, **PICKER)


def scan(desk, job, code, quantity=1):
    return desk.call("ScanItem", {"name": job["name"], "code": code, "quantity": str(quantity)}, **PACKER)


def run(desk):
    with desk.step("the shop opens"):
        desk.open_shop({"orders": {"freight": "FREE"}})
        desk.stock("cup", 19900, 10)
        desk.stock("bowl", 19900, 10)
    with desk.step("two cups are ordered and paid"):
        order = desk.place("o1", {"cup": 2}, buyer_message="请放门卫")
        desk.pay(order)
        desk.confirm_receiver(order)
    with desk.step("packing begins, prints and picks"):
        job = job_of(desk, order)
        expect(job["lines"][0]["location"], "main")
        desk.refused("MarkPicked", {"name": job["name"]}, "NOT_PRINTED", **PICKER)
        desk.call("PrintPackingJob", {"name": job["name"], "carrier_id": "sf", "waybill_number": "SF0000000000024"}, **PICKER)
        sheet = desk.call("RevealPackingSheet", {"name": job["name"], "purpose": "label"}, **PICKER)
        expect((sheet["label"]["receiver"]["name"], sheet["orders"][0]["buyer_message"]), ("李四", "请放门卫"))
        desk.call("MarkPicked", {"name": job["name"]}, **PICKER)

    with desk.step("a bowl lies in the box"):
        wrong = scan(desk, job, "bowl")
        expect((wrong["verdict"], number(wrong, "left")), ("WRONG_ITEM", 2))
        scan(desk, job, "bowl")
    draft = desk.call("GetOrderError", {"name": wrong["job"]["misses"][0]["order_error"]})
    expect((draft["state"], draft["kind"], draft["agent"], draft["source"]), ("DRAFTED", "WRONG_ITEM", "3001", job["name"]))
    expect(desk.work("drafted_error", order["name"]), ["drafted_error"], "once, however often it is scanned")
    with desk.step("a cup is missing"):
        expect(scan(desk, job, "cup")["verdict"], "TAKEN")
        closed = desk.call("FinishPacking", {"name": job["name"]}, **PACKER)
        expect((closed["verdict"], number(closed["missing"][0], "scanned")), ("MISSING", 1))
        desk.refused("ShipOrder", {"name": order["name"]}, "NOT_PACKED", **PACKER)
    with desk.step("the right ones are in it"):
        expect(scan(desk, job, "cup", 2)["verdict"], "TOO_MANY")
        expect(scan(desk, job, "cup")["verdict"], "TAKEN")
        expect(desk.call("FinishPacking", {"name": job["name"]}, **PACKER)["verdict"], "TAKEN")

    with desk.step("the buyer moves: what was printed is void"):
        desk.call("ChangeReceiver", {"name": order["name"], "channel": "PHONE", "confirmed": True,
                                     "receiver": desk.receiver(street="南京东路 200 号")})
        desk.refused("ShipOrder", {"name": order["name"], "seen_remark": "1"}, "PRINT_OUTDATED", **PACKER)
    with desk.step("it is printed anew and goes"):
        desk.call("PrintPackingJob", {"name": job["name"]}, **PACKER)
        shipped = desk.call("ShipOrder", {"name": order["name"], "seen_remark": "1"}, **PACKER)
        expect((shipped["parcels"][0]["carrier_id"], shipped["parcels"][0]["waybill_number"]), ("sf", "SF0000000000024"))
    with desk.step("the driver takes it"):
        hand_over = desk.call("OpenHandOverList", {"parent": desk.shop, "carrier_id": "sf"}, **PACKER)
        desk.refused("CloseHandOverList", {"name": hand_over["name"]}, "WRONG_STATE", **PACKER)
        desk.call("AddToHandOverList", {"name": hand_over["name"], "code": "SF0000000000024"}, **PACKER)
        expect(len(desk.call("CloseHandOverList", {"name": hand_over["name"]}, **PACKER)["entries"]), 1)
    expect(desk.call("GetPackingJob", {"name": job["name"]})["state"], "HANDED_OVER")

    with desk.step("the lead confirms the error"):
        desk.call("DecideOrderError", {"name": draft["name"], "decision": "CONFIRM"}, agent="2001", role="lead")
    rates = desk.call("GetOrderErrorRates", {"parent": desk.shop, "agent": "3001"})
    expect(number(rates, "total.errors"), 1)
    expect(number(desk.level("cup"), "on_hand"), 8)
    desk.ledger_sums()
