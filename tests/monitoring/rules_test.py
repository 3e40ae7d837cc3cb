#!/usr/bin/python3
"""Each alert says what it must, has a test that fires, a silent one, a runbook page and a line in docs/monitoring.md; what the
expressions read is exported by the services.

  rules_test.py           checks
  rules_test.py --write   brings the table of alerts in docs/monitoring.md up to date
"""

import pathlib
import re
import sys

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import promql  # noqa: E402

ROOT = promql.ROOT
TESTS = ROOT / "deploy" / "prometheus" / "tests"
GUIDE = ROOT / "docs" / "monitoring.md"
PARTS = ("## What it means", "## What to look at", "## What to do")
RUNBOOK = '{{ or $externalLabels.runbooks "docs/runbooks/alerts" }}/%s.md'
# Prometheus' own.
BUILT_IN = {"up", "ALERTS"}
RPC = re.compile(r"^  rpc (\w+)\((stream )?\w+\) returns \((stream )?[\w.]+\)", re.MULTILINE)
NOT_CALLS = re.compile(r'grpc_method!~"([^"]+)"')
TABLE = re.compile(r"(?<=<!-- alerts -->\n).*?(?=<!-- end of alerts -->)", re.DOTALL)
OTHERS = re.compile(r"(?<=<!-- metrics of others -->\n).*?(?=<!-- end of metrics of others -->)", re.DOTALL)
AREAS = {"slo.yml": "objectives", "service.yml": "services", "postgres.yml": "database", "desk.yml": "desk"}


def told(name, rule):
    """What an alert must say of itself."""
    labels, annotations = rule.get("labels", {}), rule.get("annotations", {})
    if labels.get("severity") not in ("page", "ticket"):
        yield f"{name}: its severity must be page or ticket"
    if labels.get("team") not in ("operators", "desk"):
        yield f"{name}: its team must be operators or desk"
    for key in ("summary", "description"):
        if not annotations.get(key):
            yield f"{name} has no {key}"
    if annotations.get("runbook_url") != RUNBOOK % name:
        yield f"{name}: its runbook_url must be {RUNBOOK % name}"


def pages(alerts):
    found = {path.stem: path for path in promql.RUNBOOKS.glob("Shopdesk*.md")}
    for name in sorted(alerts.keys() - found.keys()):
        yield f"{name} has no page docs/runbooks/alerts/{name}.md"
    for name in sorted(found.keys() - alerts.keys()):
        yield f"docs/runbooks/alerts/{name}.md is of no alert"
    for name in sorted(alerts.keys() & found.keys()):
        text = found[name].read_text(encoding="utf-8")
        if not text.startswith(f"# {name}\n"):
            yield f"docs/runbooks/alerts/{name}.md must begin with its name as the title"
        for part in PARTS:
            section = re.search(rf"^{part}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
            if not section or len(section.group(1).strip()) < 40:
                yield f"docs/runbooks/alerts/{name}.md says nothing under {part!r}"
        if not re.search(r"^```sh ", text, re.MULTILINE):
            yield f"docs/runbooks/alerts/{name}.md has no command"


def checks():
    """The checks that the page on wrong data names are those that services run."""
    text = (promql.RUNBOOKS / "ShopdeskDataWrong.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:catalog|orders|logistics|feedback)\.\w+)`", text))
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "services").rglob("*.cc") if not path.name.endswith("_test.cc"))
    if not named or "check:" in text.partition("## What to do")[2]:
        yield "docs/runbooks/alerts/ShopdeskDataWrong.md doesn't name its checks in full"
    for name in sorted(named):
        if f'"{name}"' not in sources:
            yield f"docs/runbooks/alerts/ShopdeskDataWrong.md: there is no check {name}"


