#!/usr/bin/env python3
"""Two foreign programs, which know the protos only, keep copies of all four services from snapshots and feeds while a replay runs
and services are killed; in the end each copy is what the services answer."""

import json
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import suite  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ORDERS = {"sqlite": 200, "postgres": 80}
SHOP = "retail"
KILLED = ("catalog", "orders", "logistics", "feedback", "catalog")
# What the replay is known to make, of each service.
EXPECTED = {
    "orders": {"Order", "Refund", "LedgerEntry", "BankAccount", "Policy"},
    "catalog": {"StockLevel", "Reservation", "Product", "Policy"},
    "logistics": {"Shipment", "TrackingEvent", "RateTable", "Notice", "Policy"},
    "feedback": {"Review", "Conversation", "Policy"},
}


def python_program(_):
    """Debian's interpreter, whose packages scripts/bootstrap installs."""
    return ["/usr/bin/python3", str(HERE / "python" / "feed_copy.py")]


def node_program(directory):
    assert shutil.which("node") and shutil.which("npm"), "there is no node or npm: scripts/bootstrap installs them"
    for name in ("feed_copy.js", "package.json", "package-lock.json"):
        shutil.copy(HERE / "node" / name, directory)
    installed = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=directory,
                               capture_output=True, text=True, timeout=300)
    assert installed.returncode == 0, f"npm can't get the packages of the program for Node:\n{installed.stderr[-500:]}"
    return ["node", str(directory / "feed_copy.js")]


class Program:
    """A foreign program that keeps its copy until it is asked to compare."""

    def __init__(self, command, services, name):
        self.name = name
        self.errors = services.directory / f"{name}.log"
        targets = [f"{service}={suite.HOST}:{services.grpc[service]}" for service in suite.SERVICES]
        with open(self.errors, "w", encoding="utf-8") as errors:
            self.process = subprocess.Popen([*command, "--protos", str(suite.ROOT / "protos"), "--shop", SHOP, *targets],
                                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True)

    def finish(self):
        answer, _ = self.process.communicate(timeout=300)
        assert self.process.returncode == 0, f"{self.name}:\n{answer}{self.errors.read_text()}"
        report = json.loads(answer)
        for service, types in EXPECTED.items():
            copied = report[service]["resources"]
            assert types <= copied.keys(), f"{self.name}: {service} lacks {types - copied.keys()}"
            assert report[service]["events"] > 0, f"{self.name}: no events of {service}"
        return report

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def main():
    binaries, storage = sys.argv[1:3]
    orders = ORDERS[storage]
    with suite.Suite(binaries, storage) as services:
        report = services.directory / "report.json"
        # The first is there before the shop; the second comes when half is done.
        programs = [Program(python_program(services.directory), services, "python")]
        late = node_program(services.directory)
        try:
            with services.replaying(report, "--orders", orders) as replay:
                for service in KILLED[:2]:
                    services.kill_amid(replay, service)
                programs.append(Program(late, services, "node"))
                for service in KILLED[2:]:
                    services.kill_amid(replay, service)
            reports = {program.name: program.finish() for program in programs}
        finally:
            for program in programs:
                program.kill()
        suite.compare(report, "--orders", orders)
        for name, found in reports.items():
            breaks = {service: found[service]["breaks"] for service in suite.SERVICES}
            assert name == "node" or all(breaks.values()), f"{name} saw no break: {breaks}"
            print(f"{name}: {json.dumps(found)}")
        resources = [{service: found[service]["resources"] for service in suite.SERVICES} for found in reports.values()]
        assert all(each == resources[0] for each in resources), f"the copies differ: {resources}"


if __name__ == "__main__":
    main()
