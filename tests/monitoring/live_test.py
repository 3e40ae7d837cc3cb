#!/usr/bin/python3
"""A real Prometheus scrapes the four services under a real replay: every expression of rules, dashboards and consoles has data, the
commands of the runbooks work, and a killed service comes as an alert to a webhook, through a real Alertmanager."""

import concurrent.futures
import pathlib
import re
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import promql  # noqa: E402
import runbooks  # noqa: E402
import stack  # noqa: E402

suite = stack.suite
ORDERS = 30
# Seconds in which Prometheus scrapes several times and evaluates each rule again.
SETTLE = 8


class Excuses:
    """What may be without data: what no service exports yet, and what a replay doesn't bring about."""

    def __init__(self):
        self.reasons = {**promql.table("quiet.txt"), **promql.pending()}
        self.needed = set()

    def of(self, expression):
        """The excuses of an expression, through all recording rules."""
        read = {*promql.selectors(expression), *promql.sources(expression)}
        return [key for key in self.reasons if any(promql.matches(key, selector) for selector in read)]

    def note(self, expression, has_data):
        """Whether it is as it should be."""
        keys = self.of(expression)
        if not has_data:
            self.needed |= set(keys)
        return has_data or bool(keys)

    def stale(self):
        """What is said to come and is there."""
        return sorted(promql.pending().keys() - self.needed)


def check_rules(prometheus):
    """All were evaluated, without a mistake."""
    suite.wait_for("all rules", lambda: all(rule["health"] != "unknown" for rule in prometheus.rules()), 60)
    broken = [f"{rule['name']}: {rule.get('lastError')}" for rule in prometheus.rules() if rule["health"] != "ok"]
    assert not broken, "\n".join(broken)
    known = {rule["name"] for rule in prometheus.rules()}
    assert known == {*promql.alerts(), *promql.recorded()}, known


def shown():
    """What must have data: what dashboards and consoles show, and the series that alerts and records read."""
    yield from promql.dashboard_expressions()
    yield from promql.console_expressions()
    for path, _, rule in promql.rules():
        for selector in promql.selectors(rule["expr"]):
            yield f"{path.name}: {rule.get('alert') or rule['record']}", selector


def check_expressions(prometheus):
    excuses, wrong, wanted = Excuses(), [], list(shown())
    different = sorted({expression for _, expression in wanted})
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = dict(zip(different, map(bool, pool.map(prometheus.query, different))))

    def ask_again():
        """A scrape that a busy machine missed leaves a gap."""
        for expression in different:
            if not answers[expression] and not excuses.of(expression):
                answers[expression] = bool(prometheus.query(expression))
        return all(answers[expression] or excuses.of(expression) for expression in different)

    end = time.monotonic() + 30
    while not ask_again() and time.monotonic() < end:
        time.sleep(0.5)
    for where, expression in wanted:
        if not excuses.note(expression, answers[expression]):
            wrong.append(f"{where}: no data for {expression}")
    wrong += [f"pending.txt excuses {key}, but all that reads it has data: take it off" for key in excuses.stale()]
    assert not wrong, "\n".join(wrong)
    print(f"{len(wanted)} expressions, {len(answers)} different ones, {sum(answers.values())} with data")


def check_consoles(prometheus):
    for path in sorted(promql.CONSOLES.glob("*.html")):
        page = prometheus.console(path.name)
        assert page.count("<figure") >= 6 and "</html>" in page, f"{path.name}:\n{page[:2000]}"
        assert re.search(r'<b class="stat ?(?:red)?">-?[0-9]', page), f"{path.name} shows no figure:\n{page[:2000]}"


def check_runbooks(services, prometheus):
    count, wrong = runbooks.run(services, prometheus)
    assert not wrong, "\n".join(wrong)
    print(f"{count} blocks of commands of the runbooks")


def check_alert(services, prometheus):
    """From the death of a service to the webhook, and the all-clear after it."""
    webhook, name = prometheus.webhook, "ShopdeskServiceAbsent"
    # While Prometheus started there was no series of any service.
    suite.wait_for("quiet", lambda: not prometheus.query(f'ALERTS{{alertname="{name}"}}'), 60)
    killed = time.monotonic()
    services.kill("orders")

    def told(status):
        return webhook.find(name, "orders", status, killed)

    suite.wait_for("the alert", lambda: told("firing"), 60)
    when, path, alert = told("firing")
    assert path == "/page", (path, alert)
    assert alert["annotations"]["summary"] == "orders is gone", alert
    assert alert["annotations"]["runbook_url"] == f"docs/runbooks/alerts/{name}.md", alert
    print(f"{when - killed:.1f} s from the death of orders to the webhook, with a scrape and an evaluation every two seconds")
    services.start("orders")
    services.wait_until_healthy()
    suite.wait_for("the all-clear", lambda: told("resolved"), 60)


def main():
    assert len(sys.argv) == 2, "usage: live_test.py DIRECTORY_OF_THE_PROGRAMS"
    with suite.Suite(sys.argv[1], tls=True) as services, stack.Stack(services) as prometheus:
        services.client(*services.replay_arguments(services.directory / "report.json", "--orders", ORDERS))
        settled = time.time() + SETTLE
        suite.wait_for("rules after the replay",
                       lambda: prometheus.query(f"timestamp(shopdesk:slo_calls:rate5m) > {settled}"), 90)
        check_rules(prometheus)
        check_expressions(prometheus)
        check_consoles(prometheus)
        check_runbooks(services, prometheus)
        check_alert(services, prometheus)


if __name__ == "__main__":
    main()
