#!/usr/bin/env python3
"""Measures what figures cost when there were very many orders.

    bench/figures.py [--binaries build/release/bin] [--orders 10000000] [--calls 21] [--directory DIR]

Starts the services on SQLite, fills their databases by SQL as the given number of orders over ten years would have: an order, a trade
and a counted source for each, consultations and sessions of 50 agents, and figures by day and month in every dimension. Then it asks
for figures of a day, 30 days and ten years, and prints a table for docs/benchmarks.md with the statements that ran. It ends with 1 if
an answer isn't what was put in, or figures of orders read anything but figures. Ten million orders need 12 GB in the directory.
"""

import argparse
import datetime
import importlib
import pathlib
import re
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import grpc
from google.protobuf import symbol_database

import suite

SHOP = "big"
AGENTS = 50
FIRST = datetime.date(2016, 1, 1)
DAYS = 3650
EPOCH = datetime.date(1970, 1, 1)
DAY_MS = 24 * 3600 * 1000
# Names and dimensions of the figures of each service, as its domain/figures.cc numbers them; every one counts an order a time.
NAMES = {
    "orders": [(1, str(state)) for state in range(1, 10)] + [(2, f"a{agent}") for agent in range(AGENTS)] +
              [(3, str(state)) for state in range(1, 9)] + [(7, str(outcome)) for outcome in range(1, 11)] +
              [(8, f"{state}/a{agent}") for state in (1, 2, 3) for agent in range(AGENTS)] +
              [(name, str(kind)) for name in (9, 10, 11, 12) for kind in range(1, 16)],
    "feedback": [(1, str(grade)) for grade in (1, 2, 3)] + [(2, ""), (3, "")] + [(4, str(state)) for state in range(1, 8)],
    "logistics": [(1, str(mode)) for mode in range(1, 11)] + [(2, str(status)) for status in range(1, 17)] + [(3, "")] +
                 [(6, f"{kind}/{state}") for kind in range(1, 9) for state in range(1, 8)],
}
PERIODS = {
    "a day": ("2020-03-03", "2020-03-03"),
    "30 days": ("2020-03-03", "2020-04-01"),
    "ten years": (FIRST.isoformat(), (FIRST + datetime.timedelta(DAYS - 1)).isoformat()),
}
METADATA = (("shopdesk-caller", "bench"), ("shopdesk-actor", "agent:1;role=owner"))


def import_protos(into):
    files = sorted(str(path.relative_to(ROOT / "protos")) for path in (ROOT / "protos").glob("shopdesk/**/*.proto"))
    subprocess.run(["protoc", f"-I{ROOT / 'protos'}", f"--python_out={into}", *files], check=True)
    sys.path.insert(0, into)
    for name in files:
        importlib.import_module(name.removesuffix(".proto").replace("/", ".") + "_pb2")


class Service:
    def __init__(self, running, name):
        self.running, self.name = running, name
        self.channel = grpc.insecure_channel(f"{suite.HOST}:{running.grpc[name]}")

    def method(self, path):
        service, name = path.split("/")
        described = symbol_database.Default().pool.FindServiceByName(f"shopdesk.{self.name}.v1.{service}").methods_by_name[name]
        of = symbol_database.Default().GetSymbol
        call = self.channel.unary_unary(f"/shopdesk.{self.name}.v1.{path}", lambda request: request.SerializeToString(),
                                        of(described.output_type.full_name).FromString)
        return lambda **fields: call(of(described.input_type.full_name)(**fields), metadata=METADATA, timeout=60)

    def statements(self):
        return {name: float(runs) for name, runs in re.findall(
            r'^shopdesk_database_statements_total\{statement="([^"]+)"\} (\S+)$', self.running.metrics(self.name), re.MULTILINE)}


def day_of(date):
    return (date - EPOCH).days


