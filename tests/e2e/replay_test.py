#!/usr/bin/env python3
"""Real orders through all four services, seen from outside: the report, a repetition, the client, the metrics."""

import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import suite  # noqa: E402

ORDERS = 40


def figures(report):
    """What must not change when nothing new happens; latencies and clock readings may."""
    known = json.loads(report.read_text())
    known.pop("methods")
    return known


def check_client(services):
    order = json.loads(services.client("show", "shops/retail/orders/536365").stdout)
    assert order["state"] == "TRADE_FINISHED", order["state"]
    assert "**" in order["receiver"]["name"], "the receiver must be masked"
    listed = services.client("--json", "list", "orders", "--shop", "retail", "--limit", "0").stdout.splitlines()
    assert len(listed) == ORDERS, len(listed)
    table = services.client("list", "shipments", "--shop", "retail", "--limit", "5").stdout.splitlines()
    assert len(table) == 6 and "DELIVERED" in table[1], table
    events = services.client("--json", "watch", "orders", "--shop", "retail", "--limit", "3").stdout.splitlines()
    assert [json.loads(event)["type"] for event in events][:3] == ["policy.updated", "bank_account.created", "order.placed"], events
    described = services.call("DescribeOrder", {"name": "shops/retail/orders/536365", "language_code": "en"})
    assert described["sentence"], described
    methods = services.client("call").stdout
    assert "shopdesk.catalog.v1.StockService/ReserveStock" in methods
    several = services.client("call", "GetPolicy", check=False)
    assert several.returncode == 1 and "shopdesk.feedback.v1.PolicyService/GetPolicy" in several.stderr, several
    one = services.client("call", "--service", "feedback", "GetPolicy", '{"name": "shops/retail/policy"}').stdout
    assert json.loads(one)["calendar"]["time_zone"], one
    missing = services.client("show", "shops/retail/orders/none", check=False)
    assert missing.returncode == 1 and "NOT_FOUND" in missing.stderr, missing
    for command in (("list", "orders"), ("work",), ("watch", "orders", "--limit", "1"), ("policy", "show"), ("show", "buyer", "b")):
        nowhere = services.client(*command, "--shop", "nowhere", check=False)
        assert nowhere.returncode == 1 and "UNKNOWN_SHOP" in nowhere.stderr and "shops/retail" in nowhere.stderr, nowhere
    refused = services.client("call", "PlaceOrder", '{"parent": "shops/retail"}', check=False)
    assert refused.returncode == 1 and "buyer" in refused.stderr and "lines" in refused.stderr, refused.stderr


def check_overviews(services):
    """Everything about an order, and about a buyer, from all four services."""
    order = json.loads(services.client("--json", "show", "order", "536374", "--shop", "retail").stdout)
    assert order["order"]["name"] == "shops/retail/orders/536374" and order["sentence"], order
    assert [entry["kind"] for entry in order["ledger"]] == ["PAID_IN", "RELEASED"], order["ledger"]
    assert order["shipments"][0]["status"] == "DELIVERED" and len(order["tracking"]) > 1, order
    merged = json.loads(services.client("--json", "show", "order", "536365", "--shop", "retail").stdout)
    assert merged["shipments"][0]["merged_orders"] == ["shops/retail/orders/536366"], merged["shipments"]
    assert "shops/retail/orders/536366" in [each["order"] for each in merged["merged_parcels"][0]["members"]], merged["merged_parcels"]
    shown = services.client("show", "order", "shops/retail/orders/536374", "--language", "en").stdout
    assert "Your order 536374 is complete" in shown and "TRADE_FINISHED" in shown and "shipments" in shown, shown
    buyer = json.loads(services.client("--json", "show", "buyer", order["order"]["buyer"], "--shop", "retail").stdout)
    assert "shops/retail/orders/536374" in [each["name"] for each in buyer["orders"]], buyer["orders"]
    partly = services.client("--actor", "9", "--role", "packing", "show", "buyer", order["order"]["buyer"], "--shop", "retail")
    assert "not for this role to read: card, notes" in partly.stderr and "536374" in partly.stdout, partly
    unknown = services.client("show", "order", "none", "--shop", "retail", check=False)
    assert unknown.returncode == 1 and "NOT_FOUND" in unknown.stderr, unknown
    text = services.client("text", "state", "536365", "--shop", "retail", "--language", "es").stdout
    assert text.startswith("Su pedido 536365"), text
    no_cod = services.client("text", "cod", "536365", "--shop", "retail", check=False)
    assert no_cod.returncode == 1 and "not cash on delivery" in no_cod.stderr, no_cod


