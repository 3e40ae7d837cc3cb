#!/usr/bin/env python3
"""The metrics of each service: names, types and labels are those of <service>.golden from its start, with SQLite and without TLS, and
besides those of <service>.<setting>.golden in other settings: `postgres_tls`, and `busy`, once something waits for somebody. Every type
of event and every status has its series; promtool finds nothing wrong. Usage: metrics_test.py BIN [--write], which writes the golden
files anew."""

import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e" / "cases"))
import harness  # noqa: E402

suite = harness.suite

HERE = pathlib.Path(__file__).resolve().parent
# The oldest that figures at a scrape may be, and a scrape later.
SAMPLED = 70
SAMPLE = re.compile(r"^(\w+?)(?:\{(.*)\})? \S+$")
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
CODES = 17


def series_of(text):
    """(name, type, labels) of each series; a histogram's parts are one, and the bounds of its buckets no label."""
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))
    found = set()
    for line in text.splitlines():
        sample = None if line.startswith("#") else SAMPLE.match(line)
        if not sample:
            continue
        name = sample.group(1)
        if name not in kinds:
            name = re.sub(r"_(bucket|sum|count)$", "", name)
        labels = tuple(sorted((key, value) for key, value in LABEL.findall(sample.group(2) or "") if key != "le"))
        found.add((name, kinds[name], labels))
    return found


def lines_of(series):
    return sorted({f"{name} {kind} {{{','.join(key for key, _ in labels)}}}" for name, kind, labels in series})


def documented_events(service):
    """What docs/events.md says that the service emits."""
    text = (suite.ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    types = set()
    for heading in ("all services", service):
        section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL).group(1)
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        for row in rows:
            _, cell, _, when = row.split("|")[:4]
            # Some are of some services only: "orders, logistics, feedback: ...".
            whose = when.split(":")[0].replace(",", " ").split()
            if heading == service or not set(whose) & set(suite.SERVICES) or service in whose:
                types.update(re.findall(r"`([^`]+)`", cell))
    return types


def missing_zeros(service, series):
    counted = {dict(labels)["type"] for name, _, labels in series if name == "shopdesk_events_total"}
    for each in sorted(documented_events(service) ^ counted):
        yield f"{service}: {'no series of' if each not in counted else 'a series of the unknown'} event {each}"
    codes = {}
    for name, _, labels in series:
        if name in ("grpc_server_handled_total", "grpc_client_handled_total"):
            others = (name, *(value for key, value in labels if key != "grpc_code"))
            codes.setdefault(others, set()).add(dict(labels)["grpc_code"])
    for method, known in sorted(codes.items()):
        if len(known) != CODES:
            yield f"{service}: {method} has {len(known)} status codes of {CODES}"


def promtool(service, text):
    checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True, check=False)
    return [f"{service}: promtool: {checked.stdout}{checked.stderr}"] if checked.returncode else []


def read(service, setting):
    """The lines of a golden file; none where there is none: the setting adds nothing."""
    golden = HERE / f"{service}.{setting + '.' if setting else ''}golden"
    return golden, golden.read_text(encoding="utf-8").splitlines() if golden.exists() else []


def check(running, service, setting, write):
    golden, special = read(service, setting)
    usual = read(service, "")[1] if setting else []

    def series():
        return series_of(running.metrics(service))
    # Followers and samplers come to their first round by themselves.
    try:
        suite.wait_for("the metrics", lambda: lines_of(series()) == sorted(usual + special), SAMPLED)
    except AssertionError:
        pass
    found = series()
    lines = lines_of(found)
    if write:
        special = [line for line in lines if line not in usual]
        golden.write_text("".join(line + "\n" for line in special), encoding="utf-8")
    yield from (f"{service}: {line} isn't in {golden.name}; --write" for line in lines if line not in usual + special)
    yield from (f"{service}: {line} of {golden.name} isn't told" for line in usual + special if line not in lines)
    yield from missing_zeros(service, found)
    yield from promtool(service, running.metrics(service))


def check_all(running, setting, write):
    return [failure for service in suite.SERVICES for failure in check(running, service, setting, write)]


def keep_busy(desk):
    """Leaves work of each service undone, in a shop with a currency."""
    desk.open_shop()
    desk.stock("cup", 19900, 5)
    # It differs from the other in case only.
    desk.stock("CUP", 19900, 5)
    order = desk.place("o1", {"cup": 1})
    desk.pay(order)
    desk.call("RecordCodLines", {"parent": desk.name("carriers/sf"), "rows": [{
        "line_id": "L1", "waybill_number": "SF9999999999999", "remit_time": desk.time,
        "amount": {"currency_code": "CNY", "minor": "1000"}, "fee": {"currency_code": "CNY", "minor": "0"}}]}, role="finance")
    desk.call("OpenComplaint", {"order": order["name"], "buyer": "b1", "kind": "SERVICE", "complainant": "BUYER", "respondent": "SHOP",
                                "text": "电话没人接"}, buyer="b1")
    desk.settle()


def main():
    write = "--write" in sys.argv
    with suite.Suite(sys.argv[1]) as running:
        failures = check_all(running, "", write)
        with harness.Caller(running) as caller:
            keep_busy(harness.Desk(harness.World(running, caller), "metrics", crash=False))
        failures += check_all(running, "busy", write)
    with suite.Suite(sys.argv[1], "postgres", tls=True) as running:
        failures += check_all(running, "postgres_tls", write)
    print("\n".join(failures) or "the metrics are as they were")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