class Filler:
    """The tables of one service's database, while it is down."""

    def __init__(self, file):
        self.database = sqlite3.connect(file)
        self.database.execute("PRAGMA synchronous = OFF")

    def close(self):
        self.database.commit()
        self.database.execute("ANALYZE")
        self.database.commit()
        self.database.close()

    def series(self, count, table, columns):
        """A row for each i of 0 … count − 1; columns are SQL over i."""
        names, values = ", ".join(columns), ", ".join(columns.values())
        self.database.execute(f"WITH RECURSIVE s (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < {count - 1})"
                              f" INSERT INTO {table} ({names}) SELECT {values} FROM s")
        self.database.commit()

    def figures(self, names, a_day, sources):
        execute = self.database.execute
        execute("DELETE FROM figure_generations WHERE shop = ?", (SHOP,))
        execute("INSERT INTO figure_generations (shop, generation, state, step, after_name, done) VALUES (?, 1, 2, 0, '', ?)",
                (SHOP, sources))
        months = {}
        for i in range(DAYS):
            date = FIRST + datetime.timedelta(i)
            months.setdefault(date.replace(day=1), 0)
            months[date.replace(day=1)] += 1
            self.add_figures(0, date, names, a_day)
        for month, days in months.items():
            self.add_figures(1, month, names, days * a_day)
        self.database.commit()

    def add_figures(self, span, date, names, value):
        self.database.executemany("INSERT INTO figures (shop, generation, span, day, name, dimension, value) VALUES (?, 1, ?, ?, ?, ?, ?)",
                                  ((SHOP, span, day_of(date), name, dimension, value) for name, dimension in names))


def fill(running, orders):
    start_ms, step_ms = day_of(FIRST) * DAY_MS, DAYS * DAY_MS / orders
    a_day = orders // DAYS
    at = f"CAST({start_ms} + i * {step_ms} AS INTEGER)"
    shop = f"'{SHOP}'"
    for name in NAMES:
        filler = Filler(running.directory / name / f"{name}.db")
        filler.figures(NAMES[name], a_day, orders)
        filler.series(orders, "figure_sources", {
            "shop": shop, "generation": "1", "source": f"'shops/{SHOP}/sources/s' || i", "counted_to": "1",
            "counts": "'18000 1 9 1' || char(10) || '18000 2 a7 1' || char(10) || '18000 9 1 1250' || char(10)"})
        if name == "orders":
            filler.series(orders, "orders", {
                "shop": shop, "id": "'o' || i", "state": "9", "buyer": "'b' || (i / 3)", "agent": f"'a' || (i % {AGENTS})", "method": "1",
                "held": "0", "ship_by_ms": at, "created_ms": at, "updated_ms": at, "version": "1", "data": "zeroblob(64)"})
        if name == "feedback":
            filler.series(orders, "trades", {
                "shop": shop, "order_id": "'o' || i", "buyer": "'b' || (i / 3)", "placed_ms": at, "finished_ms": at,
                "review_until_ms": at, "agent": f"'a' || (i % {AGENTS})"})
            filler.series(orders // 500, "order_errors", {
                "shop": shop, "id": "'e' || i", "agent": f"'a' || (i % {AGENTS})", "create_ms": f"CAST({start_ms} + i * {step_ms} * 500 AS INTEGER)",
                "counts": "1"})
            filler.series(20 * AGENTS * DAYS, "consultations", {
                "shop": shop, "agent": f"'a' || (i % {AGENTS})", "day": f"{day_of(FIRST)} + i / {20 * AGENTS}", "conversation": "'c' || i",
                "buyer": "'b' || i", "first_ms": "0", "last_ms": "0", "answered": "1", "ordered": "i % 2", "responses": "3", "wait_ms": "9000"})
            filler.series(AGENTS * DAYS, "online_sessions", {
                "shop": shop, "agent": f"'a' || (i % {AGENTS})", "session": "'s' || i",
                "start_ms": f"{start_ms} + (i / {AGENTS}) * {DAY_MS} + 32400000",
                "end_ms": f"{start_ms} + (i / {AGENTS}) * {DAY_MS} + 64800000"})
        filler.close()


