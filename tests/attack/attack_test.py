#!/usr/bin/env python3
"""Attacks on a service's port, one after another, while a client goes on calling: none of its calls fails, and the service's
memory stays within bounds. Usage: attack_test.py BIN [ATTACK ...]; prints what it measured, how long the client's calls took too."""

import multiprocessing
import os
import pathlib
import resource
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import http2  # noqa: E402

# How long each attack lasts.
SECONDS = 6
# What the service may hold, whoever connects: limits.held_bytes (256 MiB), what gRPC holds besides of as much, the service itself.
MAX_RSS_MB = 768
CONNECTIONS = 200
GET = "/shopdesk.catalog.v1.ProductService/GetProduct"
LIST = "/shopdesk.catalog.v1.ProductService/ListProducts"
OWNER = (("shopdesk-caller", "attack-test"), ("shopdesk-actor", "agent:1;role=owner"))


def field(number, value):
    """A field of a protobuf message."""
    if isinstance(value, int):
        return bytes([number << 3, value])
    value = value.encode() if isinstance(value, str) else value
    size, length = len(value), bytearray()
    while size > 127:
        length.append(size & 127 | 128)
        size >>= 7
    return bytes([number << 3 | 2, *length, size]) + value


class Service:
    """catalog, with a shop of a few long products."""

    def __init__(self, binaries):
        self.directory = tempfile.TemporaryDirectory(prefix="shopdesk-attack-")
        folder = pathlib.Path(self.directory.name)
        config, self.ports = folder / "config", folder / "ports"
        config.write_text(f"""server {{
            listen {{ grpc: "127.0.0.1:0" metrics: "127.0.0.1:0" port_file: "{self.ports}" }}
            storage {{ data_dir: "{folder}" }}
            log {{ file: "{folder}/log" }}
            limits {{ connections: {CONNECTIONS} }}
        }}""")
        self.process = subprocess.Popen([f"{binaries}/shopdesk-catalog", "--config", config])
        end = time.monotonic() + 60
        while not self.ports.exists():
            assert self.process.poll() is None and time.monotonic() < end, "catalog doesn't start"
            time.sleep(0.01)
        ports = dict(line.split("=") for line in self.ports.read_text().split())
        self.address = ("127.0.0.1", int(ports["grpc"]))
        self.pages = f"http://127.0.0.1:{ports['metrics']}"

    def fill(self):
        policy = field(1, "shops/1/policy") + field(4, "CNY")
        self.call("/shopdesk.catalog.v1.PolicyService/UpdatePolicy", field(1, policy) + field(3, 1) + field(4, "p"))
        for i in range(10):
            sku = field(1, f"sku{i}") + field(3, field(1, "CNY") + field(2, 100))
            product = field(4, "a long one") + field(7, "x" * 100000) + field(11, sku)
            self.call("/shopdesk.catalog.v1.ProductService/CreateProduct",
                      field(1, "shops/1") + field(2, f"p{i}") + field(3, product) + field(4, f"r{i}"))

    def call(self, path, request, channel=None, timeout=20):
        with grpc.insecure_channel("%s:%d" % self.address) as own:
            return (channel or own).unary_unary(path)(request, metadata=OWNER, timeout=timeout)

    def memory_mb(self, what="VmRSS"):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith(what):
                return int(line.split()[1]) // 1024
        return 0

    def forget_peak(self):
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def alive(self):
        return urllib.request.urlopen(f"{self.pages}/livez", timeout=10).status == 200

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=60)
        log = (pathlib.Path(self.directory.name) / "log")
        print(f"log: {log.stat().st_size >> 10} KiB")
        self.directory.cleanup()
        return code


