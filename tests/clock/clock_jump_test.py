#!/usr/bin/env python3
"""The machine's clock is set back an hour, forward a day, and back again, under four services that run: followers, timers, watches,
leases and health go on. Usage: clock_jump_test.py BIN sqlite|postgres. The clock is libfaketime's, from a file; what counts the time
that passes is left alone, as it is by who sets a clock."""

import glob
import json
import os
import pathlib
import subprocess
import sys
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import suite  # noqa: E402

SHOP = "shops/clock"
JUMPS = ("+0", "-3600", "+86400", "-3600", "+0")


class Clock:
    """What the services take for the time of day."""

    def __init__(self, file):
        self.file = pathlib.Path(file)
        self.set("+0")

    def set(self, offset):
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{offset}\n")
        fresh.replace(self.file)

    def environment(self):
        library = glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")
        assert library, "libfaketime is missing; scripts/bootstrap installs it"
        return {**os.environ, "LD_PRELOAD": library[0], "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_RESET": "1"}


def is_ready(running, service):
    try:
        with urllib.request.urlopen(f"http://{suite.HOST}:{running.metrics_ports[service]}/readyz", timeout=5) as answer:
            return answer.status == 200
    except urllib.error.HTTPError:
        return False


def value(running, service, line):
    """What a metric's line says; None if it isn't there."""
    for each in running.metrics(service).splitlines():
        if each.startswith(line + " "):
            return float(each.rsplit(" ", 1)[1])
    return None


def erase(running, buyer, request_id):
    """True once it is accepted: a call on whose way the clock is set may have run out of time, and is repeated."""
    request = {"parent": SHOP, "buyer": buyer, "requestId": request_id}
    return running.client("call", "orders.v1.BuyerService/EraseBuyer", json.dumps(request), check=False).returncode == 0


def check_after(running, jump, number):
    """A buyer is erased: timers in orders and feedback, calls to logistics, feeds between them."""
    buyer = f"b{number}"
    before = {service: value(running, service, "shopdesk_timers_run_total") for service in ("orders", "feedback")}
    suite.wait_for(f"an erasure after {jump}", lambda: erase(running, buyer, f"erase-{number}"))
    for service in ("orders", "feedback"):
        suite.wait_for(f"{service}'s timer after {jump}",
                       lambda service=service: value(running, service, "shopdesk_timers_run_total") > before[service])
    for service in suite.SERVICES:
        suite.wait_for(f"{service} to be ready after {jump}", lambda service=service: is_ready(running, service))
    lines = [("orders", "orders.logistics"), ("orders", "orders.outbox"), ("feedback", "feedback.orders"),
             ("feedback", "feedback.logistics")]
    for service, follower in lines:
        labels = f'{{follower="{follower}"}}'
        suite.wait_for(f"{follower} to be at the end after {jump}", lambda service=service, labels=labels: value(
            running, service, f"shopdesk_follower_lag_events{labels}") == 0)
        assert value(running, service, f"shopdesk_follower_leader{labels}") == 1, f"{follower} lost its lease after {jump}"


def main():
    running = suite.Suite(sys.argv[1], sys.argv[2], controlled_clock=False)
    clock = Clock(running.directory / "clock")
    running.environment = clock.environment()
    with running:
        policy = running.directory / "policy.json"
        policy.write_text('{"all": {"currency_code": "CNY"}}')
        running.client("policy", "apply", policy, "--shop", "clock")
        seen = running.directory / "watched"
        with open(seen, "w", encoding="utf-8") as out:
            # From before the first jump to after the last one.
            watch = subprocess.Popen(running.command("watch", "feedback", "--shop", "clock"), stdout=out)
        try:
            for number, jump in enumerate(JUMPS):
                clock.set(jump)
                check_after(running, jump, number)
                suite.wait_for(f"the watch after {jump}", lambda number=number: seen.read_text().count("erasure.done") > number)
                print(f"{jump}: all goes on")
        finally:
            watch.terminate()
            watch.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