def prepare(services):
    for name, service in services.items():
        policy = {"name": f"shops/{SHOP}/policy"}
        if name != "feedback":
            policy["currency_code"] = "CNY"
        service.method("PolicyService/UpdatePolicy")(policy=policy, allow_missing=True, request_id="policy")
    for agent in range(AGENTS):
        services["feedback"].method("ConversationService/CreateAgent")(
            parent=f"shops/{SHOP}", agent_id=f"a{agent}", agent={"display_name": f"agent {agent}", "roles": [7]}, request_id=f"agent-{agent}")


def measure(service, path, calls, **fields):
    """The median and the worst in milliseconds, the answer, and how often each statement ran in a call."""
    call = service.method(path)
    answer = call(**fields)
    before = service.statements()
    took = []
    for _ in range(calls):
        start = time.perf_counter()
        call(**fields)
        took.append(1000 * (time.perf_counter() - start))
    ran = {name: (runs - before.get(name, 0)) / calls for name, runs in service.statements().items()}
    return statistics.median(took), max(took), answer, {name: runs for name, runs in ran.items() if runs >= 0.9}


def report(services, orders, calls):
    faults = []
    print(f"| figures at {orders:,} orders | period | p50 ms | worst ms | statements of a call |\n|---|---|---|---|---|")

    def row(service, path, span, /, **fields):
        p50, worst, answer, ran = measure(services[service], path, calls, parent=f"shops/{SHOP}", **fields)
        listed = ", ".join(f"{name} ×{runs:.0f}" for name, runs in sorted(ran.items()))
        print(f"| {path.split('/')[1]} | {span} | {p50:.1f} | {worst:.1f} | {listed} |", flush=True)
        if service == "orders" and any(name.startswith("orders.") for name in ran):
            faults.append(f"{path} of {span} reads rows of orders: {listed}")
        return answer

    for period, (first, last) in PERIODS.items():
        days = (datetime.date.fromisoformat(last) - datetime.date.fromisoformat(first)).days + 1
        fields = {"period": {"first_day": first, "last_day": last}}
        row("orders", "OrderService/GetOrderFigures", period, **fields)
        rates = row("orders", "OrderErrorService/GetOrderErrorRates", period, **fields)
        if rates.total.orders_handled != AGENTS * days * (orders // DAYS):
            faults.append(f"{rates.total.orders_handled} orders were handled in {period}, not {AGENTS * days * (orders // DAYS)}")
        row("logistics", "ShipmentService/GetShipmentFigures", period, **fields)
        row("feedback", "ConversationService/GetFeedbackFigures", period, **fields)
    for period in ("DAY", "WEEK", "MONTH"):
        row("feedback", "ConversationService/ListScorecards", f"a {period.lower()}, 20 agents", period=period, date="2020-03-03", page_size=20)
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binaries", default=ROOT / "build/release/bin", type=pathlib.Path)
    parser.add_argument("--orders", default=10_000_000, type=int)
    parser.add_argument("--calls", default=21, type=int)
    parser.add_argument("--directory", help="where the databases are made; default: the folder for temporary files")
    options = parser.parse_args()
    if options.orders < DAYS:
        parser.error(f"--orders must be at least {DAYS}: one a day")
    tempfile.tempdir = options.directory
    with tempfile.TemporaryDirectory() as generated, suite.Suite(options.binaries) as running:
        import_protos(generated)
        services = {name: Service(running, name) for name in NAMES}
        prepare(services)
        for name in NAMES:
            running.processes[name].terminate()
            assert running.processes[name].wait() == 0, f"{name} did not end in order"
        fill(running, options.orders)
        for name in NAMES:
            running.start(name)
        running.wait_until_healthy()
        faults = report(services, options.orders, options.calls)
    print("\n".join(faults), file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