class GoodClient:
    """Calls GetProduct every few milliseconds over one connection of its own."""

    def __init__(self, service):
        self.latencies, self.failed, self.done = [], [], threading.Event()
        self.connected = threading.Event()
        self.thread = threading.Thread(target=self.run, args=(service,))
        self.thread.start()
        self.connected.wait()

    def run(self, service):
        with grpc.insecure_channel("%s:%d" % service.address) as channel:
            get = channel.unary_unary(GET)
            while not self.done.wait(0.005):
                start = time.monotonic()
                try:
                    get(field(1, "shops/1/products/none"), metadata=OWNER, timeout=20, wait_for_ready=True)
                except grpc.RpcError as error:
                    if error.code() != grpc.StatusCode.NOT_FOUND:
                        self.failed.append(error.code().name)
                if self.connected.is_set():
                    self.latencies.append((time.monotonic() - start) * 1000)
                self.connected.set()

    def finish(self):
        self.done.set()
        self.thread.join()
        latencies = sorted(self.latencies)
        return latencies[len(latencies) * 99 // 100]


# The attacks: each goes on until it is stopped, and connects again when it is thrown out.

def persist(attack):
    def run(address):
        while True:
            try:
                attack(address)
            except OSError:
                pass
    return run


@persist
def silent(address):
    """Connections that say nothing, as many as may be and as many again."""
    held = [socket.create_connection(address, timeout=10) for _ in range(2 * CONNECTIONS)]
    time.sleep(1)
    for each in held:
        each.close()


def flood(address, path):
    connection = http2.Connection(address)
    headers = http2.call_headers(path)
    stream = 1
    while True:
        batch = bytearray()
        for _ in range(500):
            batch += http2.frame(http2.HEADERS, http2.END_HEADERS, stream, headers)
            batch += http2.frame(http2.RST_STREAM, 0, stream, struct.pack(">I", 8))
            stream += 2
        connection.send(bytes(batch))
        connection.pump(0)


@persist
def resets(address):
    """Calls that are given up as soon as they are begun."""
    flood(address, GET)


@persist
def unknown_resets(address):
    """The same for a method that there isn't."""
    flood(address, "/nobody.Knows/This")


@persist
def health_resets(address):
    """The same for the service's health."""
    flood(address, "/grpc.health.v1.Health/Check")


@persist
def unfinished(address):
    """500 messages of 4 MB that lack their last byte."""
    size = 4 << 20
    connections = [http2.Connection(address) for _ in range(5)]
    left = [{stream: size - 1 for stream in range(1, 201, 2)} for _ in connections]
    for connection in connections:
        connection.pump(0.2)
        for stream in range(1, 201, 2):
            connection.open(stream, GET)
            connection.windows[stream] -= 5
            connection.window -= 5
            connection.send(http2.frame(http2.DATA, 0, stream, struct.pack(">BI", 0, size)))
    while True:
        for connection, streams in zip(connections, left):
            connection.pump(0.001)
            for stream in streams:
                streams[stream] -= connection.send_data(stream, streams[stream])


@persist
def unread(address):
    """1,000 answers of 1 MB that nobody takes."""
    connections = []
    for _ in range(10):
        connection = http2.Connection(address, http2.setting(http2.INITIAL_WINDOW_SIZE, 0))
        connections.append(connection)
        connection.pump(0.2)
        for stream in range(1, 201, 2):
            request = http2.message(field(1, "shops/1"))
            connection.open(stream, LIST)
            connection.send(http2.frame(http2.DATA, http2.END_STREAM, stream, request))
    while True:
        for connection in connections:
            connection.pump(0.05)


@persist
def continuation(address):
    """A call whose headers never end."""
    connection = http2.Connection(address)
    more = b"".join(http2.literal(f"x-{i}", "v" * 1000) for i in range(7))
    connection.send(http2.frame(http2.HEADERS, 0, 1, http2.call_headers(GET)))
    batch = http2.frame(http2.CONTINUATION, 0, 1, more) * 20
    while True:
        connection.send(batch)


ATTACKS = {"silent": (silent, 1), "resets": (resets, 2), "unknown_resets": (unknown_resets, 2), "health_resets": (health_resets, 2),
           "unfinished": (unfinished, 1), "unread": (unread, 1), "continuation": (continuation, 2)}


def measure(service, name):
    """What lacks, if anything."""
    run, count = ATTACKS[name]
    service.forget_peak()
    client = GoodClient(service)
    attackers = [multiprocessing.get_context("fork").Process(target=run, args=(service.address,), daemon=True) for _ in range(count)]
    for attacker in attackers:
        attacker.start()
    time.sleep(SECONDS)
    p99 = client.finish()
    for attacker in attackers:
        attacker.kill()
        attacker.join()
    peak = service.memory_mb("VmHWM")
    time.sleep(3)
    after = service.memory_mb()
    print(f"{name}: p99 {p99:.1f} ms of {len(client.latencies)} calls, {len(client.failed)} failed, peak {peak} MB, then {after} MB")
    if client.failed:
        yield f"{name}: calls failed: {sorted(set(client.failed))}"
    if peak > MAX_RSS_MB:
        yield f"{name}: {peak} MB, more than {MAX_RSS_MB}"
    if not service.alive():
        yield f"{name}: the service isn't alive after it"


def main():
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    service = Service(sys.argv[1])
    try:
        service.fill()
        client = GoodClient(service)
        time.sleep(2)
        calm = client.finish()
        print(f"without an attack: p99 {calm:.1f} ms, {service.memory_mb()} MB")
        failures = [failure for name in sys.argv[2:] or ATTACKS for failure in measure(service, name)]
    finally:
        code = service.stop()
    if code != 0:
        failures.append(f"catalog ended with {code}")
    print("\n".join(failures) or "held")
    return 1 if failures else 0


if __name__ == "__main__":
    os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
    sys.exit(main())
