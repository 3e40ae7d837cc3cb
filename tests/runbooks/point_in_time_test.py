#!/usr/bin/env python3
"""Brings a PostgreSQL server back to a moment with the settings and commands of docs/runbooks/backup.md and restore.md: what was
committed before it is there, what came after it isn't."""

import glob
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import suite  # noqa: E402

RUNBOOKS = suite.ROOT / "docs" / "runbooks"
# Blocks without a language are lines of postgresql.conf.
SETTINGS = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMANDS = re.compile(r"^```sh postgres\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TARGET = re.compile(r"^(recovery_target_time = ').*(')$", re.MULTILINE)
BIN = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
# PostgreSQL's programs refuse to run as root.
AS_POSTGRES = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


def block(pattern, name, word):
    """The block of a runbook that has this word."""
    found = [text for text in pattern.findall((RUNBOOKS / name).read_text(encoding="utf-8")) if word in text]
    assert len(found) == 1, f"{name} has {len(found)} blocks with {word}"
    return found[0]


def run(*command):
    return subprocess.run([*AS_POSTGRES, *map(str, command)], check=True, cwd="/", capture_output=True, text=True).stdout.strip()


class Server:
    """A PostgreSQL server on a data directory that is there."""

    def __init__(self, directory, data, settings):
        self.data = data
        (port,) = suite.free_ports(1)
        self.dsn = f"host={suite.HOST} port={port} user=shopdesk dbname=postgres"
        with open(data / "postgresql.conf", "a", encoding="utf-8") as config:
            config.write(f"\nlisten_addresses = '{suite.HOST}'\nport = {port}\nfsync = off\n"
                         f"unix_socket_directories = '{directory}'\n{settings}")
        run(f"{BIN}/pg_ctl", "-D", data, "-w", "-l", directory / "log", "start")

    def query(self, text):
        return run(f"{BIN}/psql", "-X", "-A", "-t", "-q", self.dsn, "-c", text)

    def stop(self):
        run(f"{BIN}/pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")


def main():
    directory = pathlib.Path(tempfile.mkdtemp(prefix="shopdesk-point-in-time-"))
    servers = []
    try:
        (directory / "backups" / "wal").mkdir(parents=True)
        (directory / "postgres").mkdir()
        if AS_POSTGRES:
            for path in (directory, *directory.rglob("*")):
                shutil.chown(path, "postgres")

        def here(text):
            return text.replace("/backups", f"{directory}/backups").replace("/etc/shopdesk", str(directory))

        run(f"{BIN}/initdb", "-D", directory / "data", "-U", "shopdesk", "-A", "trust", "--no-locale", "-E", "UTF8", "--no-sync")
        servers.append(Server(directory, directory / "data", here(block(SETTINGS, "backup.md", "archive_command"))))
        server = servers[0]
        (directory / "postgres" / "dsn").write_text(server.dsn, encoding="utf-8")
        server.query("CREATE TABLE events (sequence bigint)")
        run("bash", "-euo", "pipefail", "-c", f"PATH={BIN}:$PATH; {here(block(COMMANDS, 'backup.md', 'pg_basebackup'))}")
        server.query("INSERT INTO events VALUES (1)")
        moment = server.query("SELECT clock_timestamp()")
        server.query("INSERT INTO events VALUES (2)")
        last = server.query("SELECT pg_walfile_name(pg_switch_wal())")
        suite.wait_for("the archive", lambda: (directory / "backups" / "wal" / last).exists())
        server.stop()

        settings = here(block(SETTINGS, "restore.md", "restore_command"))
        assert TARGET.search(settings), "restore.md names no moment"
        run("touch", directory / "backups" / "base" / "recovery.signal")
        servers[0] = Server(directory, directory / "backups" / "base", TARGET.sub(rf"\g<1>{moment}\g<2>", settings))
        restored = servers[0]
        suite.wait_for("the end of recovery", lambda: restored.query("SELECT pg_is_in_recovery()") == "f")
        assert restored.query("SELECT sequence FROM events") == "1", restored.query("SELECT sequence FROM events")
        print("what was committed before the moment is there, and nothing else")
    finally:
        for each in servers:
            subprocess.run([*AS_POSTGRES, f"{BIN}/pg_ctl", "-D", str(each.data), "-m", "immediate", "stop"], cwd="/",
                           capture_output=True)
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    main()
