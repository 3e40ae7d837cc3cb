#!/usr/bin/env python3
"""Real orders through all four services, seen from outside: the report, a repetition, the client, the metrics."""

import json
import pathlib
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
    assert [json.loads(event)["type"] for event in events][:2] == ["policy.updated", "order.placed"], events
    described = services.call("DescribeOrder", {"name": "shops/retail/orders/536365", "language_code": "en"})
    assert described["sentence"], described
    methods = services.client("call").stdout
    assert "shopdesk.catalog.v1.StockService/ReserveStock" in methods
    several = services.client("call", "GetPolicy", check=False)
    assert several.returncode == 1 and "shopdesk.feedback.v1.PolicyService/GetPolicy" in several.stderr, several
    missing = services.client("show", "shops/retail/orders/none", check=False)
    assert missing.returncode == 1 and "NOT_FOUND" in missing.stderr, missing
    refused = services.client("call", "PlaceOrder", '{"parent": "shops/retail"}', check=False)
    assert refused.returncode == 1 and "buyer" in refused.stderr and "lines" in refused.stderr, refused.stderr


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
        check_client(services)
        check_reveal(services)
        check_metrics(services)
        second = services.directory / "second.json"
        services.client(*services.replay_arguments(second, "--orders", ORDERS))
        assert figures(first) == figures(second), "a repeated replay must change nothing"
        other = services.client(*services.replay_arguments(second, "--orders", ORDERS + 1), check=False)
        assert other.returncode == 1 and "another file" in other.stderr, other.stderr
        check_tmall(services)


if __name__ == "__main__":
    main()
