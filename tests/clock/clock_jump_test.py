#!/usr/bin/env python3
"""The machine's clock is set back an hour, forward a day, and back again, under four services that run: followers, timers, watches,
leases and health go on, and nothing spins. Usage: clock_jump_test.py BIN sqlite|postgres. The clock is libfaketime's, from a file;
what counts the time that passes is left alone, as it is by who sets a clock."""

import glob
import os
import pathlib
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import suite  # noqa: E402

SHOP = "shops/clock"
JUMPS = ("+0", "-3600", "+86400", "-3600", "+0")
# CPU time that a service may use while nothing is asked of it, of one core. A tenth goes to gRPC's timer thread while the clock is
# behind: it waits by the kernel's clock, which libfaketime doesn't set.
MOST_BUSY = 0.5
CALM_SECONDS = 3


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


def cpu_seconds(running, service):
    fields = pathlib.Path(f"/proc/{running.processes[service].pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def check_after(running, jump, number):
    """A buyer is erased: timers in orders and feedback, calls to logistics, feeds between them."""
    buyer = f"b{number}"
    before = {service: value(running, service, "shopdesk_timers_run_total") for service in ("orders", "feedback")}
    running.call("orders.v1.BuyerService/EraseBuyer", {"parent": SHOP, "buyer": buyer, "requestId": f"erase-{number}"})
    for service in ("orders", "feedback"):
        suite.wait_for(f"{service}'s timer after {jump}",
                       lambda service=service: value(running, service, "shopdesk_timers_run_total") > before[service])
    for service in suite.SERVICES:
        assert is_ready(running, service), f"{service} isn't ready after {jump}"
    lines = [("orders", "orders.logistics"), ("orders", "orders.outbox"), ("feedback", "feedback.orders"),
             ("feedback", "feedback.logistics")]
    for service, follower in lines:
        labels = f'{{follower="{follower}"}}'
        suite.wait_for(f"{follower} to be at the end after {jump}", lambda service=service, labels=labels: value(
            running, service, f"shopdesk_follower_lag_events{labels}") == 0)
        assert value(running, service, f"shopdesk_follower_leader{labels}") == 1, f"{follower} lost its lease after {jump}"


def check_calm(running, jump):
    busy = {service: -cpu_seconds(running, service) for service in suite.SERVICES}
    time.sleep(CALM_SECONDS)
    for service in suite.SERVICES:
        busy[service] += cpu_seconds(running, service)
        assert busy[service] < MOST_BUSY * CALM_SECONDS, f"{service} used {busy[service]} s of CPU in {CALM_SECONDS} s after {jump}"
    return max(busy.values())


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
                print(f"{jump}: all goes on; at most {check_calm(running, jump):.2f} s of CPU in {CALM_SECONDS} s")
        finally:
            watch.terminate()
            watch.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
