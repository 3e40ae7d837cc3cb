#!/usr/bin/env python3
"""Brings the services' PostgreSQL server back to a moment with the settings and commands of docs/runbooks/backup.md and restore.md: the orders
of before are there, those that came after aren't, the services find nothing wrong, and what was lost can be done again. Usage:
point_in_time_test.py BIN."""

import pathlib
import re
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import suite  # noqa: E402

RUNBOOKS = suite.ROOT / "docs" / "runbooks"
# Blocks without a language are lines of postgresql.conf.
SETTINGS = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = re.compile(r"^```sh postgres\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^(recovery_target_time = ').*(')$", re.MULTILINE)
# Orders before the moment at least, and in all.
KEPT, ALL = 10, 30


def block(pattern, name, word):
    """The block of a runbook that has this word."""
    found = [text for text in pattern.findall((RUNBOOKS / name).read_text(encoding="utf-8")) if word in text]
    assert len(found) == 1, f"{name} has {len(found)} blocks with {word}"
    return found[0]


class Server:
    """The PostgreSQL server of a suite, with backups beside its data."""

    def __init__(self, postgres):
        self.postgres = postgres
        self.folder = pathlib.Path(postgres.directory)
        self.data = self.folder / "data"
        self.run("mkdir", "-p", self.folder / "backups" / "wal", self.folder / "postgres")
        (self.folder / "postgres" / "dsn").write_text(postgres.dsn, encoding="utf-8")
        # What the suite gave it as options; a server on another folder has them from its file.
        (port,) = re.search(r"port=(\d+)", postgres.dsn).groups()
        self.options = (f"listen_addresses = '{suite.HOST}'\nport = {port}\nmax_connections = 200\nunix_socket_directories = '{self.folder}'\n"
                        "fsync = off\n")

    def run(self, *command):
        return subprocess.run([*self.postgres.prefix, *map(str, command)], check=True, cwd="/", capture_output=True, text=True).stdout.strip()

    def here(self, text):
        return text.replace("/backups", f"{self.folder}/backups").replace("/etc/shopdesk", str(self.folder))

    def control(self, *arguments):
        self.run(f"{self.postgres.bin}/pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", *arguments)

    def configure(self, settings):
        with open(self.data / "postgresql.conf", "a", encoding="utf-8") as config:
            config.write(f"\n{settings}\n")

    def query(self, text):
        return self.run(f"{self.postgres.bin}/psql", "-X", "-A", "-t", "-q", self.postgres.dsn, "-c", text)

    def archive(self):
        self.configure(self.here(block(SETTINGS, "backup.md", "archive_command")))
        self.control("restart")

    def back_up(self):
        self.run("bash", "-euo", "pipefail", "-c", f"PATH={self.postgres.bin}:$PATH; {self.here(block(COMMANDS, 'backup.md', 'pg_basebackup'))}")

    def archive_the_rest(self):
        last = self.query("SELECT pg_walfile_name(pg_switch_wal())")
        suite.wait_for("the archive", lambda: (self.folder / "backups" / "wal" / last).exists())

    def restore(self, moment):
        """The data are lost; a server on the base backup takes their place."""
        self.control("-m", "fast", "stop")
        shutil.rmtree(self.data)
        (self.folder / "backups" / "base").rename(self.data)
        settings = self.here(block(SETTINGS, "restore.md", "restore_command"))
        assert TARGET.search(settings), "restore.md names no moment"
        self.configure(self.options + TARGET.sub(rf"\g<1>{moment}\g<2>", settings))
        self.run("touch", self.data / "recovery.signal")
        self.control("start")
        suite.wait_for("the end of recovery", lambda: self.query("SELECT pg_is_in_recovery()") == "f")


def orders_of(services):
    return len(services.client("--json", "list", "orders", "--shop", "retail", "--limit", "0").stdout.splitlines())


def main():
    services = suite.Suite(sys.argv[1], "postgres")
    server = Server(services.postgres)
    server.archive()
    with services:
        server.back_up()
        report = services.directory / "report.json"
        with services.replaying(report, "--orders", ALL) as replay:
            suite.wait_for("some orders", lambda: services.placed() >= KEPT or replay.poll() is not None, 300)
            replay.send_signal(signal.SIGSTOP)
            assert replay.poll() is None, "the replay ended before the moment"
            suite.wait_for("all to be settled", services.is_settled)
            kept, moment = orders_of(services), server.query("SELECT clock_timestamp()")
            replay.send_signal(signal.SIGCONT)
        assert orders_of(services) == ALL
        server.archive_the_rest()
        for service in reversed(suite.SERVICES):
            services.processes[service].terminate()
            assert services.processes[service].wait(timeout=60) == 0, services.logs()
        server.restore(moment)
        for service in suite.SERVICES:
            services.start(service)
        services.wait_until_healthy()
        assert orders_of(services) == kept < ALL, f"{orders_of(services)} orders are there, not {kept}"
        services.client("verify")
        services.client(*services.replay_arguments(report, "--orders", ALL))
        suite.compare(report, "--orders", ALL)
        services.client("verify")
        print(f"of {ALL} orders the {kept} of before the moment are there, `verify` finds nothing, and the others can be placed again")


if __name__ == "__main__":
    main()
