#!/usr/bin/env python3
"""Measures how many bytes an order leaves in the databases.

    bench/bytes.py [--binaries build/release/bin] [--storage sqlite|postgres] [--orders 834] [--lines N]

Replays the sample, of each invoice its first N lines if asked, and prints a table for docs/benchmarks.md: KB an order, by service, of
what stays for good, of events (kept 14 days) and of answers to repeated requests (48 hours). What products hold in catalog isn't counted.
On PostgreSQL it also prints the write-ahead log's bytes, in which the making of the shop counts: the difference of two runs has none of it.
"""

import argparse
import collections
import csv
import gzip
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

import suite

# Of catalog, what orders leave; the rest is its products'.
OF_ORDERS = ("stock_movements", "reservations", "figure_sources")
KINDS = ("for good", "events", "answers")


def kind_of(service, table):
    if table == "events":
        return "events"
    if table == "idempotency":
        return "answers"
    return "for good" if service != "catalog" or table in OF_ORDERS else None


def first_lines(source, count, into):
    """A file with the first rows of each invoice."""
    seen = collections.Counter()
    with gzip.open(source, "rt", encoding="utf-8", newline="") as rows, gzip.open(into, "wt", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for row in csv.reader(rows):
            seen[row[0]] += 1
            if seen[row[0]] <= count:
                writer.writerow(row)
    return into


def sqlite_sizes(running):
    """(service, table, bytes with its indexes)."""
    for service in suite.SERVICES:
        database = sqlite3.connect(f"file:{running.directory}/{service}/{service}.db?mode=ro", uri=True)
        tables = dict(database.execute("SELECT name, tbl_name FROM sqlite_master WHERE rootpage > 0"))
        for name, size in database.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"):
            yield service, tables.get(name, name), size


def ask(postgres, statement):
    return subprocess.run([f"{postgres.bin}/psql", "-qAtX", "-F", " ", postgres.dsn, "-c", statement], capture_output=True, text=True,
                          check=True).stdout.split("\n")[:-1]


def postgres_sizes(running):
    for line in ask(running.postgres, "SELECT schemaname, relname, pg_total_relation_size(relid) FROM pg_stat_user_tables"):
        service, table, size = line.split()
        yield service, table, int(size)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binaries", default=ROOT / "build" / "release" / "bin", help="the programs of a release build")
    parser.add_argument("--storage", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--orders", type=int, default=834)
    parser.add_argument("--lines", type=int, help="of each invoice, the first so many lines (default: all)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory, suite.Suite(options.binaries, options.storage) as running:
        source = first_lines(suite.SAMPLE, options.lines, pathlib.Path(directory) / "first.csv.gz") if options.lines else suite.SAMPLE
        report = running.directory / "report.json"
        if running.postgres:
            (before,) = ask(running.postgres, "SELECT pg_current_wal_lsn()")
        running.client(*running.replay_arguments(report, "--orders", options.orders, source=source))
        told = json.loads(report.read_text(encoding="utf-8"))
        orders = told["orders"]
        sizes = collections.Counter()
        for service, table, size in (postgres_sizes if running.postgres else sqlite_sizes)(running):
            sizes[service, kind_of(service, table)] += size
        print(f"{orders} orders of {told['rows'] / orders:.1f} rows, {told['products']} products, {options.storage}\n")
        print("| KB an order | " + " | ".join(KINDS) + " |\n|---|" + "---|" * len(KINDS))
        for service in (*suite.SERVICES, "all"):
            of = [each for each in suite.SERVICES if service in (each, "all")]
            print(f"| {service} | " + " | ".join(f"{sum(sizes[each, kind] for each in of) / orders / 1000:.1f}" for kind in KINDS) + " |")
        if running.postgres:
            print(f"\n{ask(running.postgres, f'''SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '{before}')''')[0]} bytes of write-ahead log")


if __name__ == "__main__":
    main()
