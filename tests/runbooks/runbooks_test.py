#!/usr/bin/env python3
"""Runs the commands of docs/runbooks as they stand there, on a suite with a shop in it: their paths are those of this suite, and
systemctl starts and stops its services. Blocks for kubectl are only parsed here; `deploy/verify` holds them against the overlays, and runs
those for embedded and ha."""

import contextlib
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import socketserver
import stat
import subprocess
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import suite  # noqa: E402

RUNBOOKS = suite.ROOT / "docs" / "runbooks"
# In this order; a backup comes before what puts it back.
ORDER = ("backup.md", "verify.md", "restore.md", "rotate-logs.md", "retention.md", "upgrade.md", "rotate-keys.md", "rotate-certificates.md")
BLOCK = re.compile(r"^```sh ?(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What runs on which storage; the last three are for a cluster.
WHERE = {"": ("sqlite", "postgres"), "sqlite": ("sqlite",), "postgres": ("postgres",), "kubectl": (), "embedded": (), "ha": ()}
ORDERS = "20"


class Suite(suite.Suite):
    """With one key ring, mutual TLS, and logs in files."""

    def __init__(self, binaries, storage):
        super().__init__(binaries, storage, tls=True)
        self.certificates = self.certificates.rename(self.directory / "tls")
        (self.directory / "log").mkdir()
        (self.directory / "backups").mkdir()
        (self.directory / "keyring").mkdir()
        ring = self.directory / "keyring" / "keyring"
        ring.write_text(f"first {secrets.token_hex(32)}\nindex {secrets.token_hex(32)}\n", encoding="utf-8")
        ring.chmod(0o600)
        if self.postgres:
            (self.directory / "postgres").mkdir()
            (self.directory / "postgres" / "dsn").write_text(self.postgres.dsn, encoding="utf-8")

    def transport(self, service):
        return f'{super().transport(service)} log {{ file: "{self.directory}/log/{service}.log" }}'

    def key_ring(self):
        return self.directory / "keyring" / "keyring"

    def stop(self, service):
        self.processes[service].terminate()
        code = self._end(self.processes[service])
        assert code == 0, f"{service} ended with {code}:\n{self.logs()}"

    def control(self, arguments):
        """What systemctl does with our services."""
        command, *rest = arguments
        services = [name.removeprefix("shopdesk-") for name in rest if name.startswith("shopdesk-")]
        assert services, f"systemctl {arguments}: of which service?"
        for service in services:
            if command == "kill":
                assert "--signal=HUP" in rest, rest
                self.processes[service].send_signal(signal.SIGHUP)
                continue
            assert command in ("start", "stop", "restart"), command
            if command != "start":
                self.stop(service)
            if command != "stop":
                self.start(service)


@contextlib.contextmanager
def controlled(services):
    """A systemctl on the PATH that this process serves."""
    address = str(services.directory / "control")

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            try:
                services.control(json.loads(self.rfile.readline()))
                self.wfile.write(b"done\n")
            except Exception as error:  # pylint: disable=broad-except
                self.wfile.write(f"{error}\n".encode())

    tools = services.directory / "tools"
    tools.mkdir()
    write_program(tools / "systemctl", f"""#!/usr/bin/env python3
import json, socket, sys
with socket.socket(socket.AF_UNIX) as client:
    client.connect({address!r})
    client.sendall((json.dumps(sys.argv[1:]) + "\\n").encode())
    answer = client.makefile().read().strip()
sys.exit(None if answer == "done" else answer)
""")
    client = " ".join(f"'{part}'" for part in services.command())
    write_program(tools / "shopdesk", f'#!/bin/sh\nexec {client} "$@"\n')
    with socketserver.ThreadingUnixStreamServer(address, Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield tools
        finally:
            server.shutdown()
            thread.join()


def write_program(path, text):
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def blocks(name):
    found = BLOCK.findall((RUNBOOKS / name).read_text(encoding="utf-8"))
    assert found, f"{name} has no commands"
    for kind, text in found:
        assert kind in WHERE, f"{name}: what is a block of {kind}?"
        yield kind, text


def parse(name, text):
    done = subprocess.run(["bash", "-n"], input=text, text=True, capture_output=True)
    assert done.returncode == 0, f"{name}: {done.stderr}\n{text}"


def paste(services, tools, name, text):
    here = text.replace("/var/lib/shopdesk", str(services.directory))
    here = here.replace("/var/log/shopdesk", f"{services.directory}/log")
    here = here.replace("/etc/shopdesk", str(services.directory)).replace("/backups", f"{services.directory}/backups")
    here = here.replace("127.0.0.1", suite.HOST)
    postgres = f":{services.postgres.bin}" if services.postgres else ""
    environment = dict(os.environ, PATH=f"{tools}{postgres}:{os.environ['PATH']}")
    done = subprocess.run(["bash", "-euo", "pipefail"], input=here, text=True, capture_output=True, env=environment,
                          cwd=suite.ROOT, timeout=600)
    assert done.returncode == 0, f"{name}:\n{text}\nended with {done.returncode}:\n{done.stdout}{done.stderr}{services.logs()}"
    print(f"{name}: {text.strip().splitlines()[0]} … ok", flush=True)


def plant(services):
    """Damage must be found, and named: a check that finds nothing proves nothing."""
    import sqlite3  # pylint: disable=import-outside-toplevel
    services.stop("catalog")
    with contextlib.closing(sqlite3.connect(services.directory / "catalog" / "catalog.db")) as database:
        database.execute("UPDATE stock_levels SET on_hand = on_hand + 1 WHERE (shop, sku, location) = "
                         "(SELECT shop, sku, location FROM stock_levels LIMIT 1)")
        database.commit()
    services.start("catalog")
    services.wait_until_healthy()
    found = services.client("verify", "catalog", "--check", "catalog.ledger", check=False)
    assert found.returncode == 1, found.stdout + found.stderr
    assert "it isn't the sum of its ledger" in found.stdout, found.stdout


def keep_certificate(services):
    for end in ("crt", "key"):
        shutil.copy(services.certificates / f"desk.{end}", services.certificates / f"old.{end}")


def check_refused(services):
    """Whoever has a certificate of the authority of before is a stranger."""
    for certificate, refused in (("desk", False), ("old", True)):
        done = subprocess.run(services.command("health", certificate=certificate), text=True, capture_output=True)
        assert (done.returncode != 0) == refused, f"{certificate}: {done.stdout}{done.stderr}"


def main():
    binaries, storage = sys.argv[1:3]
    names = {path.name for path in RUNBOOKS.glob("*.md")}
    assert names == set(ORDER), f"runbooks that aren't run, or aren't there: {names ^ set(ORDER)}"
    with Suite(binaries, storage) as services, controlled(services) as tools:
        report = services.directory / "report.json"
        services.client(*services.replay_arguments(report, "--orders", ORDERS))
        keep_certificate(services)
        for name in ORDER:
            ran = 0
            for kind, text in blocks(name):
                parse(name, text)
                if storage in WHERE[kind]:
                    paste(services, tools, name, text)
                    ran += 1
            assert ran, f"nothing of {name} was run on {storage}"
        check_refused(services)
        if storage == "sqlite":
            plant(services)


if __name__ == "__main__":
    main()
