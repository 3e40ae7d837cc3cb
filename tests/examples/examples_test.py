#!/usr/bin/python3
"""Tells the story of the API reference to four services with empty databases, and checks that each call is answered as the reference
says: by gRPC, then, on SQLite, as it stands there, pasted into a shell, which asks the same of the client on both databases.

    examples_test.py BIN_DIR sqlite|postgres
    examples_test.py BIN_DIR --write         keeps the names that the services gave in names.json, which the reference shows
    examples_test.py BIN_DIR --serve         on the usual ports, until Ctrl-C
"""

import argparse
import json
import multiprocessing.pool
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys

import grpc
from google.protobuf import json_format

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import protos as described  # noqa: E402
import story  # noqa: E402
import suite  # noqa: E402

OPERATOR = "agent:ops;role=operator"
TIMEOUT = 60
# Commands pasted at once; they don't depend on each other any more.
AT_ONCE = 4
# Where scripts/lint-protos puts it.
BUF = f"{os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache')}/shopdesk-buf/node_modules/.bin"


def use_known_keys(services):
    """Names of the block list are made with a key: with this one they are everywhere as the reference shows them."""
    ring = services.directory / "keyring" if services.postgres else services.directory / "orders" / "keyring"
    ring.parent.mkdir(exist_ok=True)
    ring.touch(mode=0o600)
    ring.write_text(f"examples {'11' * 32}\nindex {'22' * 32}\n")


def path_in(answer, path):
    """What stands at a path of fields and indexes."""
    for part in path.split("."):
        answer = answer[int(part)] if part.isdigit() else answer[part]
    return answer


def reason_of(protos, error):
    """The reason in the details of a gRPC error."""
    details = next((value for key, value in error.trailing_metadata() if key == "grpc-status-details-bin"), b"")
    status = protos.make(protos.pool.FindMessageTypeByName("google.rpc.Status")).FromString(details)
    info = protos.make(protos.pool.FindMessageTypeByName("google.rpc.ErrorInfo"))()
    for each in status.details:
        if each.Unpack(info):
            return info.reason
    return ""


class Teller:
    """Makes the calls of the story by gRPC. `names` are those that it has kept so far."""

    def __init__(self, services, protos):
        self.protos = protos
        self.channels = {service: grpc.insecure_channel(f"{suite.HOST}:{services.grpc[service]}") for service in suite.SERVICES}
        self.names = {}

    def call(self, method, service, actor, caller, requests):
        """The answers of a call, one or a stream of them; the first one of a stream without an end."""
        channel = self.channels[service]
        input_class, output_class = self.protos.make(method.input_type), self.protos.make(method.output_type)
        messages = [json_format.ParseDict(request, input_class(), descriptor_pool=self.protos.pool) for request in requests]
        make = channel.unary_unary if not self.streams(method) else channel.stream_stream
        stub = make(f"/{method.containing_service.full_name}/{method.name}", request_serializer=input_class.SerializeToString,
                    response_deserializer=output_class.FromString)
        metadata = (("shopdesk-actor", actor), ("shopdesk-caller", caller))
        if not self.streams(method):
            return [self.plain(stub(messages[0], metadata=metadata, timeout=TIMEOUT))]
        answers = stub(iter(messages), metadata=metadata, timeout=TIMEOUT)
        if method.name.startswith("Watch"):
            first = self.plain(next(answers))
            answers.cancel()
            return [first]
        return [self.plain(answer) for answer in answers]

    def streams(self, method):
        return method.name.startswith(("Watch", "Import", "Export", "Ingest"))

    def plain(self, message):
        return json_format.MessageToDict(message, preserving_proto_field_name=True, descriptor_pool=self.protos.pool)

    def advance(self, time):
        """Until nobody has anything left to do."""
        method = self.protos.method("shopdesk.clock.v1.ClockControl/AdvanceTo")
        busy = True
        while busy:
            answers = [self.call(method, service, OPERATOR, story.CLIENT, [{"time": time}])[0] for service in suite.SERVICES]
            busy = any(int(answer.get("work_done", 0)) for answer in answers)

    def tell(self, steps):
        """What isn't as the story says; the first one ends it, since the rest builds on it."""
        for step in steps:
            if isinstance(step, story.Advance):
                self.advance(step.time)
                continue
            try:
                answers = self.call(step.method, step.service, step.actor, step.caller or story.CLIENT, step.filled(self.names))
            except grpc.RpcError as error:
                reason = reason_of(self.protos, error)
                if reason == step.error:
                    continue
                return [f"{step.path}: {error.code().name} {reason}: {error.details()}\n{step.pasted(self.names)}"]
            if step.error:
                return [f"{step.path} answers, and has to be refused with {step.error}"]
            refused = [error for answer in answers for error in answer.get("errors", [])]
            if refused:
                return [f"{step.path} refuses rows: {json.dumps(refused, ensure_ascii=False)}"]
            try:
                self.names |= {name: path_in(answers[0], path) for name, path in step.keep.items()}
            except (LookupError, TypeError):
                return [f"{step.path}: nothing at {step.keep} in {json.dumps(answers[0], ensure_ascii=False)}"]
        return []