def check_work(services):
    """One list over all four services: cases of reviews that nobody dealt with, parcels that came late."""
    listed = services.client("work", "--shop", "retail", "--all", "--limit", "0", "--csv", "-").stdout
    assert listed.startswith("\ufeffdue (UTC),role,kind,summary"), listed
    items = services.client("--json", "work", "--shop", "retail", "--all", "--limit", "0").stdout.splitlines()
    assert len(items) == len(listed.splitlines()) - 1, (items, listed)
    assert items, "a neutral review leaves a case"
    name = json.loads(items[0])["name"]
    services.client("--actor", "9", "--role", "complaint", "work", "claim", name)
    other = services.client("--actor", "8", "--role", "complaint", "work", "claim", name, check=False)
    assert other.returncode == 1 and "CLAIMED" in other.stderr, other
    services.client("--actor", "9", "work", "release", name)
    missing = services.client("--actor", "9", "work", "claim", "shops/retail/workItems/none", check=False)
    assert missing.returncode == 1 and "on no list" in missing.stderr, missing
    when = services.client("work", "snooze", "shops/retail/workItems/none", check=False)
    assert when.returncode != 0 and "--until" in when.stderr, when


def check_batch(services):
    """Calls from standard input, one and several at once, with errors that a program can read."""
    known = {"method": "orders.v1.OrderService/GetOrder", "request": {"name": "shops/retail/orders/536365"}}
    unknown = {"method": "GetOrder", "request": {"name": "shops/retail/orders/none"}, "actor": "9", "role": "guide"}
    lines = "\n".join(json.dumps(line) for line in (known, [known, unknown], {"method": "PlaceOrder"}, 7))
    done = subprocess.run(services.command("call", "--batch"), input=lines, capture_output=True, text=True)
    assert done.returncode == 1 and "3 calls failed" in done.stderr, done
    first, (second, third), refused, malformed = map(json.loads, done.stdout.splitlines())
    assert first == second and first["response"]["state"] == "TRADE_FINISHED", done.stdout
    assert third["error"]["reason"] == "NOT_FOUND" and third["error"]["metadata"]["resource"], third
    assert refused["error"]["fields"].keys() >= {"parent", "lines"}, refused
    assert "method" in malformed["error"]["message"], malformed


def check_policy(services):
    """One file for all four services."""
    file = services.directory / "policy.json"
    before = json.loads(services.client("policy", "show", "--shop", "retail").stdout)
    file.write_text(json.dumps({"orders": {"cod_limit_minor": "77"}, "all": {"currency_code": "EUR", "reveal_rules": ["owner:*"]}}))
    lead = services.client("--role", "lead", "policy", "apply", file, "--shop", "policies", check=False)
    assert lead.returncode == 1 and "may be called by owner" in lead.stderr, lead
    owner = ("--actor", "1", "--role", "owner")
    changed = services.client(*owner, "policy", "apply", file, "--shop", "policies").stdout.split()
    assert changed == ["catalog", "made", "orders", "made", "logistics", "made", "feedback", "made"], changed
    again = services.client(*owner, "policy", "apply", file, "--shop", "policies").stdout
    assert again.count("unchanged") == 4, again
    file.write_text(json.dumps({"orders": {"cod_limit": 1}, "all": {"no_such": 1}}))
    refused = services.client("policy", "apply", file, "--shop", "policies", check=False)
    assert refused.returncode == 1 and "orders.cod_limit" in refused.stderr and "all.no_such" in refused.stderr, refused
    # What one service refuses, none takes; all who refuse are named.
    file.write_text(json.dumps({"catalog": {"currency_code": "USD"}, "orders": {"cod_limit_minor": "-1"},
                                "feedback": {"reveal_rules": ["nobody"]}}))
    refused = services.client(*owner, "policy", "apply", file, "--shop", "policies", check=False)
    assert refused.returncode == 1 and "orders: " in refused.stderr and "feedback: " in refused.stderr, refused
    assert "nothing was changed" in refused.stderr and "catalog: " not in refused.stderr, refused
    shown = json.loads(services.client("policy", "show", "--shop", "policies").stdout)
    assert shown["catalog"]["currency_code"] == "EUR", shown
    assert shown["orders"]["cod_limit_minor"] == "77" and shown["feedback"]["reveal_rules"] == ["owner:*"], shown
    assert json.loads(services.client("policy", "show", "--shop", "retail").stdout) == before


