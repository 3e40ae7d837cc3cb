"""Starts the four services for tests: real programs, on loopback, on free ports, in a directory of their own."""

import contextlib
import glob
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
SERVICES = ("catalog", "logistics", "orders", "feedback")
# What each service calls or follows.
PEERS = {"orders": ("catalog", "logistics"), "feedback": ("catalog", "orders", "logistics")}
SAMPLE = ROOT / "data" / "online_retail_sample.csv.gz"
# Who the client acts for where a test doesn't say it.
os.environ.update(SHOPDESK_ACTOR="1", SHOPDESK_ROLE="owner")


# A loopback address of this process alone: a port that a killed service leaves free for a moment can't be another suite's.
HOST = "127.{}.{}.{}".format(64 + (os.getpid() >> 16) % 64, os.getpid() >> 8 & 255, os.getpid() & 255)


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind((HOST, 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_for(what, condition, seconds=60):
    """Polls until the condition holds; a test that waits in vain fails with `what`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.02)


class Postgres:
    """A private PostgreSQL server."""

    # Where its write-ahead log goes, if not beside the data.
    log_directory = None

    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="shopdesk-postgres-")
        self.prefix = []
        if os.getuid() == 0:
            shutil.chown(self.directory, "postgres")
            self.prefix = ["runuser", "-u", "postgres", "--"]
        self.bin = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        data = f"{self.directory}/data"
        self._run("initdb", "-D", data, "-U", "shopdesk", "-A", "trust", "--no-locale", "-E", "UTF8", "--no-sync",
                  *(["-X", self.log_directory] if self.log_directory else []))
        (port,) = free_ports(1)
        self._run("pg_ctl", "-D", data, "-w", "-l", f"{self.directory}/log", "-o",
                  f"-c listen_addresses={HOST} -c port={port} -c max_connections=200 "
                  f"-c unix_socket_directories={self.directory} -c fsync=off", "start")
        # A machine that is busy with other things may take its time over a connection.
        self.dsn = f"host={HOST} port={port} user=shopdesk dbname=postgres connect_timeout=30"

    def _run(self, program, *arguments):
        subprocess.run([*self.prefix, f"{self.bin}/{program}", *arguments], check=True, cwd="/",
                       stdout=subprocess.DEVNULL)

    def stop(self):
        self._run("pg_ctl", "-D", f"{self.directory}/data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.directory, ignore_errors=True)


class Suite:
    """The four services. Use as a context manager."""

    def __init__(self, binaries, storage="sqlite", tls=False, controlled_clock=True):
        self.binaries = pathlib.Path(binaries)
        self.controlled_clock = controlled_clock
        # Of the services; unset: this process'.
        self.environment = None
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="shopdesk-suite-"))
        self.postgres = Postgres() if storage == "postgres" else None
        ports = free_ports(2 * len(SERVICES))
        self.grpc = dict(zip(SERVICES, ports))
        self.metrics_ports = dict(zip(SERVICES, ports[len(SERVICES):]))
        self.processes = {}
        self.certificates = self.directory / "certs" if tls else None
        if tls:
            subprocess.run([ROOT / "scripts" / "dev-certs", "--hosts", f"IP:{HOST}", self.certificates], check=True)

    def __enter__(self):
        try:
            for service in SERVICES:
                self.start(service)
            self.wait_until_healthy()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_):
        codes, logs = self._stop()
        assert all(code == 0 for code in codes.values()), f"a service did not end in order: {codes}\n{logs}"

    def _stop(self):
        """Ends everything; the exit codes, and the logs."""
        for service in reversed(SERVICES):
            if service in self.processes:
                self.processes[service].terminate()
        codes = {service: self._end(process) for service, process in self.processes.items()}
        logs = self.logs()
        if self.postgres:
            self.postgres.stop()
        shutil.rmtree(self.directory, ignore_errors=True)
        return codes, logs

    @staticmethod
    def _end(process):
        try:
            return process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return "killed after 60 s"

    def start(self, service):
        config = self.directory / f"{service}.textproto"
        backend = f'postgres {{ dsn: "{self.postgres.dsn}" }}' if self.postgres else ""
        keyring = self.key_ring()
        peers = " ".join(f'{name}: "{HOST}:{self.grpc[name]}"' for name in PEERS.get(service, ()))
        config.write_text(f"""
            server {{
              listen {{ grpc: "{HOST}:{self.grpc[service]}" metrics: "{HOST}:{self.metrics_ports[service]}" }}
              storage {{ data_dir: "{self.directory}" {backend} }}
              {f'key_ring_file: "{keyring}"' if keyring else ""}
              controlled_clock: {str(self.controlled_clock).lower()}
              follower_lease_ms: 1000
              {self.transport(service)}
            }}
            {f"peers {{ {peers} }}" if peers else ""}
        """)
        with open(self.directory / f"{service}.err", "ab") as errors:
            self.processes[service] = subprocess.Popen(
                [self.binaries / f"shopdesk-{service}", "--config", config], stderr=errors, env=self.environment)

    def key_ring(self):
        """On PostgreSQL services don't make their own."""
        if not self.postgres:
            return None
        keyring = self.directory / "keyring"
        if not keyring.exists():
            subprocess.run([self.binaries / "shopdesk", "keyring", "new", keyring], check=True, stdout=subprocess.DEVNULL)
        return keyring

    def transport(self, service):
        if not self.certificates:
            return ""
        return f"""tls {{
                cert_file: "{self.certificates}/{service}.crt"
                key_file: "{self.certificates}/{service}.key"
                ca_file: "{self.certificates}/ca.crt"
                authorization_file: "{ROOT}/deploy/config/authorization.textproto"
              }}"""

    def kill(self, service):
        self.processes[service].send_signal(signal.SIGKILL)
        self.processes[service].wait()

    def wait_until_healthy(self):
        health = self.client("health", "--wait", "60", check=False)
        if health.returncode != 0:
            raise AssertionError(f"the services did not come up: {health.stdout}{health.stderr}{self.logs()}")

    def logs(self):
        """The end of what each service wrote."""
        return "".join(path.read_text(errors="replace")[-4000:] for path in sorted(self.directory.glob("*.err")))

    def command(self, *arguments, certificate="desk"):
        """The client's command line; with TLS it is the program that the certificate names."""
        targets = [part for service in SERVICES for part in (f"--{service}", f"{HOST}:{self.grpc[service]}")]
        if self.certificates:
            own = self.certificates / certificate
            targets += ["--ca", f"{self.certificates}/ca.crt", "--cert", f"{own}.crt", "--key", f"{own}.key"]
        return [str(self.binaries / "shopdesk"), *targets, *map(str, arguments)]

    def client(self, *arguments, check=True):
        done = subprocess.run(self.command(*arguments), capture_output=True, text=True, timeout=600)
        if check and done.returncode != 0:
            raise AssertionError(f"shopdesk {arguments} failed:\n{done.stdout}{done.stderr}")
        return done

    def call(self, method, request):
        return json.loads(self.client("call", method, json.dumps(request)).stdout or "{}")

    def metrics(self, service):
        with urllib.request.urlopen(f"http://{HOST}:{self.metrics_ports[service]}/metrics", timeout=5) as answer:
            return answer.read().decode()

    def is_settled(self):
        """No order is being placed, and nobody's followers have anything left to apply."""
        place = re.compile(r'^grpc_server_(started|handled)_total\{[^}]*grpc_method="PlaceOrder"[^}]*\} (\d+)$', re.MULTILINE)
        calls = {"started": 0, "handled": 0}
        for what, count in place.findall(self.metrics("orders")):
            calls[what] += int(count)
        lags = [line for service in SERVICES for line in self.metrics(service).splitlines() if line.startswith("shopdesk_follower_lag_events{")]
        return calls["started"] == calls["handled"] and lags and all(line.endswith(" 0") for line in lags)

    def placed(self):
        """Orders placed since the orders service was started; 0 while it is down."""
        try:
            text = self.metrics("orders")
        except OSError:
            return 0
        found = re.search(r'grpc_server_handled_total\{[^}]*grpc_code="OK"[^}]*grpc_method="PlaceOrder"[^}]*\} (\d+)', text)
        return int(found.group(1)) if found else 0

    @contextlib.contextmanager
    def replaying(self, report, *more):
        """A replay that runs beside what is done with it, and must end well after that."""
        with open(self.directory / "replay.log", "w+", encoding="utf-8") as log:
            replay = subprocess.Popen(self.command(*self.replay_arguments(report, *more)), stdout=log, stderr=subprocess.STDOUT)
            try:
                yield replay
                code = replay.wait(timeout=600)
                log.seek(0)
                assert code == 0, log.read()
            finally:
                if replay.poll() is None:
                    replay.kill()
                    replay.wait()

    def kill_amid(self, replay, service):
        """Kills a service in the middle of a replay, some orders further on, and starts it again."""
        before = self.placed()
        wait_for("some more orders", lambda: self.placed() >= before + 8 or replay.poll() is not None, 300)
        assert replay.poll() is None, f"the replay ended before {service} could be killed"
        self.kill(service)
        self.start(service)
        self.wait_until_healthy()

    def replay_arguments(self, report, *more, source=SAMPLE):
        data = ROOT / "services" / "logistics" / "data"
        metrics = [f"{HOST}:{self.metrics_ports[service]}"
                   for service in ("catalog", "orders", "logistics", "feedback")]
        return ("replay", "--input", source, "--carriers", data / "carriers.csv", "--rates", data / "rates.csv",
                "--report", report, "--metrics", *metrics, *more)


def compare(report, *more, source=SAMPLE):
    """Checks a report against what the file says."""
    done = subprocess.run([str(ROOT / "tests" / "replay" / "expected.py"), "--input", str(source), *map(str, more),
                           "--compare", str(report)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
