#!/usr/bin/env python3
"""Kills each service with SIGKILL in the middle of a replay and starts it again: the replay completes with the same totals."""

import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import suite  # noqa: E402

# Enough that the replay is still on its way after the last kill.
ORDERS = {"sqlite": 400, "postgres": 120}


def placed(services):
    """Orders placed since the orders service was started; 0 while it is down."""
    try:
        text = services.metrics("orders")
    except OSError:
        return 0
    found = re.search(r'grpc_server_handled_total\{[^}]*grpc_code="OK"[^}]*grpc_method="PlaceOrder"[^}]*\} (\d+)', text)
    return int(found.group(1)) if found else 0


def main():
    binaries, storage = sys.argv[1:3]
    orders = ORDERS[storage]
    with suite.Suite(binaries, storage) as services:
        report = services.directory / "report.json"
        command = services.command(*services.replay_arguments(report, "--orders", orders))
        with open(services.directory / "replay.log", "w+", encoding="utf-8") as log:
            replay = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
            killed = []
            for service in ("catalog", "logistics", "feedback", "orders", "catalog"):
                before = placed(services)
                suite.wait_for("some more orders", lambda: placed(services) >= before + 8 or replay.poll() is not None, 300)
                assert replay.poll() is None, f"the replay ended before {service} could be killed: {killed}"
                services.kill(service)
                services.start(service)
                killed.append(service)
                services.wait_until_healthy()
            code = replay.wait(timeout=600)
            log.seek(0)
            assert code == 0, log.read()
        suite.compare(report, "--orders", orders)
        print(f"killed {', '.join(killed)}; the totals are right")


if __name__ == "__main__":
    main()