def check_clock(services):
    shown = json.loads(services.client("--json", "clock").stdout)
    moved = json.loads(services.client("--role", "operator", "--json", "clock", "--by", "90m").stdout)
    assert all(moved[name]["controlled"] and moved[name]["now"] > shown[name]["now"] for name in suite.SERVICES), moved
    wrong = services.client("clock", "--to", "tomorrow", check=False)
    assert wrong.returncode == 1 and "2026-03-02" in wrong.stderr, wrong


def check_reveal(services):
    request = ("call", "orders.v1.ReceiverService/RevealReceiver",
               '{"name": "shops/retail/orders/536365", "purpose": "label"}')
    denied = services.client("--actor", "9", "--role", "promotion", *request, check=False)
    assert denied.returncode == 1 and "REVEAL_NOT_ALLOWED" in denied.stderr, denied
    revealed = json.loads(services.client("--actor", "9", "--role", "packing", *request).stdout)
    assert "*" not in revealed["receiver"]["name"], revealed


def check_metrics(services):
    for service in suite.SERVICES:
        text = services.metrics(service)
        assert 'grpc_server_handled_total{' in text, f"{service} exports no calls"
        assert "shopdesk_" in text, f"{service} exports nothing of its own"


def check_sound(services):
    """What all four services hold is as their READMEs say that it must be."""
    verified = services.client("verify", check=False)
    assert verified.returncode == 0, f"verification found something:\n{verified.stdout}{verified.stderr}"


def check_tmall(services):
    """Another shop's orders, after the first shop's, on the same services."""
    orders = suite.ROOT / "tests" / "replay" / "tmall_small.csv"
    report = services.directory / "tmall.json"
    arguments = services.replay_arguments(report, "--format", "tmall", "--shop", "tmall", source=orders)
    services.client(*arguments)
    suite.compare(report, "--format", "tmall", source=orders)
    first = figures(report)
    assert first["skipped"] == {"given_twice": 1, "malformed": 2, "total": 1}, first["skipped"]
    assert (first["fully_refunded"], first["partly_refunded"], first["closed_unpaid"]) == (1, 1, 1), first
    services.client(*arguments)
    assert figures(report) == first, "a repeated replay must change nothing"


def main():
    binaries, storage = sys.argv[1:3]
    with suite.Suite(binaries, storage) as services:
        first = services.directory / "first.json"
        services.client(*services.replay_arguments(first, "--orders", ORDERS))
        suite.compare(first, "--orders", ORDERS)
        second = services.directory / "second.json"
        services.client(*services.replay_arguments(second, "--orders", ORDERS))
        assert figures(first) == figures(second), "a repeated replay must change nothing"
        check_client(services)
        check_batch(services)
        check_overviews(services)
        check_work(services)
        check_reveal(services)
        check_metrics(services)
        other = services.client(*services.replay_arguments(second, "--orders", ORDERS + 1), check=False)
        assert other.returncode == 1 and "another file" in other.stderr, other.stderr
        check_tmall(services)
        check_sound(services)
        check_policy(services)
        check_clock(services)


if __name__ == "__main__":
    main()
