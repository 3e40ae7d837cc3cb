#!/usr/bin/env python3
"""catalog hangs under a crowd that places orders: they hold up half of orders' threads at most, so that what needs logistics only is
answered before the first of them gives up; and once catalog goes on, each is placed once. Usage: hung_peer_test.py BIN sqlite|postgres."""

import pathlib
import re
import signal
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "cases"))
import harness  # noqa: E402

suite = harness.suite

# More than orders has threads for.
CROWD = 48
PIECES = 100


def counted(running, metric, *labels):
    """The sum of a counter of orders, and its series by status."""
    by_code = {}
    for line in running.metrics("orders").splitlines():
        if line.startswith(metric + "{") and all(label in line for label in labels):
            code = re.search(r'grpc_code="(\w+)"', line)
            by_code[code.group(1) if code else ""] = int(line.rsplit(" ", 1)[1])
    return sum(by_code.values()), by_code


def placed(running):
    return counted(running, "grpc_server_started_total", 'grpc_method="PlaceOrder"')[0]


def gave_up(running):
    """Calls to catalog that were sent and had no answer."""
    return counted(running, "grpc_client_handled_total", 'grpc_method="ReserveStock"', 'peer="catalog"')[1].get("DEADLINE_EXCEEDED", 0)


def check(running, desk, crowd):
    desk.open_shop()
    desk.stock("cup", 19900, PIECES)
    first = desk.place("first", {"cup": 1})
    lines = [desk.line("PlaceOrder", desk.place_request(f"o{i}", {"cup": 1}, buyer=f"b{i}"), buyer=f"b{i}") for i in range(CROWD)]
    before = placed(running)
    catalog = running.processes["catalog"]
    catalog.send_signal(signal.SIGSTOP)
    try:
        ordering = threading.Thread(target=crowd.ask, args=(lines,))
        ordering.start()
        suite.wait_for("the crowd", lambda: placed(running) >= before + CROWD)
        options = desk.call("ListCourierOptions", {"name": first["name"]})
        assert options["options"], options
        assert gave_up(running) == 0, "what doesn't need catalog waited for those who do"
    finally:
        catalog.send_signal(signal.SIGCONT)
    ordering.join()
    for line in lines:
        order = desk.call(line["method"], line["request"], buyer=line["actor"])
        assert order["state"] == "WAIT_BUYER_PAY", order
    desk.settle()
    harness.expect(desk.available("cup"), PIECES - CROWD - 1)


def main():
    with suite.Suite(sys.argv[1], sys.argv[2]) as running, harness.Caller(running) as caller, harness.Caller(running) as crowd:
        check(running, harness.Desk(harness.World(running, caller), "hung", crash=False), crowd)
    print("what hangs holds up nobody else")


if __name__ == "__main__":
    main()
