#!/usr/bin/env python3
"""orders is put back to a backup behind feedback, which knows more: feedback's follower stops and says so, catches up by a snapshot once,
counts nothing twice, and goes on. Usage: restored_test.py BIN sqlite|postgres."""

import json
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import suite  # noqa: E402

SHOP = {"parent": "shops/retail"}
# Orders in the backup at least, and in all.
KEPT, ALL = 20, 40
# What orders may answer feedback before the gate opens: that its log is another one, but no page of a snapshot.
NARROW_BYTES = 8192
FOLLOWER = '{follower="feedback.orders"}'


class Gate:
    """Stands before orders: what feedback is answered goes through it, all of it or, while it is narrow, so many bytes."""

    def __init__(self):
        self.target = None
        self.condition = threading.Condition()
        self.left = None
        self.listener = socket.create_server((suite.HOST, 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def narrow(self, size):
        with self.condition:
            self.left = size

    def open(self):
        with self.condition:
            self.left = None
            self.condition.notify_all()

    def accept(self):
        while True:
            caller, _ = self.listener.accept()
            try:
                answerer = socket.create_connection((suite.HOST, self.target))
            except OSError:
                caller.close()
                continue
            for source, sink, counted in ((caller, answerer, False), (answerer, caller, True)):
                threading.Thread(target=self.pump, args=(source, sink, counted), daemon=True).start()

    def admit(self, size):
        """How many bytes may go on now; waits until some may."""
        with self.condition:
            self.condition.wait_for(lambda: self.left is None or self.left > 0)
            if self.left is None:
                return size
            size = min(size, self.left)
            self.left -= size
            return size

    def pump(self, source, sink, counted):
        try:
            while data := source.recv(65536):
                while data:
                    size = self.admit(len(data)) if counted else len(data)
                    sink.sendall(data[:size])
                    data = data[size:]
        except OSError:
            pass
        for each in (source, sink):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Suite(suite.Suite):
    """feedback asks orders through the gate."""

    def __init__(self, binaries, storage):
        super().__init__(binaries, storage)
        self.gate = Gate()
        self.gate.target = self.grpc["orders"]

    def start(self, service):
        orders = self.grpc["orders"]
        if service == "feedback":
            self.grpc["orders"] = self.gate.port
        try:
            super().start(service)
        finally:
            self.grpc["orders"] = orders

    def end(self, service):
        self.processes[service].terminate()
        code = self._end(self.processes[service])
        assert code == 0, f"{service} ended with {code}:\n{self.logs()}"

    def value(self, service, line):
        found = re.search(rf"^{re.escape(line)} (\S+)$", self.metrics(service), re.MULTILINE)
        return float(found.group(1)) if found else None

    def back_up(self):
        if not self.postgres:
            self.client("backup", "orders", "--config", self.directory / "orders.textproto", "--to", self.directory / "backup")
            return
        self.dump("pg_dump", "--format=custom", "--schema=orders", f"--file={self.directory}/orders.dump", self.postgres.dsn)

    def restore(self):
        if not self.postgres:
            self.client("restore", "orders", "--from", self.directory / "backup", "--config", self.directory / "orders.textproto", "--replace")
            return
        self.dump("psql", "--quiet", self.postgres.dsn, "--command=SET client_min_messages = error; DROP SCHEMA orders CASCADE")
        self.dump("pg_restore", "--exit-on-error", f"--dbname={self.postgres.dsn}", f"{self.directory}/orders.dump")

    def dump(self, program, *arguments):
        done = subprocess.run([f"{self.postgres.bin}/{program}", *arguments], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, f"{program} {arguments}: {done.stderr}"


def told(services):
    """What orders and feedback tell of the shop as a whole, but for the time until when they counted."""
    figures = {"orders": services.call("GetOrderFigures", SHOP), "feedback": services.call("GetFeedbackFigures", SHOP)}
    for each in figures.values():
        del each["as_of"]
    return figures


def same(found, expected):
    differing = {f"{service}.{key}": (found[service].get(key), expected[service].get(key)) for service in found
                 for key in {*found[service], *expected[service]} if found[service].get(key) != expected[service].get(key)}
    assert not differing, json.dumps(differing, indent=1)


def replay_with_backup(services, report):
    """A backup of orders in the middle of a replay, which stands still meanwhile; what was told then."""
    with services.replaying(report, "--orders", ALL) as replay:
        suite.wait_for("some orders", lambda: services.placed() >= KEPT or replay.poll() is not None, 300)
        replay.send_signal(signal.SIGSTOP)
        assert replay.poll() is None, "the replay ended before the backup"
        suite.wait_for("all to be settled", services.is_settled)
        kept = told(services)
        services.back_up()
        replay.send_signal(signal.SIGCONT)
    suite.compare(report, "--orders", ALL)
    return kept


def check_stopped(services):
    """As long as it can't have the snapshot it stands still, and every replica and the log tell so."""
    suite.wait_for("the follower to stop", lambda: services.value("feedback", f"shopdesk_follower_stopped{FOLLOWER}") == 1)
    assert services.value("feedback", f"shopdesk_follower_resyncs_total{FOLLOWER}") == 0
    log = (services.directory / "feedback.err").read_text(encoding="utf-8")
    assert any("the log that a follower follows is another than before" in line and "feedback.orders" in line for line in log.splitlines()), log[-2000:]


def check_caught_up(services):
    services.gate.open()
    suite.wait_for("the follower to catch up", lambda: services.value("feedback", f"shopdesk_follower_resyncs_total{FOLLOWER}") == 1)
    suite.wait_for("the follower to be at the end", lambda: services.value("feedback", f"shopdesk_follower_lag_events{FOLLOWER}") == 0)
    assert services.value("feedback", f"shopdesk_follower_stopped{FOLLOWER}") == 0
    assert services.value("feedback", f"shopdesk_follower_parked_events{FOLLOWER}") == 0
    # What became of the parcels since, orders learns from logistics.
    suite.wait_for("all to be settled", services.is_settled)


def main():
    binaries, storage = sys.argv[1:3]
    with Suite(binaries, storage) as services:
        report = services.directory / "report.json"
        kept = replay_with_backup(services, report)
        before = told(services)
        assert before["orders"] != kept["orders"], "the backup has all orders"
        services.end("orders")
        services.restore()
        services.gate.narrow(NARROW_BYTES)
        services.start("orders")
        check_stopped(services)
        check_caught_up(services)
        found = told(services)
        assert found["orders"]["orders"] == kept["orders"]["orders"], found["orders"]
        same({"feedback": found["feedback"]}, before)
        services.client("verify")
        # What happens from now on comes once.
        applied = services.value("feedback", f"shopdesk_follower_applied_total{FOLLOWER}")
        services.call("orders.v1.PolicyService/UpdatePolicy", {
            "policy": {"name": "shops/retail/policy", "calendar": {"time_zone": "Europe/Madrid"}}, "updateMask": "calendar"})
        suite.wait_for("the follower to apply it", lambda: services.value("feedback", f"shopdesk_follower_applied_total{FOLLOWER}") > applied)
        suite.wait_for("all to be settled", services.is_settled)
        assert services.value("feedback", f"shopdesk_follower_applied_total{FOLLOWER}") == applied + 1
        assert services.value("feedback", f"shopdesk_follower_resyncs_total{FOLLOWER}") == 1
        print(f"{ALL} orders, some of them lost by a restore: the follower stopped, caught up once, and goes on where it is")


if __name__ == "__main__":
    main()
