#!/usr/bin/env python3
"""Kills each service with SIGKILL in the middle of a replay and starts it again: the replay completes with the same totals."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import suite  # noqa: E402

# Enough that the replay is still on its way after the last kill.
ORDERS = {"sqlite": 400, "postgres": 120}
KILLED = ("catalog", "logistics", "feedback", "orders", "catalog")


def main():
    binaries, storage = sys.argv[1:3]
    orders = ORDERS[storage]
    with suite.Suite(binaries, storage) as services:
        report = services.directory / "report.json"
        with services.replaying(report, "--orders", orders) as replay:
            for service in KILLED:
                services.kill_amid(replay, service)
        suite.compare(report, "--orders", orders)
        print(f"killed {', '.join(KILLED)}; the totals are right")


if __name__ == "__main__":
    main()