class Shell:
    """Runs commands as somebody does who pastes them."""

    def __init__(self, services):
        words = " ".join(f"'{word}'" for word in services.command())
        self.buf = shutil.which("buf", path=f"/usr/bin:/bin:{BUF}")
        # A line at a time, as on a terminal.
        self.head = f'shopdesk() {{ exec timeout {TIMEOUT} stdbuf -oL {words} "$@"; }}\n'
        self.ports = {story.PORTS[service]: services.grpc[service] for service in suite.SERVICES}

    def run(self, step, names):
        """The exit code and what was said; None where the shell lacks the program."""
        command = re.sub(r"127\.0\.0\.1:(\d+)", lambda found: f"{suite.HOST}:{self.ports[int(found.group(1))]}", step.pasted(names))
        if command.startswith("buf ") and not self.buf:
            return None
        process = subprocess.Popen(["bash", "-c", self.head + command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   errors="replace", env={"PATH": f"/usr/bin:/bin:{BUF}"})
        if step.method.name.startswith("Watch"):
            said = process.stdout.readline()
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=TIMEOUT)
            return (0 if said.startswith("{") else 1), said
        out, errors = process.communicate(timeout=TIMEOUT)
        return process.returncode, out + errors


def paste(services, steps, names):
    """What doesn't work when it is pasted after all of the story has happened."""
    shell = Shell(services)
    told = list(story.shown(steps).values())
    with multiprocessing.pool.ThreadPool(AT_ONCE) as pool:
        results = pool.map(lambda step: shell.run(step, names), told, chunksize=1)
    for step, done in zip(told, results):
        if done is None:
            print(f"not pasted, since there is no buf here: {step.path}")
        elif (done[0] != 0) != bool(step.error) or step.error and step.error not in done[1]:
            yield f"pasted, {step.path} ends with {done[0]}:\n{step.pasted(names)}\n{done[1]}"


def missing(protos, steps):
    """Methods without an example."""
    told = story.shown(steps)
    for file in protos.files:
        for service in file.services_by_name.values():
            if file.package != "shopdesk.bench.v1":
                yield from (f"{service.full_name}/{method.name} has no example in tests/examples/story"
                            for method in service.methods if f"{service.full_name}/{method.name}" not in told)


def renamed(names):
    """Names that aren't as the reference shows them."""
    shown = story.names()
    for name in sorted(names.keys() | shown.keys()):
        if names.get(name) != shown.get(name):
            yield f"{name} is {names.get(name)}, names.json has {shown.get(name)}: run examples_test.py BIN_DIR --write"


def serve():
    print("the story has happened; the services run on the examples' ports until Ctrl-C", flush=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        pass


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binaries")
    parser.add_argument("storage", nargs="?", default="sqlite", choices=["sqlite", "postgres"])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    protos = described.Protos()
    steps = story.load(protos)
    if options.serve:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        suite.HOST = "127.0.0.1"
    services = suite.Suite(options.binaries, options.storage)
    if options.serve:
        services.grpc = dict(story.PORTS)
        services.metrics_ports = {service: port + 2100 for service, port in story.PORTS.items()}
    use_known_keys(services)
    with services:
        teller = Teller(services, protos)
        found = teller.tell(steps)
        if options.write and not found:
            story.NAMES.write_text(json.dumps(teller.names, indent=2) + "\n", encoding="utf-8")
        if not found:
            found = [*renamed(teller.names)]
        if options.serve and not found:
            serve()
        elif not options.write:
            found += missing(protos, steps)
            if not found and not services.postgres:
                found += paste(services, steps, teller.names)
    print("\n".join(found) or f"{len(story.shown(steps))} methods answer as the reference says")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
