"""Bank transfer: claimed 199.00, statement 198.00: partly paid, the desk is told, nothing ships; 1.00 more: received."""

from harness import expect, number, text_of, time_of


def money(minor):
    return {"currency_code": "CNY", "minor": str(minor)}


def statement(desk, line, minor, **more):
    row = {"line_id": line, "amount": money(minor), "value_time": text_of(desk.now), "payer_name": "李四", **more}
    return desk.call("RecordStatementLines", {"parent": desk.name("bankAccounts/icbc"), "rows": [row]},
                     agent="4001", role="finance")


def run(desk):
    with desk.step("the shop opens"):
        desk.open_shop({"orders": {"freight": "FREE"}})
        desk.stock("cup", 19900, 3)
        desk.call("CreateBankAccount", {"parent": desk.shop, "bank_account_id": "icbc", "bank_account": {
            "bank_code": "ICBC", "bank_name": "中国工商银行", "holder": "王五", "number": "6222000011112222"}},
            agent="4001", role="owner")

    with desk.step("the buyer finds escrow inconvenient and gets an account"):
        order = desk.place("o1", {"cup": 1})
        chosen = desk.call("ChooseBankAccount", {"name": order["name"], "reason": "INCONVENIENT",
                                                 "buyer_bank_code": "ICBC"})
        expect(chosen["payment"]["method"], "BANK_TRANSFER")
        assert "6222000011112222" not in str(chosen), "the account's number must be masked"
    before = time_of(chosen["deadline_time"])

    with desk.step("he says that he paid 199.00"):
        claimed = desk.call("ClaimTransfer", {"name": order["name"], "amount": money(19900), "payer_name": "李四"})
        expect(claimed["payment"]["state"], "CLAIMED")
    expect(time_of(claimed["deadline_time"]) != before, True, "the claim moves the close")

    with desk.step("198.00 arrive"):
        lines = statement(desk, "1", 19800)["statement_lines"]
        expect([(line["match"], line["order"]) for line in lines], [("PARTIAL", order["name"])])
    partly = desk.order(order["name"])
    expect((partly["state"], partly["payment"]["state"]), ("WAIT_BUYER_PAY", "PARTLY_PAID"))
    expect(desk.work(order=order["name"], kind="bank_transfer_partial"), ["bank_transfer_partial"])
    expect(desk.events("orders", resource=order["name"]).count("order.partly_paid"), 1)
    with desk.step("nothing ships"):
        desk.refused("ShipOrder", {"name": order["name"]}, "WRONG_STATE", agent="3001", role="packing")
        expect(number(statement(desk, "1", 19800), "known_count"), 1, "lines that were there already")

    with desk.step("1.00 more arrives"):
        lines = statement(desk, "2", 100, reference="o1")["statement_lines"]
        expect([(line["match"], line["order"]) for line in lines], [("MATCHED", order["name"])])
    received = desk.order(order["name"])
    expect((received["state"], received["payment"]["state"]), ("WAIT_SELLER_SEND_GOODS", "RECEIVED"))
    expect(number(received, "payment.paid_minor"), 19900)
    expect(desk.work(order=order["name"], kind="bank_transfer_partial"), [])
    with desk.step("it ships"):
        desk.confirm_receiver(order)
        expect(desk.ship(order)["state"], "WAIT_BUYER_CONFIRM_GOODS")
    desk.ledger_sums()