def promtool_tests(alerts):
    """A test in which it fires; and the silent one has all series that it reads, so that it could fire there."""
    fires, silent = set(), set()
    for path in sorted(TESTS.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["tests"]:
            for case in block["promql_expr_test"]:
                name = re.search(r'alertname="(\w+)"', case["expr"])
                if case["exp_samples"]:
                    fires.add(name.group(1))
                elif name is None:
                    silent |= {series["series"].partition("{")[0] for series in block["input_series"]}
    for name in sorted(alerts.keys() - fires):
        yield f"{name} has no promtool test in which it fires"
    for name, rule in sorted(alerts.items()):
        missing = promql.exported(rule["expr"]) - silent
        if missing:
            yield f"{name}: the silent promtool test has no series {', '.join(sorted(missing))}"


def expressions():
    for path, group, rule in promql.rules():
        yield f"{path.name}: {rule.get('alert') or rule['record']}", rule["expr"]
    yield from promql.dashboard_expressions()
    yield from promql.console_expressions()


def documented_metrics():
    text = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    found = set()
    for line in text.splitlines():
        cells = line.split("|")
        for name in re.findall(r"`(\w+)`", cells[1]) if len(cells) > 4 else ():
            found.add(name)
            if cells[2].strip() == "histogram":
                found |= {f"{name}_{part}" for part in ("bucket", "sum", "count")}
    assert len(found) > 20, f"only {len(found)} metrics were found in docs/metrics.md"
    return found


def metrics_of_others():
    """What programs that aren't ours export, as docs/monitoring.md says."""
    found = set(re.findall(r"^\| `(\w+)`", OTHERS.search(GUIDE.read_text(encoding="utf-8")).group(0), re.MULTILINE))
    assert found, "docs/monitoring.md has no metrics of others"
    return found


def metrics():
    known, pending, others = documented_metrics(), promql.pending(), metrics_of_others()
    for name in sorted(known & pending.keys()):
        yield f"tests/monitoring/pending.txt has {name}, which docs/metrics.md has: take it off"
    pending = {name: reason for name, reason in pending.items() if "{" not in name}
    fine = known | others | pending.keys() | promql.recorded().keys() | BUILT_IN
    used = set()
    for where, expression in expressions():
        used |= promql.names(expression)
        for name in sorted(promql.names(expression) - fine):
            yield f"{where} reads {name}, which docs/metrics.md hasn't and no rule records"
    for name in sorted(others - used):
        yield f"docs/monitoring.md has {name}, which nothing reads"
    for name in sorted(pending.keys() - used):
        yield f"tests/monitoring/pending.txt has {name}, which nothing reads"
    for name in sorted(promql.recorded().keys() - used):
        yield f"{name} is recorded, but nothing reads it"


def values():
    """Types of events, kinds of work and codes that expressions name exist."""
    documents = {name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("events", "work")}
    known = {
        "type": set(re.findall(r"`([a-z_]+\.[a-z_]+)`", documents["events"])),
        "kind": set(re.findall(r"^\| `(\w+)`", documents["work"], re.MULTILINE)),
        "grpc_code": {"OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
                      "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
                      "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED"},
    }
    for where, expression in expressions():
        for label, text in re.findall(r'\b(type|kind|grpc_code)=~?"([^"]+)"', expression):
            for value in text.split("|"):
                if not any(re.fullmatch(value, each) for each in known[label]):
                    yield f"{where}: there is no {label} {value}"


def streams():
    """What the objectives leave out must be the methods with streams, and no other."""
    text = (promql.RULES / "slo.yml").read_text(encoding="utf-8")
    patterns = set(NOT_CALLS.findall(text))
    assert len(patterns) == 1, patterns
    pattern = re.compile(patterns.pop())
    methods = {}
    for path in (ROOT / "protos").rglob("*.proto"):
        for name, asks, answers in RPC.findall(path.read_text(encoding="utf-8")):
            methods[name] = methods.get(name, False) or bool(asks or answers)
    assert len(methods) > 100, f"only {len(methods)} methods were found"
    for name, stream in sorted(methods.items()):
        if stream != bool(pattern.fullmatch(name)):
            yield f"rules/slo.yml {'counts the stream' if stream else 'leaves out the call'} {name}"


def table(alerts):
    lines = ["| alert | of | severity | for whom | what it means |", "|---|---|---|---|---|"]
    for path, _, rule in promql.rules():
        if name := rule.get("alert"):
            summary = re.sub(r"\{\{ \$labels\.(\w+) \}\}", r"*\1*", rule["annotations"]["summary"]).replace("{{ $value }}", "*n*")
            lines.append(f"| [{name}](runbooks/alerts/{name}.md) | {AREAS[path.name]} | {rule['labels']['severity']} "
                         f"| {rule['labels']['team']} | {summary} |")
    assert len(lines) == len(alerts) + 2, "an alert has the name of another"
    return "\n".join(lines) + "\n"


def guide(alerts, write):
    text = GUIDE.read_text(encoding="utf-8")
    if not TABLE.search(text):
        return ["docs/monitoring.md has no place for the alerts: <!-- alerts --> and <!-- end of alerts -->"]
    updated = TABLE.sub(lambda _: table(alerts), text)
    if write:
        GUIDE.write_text(updated, encoding="utf-8")
    elif updated != text:
        return ["docs/monitoring.md doesn't list the alerts as they are; tests/monitoring/rules_test.py --write does"]
    return []


def main():
    alerts = promql.alerts()
    assert len(alerts) > 40, f"only {len(alerts)} alerts were found"
    found = [each for name, rule in alerts.items() for each in told(name, rule)]
    found += [*pages(alerts), *checks(), *promtool_tests(alerts), *metrics(), *values(), *streams(), *guide(alerts, "--write" in sys.argv[1:])]
    print("\n".join(found) or f"{len(alerts)} alerts, each with its two tests and its page")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
